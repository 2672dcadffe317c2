package page

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// Browsers put a tab between the cells of a row when a table is copied, and two
// where a cell is empty. So a tab is a border, and where all cells of a row have
// one they are in their places.

// takeTabs takes what stands behind the type or 是否必须 of a row, from there on,
// for cells between tabs; trailing is how many tabs end the line. It reports false
// where there is no tab.
func (row *Row) takeTabs(rest Text, trailing int) bool {
	if !strings.Contains(rest.S, "\t") && trailing == 0 {
		return false
	}
	row.cells = append(splitTabs(rest), make([]Text, trailing)...)
	if row.loose = row.cells[0].S != ""; !row.loose {
		row.cells = row.cells[1:]
	}
	return true
}

// splitTabs splits a text at its tabs.
func splitTabs(t Text) []Text {
	var cells []Text
	from := newCutter(t)
	for start := 0; ; {
		n := strings.IndexByte(t.S[start:], '\t')
		if n < 0 {
			return append(cells, from.cut(start, len(t.S)).Trim())
		}
		cells = append(cells, from.cut(start, start+n).Trim())
		start += n + 1
	}
}

// endCells ends the table: what is known of all its rows tells where the cells of
// those stand that lack some.
func (t *tableReader) endCells(r *textReader) {
	columns := slices.DeleteFunc(slices.Clone(t.columns), func(c column) bool {
		return c == columnName || c == columnType || c == columnRequired
	})
	var rows []*Row
	for i := range t.table.Rows {
		row := &t.table.Rows[i]
		rows = append(rows, row)
		for _, b := range row.Bullets {
			if b.Row != nil {
				rows = append(rows, b.Row)
			}
		}
	}
	p := placer{textReader: r, columns: columns}
	for _, row := range rows {
		p.full = p.full || len(row.cells) >= len(columns)
	}
	untold := len(t.table.Cells) > 0
	for _, row := range rows {
		if len(row.cells) > 0 {
			p.place(row)
		}
		untold = untold || !row.Told && (row.Rest.S != "" || len(row.Bullets) > 0)
	}
	if untold && t.header && !t.usual() {
		r.report(diag.CellBorder, diag.Warning, t.head, "the columns are not those that topgen knows, in their order, and no tabs show which cell stands in which: those behind the type are taken to be "+t.behindType(), "mend the table in your copy of the page, or take its HTML or JSON form")
	}
}

// usual reports whether the columns are some of those of most pages, in their order. Only
// then is it known what cells are that nothing but their order tells apart.
func (t *tableReader) usual() bool {
	rest := t.known()
	for _, c := range t.columns {
		i := slices.Index(rest, c)
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

// known returns the columns of most pages.
func (t *tableReader) known() []column {
	if t.required() {
		return requestColumns
	}
	return responseColumns
}

// behindType names the columns that the cells behind the type are taken to be of.
func (t *tableReader) behindType() string {
	columns := t.known()
	var names []string
	for _, c := range columns[slices.Index(columns, columnType)+1:] {
		names = append(names, c.String())
	}
	return strings.Join(names, ", ")
}

// placer puts the cells between tabs into their columns.
type placer struct {
	*textReader
	columns []column // behind that of the type or 是否必须
	full    bool     // a row of the table has all cells
}

func (p *placer) place(row *Row) {
	cells, columns := row.cells, p.columns
	for len(cells) > 1 && len(cells) > len(columns) && cells[len(cells)-1].S == "" {
		cells = cells[:len(cells)-1]
	}
	switch n := len(cells); {
	case row.Told: // by limits on lines of their own
		row.Example = cells[0]
		row.Description = Join(append(cells[1:], row.Description))
		return
	case n == 1 && len(columns) > 1:
		row.Rest, row.Short = cells[0], true
		return
	case n > len(columns):
		p.report(diag.CellBorder, diag.Warning, cells[len(columns)], visible.Shown(row.Name.S)+": the row has more cells than the table has columns: those behind the last go on it", "")
		last := max(len(columns)-1, 0)
		cells = append(slices.Clone(cells[:last]), Join(cells[last:]))
	case n < len(columns) && (row.loose || !p.full && !slices.ContainsFunc(cells, Text.Empty)):
		columns = p.columnsOf(cells)
	}
	row.Told = true
	for i, cell := range cells {
		p.fill(row, columns, i, cell, i == len(cells)-1 && len(cells) < len(p.columns))
	}
}

// columnsOf returns the columns of the cells of a row that lacks some, where tabs do
// not tell which: of two, the first is the example, and the second the description
// unless a limit shows what it is.
func (p *placer) columnsOf(cells []Text) []column {
	for i, cell := range cells {
		if startsLimit(cell.S) {
			return [][]column{{columnLimits, columnDescription}, {columnExample, columnLimits}}[min(i, 1)]
		}
	}
	return slices.DeleteFunc(slices.Clone(p.columns), func(c column) bool { return c == columnLimits })
}

// fill puts the i-th cell into its column. The last cell of a row that has too few
// may hold the next one, too.
func (p *placer) fill(row *Row, columns []column, i int, cell Text, open bool) {
	if cell.S == "" {
		return
	}
	c := columnDescription
	if i < len(columns) {
		c = columns[i]
	}
	switch c {
	case columnExample:
		row.Example = cell
	case columnLimits:
		p.limits(row, cell, open)
	case columnDescription:
		row.Description = cell
	default:
		p.report(diag.StrayText, diag.Warning, cell, "the cell belongs to no column that topgen knows", "")
	}
}

// limits reads the cell 更多限制. With open, the border behind it is lost.
func (p *placer) limits(row *Row, cell Text, open bool) {
	if !open {
		var rest Text
		if row.Limits, rest = readLimits(cell, row.Type.S); rest.S != "" {
			p.report(diag.LimitValue, diag.Warning, rest, unknownLimit(rest), "")
		}
		return
	}
	rest := cell
	for startsLimit(rest.S) {
		words := fields(rest.S)
		limit, _ := ParseLimit(rest.Cut(0, words[0].end), true)
		n := 1
		if limit.Value.S == "" && len(words) > 1 {
			limit.Value = rest.Cut(words[1].start, words[1].end)
			n = 2
		}
		row.Limits = append(row.Limits, limit)
		rest = rest.Cut(words[n-1].end, len(rest.S)).Trim()
	}
	switch {
	case len(row.Limits) > 0:
		row.Description = rest
	case !isText(row.Type.S) && isDefault(cell.S, row.Type.S):
		row.Limits = []Limit{bareDefault(cell)}
	default:
		row.Description = cell
		p.report(diag.CellBorder, diag.Warning, cell, visible.Shown(row.Name.S)+": the row lacks a cell: whether this is 更多限制 or the description cannot be told, it is taken for the latter", "")
	}
}

// readLimits reads the cell 更多限制: labelled limits, or the bare default. What
// is neither is the rest.
func readLimits(cell Text, typ string) (limits []Limit, rest Text) {
	limits = splitLimits(cell)
	switch {
	case len(limits) > 0:
		before := strings.Index(cell.S, limits[0].Label.S)
		return limits, cell.Cut(0, before).Trim()
	case cell.S != "" && isDefault(cell.S, typ):
		return []Limit{bareDefault(cell)}, Text{}
	}
	return nil, cell
}

// unknownLimit says that nobody knows what a limit means.
func unknownLimit(t Text) string {
	return "the limit " + strconv.Quote(visible.Shown(t.S)) + " says nothing that topgen knows"
}

// isDefault reports whether the cell 更多限制 can be a bare default of a type. That
// of a text is one word, but not in Chinese: that is a limit in prose.
func isDefault(cell, typ string) bool {
	if isText(typ) {
		return !strings.ContainsFunc(cell, func(c rune) bool { return c > unicode.MaxLatin1 || unicode.IsSpace(c) })
	}
	kind, _ := schema.SimpleKind(typ)
	return kind.Holds(cell, true)
}

// isText reports whether any text is a value of a type.
func isText(typ string) bool {
	kind, ok := schema.SimpleKind(typ)
	return !ok || kind == schema.KindString || kind == schema.KindBytes || kind == schema.KindRaw
}

// bareDefault returns the limit that a bare default is.
func bareDefault(cell Text) Limit {
	return Limit{Label: Text{S: LabelDefault, Line: cell.Line, Column: cell.Column}, Value: cell}
}
