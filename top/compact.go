package top

import "strings"

// This file reads values that no field describes as valid, compact JSON: white
// space and what was tolerated is gone, strings are escaped no more than they
// must be.

// compact reads the value at hand as JSON.
func (r *reader) compact() (RawJSON, bool) {
	if !r.isXML {
		return r.json().compact()
	}
	start := r.pos
	text, s := r.xmlText()
	switch s {
	case shapeBroken:
		return "", false
	case shapeText:
		return RawString(text), true
	}
	node, ok := r.xml().node(r.tag)
	if !ok {
		return "", false
	}
	return RawJSON(r.validText(string(node.appendJSON(nil)), start)), true
}

// compact reads the value at hand, if there is one at all.
func (l jsonLexer) compact() (RawJSON, bool) {
	if l.peek() == 0 {
		return "", l.syntax("ends where a JSON value should be")
	}
	start := l.pos
	b, ok := l.appendCompact(nil)
	if !ok {
		return "", false
	}
	if src := l.src[start:l.pos]; src == string(b) {
		return RawJSON(src), true
	}
	return RawJSON(b), true
}

func (l jsonLexer) appendCompact(b []byte) ([]byte, bool) {
	switch l.src[l.pos] {
	case '"':
		s, ok := l.stringToken()
		return appendQuoted(b, s), ok
	case '{':
		return l.appendCompactObject(b)
	case '[':
		return l.appendCompactArray(b)
	}
	s, ok := l.bare()
	if ok && !isJSONLiteral(s) {
		return appendQuoted(b, s), true
	}
	return append(b, s...), ok
}

func (l jsonLexer) appendCompactObject(b []byte) ([]byte, bool) {
	if !l.nest() {
		return b, false
	}
	l.pos++
	b = append(b, '{')
	for first := true; ; first = false {
		name, more := l.member()
		if !more {
			l.depth--
			return append(b, '}'), !l.broken
		}
		if !first {
			b = append(b, ',')
		}
		b = append(appendQuoted(b, name), ':')
		var ok bool
		if b, ok = l.appendCompact(b); !ok {
			return b, false
		}
	}
}

func (l jsonLexer) appendCompactArray(b []byte) ([]byte, bool) {
	if !l.nest() {
		return b, false
	}
	l.pos++
	b = append(b, '[')
	for first := true; ; first = false {
		if !l.element() {
			l.depth--
			return append(b, ']'), !l.broken
		}
		if !first {
			b = append(b, ',')
		}
		var ok bool
		if b, ok = l.appendCompact(b); !ok {
			return b, false
		}
	}
}

// isJSONLiteral reports whether a bare word is true, false, null or a number
// of JSON, which is stricter than Decimal: no plus, no leading zeros.
func isJSONLiteral(s string) bool {
	switch s {
	case "true", "false", "null":
		return true
	}
	digits := strings.TrimPrefix(s, "-")
	return isDecimal(digits) && digits[0] != '+' && digits[0] != '-' &&
		(digits[0] != '0' || len(digits) == 1 || digits[1] < '0' || digits[1] > '9')
}

// xmlNode is an element that no field describes.
type xmlNode struct {
	name     string
	text     string // of the element itself, all pieces
	children []*xmlNode
}

// node reads the content of the element name, whose start tag has been read.
func (l xmlLexer) node(name string) (*xmlNode, bool) {
	if !l.nest() {
		return nil, false
	}
	n := &xmlNode{name: name}
	var pieces textPieces
	for {
		text, child, ok := l.content(name)
		if !ok {
			return nil, false
		}
		pieces.add(text)
		if !child {
			n.text = pieces.text()
			l.depth--
			return n, true
		}
		tag, empty, ok := l.startTag()
		if !ok {
			return nil, false
		}
		c := &xmlNode{name: tag}
		if !empty {
			if c, ok = l.node(tag); !ok {
				return nil, false
			}
		}
		n.children = append(n.children, c)
	}
}

// appendJSON appends the node as JSON: text as a string, children as an
// object in which elements of one name make an array. Text between children is
// the member "#text".
func (n *xmlNode) appendJSON(b []byte) []byte {
	if len(n.children) == 0 {
		return appendQuoted(b, n.text)
	}
	var names []string
	groups := map[string][]*xmlNode{}
	for _, c := range n.children {
		group := groups[c.name]
		if group == nil {
			names = append(names, c.name)
		}
		groups[c.name] = append(group, c)
	}
	b = append(b, '{')
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendQuoted(b, name), ':')
		b = appendNodes(b, groups[name])
	}
	if strings.TrimSpace(n.text) != "" {
		b = append(b, `,"#text":`...)
		b = appendQuoted(b, n.text)
	}
	return append(b, '}')
}

func appendNodes(b []byte, nodes []*xmlNode) []byte {
	if len(nodes) == 1 {
		return nodes[0].appendJSON(b)
	}
	for i, n := range nodes {
		b = append(b, "[,"[min(i, 1)])
		b = n.appendJSON(b)
	}
	return append(b, ']')
}
