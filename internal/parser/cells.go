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
	if r.split || len(r.cells) > 1 {
		if sameValue(r.cells[0].S, value, r.isLoose(n)) {
			return agrees
		}
		return differs
	}
	if blank {
		return agrees // the cell is the description
	}
	if end := r.valueEnd(value, n); end == len(r.cells[0].S) || end > 0 && r.joined {
		return agrees
	}
	return differs
}

// valueEnd returns where the value of n ends in the first cell of r, which begins
// with it, or -1. In a row that lacks cells, letters may follow a number, and Han
// characters Latin ones, without a space.
func (r *row) valueEnd(value string, n *node) int {
	cell := r.cells[0].S
	if end := valueEnd(cell, value, r.isLoose(n)); end > 0 || !r.short || !strings.HasPrefix(cell, value) {
		return end
	}
	last, _ := utf8.DecodeLastRuneInString(value)
	next, _ := utf8.DecodeRuneInString(cell[len(value):])
	if scriptOf(last) == scriptOf(next) {
		return -1
	}
	return len(value)
}

// scriptOf tells apart the characters between which a word can end: digits, Latin
// letters, Han characters, other ones.
func scriptOf(c rune) int {
	switch {
	case unicode.IsDigit(c):
		return 0
	case c <= unicode.MaxLatin1 && unicode.IsLetter(c):
		return 1
	case isHan(c):
		return 2
	}
	return 3
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
	i := skipValue(cell, value, loose)
	if i < 0 {
		return -1
	}
	end := len(strings.TrimRightFunc(cell[:i], unicode.IsSpace))
	if end == 0 || i < len(cell) && i == end {
		return -1
	}
	return end
}

// skipValue returns the offset of what follows value in cell, which begins with
// it but for what does not count, or -1.
func skipValue(cell, value string, loose bool) int {
	i, j := 0, 0
	for first := true; ; first = false {
		i = skipIgnored(cell, i, loose)
		j = skipIgnored(value, j, loose)
		if j == len(value) {
			return i
		}
		if i == len(cell) {
			return -1
		}
		c, size := utf8.DecodeRuneInString(cell[i:])
		v, vsize := utf8.DecodeRuneInString(value[j:])
		if c != v {
			return -1
		}
		if !loose && !first && endsInSpace(cell[:i]) != endsInSpace(value[:j]) {
			return -1 // white space collapses to one space, but not to none
		}
		i, j = i+size, j+vsize
	}
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

// split returns the example and the description of r, given the node that
// stands for it, nil where no sample has it. With open, all is taken for the
// description because nothing shows where the example ends, if there is one.
func (ev *evidence) split(r *row, n *node, isStruct bool) (example, description page.Text, open bool) {
	switch {
	case r.split:
		return r.cells[0], r.cells[1], false
	case len(r.cells) == 0:
		return page.Text{}, page.Text{}, false
	case len(r.cells) > 1:
		return r.cells[0], joinCells(r.cells[1:]), false
	}
	cell := r.cells[0]
	end, known := 0, false
	if !isStruct {
		end, known = ev.exampleEnd(r, n)
	}
	if !known && r.joined {
		end, known = borderIn(cell.S, r.isFile())
		open = !known && (end < 0 || r.short)
	}
	if end <= 0 || end < len(cell.S) && !r.joined {
		return page.Text{}, cell, open
	}
	return cell.Cut(0, end), cell.Cut(end, len(cell.S)).Trim(), false
}

// exampleEnd returns where the example ends in the only cell of r, 0 if it has
// none. It reports false where neither the sample nor the type tells.
func (ev *evidence) exampleEnd(r *row, n *node) (end int, known bool) {
	cell := r.cells[0].S
	switch {
	case n == nil && ev.present && (ev.setters || r.list && r.isSimple()):
		// Such samples leave out what has no example. But what begins like one is doubtful.
		return 0, r.valueStart(cell) == 0
	case n == nil:
	case n.kind == valueOpaque:
		return 0, false
	case strings.TrimSpace(n.join()) == "":
		return 0, r.isSimple() // no sample shows the example of an object
	default:
		if end := r.valueEnd(n.join(), n); end > 0 {
			return end, true
		}
	}
	end = r.typedEnd(cell)
	return end, end > 0
}

// borderIn looks for the border between two cells that are joined by a space and
// of which no sample tells the first. It shows behind a whole value of JSON,
// between equal halves and between two words; one word is a description. The
// example of a file is the name of one, its address or data, without Han
// characters: of two words, the first is no example if it has some. Where nothing
// shows, it returns -1, false.
func borderIn(cell string, file bool) (end int, known bool) {
	switch end := jsonEnd(cell); {
	case end > 0 && end == len(cell):
		return 0, false // one cell
	case end > 0 && cell[end] == ' ':
		return end, true
	}
	if half := len(cell) / 2; len(cell)%2 == 1 && cell[half] == ' ' && cell[:half] == cell[half+1:] {
		return half, true
	}
	switch words := strings.Fields(cell); len(words) {
	case 1:
		return 0, false
	case 2:
		if !file || !strings.ContainsFunc(words[0], isHan) {
			return len(words[0]), true
		}
	}
	return -1, false
}

func isHan(c rune) bool { return unicode.Is(unicode.Han, c) }

// jsonEnd returns where the object, array or null ends with which s begins, 0 if it
// begins with none.
func jsonEnd(s string) int {
	if strings.HasPrefix(s, "null") {
		return len("null")
	}
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
		if depth == 0 && !quoted {
			if i == 0 {
				return 0
			}
			return i + 1
		}
	}
	return 0
}

// typedEnd returns where a cell ceases to be a value of the row's type: dates
// may have two words, other values one. For types that hold any text it is 0.
func (r *row) typedEnd(cell string) int {
	typ, list := splitType(r.typ.S)
	kind, ok := schema.SimpleKind(typ)
	if !ok || list {
		return 0
	}
	return kindEnd(kind, cell)
}

// valueStart returns where what a cell begins with ends, if that can be an example and
// a description follows: a whole value of JSON, or one of the row's type or, in a list,
// some of that of its elements between commas.
func (r *row) valueStart(cell string) int {
	typ, list := splitType(r.typ.S)
	end := jsonEnd(cell)
	if kind, ok := schema.SimpleKind(typ); ok && end == 0 {
		word, _, _ := strings.Cut(cell, " ")
		first, _, _ := strings.Cut(word, ",")
		if end = kindEnd(kind, cell); list && first != "" && kindEnd(kind, first) == len(first) {
			end = len(word)
		}
	}
	if end == len(cell) || cell[end] != ' ' {
		return 0
	}
	return end
}

// kindEnd returns where a text ceases to be a value of a kind; for those that hold any
// text it is 0.
func kindEnd(kind schema.Kind, cell string) int {
	if kind == schema.KindString || kind == schema.KindBytes || kind == schema.KindRaw {
		return 0
	}
	word, rest, more := strings.Cut(cell, " ")
	if second, _, _ := strings.Cut(rest, " "); more && kind == schema.KindDate {
		if end := len(word) + 1 + len(second); kind.Holds(cell[:end], true) {
			return end
		}
	}
	if kind.Holds(word, true) {
		return len(word)
	}
	return 0
}

// joinCells joins cells by spaces; there are more than two only where a page
// breaks a cell.
func joinCells(cells []page.Text) page.Text {
	if len(cells) == 1 {
		return cells[0]
	}
	return page.Join(cells)
}

// hasExample reports whether it is certain that the row has an example, and
// whether that it has none, as where it has no cell.
func (r *row) hasExample() (yes, no bool) {
	switch {
	case r.split:
		return r.cells[0].S != "", r.cells[0].S == ""
	case len(r.cells) == 0:
		return false, true
	}
	return len(r.cells) > 1, false
}

// isFile reports whether the field is a file, or a list of files.
func (r *row) isFile() bool {
	typ, _ := splitType(r.typ.S)
	kind, _ := schema.SimpleKind(typ)
	return kind == schema.KindBytes
}

// isSimple reports whether the documented type is one of the platform's own.
func (r *row) isSimple() bool {
	typ, _ := splitType(r.typ.S)
	_, ok := schema.SimpleKind(typ)
	return ok || typ == ""
}
