package emit

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/tty"
	"github.com/topgen/topgen/internal/visible"
)

// commentWidth is the display width to which comments are wrapped; a Han
// character counts 2.
const commentWidth = 100

// clean returns page text for use in a comment: on one line, with everything
// that could make an editor or a compiler see something other than the reader
// (control and bidirectional characters, invisible ones, bytes that are no
// UTF-8) written out as \u200b.
func clean(text string) string {
	if isClean(text) {
		return text
	}
	var b strings.Builder
	space := false
	for i, w := 0, 0; i < len(text); i += w {
		var r rune
		r, w = utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		switch {
		case r == utf8.RuneError && w == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		default:
			visible.Write(&b, r)
		}
	}
	return b.String()
}

// isClean reports whether clean would return text as it is.
func isClean(text string) bool {
	if strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") || strings.Contains(text, "  ") || !utf8.ValidString(text) {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return !visible.Rune(r) })
}

// wrap breaks text, cleaned, into lines of at most the given display width.
// Lines break at spaces and beside wide characters, but never before a closing
// mark or after an opening one; a longer word stays whole.
func wrap(text string, max int) []string {
	text = clean(text)
	var lines []string
	for text != "" {
		n := lineLength(text, max)
		lines = append(lines, strings.TrimRight(text[:n], " "))
		text = strings.TrimLeft(text[n:], " ")
	}
	return lines
}

// lineLength returns how many bytes of text go on a line of the given width.
func lineLength(text string, max int) int {
	used, lastBreak := 0, 0
	var previous rune
	for i, r := range text {
		if i > 0 && mayBreak(previous, r) {
			lastBreak = i
		}
		used += tty.RuneColumns(r)
		if used > max && lastBreak > 0 {
			return lastBreak
		}
		previous = r
	}
	return len(text)
}

const (
	closingMarks = ",.;:!?)]}>%\"'，。；：！？）】》」』、”’…~"
	openingMarks = "([{<\"'（【《「『“‘#$@"
)

// mayBreak reports whether a line may end between a and b.
func mayBreak(a, b rune) bool {
	if a == ' ' {
		return true
	}
	if b == ' ' || tty.RuneColumns(a) == 1 && tty.RuneColumns(b) == 1 {
		return false
	}
	return !strings.ContainsRune(closingMarks, b) && !strings.ContainsRune(openingMarks, a)
}
