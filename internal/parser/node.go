package parser

import (
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// node is an element of a sample, whatever the sample is written in: an XML
// element, a JSON member or a call of a Java setter.
type node struct {
	// name is the name on the wire, or in Java the setter's name.
	name     string
	children []*node
	text     string     // of a leaf
	pos      sample.Pos // of the name
	at       sample.Pos // of the value
	// items are the values of all elements that were merged into the node,
	// or of the items of an array.
	items []value
	kind  valueKind
	// array tells that the children are those of the items of a JSON array or
	// of a Java list: there is no inner element around them.
	array bool
	// object tells that the value is an object, or a list of objects, even if
	// there are no children.
	object bool
}

// value is a text in a sample.
type value struct {
	text string
	at   sample.Pos
}

// valueKind says how much the value of a node tells about the example.
type valueKind int

const (
	// valueExact, the zero value: the value is the example.
	_ valueKind = iota
	// valueOpaque: the value says nothing about the example, as the path of
	// each file in Java.
	valueOpaque
	// valueUnescaped: quotes and brackets may have been lost.
	valueUnescaped
)

// xmlFields turns the elements of the outermost level into nodes, each of its
// own: a list has an element around its items.
func xmlFields(elements []sample.Member) []*node {
	nodes := make([]*node, len(elements))
	for i := range elements {
		nodes[i] = xmlNode(elements[i : i+1])
	}
	return nodes
}

// xmlNodes turns elements into nodes. Elements of one name in a row are items
// of one list and become one node that has the children of all of them.
func xmlNodes(elements []sample.Member) []*node {
	var nodes []*node
	for i := 0; i < len(elements); {
		n := 1
		for i+n < len(elements) && elements[i+n].Name == elements[i].Name && mergeable(elements, i, n) {
			n++
		}
		nodes = append(nodes, xmlNode(elements[i:i+n]))
		i += n
	}
	return nodes
}

// mergeable reports whether the n-th element behind the i-th, which has its
// name, is an item of the same list. Leaves are only where the parent has
// nothing else; beside others they are a field that the page has twice.
func mergeable(elements []sample.Member, i, n int) bool {
	return !elements[i].Value.IsLeaf() || !elements[i+n].Value.IsLeaf() ||
		elements[0].Name == elements[len(elements)-1].Name
}

func xmlNode(items []sample.Member) *node {
	first := items[0]
	n := &node{name: first.Name, text: first.Value.Unmarked(), pos: first.Pos, at: first.Value.Pos}
	var children [][]*node
	for _, item := range items {
		n.items = append(n.items, value{item.Value.Unmarked(), item.Value.Pos})
		if !item.Value.IsLeaf() {
			children = append(children, xmlNodes(item.Value.Members))
		}
	}
	n.children = merge(children)
	return n
}

// merge makes one list of the children of several items, in which each name
// stands once, behind the name that it follows in its item.
func merge(lists [][]*node) []*node {
	if len(lists) < 2 {
		if len(lists) == 0 {
			return nil
		}
		return lists[0]
	}
	m := newMerger()
	for _, list := range lists {
		m.add(list)
	}
	return m.nodes
}

// merger merges the children of items one item after the other.
type merger struct {
	nodes  []*node
	index  map[string]*node  // the first of each name
	inner  map[*node]*merger // of nodes whose children were merged, too
	spread int               // how often names had to be put between others
}

func newMerger() *merger {
	return &merger{index: make(map[string]*node), inner: make(map[*node]*merger)}
}

// join adds the values and children of n to those of first.
func (m *merger) join(first, n *node) {
	first.items = append(first.items, n.items...)
	if len(n.children) == 0 {
		return
	}
	inner := m.inner[first]
	if inner == nil {
		inner = newMerger()
		inner.add(first.children)
		m.inner[first] = inner
	}
	inner.add(n.children)
	first.children = inner.nodes
}

func (m *merger) add(list []*node) {
	behind := make(map[*node][]*node) // new nodes by the node that they follow
	var last *node
	for _, n := range list {
		if first := m.index[n.name]; first != nil {
			m.join(first, n)
			last = first
			continue
		}
		m.index[n.name] = n
		behind[last] = append(behind[last], n)
	}
	const often = 100 // items that differ more than that tell nothing about order
	switch m.spread++; {
	case len(behind) == 0:
		m.spread--
	case len(m.nodes) == 0:
		m.nodes = append(m.nodes, behind[nil]...)
	case m.spread > often:
		for _, n := range list {
			if m.index[n.name] == n {
				m.nodes = append(m.nodes, n)
			}
		}
	default:
		nodes := append([]*node(nil), behind[nil]...)
		for _, n := range m.nodes {
			nodes = append(append(nodes, n), behind[n]...)
		}
		m.nodes = nodes
	}
}

// members turns the members of an object in JSON, or the setters of one in Java,
// into nodes; v may be nil.
func members(v *sample.Node, java bool) []*node {
	if v == nil {
		return nil
	}
	nodes := make([]*node, 0, len(v.Members))
	for _, m := range v.Members {
		n := &node{name: m.Name, pos: m.Pos, at: m.Value.Pos}
		n.fill(m.Value, java)
		nodes = append(nodes, n)
	}
	return nodes
}

func (n *node) fill(v *sample.Node, java bool) {
	switch v.Kind {
	case sample.ObjectNode:
		n.object = java || len(v.Members) > 0
		n.children = members(v, java)
	case sample.ArrayNode:
		n.array = true
		if java {
			n.kind = valueUnescaped
		}
		n.fillItems(v.Items, java)
	case sample.FileNode:
		n.text, n.kind = v.Text, valueOpaque
	default:
		n.text = v.Text
	}
	if v.Unescaped {
		n.kind = valueUnescaped
	}
}

// fillItems adds the items of an array.
func (n *node) fillItems(items []*sample.Node, java bool) {
	var children [][]*node
	for _, item := range items {
		switch {
		case item.Kind == sample.ObjectNode:
			n.object = n.object || java
			children = append(children, members(item, java))
		case item.IsLeaf() && item.Kind != sample.NullNode || java:
			n.items = append(n.items, value{item.Text, item.Pos})
		}
	}
	n.children = merge(children)
}

// isValue reports whether n is a value or, for a list, values, and no object.
func (n *node) isValue(list bool) bool {
	if n == nil || n.object || strings.TrimSpace(n.join()) == "" {
		return false
	}
	return len(n.children) == 0 || list && len(n.children) == 1 && len(n.children[0].children) == 0
}

// values returns the values that a row for n documents: of a list all items,
// else its text.
func (n *node) values() []value {
	switch {
	case n.array:
		return n.items
	case len(n.children) == 1 && len(n.children[0].children) == 0:
		return n.children[0].items
	}
	return []value{{n.text, n.at}}
}

// join returns the values of n as the example of a row lists them.
func (n *node) join() string {
	values := n.values()
	if len(values) == 1 {
		return values[0].text
	}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.text
	}
	return strings.Join(texts, ",")
}

// inner returns the element around the items of a list of that type, nil where
// there is none: in JSON and Java, and where a sample leaves it out.
func (n *node) inner(typ string) *node {
	if n.array || len(n.children) != 1 {
		return nil
	}
	child := n.children[0]
	if child.name == schema.ElementName(typ) || len(child.children) > 0 {
		return child
	}
	return nil
}
