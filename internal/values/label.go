package values

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// separators can stand between the items of a list.
const separators = ",;、。.|/*!?·"

// label returns the label of an item: up to the next one, or to the end of the list.
func (r *reader) label(items []item, i int) string {
	it := items[i]
	var to int
	switch {
	case it.class == byBrackets:
		to = r.tokens[it.close].from
	case i < len(items)-1:
		to = r.tokens[items[i+1].at].from
	default:
		to = r.end(items)
	}
	return trim(r.description[r.tokens[it.label].from:to])
}

// end returns the byte where the last label ends: where the others do, at the mark
// that stands between all items and within no label, or at a stronger one; at the
// end of the sentence, or of the brackets around the list.
func (r *reader) end(items []item) int {
	stops := "。"
	if between := r.between(items); between != "" {
		stops += ";" + between
	}
	depth := 0
	for i := items[len(items)-1].label; i < len(r.tokens); i++ {
		t := r.tokens[i]
		depth += t.nesting()
		stop := t.is(stops) || t.kind == space && strings.HasSuffix(stops, " ") && !(r.at(i-1).isLatin() && r.at(i+1).isLatin())
		if depth < 0 || depth == 0 && stop {
			return t.from
		}
	}
	return len(r.description)
}

// between returns the mark that stands between all items and within no label, " "
// for a space; "" if there is no such mark.
func (r *reader) between(items []item) string {
	common := ""
	for i, it := range items[1:] {
		last := it.at - 1
		for last > 0 && (r.tokens[last].is(`"'([`) || r.tokens[last].kind == space && r.at(last-1).is(separators)) {
			last--
		}
		t := r.tokens[last]
		if t.kind != space && !t.is(separators) || i > 0 && t.text != common || last < items[i].label {
			return ""
		}
		common = t.text
		for _, inner := range r.tokens[items[i].label:last] {
			if inner.text == common {
				return ""
			}
		}
	}
	return common
}

// trim takes from the end of a label what belongs to the list, and the quotes off it.
func trim(label string) string {
	for {
		short := strings.TrimSpace(strings.TrimRightFunc(label, func(r rune) bool {
			r = toASCII(r)
			return unicode.IsSpace(r) || strings.ContainsRune(separators+"([-", r)
		}))
		short = unquote(unclosed(short))
		if short == label {
			return label
		}
		label = short
	}
}

// unclosed takes off a closing bracket that has no opening one in the label.
func unclosed(label string) string {
	last, w := utf8.DecodeLastRuneInString(label)
	if last = toASCII(last); last != ')' && last != ']' {
		return label
	}
	depth := 0
	for _, t := range scan(label) {
		depth += t.nesting()
	}
	if depth < 0 {
		return label[:len(label)-w]
	}
	return label
}

// unquote takes a label out of quotes around it, and takes off a quote at its end that
// belongs to something else.
func unquote(label string) string {
	first, w := ascii(label)
	last, v := utf8.DecodeLastRuneInString(label)
	switch last = toASCII(last); {
	case last != '"' && last != '\'' || w+v > len(label):
		return label
	case first == last:
		return label[w : len(label)-v]
	case strings.Count(strings.Map(toASCII, label), string(last)) == 1:
		return label[:len(label)-v]
	}
	return label
}
