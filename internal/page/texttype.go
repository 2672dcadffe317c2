package page

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/schema"
)

// requiredWords are the words of the column 是否必须, in the pairs in which
// pages use them, with whether they say yes.
var requiredWords = []map[string]bool{
	{"必须": true, "可选": false},
	{"必填": true, "选填": false},
	{"是": true, "否": false},
	{"true": true, "false": false},
}

// IsRequired reports whether a cell can be of the column 是否必须 of a table that
// has other in that column; "" stands for the words of most pages. "true" is
// no such word unless the table uses it: it is an example more often.
func IsRequired(cell, other string) bool {
	for i, words := range requiredWords {
		if _, ok := words[other]; ok || other == "" && i == 0 {
			_, is := words[cell]
			return is
		}
	}
	return false
}

// IsRequiredWord reports whether a word can be of the column 是否必须 in any table.
func IsRequiredWord(word string) bool {
	return slices.ContainsFunc(requiredWords, func(words map[string]bool) bool { _, ok := words[word]; return ok })
}

// Required tells what a word of the column 是否必须 says.
func Required(word string) bool {
	for _, words := range requiredWords {
		if words[word] {
			return true
		}
	}
	return false
}

// typeAt reads the type at words[i:]: "String", "Item []", "byte[]", "Field
// List". It returns the type without white space before "[]", and the index
// behind it. A type has one pair of brackets, and a list of files two, since a
// byte[] is no list: one more is the example.
func typeAt(words []string, i int) (typ string, next int, ok bool) {
	if i >= len(words) {
		return "", i, false
	}
	typ = words[i]
	i++
	if typ == "Field" && i < len(words) && words[i] == "List" {
		typ = "Field List"
		i++
	}
	for strings.Count(typ, "<") > strings.Count(typ, ">") && i < len(words) {
		typ += words[i] // "Map<String, Object>"
		i++
	}
	base := strings.TrimRight(typ, "[]")
	if !isSimple(base) && !isTypeName(base) {
		return "", i, false
	}
	if i < len(words) && base == typ && (words[i] == "[]" || base == "byte" && words[i] == "[][]") {
		return typ + words[i], i + 1, true
	}
	return typ, i, true
}

func isSimple(word string) bool {
	_, ok := schema.SimpleKind(word)
	return ok
}

// IsType reports whether a cell can be a type.
func IsType(cell string) bool {
	words := strings.Fields(cell)
	_, next, ok := typeAt(words, 0)
	return ok && next == len(words)
}

// isTypeName reports whether s can be the name of a struct.
func isTypeName(s string) bool {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	return strings.IndexFunc(s, func(c rune) bool {
		return !(c < utf8.RuneSelf && (isLetter(byte(c)) || isDigit(byte(c))) || strings.ContainsRune("_$.<>,?", c))
	}) < 0
}

// IsName reports whether a cell can be a name on the wire.
func IsName(s string) bool { return isName(s) }

// isName reports whether s can be a name on the wire: letters of any script,
// digits and a few signs, no sign at the end.
func isName(s string) bool {
	const longest = 128 // bytes; the longest name of the platform has 64, so this is text without spaces
	if s == "" || len(s) > longest {
		return false
	}
	if strings.IndexFunc(s, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) < 0 {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	if !unicode.IsLetter(last) && !unicode.IsDigit(last) && !strings.ContainsRune("_$])", last) {
		return false
	}
	return strings.IndexFunc(s, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("_.-$@:/[]()!", c)
	}) < 0
}

// isIdentifier reports whether s is an ASCII identifier, as nearly all names are.
func isIdentifier(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isLetter(c) && c != '_' && c != '$' && (i == 0 || !isDigit(c) && c != '.') {
			return false
		}
	}
	return s != ""
}
