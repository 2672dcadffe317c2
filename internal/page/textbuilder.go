package page

import (
	"strings"
	"unicode"
)

// textBuilder puts a text together from pieces of a page.
type textBuilder struct {
	b     strings.Builder
	marks []mark
	line  int
	col   int
}

func newTextBuilder() *textBuilder { return new(textBuilder) }

// write adds characters that are not of the page, such as the space for a
// block.
func (b *textBuilder) write(s string) { b.b.WriteString(s) }

// add adds a text of the page.
func (b *textBuilder) add(t Text) {
	if t.S == "" {
		return
	}
	if b.line == 0 {
		b.line, b.col = t.Line, t.Column
	}
	b.marks = append(b.marks, mark{b.b.Len(), t.Line, t.Column})
	for _, m := range t.marks {
		b.marks = append(b.marks, mark{b.b.Len() + m.offset, m.line, m.column})
	}
	b.b.WriteString(t.S)
}

func (b *textBuilder) text() Text {
	return Text{S: b.b.String(), Line: b.line, Column: b.col, marks: b.marks}
}

// collapse makes each run of white space one space, and none at the ends.
func collapse(t Text) Text {
	out := newTextBuilder()
	from := newCutter(t)
	start := -1
	for i, c := range t.S {
		switch space := unicode.IsSpace(c); {
		case !space && start < 0:
			start = i
		case space && start >= 0:
			out.word(from.cut(start, i))
			start = -1
		}
	}
	if start >= 0 {
		out.word(from.cut(start, len(t.S)))
	}
	return out.text()
}

// word adds a text behind a space.
func (b *textBuilder) word(t Text) {
	if b.b.Len() > 0 {
		b.write(" ")
	}
	b.add(t)
}
