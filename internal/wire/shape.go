// Package wire tells what the documented requests and responses of an API look
// like on the wire: the response sample in each form in which the gateway
// answers, and the documented request as the parameters of a call.
//
// It reads the intermediate schema alone and knows nothing of Go names.
package wire

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// Object is a documented object: the request, the response, or a struct in them.
type Object struct {
	Fields []*Field // in the order of the page
	byName map[string]*Field
}

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
	// Text tells that a field of KindBytes is sent as text: the page's Java
	// sample sets it so.
	Text bool
	// Decimal tells that values are decimals: by their type, or since an
	// example of a Number shows a fraction.
	Decimal bool
	Rules   Rules
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
	return build(api.Request, textFields(api))
}

// Response returns the shape of the API's response.
func Response(api *schema.API) *Object {
	return build(api.Response, nil)
}

func build(rows []*schema.Field, text map[string]bool) *Object {
	o := newObject()
	b := builder{text: text}
	b.fill(o, rows, "", nil)
	return o
}

func newObject() *Object { return &Object{byName: make(map[string]*Field)} }

type builder struct {
	text map[string]bool
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
			f = b.field(r, Join(path, r.Name), outer)
			o.Fields = append(o.Fields, f)
			o.byName[r.Name] = f
		}
		f.Decimal = f.Decimal || f.Kind == schema.KindDecimal || f.Kind == schema.KindNumber && showsFraction(r)
		f.addRules(r)
		if len(r.Fields) > 0 && f.Object != nil && !f.Loop {
			b.fill(f.Object, r.Fields, f.Path, append(outer[:len(outer):len(outer)], enclosing{r.Type, f.Object}))
		}
	}
}

func (b *builder) field(r *schema.Field, path string, outer []enclosing) *Field {
	f := &Field{Doc: r, Path: path, Kind: schema.KindOf(r), Rules: Rules{MaxLength: -1, MaxListSize: -1}}
	f.List = r.List && !(f.Kind == schema.KindRaw && r.Type == "null")
	switch f.Kind {
	case schema.KindStruct:
		f.Object = newObject()
	case schema.KindBytes:
		f.Text = b.text[path]
	case schema.KindRaw:
		if _, simple := schema.SimpleKind(r.Type); simple {
			break
		}
		for i := len(outer) - 1; i >= 0; i-- {
			if outer[i].typ == r.Type {
				f.Kind, f.Object, f.Loop = schema.KindStruct, outer[i].object, true
				break
			}
		}
	}
	return f
}

// addRules adds the rules of a row; of two that contradict each other, the
// later one holds.
func (f *Field) addRules(r *schema.Field) {
	// One that must hold itself could never be sent.
	f.Rules.Required = f.Rules.Required || r.IsRequired() && !f.Loop
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
func (f *Field) Holds(text string) bool { return f.Kind.Holds(text, f.Decimal) }

// IsFile reports whether a parameter is sent as a file.
func (f *Field) IsFile() bool { return f.Kind == schema.KindBytes && !f.Text }

// Joined reports whether a list that is a parameter of its own is sent as one
// text, its elements joined by commas, rather than as JSON.
func (f *Field) Joined() bool {
	return f.List && f.Kind != schema.KindStruct && f.Kind != schema.KindRaw && !f.IsFile()
}

// showsFraction reports whether the example of a row, or an element of it,
// shows a decimal number with a point.
func showsFraction(r *schema.Field) bool {
	if !r.List {
		return schema.ShowsFraction(r.Example)
	}
	for _, item := range listItems(r.Example) {
		if schema.ShowsFraction(item) {
			return true
		}
	}
	return false
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
				if n.leaf() {
					items = append(items, n.Text)
				} else {
					items = append(items, rawText(n))
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
