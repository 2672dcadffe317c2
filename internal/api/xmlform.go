package api

import (
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// markupAsText returns the tree of a document that is not well-formed with the
// elements in texts as what they are: text that somebody forgot to escape.
func markupAsText(o *Object, n *sample.Node) *sample.Node {
	out := &sample.Node{Kind: n.Kind, Text: n.Text, Source: n.Source, Items: n.Items}
	for _, m := range n.Members {
		switch f := o.Field(m.Name); {
		case f == nil || m.Value.IsLeaf():
		case f.Kind == schema.KindString && !f.List:
			m.Value = &sample.Node{Kind: sample.TextNode, Text: m.Value.Source, Pos: m.Value.Pos}
		case f.Object != nil && !f.List:
			m.Value = markupAsText(f.Object, m.Value)
		case f.Object != nil:
			m.Value = markupInItems(f, m.Value)
		}
		out.Add(m.Name, m.Value)
	}
	return out
}

// markupInItems does the same for a list: its elements may stand in an element
// of the list's own.
func markupInItems(f *Use, list *sample.Node) *sample.Node {
	holder, items := list.Only()
	if own := list.Values(f.Doc.Element); len(own) > 0 {
		holder, items = f.Doc.Element, own
	}
	if len(items) == 0 || f.Object.Field(holder) != nil && holder != f.Doc.Element {
		return markupAsText(f.Object, list)
	}
	out := &sample.Node{Kind: list.Kind, Source: list.Source}
	for _, m := range list.Members {
		if m.Name == holder && !m.Value.IsLeaf() {
			m.Value = markupAsText(f.Object, m.Value)
		}
		out.Add(m.Name, m.Value)
	}
	return out
}

// toXML returns what the tree of a JSON sample looks like in XML: every array
// is an element with inner elements.
func toXML(o *Object, n *sample.Node) *sample.Node {
	out := &sample.Node{Kind: sample.ObjectNode}
	for _, m := range n.Members {
		f := o.Field(m.Name)
		switch {
		case f == nil:
			out.Add(m.Name, m.Value)
		case !f.List:
			out.Add(m.Name, elementToXML(f, m.Value))
		default:
			out.Add(m.Name, listToXML(f, m.Value))
		}
	}
	return out
}

func listToXML(f *Use, v *sample.Node) *sample.Node {
	l := f.Elements([]*sample.Node{v})
	if !l.Present {
		return &sample.Node{Kind: sample.TextNode}
	}
	inner := f.Doc.Element
	if inner == "" {
		inner = "item"
	}
	wrapper := &sample.Node{Kind: sample.ObjectNode}
	for _, item := range l.Items {
		wrapper.Add(inner, elementToXML(f, item))
	}
	return wrapper
}

func elementToXML(f *Use, n *sample.Node) *sample.Node {
	if f.Object != nil && n.Kind == sample.ObjectNode {
		return toXML(f.Object, n)
	}
	return n
}
