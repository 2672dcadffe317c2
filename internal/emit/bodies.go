package emit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// jsonBody writes a sample, read from XML, as the gateway writes the same
// response in JSON: wrapped, with the inner elements of lists, or simplified.
type jsonBody struct {
	bytes.Buffer
	simplified bool
}

// object writes the members of n, fields of o. Elements of one name are one
// member if they are a list, or nobody knows what they are.
func (b *jsonBody) object(o *object, n *node) {
	b.WriteByte('{')
	for i, m := range n.members {
		f := o.wire[m.name]
		single := f != nil && !f.isSlice()
		if !single && firstOf(n, m.name) != i {
			continue
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.text(m.name)
		b.WriteByte(':')
		switch {
		case single:
			b.value(f, m.value)
		case f != nil:
			b.list(f, n.values(m.name))
		default:
			b.raw(n.values(m.name))
		}
	}
	b.WriteByte('}')
}

func (b *jsonBody) list(f *field, values []*node) {
	list := listNodes(f, values)
	if list.misfit || len(list.strays) > 0 {
		b.raw(values) // as it is: nobody can say what the gateway would make of it
		return
	}
	if !list.present {
		b.WriteString(`""`)
		return
	}
	wrapped := !b.simplified && f.Doc.Element != ""
	if wrapped {
		b.WriteByte('{')
		b.text(f.Doc.Element)
		b.WriteByte(':')
	}
	b.WriteByte('[')
	for i, item := range list.items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.value(f, item)
	}
	b.WriteByte(']')
	if wrapped {
		b.WriteByte('}')
	}
}

// value writes one value in the JSON type that the gateway uses for the
// documented one.
func (b *jsonBody) value(f *field, v *node) {
	switch {
	case f.Kind == schema.KindStruct && v.kind == objectNode:
		b.object(f.Object, v)
	case !v.isLeaf() && f.Kind == schema.KindString:
		b.text(v.source)
	case !v.isLeaf():
		b.raw([]*node{v})
	case isToken(f, v.text):
		b.WriteString(strings.TrimSpace(v.text))
	default:
		b.text(v.text)
	}
}

// isToken reports whether the gateway writes the text without quotes.
func isToken(f *field, text string) bool {
	text = strings.TrimSpace(text)
	switch f.Kind {
	case schema.KindNumber:
		return isJSONNumber(text)
	case schema.KindBoolean:
		return text == "true" || text == "false"
	case schema.KindDate:
		_, err := strconv.ParseInt(text, 10, 64)
		return err == nil && isJSONNumber(text)
	}
	return false
}

// isJSONNumber reports whether text is a number by the grammar of JSON, which
// has neither "+1" nor "01".
func isJSONNumber(text string) bool {
	return text != "" && (text[0] == '-' || isDigit(text[0])) && json.Valid([]byte(text))
}

// raw writes values that no row describes.
func (b *jsonBody) raw(values []*node) {
	if len(values) > 1 {
		b.WriteByte('[')
	}
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(rawText(v))
	}
	if len(values) > 1 {
		b.WriteByte(']')
	}
}

func (b *jsonBody) text(s string) { b.WriteString(jsonString(s)) }

// rawText returns a value as JSON: XML text as a string, elements as an object
// in which an element that repeats is an array.
func rawText(n *node) string {
	switch n.kind {
	case leafNull:
		return "null"
	case leafText:
		return jsonString(n.text)
	case leafToken:
		return n.text
	case arrayNode:
		items := make([]string, len(n.items))
		for i, item := range n.items {
			items[i] = rawText(item)
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	var members []string
	for i, m := range n.members {
		if firstOf(n, m.name) != i {
			continue
		}
		var b jsonBody
		b.raw(n.values(m.name))
		members = append(members, jsonString(m.name)+":"+b.String())
	}
	return "{" + strings.Join(members, ",") + "}"
}

// rawLiteral returns the Go literal of a top.RawJSON.
func rawLiteral(n *node) string {
	switch {
	case n.blank():
		return ""
	case n.kind == leafText:
		return "top.RawString(" + quote(n.text) + ")"
	}
	return "top.RawJSON(" + quote(rawText(n)) + ")"
}

// jsonString returns s as a JSON string, escaped no more than JSON demands.
func jsonString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
