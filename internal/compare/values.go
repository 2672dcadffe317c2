package compare

import (
	"slices"

	"github.com/topgen/topgen/internal/schema"
)

// values compares the values that the descriptions of a field list. For calls none of it
// breaks anything: the platform takes and sends values whether its pages list them or not.
// A constant that is gone breaks the code that uses it, which the bindings show.
func (w *walk) values(where string, old, new []schema.Value, at place) {
	change := func(kind Kind, from, to []schema.Value) {
		for _, v := range from {
			if slices.ContainsFunc(to, func(o schema.Value) bool { return o.Value == v.Value }) {
				continue
			}
			c := Change{Kind: kind, Where: where, What: v.Value, Ambiguous: at.ambiguous}
			if kind == ValueAdded {
				c.New = v.Text
			} else {
				c.Old = v.Text
			}
			w.add(c)
		}
	}
	change(ValueRemoved, old, new)
	change(ValueAdded, new, old)
}
