package parser

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// plain collapses white space.
func plain(s string) string {
	if !needsCollapse(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

func needsCollapse(s string) bool {
	space := true
	for _, c := range s {
		if unicode.IsSpace(c) {
			if space || c != ' ' {
				return true
			}
			space = true
		} else {
			space = false
		}
	}
	return space && s != ""
}

// agreement says how the cells of a leaf agree with the value in a sample.
type agreement int

const (
	agrees  agreement = iota // the value is the example, or both are missing
	unknown                  // the value tells nothing
	differs                  // the value is not what the cells say
)

// agreementOf compares the cells of r with the value of n.
func agreementOf(r *row, n *node) agreement {
	if n.kind == valueOpaque {
		return unknown
	}
	value := n.join()
	blank := strings.TrimSpace(value) == ""
	if len(r.cells) == 0 {
		if blank {
			return agrees
		}
		return differs
	}
	if r.told || len(r.cells) > 1 {
		if sameValue(r.cells[0].S, value, r.isLoose(n)) {
			return agrees
		}
		return differs
	}
	if blank {
		return agrees // the cell is the description
	}
	if end := valueEnd(r.cells[0].S, value, r.isLoose(n)); end == len(r.cells[0].S) || end > 0 && r.joined {
		return agrees
	}
	return differs
}

// isLoose reports whether brackets and quotes in a value count: samples split
// lists at commas, whatever is around the elements.
func (r *row) isLoose(n *node) bool { return r.list || n.kind == valueUnescaped }

func sameValue(cell, value string, loose bool) bool {
	return cell == value || valueEnd(cell, value, loose) == len(cell) && cell != ""
}

// valueEnd returns where value ends in cell, which begins with it up to white
// space, or -1. The value must end where a word of the cell does.
func valueEnd(cell, value string, loose bool) int {
	if strings.HasPrefix(cell, value) && (len(cell) == len(value) || cell[len(value)] == ' ') && value != "" {
		return len(value)
	}
	i, j := 0, 0
	for {
		i = skipIgnored(cell, i, loose)
		j = skipIgnored(value, j, loose)
		if j == len(value) {
			break
		}
		if i == len(cell) {
			return -1
		}
		c, size := utf8.DecodeRuneInString(cell[i:])
		v, vsize := utf8.DecodeRuneInString(value[j:])
		if c != v {
			return -1
		}
		if !loose && (i > 0 && cell[i-1] == ' ') != (j > 0 && endsInSpace(value[:j])) {
			return -1 // white space collapses to one space, but not to none
		}
		i, j = i+size, j+vsize
	}
	end := len(strings.TrimRightFunc(cell[:i], unicode.IsSpace))
	if end == 0 || i < len(cell) && i == end {
		return -1
	}
	return end
}

func endsInSpace(s string) bool {
	c, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsSpace(c)
}

// skipIgnored returns the first offset from i on that counts in a comparison.
func skipIgnored(s string, i int, loose bool) int {
	for i < len(s) {
		c, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsSpace(c) && !(loose && strings.ContainsRune(`[]",'`, c)) {
			break
		}
		i += size
	}
	return i
}

// split returns the example and the description of r, given the element that
// stands for it, nil where no sample has it.
func (r *row) split(n *node, isStruct bool) (example, description page.Text) {
	if r.told {
		return r.cells[0], r.cells[1]
	}
	switch len(r.cells) {
	case 0:
		return page.Text{}, page.Text{}
	case 1:
	default:
		return r.cells[0], joinCells(r.cells[1:])
	}
	cell := r.cells[0]
	if n == nil || isStruct {
		return page.Text{}, cell
	}
	end := -1
	if n.kind != valueOpaque {
		end = valueEnd(cell.S, n.join(), r.isLoose(n))
	} else if r.joined && strings.HasPrefix(cell.S, "[") {
		end = strings.IndexByte(cell.S, ']') + 1 // byte[]: the bytes
	}
	if end <= 0 || end < len(cell.S) && !r.joined {
		return page.Text{}, cell
	}
	return cell.Cut(0, end), cell.Cut(end, len(cell.S)).Trim()
}

// joinCells joins cells by spaces; there are more than two only where a page
// breaks a cell.
func joinCells(cells []page.Text) page.Text {
	if len(cells) == 1 {
		return cells[0]
	}
	return page.Join(cells)
}

// hasExample reports whether the row surely has an example. It has none where
// it has no cell.
func (r *row) hasExample() (yes, no bool) {
	switch {
	case r.told:
		return r.cells[0].S != "", r.cells[0].S == ""
	case len(r.cells) == 0:
		return false, true
	}
	return len(r.cells) > 1, false
}

// isSimple reports whether the documented type is one of the platform's own.
func (r *row) isSimple() bool {
	typ, _ := splitType(r.typ.S)
	_, ok := schema.SimpleKind(typ)
	return ok || typ == ""
}
