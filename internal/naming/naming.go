// Package naming turns names of the wire into Go names: identifiers, packages
// and files. Every function is pure: a name depends on its own argument alone,
// so that a new page never renames what another page has given rise to.
package naming

import (
	"strings"
	"unicode"

	"github.com/topgen/topgen/internal/visible"
)

// Exported returns the exported Go identifier for a wire name, a documented
// type name or the dotted rest of a method name.
//
// A name is cut into words at everything that is no letter or digit and where
// a capital begins a word (itemId, HTTPServer); digits do not split words. A
// word of the closed list of initialisms takes that spelling, every other word
// keeps its own with a capital first letter. A name that would begin with
// something that has no capital (a digit, a Han character), or that has no
// letter or digit at all, begins with X.
func Exported(name string) string {
	s := join(words(name))
	if s == "" || !unicode.IsUpper(firstRune(s)) {
		return "X" + s
	}
	return s
}

// Suffix returns the Go spelling of name for use after another identifier,
// where a leading digit or Han character needs no X.
func Suffix(name string) string { return join(words(name)) }

// Readable reports whether the Go name of a wire name can be read off it: it
// has at least one Latin letter or digit.
func Readable(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool {
		return r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
	})
}

func join(words []string) string {
	var b strings.Builder
	for _, w := range words {
		if s, ok := initialisms[strings.ToLower(w)]; ok {
			b.WriteString(s)
			continue
		}
		for i, r := range w {
			if i == 0 {
				r = unicode.ToUpper(r)
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// words cuts a name into its words.
func words(name string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return !isWordRune(r) }) {
		out = appendHumps(out, []rune(part))
	}
	return out
}

// isWordRune reports whether r may stand in a Go identifier made from a name.
// Letters without a capital are kept, so that two Han names stay two names; the
// fillers that count as letters and show nothing are not.
func isWordRune(r rune) bool { return (unicode.IsLetter(r) || unicode.IsDigit(r)) && visible.Rune(r) }

// appendHumps cuts a run of letters and digits where a capital begins a word:
// after a small letter or digit, and before the last capital of a run that a
// small letter follows, unless that run with an "s" is a known plural (IDs).
func appendHumps(out []string, part []rune) []string {
	if _, ok := initialisms[strings.ToLower(string(part))]; ok {
		return append(out, string(part))
	}
	start := 0
	for i := 1; i < len(part); i++ {
		if !unicode.IsUpper(part[i]) {
			continue
		}
		endOfRun := unicode.IsUpper(part[i-1]) && i+1 < len(part) && unicode.IsLower(part[i+1])
		if !unicode.IsUpper(part[i-1]) || endOfRun && !isPlural(part[start:], i-start) {
			out = append(out, string(part[start:i]))
			start = i
		}
	}
	return append(out, string(part[start:]))
}

// isPlural reports whether word, whose capital at i is followed by a small
// letter, begins with a plural initialism that ends there: IDs, URLs, SKUs.
func isPlural(word []rune, i int) bool {
	if i+2 < len(word) && !unicode.IsUpper(word[i+2]) || word[i+1] != 's' {
		return false
	}
	_, ok := initialisms[strings.ToLower(string(word[:i+2]))]
	return ok
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
