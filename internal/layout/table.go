package layout

import (
	"bytes"
	"math"
	"unicode/utf8"
)

// table is lines one below the other whose columns are aligned: in each column, cells
// are as wide as the widest and a space. The last cell of a line is no column.
type table struct {
	indent int // of all of them
	lines  [][][]byte
	cells  [][]byte // of all lines, one behind the other
}

// add appends a line.
func (t *table) add(indent int, cells ...[]byte) {
	t.indent = indent
	t.cells = append(t.cells, cells...)
	t.lines = append(t.lines, t.cells[len(t.cells)-len(cells):])
}

// flush writes the lines, and makes the table empty.
func (t *table) flush(out *[]byte) {
	if len(t.lines) == 0 {
		return
	}
	var widths [4]int
	for _, cells := range t.lines {
		for i, c := range cells[:len(cells)-1] {
			widths[i] = max(widths[i], utf8.RuneCount(c)+1)
		}
	}
	for _, cells := range t.lines {
		*out = appendN(*out, '\t', t.indent)
		for i, c := range cells {
			if *out = append(*out, c...); i < len(cells)-1 {
				*out = appendN(*out, ' ', widths[i]-utf8.RuneCount(c))
			}
		}
		*out = append(*out, '\n')
	}
	t.lines, t.cells = t.lines[:0], t.cells[:0]
}

// constant returns the cells of a constant of a group: its name, its type, its value
// with the equals sign, and the comment behind it if there is one, at that place.
func constant(text []byte, comment int) [][]byte {
	end := len(text)
	if comment >= 0 {
		end = comment
	}
	name, rest, _ := bytes.Cut(text[:end], []byte(" "))
	typ, value, _ := bytes.Cut(bytes.TrimLeft(rest, " "), []byte(" "))
	cells := [][]byte{name, typ, bytes.Trim(value, " ")}
	if comment >= 0 {
		cells = append(cells, text[comment:])
	}
	return cells
}

// keys decides which elements of a literal are aligned with the one before.
type keys struct {
	last  int     // length of the last key; 0 if its element had several lines, or there is none
	sum   float64 // of the logarithms of the lengths of the keys that are aligned with the last
	count int     // of these
}

// aligned reports whether the element of a key of that length is aligned with the one
// before: gofmt does not where keys are long and of very different length. It is the
// rule of exprList in package go/printer.
func (k *keys) aligned(length int) bool {
	const (
		small = 40  // where keys are no longer, they are aligned
		ratio = 2.5 // of the length to the geometric mean of those before
	)
	aligned := k.last > 0
	if aligned && (k.last > small || length > small) {
		r := float64(length) / math.Exp(k.sum/float64(k.count))
		aligned = 1/ratio < r && r < ratio
	}
	if !aligned {
		k.sum, k.count = 0, 0
	}
	k.last = length
	k.sum += math.Log(float64(length))
	k.count++
	return aligned
}
