package wire

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// jsonForm makes of a response that was read in another form what it is in
// JSON: wrapped, with the inner elements of lists, or simplified.
type jsonForm struct{ wrapped bool }

func (j jsonForm) object(o *Object, n *Node) *Node {
	out := &Node{Kind: ObjectNode, Members: make([]Member, 0, len(n.Members))}
	for name, values := range n.All() {
		v := asItIs(values...)
		if f := o.Field(name); f != nil {
			v = j.field(f, values)
		}
		if v != nil {
			out.Members = append(out.Members, Member{name, v})
		}
	}
	return out
}

// field returns the value of a field; nil if the gateway leaves it out.
func (j jsonForm) field(f *Field, values []*Node) *Node {
	if !f.List {
		if values = different(values); len(values) > 1 {
			return asItIs(values...) // the sample contradicts itself, and nobody can say which one holds
		}
		return j.value(f, values[0])
	}
	l := f.Elements(values)
	switch {
	case !l.Whole():
		return asItIs(values...) // nobody can say what the gateway would make of it
	case !l.Present:
		return nil
	}
	list := &Node{Kind: ArrayNode}
	for _, item := range l.Items {
		if v := j.value(f, item); v != nil {
			list.Items = append(list.Items, v)
		}
	}
	if j.wrapped && f.Doc.Element != "" {
		return &Node{Kind: ObjectNode, Members: []Member{{f.Doc.Element, list}}}
	}
	return list
}

// different returns the values that say something, each but once; one that says
// nothing, if there is no other. A page that documents a field twice shows it twice.
func different(values []*Node) []*Node {
	if len(values) == 1 {
		return values
	}
	var list []*Node
	seen := make(map[string]bool)
	for _, v := range values {
		if text := v.JSON(); !v.Blank() && !seen[text] {
			seen[text] = true
			list = append(list, v)
		}
	}
	if list == nil {
		return values[:1]
	}
	return list
}

// value returns one value in the JSON type that the gateway uses for the
// documented one. An element without content is a text for a String alone: of any
// other type there is nothing that it could be, and the gateway leaves it out
// (nil).
func (j jsonForm) value(f *Field, v *Node) *Node {
	switch {
	case v.Kind == TextNode && f.Kind != schema.KindString && strings.TrimSpace(v.Text) == "":
		return nil
	case f.Kind == schema.KindStruct && v.Kind == ObjectNode:
		return j.object(f.Object, v)
	case !v.IsLeaf() && f.Kind == schema.KindString:
		return &Node{Kind: TextNode, Text: v.Written()}
	case !v.IsLeaf(), v.Kind == NullNode:
		return asItIs(v)
	case isToken(f, v.Text):
		return &Node{Kind: TokenNode, Text: strings.TrimSpace(v.Text)}
	}
	return &Node{Kind: TextNode, Text: v.Text}
}

// isToken reports whether the gateway writes the text without quotes.
func isToken(f *Field, text string) bool {
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
	return text != "" && (text[0] == '-' || '0' <= text[0] && text[0] <= '9') && json.Valid([]byte(text))
}

// asItIs returns values of which no row says what they are: XML text is a
// string, elements are an object in which an element that repeats is an array.
func asItIs(values ...*Node) *Node {
	if len(values) > 1 {
		list := &Node{Kind: ArrayNode, Items: make([]*Node, len(values))}
		for i, v := range values {
			list.Items[i] = asItIs(v)
		}
		return list
	}
	switch n := values[0]; n.Kind {
	case ArrayNode:
		list := &Node{Kind: ArrayNode, Items: slices.Clone(n.Items)}
		for i, item := range list.Items {
			list.Items[i] = asItIs(item)
		}
		return list
	case ObjectNode:
		return jsonForm{}.object(nil, n)
	}
	return values[0]
}

// JSON returns the value as JSON: XML text as a string, elements as an object in
// which an element that repeats is an array.
func (n *Node) JSON() string {
	var b strings.Builder
	writeJSON(&b, n)
	return b.String()
}

func writeJSON(b *strings.Builder, values ...*Node) {
	if len(values) != 1 {
		writeArray(b, values)
		return
	}
	switch n := values[0]; n.Kind {
	case NullNode:
		b.WriteString("null")
	case TextNode:
		b.WriteString(Quote(n.Text))
	case TokenNode:
		b.WriteString(n.Text)
	case ArrayNode:
		writeArray(b, n.Items)
	default:
		b.WriteByte('{')
		writeMembers(b, n)
		b.WriteByte('}')
	}
}

func writeArray(b *strings.Builder, items []*Node) {
	b.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		writeJSON(b, item)
	}
	b.WriteByte(']')
}

func writeMembers(b *strings.Builder, n *Node) {
	first := true
	for name, values := range n.All() {
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString(Quote(name))
		b.WriteByte(':')
		writeJSON(b, values...)
	}
}

// Quote returns s as a JSON string, escaped no more than JSON demands.
func Quote(s string) string {
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
