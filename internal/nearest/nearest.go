// Package nearest finds the word that somebody who misspelt one has meant.
package nearest

import (
	"iter"

	"github.com/agnivade/levenshtein"
)

// Word returns the known word that is the fewest edits away from word: letters
// put in, left out or changed. It is "" if all are more edits away than a third
// of the letters, rounded up: two neighbours that are swapped count as two
// edits, in a word of four letters too. Of equally near ones it is the first.
func Word(word string, known iter.Seq[string]) string {
	best, found := (len([]rune(word))+2)/3+1, ""
	for k := range known {
		if d := levenshtein.ComputeDistance(word, k); d < best {
			best, found = d, k
		}
	}
	return found
}
