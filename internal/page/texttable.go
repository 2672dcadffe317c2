package page

import (
	"slices"
	"strings"
	"unicode"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/visible"
)

const (
	bullet = "•"
	leaf   = "└"
)

// tableReader reads the lines of a parameter table.
type tableReader struct {
	table   *Table
	columns []column // of the header; before it, those of most pages
	header  bool     // the header line was read
	head    Text     // that line, or the last one of it
	words   []string // of a header that has a line for each word, so far
	cells   bool     // each cell has a line of its own
	// row is the row to which limits belong; nil once cells of nested rows follow it.
	row *Row
	// cell is the cell that a line without a row of its own goes on, more the
	// lines that do so.
	cell *Text
	more []Text
	// bare tells that a nested row has begun without a bullet: its cells have none
	// either.
	bare bool
	// limitIndent is where the last limit of the row stood.
	limitIndent int
}

// required reports whether the table has a column 是否必须.
func (t *tableReader) required() bool { return slices.Contains(t.columns, columnRequired) }

// read reads a line. "└" begins a row wherever it stands.
func (t *tableReader) read(r *textReader) {
	if !t.header && t.readHeader(r.line.S) {
		t.head = r.line
		r.page.Unmarked = r.page.Unmarked || t.required() && !slices.Contains(t.columns, columnLimits)
		r.layout()
		return
	}
	if t.readCell(r) {
		return
	}
	rest, tabs := r.line, r.tabs
	r.tabs = 0
	for {
		marks := len(rest.S) - len(strings.TrimLeftFunc(rest.S, isMark))
		n := strings.Index(rest.S[marks:], leaf)
		if n < 0 {
			r.tabs = tabs // they end the last row of the line
			t.readPiece(r, rest)
			return
		}
		t.readPiece(r, rest.Cut(0, marks+n).Trim())
		rest = rest.Cut(marks+n, len(rest.S))
	}
}

// isMark reports whether a character can stand before a row.
func isMark(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(bullet+leaf, c) }

// readPiece reads a line, or the part of one before or behind a "└".
func (t *tableReader) readPiece(r *textReader, line Text) {
	text, bulleted := cutMark(line, bullet)
	if nested, ok := cutMark(text, leaf); ok {
		t.readLeaf(r, nested, bulleted)
		return
	}
	if bulleted {
		t.flush()
		t.readBullet(r, text)
		return
	}
	row, isRow := t.readRow(r, line)
	switch {
	case isRow && !(t.bare && row.Type.S == ""):
		t.addRow(row)
	case t.cell == nil:
		r.report(diag.StrayText, diag.Warning, line, "the line belongs to no row of the table", "")
	case t.bare:
		t.addCell(Bullet{Text: line, Indent: r.indent})
	case t.row != nil && !t.row.Told && strings.Contains(line.S, "\t"):
		t.moreCells(r, line)
	default:
		t.more = append(t.more, line)
	}
}

// moreCells reads a line that goes on a cell and has others behind it.
func (t *tableReader) moreCells(r *textReader, line Text) {
	cells := splitTabs(line)
	t.more = append(t.more, cells[0])
	t.flush()
	row := t.row
	if len(row.cells) == 0 {
		row.cells, row.Rest = []Text{row.Rest}, Text{}
	}
	row.cells = append(append(row.cells, cells[1:]...), make([]Text, r.tabs)...)
	t.cell = row.lastCell()
}

func (t *tableReader) last() *Row { return &t.table.Rows[len(t.table.Rows)-1] }

// addRow adds a row of the top level.
func (t *tableReader) addRow(row Row) {
	t.endRow()
	t.table.Rows = append(t.table.Rows, row)
	t.row = t.last()
	t.cell = t.row.lastCell()
}

// endRow ends the row at hand. What was taken for the description behind its
// limits was the name of a nested row if a type and 必须 or 可选 follow.
func (t *tableReader) endRow() {
	t.flush()
	t.cell, t.row, t.bare = nil, nil, false
	if len(t.table.Rows) == 0 {
		return
	}
	row := t.last()
	if len(row.Limits) > 0 && len(row.Bullets) > 1 && isName(row.Description.S) &&
		IsType(row.Bullets[0].S) && IsRequired(row.Bullets[1].S, row.Required.S) {
		row.Bullets = slices.Insert(row.Bullets, 0, Bullet{Text: row.Description, Indent: t.limitIndent})
		row.Description = Text{}
	}
}

// readHeader reads "名称 类型 是否必须 示例值 更多限制 描述"; columns may lack.
func (t *tableReader) readHeader(line string) bool {
	words := strings.Fields(line)
	if !isTableHeader(words) {
		return false
	}
	t.header = true
	t.columns = make([]column, len(words))
	for i, w := range words {
		t.columns[i] = columnWords[w]
	}
	return true
}

// readCell reads the line at hand if it is a cell of a table of which each cell has a
// line of its own, as copies have it in which the table was none: the words of the
// header have, too, or behind the header stand a name and a type alone.
func (t *tableReader) readCell(r *textReader) bool {
	if _, ok := columnWords[r.line.S]; ok && !t.header && len(t.table.Rows) == 0 {
		t.words = append(t.words, r.line.S)
		r.layout()
		return true
	}
	if len(t.words) > 0 && !t.header {
		headed := t.readHeader(strings.Join(t.words, " "))
		t.head = r.page.Layout[len(r.page.Layout)-1]
		_, t.cells = onlyName(r.line) // else a row has one line
		t.cells = t.cells && headed
		r.page.Unmarked = r.page.Unmarked || headed
	}
	if t.header && !t.cells && len(t.table.Rows) == 0 {
		t.cells = isName(r.line.S) && IsType(r.nextLine())
	}
	if !t.cells {
		return false
	}
	text, _ := cutMark(r.line, bullet)
	text, nested := cutMark(text, leaf)
	t.table.Cells = append(t.table.Cells, Bullet{Text: text, Leaf: nested, Indent: r.indent})
	return true
}

// flush appends the lines that go on a cell to it.
func (t *tableReader) flush() {
	if len(t.more) > 0 {
		*t.cell = Join(append([]Text{*t.cell}, t.more...))
		t.more = t.more[:0]
	}
}

// Join joins texts by spaces.
func Join(parts []Text) Text {
	var b strings.Builder
	var t Text
	for _, p := range parts {
		if p.S == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		} else {
			t.Line, t.Column = p.Line, p.Column
		}
		t.marks = append(t.marks, mark{b.Len(), p.Line, p.Column})
		for _, m := range p.marks {
			if m.offset > 0 {
				t.marks = append(t.marks, mark{b.Len() + m.offset, m.line, m.column})
			}
		}
		b.WriteString(p.S)
	}
	t.S = b.String()
	return t
}

// readLeaf reads what stands behind a "└": a nested row in one line, or the name
// of one whose other cells have lines of their own.
func (t *tableReader) readLeaf(r *textReader, text Text, bulleted bool) {
	if len(t.table.Rows) == 0 {
		r.report(diag.StrayText, diag.Warning, text, "the line belongs to no row of the table", "")
		return
	}
	if !bulleted {
		t.takeCells()
	}
	t.flush()
	b := Bullet{Text: text, Leaf: true, Indent: r.indent}
	if name, ok := onlyName(text); ok {
		b.Text = name
		t.addCell(b)
		t.bare = !bulleted
		return
	}
	row, ok := t.readRow(r, text)
	if !ok {
		r.report(diag.StrayText, diag.Error, text, "behind └ stands a nested row, but this line has no name and type of one", "mend the line, or take the page in another form")
		return
	}
	b.Text, b.Row = row.Name, &row
	t.addCell(b)
	t.row, t.cell, t.bare = &row, row.lastCell(), false
}

// addCell adds a cell of a nested row to the row at hand.
func (t *tableReader) addCell(b Bullet) {
	row := t.last()
	row.Bullets = append(row.Bullets, b)
	t.row, t.cell = nil, &row.Bullets[len(row.Bullets)-1].Text
}

// takeCells makes cells of the lines that were taken for a row without a type, or
// to go on a description, but are those of a nested row with fields, which has no
// "└" before its name.
func (t *tableReader) takeCells() {
	var cells []Text
	rows := t.table.Rows
	if row := t.last(); len(rows) > 1 && row.Type.S == "" && row.Rest.S == "" && len(row.Bullets) == 0 && len(t.more) > 0 && IsType(t.more[0].S) {
		cells = append([]Text{row.Name}, t.more...)
		t.more = t.more[:0]
		t.table.Rows = rows[:len(rows)-1]
	}
	for i := 0; i+1 < len(t.more); i++ {
		if isIdentifier(t.more[i].S) && IsType(t.more[i+1].S) {
			cells = slices.Clone(t.more[i:])
			t.more = t.more[:i]
		}
	}
	t.flush()
	for _, c := range cells {
		t.addCell(Bullet{Text: c})
	}
}

// readBullet reads a cell of a nested row, a limit of a row, or the description
// behind such limits. Where a list of limits was not closed, the next row stands
// behind a bullet, too.
func (t *tableReader) readBullet(r *textReader, text Text) {
	if text.S == "" {
		r.layout()
		return
	}
	if len(t.table.Rows) == 0 {
		if row, ok := t.rowBehindBullet(r, text); ok {
			t.addRow(row)
			return
		}
		r.report(diag.StrayText, diag.Warning, text, "the line belongs to no row of the table", "")
		return
	}
	t.bare = false
	if limit, ok := ParseLimit(text, true); ok && t.required() && t.row != nil {
		t.limitIndent = r.indent
		t.addLimit(limit)
		return
	}
	if row, ok := t.rowBehindBullet(r, text); ok {
		t.addRow(row)
		return
	}
	if row := t.row; row != nil && len(row.Limits) > 0 && row.Description.S == "" && r.indent <= t.limitIndent {
		row.Description = text
		t.cell = &row.Description
		return
	}
	t.addCell(Bullet{Text: text, Indent: r.indent})
}

// rowBehindBullet reads a whole row behind a bullet. In the response, where no cell
// is 必须 or 可选, the samples must have the name, or the type must be a list, which
// samples leave out: the item of a list in a description can begin with a name, too.
func (t *tableReader) rowBehindBullet(r *textReader, text Text) (Row, bool) {
	row, ok := t.readRow(r, text)
	if !ok || !IsType(row.Type.S) {
		return row, false
	}
	if t.required() {
		return row, row.Required.S != ""
	}
	if t.row == nil && len(t.table.Rows) > 0 {
		return row, false // it is a cell of a nested row
	}
	isRow := r.inSamples(row.Name.S) || strings.HasSuffix(row.Type.S, "[]")
	if base := strings.TrimRight(row.Type.S, "[] "); !isRow && isIdentifier(row.Name.S) && isSimple(base) {
		r.report(diag.StrayText, diag.Warning, text, visible.Shown(row.Name.S)+": the line reads like a row, but no sample has such a field: it is taken for text", "if it is one, mend the line in your copy of the page")
	}
	return row, isRow
}

// addLimit adds a limit to the row at hand. It stands between the example and
// the description, so it tells the two apart.
func (t *tableReader) addLimit(limit Limit) {
	row := t.row
	if !row.Told {
		row.Told = true
		row.Example, row.Rest = row.Rest, Text{}
	}
	row.Limits = append(row.Limits, limit)
	t.cell = &row.Description // a limit is never longer than its line
}
