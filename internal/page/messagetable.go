package page

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/visible"
)

// newTable returns what reads the table behind the heading at hand, by its first lines:
// cells have "|" between them, or a line each, or are as in pages of APIs.
func (r *messageReader) newTable() messageTable {
	lines, headed := skipHeader(r.tableLines())
	columns := messageColumns
	if !headed && !slices.ContainsFunc(lines, hasRequired) {
		columns = responseColumns
	}
	plain := &plainTable{r, &tableReader{table: &r.page.Response, columns: columns}}
	const most = 8 // lines before the first row: a header of words that nobody knows
	for i, line := range lines[:min(len(lines), most)] {
		switch {
		case isPiped(line, columns):
			return &pipedTable{messageReader: r, columns: columns}
		case i+1 < len(lines) && isNameCell(line) && IsType(bareCell(lines[i+1])):
			return &linesTable{messageReader: r, columns: columns}
		}
		if _, isRow := plain.reader.readRow(r.textReader, Text{S: line}); isRow {
			break
		}
	}
	return plain
}

// tableLines returns the first lines of the section that begins behind the line at
// hand, without frames: enough for a header and rows of any layout.
func (r *messageReader) tableLines() (lines []string) {
	const enough = 40
	for line := range strings.SplitSeq(r.src[min(r.next, len(r.src)):], "\n") {
		line = strings.TrimSpace(line)
		if _, ends := messageHeadingOf(line, r.now); ends || len(lines) == enough {
			break
		}
		if !isTableFrame(line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// skipHeader skips the header of a table: a line, or a line for each of its words.
func skipHeader(lines []string) (rest []string, headed bool) {
	var seen []column
	for len(lines) > len(seen) {
		c := columnWords[lines[len(seen)]]
		if c == columnNone || slices.Contains(seen, c) {
			break
		}
		seen = append(seen, c)
	}
	switch {
	case len(seen) > 1:
		return lines[len(seen):], true
	case len(lines) > 0 && isTableHeader(strings.Fields(lines[0])):
		return lines[1:], true
	}
	return lines, false
}

// hasRequired reports whether a line has a word of the column 是否必须 among its cells.
func hasRequired(line string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(line, func(c rune) bool { return c == '|' || unicode.IsSpace(c) }), func(word string) bool {
		return IsRequired(word, "") || IsRequired(word, "必填")
	})
}

// isPiped reports whether a line is the header or a row of a table with "|" between
// its cells.
func isPiped(line string, columns []column) bool {
	cells := pipeCells(line)
	if isTableHeader(cells) {
		return true
	}
	texts := make([]Text, len(cells))
	for i, cell := range cells {
		texts[i] = Text{S: cell}
	}
	return len(cells) > 2 && begins(texts, columns)
}

// isTableFrame reports whether a line of a table has no cells: it is blank, or drawn.
func isTableFrame(line string) bool { return strings.Trim(line, "|-+=: \t") == "" }

// isNameCell reports whether a line can be the cell of a name, perhaps behind a mark.
func isNameCell(line string) bool { return isName(cutIcon(Text{S: bareCell(line)}).S) }

// bareCell takes off a cell that has its own line the mark before it.
func bareCell(line string) string { return strings.TrimSpace(strings.TrimPrefix(line, bullet)) }

// reportNested refuses the row that begins with a cell if it is nested.
func (r *messageReader) reportNested(cell Text) bool {
	line, _ := cutMark(cell, bullet)
	if !strings.HasPrefix(line.S, leaf) && !strings.HasPrefix(line.S, "├") {
		return false
	}
	r.report(diag.StrayText, diag.Error, line, "behind "+leaf+" stands a nested row, which the text form of a message has not: its depth cannot be told", "take the HTML form of the page")
	return true
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
				b.S = leaf + b.S
				t.reportNested(b.Text)
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
	case len(cells) < n || !isName(cutIcon(cells[0]).S):
		return false
	case required:
		return IsRequiredWord(cells[2].S) && cells[1].S != ""
	}
	return IsType(cells[1].S)
}

// cutIcon cuts an icon off the cell of a name, with the space before it.
func cutIcon(name Text) Text {
	name, _ = onlyName(name)
	return name
}

// begin makes a row of its first cells.
func begin(cells []Text, columns []column) Row {
	row := Row{Name: cutIcon(cells[0]), Type: cells[1]}
	if _, required := lead(columns); required {
		row.Required = cells[2]
	}
	return row
}

// linesTable reads a table in which each cell stands on a line of its own, and an empty
// one on none.
type linesTable struct {
	*messageReader
	columns []column
	cells   []Text
}

func (t *linesTable) line() { t.cells = append(t.cells, t.textReader.line) }

// header reads the names of the columns: a line of them, or a line for each.
func (t *linesTable) header() {
	var columns []column
	for len(t.cells) > 0 && columnWords[t.cells[0].S] != columnNone && !slices.Contains(columns, columnWords[t.cells[0].S]) {
		columns = append(columns, columnWords[t.cells[0].S])
		t.page.Layout = append(t.page.Layout, t.cells[0])
		t.cells = t.cells[1:]
	}
	if len(t.cells) > 0 && len(columns) == 0 && isTableHeader(strings.Fields(t.cells[0].S)) {
		for word := range strings.FieldsSeq(t.cells[0].S) {
			columns = append(columns, columnWords[word])
		}
		t.page.Layout = append(t.page.Layout, t.cells[0])
		t.cells = t.cells[1:]
	}
	if len(columns) > 0 {
		t.columns = columns
	}
}

// unmark takes the marks of a list off the cells, if the first has one, and reports
// whether a nested row begins with one of them.
func (t *linesTable) unmark() (nested bool) {
	marked := len(t.cells) > 0 && bareCell(t.cells[0].S) != t.cells[0].S
	for i, cell := range t.cells {
		if t.reportNested(cell) {
			return true
		}
		if bare := bareCell(cell.S); marked {
			t.cells[i] = cell.Cut(len(cell.S)-len(bare), len(cell.S))
		}
	}
	t.cells = slices.DeleteFunc(t.cells, Text.Empty)
	return false
}

func (t *linesTable) end() {
	t.header()
	if t.unmark() {
		return
	}
	columns := t.columns
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

// take takes the lines behind the first cells of a row: of one, nothing tells which cell it
// is, and of more than two, one of the cells goes on over several lines.
func (row *Row) take(lines []Text) {
	switch len(lines) {
	case 0:
	case 1:
		row.Rest = lines[0]
	default:
		row.Lines = lines
	}
}

// pipedTable reads a table with "|" between its cells, which may also stand in them.
type pipedTable struct {
	*messageReader
	columns []column
	header  bool // was read
	closed  bool // "|" stands behind the last cell
}

func (t *pipedTable) line() {
	line := t.textReader.line
	if isTableFrame(line.S) || !t.header && t.readHeader(line) {
		t.layout()
		return
	}
	n, _ := lead(t.columns)
	cells, rest := t.split(line, n)
	switch {
	case t.reportNested(cells[0]):
		return
	case begins(cells, t.columns):
		row := begin(cells, t.columns)
		row.Rest, row.Piped = rest, true
		t.addRow(row)
		return
	case len(cells) == n && IsType(cells[1].S):
		t.report(diag.StrayText, diag.Warning, line, "the line reads like a row, but "+strconv.Quote(visible.Shown(cells[0].S))+" is no name of a field: it is taken for text", "mend the line in your copy of the page")
	}
	if rows := t.page.Response.Rows; len(rows) > 0 {
		last := &rows[len(rows)-1]
		if last.Rest.Empty() { // the row goes on behind a border
			line = line.Cut(len(line.S)-len(strings.TrimPrefix(line.S, "|")), len(line.S)).Trim()
		}
		last.Rest = Join([]Text{last.Rest, line})
		return
	}
	t.report(diag.StrayText, diag.Warning, line, "the line belongs to no row of the table", "")
}

// end takes the border behind the last cell off each row, if the header has one there, or
// all rows.
func (t *pipedTable) end() {
	rows := t.page.Response.Rows
	closed := t.closed || !slices.ContainsFunc(rows, func(row Row) bool { return !strings.HasSuffix(row.Rest.S, "|") })
	for i := range rows {
		row := &rows[i]
		if closed && strings.HasSuffix(row.Rest.S, "|") {
			row.Rest = row.Rest.Cut(0, len(row.Rest.S)-len("|"))
		}
	}
}

// readHeader reads the names of the columns.
func (t *pipedTable) readHeader(line Text) bool {
	cells := pipeCells(line.S)
	closed := len(cells) > 1 && cells[len(cells)-1] == ""
	if closed {
		cells = cells[:len(cells)-1]
	}
	if !isTableHeader(cells) {
		return false
	}
	t.header, t.closed = true, closed
	t.columns = nil
	for _, cell := range cells {
		t.columns = append(t.columns, columnWords[cell])
	}
	return true
}

// split splits a line into its first n cells, at least one, and the rest.
func (t *pipedTable) split(line Text, n int) (cells []Text, rest Text) {
	rest = line.Cut(len(line.S)-len(strings.TrimPrefix(line.S, "|")), len(line.S))
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
