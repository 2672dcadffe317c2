package wire

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// Node is a value of a response, whichever form it is written in. Once members
// have been looked up by name, none may be added.
type Node struct {
	Kind    NodeKind
	Text    string // of a leaf
	Source  string // of anything else that was read: as it is written
	Members []Member
	Items   []*Node
	places  map[string][]int // of the members, by name; nil until somebody asks
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

// Blank reports whether the value stands for none: null, or blank text.
func (n *Node) Blank() bool {
	return n.Kind == NullNode || n.Kind == TextNode && strings.TrimSpace(n.Text) == ""
}

// IsLeaf reports whether the value is text, a token or null.
func (n *Node) IsLeaf() bool { return n.Kind <= NullNode }

// Leaf returns the text of a leaf; of anything else, and of nil, it is "".
func (n *Node) Leaf() string {
	if n == nil || !n.IsLeaf() {
		return ""
	}
	return n.Text
}

// Written returns a value that is no leaf as it is written: where it was read,
// or in JSON.
func (n *Node) Written() string {
	if n.Source != "" {
		return n.Source
	}
	return n.JSON()
}

// few is the number of members up to which going through all of them is faster
// than an index.
const few = 8

// at returns the indices of the members of that name.
func (n *Node) at(name string) []int {
	if n.places == nil && len(n.Members) > few {
		n.places = make(map[string][]int, len(n.Members))
		for i, m := range n.Members {
			n.places[m.Name] = append(n.places[m.Name], i)
		}
	}
	if n.places != nil {
		return n.places[name]
	}
	var at []int
	for i, m := range n.Members {
		if m.Name == name {
			at = append(at, i)
		}
	}
	return at
}

// Values returns the values of all members of that name, in order; n may be nil.
func (n *Node) Values(name string) []*Node {
	if n == nil {
		return nil
	}
	at := n.at(name)
	values := make([]*Node, len(at))
	for i, place := range at {
		values[i] = n.Members[place].Value
	}
	return values
}

// Get returns the first member of that name, nil if there is none; n may be nil.
func (n *Node) Get(name string) *Node {
	if values := n.Values(name); len(values) > 0 {
		return values[0]
	}
	return nil
}

// All returns every name among the members, in the order in which they come
// first, with the values of that name.
func (n *Node) All() iter.Seq2[string, []*Node] {
	return func(yield func(string, []*Node) bool) {
		for i, m := range n.Members {
			if n.at(m.Name)[0] == i && !yield(m.Name, n.Values(m.Name)) {
				return
			}
		}
	}
}

// Equal reports whether two values are written alike.
func (n *Node) Equal(other *Node) bool {
	return n.Kind == other.Kind && n.Text == other.Text && n.Source == other.Source &&
		slices.EqualFunc(n.Members, other.Members, func(a, b Member) bool { return a.Name == b.Name && a.Value.Equal(b.Value) }) &&
		slices.EqualFunc(n.Items, other.Items, (*Node).Equal)
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
	n := &Node{Kind: ObjectNode, Members: make([]Member, len(elements))}
	for i, c := range elements {
		n.Members[i] = Member{c.Name, XMLNode(c)}
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

// List is what stands where a list is documented.
type List struct {
	Items   []*Node
	Present bool     // something is there, be it a list without elements
	Misfit  bool     // something there is neither list nor element
	Strays  []string // names of members beside the elements
}

// Whole reports whether nothing is there but elements.
func (l *List) Whole() bool { return !l.Misfit && len(l.Strays) == 0 }

// Elements returns the elements of a list where values stand for it, in
// whichever way they are wrapped.
func (f *Field) Elements(values []*Node) List {
	var l List
	for _, v := range values {
		l.add(f, v)
	}
	return l
}

func (l *List) add(f *Field, v *Node) {
	switch {
	case v.Blank():
		return
	case v.Kind == ArrayNode:
		l.Items = append(l.Items, v.Items...)
	case v.IsLeaf() && f.Kind == schema.KindStruct:
		l.Misfit = true
		return
	case v.IsLeaf():
		l.Items = append(l.Items, v)
	default:
		l.addObject(f, v)
		return
	}
	l.Present = true
}

// addObject adds an object that holds the elements, in the member named after
// their type or in its only one, or that is an element.
func (l *List) addObject(f *Field, v *Node) {
	holder, held := holderOf(f, v)
	if !held && len(v.Members) > 0 {
		if f.Kind != schema.KindRaw && !f.Object.DocumentsAny(v) {
			l.Misfit = true
			return
		}
		l.Items = append(l.Items, v)
	}
	l.Present = true
	for _, m := range v.Members {
		switch {
		case !held:
		case m.Name != holder:
			l.Strays = append(l.Strays, m.Name)
		case m.Value.Kind == ArrayNode:
			l.Items = append(l.Items, m.Value.Items...)
		default:
			l.Items = append(l.Items, m.Value)
		}
	}
}

// holderOf returns the member of v that holds the elements of a list, if one
// does.
func holderOf(f *Field, v *Node) (holder string, held bool) {
	for _, m := range v.Members {
		if m.Name == f.Doc.Element && (!m.Value.IsLeaf() || f.Object.Field(m.Name) == nil) {
			holder, held = m.Name, true
		}
	}
	if held || f.Kind == schema.KindRaw || f.Object.DocumentsAny(v) {
		return holder, held
	}
	name, inner := v.only()
	if inner != nil && (f.Kind != schema.KindStruct || !inner[len(inner)-1].IsLeaf()) {
		return name, true
	}
	return "", false
}

// DocumentsAny reports whether o has a field for any member of n; o may be nil.
func (o *Object) DocumentsAny(n *Node) bool {
	return slices.ContainsFunc(n.Members, func(m Member) bool { return o.Field(m.Name) != nil })
}
