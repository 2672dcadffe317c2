package compare

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteText writes the report for people, a paragraph for each API, with what
// breaks marked by "!" and, if color is set, in red. A report without
// differences writes nothing.
func WriteText(w io.Writer, r *Report, color bool) error {
	t := textWriter{Writer: bufio.NewWriter(w), color: color}
	for i, a := range r.APIs {
		if i > 0 {
			t.line("", "")
		}
		t.api(a)
	}
	if len(r.APIs) > 0 {
		t.line("", "\n%s", r.Summary())
	}
	return t.Flush()
}

// The ANSI sequences of the text form.
const (
	ansiReset = "\x1b[0m"
	ansiBold  = "\x1b[1m"
	ansiRed   = "\x1b[31m"
	ansiGray  = "\x1b[90m"
)

type textWriter struct {
	*bufio.Writer
	color bool
}

// line writes a line in a colour, "" for none.
func (t textWriter) line(ansi, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if t.color && ansi != "" {
		text = ansi + text + ansiReset
	}
	fmt.Fprintln(t, text)
}

func (t textWriter) api(a *API) {
	t.line(ansiBold, "%s (%s)%s", printable(a.Method), pages(a), outcome(a))
	for _, err := range a.Errors {
		t.line(ansiRed, "    %s", err)
	}
	for i := range a.Changes {
		c := &a.Changes[i]
		if c.Breaks != 0 {
			t.line(ansiRed, "  ! %s%s", at(c.Where), c.words())
		} else {
			t.line("", "    %s%s", at(c.Where), c.words())
		}
		if c.Why != "" {
			t.line(ansiGray, "      why: %s", c.Why)
		}
		for _, line := range c.goLines() {
			t.line(ansiGray, "      Go: %s", line)
		}
		if c.Ambiguous {
			t.line(ansiGray, "      note: a page leaves open how deep this field is")
		}
	}
}

// outcome says what follows the name of an API: ": removed, breaks code and calls".
func outcome(a *API) string {
	var parts []string
	if a.Status != Changed {
		parts = append(parts, string(a.Status))
	}
	if a.Breaks() != 0 {
		parts = append(parts, "breaks "+a.Breaks().String())
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, ", ")
}

// pages names the page or pages that say so.
func pages(a *API) string {
	switch {
	case a.Old == nil:
		return printable(a.New.Path)
	case a.New == nil || a.Old.Path == a.New.Path:
		return printable(a.Old.Path)
	}
	return printable(a.Old.Path) + " → " + printable(a.New.Path)
}

// at names the place of a change and separates it from what follows.
func at(where string) string {
	if where == "" {
		return ""
	}
	return printable(where) + ": "
}
