package compare

import (
	"fmt"
	"io"
	"strings"
)

// MaxMarkdown is how many bytes of Markdown are written at most: GitHub takes
// comments of up to 65,536 characters.
const MaxMarkdown = 60_000

// WriteMarkdown writes the report as a comment on a pull request: what breaks
// comes first and open, everything else is folded up. A report that is longer
// than a comment may be is cut after whole APIs, and says so.
func WriteMarkdown(w io.Writer, r *Report) error {
	var b strings.Builder
	if len(r.APIs) == 0 {
		b.WriteString("**The pages say the same as before.**\n")
	} else {
		fmt.Fprintf(&b, "**%s.**\n", r.Summary())
		markdownList(&b, r)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownList(b *strings.Builder, r *Report) {
	var breaking, compatible []string
	for _, a := range r.APIs {
		if a.Breaks() != 0 {
			breaking = append(breaking, apiMarkdown(a))
		} else {
			compatible = append(compatible, apiMarkdown(a))
		}
	}
	if len(breaking) > 0 {
		b.WriteString("\n### Breaking\n")
		writeWhole(b, breaking)
	}
	if len(compatible) > 0 {
		fmt.Fprintf(b, "\n<details><summary>Compatible: %s</summary>\n", count(len(compatible), "API"))
		writeWhole(b, compatible)
		b.WriteString("\n</details>\n")
	}
}

// writeWhole writes parts until there is no room for the next.
func writeWhole(b *strings.Builder, parts []string) {
	for i, p := range parts {
		if b.Len()+len(p) > MaxMarkdown {
			fmt.Fprintf(b, "\n… and %s more, for which there is no room here: run `topgen diff`.\n", count(len(parts)-i, "API"))
			return
		}
		b.WriteString(p)
	}
}

// apiMarkdown returns the part of one API. The changes that break nothing are
// folded up.
func apiMarkdown(a *API) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n#### %s", code(printable(a.Method)))
	b.WriteString(outcome(a) + "\n")
	var folded []string
	for i := range a.Changes {
		c := &a.Changes[i]
		if c.Breaks == 0 && a.Breaks() != 0 {
			folded = append(folded, changeMarkdown(c))
			continue
		}
		b.WriteString(changeMarkdown(c))
	}
	if len(folded) > 0 {
		fmt.Fprintf(&b, "\n<details><summary>Compatible: %s</summary>\n\n%s\n</details>\n", count(len(folded), "change"), strings.Join(folded, ""))
	}
	return b.String()
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
