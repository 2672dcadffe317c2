package sample

import "strings"

// Node returns the outermost level of the sample as an object.
func (doc *XML) Node() *Node { return elementsNode(doc.Elements) }

// Reads reports whether the sample is a whole and well-formed document.
func (doc *XML) Reads() bool { return len(doc.Faults) == 0 && !doc.Truncated && !doc.Loose }

// Node returns an element as a value.
func (e *Element) Node() *Node {
	if len(e.Children) == 0 {
		return &Node{Kind: TextNode, Text: e.Text, Pos: e.TextPos}
	}
	n := elementsNode(e.Children)
	n.Source, n.Pos = strings.TrimSpace(e.Inner), e.TextPos
	return n
}

func elementsNode(elements []*Element) *Node {
	n := &Node{Kind: ObjectNode, Members: make([]Member, 0, len(elements))}
	for _, c := range elements {
		n.add(Member{c.Name, c.Node(), c.Pos})
	}
	return n
}

// Reads reports whether the sample is a whole value without a fault.
func (doc *JSON) Reads() bool { return doc.Value != nil && !doc.Truncated && len(doc.Faults) == 0 }

// Node returns the value of the sample, nil if it holds none.
func (doc *JSON) Node() *Node {
	if doc.Value == nil {
		return nil
	}
	return doc.Value.node(doc.src)
}

func (v *Value) node(src string) *Node {
	n := &Node{Pos: v.TextPos}
	switch v.Kind {
	case JSONNull:
		n.Kind = NullNode
	case JSONObject:
		n.Kind, n.Source = ObjectNode, src[v.Offset:v.End]
		for _, m := range v.Members {
			n.add(Member{m.Name, m.Value.node(src), m.Pos})
		}
	case JSONArray:
		n.Kind, n.Source = ArrayNode, src[v.Offset:v.End]
		for _, i := range v.Items {
			n.Items = append(n.Items, i.node(src))
		}
	case JSONString:
		n.Text = v.Text
	case JSONBare:
		n.Kind, n.Text = BareNode, v.Text
	default:
		n.Kind, n.Text = TokenNode, v.Text
	}
	return n
}

// Node returns what the setters of the object are given.
func (o *Object) Node() *Node {
	n := &Node{Kind: ObjectNode, Pos: o.Pos}
	for _, c := range o.Calls {
		n.add(Member{c.Setter, c.Arg.node(), c.Pos})
	}
	return n
}

// argKinds are the kinds of arguments that are leaves.
var argKinds = map[ArgKind]NodeKind{
	ArgString: TextNode, ArgDate: TextNode, ArgNumber: TokenNode, ArgBool: TokenNode, ArgFile: FileNode, ArgOther: BareNode,
}

func (a *Arg) node() *Node {
	switch a.Kind {
	case ArgObject:
		return a.Object.Node()
	case ArgList, ArgArray:
		n := &Node{Kind: ArrayNode, Pos: a.Pos}
		for _, i := range a.Items {
			n.Items = append(n.Items, i.node())
		}
		return n
	}
	return &Node{Kind: argKinds[a.Kind], Text: a.Text, Pos: a.Pos}
}
