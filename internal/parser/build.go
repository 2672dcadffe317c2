package parser

import (
	"fmt"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// side is a table and what the samples say about it.
type side struct {
	request bool
	sample  []*node   // the fields of the outermost level; nil without a sample
	known   bool      // there is a sample
	setters bool      // its names are those of Java setters
	source  page.Text // the sample, for places
}

// cells are what the row of a field says, with its places.
type cells struct{ typ, example, description page.Text }

// builder makes the fields of one table.
type builder struct {
	*pageParser
	side
	open []*schema.Field // whose depth is ambiguous
	deep []*schema.Field // those that no alignment was found for
	// twins are the structs that an earlier run found, for guesses.
	twins   *structs
	guesses int
	refused bool             // for its depth
	flat    map[string]*node // see flatten
	// cells are where the texts of each field stand.
	cells map[*schema.Field]cells
}

// fields makes the fields of a table.
func (b *builder) fields(table *page.Table) []*schema.Field {
	if b.page.Format != page.FormatText {
		return b.tree(table.Rows, 1)
	}
	return b.textFields(table)
}

// maxDepth is how deep fields may be nested; pages of the platform stay at 7.
const maxDepth = 50

// tooDeep says once that a page is nested too deep.
func (b *builder) tooDeep(f *schema.Field) {
	if !b.refused {
		b.refused = true
		b.report(diag.TooDeep, diag.Error, f.Line, f.Column, fmt.Sprintf("%s: fields are nested more than %d deep", shown(f.Name), maxDepth), "no page of the platform is: take the original")
	}
}

// tree makes fields of rows whose depth the page shows.
func (b *builder) tree(rows []page.Row, depth int) []*schema.Field {
	fields := make([]*schema.Field, len(rows))
	for i := range rows {
		fields[i] = b.field(newRow(&rows[i]), nil, len(rows[i].Rows) > 0)
		switch {
		case len(rows[i].Rows) == 0:
		case depth == maxDepth:
			b.tooDeep(fields[i])
		default:
			fields[i].Fields = b.tree(rows[i].Rows, depth+1)
		}
	}
	return fields
}

// textFields makes the fields of a table in the text form.
func (b *builder) textFields(table *page.Table) []*schema.Field {
	rows := make([]*row, len(table.Rows))
	for i := range table.Rows {
		rows[i] = newRow(&table.Rows[i])
		rows[i].start, rows[i].end = i, i+1
	}
	flat := make([]flatNode, len(b.sample))
	for i, n := range b.sample {
		flat[i] = flatNode{node: n, parent: -1, end: i + 1}
	}
	top := problem{
		cells: len(rows), nodes: flat, match: b.match, missing: b.missing,
		rows: func(p int) []*row { return rows[p : p+1] }, named: b.namedIn(flat),
	}
	places, ok := top.align()
	if !ok {
		places = unaligned(rows)
	}
	b.flatten(places)
	required := requiredWord(table)
	fields := make([]*schema.Field, 0, len(rows))
	for i, pl := range places {
		var n *node
		if pl.node >= 0 {
			n = b.sample[pl.node]
		}
		bl := newBullets(table.Rows[i].Bullets, required)
		isStruct := bl.areRows()
		if !isStruct {
			pl.row.describe(bl)
		}
		f := b.field(pl.row, n, isStruct)
		if isStruct {
			b.nested(f, n, bl)
		}
		fields = append(fields, f)
	}
	return fields
}

// flatten keeps the setters that no row of the top level has. Some samples set
// the fields of an object on the request itself: their values still tell cells
// apart, though not how deep the rows are.
func (b *builder) flatten(places []place) {
	if !b.setters {
		return
	}
	used := make(map[int]bool)
	missing := false
	for _, pl := range places {
		used[pl.node] = true
		missing = missing || pl.node < 0 && !pl.row.isSimple()
	}
	if !missing {
		return
	}
	b.flat = make(map[string]*node)
	for i, n := range b.sample {
		if !used[i] && b.flat[n.name] == nil && len(n.children) == 0 {
			b.flat[n.name] = n
		}
	}
}

// unaligned returns places for rows about which no sample says anything.
func unaligned(rows []*row) []place {
	places := make([]place, len(rows))
	for i, r := range rows {
		places[i] = place{row: r, node: -1}
	}
	return places
}

// match returns the cost of n standing for r.
func (b *builder) match(r *row, n *node) (int, bool) {
	if !b.sameName(r, n.name) {
		return 0, false
	}
	if len(n.children) > 0 && !r.leaf {
		return costNone, true
	}
	if len(n.children) > 0 && !r.list {
		return costNone, true // see behind
	}
	if agreementOf(r, n) == differs && (r.leaf || r.isSimple()) {
		return costOdd, true
	}
	return costNone, true
}

// namedIn returns a function that tells whether any of the nodes has the name
// of a row.
func (b *builder) namedIn(flat []flatNode) func(*row) bool {
	names := make(map[string]bool, len(flat))
	for _, n := range flat {
		names[n.name] = true
	}
	return func(r *row) bool {
		if !b.setters {
			return names[r.name.S]
		}
		setter := setterName(r.name.S)
		return names[setter] || names[setter+"String"]
	}
}

func (b *builder) sameName(r *row, name string) bool {
	if !b.setters {
		return r.name.S == name
	}
	setter := setterName(r.name.S)
	return setter == name || setter+"String" == name && !r.leafString()
}

// leafString reports whether r is a String: only other types have setters
// that take the JSON text as well.
func (r *row) leafString() bool { return r.typ.S == "String" || r.typ.S == "" }

// missing returns the cost of no element standing for r.
func (b *builder) missing(r *row) int {
	yes, no := r.hasExample()
	switch {
	case !b.known:
		return costNone
	case b.setters && r.leaf && no:
		return costNone
	case b.setters && r.leaf && !yes:
		return costExpected
	case !b.setters && r.list && r.isSimple() && !yes:
		return costExpected
	}
	return costMissing
}

// opening is an element, or a struct that the sample lacks, in which rows can
// still stand.
type opening struct {
	field *schema.Field
	node  int // index of the element, -1 if missing
	end   int // index behind its last descendant; it can be closed from there on
	// structured tells that the sample shows an object, so that there must be
	// fields even if the sample has none of them.
	structured bool
}

// nested makes the fields of f, whose element is n, from the bullets below it.
func (b *builder) nested(f *schema.Field, n *node, bl *bullets) {
	flat := b.inside(f, n)
	p := problem{cells: len(bl.cells), rows: bl.at, nodes: flat, match: b.match, missing: b.missing, named: b.namedIn(flat)}
	places, ok := p.align()
	if !ok {
		b.deep = append(b.deep, f)
		p.nodes, flat = nil, nil
		places = bl.first()
	}
	open := []opening{{field: f, node: -1, end: len(flat)}}
	matched := make(map[int]bool)
	for i, pl := range places {
		var child *schema.Field
		if pl.node >= 0 {
			matched[pl.node] = true
			open = upTo(open, flat, matched, pl.node)
			child = b.field(pl.row, flat[pl.node].node, !pl.row.leaf)
			child.Ambiguous = pl.open
		} else {
			var choice bool
			open, choice = b.choose(open, flat, places, i)
			child = b.field(pl.row, nil, !pl.row.leaf)
			child.Ambiguous = pl.open || choice
		}
		if child.Ambiguous {
			b.open = append(b.open, child)
		}
		parent := open[len(open)-1].field
		parent.Fields = append(parent.Fields, child)
		if len(open) == maxDepth {
			b.tooDeep(child)
			continue
		}
		if !pl.row.leaf {
			o := opening{field: child, node: pl.node, end: pl.next}
			if pl.node >= 0 {
				o.end = flat[pl.node].end
				o.structured = flat[pl.node].object
			}
			open = append(open, o)
		}
	}
}

// inside returns the elements in which the fields of f stand.
func (b *builder) inside(f *schema.Field, n *node) []flatNode {
	if n == nil {
		return nil
	}
	if inner := n.inner(f.Type); f.List && inner != nil {
		return flatten(inner.children)
	}
	return flatten(n.children)
}

// upTo closes what is open up to the parent of an element.
func upTo(open []opening, flat []flatNode, matched map[int]bool, node int) []opening {
	parent := flat[node].parent
	for parent >= 0 && !matched[parent] {
		parent = flat[parent].parent
	}
	for len(open) > 1 && open[len(open)-1].node != parent {
		open = open[:len(open)-1]
	}
	return open
}

// choose closes what is open up to the place of the i-th row, which the sample
// lacks, and tells whether there was more than one such place.
func (b *builder) choose(open []opening, flat []flatNode, places []place, i int) ([]opening, bool) {
	pl := places[i]
	last := len(open) - 1
	first := last
	for first > 0 && open[first].end <= pl.next {
		first--
	}
	switch {
	case first == last:
		return open, false
	case len(open[last].field.Fields) == 0 && open[last].structured:
		return open, false
	case len(open[last].field.Fields) == 0 || b.guesses > maxGuesses:
		return open, true // a struct has fields
	}
	b.guesses++
	return open[:1+b.guess(open, first, flat, places, i)], true
}

// maxGuesses is how many depths are guessed by their words in one table; a
// page with more is not worth it.
const maxGuesses = 200

// requiredWord returns a word that the table has in the column 是否必须.
func requiredWord(table *page.Table) string {
	for i := range table.Rows {
		if word := table.Rows[i].Required.S; word != "" {
			return word
		}
	}
	return ""
}

// first returns the rows as the cells alone tell them.
func (b *bullets) first() []place {
	var places []place
	for p := 0; p < len(b.cells); {
		r := b.at(p)[0]
		places = append(places, place{row: r, node: -1, open: len(places) > 0})
		p = r.end
	}
	return places
}

// field makes the field of a row.
func (b *builder) field(r *row, n *node, isStruct bool) *schema.Field {
	typ, list := splitType(r.typ.S)
	if typ == "" {
		typ = "String"
	}
	example, description := b.split(r, n, isStruct)
	f := &schema.Field{
		Name: r.name.S, Type: typ, List: list,
		Example: plain(example.S), Description: plain(description.S),
		Line: r.name.Line, Column: r.name.Column,
	}
	b.cells[f] = cells{r.typ, example, description}
	if b.request {
		required := page.Required(r.required.S)
		f.Required = &required
		f.Limits = b.limits(f, r.limits)
	}
	return f
}
