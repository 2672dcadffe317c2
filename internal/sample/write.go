package sample

import (
	"fmt"
	"strings"
)

// JSON returns the value as JSON: XML text as a string, elements as an object in
// which an element that repeats is an array.
func (n *Node) JSON() string {
	var b strings.Builder
	writeJSON(&b, n)
	return b.String()
}

// MembersJSON returns the members of an object as they stand between its braces.
func (n *Node) MembersJSON() string {
	var b strings.Builder
	writeMembers(&b, n)
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
	case TokenNode:
		b.WriteString(n.Text)
	case ArrayNode:
		writeArray(b, n.Items)
	case ObjectNode:
		b.WriteByte('{')
		writeMembers(b, n)
		b.WriteByte('}')
	default:
		b.WriteString(Quote(n.Text))
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

// XML returns the value as an element of that name, or of an array one for each
// item, in the lines in which pages write it.
func (n *Node) XML(name string) string {
	var b strings.Builder
	writeXML(&b, "\n", name, n)
	return strings.TrimPrefix(b.String(), "\n")
}

// MembersXML returns the members of an object as elements, all in one line and
// without one around them.
func (n *Node) MembersXML() string {
	var b strings.Builder
	for _, m := range n.Members {
		writeXML(&b, "", m.Name, m.Value)
	}
	return b.String()
}

// xmlIndent is what pages put before an element for each that it is in.
const xmlIndent = "    "

// writeXML writes an element. What is in front of it is before: nothing, or a new
// line and the indentation, and then the elements in it stand on lines of their
// own, too.
func writeXML(b *strings.Builder, before, name string, n *Node) {
	if n.Kind == ArrayNode {
		for _, item := range n.Items {
			writeXML(b, before, name, item)
		}
		return
	}
	b.WriteString(before + "<" + name + ">")
	if n.Kind == ObjectNode {
		writeElements(b, before, n)
	} else {
		b.WriteString(EscapeXML(n.Text))
	}
	b.WriteString("</" + name + ">")
}

// writeElements writes the members of an element that stands behind before.
func writeElements(b *strings.Builder, before string, n *Node) {
	inner := before
	if before != "" {
		inner += xmlIndent
	}
	for _, m := range n.Members {
		writeXML(b, inner, m.Name, m.Value)
	}
	if len(n.Members) > 0 {
		b.WriteString(before)
	}
}

// EscapeXML returns s as XML text; characters that XML cannot hold are left out.
func EscapeXML(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '\r':
			b.WriteString("&#xD;")
		case r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
