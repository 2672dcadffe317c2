package compare

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteText writes the report for people, a paragraph for each API. A report
// without differences writes nothing.
func WriteText(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w)
	for i, a := range r.APIs {
		if i > 0 {
			fmt.Fprintln(out)
		}
		writeAPIText(out, a)
	}
	if len(r.APIs) > 0 {
		fmt.Fprintf(out, "\n%s\n", r.Summary())
	}
	return out.Flush()
}

func writeAPIText(w io.Writer, a *API) {
	fmt.Fprintf(w, "%s (%s)%s\n", printable(a.Method), pages(a), outcome(a))
	for i := range a.Changes {
		c := &a.Changes[i]
		fmt.Fprintf(w, "  %s%s%s\n", mark(c.Breaks), at(c.Where), c.words())
		if c.Why != "" {
			fmt.Fprintf(w, "      why: %s\n", c.Why)
		}
		for _, line := range c.goLines() {
			fmt.Fprintf(w, "      Go: %s\n", line)
		}
		if c.Ambiguous {
			fmt.Fprintln(w, "      note: a page leaves open how deep this field is")
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

// mark begins the line of a change: "!" where it breaks something.
func mark(b Breaks) string {
	if b != 0 {
		return "! "
	}
	return "  "
}

// at names the place of a change and separates it from what follows.
func at(where string) string {
	if where == "" {
		return ""
	}
	return printable(where) + ": "
}
