package emit

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/schema"
)

// model is the Go side of one API: the types that its page gives rise to and
// the names that they have.
type model struct {
	api      *schema.API
	method   naming.Method
	request  *object
	response *object
	nested   []*object // in page order, the request's first
	errors   []errorCode

	diags diag.List
	uses  []config.Use
}

// object is a Go struct type.
type object struct {
	Name    string // Go name
	Type    string // documented name; "" for the request and the response
	Request bool   // fields of a request: pointers and setters
	Top     bool   // the request or the response itself
	root    string // of the response: its documented root on the wire
	Note    string // why the name is not the documented one; may be empty
	Fields  []*field
	wire    map[string]*field
	setters map[string]bool // of a request type: the names of its setters
	names   map[string]bool // of the fields
	folded  map[string]bool // the same, without regard to case
}

// field is a field of a Go struct. Several rows of the page may stand behind
// it, since one Go type serves all uses of a documented type.
type field struct {
	Name   string // Go name
	Wire   string
	Doc    *schema.Field // the first row of the page that documents it
	Kind   schema.Kind   // of the elements, for a list
	List   bool
	Object *object // of KindStruct
	Text   bool    // a KindBytes field that is set as text, not as a file
	Loop   bool    // the object is one of those around the field

	// Fraction is the first text that shows a Number to be a decimal.
	Fraction string
	// rows are all rows of the page behind the field; where they differ in
	// their rules, the Go field has those that they share.
	rows []row
}

// row is one use of a Go field.
type row struct {
	path string // of wire names from the request or response, list indices left out
	*schema.Field
}

// decimal reports whether values of the field are top.Decimal.
func (f *field) decimal() bool {
	return f.Kind == schema.KindDecimal || f.Kind == schema.KindNumber && f.Fraction != ""
}

// requestID is the Go name of the field in which every response carries the
// platform's id of the call, and wireRequestID what the wire calls it.
const (
	requestID     = "RequestID"
	wireRequestID = "request_id"
)

// newModel names everything that the page of api gives rise to.
func newModel(api *schema.API, opt Options) (*model, error) {
	m := &model{api: api}
	var err error
	if m.method, err = naming.ParseMethod(api.Method); err != nil {
		return nil, err
	}
	m.applyConfig(opt.Config)
	names := &typeNames{model: m, config: opt.Config, taken: map[string]bool{}}
	m.request = names.reserve("Request", true)
	m.response = names.reserve("Response", false)
	m.response.root = api.Root
	text := textFields(api)
	for _, side := range []struct {
		object *object
		rows   []*schema.Field
	}{{m.request, api.Request}, {m.response, api.Response}} {
		b := &builder{names: names, text: text, side: side.object}
		b.fill(side.object, side.rows, nil, nil)
	}
	m.nameErrors(names.taken)
	return m, nil
}

// applyConfig lets topgen.yaml rename the package and the prefix.
func (m *model) applyConfig(c *config.Config) {
	pkg := c.Value(config.Key{Kind: config.PackageName, Target: m.method.Namespace}, m.method.Package, &m.uses)
	if pkg != m.method.Package {
		parent, _, _ := strings.Cut(m.method.Dir, "/")
		m.method.Package, m.method.Dir = pkg, parent+"/"+pkg
	}
	m.method.Prefix = c.Value(config.Key{Kind: config.Prefix, Method: m.api.Method}, m.method.Prefix, &m.uses)
}

func (m *model) warn(code diag.Code, f *schema.Field, format string, args ...any) {
	m.diags = append(m.diags, diag.Diagnostic{
		Code:    code,
		Pos:     diag.Position{File: m.api.Source.Path, Line: f.Line, Column: f.Column},
		Message: fmt.Sprintf(format, args...),
	})
}

// typeNames gives out the names of the Go types of one API.
type typeNames struct {
	model   *model
	config  *config.Config
	taken   map[string]bool
	objects []namedShape
}

// namedShape is a Go type that was made for a documented type.
type namedShape struct {
	typ    string // as Go spells the documented name, without the prefix
	shape  string
	object *object
}

// reserve takes the name of the request or the response.
func (n *typeNames) reserve(suffix string, request bool) *object {
	o := &object{Name: n.model.method.Prefix + suffix, Request: request, Top: true, wire: map[string]*field{}}
	n.taken[o.Name] = true
	return o
}

// object returns the Go type for f, a struct at path, and whether it is new.
// Uses of one documented name share a Go type where names, types, lists and
// nesting are equal; requests and responses never share one, since their
// fields differ in Go.
func (n *typeNames) object(f *schema.Field, path []string, side *object) (o *object, isNew bool) {
	typ, shape := naming.Exported(f.Type), shapeOf(f.Fields)
	sameName := false
	for _, s := range n.objects {
		if s.typ != typ {
			continue
		}
		if s.shape == shape && s.object.Request == side.Request {
			return s.object, false
		}
		sameName = true
	}
	o = &object{Type: f.Type, Request: side.Request, wire: map[string]*field{}}
	n.name(o, path, sameName)
	n.objects = append(n.objects, namedShape{typ, shape, o})
	n.model.nested = append(n.model.nested, o)
	return o, true
}

// name names a type after the API and its documented name or, where that is
// taken, by its path; the name with the side of the API in it is free in the
// end, since no path stands in a page twice.
func (n *typeNames) name(o *object, path []string, sameName bool) {
	prefix := n.model.method.Prefix
	side := "Response"
	if o.Request {
		side = "Request"
	}
	byPath := naming.Suffix(strings.Join(path, "."))
	candidates := []string{prefix + naming.Suffix(o.Type), prefix + byPath, prefix + side + byPath}
	for i, name := range candidates {
		if !n.taken[name] && (i > 0 || !sameName) && name != prefix {
			o.Name = name
			break
		}
	}
	for o.Name == "" || n.taken[o.Name] {
		o.Name = candidates[len(candidates)-1] + "Object"
		candidates[len(candidates)-1] = o.Name
	}
	if o.Name != candidates[0] {
		why := "the name " + candidates[0] + " is taken"
		if sameName {
			why = "the page uses the type name " + clean(o.Type) + " with other fields, too"
		}
		o.Note = fmt.Sprintf("It is named after its place, %s: %s.", clean(strings.Join(path, ".")), why)
	}
	o.Name = n.config.Value(config.Key{Kind: config.TypeName, Method: n.model.api.Method, Target: o.Name}, o.Name, &n.model.uses)
	n.taken[o.Name] = true
}

// shapeOf writes down the names, types, lists and nesting of fields.
func shapeOf(fields []*schema.Field) string {
	var b strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&b, "%q %q %t", f.Name, f.Type, f.List)
		if len(f.Fields) > 0 {
			b.WriteString("{" + shapeOf(f.Fields) + "}")
		}
		b.WriteByte(';')
	}
	return b.String()
}

// builder fills the types of one side of an API with fields.
type builder struct {
	names *typeNames
	text  map[string]bool // paths of byte fields that are set as text
	side  *object         // the request or the response
}

// enclosing is a struct within which fields are being added.
type enclosing struct {
	typ    string
	object *object
}

// fill adds the rows at path to o. The outer types are those that enclose o:
// a struct that shows no fields and has the name of one of them contains itself.
func (b *builder) fill(o *object, rows []*schema.Field, path []string, outer []enclosing) {
	if o.Request {
		if o.setters == nil {
			o.setters = make(map[string]bool, len(rows))
		}
		for _, r := range rows {
			o.setters["Set"+naming.Exported(r.Name)] = true
		}
	}
	for _, r := range rows {
		at := append(slices.Clip(path), r.Name)
		f, known := o.wire[r.Name]
		if !known {
			f = b.newField(o, r, at, outer)
			o.add(f)
			o.wire[r.Name] = f
		}
		f.rows = append(f.rows, row{strings.Join(at, "."), r})
		if f.Kind == schema.KindNumber && f.Fraction == "" {
			f.Fraction = fractionIn(r)
		}
		if len(r.Fields) > 0 && f.Object != nil {
			b.fill(f.Object, r.Fields, at, append(slices.Clip(outer), enclosing{r.Type, f.Object}))
		}
	}
	if o.Top && !o.Request {
		addRequestID(o)
	}
}

func (b *builder) newField(o *object, r *schema.Field, path []string, outer []enclosing) *field {
	f := &field{Wire: r.Name, Doc: r, Kind: schema.KindOf(r), List: r.List}
	f.Name = b.fieldName(o, r, path)
	switch f.Kind {
	case schema.KindStruct:
		f.Object, _ = b.names.object(r, path, b.side)
	case schema.KindBytes:
		f.Text = !o.Request || b.text[strings.Join(path, ".")]
	case schema.KindRaw:
		if _, simple := schema.SimpleKind(r.Type); simple {
			break
		}
		for _, e := range slices.Backward(outer) {
			if e.typ == r.Type {
				f.Kind, f.Object, f.Loop = schema.KindStruct, e.object, true
				break
			}
		}
	}
	return f
}

// fieldName names a field. One that meets a method of its type, the fixed
// RequestID, or a field that differs in Go spelling only gets the suffix Field.
func (b *builder) fieldName(o *object, r *schema.Field, path []string) string {
	name := naming.Exported(r.Name)
	if !naming.Readable(r.Name) {
		b.names.model.warn(diag.UnreadableName, r, "%s: no Go name can be read off this name, it becomes %s; topgen.yaml can give it another", r.Name, name)
	}
	for b.meets(o, r, name) {
		name += "Field"
	}
	side := "response."
	if o.Request {
		side = "request."
	}
	m := b.names.model
	return b.names.config.Value(config.Key{Kind: config.FieldName, Method: m.api.Method, Target: side + strings.Join(path, ".")}, name, &m.uses)
}

// add appends a field, which has its name.
func (o *object) add(f *field) {
	if o.names == nil {
		o.names, o.folded = map[string]bool{}, map[string]bool{}
	}
	o.names[f.Name], o.folded[fold(f.Name)] = true, true
	o.Fields = append(o.Fields, f)
}

// fold returns the same for all names that strings.EqualFold takes for equal:
// each character becomes the least of those that differ from it in case only.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for c := unicode.SimpleFold(r); c != r; c = unicode.SimpleFold(c) {
			least = min(least, c)
		}
		return least
	}, name)
}

// meets reports whether a Go field of o for r cannot have the name.
func (b *builder) meets(o *object, r *schema.Field, name string) bool {
	if o.folded[fold(name)] {
		return true
	}
	if !o.Request {
		return o.Top && name == requestID && !isRequestID(r)
	}
	// A field that is named twice brings rows to a type whose fields have names already.
	setter := o.names["Set"+name] || strings.HasPrefix(name, "Set") && o.names[name[len("Set"):]]
	return setter || o.setters[name] || o.Top && (name == "Do" || name == "Validate" || name == "All")
}

// isRequestID reports whether a row of a response is the request id itself.
func isRequestID(r *schema.Field) bool {
	return r.Name == wireRequestID && schema.KindOf(r) == schema.KindString && !r.List
}

// addRequestID gives the response the field for the request id, unless the
// page documents it.
func addRequestID(o *object) {
	if f := o.wire[wireRequestID]; f != nil && isRequestID(f.Doc) {
		return
	}
	o.Fields = append(o.Fields, &field{Name: requestID, Wire: wireRequestID})
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
