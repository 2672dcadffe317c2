package openapi

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/topgen/topgen/internal/sample"
)

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any // object, []any, []string, string, bool, int, token
}

// token is a JSON value as it is written.
type token string

// present returns the members whose values are not the zero value: no text, no
// elements, no members, false, or nothing.
func (o object) present() object {
	out := make(object, 0, len(o))
	for _, m := range o {
		if !isZero(m.value) {
			out = append(out, m)
		}
	}
	return out
}

func isZero(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case token:
		return v == ""
	case bool:
		return !v
	case int:
		return v == 0
	case object:
		return v == nil
	case []any:
		return len(v) == 0
	case []string:
		return len(v) == 0
	}
	return false
}

// jsonOf returns a value as JSON on one line.
func jsonOf(value any) string {
	var w jsonWriter
	w.value(value, "")
	var line bytes.Buffer
	if err := json.Compact(&line, w.Bytes()); err != nil {
		panic(err) // what jsonWriter writes reads
	}
	return line.String()
}

// jsonWriter writes values as indented JSON.
type jsonWriter struct{ bytes.Buffer }

// member writes a member of an object whose members have that indentation,
// beginning at the name.
func (w *jsonWriter) member(name string, value any, indent string) {
	w.WriteString(sample.Quote(name) + ": ")
	w.value(value, indent)
}

func (w *jsonWriter) value(value any, indent string) {
	switch v := value.(type) {
	case object:
		w.block('{', '}', len(v), indent, func(i int, inner string) { w.member(v[i].name, v[i].value, inner) })
	case []any:
		w.block('[', ']', len(v), indent, func(i int, inner string) { w.value(v[i], inner) })
	case []string:
		w.block('[', ']', len(v), indent, func(i int, inner string) { w.value(v[i], inner) })
	case string:
		w.WriteString(sample.Quote(v))
	case token:
		w.WriteString(string(v))
	case bool:
		if v {
			w.WriteString("true")
		} else {
			w.WriteString("false")
		}
	case int:
		w.WriteString(strconv.Itoa(v))
	default:
		w.WriteString("null")
	}
}

// block writes n values, one a line.
func (w *jsonWriter) block(open, close byte, n int, indent string, each func(i int, inner string)) {
	w.WriteByte(open)
	inner := indent + "  "
	for i := range n {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString("\n" + inner)
		each(i, inner)
	}
	if n > 0 {
		w.WriteString("\n" + indent)
	}
	w.WriteByte(close)
}

func value(o object, name string) any {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

func without(o object, name string) object {
	var out object
	for _, m := range o {
		if m.name != name {
			out = append(out, m)
		}
	}
	return out
}
