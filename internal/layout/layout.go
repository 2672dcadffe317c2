// Package layout indents and aligns Go code as gofmt does, at a small part of its
// cost: it reads lines, and neither parses nor prints syntax trees.
//
// The code must be gofmt's already in all but that: in its line breaks, and in the
// spaces within lines. It is the code of bindings, so that of the rules by which
// gofmt aligns those are here that bindings meet: elements with keys in literals,
// and constants in groups. Tests hold what is emitted against go/format.
package layout

import (
	"bytes"
	"fmt"
)

// Code returns src, indented and aligned. The error, which begins with the number
// of a line, says why src can be no Go: a bracket or a text that does not end.
func Code(src []byte) ([]byte, error) {
	l := &layouter{out: make([]byte, 0, len(src)+len(src)/4)}
	number := 1
	for len(src) > 0 {
		n, err := l.line(src)
		if err != nil {
			return nil, fmt.Errorf("%d: %w", number, err)
		}
		number += bytes.Count(src[:n], []byte("\n"))
		src = src[n:]
	}
	l.table.flush(&l.out)
	if len(l.blocks) > 0 {
		return nil, fmt.Errorf("%d: a %q is not closed", number, l.top().bracket)
	}
	return l.out, nil
}

// layouter lays out line by line.
type layouter struct {
	out    []byte
	blocks []block // the brackets that are open, outermost first
	// continued is set if the line before goes on in this one: it ends in a dot or
	// an operator.
	continued bool
	table     table // lines that are to be aligned
}

// block is what stands between two brackets.
type block struct {
	bracket   byte // that opens it
	opener    int  // indentation of the line with that bracket
	inner     int  // of the lines within
	constants bool
	keys      keys
}

func (l *layouter) top() *block { return &l.blocks[len(l.blocks)-1] }

// line lays out the first line of src, and returns its length there. Where a text in
// backquotes has line breaks, that is several lines.
func (l *layouter) line(src []byte) (int, error) {
	white := len(src) - len(bytes.TrimLeft(src, " \t"))
	src = src[white:]
	if len(src) == 0 || src[0] == '\n' {
		l.table.flush(&l.out)
		if !bytes.HasSuffix(l.out, []byte("\n\n")) {
			l.out = append(l.out, '\n')
		}
		return white + min(1, len(src)), nil
	}
	leading := src[0] == ')' || src[0] == ']' || src[0] == '}'
	indent := l.indent(leading)
	within := len(l.blocks) - 1 // the block of the line, if it begins an element or a statement
	if l.continued || leading {
		within = -1
	}
	s := scanner{layouter: l, src: src, indent: indent}
	if err := s.scan(); err != nil {
		return 0, err
	}
	text := bytes.TrimRight(src[:s.end], " \t")
	l.continued = s.comment < 0 && (bytes.HasSuffix(text, []byte(".")) || bytes.HasSuffix(text, []byte(" +")))
	switch {
	case within < 0 || s.comment == 0:
		l.write(indent, text)
	case within >= len(l.blocks) || s.key == 0 && !l.blocks[within].constants:
		l.write(indent, text)
	case l.blocks[within].constants:
		l.table.add(indent, constant(text, s.comment)...)
	case !s.whole || l.continued:
		l.blocks[within].keys.last = 0
		l.write(indent, text)
	default:
		if !l.blocks[within].keys.aligned(s.key - 1) {
			l.table.flush(&l.out)
		}
		l.table.add(indent, text[:s.key], bytes.TrimLeft(text[s.key:], " "))
	}
	return white + min(s.end+1, len(src)), nil
}

// indent returns by how many tabs the next line is indented.
func (l *layouter) indent(closes bool) int {
	n := 0
	if len(l.blocks) > 0 {
		if n = l.top().inner; closes {
			n = l.top().opener
		}
	}
	if l.continued {
		n++
	}
	return n
}

// write writes a line without columns.
func (l *layouter) write(indent int, text []byte) {
	l.table.flush(&l.out)
	l.out = appendN(l.out, '\t', indent)
	l.out = append(append(l.out, text...), '\n')
}

func appendN(out []byte, c byte, n int) []byte {
	for range n {
		out = append(out, c)
	}
	return out
}
