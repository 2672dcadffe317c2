package page

import (
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/diag"
)

const (
	bullet = "•"
	leaf   = "└"
)

// tableReader reads the lines of a parameter table.
type tableReader struct {
	table    *Table
	required bool // the table has a column 是否必须
	header   bool // the header line was read
	// cell is the cell that a line without a row of its own goes on, more the
	// lines that do so.
	cell *Text
	more []Text
	// limitIndent is where the last limit of the row stood.
	limitIndent int
}

func (t *tableReader) read(r *textReader) {
	line := r.line
	switch {
	case !t.header && t.readHeader(line.S):
		t.header = true
		r.layout()
	case strings.HasPrefix(line.S, bullet):
		t.flush()
		t.readBullet(r)
	default:
		if row, ok := t.readRow(r, line); ok {
			t.endRow()
			t.table.Rows = append(t.table.Rows, row)
			t.cell = &t.last().Rest
			return
		}
		if t.cell == nil {
			r.report(diag.StrayText, diag.Warning, line, "the line belongs to no row of the table", "")
			return
		}
		t.more = append(t.more, line)
	}
}

func (t *tableReader) last() *Row { return &t.table.Rows[len(t.table.Rows)-1] }

// endRow ends the row at hand. What was taken for the description behind its
// limits was the name of a nested row if a type and 必须 or 可选 follow.
func (t *tableReader) endRow() {
	t.flush()
	t.cell = nil
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
	t.required = slices.ContainsFunc(words, func(w string) bool { return slices.Contains(requiredColumn, w) })
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

// readBullet reads a cell of a nested row, a limit of a row of the top level,
// or the description behind such limits.
func (t *tableReader) readBullet(r *textReader) {
	b := Bullet{Text: r.line.Cut(len(bullet), len(r.line.S)).Trim(), Indent: r.indent}
	if strings.HasPrefix(b.S, leaf) {
		b.Leaf = true
		b.Text = b.Cut(len(leaf), len(b.S)).Trim()
	}
	if b.S == "" && !b.Leaf {
		r.layout()
		return
	}
	if len(t.table.Rows) == 0 {
		r.report(diag.StrayText, diag.Warning, b.Text, "the line belongs to no row of the table", "")
		return
	}
	row := t.last()
	if len(row.Bullets) == 0 && !b.Leaf {
		if limit, ok := ParseLimit(b.Text, true); ok && t.required {
			t.limitIndent = b.Indent
			t.addLimit(row, limit)
			return
		}
		if len(row.Limits) > 0 && row.Description.S == "" && b.Indent <= t.limitIndent {
			row.Description = b.Text
			t.cell = &row.Description
			return
		}
	}
	row.Bullets = append(row.Bullets, b)
	t.cell = &row.Bullets[len(row.Bullets)-1].Text
}

// addLimit adds a limit to a row of the top level. It stands between the
// example and the description, so it tells the two apart.
func (t *tableReader) addLimit(row *Row, limit Limit) {
	if !row.Told {
		row.Told = true
		row.Example, row.Rest = row.Rest, Text{}
	}
	row.Limits = append(row.Limits, limit)
	t.cell = &row.Description // a limit is never longer than its line
}
