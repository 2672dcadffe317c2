// Package wire tells what the documented requests and responses of an API look
// like on the wire: the response sample in each form in which the gateway
// answers, and the documented request as the parameters of a call.
//
// It reads the intermediate schema alone and knows nothing of Go names.
package wire

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// Object is a documented object: the request, the response, or a struct in them.
type Object struct {
	Fields []*Field // in the order of the page
	byName map[string]*Field
	first  *Object
}

// First returns the object at the first use of its documented type, which is o
// itself at that use. Uses of one type name in a request, or in a response, are
// one type where names, types, lists and nesting are equal.
func (o *Object) First() *Object { return o.first }

// Field is a documented field. Rows of one object that have the same name are
// one field; the first of them describes it.
type Field struct {
	Doc    *schema.Field
	Path   string // of wire names, without list indices: "order.lines.sku"
	Kind   schema.Kind
	List   bool    // on the wire; null[] is none, since nobody knows what it holds
	Object *Object // of KindStruct
	// Loop tells that the object is one of those around the field: the page
	// shows no fields, but the type name of an enclosing struct.
	Loop bool
	// Text tells that a field of KindBytes is a text on the wire: it is one of
	// a response, or the page's Java sample sets it to a text.
	Text  bool
	Rules Rules
	// fraction is what Fraction returns, for all uses of the type together.
	fraction *string
}

// Decimal reports whether values of the field are decimals: by their type, or
// since an example of a Number shows a fraction.
func (f *Field) Decimal() bool { return f.Kind == schema.KindDecimal || f.Fraction() != "" }

// Fraction returns the first example that shows a Number to be a decimal, in
// any use of the field's type; "" if none does.
func (f *Field) Fraction() string {
	if f.fraction == nil {
		return ""
	}
	return *f.fraction
}

// Rules are the documented constraints of a request field.
type Rules struct {
	Required    bool
	MaxLength   int // UTF-16 units of a text, bytes of a file; -1 where there is none
	MaxListSize int // elements; -1 where there is none
	Min, Max    string
	FileTypes   []string
}

// Field returns the field of that wire name, nil if there is none; o may be nil.
func (o *Object) Field(name string) *Field {
	if o == nil {
		return nil
	}
	return o.byName[name]
}

// Request returns the shape of the API's request.
func Request(api *schema.API) *Object {
	return build(api.Request, builder{text: textFields(api)})
}

// Response returns the shape of the API's response.
func Response(api *schema.API) *Object {
	return build(api.Response, builder{response: true})
}

func build(rows []*schema.Field, b builder) *Object {
	o := newObject(nil)
	b.first = make(map[string]*Object)
	b.fill(o, rows, "", nil)
	return o
}

// newObject returns an object of the type that was first used by another, or
// of a new one.
func newObject(first *Object) *Object {
	o := &Object{byName: make(map[string]*Field), first: first}
	if first == nil {
		o.first = o
	}
	return o
}

type builder struct {
	response bool
	text     map[string]bool    // paths of byte fields of a request that are set as text
	first    map[string]*Object // by type name and shape
}

// enclosing is a struct within which fields are being added.
type enclosing struct {
	typ    string
	object *Object
}

func (b *builder) fill(o *Object, rows []*schema.Field, path string, outer []enclosing) {
	for _, r := range rows {
		f := o.byName[r.Name]
		if f == nil {
			f = b.field(r, Join(path, r.Name), outer, o.twin(r.Name))
			if f.Kind == schema.KindStruct && !f.Loop {
				f.Object = b.object(r, rows)
			}
			o.Fields = append(o.Fields, f)
			o.byName[r.Name] = f
		}
		if f.Kind == schema.KindNumber && *f.fraction == "" {
			*f.fraction = fractionIn(r)
		}
		f.addRules(r)
		if len(r.Fields) > 0 && f.Object != nil && !f.Loop {
			b.fill(f.Object, r.Fields, f.Path, append(outer[:len(outer):len(outer)], enclosing{r.Type, f.Object}))
		}
	}
}

// twin returns the field of that name at the first use of the type of o; nil if
// this is the first.
func (o *Object) twin(name string) *Field {
	if o.first == o {
		return nil
	}
	return o.first.byName[name]
}

// object returns an empty object for the struct in a row; rows of that name,
// all among rows, are one.
func (b *builder) object(r *schema.Field, rows []*schema.Field) *Object {
	var key strings.Builder
	key.WriteString(r.Type + "\n")
	for _, same := range rows {
		if same.Name == r.Name {
			writeShape(&key, same.Fields)
		}
	}
	o := newObject(b.first[key.String()])
	if o.first == o {
		b.first[key.String()] = o
	}
	return o
}

// writeShape writes down the names, types, lists and nesting of rows.
func writeShape(b *strings.Builder, rows []*schema.Field) {
	for _, r := range rows {
		b.WriteString(strconv.Quote(r.Name) + strconv.Quote(r.Type) + strconv.FormatBool(r.List))
		if len(r.Fields) > 0 {
			b.WriteByte('{')
			writeShape(b, r.Fields)
			b.WriteByte('}')
		}
		b.WriteByte(';')
	}
}

// field returns the field that a row describes. It is what its twin is, the
// same field at the first use of the type.
func (b *builder) field(r *schema.Field, path string, outer []enclosing, twin *Field) *Field {
	f := &Field{Doc: r, Path: path, Kind: schema.KindOf(r), Rules: Rules{MaxLength: -1, MaxListSize: -1}, fraction: new(string)}
	f.List = r.List && !(f.Kind == schema.KindRaw && r.Type == "null")
	f.Text = f.Kind == schema.KindBytes && (b.response || b.text[path])
	if twin != nil {
		f.Text, f.fraction = twin.Text, twin.fraction
	}
	switch {
	case f.Kind != schema.KindRaw || twin != nil && !twin.Loop:
		return f
	case twin != nil:
		f.Kind, f.Object, f.Loop = schema.KindStruct, twin.Object, true
	}
	if _, simple := schema.SimpleKind(r.Type); simple {
		return f
	}
	for _, e := range slices.Backward(outer) {
		if e.typ == r.Type {
			f.Kind, f.Object, f.Loop = schema.KindStruct, e.object, true
			break
		}
	}
	return f
}

// addRules adds the rules of a row; of two that contradict each other, the
// later one holds.
func (f *Field) addRules(r *schema.Field) {
	// One that must hold itself could never be sent, and one that may belong to
	// another object must not be demanded of this one.
	f.Rules.Required = f.Rules.Required || r.IsRequired() && !f.Loop && !r.Ambiguous
	l := r.Limits
	if l == nil {
		return
	}
	count := func(to *int, n json.Number) {
		if v, err := strconv.ParseFloat(string(n), 64); err == nil && v >= 0 && v < math.MaxInt {
			*to = int(v) // may be written as 1e6 or 10.0
		}
	}
	count(&f.Rules.MaxLength, l.MaxLength)
	count(&f.Rules.MaxListSize, l.MaxListSize)
	bound := func(to *string, n json.Number) {
		if _, err := strconv.ParseFloat(string(n), 64); err == nil && (f.Kind == schema.KindNumber || f.Kind == schema.KindDecimal) {
			*to = string(n)
		}
	}
	bound(&f.Rules.Min, l.MinValue)
	bound(&f.Rules.Max, l.MaxValue)
	if len(l.FileTypes) > 0 && f.Kind == schema.KindBytes && !f.Text {
		f.Rules.FileTypes = l.FileTypes
	}
}

// Holds reports whether the field, or an element of it, can take text as it
// stands on the wire.
func (f *Field) Holds(text string) bool { return f.Kind.Holds(text, f.Decimal()) }

// IsFile reports whether a parameter is sent as a file.
func (f *Field) IsFile() bool { return f.Kind == schema.KindBytes && !f.Text }

// Joined reports whether a list that is a parameter of its own is sent as one
// text, its elements joined by commas, rather than as JSON.
func (f *Field) Joined() bool {
	return f.List && f.Kind != schema.KindStruct && f.Kind != schema.KindRaw && !f.IsFile()
}

// fractionIn returns the example of a row if it shows a fraction, in a list
// the first element that does.
func fractionIn(r *schema.Field) string {
	texts := []string{r.Example}
	if r.List {
		texts = listItems(r.Example)
	}
	for _, t := range texts {
		if schema.ShowsFraction(t) {
			return t
		}
	}
	return ""
}

// listItems returns the elements that the example of a list of simple values
// shows: a JSON array, or texts joined by commas.
func listItems(example string) []string {
	example = strings.TrimSpace(example)
	if strings.HasPrefix(example, "[") {
		doc := sample.ReadJSON(example)
		if doc.Value != nil && doc.Value.Kind == sample.JSONArray && !doc.Truncated && len(doc.Faults) == 0 {
			var items []string
			for _, v := range doc.Value.Items {
				n := jsonNode(example, v)
				if n.IsLeaf() {
					items = append(items, n.Text)
				} else {
					items = append(items, n.JSON())
				}
			}
			return items
		}
	}
	return strings.Split(example, ",")
}

// Join appends a wire name to a path.
func Join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// textFields returns the paths of the byte[] fields that the Java sample sets
// to something other than a file: they are texts, whatever the table says.
func textFields(api *schema.API) map[string]bool {
	if !hasBytes(api.Request) {
		return nil
	}
	doc := sample.ReadJava(api.Samples.Java)
	text := make(map[string]bool)
	if doc.Request != nil {
		collectTextFields(api.Request, doc.Request, "", text)
	}
	return text
}

func hasBytes(rows []*schema.Field) bool {
	for _, r := range rows {
		if schema.KindOf(r) == schema.KindBytes || hasBytes(r.Fields) {
			return true
		}
	}
	return false
}

func collectTextFields(rows []*schema.Field, o *sample.Object, path string, text map[string]bool) {
	for _, r := range rows {
		arg := setterArg(o, r.Name)
		at := Join(path, r.Name)
		switch {
		case arg == nil:
		case arg.Kind == sample.ArgList && len(arg.Items) > 0 && arg.Items[0].Object != nil:
			collectTextFields(r.Fields, arg.Items[0].Object, at, text)
		case arg.Object != nil:
			collectTextFields(r.Fields, arg.Object, at, text)
		case schema.KindOf(r) == schema.KindBytes && arg.Kind != sample.ArgFile && arg.Kind != sample.ArgOther:
			text[at] = true
		}
	}
}

// setterArg returns what the sample sets the field of that wire name to.
func setterArg(o *sample.Object, name string) *sample.Arg {
	key := strings.ToLower(strings.ReplaceAll(name, "_", ""))
	for _, c := range o.Calls {
		if strings.ToLower(c.Setter) == key {
			return c.Arg
		}
	}
	return nil
}
