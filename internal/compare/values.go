package compare

import (
	"slices"

	"github.com/topgen/topgen/internal/schema"
)

// values compares the values that the descriptions of a field list. None of it breaks
// anything: the platform takes and sends values whether its pages list them or not. The
// constant of a value that is gone goes with it (golang.go leaves constants out); a
// program that needs it has the value itself.
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
