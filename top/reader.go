package top

import "strings"

// reader reads a body, JSON or XML, as values of one kind:
//
//	shape    in JSON                        in XML
//	text     a string, a number, a word     an element without child elements
//	object   an object                      an element with child elements, its members
//	array    an array                       none: elements of one name follow each other
//
// It says which value is at hand: in JSON it begins at pos; in XML pos is behind
// the start tag of its element, of which tag and empty tell. A value at hand is
// read by text, skip or compact, or, if text says that it is an object or an array,
// by enter and then member or element until there are no more.
type reader struct {
	lexer
	isXML bool
	tag   string // of XML: the name of the element at hand
	empty bool   // of XML: the element at hand has ended with its start tag
}

// shape is what kind of value is at hand.
type shape uint8

const (
	shapeBroken shape = iota // the body is broken
	shapeText
	shapeObject
	shapeArray
)

func (r *reader) json() jsonLexer { return jsonLexer{&r.lexer} }
func (r *reader) xml() xmlLexer   { return xmlLexer{&r.lexer} }

// text reads the value at hand if it is a text; null is an empty one. An object
// or an array it leaves alone.
func (r *reader) text() (string, shape) {
	if r.isXML {
		return r.xmlText()
	}
	return r.json().text()
}

func (r *reader) xmlText() (string, shape) {
	if r.empty {
		return "", shapeText
	}
	start := r.pos
	text, child, ok := r.xml().content(r.tag)
	switch {
	case !ok:
		return "", shapeBroken
	case child:
		r.pos = start
		return "", shapeObject
	}
	return r.validText(text, start), shapeText
}

// isNested reports whether the value at hand is an object or an array (or
// broken), without reading it.
func (r *reader) isNested() bool {
	if !r.isXML {
		return r.src[r.pos] == '{' || r.src[r.pos] == '['
	}
	start := r.pos
	_, s := r.xmlText()
	r.pos = start
	return s != shapeText
}

// level is the object or array that is being read: in XML the name of its
// element, in JSON nothing.
type level string

// enter begins to read the object or array at hand.
func (r *reader) enter() (level, bool) {
	if !r.nest() {
		return "", false
	}
	if r.isXML {
		return level(r.tag), true
	}
	r.pos++ // the bracket
	return "", true
}

// member moves to the next member of an object and returns its name; more is
// false if there is none, and pos then behind the object, or if the body is broken.
func (r *reader) member(of level) (name string, more bool) {
	if r.isXML {
		name, more = r.xmlMember(string(of))
	} else {
		name, more = r.json().member()
	}
	if !more {
		r.depth--
	}
	return name, more
}

func (r *reader) xmlMember(parent string) (name string, more bool) {
	at := r.pos
	text, child, ok := r.xml().content(parent)
	if !ok {
		return "", false
	}
	if text != "" && !isBlank(text) {
		r.misfit(at, "has text beside its elements")
	}
	if !child {
		return "", false
	}
	r.tag, r.empty, ok = r.xml().startTag()
	return r.tag, ok
}

// elementIs moves to the value of the next member of an element if it begins with exactly
// the start tag of the field f; otherwise it does nothing. It is memberIs for XML.
func (r *reader) elementIs(f *field) bool {
	ok := strings.HasPrefix(r.src[r.pos:], f.start)
	if ok {
		r.pos += len(f.start)
		r.tag, r.empty = f.name, false
	}
	return ok
}

// element is member for the elements of an array.
func (r *reader) element() (more bool) {
	if more = r.json().element(); !more {
		r.depth--
	}
	return more
}

// skip moves behind the value at hand and returns its source; that of an
// element is its content.
func (r *reader) skip() (source string, ok bool) {
	switch {
	case !r.isXML:
		return r.json().skip()
	case r.empty:
		return "", true
	}
	start := r.pos
	if !r.xml().skipContent(r.tag) {
		return "", false
	}
	content := r.src[start:r.pos]
	return strings.TrimSpace(content[:strings.LastIndex(content, "</")]), true
}

// unread goes back to the value at hand, which began at pos and was read by text,
// and forgets what was wrong with it: there were so many faults before.
func (r *reader) unread(pos, faults int) { r.pos, r.faults = pos, r.faults[:faults] }

// place is what a look ahead comes back to.
type place struct {
	pos, depth, faults int
	tag                string
	empty              bool
}

// mark returns where the reader is.
func (r *reader) mark() place { return place{r.pos, r.depth, len(r.faults), r.tag, r.empty} }

// rewind goes back to a place. What was found wrong since is forgotten, since
// it will be read again, unless the body is broken.
func (r *reader) rewind(to place) {
	if !r.broken {
		r.pos, r.depth, r.faults, r.tag, r.empty = to.pos, to.depth, r.faults[:to.faults], to.tag, to.empty
	}
}
