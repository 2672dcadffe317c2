package compare

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxMarkdown is how many characters of Markdown are written at most: GitHub takes
// comments of up to 65,536.
const MaxMarkdown = 60_000

// reserve is the part of that which is kept for saying what is left out.
const reserve = 1_000

// WriteMarkdown writes the report as a comment on a pull request: what breaks
// comes first and open, then what could not be read, and everything else is folded up.
// A report that is longer than a comment may be is cut after whole changes, and says so.
func WriteMarkdown(w io.Writer, r *Report) error {
	m := &markdownWriter{room: MaxMarkdown - reserve}
	if len(r.APIs) == 0 {
		m.b.WriteString("**The pages say the same as before.**\n")
	} else {
		fmt.Fprintf(&m.b, "**%s.**\n", r.Summary())
		m.list(r)
	}
	_, err := io.WriteString(w, m.b.String())
	return err
}

// markdownWriter writes Markdown as long as there is room.
type markdownWriter struct {
	b    strings.Builder
	room int // in characters
}

func (m *markdownWriter) list(r *Report) {
	var breaking, unread, compatible []*API
	for _, a := range r.APIs {
		switch {
		case a.Breaks() != 0:
			breaking = append(breaking, a)
		case a.Status == Unread:
			unread = append(unread, a)
		default:
			compatible = append(compatible, a)
		}
	}
	if len(breaking) > 0 {
		m.b.WriteString("\n### Breaking\n")
		m.apis(breaking)
	}
	if len(unread) > 0 {
		m.b.WriteString("\n### Unread\n\nWhat changed on these pages nobody knows.\n")
		m.apis(unread)
	}
	if len(compatible) > 0 {
		fmt.Fprintf(&m.b, "\n<details><summary>Compatible: %s</summary>\n", count(len(compatible), "API"))
		m.apis(compatible)
		m.b.WriteString("\n</details>\n")
	}
}

// apis writes APIs until there is no room for the next. Of the first that is longer
// than the room it writes what fits.
func (m *markdownWriter) apis(list []*API) {
	for i, a := range list {
		lines := apiMarkdown(a)
		n := m.write(lines)
		if n == len(lines) {
			continue
		}
		more := len(list) - i
		if n > 0 {
			more--
			fmt.Fprintf(&m.b, "- … and %s more\n", count(len(lines)-n, "change"))
		}
		if more > 0 {
			fmt.Fprintf(&m.b, "\n… and %s more, for which there is no room here: run `topgen diff`.\n", count(more, "API"))
		}
		m.room = 0
		return
	}
}

// write writes as many of the parts of an API as fit, and returns how many: of the
// first, the heading, alone none.
func (m *markdownWriter) write(parts []string) int {
	n, size := 0, 0
	for n < len(parts) && size+utf8.RuneCountInString(parts[n]) <= m.room {
		size += utf8.RuneCountInString(parts[n])
		n++
	}
	if n == 1 && len(parts) > 1 {
		return 0
	}
	for _, p := range parts[:n] {
		m.b.WriteString(p)
	}
	m.room -= size
	return n
}

// apiMarkdown returns the parts of one API: its heading, and its changes. Those that
// break nothing come last and folded up, as one part, where others break something.
func apiMarkdown(a *API) []string {
	heading := "\n#### " + code(printable(a.Method))
	if a.Title != "" {
		heading += " " + code(printable(a.Title))
	}
	parts := []string{heading + outcome(a) + "\n"}
	var folded []string
	for _, err := range a.Errors {
		parts = append(parts, "- "+code(err)+"\n")
	}
	for i := range a.Changes {
		c := &a.Changes[i]
		if c.Breaks == 0 && a.Breaks() != 0 {
			folded = append(folded, changeMarkdown(c))
			continue
		}
		parts = append(parts, changeMarkdown(c))
	}
	if len(folded) > 0 {
		parts = append(parts, fmt.Sprintf("\n<details><summary>Compatible: %s</summary>\n\n%s\n</details>\n", count(len(folded), "change"), strings.Join(folded, "")))
	}
	return parts
}

func changeMarkdown(c *Change) string {
	var b strings.Builder
	b.WriteString("- ")
	if c.Breaks != 0 {
		fmt.Fprintf(&b, "**%s** ", c.Breaks)
	}
	if c.Where != "" {
		fmt.Fprintf(&b, "%s ", code(printable(c.Where)))
	}
	fmt.Fprintf(&b, "%s\n", c.words().markdown())
	if c.Why != "" {
		fmt.Fprintf(&b, "  - why: %s\n", c.Why)
	}
	for _, line := range c.goLines() {
		fmt.Fprintf(&b, "  - Go: %s\n", code(line))
	}
	if c.Ambiguous {
		b.WriteString("  - a page leaves open how deep this field is\n")
	}
	return b.String()
}

// markdown returns the phrase with names and texts of pages as code.
func (p phrase) markdown() string { return p.text(code) }

// code returns text on one line as a code span, in which Markdown and GitHub
// read nothing: no link, mention or tag. The fence is longer than any run of
// backticks in it.
func code(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if fence == "`" {
		return fence + text + fence
	}
	return fence + " " + text + " " + fence
}
