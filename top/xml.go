package top

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// The XML half of the decoder. It reads elements and text; attributes,
// comments, processing instructions and a document type are skipped, and no
// entity is ever expanded but the five of XML and character references.

// prolog moves to the first element of the document, or to the end.
func (d *decoder) prolog() bool {
	for {
		d.space()
		rest := d.src[d.pos:]
		switch {
		case strings.HasPrefix(rest, "<?"), strings.HasPrefix(rest, "<!--"):
			if !d.skipMarkup() {
				return false
			}
		case strings.HasPrefix(rest, "<!"):
			if !d.skipDoctype() {
				return false
			}
		default:
			return true
		}
	}
}

// skipMarkup moves behind the comment or processing instruction at pos.
func (d *decoder) skipMarkup() bool {
	end := "?>"
	if d.src[d.pos+1] == '!' {
		end = "-->"
	}
	i := strings.Index(d.src[d.pos:], end)
	if i < 0 {
		return d.syntax("is broken XML: a comment or an instruction does not end")
	}
	d.pos += i + len(end)
	return true
}

// skipDoctype moves behind the document type declaration at pos.
func (d *decoder) skipDoctype() bool {
	nested, quote := 0, byte(0)
	for i := d.pos; i < len(d.src); i++ {
		switch c := d.src[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			nested++
		case c == '>':
			if nested--; nested == 0 {
				d.pos = i + 1
				return true
			}
		}
	}
	return d.syntax("is broken XML: the document type does not end")
}

// startTag reads the start tag at pos and moves behind it; empty tells that
// the element ends there, too.
func (d *decoder) startTag() (name string, empty, ok bool) {
	start := d.pos + 1
	i := start
	for i < len(d.src) && !isTagEnd(d.src[i]) {
		i++
	}
	name = d.src[start:i]
	if name == "" {
		return "", false, d.syntax("is broken XML: a tag without a name")
	}
	for i < len(d.src) {
		switch c := d.src[i]; c {
		case '>':
			d.pos = i + 1
			return name, d.src[i-1] == '/', true
		case '"', '\'':
			end := strings.IndexByte(d.src[i+1:], c)
			if end < 0 {
				i = len(d.src)
				continue
			}
			i += end + 1
		case '<':
			return "", false, d.syntax("is broken XML: a tag within a tag")
		}
		i++
	}
	return "", false, d.syntax("ends in the middle of an XML tag")
}

func isTagEnd(c byte) bool {
	return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '<'
}

// endTag reads the end tag at pos, which must close name.
func (d *decoder) endTag(name string) bool {
	rest := d.src[d.pos+2:]
	if len(rest) > len(name) && rest[len(name)] == '>' && rest[:len(name)] == name {
		d.pos += len(name) + 3
		return true
	}
	end := strings.IndexByte(rest, '>')
	if end < 0 {
		return d.syntax("ends in the middle of an XML tag")
	}
	if strings.TrimRight(rest[:end], " \t\r\n") != name {
		return d.syntax("is broken XML: an end tag closes another element than the one that is open")
	}
	d.pos += end + 3
	return true
}

// content reads text up to the next child of the element name, at whose start
// tag pos then is, or behind the element's end tag.
func (d *decoder) content(name string) (text string, child, ok bool) {
	var pieces textPieces
	for {
		i := strings.IndexByte(d.src[d.pos:], '<')
		if i < 0 || d.pos+i+1 >= len(d.src) {
			return "", false, d.syntax("ends in the middle of an XML element")
		}
		pieces.add(unescapeXML(d.src[d.pos : d.pos+i]))
		d.pos += i
		switch d.src[d.pos+1] {
		case '/':
			return pieces.text(), false, d.endTag(name)
		case '!':
			cdata, ok := d.skipDeclaration()
			if !ok {
				return "", false, false
			}
			pieces.add(cdata)
		case '?':
			if !d.skipMarkup() {
				return "", false, false
			}
		default:
			return pieces.text(), true, true
		}
	}
}

// textPieces joins pieces of text without copying a single one.
type textPieces struct {
	first string
	all   []byte // nil as long as first is all
}

//go:noinline
func (t *textPieces) add(s string) {
	switch {
	case s == "":
	case t.first == "":
		t.first = s
	default:
		if t.all == nil {
			t.all = append(t.all, t.first...)
		}
		t.all = append(t.all, s...)
	}
}

func (t *textPieces) text() string {
	if t.all == nil {
		return t.first
	}
	return string(t.all)
}

// skipDeclaration moves behind the comment or the CDATA section at pos, and
// returns the text of the latter.
func (d *decoder) skipDeclaration() (text string, ok bool) {
	const open, end = "<![CDATA[", "]]>"
	if strings.HasPrefix(d.src[d.pos:], "<!--") {
		return "", d.skipMarkup()
	}
	rest, isData := strings.CutPrefix(d.src[d.pos:], open)
	if !isData {
		return "", d.syntax("is broken XML: a declaration within an element")
	}
	i := strings.Index(rest, end)
	if i < 0 {
		return "", d.syntax("ends in the middle of a CDATA section")
	}
	d.pos += len(open) + i + len(end)
	return rest[:i], true
}

// skipElement moves behind the element at pos.
func (d *decoder) skipElement() bool {
	name, empty, ok := d.startTag()
	if !ok || empty {
		return ok
	}
	return d.skipContent(name)
}

// skipContent moves behind the end tag of the element name, whose start tag
// has been read.
func (d *decoder) skipContent(name string) bool {
	if !d.enter() {
		return false
	}
	for {
		_, child, ok := d.content(name)
		if !ok || !child {
			d.leave()
			return ok
		}
		if !d.skipElement() {
			return false
		}
	}
}

// unescapeXML resolves the entities of XML and normalises line ends; what is
// no entity stands for itself.
func unescapeXML(s string) string {
	if strings.IndexByte(s, '&') < 0 && strings.IndexByte(s, '\r') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\r':
			b = append(b, '\n')
			if i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
		case '&':
			r, n := entity(s[i:])
			if n == 0 {
				b = append(b, c)
				continue
			}
			b = utf8.AppendRune(b, r)
			i += n - 1
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// entity reads the entity with which s begins; n is its length, 0 if it is none.
func entity(s string) (r rune, n int) {
	const longest = len("&#x0010FFFF;")
	end := strings.IndexByte(s[:min(len(s), longest)], ';')
	if end < 0 {
		return 0, 0
	}
	name := s[1:end]
	switch name {
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "amp":
		return '&', end + 1
	case "quot":
		return '"', end + 1
	case "apos":
		return '\'', end + 1
	}
	number, isNumber := strings.CutPrefix(name, "#")
	base := 10
	if hex, isHex := strings.CutPrefix(number, "x"); isHex {
		number, base = hex, 16
	}
	v, err := strconv.ParseUint(number, base, 32)
	if !isNumber || err != nil || !utf8.ValidRune(rune(v)) || v > utf8.MaxRune {
		return 0, 0
	}
	return rune(v), end + 1
}

// xmlNode is an element that no field describes.
type xmlNode struct {
	name     string
	text     string // of the element itself, all pieces
	children []*xmlNode
}

// node reads the content of the element name, whose start tag has been read.
func (d *decoder) node(name string) (*xmlNode, bool) {
	if !d.enter() {
		return nil, false
	}
	n := &xmlNode{name: name}
	var pieces textPieces
	for {
		text, child, ok := d.content(name)
		if !ok {
			return nil, false
		}
		pieces.add(text)
		if !child {
			n.text = pieces.text()
			d.leave()
			return n, true
		}
		tag, empty, ok := d.startTag()
		if !ok {
			return nil, false
		}
		c := &xmlNode{name: tag}
		if !empty {
			if c, ok = d.node(tag); !ok {
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
