package page

import (
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/visible"
)

// errorColumns is how many columns the error table has.
const errorColumns = 3

// errorReader reads the lines of the error table.
type errorReader struct {
	header bool   // the whole header was read
	cell   *Text  // that the next line goes on
	more   []Text // lines that do so
	full   bool   // tabs show all cells of a row
	two    []int  // rows of which they show two
}

func (e *errorReader) read(r *textReader) {
	line, _ := cutMark(r.line, bullet)
	words := strings.Fields(line.S)
	code, rest, _ := strings.Cut(line.S, " ")
	switch {
	case !e.header && isErrorHeader(words):
		e.header = len(words) >= errorColumns
		r.layout()
	case strings.Contains(line.S, "\t") && (len(r.page.Errors) == 0 || isCode(words[0]) || e.lacksCode(r, line)):
		e.flush()
		e.add(r, e.tabs(r, line))
	case len(r.page.Errors) > 0 && !isCode(code):
		e.more = append(e.more, line)
	default:
		e.flush()
		at := len(line.S) - len(rest)
		e.add(r, ErrorRow{Code: line.Cut(0, len(code)), Rest: line.Cut(at, len(line.S)).Trim()})
	}
}

// tabs reads a row whose cells have tabs between them. Where there are but two, the
// second may hold what belongs to the third.
func (e *errorReader) tabs(r *textReader, line Text) ErrorRow {
	cells := append(splitTabs(line), make([]Text, r.tabs)...)
	if e.lacksCode(r, line) {
		cells = append([]Text{{Line: line.Line, Column: line.Column}}, cells...)
	}
	for len(cells) > errorColumns && cells[len(cells)-1].S == "" {
		cells = cells[:len(cells)-1]
	}
	row := ErrorRow{Code: cells[0], Rest: cells[1]}
	if len(cells) < errorColumns {
		e.two = append(e.two, len(r.page.Errors))
		return row
	}
	e.full = true
	if len(cells) > errorColumns {
		r.report(diag.CellBorder, diag.Warning, cells[errorColumns], visible.Shown(row.Code.S)+": the row has more cells than the table has columns: those behind the last go on it", "")
	}
	row.Told, row.Message, row.Solution, row.Rest = true, cells[1], Join(cells[2:]), Text{}
	return row
}

// lacksCode reports whether the line at hand is a row whose first cell is empty: a tab
// begins it, others stand between the cells that are left, and the first is no code.
func (e *errorReader) lacksCode(r *textReader, line Text) bool {
	cells := splitTabs(line)
	return r.led && len(cells)+r.tabs == errorColumns-1 && !isCode(cells[0].S)
}

// end ends the table. Where tabs show all cells of some rows, the second of two is
// hardly two cells; if it can be, that is said.
func (e *errorReader) end(r *textReader) {
	e.flush()
	for _, i := range e.two {
		row := &r.page.Errors[i]
		if !e.full {
			continue
		}
		if strings.ContainsRune(row.Rest.S, ' ') {
			r.report(diag.ErrorRow, diag.Warning, row.Rest, visible.Shown(row.Code.S)+": the row lacks a cell: whether the solution is a part of this one cannot be told, all is taken for the message", "")
		}
		row.Told, row.Message, row.Rest = true, row.Rest, Text{}
	}
}

func (e *errorReader) add(r *textReader, row ErrorRow) {
	r.page.Errors = append(r.page.Errors, row)
	last := &r.page.Errors[len(r.page.Errors)-1]
	e.cell = &last.Rest
	if row.Told {
		e.cell = &last.Solution
	}
}

// flush appends the lines that go on the last row to it.
func (e *errorReader) flush() {
	if len(e.more) > 0 {
		*e.cell = Join(append([]Text{*e.cell}, e.more...))
		e.more = e.more[:0]
	}
}

// isCode reports whether a word can be an error code rather than the
// beginning of a line that goes on a text, such as "1." or "请".
func isCode(s string) bool {
	s = strings.TrimPrefix(s, "-")
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isLetter(c) && !isDigit(c) && strings.IndexByte("_-.:/#", c) < 0 {
			return false
		}
	}
	return s != "" && (isLetter(s[len(s)-1]) || isDigit(s[len(s)-1]))
}
