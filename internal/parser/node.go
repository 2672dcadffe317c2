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
func xmlFields(elements []*sample.Element) []*node {
	nodes := make([]*node, len(elements))
	for i := range elements {
		nodes[i] = xmlNode(elements[i : i+1])
	}
	return nodes
}

// xmlNodes turns elements into nodes. Elements of one name in a row are items
// of one list and become one node that has the children of all of them.
func xmlNodes(elements []*sample.Element) []*node {
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
func mergeable(elements []*sample.Element, i, n int) bool {
	return len(elements[i].Children) > 0 || len(elements[i+n].Children) > 0 ||
		elements[0].Name == elements[len(elements)-1].Name
}

func xmlNode(items []*sample.Element) *node {
	first := items[0]
	n := &node{name: first.Name, text: first.Value(), pos: first.Pos, at: first.TextPos}
	var children [][]*node
	for _, item := range items {
		n.items = append(n.items, value{item.Value(), item.TextPos})
		if len(item.Children) > 0 {
			children = append(children, xmlNodes(item.Children))
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

// jsonFields turns the members of the outermost object into nodes; v may be nil.
func jsonFields(v *sample.Value) []*node {
	if v == nil {
		return nil
	}
	return jsonNodes(v)
}

// jsonNodes turns the members of an object into nodes.
func jsonNodes(v *sample.Value) []*node {
	nodes := make([]*node, 0, len(v.Members))
	for _, m := range v.Members {
		n := &node{name: m.Name, pos: m.Pos, at: m.Value.Pos}
		fillJSON(n, m.Value)
		nodes = append(nodes, n)
	}
	return nodes
}

func fillJSON(n *node, v *sample.Value) {
	switch v.Kind {
	case sample.JSONObject:
		n.object = len(v.Members) > 0
		n.children = jsonNodes(v)
	case sample.JSONArray:
		n.array = true
		var children [][]*node
		for _, item := range v.Items {
			switch item.Kind {
			case sample.JSONObject:
				children = append(children, jsonNodes(item))
			case sample.JSONArray, sample.JSONNull:
			default:
				n.items = append(n.items, value{item.Text, item.TextPos})
			}
		}
		n.children = merge(children)
	case sample.JSONNull:
	default:
		n.text = v.Text
		n.at = v.TextPos
	}
}

// javaNodes turns the setters of an object into nodes.
func javaNodes(o *sample.Object) []*node {
	nodes := make([]*node, 0, len(o.Calls))
	for _, c := range o.Calls {
		n := &node{name: c.Setter, pos: c.Pos, at: c.Arg.Pos, text: c.Arg.Text}
		fillJava(n, c.Arg)
		nodes = append(nodes, n)
	}
	return nodes
}

func fillJava(n *node, a *sample.Arg) {
	switch a.Kind {
	case sample.ArgObject:
		n.object = true
		n.children = javaNodes(a.Object)
	case sample.ArgList, sample.ArgArray:
		n.array = true
		var children [][]*node
		for _, item := range a.Items {
			if item.Kind == sample.ArgObject {
				n.object = true
				children = append(children, javaNodes(item.Object))
			} else {
				n.items = append(n.items, value{item.Text, item.Pos})
			}
		}
		n.children = merge(children)
		n.kind = valueUnescaped
	case sample.ArgFile:
		n.kind = valueOpaque
	case sample.ArgOther:
		n.text = strings.TrimSuffix(a.Text, "L") // a number in prose: setId(商品idL)
	}
	if a.Unescaped {
		n.kind = valueUnescaped
	}
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
