package parser

import (
	"strconv"
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
// the tag of a Go field: one can see it, and it has none of the signs that
// mean something there. Letters of any script will do.
func isWireName(s string) bool {
	return s != "" && len(s) <= maxName && utf8.ValidString(s) &&
		strings.IndexFunc(s, func(c rune) bool { return c == ' ' || !visible.Rune(c) }) < 0 &&
		!strings.ContainsAny(s, "\"'`\\,<>&{}|")
}

// maxName is the longest name in bytes; real ones stay below 80.
const maxName = 256

// shown makes s fit for a message: not too long, and nothing that cannot be
// seen or would break the line.
func shown(s string) string {
	const longest = 80
	n := 0
	for i := range s {
		if n++; n > longest {
			s = s[:i] + "…"
			break
		}
	}
	return strings.Map(func(c rune) rune {
		if strconv.IsPrint(c) {
			return c
		}
		return utf8.RuneError
	}, s)
}
