package parser

import (
	"strings"

	"github.com/topgen/topgen/internal/page"
)

// row is a row of a table whose cells are told apart as far as the row itself
// tells: name, type, required and limits, and in the text form the cells that
// may be the example or the description.
type row struct {
	name     page.Text
	typ      page.Text
	required page.Text
	limits   []page.Limit
	// cells are the example and the description, of which one or both may be
	// missing. Where joined is set, they are one text.
	cells  []page.Text
	joined bool
	// short tells that the row lacks cells, so that a border is gone without a trace.
	short bool
	// split tells that example and description are in their places; cells is
	// then of length two.
	split bool
	// leaf tells that the row cannot have fields, top that it stands at the
	// top level, where fields are no part of the alignment.
	leaf, top bool
	// list tells that the type ends in "[]".
	list       bool
	start, end int // of its bullets
}

// newRow makes a row that stands in one line.
func newRow(r *page.Row) *row {
	out := &row{name: r.Name, typ: r.Type, required: r.Required, limits: r.Limits, split: r.Told, short: r.Short}
	_, out.list = splitType(r.Type.S)
	switch {
	case r.Told:
		out.cells = []page.Text{r.Example, r.Description}
	case r.Rest.S != "":
		out.cells = []page.Text{r.Rest}
		out.joined = true
	}
	return out
}

// describe adds bullets that are no rows to the description of r.
func (r *row) describe(cells []page.Bullet) {
	if len(cells) == 0 {
		return
	}
	var parts []page.Text
	if n := len(r.cells); n > 0 {
		parts = append(parts, r.cells[n-1])
		r.cells = r.cells[:n-1]
	}
	for _, c := range cells {
		parts = append(parts, c.Text)
	}
	r.cells = append(r.cells, page.Join(parts))
	r.joined = !r.split
}

// splitType splits "Item []" into the type and whether it is a list. A byte[]
// is the content of a file, and no list; a byte[][] is one of files.
func splitType(s string) (typ string, list bool) {
	s = strings.Join(strings.Fields(s), " ")
	typ = strings.TrimRight(s, "[] ")
	brackets := strings.Count(s[len(typ):], "[")
	if typ == "byte" {
		brackets--
	}
	return typ, brackets > 0
}

// oddBrackets returns the brackets behind a type, if they are not those of a list: a
// list of lists, for example, is none that topgen knows.
func oddBrackets(s string) string {
	s = strings.Join(strings.Fields(s), "")
	typ := strings.TrimRight(s, "[]")
	switch brackets := s[len(typ):]; {
	case brackets == "" || brackets == "[]" || brackets == "[][]" && typ == "byte":
		return ""
	default:
		return brackets
	}
}

// bullets are the cells of the nested rows of a row, one after the other.
type bullets struct {
	cells    []page.Bullet
	required string   // a word of the column 是否必须, "" in a table without it
	rows     [][]*row // by start, as far as asked for
	// objects are the names of which the sample has objects, where rows have no mark.
	objects map[string]bool
}

func newBullets(cells []page.Bullet, required string) *bullets {
	return &bullets{cells: cells, required: required, rows: make([][]*row, len(cells))}
}

// at returns the rows that may begin at cell p: one for each cell that can be
// the beginning of the next, hardly ever more than one.
func (b *bullets) at(p int) []*row {
	if b.rows[p] == nil {
		b.rows[p] = b.read(p)
	}
	return b.rows[p]
}

func (b *bullets) read(p int) []*row {
	if b.cells[p].Row != nil {
		return b.oneLine(p)
	}
	head := row{name: b.cells[p].Text, leaf: b.cells[p].Leaf, start: p}
	i := p + 1
	if b.isType(i) {
		head.typ = b.cells[i].Text
		i++
	}
	if b.isRequired(i) {
		head.required = b.cells[i].Text
		i++
	}
	_, head.list = splitType(head.typ.S)
	if b.objects != nil && !head.leaf { // without marks the type tells, and the sample
		head.leaf = head.isSimple() && !b.objects[head.name.S]
	}
	var rows []*row
	for e := i; ; e++ {
		if !b.starts(e) {
			continue
		}
		r := head
		b.fill(&r, i, e)
		if len(r.cells) <= 2 || len(rows) == 0 {
			rows = append(rows, &r)
		}
		if len(r.cells) >= 2 || e == len(b.cells) || b.cells[e].Begins() {
			return rows
		}
	}
}

// oneLine returns the row that is cell p; what follows it and is no row goes on
// its description. Without a mark, one of a simple type may have fields all the same.
func (b *bullets) oneLine(p int) []*row {
	r := newRow(b.cells[p].Row)
	r.leaf, r.start, r.end = b.cells[p].Leaf || r.isSimple(), p, p+1
	for !b.starts(r.end) {
		r.end++
	}
	r.describe(b.cells[p+1 : r.end])
	if b.cells[p].Leaf || !r.leaf || !b.objects[r.name.S] {
		return []*row{r}
	}
	object := *r
	object.leaf = false
	return []*row{r, &object}
}

// fill puts the cells from i up to e into r. A limit stands between the
// example and the description.
func (b *bullets) fill(r *row, i, e int) {
	r.end = e
	for ; i < e; i++ {
		// A full-width colon is prose unless the cells are too many.
		limit, ok := page.ParseLimit(b.cells[i].Text, e-i > 1 && len(r.cells) > 0 && e-r.start > 5)
		if !ok || b.required == "" {
			r.cells = append(r.cells, b.cells[i].Text)
			continue
		}
		if len(r.limits) == 0 {
			r.split = true
			r.cells = []page.Text{page.Join(r.cells)}
		}
		r.limits = append(r.limits, limit)
	}
	if r.split {
		r.cells = []page.Text{r.cells[0], page.Join(r.cells[1:])}
	}
}

// starts reports whether a row can begin at cell e, or the cells end there.
func (b *bullets) starts(e int) bool {
	if e >= len(b.cells) || b.cells[e].Begins() {
		return true
	}
	if !page.IsName(b.cells[e].S) {
		return false
	}
	if b.required == "" {
		return b.isType(e + 1)
	}
	if b.isRequired(e + 1) {
		return !page.IsType(b.cells[e].S) // else the type of a row that began before
	}
	return b.isType(e+1) && b.isRequired(e+2)
}

// isType reports whether cell i can be a type; where the next cell is of the
// column 是否必须 it is one, even if nobody knows the word.
func (b *bullets) isType(i int) bool {
	if i >= len(b.cells) || b.cells[i].Begins() {
		return false
	}
	return page.IsType(b.cells[i].S) || !b.isRequired(i) && b.isRequired(i+1)
}

func (b *bullets) isRequired(i int) bool {
	return b.required != "" && i < len(b.cells) && !b.cells[i].Begins() && page.IsRequired(b.cells[i].S, b.required)
}

// areRows reports whether any row can begin among the cells. If none can, they
// are the items of a list in the description of the row above.
func (b *bullets) areRows() bool {
	for i := range b.cells {
		if b.starts(i) {
			return true
		}
	}
	return false
}
