package parser

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/visible"
)

// This file tells the example and the description of a row of a message apart: by the
// value that the sample has.

// messageValue is what the sample of a message has for a row.
type messageValue struct {
	text   string // of an object or an array, as it is written; "" where nothing is known
	empty  bool   // an empty text: the row has no example
	nested bool   // an object or an array, which is seldom the example
}

// messageValueOf returns what a sample has for a row, given its node; both may be nil.
func messageValueOf(n *node, sent *sample.Node) messageValue {
	if n == nil || n.kind == valueOpaque {
		return messageValue{}
	}
	if sent == nil {
		return messageValue{}
	}
	if v := sent.Get(n.name); v != nil && v.Kind == sample.ObjectNode {
		return messageValue{text: v.Written(), nested: true}
	}
	text := n.join()
	return messageValue{text: text, empty: strings.TrimSpace(text) == ""}
}

// messageCellsOf gives a row the cells that stand behind its first ones.
func (b *fieldBuilder) messageCellsOf(r *row, src *page.Row, v messageValue) {
	switch {
	case src.Piped:
		b.takePipes(r, src.Rest, v)
	case len(src.Lines) > 0:
		r.takeLines(src.Lines, v)
	case v.nested && r.joined:
		if end := spacelessEnd(src.Rest.S, v.text); end > 0 {
			r.take(src.Rest.Cut(0, end).Trim(), src.Rest.Cut(end, len(src.Rest.S)).Trim())
		}
	}
}

// take makes two cells of a row its example and its description.
func (r *row) take(example, description page.Text) {
	r.split, r.joined, r.cells = true, false, []page.Text{example, description}
}

// takeLines tells lines apart, at least two, each of which is a cell or a part of one. The
// first is the example, unless the sample shows that it has more of them, or none.
func (r *row) takeLines(lines []page.Text, v messageValue) {
	if v.empty {
		r.take(page.Text{}, page.Join(lines))
		return
	}
	for n := 1; n <= len(lines); n++ {
		example := page.Join(lines[:n])
		if end := spacelessEnd(example.S, v.text); end == len(example.S) {
			r.take(example, page.Join(lines[n:]))
			return
		}
	}
	r.take(lines[0], page.Join(lines[1:]))
}

// takePipes tells the cells behind a row's first ones apart, between which "|" stands,
// as it may in a cell. The value in the sample shows the example. Where the example is
// empty, the cell of the description has moved into its place, and an empty one stands
// behind it.
func (b *fieldBuilder) takePipes(r *row, rest page.Text, v messageValue) {
	one := func(cell page.Text) {
		r.split, r.joined, r.cells = false, false, nil
		if !cell.Empty() {
			r.cells = []page.Text{cell}
		}
	}
	if end := pipedValue(rest.S, v.text); end >= 0 {
		example, description := rest.Cut(0, end).Trim(), rest.Cut(end, len(rest.S)).Trim()
		r.take(example, description.Cut(len(description.S)-len(strings.TrimPrefix(description.S, "|")), len(description.S)).Trim())
		return
	}
	cells := strings.Split(rest.S, "|")
	first, second := rest.Cut(0, len(cells[0])).Trim(), page.Text{}
	if len(cells) > 1 {
		second = rest.Cut(len(cells[0])+1, len(rest.S)).Trim()
	}
	last := strings.TrimSpace(cells[len(cells)-1])
	switch {
	case len(cells) == 1, len(cells) == 2 && second.Empty():
		one(first)
	case first.Empty(), len(cells) == 2 && !v.empty:
		r.take(first, second)
	case (v.empty || v.nested) && last == "":
		one(rest.Cut(0, len(strings.TrimRight(rest.S, "| \t"))))
	default:
		b.warn(diag.CellBorder, first.Line, first.Column, visible.Shown(r.name.S)+": which of the signs | ends the example cannot be told: the first is taken", "take the page in another form")
		r.take(first, second)
	}
}

// pipedValue returns where a value ends in a text that begins with it and goes on with "|"
// or not at all; -1 if it does not, or there is no value.
func pipedValue(text, value string) int {
	end := spacelessEnd(text, value)
	if end >= 0 {
		if rest := strings.TrimLeftFunc(text[end:], unicode.IsSpace); rest != "" && rest[0] != '|' {
			return -1
		}
	}
	return end
}

// spacelessEnd returns where a value ends in a text that begins with it, but for white space;
// -1 if it does not, or there is no value.
func spacelessEnd(text, value string) int {
	i := 0
	value = strings.Join(strings.Fields(value), "")
	if value == "" {
		return -1
	}
	for _, c := range value {
		i += len(text[i:]) - len(strings.TrimLeftFunc(text[i:], unicode.IsSpace))
		t, size := utf8.DecodeRuneInString(text[i:])
		if t != c || size == 0 {
			return -1
		}
		i += size
	}
	return i
}
