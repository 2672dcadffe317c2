package api

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// resolver makes types, fields and uses of the rows of one side of an API.
type resolver struct {
	api      *API
	response bool
	texts    map[string]bool  // paths of byte fields of a request that are set as text
	types    map[string]*Type // by documented name and shape
}

// resolve returns the object that the rows of one side describe.
func (a *API) resolve(rows []*schema.Field, r *resolver) *Object {
	r.api, r.types = a, make(map[string]*Type)
	o := newObject(r.newType("", ""))
	r.fill(o, rows, "", nil)
	return o
}

func (r *resolver) newType(documented, path string) *Type {
	return &Type{Documented: documented, Path: path, Request: !r.response, byName: make(map[string]*Field)}
}

func newObject(t *Type) *Object { return &Object{Type: t, byName: make(map[string]*Use)} }

// side returns what the paths of fields begin with for people.
func (r *resolver) side() string {
	if r.response {
		return "response."
	}
	return "request."
}

// enclosing is a struct within which fields are being added.
type enclosing struct {
	word   string // its type as the page words it
	object *Object
}

// fill adds rows to an object and, at its first use, to its type.
func (r *resolver) fill(o *Object, rows []*schema.Field, path string, outer []enclosing) {
	for _, row := range rows {
		u := o.byName[row.Name]
		if u == nil {
			u = r.use(o, row, rows, Join(path, row.Name), outer)
		}
		r.api.uses[row], u.rows = u, append(u.rows, row)
		if len(row.Fields) > 0 && u.Object != nil && !u.Loop {
			r.fill(u.Object, row.Fields, u.Path, append(outer[:len(outer):len(outer)], enclosing{row.Type, u.Object}))
		}
	}
}

// use adds the use that a row, one of rows, is the first to describe.
func (r *resolver) use(o *Object, row *schema.Field, rows []*schema.Field, path string, outer []enclosing) *Use {
	f := o.Type.byName[row.Name]
	if f == nil {
		f = r.field(row, path, outer)
		o.Type.Fields = append(o.Type.Fields, f)
		o.Type.byName[row.Name] = f
	}
	u := &Use{Field: f, Doc: row, Path: path, Key: cmp.Or(row.Key, r.side()+path), Rules: Rules{MaxLength: -1, MaxListSize: -1}}
	switch {
	case f.Loop:
		u.Object = around(f, outer)
	case f.Kind == schema.KindStruct:
		u.Object = newObject(r.typeOf(row, rows, path))
		f.Type = u.Object.Type
	}
	u.readRules(row)
	f.Uses = append(f.Uses, u)
	o.Fields = append(o.Fields, u)
	o.byName[row.Name] = u
	return u
}

// field returns the field of a type that a row at its first use describes.
func (r *resolver) field(row *schema.Field, path string, outer []enclosing) *Field {
	f := &Field{Wire: row.Name, Word: row.Type, Kind: schema.KindOf(row), Time: row.Time}
	f.List = row.List && !(f.Kind == schema.KindRaw && row.Type == "null")
	f.Text = f.Kind == schema.KindBytes && (r.response || r.texts[path])
	if f.Kind != schema.KindRaw || f.IsSimple() {
		return f
	}
	for _, e := range slices.Backward(outer) {
		if e.word == row.Type {
			f.Kind, f.Type, f.Loop = schema.KindStruct, e.object.Type, true
			break
		}
	}
	return f
}

// around returns the object that a loop leads back to: the innermost of its type
// or, where the type has a use outside of that, the one of the first use.
func around(f *Field, outer []enclosing) *Object {
	for _, e := range slices.Backward(outer) {
		if e.object.Type == f.Type {
			return e.object
		}
	}
	return f.Uses[0].Object
}

// typeOf returns the type of the struct in a row; rows of that name, all among
// rows, are one.
func (r *resolver) typeOf(row *schema.Field, rows []*schema.Field, path string) *Type {
	var key strings.Builder
	key.WriteString(row.Type + "\n")
	for _, same := range rows {
		if same.Name == row.Name {
			schema.Shape(&key, same.Fields)
		}
	}
	t := r.types[key.String()]
	if t == nil {
		t = r.newType(row.Type, path)
		r.types[key.String()] = t
		r.api.Types = append(r.api.Types, t)
	}
	return t
}

// readRules takes the rules of the first row of the name, as all that is said of the
// field is taken from it.
func (u *Use) readRules(row *schema.Field) {
	// One that must hold itself could never be sent, and one that may belong to
	// another object must not be demanded of this one.
	u.Rules.Required = row.IsRequired() && !u.Loop && !row.Ambiguous
	l := row.Limits
	if l == nil {
		return
	}
	count := func(to *int, n json.Number) {
		const exact = 1 << 53 // up to here a float64 has every whole number
		if v, err := strconv.Atoi(string(n)); err == nil && v >= 0 {
			*to = v
		} else if v, err := strconv.ParseFloat(string(n), 64); err == nil && v >= 0 && v <= exact && v < math.MaxInt {
			*to = int(v) // written as 1e6 or 10.0
		}
	}
	count(&u.Rules.MaxLength, l.MaxLength)
	count(&u.Rules.MaxListSize, l.MaxListSize)
	bound := func(to *string, n json.Number) {
		if _, err := strconv.ParseFloat(string(n), 64); err == nil && (u.Kind == schema.KindNumber || u.Kind == schema.KindDecimal) {
			*to = string(n)
		}
	}
	bound(&u.Rules.Min, l.MinValue)
	bound(&u.Rules.Max, l.MaxValue)
	if len(l.FileTypes) > 0 && u.IsFile() {
		u.Rules.FileTypes = l.FileTypes
	}
}

// textFields returns the paths of the byte[] fields that the Java sample sets
// to something other than a file: they are texts, whatever the table says.
func (a *API) textFields() map[string]bool {
	if a.samples.Java == nil || a.samples.Java.Request == nil || !hasBytes(a.API.Request) {
		return nil
	}
	texts := make(map[string]bool)
	collectTextFields(a.API.Request, a.samples.Java.Request, "", texts)
	return texts
}

func hasBytes(rows []*schema.Field) bool {
	return slices.ContainsFunc(rows, func(r *schema.Field) bool {
		return schema.KindOf(r) == schema.KindBytes || hasBytes(r.Fields)
	})
}

func collectTextFields(rows []*schema.Field, set *sample.Node, path string, texts map[string]bool) {
	for _, r := range rows {
		n, at := setTo(set, r.Name), Join(path, r.Name)
		if n != nil && n.Kind == sample.ArrayNode && len(n.Items) > 0 && n.Items[0].Kind == sample.ObjectNode {
			n = n.Items[0]
		}
		switch {
		case n == nil:
		case n.Kind == sample.ObjectNode:
			collectTextFields(r.Fields, n, at, texts)
		case schema.KindOf(r) == schema.KindBytes && n.Kind != sample.FileNode && n.Kind != sample.BareNode:
			texts[at] = true
		}
	}
}

// setTo returns what the setters of a Java object set the field of that wire name
// to; nil if none does.
func setTo(object *sample.Node, name string) *sample.Node {
	for _, m := range object.Members {
		if squash(m.Name) == squash(name) {
			return m.Value
		}
	}
	return nil
}

// squash reduces a name to what Java and the platform's pages leave of it.
func squash(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }
