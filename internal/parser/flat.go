package parser

import (
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// This file is about tables whose rows stand in one line each and are not all
// marked as what they are: copies of the site of today, which has no marks, or lines
// pasted from a browser, where only rows without fields have "└". A row like one of
// the top level may then be nested, and the sample tells: such a table is aligned
// as a whole, as nested rows are.

// isFlat reports whether a table shows no depth, given how its rows align with the
// top level of the sample. It shows depth where nested rows have a line for each
// cell. Else it shows none if a row that the top level of the sample lacks stands in
// an object of an earlier row, or if the page has no marks of depth at all.
func isFlat(src *page.Table, places []place, ev *evidence, unmarked bool) bool {
	marked := make(map[string]int) // nested rows by name
	for i := range src.Rows {
		for _, c := range src.Rows[i].Bullets {
			if c.Row == nil {
				return false
			}
			marked[ev.wireName(c.Row.Name.S)]++
		}
	}
	inside := make(map[string]int) // fields of objects so far, by name
	object := false
	for _, pl := range places {
		name := ev.wireName(pl.row.name.S)
		if pl.node < 0 && inside[name] > marked[name] || object && unmarked && len(marked) == 0 {
			return true
		}
		object = object || !pl.row.isSimple()
		if pl.node >= 0 {
			for _, n := range flatten(ev.nodes[pl.node].children) {
				inside[n.name]++
			}
		}
	}
	return false
}

// wireName returns a name as samples have it.
func (ev *evidence) wireName(name string) string {
	if ev.setters {
		return setterName(name)
	}
	return name
}

// alignFlat aligns all rows of a table at once.
func alignFlat(src *page.Table, ev *evidence) *table {
	var cells []page.Bullet
	for i := range src.Rows {
		r := &src.Rows[i]
		cells = append(cells, page.Bullet{Text: r.Name, Row: r})
		cells = append(cells, r.Bullets...)
	}
	required := ""
	if ev.request {
		required = requiredWord(src)
	}
	cells = append(cells, src.Cells...)
	n := &nested{head: &row{}, nodes: flatten(ev.nodes)}
	b := newBullets(cells, required)
	objects := make(map[string]bool)
	for _, n := range n.nodes {
		objects[n.name] = objects[n.name] || len(n.children) > 0
	}
	b.objects = make(map[string]bool)
	for i := range cells {
		b.objects[cells[i].S] = objects[ev.wireName(cells[i].S)]
	}
	n.align(b, ev)
	return &table{evidence: ev, flat: n}
}

// nested yields what is nested in a table: the rows below each of the top level, or
// all of them.
func (t *table) nested(yield func(*nested) bool) {
	if t.flat != nil {
		yield(t.flat)
		return
	}
	for i := range t.rows {
		if n := t.rows[i].nested; n != nil && !yield(n) {
			return
		}
	}
}

// flatFields makes the fields of a table that was aligned as a whole; path is that
// of its top level.
func (b *fieldBuilder) flatFields(n *nested, path string) []*schema.Field {
	top := new(schema.Field)
	if len(n.places) > 0 {
		first := n.places[0].row.name
		top.Name, top.Line, top.Column = first.S, first.Line, first.Column
	}
	b.nest(top, path, n, 0)
	return top.Fields
}
