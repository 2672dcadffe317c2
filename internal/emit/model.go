package emit

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/wire"
)

// model is the Go side of one API: the types that its page gives rise to and
// the names that they have.
type model struct {
	api      *schema.API
	method   naming.Method
	sent     *wire.Object // the request on the wire
	received *wire.Object // the response on the wire
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
	wire    map[string]*field // by wire name
	setters map[string]bool   // of a request type: the names of its setters
	names   map[string]bool   // of the fields
	folded  map[string]bool   // the same, without regard to case
}

// field is a field of a Go struct: that of the first use of the type that the
// page documents, and its name in Go. One Go type serves all uses.
type field struct {
	*wire.Field         // without Doc for the request id of a response that documents none
	Name        string  // Go name
	Wire        string  // wire name
	Object      *object // of KindStruct; not that of the wire

	// uses are all uses of the field in the page; where they differ in their
	// rules, the Go field has those that they share.
	uses []*wire.Field
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
	names := &typeNames{model: m, config: opt.Config, taken: map[string]bool{}, documented: map[string]bool{}}
	m.request = names.reserve("Request", true)
	m.response = names.reserve("Response", false)
	m.response.root = api.Root
	m.sent, m.received = wire.Request(api), wire.Response(api)
	for _, side := range []struct {
		object *object
		wire   *wire.Object
		rows   []*schema.Field
	}{{m.request, m.sent, api.Request}, {m.response, m.received, api.Response}} {
		b := &builder{names: names, side: side.object, objects: map[*wire.Object]*object{side.wire: side.object}}
		b.fill(side.object, side.wire, side.rows)
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
	model      *model
	config     *config.Config
	taken      map[string]bool
	documented map[string]bool // types that have been named, as Go spells their documented names
}

// reserve takes the name of the request or the response.
func (n *typeNames) reserve(suffix string, request bool) *object {
	o := &object{Name: n.model.method.Prefix + suffix, Request: request, Top: true, wire: map[string]*field{}}
	n.taken[o.Name] = true
	return o
}

// object returns a new Go type for f, a struct at path.
func (n *typeNames) object(f *schema.Field, path string, side *object) *object {
	o := &object{Type: f.Type, Request: side.Request, wire: map[string]*field{}}
	typ := naming.Exported(f.Type)
	n.name(o, path, n.documented[typ])
	n.documented[typ] = true
	n.model.nested = append(n.model.nested, o)
	return o
}

// name names a type after the API and its documented name or, where that is
// taken, by its path; the name with the side of the API in it is free in the
// end, since no path stands in a page twice.
func (n *typeNames) name(o *object, path string, sameName bool) {
	prefix := n.model.method.Prefix
	side := "Response"
	if o.Request {
		side = "Request"
	}
	byPath := naming.Suffix(path)
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
		o.Note = fmt.Sprintf("It is named after its place, %s: %s.", clean(path), why)
	}
	o.Name = n.config.Value(config.Key{Kind: config.TypeName, Method: n.model.api.Method, Target: o.Name}, o.Name, &n.model.uses)
	n.taken[o.Name] = true
}

// builder fills the types of one side of an API with fields.
type builder struct {
	names *typeNames
	side  *object // the request or the response
	// objects are the Go types by the first use of the documented type.
	// Requests and responses never share one, since their fields differ in Go.
	objects map[*wire.Object]*object
}

// fill adds to o the rows of its use on the wire.
func (b *builder) fill(o *object, use *wire.Object, rows []*schema.Field) {
	if o.Request {
		if o.setters == nil {
			o.setters = make(map[string]bool, len(rows))
		}
		for _, r := range rows {
			o.setters["Set"+naming.Exported(r.Name)] = true
		}
	}
	for _, r := range rows {
		u := use.Field(r.Name)
		f, known := o.wire[r.Name]
		if !known {
			f = b.newField(o, u, r)
			o.add(f)
			o.wire[r.Name] = f
		}
		if u.Doc == r {
			f.uses = append(f.uses, u)
		}
		if len(r.Fields) > 0 && f.Object != nil && !u.Loop {
			b.fill(f.Object, u.Object, r.Fields)
		}
	}
	if o.Top && !o.Request {
		addRequestID(o)
	}
}

// newField makes the field that a row documents, by its first use.
func (b *builder) newField(o *object, u *wire.Field, r *schema.Field) *field {
	f := &field{Field: u, Wire: r.Name}
	f.Name = b.fieldName(o, r, u.Path)
	if u.Object == nil {
		return f
	}
	first := u.Object.First()
	if b.objects[first] == nil {
		b.objects[first] = b.names.object(r, u.Path, b.side)
	}
	f.Object = b.objects[first]
	return f
}

// fieldName names a field. One that meets a method of its type, the fixed
// RequestID, or a field that differs in Go spelling only gets the suffix Field.
func (b *builder) fieldName(o *object, r *schema.Field, path string) string {
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
	return b.names.config.Value(config.Key{Kind: config.FieldName, Method: m.api.Method, Target: side + path}, name, &m.uses)
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
	o.Fields = append(o.Fields, &field{Field: &wire.Field{}, Name: requestID, Wire: wireRequestID})
}
