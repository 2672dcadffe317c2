package guess

import (
	"slices"
	"strings"
	"unicode"
)

// nameWords splits a name at underscores and capitals.
func nameWords(name string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	lower := false
	for _, c := range name {
		inWord := unicode.IsLetter(c) || unicode.IsDigit(c)
		if !inWord || unicode.IsUpper(c) && lower {
			flush()
		}
		if inWord {
			word.WriteRune(unicode.ToLower(c))
		}
		lower = !unicode.IsUpper(c)
	}
	flush()
	return words
}

// longestText is how much of a description is compared, in bytes: what it is
// about stands at the beginning.
const longestText = 400

// textWords returns the words of a description, sorted, each once. Chinese has
// no spaces between words, most of which have two characters: every two that
// follow each other are taken for one.
func textWords(s string) []string {
	s = strings.ToLower(s[:min(len(s), longestText)])
	var words []string
	begin, before := -1, -1 // of the Latin word, and of the Chinese character before
	for i, c := range s + " " {
		latin := c <= unicode.MaxLatin1 && (unicode.IsLetter(c) || unicode.IsDigit(c))
		switch {
		case latin && begin < 0:
			begin = i
		case !latin && begin >= 0:
			words = append(words, s[begin:i])
			begin = -1
		}
		if latin || !unicode.IsLetter(c) {
			before = -1
			continue
		}
		if before >= 0 {
			words = append(words, s[before:i+len(string(c))])
		}
		before = i
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// share reports whether two lists have a word in common.
func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(word string) bool { return slices.Contains(b, word) })
}

// common returns how many words two sorted lists have in common.
func common(a, b []string) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}
