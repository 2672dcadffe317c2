package config

import (
	"maps"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/nearest"
	"github.com/topgen/topgen/internal/schema"
)

// The sides of an API, with which paths of fields begin.
const (
	requestSide  = "request"
	responseSide = "response"
)

// places are the fields of an API by their paths, as its page has them and as entries
// name them: "response.result.fee". Rows of one name in one object share a path.
type places struct {
	api    *schema.API
	byPath map[string][]*row
}

// row is a row of a page and the object in which it stands.
type row struct {
	*schema.Field
	in *object
}

// object is an object of a page: a side of the API, or a row with fields.
type object struct {
	path  string
	row   *schema.Field // nil for a side
	list  *[]*schema.Field
	outer *object // nil for a side
}

// newPlaces finds the fields of an API.
func newPlaces(api *schema.API) *places {
	p := &places{api: api, byPath: make(map[string][]*row)}
	for _, side := range []string{requestSide, responseSide} {
		p.add(p.side(side))
	}
	return p
}

// side returns a side of the API as an object.
func (p *places) side(name string) *object {
	if name == requestSide {
		return &object{path: name, list: &p.api.Request}
	}
	return &object{path: name, list: &p.api.Response}
}

// add adds the rows of an object.
func (p *places) add(o *object) {
	for _, f := range *o.list {
		p.addRow(f, o)
	}
}

func (p *places) addRow(f *schema.Field, o *object) {
	path := o.path + "." + f.Name
	p.byPath[path] = append(p.byPath[path], &row{f, o})
	p.add(&object{path: path, row: f, list: &f.Fields, outer: o})
}

// object returns the object at a path; nil if there is none. Whether a row can have
// fields is the caller's question.
func (p *places) object(path string) *object {
	if path == requestSide || path == responseSide {
		return p.side(path)
	}
	if rows := p.byPath[path]; len(rows) > 0 {
		return &object{path: path, row: rows[0].Field, list: &rows[0].Fields, outer: rows[0].in}
	}
	return nil
}

// near returns a path that can have been meant by one that is not there: one beside it
// whose name is spelt alike, else the only one that ends in the same name, else one that
// is spelt alike.
func (p *places) near(path string) string {
	paths := slices.Sorted(maps.Keys(p.byPath))
	parent, last := path[:strings.LastIndexByte(path, '.')+1], path[strings.LastIndexByte(path, '.'):]
	var beside, same []string
	for _, known := range paths {
		if name, ok := strings.CutPrefix(known, parent); ok && !strings.Contains(name, ".") {
			beside = append(beside, name)
		}
		if strings.HasSuffix(known, last) {
			same = append(same, known)
		}
	}
	if name := nearest.Word(last[1:], slices.Values(beside)); name != "" {
		return parent + name
	}
	if len(same) == 1 {
		return same[0]
	}
	return nearest.Word(path, slices.Values(paths))
}

// holdsFields reports whether a row can have fields: its type is no simple one.
func holdsFields(f *schema.Field) bool {
	_, simple := schema.SimpleKind(f.Type)
	return !simple || len(f.Fields) > 0
}

// insert puts a field among the fields of an object, in the order of the page.
func (o *object) insert(f *schema.Field) {
	i := len(*o.list)
	if f.Line > 0 {
		if after := slices.IndexFunc(*o.list, func(x *schema.Field) bool { return x.Line > f.Line }); after >= 0 {
			i = after
		}
	}
	*o.list = slices.Insert(*o.list, i, f)
}

// take takes a field out of an object.
func (o *object) take(f *schema.Field) {
	*o.list = slices.DeleteFunc(*o.list, func(x *schema.Field) bool { return x == f })
}

// has reports whether an object has a field of that name.
func (o *object) has(name string) bool {
	return slices.ContainsFunc(*o.list, func(x *schema.Field) bool { return x.Name == name })
}
