package emit

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
)

// model is the Go side of one API: the types that its page gives rise to and
// the names that they have.
type model struct {
	api      *api.API
	method   naming.Method
	request  *object
	response *object
	nested   []*object             // in page order, the request's first
	fields   map[*api.Field]*field // by what they are on the wire
	errors   []errorCode
	values   []*valueList // in page order, the request's first

	diags diag.List
	uses  []config.Use
}

// object is a Go struct type.
type object struct {
	*api.Type
	Name    string // Go name
	Top     bool   // the request or the response itself
	root    string // of the response: the root that its page shows
	Note    string // why the name is not the documented one; may be empty
	Fields  []*field
	holder  *field            // of a nested type: the field in which it stands first
	wire    map[string]*field // by wire name
	setters map[string]bool   // of a request type: the names of its setters
	inUse   map[string]bool   // names of the fields
	folded  map[string]bool   // the same, without regard to case
}

// field is a field of a Go struct: what it is on the wire, and its name in Go.
// One Go type serves all uses.
type field struct {
	*api.Field
	Doc    *schema.Field // its row at the first use; nil for the request id of a response that documents none
	Name   string        // Go name
	Object *object       // of KindStruct
	values []*valueList  // those of all its uses
}

// requestID is the Go name of the field in which every response carries the
// platform's id of the call.
const requestID = "RequestID"

// newModel names everything that the page of an API gives rise to.
func newModel(a *api.API, opt Options) (*model, error) {
	m := &model{api: a, fields: make(map[*api.Field]*field)}
	var err error
	if m.method, err = naming.Parse(a.Method); err != nil {
		return nil, err
	}
	m.applyConfig(opt.Config)
	names := &typeNames{model: m, config: opt.Config, taken: map[string]bool{}, documented: map[string]bool{}, objects: make(map[*api.Type]*object)}
	if a.Message {
		m.response = names.reserve(a.Response.Type, "")
		names.taken[m.handlerName()], names.taken[m.topicName()] = true, true
	} else {
		m.request = names.reserve(a.Request.Type, "Request")
		m.response = names.reserve(a.Response.Type, "Response")
		m.response.root = a.ShownRoot()
	}
	for _, t := range a.Types {
		m.nested = append(m.nested, names.object(t))
	}
	for _, o := range m.objects() {
		names.fill(o)
	}
	m.nameErrors(names.taken)
	m.nameValues(names.taken, opt)
	return m, nil
}

// objects returns all types: the request, if there is one, the response or message, and
// those within them.
func (m *model) objects() []*object {
	if m.request == nil {
		return append([]*object{m.response}, m.nested...)
	}
	return append([]*object{m.request, m.response}, m.nested...)
}

// applyConfig lets topgen.yaml rename the package and the prefix.
func (m *model) applyConfig(c *config.Config) {
	pkg := c.Value(config.Key{Kind: config.PackageName, Target: m.method.Namespace}, m.method.Package, &m.uses)
	if pkg != m.method.Package {
		m.method.Package, m.method.Dir = pkg, path.Dir(m.method.Dir)+"/"+pkg
	}
	m.method.Prefix = c.Value(config.Key{Kind: config.Prefix, Method: m.api.Method}, m.method.Prefix, &m.uses)
}

func (m *model) warn(about string, code diag.Code, f *schema.Field, format string, args ...any) {
	m.diags = append(m.diags, diag.Diagnostic{
		Code:    code,
		About:   about,
		Pos:     diag.Position{File: m.api.Source.Path, Line: f.Line, Column: f.Column},
		Message: fmt.Sprintf(format, args...),
	})
}

// typeNames gives out the names of the Go types of one API, and of their fields.
type typeNames struct {
	model      *model
	config     *config.Config
	taken      map[string]bool
	documented map[string]bool // types that have been named, as Go spells their documented names
	objects    map[*api.Type]*object
}

// reserve takes the name of the request or the response.
func (n *typeNames) reserve(t *api.Type, suffix string) *object {
	o := &object{Type: t, Name: n.model.method.Prefix + suffix, Top: true}
	n.objects[t] = o
	n.take(o)
	return o
}

// names returns the names that a type of that name takes within its package: its
// own and, if it is part of a request, that of its constructor.
func (o *object) names(name string) []string {
	if o.Request {
		return []string{name, "New" + name}
	}
	return []string{name}
}

// free reports whether a type can have the name.
func (n *typeNames) free(o *object, name string) bool {
	return !slices.ContainsFunc(o.names(name), func(s string) bool { return n.taken[s] })
}

// take takes the name of a type for it.
func (n *typeNames) take(o *object) {
	for _, s := range o.names(o.Name) {
		n.taken[s] = true
	}
}

// object names a documented type.
func (n *typeNames) object(t *api.Type) *object {
	o := &object{Type: t}
	typ := naming.Exported(t.Documented)
	n.name(o, t.Path, n.documented[typ])
	n.objects[t], n.documented[typ] = o, true
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
	candidates := []string{prefix + naming.Suffix(o.Documented), prefix + byPath, prefix + side + byPath}
	for i, name := range candidates {
		if n.free(o, name) && (i > 0 || !sameName) && name != prefix {
			o.Name = name
			break
		}
	}
	for o.Name == "" || !n.free(o, o.Name) {
		o.Name = candidates[len(candidates)-1] + "Object"
		candidates[len(candidates)-1] = o.Name
	}
	if o.Name != candidates[0] {
		why := "the name " + candidates[0] + " is taken"
		if sameName {
			why = "the page uses the type name " + clean(o.Documented) + " with other fields, too"
		}
		o.Note = fmt.Sprintf("It is named after its place, %s: %s.", clean(path), why)
	}
	o.Name = n.config.Value(config.Key{Kind: config.TypeName, Method: n.model.api.Method, Target: o.Name}, o.Name, &n.model.uses)
	n.take(o)
}

// fill adds to a Go type the fields that it has on the wire.
func (n *typeNames) fill(o *object) {
	o.wire = make(map[string]*field, len(o.Type.Fields))
	o.inUse, o.folded = make(map[string]bool), make(map[string]bool)
	if o.Request {
		o.setters = make(map[string]bool, len(o.Type.Fields))
		for _, f := range o.Type.Fields {
			o.setters["Set"+naming.Exported(f.Wire)] = true
		}
	}
	for _, wire := range o.Type.Fields {
		first := wire.Uses[0]
		f := &field{Field: wire, Doc: first.Doc, Name: n.fieldName(o, first), Object: n.objects[wire.Type]}
		o.inUse[f.Name], o.folded[fold(f.Name)] = true, true
		o.Fields = append(o.Fields, f)
		o.wire[wire.Wire], n.model.fields[wire] = f, f
		if f.Object != nil && f.Object.holder == nil {
			f.Object.holder = f
		}
	}
	if n.model.isResponse(o) {
		addRequestID(o)
	}
}

// fieldName names a field. One that meets a method of its type, the fixed
// RequestID, or a field that differs in Go spelling only gets the suffix Field.
func (n *typeNames) fieldName(o *object, first *api.Use) string {
	m, r := n.model, first.Doc
	name := naming.Exported(r.Name)
	if !naming.Readable(r.Name) {
		m.warn(first.Key, diag.UnreadableName, r, "%s: no Go name can be read off this name, it becomes %s; topgen.yaml can give it another", r.Name, name)
	}
	for o.meets(r, name) || n.model.isResponse(o) && name == requestID && !isRequestID(r) {
		name += "Field"
	}
	return n.configured(first.Field, name)
}

// configured returns the name that topgen.yaml gives a field: at any of its uses, since
// all of them are one field in Go.
func (n *typeNames) configured(f *api.Field, name string) string {
	m, chosen := n.model, name
	for _, u := range f.Uses {
		key := config.Key{Kind: config.FieldName, Method: m.api.Method, Target: u.Key}
		if !n.config.Has(key) {
			continue
		}
		if other := n.config.Value(key, name, &m.uses); chosen == name {
			chosen = other
		} else if chosen != other {
			m.diags = append(m.diags, pageError(m.api, diag.NameConflict, fmt.Sprintf("topgen.yaml names one field %s and, at %s, %s: both are fields of one type", chosen, u.Key, other)))
		}
	}
	return chosen
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
func (o *object) meets(r *schema.Field, name string) bool {
	if o.folded[fold(name)] || name == "MarshalJSON" || name == "UnmarshalJSON" {
		return true
	}
	if !o.Request {
		return false
	}
	setter := o.inUse["Set"+name] || strings.HasPrefix(name, "Set") && o.inUse[name[len("Set"):]]
	return setter || o.setters[name] || o.Top && (name == "Do" || name == "Validate" || name == "All")
}

// isRequestID reports whether a row of a response is the request id itself.
func isRequestID(r *schema.Field) bool {
	return r.Name == protocol.RequestID && schema.KindOf(r) == schema.KindString && !r.List
}

// isResponse reports whether a type is that of the response to a call.
func (m *model) isResponse(o *object) bool { return o == m.response && !m.api.Message }

// addRequestID gives the response the field for the request id, unless the
// page documents it.
func addRequestID(o *object) {
	if f := o.wire[protocol.RequestID]; f != nil && isRequestID(f.Doc) {
		return
	}
	o.Fields = append(o.Fields, &field{Field: &api.Field{Wire: protocol.RequestID}, Name: requestID})
}
