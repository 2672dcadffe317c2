package parser

import (
	"slices"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/parser/guess"
)

// table is a table of the text form, aligned with its sample.
type table struct {
	evidence *evidence
	rows     []topRow
	flat     *nested    // all rows, in place of rows, where the table shows no depth
	tree     []page.Row // all rows, in place of rows, where it shows the depth of each
	// loose are the setters that no row of the top level has, by name. Some
	// samples set the fields of an object on the request itself: their values
	// still tell cells apart, though not how deep the rows are.
	loose map[string]*node
}

// topRow is a row of the top level.
type topRow struct {
	row    *row
	node   *node   // nil where the sample has none
	nested *nested // nil for a leaf
}

// nested are the rows below a row of the top level, the head.
type nested struct {
	head   *row
	places []place
	nodes  []flatNode
	// unaligned tells that table and sample differ too much to be aligned.
	unaligned bool
	spans     []span
	settled   []settled      // by settleTables
	compared  []*guess.Field // the head and the rows as guesses compare them, as far as asked for
}

// newTable makes a table of its rows. Those of the HTML and JSON forms are a tree, unless
// none stands below another and yet a mark or the sample shows that some should.
func newTable(p *page.Page, src *page.Table, ev *evidence) *table {
	if p.Format != page.FormatText && (isTree(src) || !isMarked(src) && !isFlat(src, alignTop(src, ev), ev, false)) {
		return &table{evidence: ev, tree: src.Rows}
	}
	return alignTable(src, ev, p.Unmarked)
}

// isTree reports whether any row has rows below it.
func isTree(src *page.Table) bool {
	return slices.ContainsFunc(src.Rows, func(r page.Row) bool { return len(r.Rows) > 0 })
}

// isMarked reports whether any row has a mark that it is nested.
func isMarked(src *page.Table) bool {
	return slices.ContainsFunc(src.Rows, func(r page.Row) bool { return len(r.Bullets) > 0 })
}

// alignTable aligns the rows of a table, at all levels, and finds in which
// objects they can stand.
func alignTable(src *page.Table, ev *evidence, unmarked bool) *table {
	if len(src.Cells) > 0 {
		return alignFlat(src, ev)
	}
	places := alignTop(src, ev)
	if isFlat(src, places, ev, unmarked) {
		return alignFlat(src, ev)
	}
	ev.findByName(places)
	t := &table{evidence: ev, rows: make([]topRow, len(places)), loose: looseSetters(places, ev)}
	required := requiredWord(src)
	for i, pl := range places {
		r := topRow{row: pl.row}
		if pl.node >= 0 {
			r.node = ev.nodes[pl.node]
		}
		if b := newBullets(src.Rows[i].Bullets, required); b.areRows() {
			r.nested = alignNested(r, b, ev)
		} else {
			r.row.describe(b.cells)
		}
		t.rows[i] = r
	}
	return t
}

// alignTop aligns the rows of the top level.
func alignTop(src *page.Table, ev *evidence) []place {
	rows := make([]*row, len(src.Rows))
	for i := range src.Rows {
		rows[i] = newRow(&src.Rows[i])
		rows[i].top, rows[i].start, rows[i].end = true, i, i+1
	}
	flat := make([]flatNode, len(ev.nodes))
	for i, n := range ev.nodes {
		flat[i] = flatNode{node: n, parent: -1, end: i + 1}
	}
	p := newProblem(len(rows), func(p int) []*row { return rows[p : p+1] }, flat, ev)
	if places, ok := p.align(); ok {
		return places
	}
	places := make([]place, len(rows))
	for i, r := range rows {
		places[i] = place{row: r, node: -1}
	}
	return places
}

// findByName gives rows of the top level, whose order says nothing of their depth, the
// nodes of their names that no row has: some samples have another order than the table.
func (ev *evidence) findByName(places []place) {
	used := make(map[int]bool)
	for _, pl := range places {
		used[pl.node] = true
	}
	spare := make(map[string]int) // nodes by name, the first of each
	for n, node := range slices.Backward(ev.nodes) {
		if !used[n] {
			spare[node.name] = n
		}
	}
	for i, pl := range places {
		wire := ev.wireName(pl.row.name.S)
		for _, name := range []string{wire, wire + "String"} {
			if n, ok := spare[name]; ok && places[i].node < 0 && ev.sameName(pl.row, name) {
				places[i].node = n
				delete(spare, name)
			}
		}
	}
}

// alignNested aligns the rows below r.
func alignNested(r topRow, b *bullets, ev *evidence) *nested {
	n := &nested{head: r.row, nodes: nodesInside(r)}
	n.align(b, ev)
	return n
}

func (n *nested) align(b *bullets, ev *evidence) {
	p := newProblem(len(b.cells), b.at, n.nodes, ev)
	var ok bool
	if n.places, ok = p.align(); !ok {
		n.unaligned = true
		n.nodes = nil
		n.places = b.first()
	}
	n.spans = findDepths(n.places, n.nodes)
}

func newProblem(cells int, rows func(int) []*row, nodes []flatNode, ev *evidence) *problem {
	return &problem{cells: cells, rows: rows, nodes: nodes, match: ev.match, missing: ev.missing, named: ev.namedIn(nodes)}
}

// nodesInside returns the nodes in which the fields of r stand.
func nodesInside(r topRow) []flatNode {
	if r.node == nil {
		return nil
	}
	if typ, _ := splitType(r.row.typ.S); r.row.list {
		if inner := r.node.inner(typ); inner != nil {
			return flatten(inner.children)
		}
	}
	return flatten(r.node.children)
}

// looseSetters returns the setters without a row of the top level, where the
// sample lacks an object of that level.
func looseSetters(places []place, ev *evidence) map[string]*node {
	if !ev.setters {
		return nil
	}
	used := make(map[int]bool)
	missing := false
	for _, pl := range places {
		used[pl.node] = true
		missing = missing || pl.node < 0 && !pl.row.isSimple()
	}
	if !missing {
		return nil
	}
	loose := make(map[string]*node)
	for i, n := range ev.nodes {
		if !used[i] && loose[n.name] == nil && len(n.children) == 0 {
			loose[n.name] = n
		}
	}
	return loose
}

// requiredWord returns a word that the table has in the column 是否必须.
func requiredWord(src *page.Table) string {
	for i := range src.Rows {
		if word := src.Rows[i].Required.S; word != "" {
			return word
		}
	}
	for _, c := range src.Cells {
		if page.IsRequiredWord(c.S) {
			return c.S
		}
	}
	return ""
}

// first returns the rows as the cells alone tell them.
func (b *bullets) first() []place {
	var places []place
	for p := 0; p < len(b.cells); {
		r := b.at(p)[0]
		places = append(places, place{row: r, node: -1, contested: len(places) > 0})
		p = r.end
	}
	return places
}
