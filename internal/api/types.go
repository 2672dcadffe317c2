package api

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// Type is a documented type, or the request or the response as a whole. Uses of
// one name in the request, or in the response, are one type where names, types,
// lists and nesting are equal, and the zones and layouts of dates; examples, other texts
// and rules do not count.
type Type struct {
	Documented string   // name in the page; "" for the request and the response
	Path       string   // of the first use
	Request    bool     // in the request; else in the response
	Fields     []*Field // in the order of the page
	byName     map[string]*Field
}

// Field is a field of a Type: what all its uses have in common. Rows of one object
// that have the same name are one field.
type Field struct {
	Wire string // name on the wire
	Word string // type as the page words it, without "[]"
	Kind schema.Kind
	List bool  // on the wire; null[] is none, since nobody knows what it holds
	Type *Type // of KindStruct; else nil
	Loop bool  // the type is one of those around the field: the page shows its name and no fields
	Text bool  // of KindBytes: a text on the wire, since it is in a response or the Java sample sets it to a text
	// Time is the zone and layout of a Date; nil is the platform's. It is part of what
	// makes uses of a name one type.
	Time *schema.Time
	Uses []*Use // in the order of the page; at least one
	// Fraction is the first text that shows a Number to be a decimal: an example
	// or a value in a sample, at any of the uses; "" if none does.
	Fraction string
	Sampled  bool // Fraction stands in a sample, and no example shows one
}

// Use is a field at one place of the page.
type Use struct {
	*Field
	Doc    *schema.Field // the first row of that name
	Path   string        // of wire names, without list indices: "order.lines.sku"
	Key    string        // by which topgen.yaml and diagnostics know it: "request.order.lines.sku"
	Rules  Rules
	Object *Object // what stands there, of KindStruct; of a Loop an object around it

	rows []*schema.Field // all of that name
}

// Object is a Type at one place of the page.
type Object struct {
	Type   *Type
	Fields []*Use // in the order of the page
	byName map[string]*Use
}

// Rules are the documented constraints of a request field.
type Rules struct {
	Required    bool
	MaxLength   int // UTF-16 units of a text, bytes of a file; -1 where there is none
	MaxListSize int // elements; -1 where there is none
	Min, Max    string
	FileTypes   []string
}

// Field returns the use of that wire name, nil if there is none; o may be nil.
func (o *Object) Field(name string) *Use {
	if o == nil {
		return nil
	}
	return o.byName[name]
}

// At returns the field at a path of names, nil if there is none.
func (o *Object) At(path string) (f *Use) {
	for name := range strings.SplitSeq(path, ".") {
		if f = o.Field(name); f == nil {
			return nil
		}
		o = f.Object
	}
	return f
}

// DocumentsAny reports whether o has a field for any member of n; o may be nil.
func (o *Object) DocumentsAny(n *sample.Node) bool {
	return slices.ContainsFunc(n.Members, func(m sample.Member) bool { return o.Field(m.Name) != nil })
}

// Decimal reports whether values of the field are decimals: by their type, or
// since the page shows a Number with a fraction.
func (f *Field) Decimal() bool { return f.Kind == schema.KindDecimal || f.Fraction != "" }

// Holds reports whether the field, or an element of it, can take text as it
// stands on the wire.
func (f *Field) Holds(text string) bool {
	if f.Kind == schema.KindDate {
		return f.Time.Holds(text)
	}
	return f.Kind.Holds(text, f.Decimal())
}

// NoDate reports whether a text is what the platform sends of a Date that is none.
func (f *Field) NoDate(text string) bool {
	return f.Kind == schema.KindDate && strings.TrimSpace(text) == "0"
}

// IsFile reports whether a parameter is sent as a file.
func (f *Field) IsFile() bool { return f.Kind == schema.KindBytes && !f.Text }

// Joined reports whether a list that is a parameter of its own is sent as one
// text, its elements joined by commas, rather than as JSON.
func (f *Field) Joined() bool {
	return f.List && f.Kind != schema.KindStruct && f.Kind != schema.KindRaw && !f.IsFile()
}

// IsText reports whether values are JSON that is sent within a string: that is what
// fields of type Json hold.
func (f *Field) IsText() bool { return f.Kind == schema.KindRaw && f.Word == "Json" }

// IsSimple reports whether the page's word for the type is one that needs no fields.
func (f *Field) IsSimple() bool {
	_, simple := schema.SimpleKind(f.Word)
	return simple
}

// HoldsJSON reports whether a text of a raw field of a request is an object or
// array of JSON, rather than a text.
func (f *Field) HoldsJSON(text string) bool {
	text = strings.TrimSpace(text)
	return f.Kind == schema.KindRaw && !f.IsText() &&
		(strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) && json.Valid([]byte(text))
}

// RequestElement returns the name of the elements of a list in the XML of a
// request: Qimen's own samples have <orderLines><orderLine>, whatever the type.
func (f *Field) RequestElement() string { return strings.TrimSuffix(f.Wire, "s") }

// Join appends a wire name to a path.
func Join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
