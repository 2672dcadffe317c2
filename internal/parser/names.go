package parser

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/visible"
)

// setterName returns the Java name of a field, as it follows "set": each part
// between underscores begins with a capital, so that "_d_t_o" gives "DTO".
func setterName(wire string) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(wire, isSeparator) {
		first, size := utf8.DecodeRuneInString(part)
		b.WriteRune(unicode.ToUpper(first))
		b.WriteString(part[size:])
	}
	return b.String()
}

func isSeparator(c rune) bool { return c == '_' || c == '.' || c == '-' || c == '$' }

// isWireName reports whether a field can have that name in JSON, in XML and in
// the tag of a Go field, where encoding/json passes over a name in silence that
// has other signs than these: letters of any script and digits, and a few that
// real names have, with a letter or digit among them.
func isWireName(s string) bool {
	if s == "" || len(s) > maxName || !utf8.ValidString(s) || s[0] == '-' || s[0] == '.' {
		return false
	}
	word := false
	for _, c := range s {
		switch {
		case (unicode.IsLetter(c) || unicode.IsDigit(c)) && visible.Rune(c):
			word = true
		case !strings.ContainsRune("_-.$:@#[]", c):
			return false
		}
	}
	return word
}

// maxName is the longest name in bytes; real ones stay below 80.
const maxName = 256
