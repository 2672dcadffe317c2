package emit

import (
	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/diag"
)

// Names are the names in Go to which an API gives rise, for those who look for what
// they know from the bindings.
type Names struct {
	Package           string // its name; its folder is Dir
	Dir               string
	Request, Response string // of a message, Request is empty and Response its type
	fields            map[*api.Field]*field
}

// NamesOf returns the names of an API, as Page gives them.
func NamesOf(a *api.API, opt Options) (*Names, error) {
	m, err := newModel(a, opt)
	if err != nil {
		return nil, err
	}
	n := &Names{Package: m.method.Package, Dir: m.method.Dir, Response: m.response.Name, fields: m.fields}
	if m.request != nil {
		n.Request = m.request.Name
	}
	return n, nil
}

// Field returns the name of a field.
func (n *Names) Field(f *api.Field) string {
	if named := n.fields[f]; named != nil {
		return named.Name
	}
	return ""
}

// Type returns the name of the struct that a field holds; "" if it holds none.
func (n *Names) Type(f *api.Field) string {
	if named := n.fields[f]; named != nil && named.Object != nil {
		return named.Object.Name
	}
	return ""
}

// Value returns the constant for a documented value of a field; "" if there is none.
func (n *Names) Value(f *api.Field, value string) string {
	named := n.fields[f]
	if named == nil {
		return ""
	}
	for _, l := range named.values {
		for _, v := range l.Values {
			if v.Literal == literalOf(l.Type, value) {
				return v.Name
			}
		}
	}
	return ""
}

// Request returns the expression that makes a request with its setters, as the tests
// and the example of the bindings do.
func Request(a *api.API, opt Options, v *api.Value) (string, diag.List) {
	w, list := newWriter(a, opt)
	if w == nil {
		return "", list
	}
	w.file = newFile(w.method.Package)
	return w.buildRequest(v), list
}
