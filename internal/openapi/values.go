package openapi

import "github.com/topgen/topgen/internal/api"

// documentedValues returns the member with the values that the page lists for a field
// or, of a list, its elements. It is an extension and no enum, which would be closed:
// the platform sends values that its pages do not list, and readers of such a document
// refuse what is not in an enum.
func documentedValues(f *api.Use, v variant) member {
	list := make([]any, 0, len(f.Doc.Values))
	for _, d := range f.Doc.Values {
		if f.Holds(d.Value) {
			list = append(list, object{{"value", scalarValue(f, d.Value, v)}, {"text", d.Text}})
		}
	}
	return member{"x-topgen-values", list}
}
