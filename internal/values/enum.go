package values

import (
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// javaEnum reads the constants of a Java enum, NAME("code", "label") or NAME(1, "label"),
// since some descriptions were copied from the source code of the platform. What goes
// over the wire is the code, and within its quotes it may be of small letters. If only
// some of the constants have that form, there is no list.
func (r *reader) javaEnum() []schema.Value {
	var list []schema.Value
	for i, t := range r.tokens {
		if t.kind != constant && t.kind != word || !r.at(i+1).is("(") {
			continue
		}
		v, ok := r.arguments(i + 2)
		switch {
		case ok:
			list = append(list, v)
		case t.kind == constant:
			return nil
		}
	}
	return list
}

// arguments reads the first two arguments of a constant, the code and the label.
func (r *reader) arguments(i int) (schema.Value, bool) {
	code := r.at(i)
	quoted := code.is(`"`)
	if quoted {
		code = r.at(i + 1)
		i += 2
	}
	comma := r.skipSpace(i + 1)
	label := r.skipSpace(comma + 1)
	switch {
	case quoted && !(code.isLatin() && r.at(i).is(`"`) && slices.Contains(r.codes, constant)),
		!quoted && code.kind != integer,
		!r.at(comma).is(","),
		!r.at(label).is(`"`):
		return schema.Value{}, false
	}
	text := r.description[r.at(label).to:]
	end := strings.IndexFunc(text, func(c rune) bool { return toASCII(c) == '"' })
	if end < 0 {
		return schema.Value{}, false
	}
	return schema.Value{Value: code.text, Text: strings.TrimSpace(text[:end])}, true
}
