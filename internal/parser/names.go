package parser

import (
	"strings"
	"unicode"
	"unicode/utf8"
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

// elementName returns the name of the inner element that the platform puts
// around each item of a list: the type with an underscore before each capital.
func elementName(typ string) string {
	var b strings.Builder
	for i, c := range typ {
		if unicode.IsUpper(c) {
			if i > 0 {
				b.WriteByte('_')
			}
			c = unicode.ToLower(c)
		}
		b.WriteRune(c)
	}
	return b.String()
}
