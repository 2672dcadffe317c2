package page

import "strings"

// errorColumns is how many columns the error table has.
const errorColumns = 3

// errorReader reads the lines of the error table.
type errorReader struct {
	header bool   // the whole header was read
	more   []Text // lines that go on the last row
}

func (e *errorReader) read(r *textReader) {
	line := r.line
	code, rest, _ := strings.Cut(line.S, " ")
	switch {
	case !e.header && isErrorHeader(strings.Fields(line.S)):
		e.header = len(strings.Fields(line.S)) >= errorColumns
		r.layout()
	case len(r.page.Errors) > 0 && !isCode(code):
		e.more = append(e.more, line)
	default:
		e.flush(r)
		at := len(line.S) - len(rest)
		r.page.Errors = append(r.page.Errors, ErrorRow{Code: line.Cut(0, len(code)), Rest: line.Cut(at, len(line.S)).Trim()})
	}
}

// flush appends the lines that go on the last row to it.
func (e *errorReader) flush(r *textReader) {
	if len(e.more) > 0 {
		last := &r.page.Errors[len(r.page.Errors)-1]
		last.Rest = Join(append([]Text{last.Rest}, e.more...))
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
