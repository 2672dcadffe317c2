package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// jsonWriter writes a response as the gateway does in JSON: wrapped, with the
// inner elements of lists, or simplified.
type jsonWriter struct {
	bytes.Buffer
	form    Form
	derived bool // the sample is in another form; one in JSON is written as it is
}

// body writes a whole body.
func (w *jsonWriter) body(doc *document, o *Object) *Body {
	tail := "}"
	w.WriteByte('{')
	if w.form == JSON && doc.root != "" {
		w.WriteString(Quote(doc.root) + ":{")
		tail = "}}"
	}
	holder, place := doc.idPlace()
	if holder != "" {
		w.WriteString(Quote(holder) + ":{")
		tail += "}"
		if f := o.Field(holder); f != nil && !f.List {
			o = f.Object
		}
	}
	before := w.Len()
	w.members(o, withoutID(place))
	return &Body{Head: w.String(), Tail: tail, Empty: w.Len() == before, form: w.form}
}

func (w *jsonWriter) object(o *Object, n *Node) {
	w.WriteByte('{')
	w.members(o, n)
	w.WriteByte('}')
}

func (w *jsonWriter) members(o *Object, n *Node) {
	written := make(map[string]bool)
	for _, m := range n.Members {
		if written[m.Name] {
			continue
		}
		if len(written) > 0 {
			w.WriteByte(',')
		}
		written[m.Name] = true
		w.WriteString(Quote(m.Name) + ":")
		if f := o.Field(m.Name); f != nil && w.derived {
			w.field(f, n.values(m.Name))
		} else {
			w.raw(n.values(m.Name))
		}
	}
}

func (w *jsonWriter) field(f *Field, values []*Node) {
	if !f.List {
		if values = different(values); len(values) > 1 {
			w.raw(values) // the sample contradicts itself, and nobody can say which one holds
		} else {
			w.value(f, values[0])
		}
		return
	}
	l := listOf(f, values)
	switch {
	case l.misfit || l.strays:
		w.raw(values) // as it is: nobody can say what the gateway would make of it
		return
	case !l.present:
		w.WriteString(`""`)
		return
	}
	if w.form == JSON && f.Doc.Element != "" {
		w.WriteString("{" + Quote(f.Doc.Element) + ":")
		defer w.WriteByte('}')
	}
	w.WriteByte('[')
	for i, item := range l.items {
		if i > 0 {
			w.WriteByte(',')
		}
		w.value(f, item)
	}
	w.WriteByte(']')
}

// different returns the values that say something, each but once; one that says
// nothing, if there is no other. A page that documents a field twice shows it twice.
func different(values []*Node) []*Node {
	var list []*Node
	seen := make(map[string]bool)
	for _, v := range values {
		if text := rawText(v); !v.blank() && !seen[text] {
			seen[text] = true
			list = append(list, v)
		}
	}
	if list == nil {
		return values[:1]
	}
	return list
}

// value writes one value in the JSON type that the gateway uses for the
// documented one.
func (w *jsonWriter) value(f *Field, v *Node) {
	switch {
	case f.Kind == schema.KindStruct && v.Kind == ObjectNode:
		w.object(f.Object, v)
	case !v.leaf() && f.Kind == schema.KindString:
		w.WriteString(Quote(v.Source))
	case !v.leaf(), v.Kind == NullNode:
		w.raw([]*Node{v})
	case isToken(f, v.Text):
		w.WriteString(strings.TrimSpace(v.Text))
	default:
		w.WriteString(Quote(v.Text))
	}
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

// raw writes values that no row describes.
func (w *jsonWriter) raw(values []*Node) {
	if len(values) > 1 {
		w.WriteByte('[')
	}
	for i, v := range values {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(rawText(v))
	}
	if len(values) > 1 {
		w.WriteByte(']')
	}
}

// rawText returns a value as JSON: XML text as a string, elements as an object
// in which an element that repeats is an array.
func rawText(n *Node) string {
	switch n.Kind {
	case NullNode:
		return "null"
	case TextNode:
		return Quote(n.Text)
	case TokenNode:
		return n.Text
	case ArrayNode:
		items := make([]string, len(n.Items))
		for i, item := range n.Items {
			items[i] = rawText(item)
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	var w jsonWriter
	w.object(nil, n)
	return w.String()
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
