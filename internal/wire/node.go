package wire

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// Node is a value of a response, whichever form it is written in.
type Node struct {
	Kind    NodeKind
	Text    string // of a leaf
	Source  string // of anything else that was read: as it is written
	Members []Member
	Items   []*Node
}

// Member is a member of an object.
type Member struct {
	Name  string
	Value *Node
}

// NodeKind is the kind of a Node.
type NodeKind int

// The kinds of nodes.
const (
	TextNode   NodeKind = iota // XML text or a JSON string
	TokenNode                  // a JSON number, true or false
	NullNode                   // JSON null
	ObjectNode                 // members; of XML, names may repeat
	ArrayNode                  // items; XML has none
)

// blank reports whether the value stands for none.
func (n *Node) blank() bool {
	return n.Kind == NullNode || n.Kind == TextNode && strings.TrimSpace(n.Text) == ""
}

func (n *Node) leaf() bool { return n.Kind <= NullNode }

// Get returns the first member of that name, nil if there is none; n may be nil.
func (n *Node) Get(name string) *Node {
	if n == nil {
		return nil
	}
	for _, m := range n.Members {
		if m.Name == name {
			return m.Value
		}
	}
	return nil
}

// Leaf returns the text of a leaf; of anything else, and of nil, it is "".
func (n *Node) Leaf() string {
	if n == nil || !n.leaf() {
		return ""
	}
	return n.Text
}

// values returns all values of the members of that name, in order.
func (n *Node) values(name string) []*Node {
	var vs []*Node
	for _, m := range n.Members {
		if m.Name == name {
			vs = append(vs, m.Value)
		}
	}
	return vs
}

// only returns the member if the object has one name only, however often.
func (n *Node) only() (name string, values []*Node) {
	if n.Kind != ObjectNode || len(n.Members) == 0 {
		return "", nil
	}
	name = n.Members[0].Name
	for _, m := range n.Members {
		if m.Name != name {
			return "", nil
		}
		values = append(values, m.Value)
	}
	return name, values
}

// XMLNode returns an element as a value.
func XMLNode(e *sample.Element) *Node {
	if len(e.Children) == 0 {
		return &Node{Kind: TextNode, Text: e.Text}
	}
	n := xmlObject(e.Children)
	n.Source = strings.TrimSpace(e.Inner)
	return n
}

func xmlObject(elements []*sample.Element) *Node {
	n := &Node{Kind: ObjectNode}
	for _, c := range elements {
		n.Members = append(n.Members, Member{c.Name, XMLNode(c)})
	}
	return n
}

func jsonNode(src string, v *sample.Value) *Node {
	switch v.Kind {
	case sample.JSONNull:
		return &Node{Kind: NullNode}
	case sample.JSONObject:
		n := &Node{Kind: ObjectNode, Source: src[v.Offset:v.End]}
		for _, m := range v.Members {
			n.Members = append(n.Members, Member{m.Name, jsonNode(src, m.Value)})
		}
		return n
	case sample.JSONArray:
		n := &Node{Kind: ArrayNode, Source: src[v.Offset:v.End]}
		for _, i := range v.Items {
			n.Items = append(n.Items, jsonNode(src, i))
		}
		return n
	case sample.JSONString:
		return &Node{Kind: TextNode, Text: v.Text}
	}
	return &Node{Kind: TokenNode, Text: v.Text}
}

// list is what stands where a list is documented.
type list struct {
	items   []*Node
	present bool
	misfit  bool // something there is neither list nor element
	strays  bool // members beside the elements
}

// listOf returns the elements of a list, in whichever way they are wrapped.
func listOf(f *Field, values []*Node) list {
	var l list
	for _, v := range values {
		l.add(f, v)
	}
	return l
}

func (l *list) add(f *Field, v *Node) {
	switch {
	case v.blank():
		return
	case v.Kind == ArrayNode:
		l.items = append(l.items, v.Items...)
	case v.leaf() && f.Kind == schema.KindStruct:
		l.misfit = true
		return
	case v.leaf():
		l.items = append(l.items, v)
	default:
		l.addObject(f, v)
		return
	}
	l.present = true
}

// addObject adds an object that holds the elements, in the member named after
// their type or in its only one, or that is an element.
func (l *list) addObject(f *Field, v *Node) {
	holder := holderOf(f, v)
	if holder == "" && len(v.Members) > 0 {
		if f.Kind != schema.KindRaw && !documentsAny(f.Object, v) {
			l.misfit = true
			return
		}
		l.items = append(l.items, v)
	}
	l.present = true
	for _, m := range v.Members {
		switch {
		case holder == "":
		case m.Name != holder:
			l.strays = true
		case m.Value.Kind == ArrayNode:
			l.items = append(l.items, m.Value.Items...)
		default:
			l.items = append(l.items, m.Value)
		}
	}
}

// holderOf returns the member of v that holds the elements of a list, "" if
// none does.
func holderOf(f *Field, v *Node) string {
	holder := ""
	for _, m := range v.Members {
		if m.Name == f.Doc.Element && (!m.Value.leaf() || f.Object.Field(m.Name) == nil) {
			holder = m.Name
		}
	}
	if holder != "" || f.Kind == schema.KindRaw || documentsAny(f.Object, v) {
		return holder
	}
	name, inner := v.only()
	if name != "" && (f.Kind != schema.KindStruct || !inner[len(inner)-1].leaf()) {
		return name
	}
	return ""
}

// documentsAny reports whether o has a field for any member of n.
func documentsAny(o *Object, n *Node) bool {
	return slices.ContainsFunc(n.Members, func(m Member) bool { return o.Field(m.Name) != nil })
}

// ParseJSON reads a JSON value. Its errors say where the text does not read, and
// show nothing of it.
func ParseJSON(text string) (*Node, error) {
	doc := sample.ReadJSON(text)
	switch {
	case len(doc.Faults) > 0:
		return nil, fmt.Errorf("it does not read at line %d, column %d", doc.Faults[0].Line, doc.Faults[0].Column)
	case doc.Value == nil || doc.Truncated:
		return nil, errors.New("it is cut short")
	}
	return jsonNode(text, doc.Value), nil
}
