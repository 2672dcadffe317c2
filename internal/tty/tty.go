// Package tty knows how text looks on a terminal: how wide it is, and which
// characters of a page must not reach it.
package tty

import (
	"fmt"
	"strings"

	"golang.org/x/text/width"
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
			fmt.Fprintf(&b, `\u%04X`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unsafe reports whether the rune does something else than show itself.
func unsafe(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7F && r < 0xA0: // C0 and C1 controls, DEL
		return true
	case r == 0x2028, r == 0x2029: // line and paragraph separators
		return true
	case r == 0x061C, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r == 0xFEFF: // bidirectional and invisible
		return true
	}
	return r >= 0xE0000 && r <= 0xE0FFF // tags
}

// Columns returns how many columns of a terminal the text takes: Han
// characters and full-width forms take two.
func Columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
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
		if n += runeColumns(r); n >= limit { // the last column is for the mark
			return s[:i] + "…"
		}
	}
	return s
}
