package openapi

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// The texts that values have on the wire.
const (
	patternDate    = `^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2}(\.\d+)?)?$`
	patternDecimal = `^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$`
)

// scalarElement returns the schema of an element of a list of simple values.
func scalarElement(f *api.Use, v variant, parameter bool) object {
	items := scalar(f, v, false)
	if parameter && f.IsFile() {
		items = scalar(f, v, true) // several files of one name
	}
	if name := elementName(f, v); name != "" {
		items = append(items, member{"xml", object{{"name", name}}})
	}
	return append(items, documentedValues(f, v)).present()
}

// scalar returns the schema of a simple value.
func scalar(f *api.Use, v variant, parameter bool) object {
	switch f.Kind {
	case schema.KindNumber:
		if f.Decimal() {
			return object{{"type", "number"}}
		}
		return object{{"type", "integer"}, {"format", "int64"}}
	case schema.KindDecimal:
		return object{{"type", "string"}, {"format", "decimal"}, {"pattern", patternDecimal}}
	case schema.KindBoolean:
		return object{{"type", "boolean"}}
	case schema.KindDate:
		return dateSchema(f, v)
	case schema.KindBytes:
		switch {
		case !v.request() || f.Text:
		case parameter:
			return object{{"type", "string"}, {"contentMediaType", "application/octet-stream"}}
		default:
			return object{{"type", "string"}, {"contentEncoding", "base64"}}
		}
	case schema.KindRaw:
		switch {
		case parameter:
			return object{{"type", "string"}, {"contentMediaType", "application/json"}}
		case !v.request() || !f.IsText():
			return object{}
		}
	}
	return object{{"type", "string"}}
}

func isInteger(text string) bool {
	text = strings.TrimSpace(text)
	return text != "" && schema.KindNumber.Holds(text, false)
}

// texts returns what a schema says about a simple value beside its type: what
// it is, an example, and limits.
func (c *components) texts(f *api.Use, v variant, parameter bool) object {
	s := object{{"description", describe(f, v, parameter)}}
	if v.request() {
		s = append(s, limits(f)...)
	}
	if example := exampleOf(f, v); example != nil {
		s = append(s, member{"examples", []any{example}})
	}
	return append(s, documentedValues(f, v)).present()
}

// exampleOf returns the documented example of a simple value; nil if there is
// none, its type cannot hold it, or it breaks the documented limits.
func exampleOf(f *api.Use, v variant) any {
	if f.Kind == schema.KindRaw || f.Kind == schema.KindBytes || strings.TrimSpace(f.Doc.Example) == "" || !f.Holds(f.Doc.Example) {
		return nil
	}
	if v.request() && !keepsLimits(f, f.Doc.Example) {
		return nil
	}
	return scalarValue(f, f.Doc.Example, v)
}

// keepsLimits reports whether a text is within the documented limits of a field.
func keepsLimits(f *api.Use, text string) bool {
	r := &f.Rules
	switch {
	case r.MaxLength >= 0 && api.UTF16Len(text) > r.MaxLength,
		r.Min != "" && api.CompareNumbers(text, r.Min) < 0,
		r.Max != "" && api.CompareNumbers(text, r.Max) > 0:
		return false
	}
	return true
}

// limits returns the documented limits of a parameter that JSON Schema has
// words for. Lengths count UTF-16 units there and characters here, which can
// only be fewer.
func limits(f *api.Use) object {
	var s object
	textual := f.Kind == schema.KindString || f.Kind == schema.KindBytes || f.Kind == schema.KindRaw
	if f.Rules.MaxLength >= 0 && textual {
		s = append(s, member{"maxLength", token(strconv.Itoa(f.Rules.MaxLength))})
	}
	if f.Kind == schema.KindNumber {
		s = append(s, object{{"minimum", number(f.Rules.Min)}, {"maximum", number(f.Rules.Max)}}.present()...)
	}
	if l := f.Doc.Limits; l != nil && l.Default != "" && f.Kind != schema.KindRaw && f.Kind != schema.KindBytes && f.Holds(l.Default) && keepsLimits(f, l.Default) {
		s = append(s, member{"default", scalarValue(f, l.Default, ofRequest)})
	}
	return s
}

// number returns a number as JSON writes it, which has neither "+1" nor "01";
// "" if text is none.
func number(text string) token {
	text = strings.TrimSpace(text)
	if text == "" || !schema.KindDecimal.Holds(text, false) {
		return ""
	}
	digits := strings.TrimLeft(text, "+-") // Holds has seen that there is one at most
	sign := ""
	if text[0] == '-' {
		sign = "-"
	}
	for len(digits) > 1 && digits[0] == '0' && '0' <= digits[1] && digits[1] <= '9' {
		digits = digits[1:]
	}
	return token(sign + digits)
}

// describe returns the description of a field: the page's words, and of a
// parameter the limits for which JSON Schema has none.
func describe(f *api.Use, v variant, parameter bool) string {
	text := markdown(f.Doc.Description)
	var facts []string
	fact := func(format string, args ...any) { facts = append(facts, fmt.Sprintf(format, args...)) }
	if f.Time != nil {
		fact("Written %s.", markdown(f.Time.String()))
	}
	if v.request() {
		ruleFacts(f, parameter, fact)
	}
	if len(facts) > 0 && text != "" {
		text += "\n\n"
	}
	return text + strings.Join(facts, " ")
}

// ruleFacts says what JSON Schema has no words for of the rules of a parameter.
func ruleFacts(f *api.Use, parameter bool, fact func(format string, args ...any)) {
	r := &f.Rules
	if r.MaxLength >= 0 && (f.List || f.Kind == schema.KindNumber || f.Kind == schema.KindDecimal) {
		fact("At most %d characters.", r.MaxLength)
	}
	if r.MaxListSize >= 0 && !f.List {
		fact("At most %d elements, joined by commas.", r.MaxListSize)
	}
	if r.Min != "" && (f.List || f.Kind == schema.KindDecimal) {
		fact("At least %s.", r.Min)
	}
	if r.Max != "" && (f.List || f.Kind == schema.KindDecimal) {
		fact("At most %s.", r.Max)
	}
	if len(r.FileTypes) > 0 {
		fact("File types: %s.", markdown(strings.Join(r.FileTypes, ", ")))
	}
	if l := f.Doc.Limits; l != nil && l.Default != "" && value(limits(f), "default") == nil {
		fact("Without it the platform takes %s.", markdown(l.Default))
	}
	if parameter && f.Joined() {
		fact("Elements are joined by commas.")
	}
}
