package api

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// jsonForm makes of a response that was read in another form what it is in
// JSON: wrapped, with the inner elements of lists, or simplified.
type jsonForm struct{ wrapped bool }

func (j jsonForm) object(o *Object, n *sample.Node) *sample.Node {
	out := &sample.Node{Kind: sample.ObjectNode, Members: make([]sample.Member, 0, len(n.Members))}
	for name, values := range n.All() {
		v := asItIs(values...)
		if f := o.Field(name); f != nil {
			v = j.field(f, values)
		}
		if v != nil {
			out.Add(name, v)
		}
	}
	return out
}

// field returns the value of a field; nil if the gateway leaves it out.
func (j jsonForm) field(f *Use, values []*sample.Node) *sample.Node {
	if !f.List {
		if values = distinct(values); len(values) > 1 {
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
	list := &sample.Node{Kind: sample.ArrayNode}
	for _, item := range l.Items {
		if v := j.value(f, item); v != nil {
			list.Items = append(list.Items, v)
		}
	}
	if j.wrapped && f.Doc.Element != "" {
		return &sample.Node{Kind: sample.ObjectNode, Members: []sample.Member{{Name: f.Doc.Element, Value: list}}}
	}
	return list
}

// distinct returns the values that say something, each once; one that says
// nothing, if there is no other. A page that documents a field twice shows it twice.
func distinct(values []*sample.Node) []*sample.Node {
	if len(values) == 1 {
		return values
	}
	var list []*sample.Node
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
// documented one. An element without content is a text for a text alone, which
// byte[] is, too, in a response: of any other type there is nothing that it could
// be, and the gateway leaves it out (nil).
func (j jsonForm) value(f *Use, v *sample.Node) *sample.Node {
	text := f.Kind == schema.KindString || f.Kind == schema.KindBytes
	switch {
	case v.Kind == sample.TextNode && !text && strings.TrimSpace(v.Text) == "":
		return nil
	case f.Kind == schema.KindStruct && v.Kind == sample.ObjectNode:
		return j.object(f.Object, v)
	case !v.IsLeaf() && text:
		return &sample.Node{Kind: sample.TextNode, Text: v.Written()}
	case !v.IsLeaf(), v.Kind == sample.NullNode:
		return asItIs(v)
	case isToken(f.Field, v.Text):
		return &sample.Node{Kind: sample.TokenNode, Text: strings.TrimSpace(v.Text)}
	}
	return &sample.Node{Kind: sample.TextNode, Text: v.Text}
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
func asItIs(values ...*sample.Node) *sample.Node {
	if len(values) > 1 {
		list := &sample.Node{Kind: sample.ArrayNode, Items: make([]*sample.Node, len(values))}
		for i, v := range values {
			list.Items[i] = asItIs(v)
		}
		return list
	}
	switch n := values[0]; n.Kind {
	case sample.ArrayNode:
		list := &sample.Node{Kind: sample.ArrayNode, Items: slices.Clone(n.Items)}
		for i, item := range list.Items {
			list.Items[i] = asItIs(item)
		}
		return list
	case sample.ObjectNode:
		return jsonForm{}.object(nil, n)
	}
	return values[0]
}
