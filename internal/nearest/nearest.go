// Package nearest finds the word that somebody who misspelt one has meant.
package nearest

import (
	"iter"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Word returns the known word that is the fewest edits away from word: letters
// put in, left out or changed. It is "" if all are more edits away than a third
// of the letters, rounded up: two neighbours that are swapped count as two
// edits, in a word of four letters too. Of equally near ones it is the first.
//
// Where none is that near, it is the only known word that begins with word:
// people shorten what they know.
func Word(word string, known iter.Seq[string]) string {
	best, found := (len([]rune(word))+2)/3+1, ""
	begun, longer := "", 0
	for k := range known {
		if d := levenshtein.ComputeDistance(word, k); d < best {
			best, found = d, k
		}
		if word != "" && strings.HasPrefix(k, word) {
			begun = k
			longer++
		}
	}
	if found == "" && longer == 1 {
		return begun
	}
	return found
}
