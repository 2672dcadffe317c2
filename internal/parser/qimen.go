package parser

import (
	"slices"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/protocol"
)

// readQimen takes what is particular to samples of Qimen: they give every request
// parameters of the protocol, and set the fields of its only parameter, request, on
// the request itself. Where they do so with objects, too, or there are none, the
// setters show how deep the fields are.
func (r *sampleReader) readQimen() {
	ev, rows := &r.out.request, r.page.Request.Rows
	set := func(name string) bool {
		return slices.ContainsFunc(rows, func(row page.Row) bool { return setterName(row.Name.S) == name })
	}
	ev.nodes = slices.DeleteFunc(ev.nodes, func(n *node) bool { return protocol.QimenSetter(n.name) && !set(n.name) })
	if len(rows) != 1 || len(rows[0].Bullets)+len(rows[0].Rows) == 0 || len(ev.nodes) == 0 {
		return
	}
	name := setterName(rows[0].Name.S)
	if slices.ContainsFunc(ev.nodes, func(n *node) bool { return n.name == name }) {
		return
	}
	ev.spread = true
	shown := slices.ContainsFunc(ev.nodes, func(n *node) bool { return n.object })
	if shown || len(rows[0].Rows) > 0 || !hasObjects(rows[0].Bullets) {
		ev.nodes = []*node{{name: name, object: true, children: ev.nodes, pos: ev.nodes[0].pos}}
	}
}

// hasObjects reports whether nested rows have rows with fields among them: those
// have no "└".
func hasObjects(cells []page.Bullet) bool {
	required := ""
	for _, c := range cells {
		if page.IsRequired(c.S, "") {
			required = c.S
		}
	}
	b := newBullets(cells, required)
	for i, c := range cells {
		if !c.Leaf && b.starts(i) {
			return true
		}
	}
	return false
}
