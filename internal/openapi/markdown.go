package openapi

import (
	"strings"
	"unicode"

	"github.com/topgen/topgen/internal/tty"
)

// markdown returns page text for a description, which tools show as
// CommonMark: characters that mean something there are escaped where they
// stand, so that the text comes out as it is and nothing in it becomes a link,
// an image or a tag. What nobody can see, such as a NUL, is written out.
func markdown(text string) string {
	text = tty.Escape(text)
	if !strings.ContainsAny(text, "\\`*_[]<&~#>+-.)") {
		return text
	}
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		if means(runes, i) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// means reports whether the character at i means something to CommonMark.
func means(text []rune, i int) bool {
	var before, after rune // 0 at the ends
	if i > 0 {
		before = text[i-1]
	}
	if i+1 < len(text) {
		after = text[i+1]
	}
	switch text[i] {
	case '`', '*':
		return true
	case '\\':
		return after < unicode.MaxASCII && (unicode.IsPunct(after) || unicode.IsSymbol(after))
	case '<': // a tag, a comment, an address
		return unicode.IsLetter(after) || strings.ContainsRune("/!?", after)
	case '&': // a character by its name or number
		return unicode.IsLetter(after) || after == '#'
	case ']': // a link, an image, or where one leads
		return strings.ContainsRune("([:", after)
	case '~': // struck out
		return before == '~' || after == '~'
	case '_': // within a word it means nothing
		return !isWord(before) || !isWord(after)
	case '#', '>', '+', '-': // a heading, a quotation, a list
		return i == 0
	case '.', ')': // a numbered list
		return i > 0 && after == ' ' && allDigits(text[:i])
	}
	return false
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func allDigits(text []rune) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
