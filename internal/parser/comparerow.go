package parser

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// compare returns the words that only the page has, and those that only the schema
// has.
func (r *wordRow) compare(words []pageWord) (lost, added []lostWord) {
	if r.is(words) {
		return nil, nil
	}
	want := make(map[string]int)
	for _, text := range r.texts {
		for start, end := range wordsIn(text) {
			want[text[start:end]]++
		}
	}
	var rest, free []pageWord
	for _, w := range words {
		if want[w.text] == 0 {
			w.text = r.withNumber(w.text)
		}
		switch {
		case want[w.text] > 0:
			want[w.text]--
		case w.free:
			free = append(free, w)
		default:
			rest = append(rest, w)
		}
	}
	return r.characters(want, rest, free)
}

// is reports whether words are just the texts of a row, in their order.
func (r *wordRow) is(words []pageWord) bool {
	i, rest := 0, ""
	for _, text := range r.texts {
		for start, end := range wordsIn(text) {
			for word := text[start:end]; word != ""; {
				if rest == "" {
					if i == len(words) {
						return false
					}
					rest = words[i].text
					i++
				}
				n := min(len(word), len(rest))
				if word[:n] != rest[:n] {
					return false
				}
				word, rest = word[n:], rest[n:]
			}
		}
	}
	return i == len(words) && rest == ""
}

// withNumber writes the number at the end of a word as limits have it, if one does.
func (r *wordRow) withNumber(word string) string {
	number := word
	if i := strings.LastIndexAny(word, ":："); i >= 0 {
		_, size := utf8.DecodeRuneInString(word[i:])
		number = word[i+size:]
	}
	if canonical := canonicalNumber(number); number != "" && slices.Contains(r.numbers, canonical) {
		return strings.TrimSuffix(word, number) + canonical
	}
	return word
}

// saysRequired reports whether a word can be the one of the column 是否必须: it says
// what the schema does. In a response it says nothing.
func (r *wordRow) saysRequired(w pageWord) bool {
	return page.IsRequiredWord(w.text) && (r.required == nil || page.Required(w.text) == *r.required)
}

// characters compares words character by character: a page may lack a space where
// the schema tells two texts apart.
func (r *wordRow) characters(want map[string]int, rest, free []pageWord) (lost, added []lostWord) {
	need, may := make(characters), make(characters)
	for word, n := range want {
		need.add(word, n)
	}
	may.add(r.may, 1)
	for _, w := range rest {
		if !take(w.text, need, may) {
			lost = append(lost, lostWord{r, w.text, w.at})
		}
	}
	for _, w := range free {
		take(w.text, need, may)
	}
	for _, word := range slices.Sorted(maps.Keys(want)) {
		for range want[word] {
			if rest := need.takeSome(word); rest != "" {
				added = append(added, lostWord{r, rest, r.at})
			}
		}
	}
	return lost, added
}

// lostWord is a word that a row of the page or of the schema has and the other has not.
type lostWord struct {
	row  *wordRow
	text string
	at   schema.Place
}
