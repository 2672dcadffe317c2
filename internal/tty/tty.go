// Package tty knows how text looks on a terminal: how wide it is, and which
// characters of a page must not reach it. It is apart from visible, which the
// bindings' tests need, since it would bring golang.org/x/text with it.
package tty

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/topgen/topgen/internal/visible"
)

// Escape makes a text of a page safe to print on one line: control characters,
// line separators and the characters that reorder or hide text are shown as
// escapes, so that a page can neither forge a line nor drive the terminal.
func Escape(s string) string {
	if strings.IndexFunc(s, unsafe) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unsafe(r) {
			visible.Write(&b, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unsafe reports whether the rune does something else than show itself. Spaces
// of all widths are common in pages and harmless.
func unsafe(r rune) bool { return !visible.Rune(r) && !unicode.Is(unicode.Zs, r) }

// Columns returns how many columns of a terminal the text takes: Han
// characters and full-width forms take two.
func Columns(s string) int {
	n := 0
	for _, r := range s {
		n += RuneColumns(r)
	}
	return n
}

// RuneColumns returns how many columns of a terminal the character takes.
func RuneColumns(r rune) int {
	if r < 0x1100 { // nothing before the Hangul letters is wide
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// Cut shortens the text to that many columns, with "…" where something is
// missing.
func Cut(s string, limit int) string {
	if Columns(s) <= limit {
		return s
	}
	if limit <= 0 {
		return ""
	}
	n := 0
	for i, r := range s {
		if n += RuneColumns(r); n >= limit { // the last column is for the mark
			return s[:i] + "…"
		}
	}
	return s
}
