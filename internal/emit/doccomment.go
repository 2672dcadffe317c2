package emit

import (
	"fmt"
	"go/build/constraint"
	doccomment "go/doc/comment"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// comment collects the lines of a doc comment.
type comment struct {
	width int
	lines []string
}

// text adds a paragraph of our own words, wrapped.
func (c *comment) text(s string) {
	for _, l := range wrap(s, c.width-len("// ")) {
		c.lines = append(c.lines, "// "+l)
	}
}

// looksLikeHeading reports whether godoc could take a line that stands alone
// for a heading of the old style: a capital first, no mark at the end.
func looksLikeHeading(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	return unicode.IsUpper(first) && (unicode.IsLetter(last) || unicode.IsDigit(last))
}

// sentence returns the lines of a comment of our own words, wrapped.
func sentence(format string, args ...any) []string {
	c := comment{width: commentWidth}
	c.text(fmt.Sprintf(format, args...))
	return c.lines
}

// paragraph adds text of the page, wrapped, behind an empty line.
func (c *comment) paragraph(text string) {
	lines := wrap(text, c.width-len("// "))
	if len(lines) == 0 {
		return
	}
	if len(lines) == 1 && looksLikeHeading(lines[0]) {
		lines[0] += "."
	}
	if len(c.lines) > 0 {
		c.lines = append(c.lines, "//")
	}
	for _, l := range lines {
		c.lines = append(c.lines, "// "+l)
	}
}

// commentText joins the lines of a comment, as gofmt has them. All begin with "// ",
// so that none can be a directive but "// +build", which gofmt, wherever it stands,
// moves to the top of the file as a build constraint: its plus sign is written out.
func commentText(lines []string) string {
	safe := slices.Clone(lines)
	for i, l := range safe {
		if constraint.IsPlusBuild(l) {
			safe[i] = strings.Replace(l, "+", `\u002b`, 1)
		}
	}
	if slices.ContainsFunc(safe, isMarkup) {
		safe = formatted(safe)
	}
	return strings.Join(safe, "\n")
}

// isMarkup reports whether a line of a comment could be something else than text to
// gofmt, which then rewrites it: a heading, the definition of a link, quotes of two
// characters, an indented line. Old headings are none: see looksLikeHeading.
func isMarkup(line string) bool {
	text := strings.TrimPrefix(strings.TrimPrefix(line, "//"), " ")
	return text != "" && strings.ContainsRune("#[ \t", rune(text[0])) || strings.Contains(text, "``") || strings.Contains(text, "''")
}

// formatted returns the lines of a doc comment as gofmt writes them.
func formatted(lines []string) []string {
	var text strings.Builder
	for _, l := range lines {
		text.WriteString(strings.TrimPrefix(strings.TrimPrefix(l, "//"), " ") + "\n")
	}
	var (
		parser  doccomment.Parser
		printer doccomment.Printer
		out     []string
	)
	for line := range strings.Lines(string(printer.Comment(parser.Parse(text.String())))) {
		switch line = strings.TrimSuffix(line, "\n"); {
		case line == "" || line[0] == '\t':
			out = append(out, "//"+line)
		default:
			out = append(out, "// "+line)
		}
	}
	return out
}
