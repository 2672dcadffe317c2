package page

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

const (
	bullet = "•"
	leaf   = "└"
)

// tableReader reads the lines of a parameter table.
type tableReader struct {
	table    *Table
	required bool // the table has a column 是否必须
	header   bool // the header line was read
	// cell is the cell that a line without a row of its own goes on, more the
	// lines that do so.
	cell *Text
	more []Text
	// limitIndent is where the last limit of the row stood.
	limitIndent int
}

func (t *tableReader) read(r *textReader) {
	line := r.line
	switch {
	case !t.header && t.readHeader(line.S):
		t.header = true
		r.layout()
	case strings.HasPrefix(line.S, bullet):
		t.flush()
		t.readBullet(r)
	default:
		if row, ok := t.readRow(r, line); ok {
			t.endRow()
			t.table.Rows = append(t.table.Rows, row)
			t.cell = &t.last().Rest
			return
		}
		if t.cell == nil {
			r.report(diag.StrayText, diag.Warning, line, "the line belongs to no row of the table", "")
			return
		}
		t.more = append(t.more, line)
	}
}

func (t *tableReader) last() *Row { return &t.table.Rows[len(t.table.Rows)-1] }

// endRow ends the row at hand. What was taken for the description behind its
// limits was the name of a nested row if a type and 必须 or 可选 follow.
func (t *tableReader) endRow() {
	t.flush()
	t.cell = nil
	if len(t.table.Rows) == 0 {
		return
	}
	row := t.last()
	if len(row.Limits) > 0 && len(row.Bullets) > 1 && isName(row.Description.S) &&
		IsType(row.Bullets[0].S) && IsRequired(row.Bullets[1].S, row.Required.S) {
		row.Bullets = slices.Insert(row.Bullets, 0, Bullet{Text: row.Description, Indent: t.limitIndent})
		row.Description = Text{}
	}
}

// requiredWords are the words of the column 是否必须, in the pairs in which
// pages use them, with whether they say yes.
var requiredWords = []map[string]bool{
	{"必须": true, "可选": false},
	{"必填": true, "选填": false},
	{"是": true, "否": false},
	{"true": true, "false": false},
}

// IsRequired reports whether a cell can be of the column 是否必须 of a table that
// has other in that column; "" stands for the words of most pages. "true" is
// no such word unless the table uses it: it is an example more often.
func IsRequired(cell, other string) bool {
	for i, words := range requiredWords {
		if _, ok := words[other]; ok || other == "" && i == 0 {
			_, is := words[cell]
			return is
		}
	}
	return false
}

// Required tells what a word of the column 是否必须 says.
func Required(word string) bool {
	for _, words := range requiredWords {
		if words[word] {
			return true
		}
	}
	return false
}

// readHeader reads "名称 类型 是否必须 示例值 更多限制 描述"; columns may lack.
func (t *tableReader) readHeader(line string) bool {
	words := strings.Fields(line)
	if len(words) < 2 || !slices.Contains(nameColumn, words[0]) || !slices.Contains(typeColumn, words[1]) {
		return false
	}
	t.required = slices.ContainsFunc(words, func(w string) bool { return slices.Contains(requiredColumn, w) })
	return true
}

// flush appends the lines that go on a cell to it.
func (t *tableReader) flush() {
	if len(t.more) > 0 {
		*t.cell = Join(append([]Text{*t.cell}, t.more...))
		t.more = t.more[:0]
	}
}

// Join joins texts by spaces.
func Join(parts []Text) Text {
	var b strings.Builder
	var t Text
	for _, p := range parts {
		if p.S == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		} else {
			t.Line, t.Column = p.Line, p.Column
		}
		t.marks = append(t.marks, mark{b.Len(), p.Line, p.Column})
		for _, m := range p.marks {
			if m.offset > 0 {
				t.marks = append(t.marks, mark{b.Len() + m.offset, m.line, m.column})
			}
		}
		b.WriteString(p.S)
	}
	t.S = b.String()
	return t
}

// readBullet reads a cell of a nested row, a limit of a row of the top level,
// or the description behind such limits.
func (t *tableReader) readBullet(r *textReader) {
	b := Bullet{Text: r.line.Cut(len(bullet), len(r.line.S)).Trim(), Indent: r.indent}
	if strings.HasPrefix(b.S, leaf) {
		b.Leaf = true
		b.Text = b.Cut(len(leaf), len(b.S)).Trim()
	}
	if b.S == "" && !b.Leaf {
		r.layout()
		return
	}
	if len(t.table.Rows) == 0 {
		r.report(diag.StrayText, diag.Warning, b.Text, "the line belongs to no row of the table", "")
		return
	}
	row := t.last()
	if len(row.Bullets) == 0 && !b.Leaf {
		if limit, ok := ParseLimit(b.Text, true); ok && t.required {
			t.limitIndent = b.Indent
			t.addLimit(row, limit)
			return
		}
		if len(row.Limits) > 0 && row.Description.S == "" && b.Indent <= t.limitIndent {
			row.Description = b.Text
			t.cell = &row.Description
			return
		}
	}
	row.Bullets = append(row.Bullets, b)
	t.cell = &row.Bullets[len(row.Bullets)-1].Text
}

// addLimit adds a limit to a row of the top level. It stands between the
// example and the description, so it tells the two apart.
func (t *tableReader) addLimit(row *Row, limit Limit) {
	if !row.Told {
		row.Told = true
		row.Example, row.Rest = row.Rest, Text{}
	}
	row.Limits = append(row.Limits, limit)
	t.cell = &row.Description // a limit is never longer than its line
}

// readRow reads a row of the top level: name, type, required and the rest.
func (t *tableReader) readRow(r *textReader, line Text) (Row, bool) {
	words := fields(line.S)
	if !isName(word(line.S, words, 0)) {
		return Row{}, false
	}
	name := words[0]
	words = slices.DeleteFunc(words, func(w span) bool { return isImage(line.S[w.start:w.end]) })
	row := Row{Name: cutImage(line.Cut(name.start, name.end))}
	var next int
	var ok bool
	if t.required {
		next, ok = t.readRequired(line, words, &row)
	} else {
		next, ok = t.readType(r, line, words, &row)
	}
	if ok && next < len(words) {
		row.Rest = line.Cut(words[next].start, len(line.S))
	}
	return row, ok
}

// readRequired reads the type up to the word in the column 是否必须.
func (t *tableReader) readRequired(line Text, words []span, row *Row) (next int, ok bool) {
	const longest = 5 // words up to and with that one: "Map<String, Object> []" has three
	_, afterType, typed := typeAt(texts(line.S, words), 1)
	for i := 1; i < len(words) && i <= longest; i++ {
		w := word(line.S, words, i)
		switch {
		case IsRequired(w, "") || IsRequired(w, "必填"):
			if !typed && !isIdentifier(row.Name.S) {
				return 0, false // "该字段 必须 传": a line that goes on a text
			}
		case (IsRequired(w, "是") || IsRequired(w, "true")) && (typed && i == afterType || !typed && i == 1 && isIdentifier(row.Name.S)):
		default:
			continue
		}
		row.Required = line.Cut(words[i].start, words[i].end)
		if i > 1 {
			row.Type = line.Cut(words[1].start, words[i-1].end)
		}
		return i + 1, true
	}
	return 0, false
}

// readType reads the type of a row without a column 是否必须.
func (t *tableReader) readType(r *textReader, line Text, words []span, row *Row) (next int, ok bool) {
	_, next, ok = typeAt(texts(line.S, words), 1)
	switch {
	case ok && (isIdentifier(row.Name.S) || t.cell == nil || r.inSamples(row.Name.S)):
		row.Type = line.Cut(words[1].start, words[next-1].end)
		return next, true
	case isIdentifier(row.Name.S) && r.inSamples(row.Name.S):
		return 1, true // the page has no type
	}
	return 0, false
}

// typeAt reads the type at words[i:]: "String", "Item []", "byte[]", "Field
// List". It returns the type without white space before "[]", and the index
// behind it.
func typeAt(words []string, i int) (typ string, next int, ok bool) {
	if i >= len(words) {
		return "", i, false
	}
	typ = words[i]
	i++
	if typ == "Field" && i < len(words) && words[i] == "List" {
		typ = "Field List"
		i++
	}
	for strings.Count(typ, "<") > strings.Count(typ, ">") && i < len(words) {
		typ += words[i] // "Map<String, Object>"
		i++
	}
	base := strings.TrimRight(typ, "[]")
	if !isSimple(base) && !isTypeName(base) {
		return "", i, false
	}
	for i < len(words) && strings.Trim(words[i], "[]") == "" {
		typ += words[i]
		i++
	}
	return typ, i, true
}

func isSimple(word string) bool {
	_, ok := schema.SimpleKind(word)
	return ok
}

// IsType reports whether a cell can be a type.
func IsType(cell string) bool {
	words := strings.Fields(cell)
	_, next, ok := typeAt(words, 0)
	return ok && next == len(words)
}

// isTypeName reports whether s can be the name of a struct.
func isTypeName(s string) bool {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	return strings.IndexFunc(s, func(c rune) bool {
		return !(c < utf8.RuneSelf && (isLetter(byte(c)) || isDigit(byte(c))) || strings.ContainsRune("_$.<>,?", c))
	}) < 0
}

// IsName reports whether a cell can be a name on the wire.
func IsName(s string) bool { return isName(s) }

// isName reports whether s can be a name on the wire: letters of any script,
// digits and a few signs, no sign at the end.
func isName(s string) bool {
	const longest = 128
	if s == "" || len(s) > longest {
		return false
	}
	if strings.IndexFunc(s, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) < 0 {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	if !unicode.IsLetter(last) && !unicode.IsDigit(last) && !strings.ContainsRune("_$])", last) {
		return false
	}
	return strings.IndexFunc(s, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("_.-$@:/[]()!", c)
	}) < 0
}

// isIdentifier reports whether s is an ASCII identifier, as nearly all names are.
func isIdentifier(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isLetter(c) && c != '_' && c != '$' && (i == 0 || !isDigit(c) && c != '.') {
			return false
		}
	}
	return s != ""
}

// inSamples reports whether the page has name as an element or member: the
// evidence that a line without a type is a row all the same.
func (r *textReader) inSamples(name string) bool {
	if r.hasName == nil {
		r.hasName = make(map[string]bool)
		for _, opener := range []string{"<", `"`} {
			for _, piece := range strings.Split(r.src[r.start:], opener)[1:] {
				if n := strings.IndexAny(piece, "<>/\" \n"); n > 0 && n < 100 {
					r.hasName[piece[:n]] = true
				}
			}
		}
	}
	return r.hasName[name]
}

// isImage reports whether s is what is left of an icon beside a name.
func isImage(s string) bool { return strings.HasPrefix(s, "![") && strings.HasSuffix(s, ")") }

// cutImage cuts such an icon off a name.
func cutImage(t Text) Text {
	if i := strings.Index(t.S, "!["); i > 0 {
		return t.Cut(0, i)
	}
	return t
}

// span is a word of a line.
type span struct{ start, end int }

func fields(s string) []span {
	var words []span
	start := -1
	for i, c := range s {
		switch space := unicode.IsSpace(c); {
		case space && start >= 0:
			words = append(words, span{start, i})
			start = -1
		case !space && start < 0:
			start = i
		}
	}
	if start >= 0 {
		words = append(words, span{start, len(s)})
	}
	return words
}

func word(s string, words []span, i int) string {
	if i >= len(words) {
		return ""
	}
	return s[words[i].start:words[i].end]
}

// texts returns the first words, as many as a type can take.
func texts(s string, words []span) []string {
	out := make([]string, 0, 8)
	for i := range words[:min(len(words), cap(out))] {
		out = append(out, word(s, words, i))
	}
	return out
}
