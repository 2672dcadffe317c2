package parser

import (
	"slices"
	"strings"
)

// characters counts characters.
type characters map[rune]int

func (c characters) add(s string, n int) {
	for _, ch := range s {
		c[wide(ch)] += n
	}
}

// take takes the characters of a word out of several counts, or none of them if these
// do not have all.
func take(word string, from ...characters) bool {
	taken := make([]characters, 0, len(word))
	for _, ch := range word {
		ch = wide(ch)
		i := slices.IndexFunc(from, func(c characters) bool { return c[ch] > 0 })
		if i < 0 {
			for i, ch := range []rune(word)[:len(taken)] {
				taken[i][wide(ch)]++
			}
			return false
		}
		from[i][ch]--
		taken = append(taken, from[i])
	}
	return true
}

// takeSome takes those characters of a word that are counted, and returns them.
func (c characters) takeSome(word string) string {
	return strings.Map(func(ch rune) rune {
		if c[wide(ch)] == 0 {
			return -1
		}
		c[wide(ch)]--
		return ch
	}, word)
}

// wide returns a character as this check compares it: colons of either width are the
// same.
func wide(ch rune) rune {
	if ch == '：' {
		return ':'
	}
	return ch
}
