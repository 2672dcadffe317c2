package page

import (
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/diag"
)

// newTable returns what reads the table behind the heading at hand, by its first line:
// the header has "|" between its words, or each of its words a line of its own, or it
// is as in pages of APIs.
func (r *messageReader) newTable() messageTable {
	first := r.nextLine()
	switch {
	case strings.Contains(first, "|"):
		return &pipedTable{messageReader: r, columns: messageColumns}
	case columnWords[first] == columnName:
		return &linesTable{messageReader: r}
	}
	return &plainTable{r, &tableReader{table: &r.page.Response, columns: messageColumns}}
}

// plainTable reads a table as in pages of APIs.
type plainTable struct {
	*messageReader
	reader *tableReader
}

func (t *plainTable) line() { t.reader.read(t.textReader) }

func (t *plainTable) end() {
	t.reader.endRow()
	t.reader.endCells(t.textReader)
	for _, row := range t.page.Response.Rows {
		for _, b := range row.Bullets {
			if b.Begins() {
				t.report(diag.StrayText, diag.Error, b.Text, "behind └ stands a nested row, which the text form of a message has not: its depth cannot be told", "take the HTML form of the page")
				return
			}
		}
	}
}

// addRow adds a row to the table of fields.
func (r *messageReader) addRow(row Row) { r.page.Response.Rows = append(r.page.Response.Rows, row) }

// lead returns how many columns stand before that of the example, and whether the last
// of them is 是否必须.
func lead(columns []column) (n int, required bool) {
	if len(columns) > 2 && columns[2] == columnRequired {
		return 3, true
	}
	return 2, false
}

// begins reports whether cells are the first of a row.
func begins(cells []Text, columns []column) bool {
	n, required := lead(columns)
	switch {
	case len(cells) < n || !isName(cells[0].S):
		return false
	case required:
		return IsRequiredWord(cells[2].S) && cells[1].S != ""
	}
	return IsType(cells[1].S)
}

// begin makes a row of its first cells.
func begin(cells []Text, columns []column) Row {
	row := Row{Name: cutImage(cells[0]), Type: cells[1]}
	if _, required := lead(columns); required {
		row.Required = cells[2]
	}
	return row
}

// linesTable reads a table in which each cell stands on a line of its own, and an empty
// one on none.
type linesTable struct {
	*messageReader
	cells []Text
}

func (t *linesTable) line() { t.cells = append(t.cells, t.textReader.line) }

func (t *linesTable) end() {
	var columns []column
	for len(t.cells) > 0 && columnWords[t.cells[0].S] != columnNone && !slices.Contains(columns, columnWords[t.cells[0].S]) {
		columns = append(columns, columnWords[t.cells[0].S])
		t.page.Layout = append(t.page.Layout, t.cells[0])
		t.cells = t.cells[1:]
	}
	n, _ := lead(columns)
	var rest []Text
	flush := func() {
		if rows := t.page.Response.Rows; len(rows) > 0 {
			rows[len(rows)-1].take(rest)
		} else {
			for _, cell := range rest {
				t.report(diag.StrayText, diag.Warning, cell, "the line belongs to no row of the table", "")
			}
		}
		rest = nil
	}
	for i := 0; i < len(t.cells); {
		if !begins(t.cells[i:], columns) {
			rest = append(rest, t.cells[i])
			i++
			continue
		}
		flush()
		t.addRow(begin(t.cells[i:], columns))
		i += n
	}
	flush()
}

// take takes the cells behind the first ones of a row: of one, nothing tells which it is,
// and of more than two, the description goes on over several lines.
func (row *Row) take(cells []Text) {
	switch len(cells) {
	case 0:
	case 1:
		row.Rest = cells[0]
	default:
		row.Told, row.Example, row.Description = true, cells[0], Join(cells[1:])
	}
}

// pipedTable reads a table with "|" between its cells, which may also stand in them.
type pipedTable struct {
	*messageReader
	columns         []column
	header          bool // was read
	leading, closed bool // "|" stands before the first cell, and behind the last
}

func (t *pipedTable) line() {
	line := t.textReader.line
	if strings.Trim(line.S, "|-: \t") == "" {
		t.layout()
		return
	}
	if !t.header && t.readHeader(line) {
		t.layout()
		return
	}
	n, _ := lead(t.columns)
	cells, rest := t.split(line, n)
	if begins(cells, t.columns) {
		row := begin(cells, t.columns)
		row.Rest, row.Piped = rest, true
		t.addRow(row)
		return
	}
	if rows := t.page.Response.Rows; len(rows) > 0 {
		last := &rows[len(rows)-1]
		last.Rest = Join([]Text{last.Rest, line})
		return
	}
	t.report(diag.StrayText, diag.Warning, line, "the line belongs to no row of the table", "")
}

// end takes the border behind the last cell off each row.
func (t *pipedTable) end() {
	for i := range t.page.Response.Rows {
		row := &t.page.Response.Rows[i]
		if t.closed && strings.HasSuffix(row.Rest.S, "|") {
			row.Rest = row.Rest.Cut(0, len(row.Rest.S)-len("|"))
		}
	}
}

// readHeader reads the names of the columns.
func (t *pipedTable) readHeader(line Text) bool {
	cells := pipeCells(line.S)
	if len(cells) > 1 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
		t.closed = true
	}
	if !isTableHeader(cells) {
		return false
	}
	t.header, t.leading = true, strings.HasPrefix(line.S, "|")
	t.columns = nil
	for _, cell := range cells {
		t.columns = append(t.columns, columnWords[cell])
	}
	return true
}

// split splits a line into its first n cells and the rest.
func (t *pipedTable) split(line Text, n int) (cells []Text, rest Text) {
	rest = line
	if t.leading {
		rest = rest.Cut(len(rest.S)-len(strings.TrimPrefix(rest.S, "|")), len(rest.S))
	}
	for len(cells) < n {
		i := strings.IndexByte(rest.S, '|')
		if i < 0 {
			return append(cells, rest.Trim()), Text{}
		}
		cells = append(cells, rest.Cut(0, i).Trim())
		rest = rest.Cut(i+1, len(rest.S))
	}
	return cells, rest
}
