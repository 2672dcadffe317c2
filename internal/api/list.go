package api

import (
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// List is what stands where a list is documented.
type List struct {
	Items   []*sample.Node
	Present bool     // something is there, be it a list without elements
	Misfit  bool     // something there is neither list nor element
	Strays  []string // names of members beside the elements
}

// Whole reports whether nothing is there but elements.
func (l *List) Whole() bool { return !l.Misfit && len(l.Strays) == 0 }

// Elements returns the elements of a list where values stand for it, in
// whichever way they are wrapped.
func (f *Use) Elements(values []*sample.Node) List {
	var l List
	for _, v := range values {
		l.add(f, v)
	}
	return l
}

func (l *List) add(f *Use, v *sample.Node) {
	switch {
	case v.Blank():
		return
	case v.Kind == sample.ArrayNode:
		l.Items = append(l.Items, v.Items...)
	case v.IsLeaf() && f.Kind == schema.KindStruct:
		l.Misfit = true
		return
	case v.IsLeaf():
		l.Items = append(l.Items, v)
	default:
		l.addObject(f, v)
		return
	}
	l.Present = true
}

// addObject adds an object that holds the elements, in the member named after
// their type or in its only one, or that is an element.
func (l *List) addObject(f *Use, v *sample.Node) {
	holder, held := holderOf(f, v)
	if !held && len(v.Members) > 0 {
		if f.Kind != schema.KindRaw && !f.Object.DocumentsAny(v) {
			l.Misfit = true
			return
		}
		l.Items = append(l.Items, v)
	}
	l.Present = true
	for _, m := range v.Members {
		switch {
		case !held:
		case m.Name != holder:
			l.Strays = append(l.Strays, m.Name)
		case m.Value.Kind == sample.ArrayNode:
			l.Items = append(l.Items, m.Value.Items...)
		default:
			l.Items = append(l.Items, m.Value)
		}
	}
}

// holderOf returns the member of v that holds the elements of a list, if one
// does.
func holderOf(f *Use, v *sample.Node) (holder string, held bool) {
	for _, m := range v.Members {
		if m.Name == f.Doc.Element && (!m.Value.IsLeaf() || f.Object.Field(m.Name) == nil) {
			holder, held = m.Name, true
		}
	}
	if held || f.Kind == schema.KindRaw || f.Object.DocumentsAny(v) {
		return holder, held
	}
	name, inner := v.Only()
	if inner != nil && (f.Kind != schema.KindStruct || !inner[len(inner)-1].IsLeaf()) {
		return name, true
	}
	return "", false
}
