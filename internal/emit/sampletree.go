package emit

import (
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/sample"
)

// node is a value of a response sample, whichever form it is written in.
type node struct {
	kind    nodeKind
	text    string // of a leaf
	source  string // of anything else: as it is written
	members []member
	items   []*node
	places  map[string][]int // of members by name; nil until place has made it
}

type member struct {
	name  string
	value *node
}

type nodeKind int

const (
	leafText   nodeKind = iota // XML text or a JSON string
	leafToken                  // a JSON number, true or false
	leafNull                   // JSON null
	objectNode                 // members; of XML, names may repeat
	arrayNode                  // items; XML has none
)

// blank reports whether the value stands for none.
func (n *node) blank() bool {
	return n.kind == leafNull || n.kind == leafText && strings.TrimSpace(n.text) == ""
}

// isLeaf reports whether the value is text or a token.
func (n *node) isLeaf() bool { return n.kind == leafText || n.kind == leafToken || n.kind == leafNull }

// place returns the indices of the members of that name. It is for a tree that
// is complete: what is added later is not found.
func (n *node) place(name string) []int {
	if n.places == nil {
		n.places = make(map[string][]int, len(n.members))
		for i, m := range n.members {
			n.places[m.name] = append(n.places[m.name], i)
		}
	}
	return n.places[name]
}

// values returns all values of the members of that name, in order.
func (n *node) values(name string) []*node {
	var vs []*node
	for _, i := range n.place(name) {
		vs = append(vs, n.members[i].value)
	}
	return vs
}

// equal reports whether two values are written alike.
func (n *node) equal(other *node) bool {
	return n.kind == other.kind && n.text == other.text && n.source == other.source &&
		slices.EqualFunc(n.members, other.members, func(a, b member) bool { return a.name == b.name && a.value.equal(b.value) }) &&
		slices.EqualFunc(n.items, other.items, (*node).equal)
}

// only returns the member if the object has one name only, however often.
func (n *node) only() (name string, values []*node) {
	if n.kind != objectNode || len(n.members) == 0 {
		return "", nil
	}
	for _, m := range n.members {
		if m.name != n.members[0].name {
			return "", nil
		}
		values = append(values, m.value)
	}
	return n.members[0].name, values
}

func xmlNode(e *sample.Element) *node {
	if len(e.Children) == 0 {
		return &node{kind: leafText, text: e.Text}
	}
	n := xmlObject(e.Children)
	n.source = strings.TrimSpace(e.Inner)
	return n
}

// hasMixed reports whether text stands beside elements: nothing can hold that.
func hasMixed(elements []*sample.Element) bool {
	return slices.ContainsFunc(elements, func(e *sample.Element) bool {
		return len(e.Children) > 0 && strings.TrimSpace(e.Text) != "" || hasMixed(e.Children)
	})
}

func xmlObject(elements []*sample.Element) *node {
	n := &node{kind: objectNode}
	for _, c := range elements {
		n.members = append(n.members, member{c.Name, xmlNode(c)})
	}
	return n
}

func jsonNode(src string, v *sample.Value) *node {
	switch v.Kind {
	case sample.JSONNull:
		return &node{kind: leafNull}
	case sample.JSONObject:
		n := &node{kind: objectNode, source: src[v.Offset:v.End]}
		for _, m := range v.Members {
			n.members = append(n.members, member{m.Name, jsonNode(src, m.Value)})
		}
		return n
	case sample.JSONArray:
		n := &node{kind: arrayNode, source: src[v.Offset:v.End]}
		for _, i := range v.Items {
			n.items = append(n.items, jsonNode(src, i))
		}
		return n
	case sample.JSONString:
		return &node{kind: leafText, text: v.Text}
	}
	return &node{kind: leafToken, text: v.Text}
}
