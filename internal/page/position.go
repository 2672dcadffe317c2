package page

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is a piece of a page that knows where it was written.
type Text struct {
	S            string
	Line, Column int // place of its first character, from 1, in runes; 0 where S is not of the page
	// marks are the places in S where the page does not simply go on: behind
	// an entity, an escape, a tag or the indentation of a line.
	marks []mark
}

// mark says that the byte of a text at offset stands at line and column.
type mark struct{ offset, line, column int }

// Empty reports whether t has nothing but white space.
func (t Text) Empty() bool { return strings.TrimSpace(t.S) == "" }

// At returns the line and column of the byte of t.S at offset.
func (t Text) At(offset int) (line, column int) {
	from := mark{0, t.Line, t.Column}
	if n := sort.Search(len(t.marks), func(i int) bool { return t.marks[i].offset > offset }); n > 0 {
		from = t.marks[n-1]
	}
	between := t.S[from.offset:min(offset, len(t.S))]
	line, column = from.line, from.column
	if n := strings.Count(between, "\n"); n > 0 {
		line += n
		column = 1
		between = between[strings.LastIndexByte(between, '\n')+1:]
	}
	return line, column + utf8.RuneCountInString(between)
}

// Cut returns the part of t from start up to end, in bytes.
func (t Text) Cut(start, end int) Text {
	line, column := t.At(start)
	part := Text{S: t.S[start:end], Line: line, Column: column}
	for _, m := range t.marks {
		if m.offset > start && m.offset < end {
			part.marks = append(part.marks, mark{m.offset - start, m.line, m.column})
		}
	}
	return part
}

// Trim returns t without the white space around it.
func (t Text) Trim() Text {
	left := len(t.S) - len(strings.TrimLeftFunc(t.S, unicode.IsSpace))
	right := len(strings.TrimRightFunc(t.S, unicode.IsSpace))
	if left == 0 && right == len(t.S) || left > right {
		return t
	}
	return t.Cut(left, right)
}
