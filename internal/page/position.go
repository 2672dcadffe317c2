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
	return advance(from.line, from.column, t.S[from.offset:min(offset, len(t.S))])
}

// Locator finds places in a text, fast where the offsets grow.
type Locator struct {
	cutter *cutter
}

// NewLocator returns a locator for t.
func NewLocator(t Text) *Locator { return &Locator{newCutter(t)} }

// At returns what Text.At returns.
func (l *Locator) At(offset int) (line, column int) {
	c := l.cutter
	if offset < c.offset {
		l.cutter = newCutter(c.t)
		c = l.cutter
		if n := sort.Search(len(c.t.marks), func(i int) bool { return c.t.marks[i].offset > offset }); n > 0 {
			c.jump(n - 1)
		}
	}
	c.seek(min(offset, len(c.t.S)))
	return c.line, c.column
}

// Cut returns the part of t from start up to end, in bytes.
func (t Text) Cut(start, end int) Text {
	c := cutter{t: t, line: t.Line, column: t.Column}
	if n := sort.Search(len(t.marks), func(i int) bool { return t.marks[i].offset > start }); n > 0 {
		c.jump(n - 1)
	}
	return c.cut(start, end)
}

// cutter cuts a text into parts that come one after the other, in one pass.
type cutter struct {
	t            Text
	offset       int // whose place is line and column
	line, column int
	mark         int // the next mark of t
}

func newCutter(t Text) *cutter { return &cutter{t: t, line: t.Line, column: t.Column} }

// jump goes to the n-th mark.
func (c *cutter) jump(n int) {
	m := c.t.marks[n]
	c.offset, c.line, c.column, c.mark = m.offset, m.line, m.column, n+1
}

// cut returns the part from start up to end; start must not lie before an
// earlier one.
func (c *cutter) cut(start, end int) Text {
	c.seek(start)
	part := Text{S: c.t.S[start:end], Line: c.line, Column: c.column}
	for _, m := range c.t.marks[c.mark:] {
		if m.offset >= end {
			break
		}
		part.marks = append(part.marks, mark{m.offset - start, m.line, m.column})
	}
	return part
}

// seek goes on to an offset.
func (c *cutter) seek(offset int) {
	for c.mark < len(c.t.marks) && c.t.marks[c.mark].offset <= offset {
		c.jump(c.mark)
	}
	c.line, c.column = advance(c.line, c.column, c.t.S[c.offset:offset])
	c.offset = offset
}

// advance returns the place behind text that begins at line and column.
func advance(line, column int, text string) (int, int) {
	if n := strings.Count(text, "\n"); n > 0 {
		return line + n, 1 + utf8.RuneCountInString(text[strings.LastIndexByte(text, '\n')+1:])
	}
	return line, column + utf8.RuneCountInString(text)
}

// Trim returns t without the white space around it.
func (t Text) Trim() Text {
	left := len(t.S) - len(strings.TrimLeftFunc(t.S, unicode.IsSpace))
	right := len(strings.TrimRightFunc(t.S, unicode.IsSpace))
	switch {
	case left > right:
		return t.Cut(0, 0)
	case left == 0 && right == len(t.S):
		return t
	}
	return t.Cut(left, right)
}
