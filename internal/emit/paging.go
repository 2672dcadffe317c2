package emit

import (
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/api"
)

// all adds the method that goes through the items of all pages.
func (w *writer) all(p *api.Paging) {
	v := values{
		"list": wirePath(p.Items), "item": w.elementName(w.fields[p.Items.Field]),
		"number": w.fields[p.Number].Name, "size": w.fields[p.Size].Name, "first": p.First, "parts": w.parts(p),
	}
	if p.DefaultSize > 0 {
		v["perPage"] = p.DefaultSize
	}
	if p.UseHasNext != nil && p.HasNext.Field != nil { // the platform fills it on demand only
		v["wantsHasNext"] = w.fields[p.UseHasNext].Name
	}
	w.shape("all", v)
}

// part is what is taken from a response under a condition, if that is not empty.
type part struct {
	Condition string
	Set       []string // assignments to fields of the page
}

// parts returns how a page is taken from resp. What stands under one condition goes
// together.
func (w *writer) parts(p *api.Paging) []*part {
	var parts []*part
	add := func(at api.Place, set string) {
		if at.Field == nil {
			return
		}
		condition := w.there(at.Path)
		i := slices.IndexFunc(parts, func(p *part) bool { return p.Condition == condition })
		if i < 0 {
			i, parts = len(parts), append(parts, &part{Condition: condition})
		}
		parts[i].Set = append(parts[i].Set, set+w.expression(at))
	}
	add(p.Items, "Items = ")
	add(p.Total, "Total = &")
	add(p.HasNext, "HasNext = &")
	return parts
}

// there returns the condition that no pointer on the way of path through resp is
// nil, empty if there are none.
func (w *writer) there(path []*api.Field) string {
	var conditions []string
	within := w.response
	for i, wire := range path {
		f := w.fields[wire]
		if within.containsItselfBy(f) {
			conditions = append(conditions, w.expression(api.Place{Path: path[:i], Field: wire})+" != nil")
		}
		within = f.Object
	}
	return strings.Join(conditions, " && ")
}

// expression returns the Go expression for a field of resp.
func (w *writer) expression(at api.Place) string {
	expr := "resp"
	for _, f := range at.Path {
		expr += "." + w.fields[f].Name
	}
	return expr + "." + w.fields[at.Field].Name
}

func wirePath(at api.Place) string {
	path := ""
	for _, f := range at.Path {
		path = api.Join(path, f.Wire)
	}
	return api.Join(path, at.Field.Wire)
}

// documentedItems returns what leads from the documented response to the items of its
// page, in Go; "" if it shows no list.
func (w *writer) documentedItems(p *api.Paging) string {
	node := w.bodies[0].Tree
	for _, f := range p.Items.Path {
		node = node.Get(f.Wire)
	}
	f := w.fields[p.Items.Field]
	if list := f.elements(node.Values(f.Wire)); !list.Present {
		return ""
	}
	return strings.TrimPrefix(w.expression(p.Items), "resp.")
}
