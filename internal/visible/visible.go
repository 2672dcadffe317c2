// Package visible tells the characters that show themselves from those that do
// something else: control characters, those that reorder text, and those that
// nobody can see. Pages come from strangers, and what they say ends up in
// source code and on terminals.
package visible

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hidden are the characters that print as nothing: fillers, joiners and
// selectors. Unicode calls them default ignorable.
var hidden = []*unicode.RangeTable{unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector}

// Rune reports whether r shows itself: a letter, mark, digit, sign or the
// ordinary space, and neither a control or format character nor a filler.
func Rune(r rune) bool { return unicode.IsPrint(r) && (r < 0x034f || !unicode.In(r, hidden...)) }

// Write writes a character or, where that would not show itself, its escape in Go:
// \u200b.
func Write(b *strings.Builder, r rune) {
	switch {
	case Rune(r):
		b.WriteRune(r)
	case r > 0xffff:
		fmt.Fprintf(b, `\U%08x`, r)
	default:
		fmt.Fprintf(b, `\u%04x`, r)
	}
}

// longest is how many characters of a text of a page a message shows.
const longest = 80

// Shown makes a text of a page fit for a message: not too long, and nothing in it
// that cannot be seen or would break the line.
func Shown(s string) string {
	n := 0
	for i := range s {
		if n++; n > longest {
			s = s[:i] + "…"
			break
		}
	}
	return Plain(s)
}

// Path is Shown for the path of a field, whose names stand between dots: each name is shown
// for itself, since somebody may have to copy the whole.
func Path(s string) string {
	names := strings.Split(s, ".")
	for i, name := range names {
		names[i] = Shown(name)
	}
	return strings.Join(names, ".")
}

// Plain replaces what cannot be seen in a text, or would break its line.
func Plain(s string) string {
	return strings.Map(func(c rune) rune {
		if strconv.IsPrint(c) {
			return c
		}
		return utf8.RuneError
	}, s)
}
