package sample

import "strings"

// Copy returns a node that can be changed without the other.
func (n *Node) Copy() *Node {
	own := &Node{Kind: n.Kind, Text: n.Text}
	for _, m := range n.Members {
		own.Add(m.Name, m.Value.Copy())
	}
	for _, item := range n.Items {
		own.Items = append(own.Items, item.Copy())
	}
	return own
}

// At returns the value at a path of names, such as "result.items"; nil if there is none.
func (n *Node) At(path string) *Node {
	for name := range strings.SplitSeq(path, ".") {
		if n == nil {
			return nil
		}
		n = n.Get(name)
	}
	return n
}

// Set puts a value at a path of an object, and makes the objects on the way where
// they lack. At "" it does nothing.
func (n *Node) Set(path string, value *Node) {
	if path == "" {
		return
	}
	name, rest, deeper := strings.Cut(path, ".")
	if deeper {
		inner := n.Get(name)
		if inner == nil || inner.Kind != ObjectNode {
			inner = &Node{Kind: ObjectNode}
		}
		inner.Set(rest, value)
		value = inner
	}
	members := n.Members
	*n = Node{Kind: ObjectNode}
	for _, m := range members {
		if m.Name != name {
			n.Add(m.Name, m.Value)
		}
	}
	n.Add(name, value)
}

// Remove takes the value at a path out of an object, if it is there.
func (n *Node) Remove(path string) {
	dot := strings.LastIndexByte(path, '.')
	name, in := path[dot+1:], n
	if dot >= 0 {
		in = n.At(path[:dot])
	}
	if in == nil || in.Get(name) == nil {
		return
	}
	members := in.Members
	*in = Node{Kind: in.Kind}
	for _, m := range members {
		if m.Name != name {
			in.Add(m.Name, m.Value)
		}
	}
}

// Parameter returns the text that a call has at a path of its parameters: within one
// of them, which is JSON, or within the document that is the body; "" if it has none.
func Parameter(values map[string]string, body, path string) string {
	name, rest, deeper := strings.Cut(path, ".")
	text := values[name]
	if root := ReadXML(body).Root; len(root.Members) > 0 { // a call of Qimen
		if text = root.Members[0].Value.JSON(); name != root.Members[0].Name {
			rest = path
		}
		deeper = true
	}
	if !deeper {
		return text
	}
	node, err := ParseJSON(text)
	if err != nil || node.At(rest) == nil {
		return ""
	}
	return node.At(rest).Text
}
