package sample

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Node is a value of a sample, whichever form that is written in: what is in an XML
// element, a JSON value, or what a setter of a Java request is given.
type Node struct {
	Kind NodeKind
	// Text is that of a leaf: without quotes, escapes and entities resolved, but
	// white space as it is written. A number in Java, also one in prose, has no "L".
	Text string
	// Unescaped tells that a text in Java holds quotes without a backslash: the
	// generator of the samples does so with lists.
	Unescaped bool
	Source    string   // of an object or array that was read: as it is written
	Members   []Member // of an object, in the order of the sample; names may repeat. See Add
	Items     []*Node  // of an array
	// Pos is where the content of an element, the text of a JSON string, or any
	// other value begins, and End the offset behind a JSON value.
	Pos Pos
	End int

	places map[string][]int // of the members, by name; nil where there are few
}

// Member is a member of an object: in Java, a setter without "set" and what it
// is given.
type Member struct {
	Name  string
	Value *Node
	Pos   Pos // of the name
}

// NodeKind is the kind of a Node.
type NodeKind int

// The kinds of nodes.
const (
	TextNode   NodeKind = iota // XML text, a string, or in Java StringUtils.parseDateTime("2000-01-01 00:00:00")
	TokenNode                  // a number, true or false
	NullNode                   // JSON null
	BareNode                   // what stands where a value should, such as prose without quotes
	FileNode                   // in Java new FileItem("/data/file.txt"); the text is the path
	ObjectNode                 // members
	ArrayNode                  // items; XML has none
)

// Blank reports whether the value stands for none: null, or blank text.
func (n *Node) Blank() bool {
	return n.Kind == NullNode || n.Kind == TextNode && strings.TrimSpace(n.Text) == ""
}

// IsLeaf reports whether the value is neither object nor array.
func (n *Node) IsLeaf() bool { return n.Kind < ObjectNode }

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

// Add adds a member.
func (n *Node) Add(name string, value *Node) { n.add(Member{Name: name, Value: value}) }

func (n *Node) add(m Member) {
	n.Members = append(n.Members, m)
	if n.places == nil {
		n.index()
		return
	}
	n.places[m.Name] = append(n.places[m.Name], len(n.Members)-1)
}

// Renamed returns the object with its members under other names.
func (n *Node) Renamed(name func(string) string) *Node {
	renamed := *n
	renamed.Members, renamed.places = make([]Member, len(n.Members)), nil
	for i, m := range n.Members {
		m.Name = name(m.Name)
		renamed.Members[i] = m
	}
	renamed.index()
	return &renamed
}

// Mapped returns the object with other values of its members.
func (n *Node) Mapped(value func(name string, v *Node) *Node) *Node {
	mapped := *n
	mapped.Members = make([]Member, len(n.Members))
	for i, m := range n.Members {
		m.Value = value(m.Name, m.Value)
		mapped.Members[i] = m
	}
	return &mapped
}

// Move puts a value, and all in it, at a place.
func (n *Node) Move(to Pos) {
	n.Pos = to
	for _, item := range n.Items {
		item.Move(to)
	}
	for i := range n.Members {
		n.Members[i].Pos = to
		n.Members[i].Value.Move(to)
	}
}

// index makes the index of the members, if there are many.
func (n *Node) index() {
	if len(n.Members) <= few {
		return
	}
	n.places = make(map[string][]int, 2*len(n.Members))
	for i, m := range n.Members {
		n.places[m.Name] = append(n.places[m.Name], i)
	}
}

// few is the number of members up to which going through all of them is faster
// than an index.
const few = 8

// at returns the indices of the members of that name.
func (n *Node) at(name string) []int {
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

// Only returns the name and the values of the members of an object whose members
// all have one name; nil if they have not.
func (n *Node) Only() (name string, values []*Node) {
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

// ParseJSON reads a JSON value. Its errors say where the text does not read, and
// show nothing of it.
func ParseJSON(text string) (*Node, error) {
	doc := ReadJSON(text)
	switch {
	case len(doc.Faults) > 0:
		return nil, fmt.Errorf("it does not read at line %d, column %d", doc.Faults[0].Line, doc.Faults[0].Column)
	case !doc.Reads():
		return nil, errors.New("it is cut short")
	}
	return doc.Root, nil
}
