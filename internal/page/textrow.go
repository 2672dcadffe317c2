package page

import (
	"slices"
	"strings"
	"unicode"
)

// readRow reads a row in one line: name, type, required and the rest.
func (t *tableReader) readRow(r *textReader, line Text) (Row, bool) {
	words := fields(line.S)
	if !isName(word(line.S, words, 0)) {
		return Row{}, false
	}
	name := words[0]
	words = slices.DeleteFunc(words, func(w span) bool { return IsImage(line.S[w.start:w.end]) })
	row := Row{Name: cutImage(line.Cut(name.start, name.end))}
	next, ok := 0, false
	if t.required() {
		next, ok = t.readRequired(line, words, &row)
	} else {
		next, ok = t.readType(r, line, words, &row)
	}
	if !ok {
		return row, false
	}
	rest := line.Cut(words[next-1].end, len(line.S))
	if !row.takeTabs(rest, r.tabs) && !rest.Empty() {
		row.Rest = rest.Trim()
	}
	return row, true
}

// lastCell returns the cell that the lines behind a row go on.
func (r *Row) lastCell() *Text {
	if n := len(r.cells); n > 0 {
		return &r.cells[n-1]
	}
	return &r.Rest
}

// cellOf returns the words of the cell in which the i-th stands: up to a tab.
func cellOf(line string, words []span, i int) []span {
	for n := i + 1; n < len(words); n++ {
		if strings.Contains(line[words[n-1].end:words[n].start], "\t") {
			return words[:n]
		}
	}
	return words
}

// onlyName returns a text that has nothing but a name, and perhaps an icon.
func onlyName(t Text) (Text, bool) {
	words := slices.DeleteFunc(fields(t.S), func(w span) bool { return IsImage(t.S[w.start:w.end]) })
	switch len(words) {
	case 0:
		return t, true
	case 1:
		return cutImage(t.Cut(words[0].start, words[0].end)), true
	}
	return t, false
}

// readRequired reads the type up to the word in the column 是否必须.
func (t *tableReader) readRequired(line Text, words []span, row *Row) (next int, ok bool) {
	const longest = 5 // words up to and with that one: "Map<String, Object> []" has three
	_, afterType, typed := typeAt(texts(line.S, cellOf(line.S, words, 1)), 1)
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
	_, next, ok = typeAt(texts(line.S, cellOf(line.S, words, 1)), 1)
	switch {
	case ok && (isIdentifier(row.Name.S) || t.cell == nil || r.inSamples(row.Name.S)):
		row.Type = line.Cut(words[1].start, words[next-1].end)
		return next, true
	case isIdentifier(row.Name.S) && r.inSamples(row.Name.S):
		return 1, true // the page has no type
	}
	return 0, false
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

// IsImage reports whether s is what is left of an icon beside a name.
func IsImage(s string) bool { return strings.HasPrefix(s, "![") && strings.HasSuffix(s, ")") }

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
