package sample

import (
	"html"
	"strings"
)

// XML is a response sample in XML.
type XML struct {
	// Root is an object with the elements of the outermost level: one root, or, of
	// a Qimen page, the fields themselves. An element with elements in it is an
	// object, too, and any other a text.
	Root      *Node
	Truncated bool // the sample ends inside an element or a tag
	// Loose tells that the sample is not well-formed, although it reads without
	// doubt: it has a "<" that is text, or entities of HTML.
	Loose bool
	// Mixed tells that text stands beside elements. It counts for nothing.
	Mixed  bool
	Faults []Fault
	Places Places
}

// Reads reports whether the sample is a whole and well-formed document.
func (doc *XML) Reads() bool { return len(doc.Faults) == 0 && !doc.Truncated && !doc.Loose }

// Unmarked returns the content of an XML element as text, where somebody forgot to
// escape it: the markup in it as written, entities resolved once.
func (n *Node) Unmarked() string {
	if n.IsLeaf() {
		return n.Text
	}
	return resolveEntities(n.Source)
}

// ReadXML reads an XML sample. It takes what browsers take: "<" that begins
// no tag is text, an unknown entity is text, and an element that is never
// closed is text of the element around it. An end tag that closes nothing is
// text where the innermost element is closed next, and else taken for its
// misspelt end.
func ReadXML(src string) *XML {
	r := xmlReader{src: src, cursor: newCursor(src), doc: &XML{Root: &Node{Kind: ObjectNode}}}
	r.open = []xmlFrame{{Member: Member{Value: r.doc.Root}}} // around the outermost level
	for i := 0; i < len(src); {
		i = r.next(i)
	}
	r.finish()
	return r.doc
}

// normalLines gives the lines of a text the ends that XML gives them.
var normalLines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

type xmlReader struct {
	src    string
	cursor cursor
	doc    *XML
	open   []xmlFrame // the elements that are not closed yet, outermost first

	tooDeep bool // that was said
}

// xmlFrame is an open element and the pieces of its text.
type xmlFrame struct {
	Member
	pieces []string
}

func (r *xmlReader) top() *xmlFrame { return &r.open[len(r.open)-1] }

func (r *xmlReader) text(s string) {
	if s != "" {
		f := r.top()
		f.pieces = append(f.pieces, s)
	}
}

// next reads one piece of text or markup at i and returns where it ends.
func (r *xmlReader) next(i int) int {
	s := r.src
	if s[i] != '<' {
		j := strings.IndexByte(s[i:], '<')
		if j < 0 {
			j = len(s) - i
		}
		r.doc.Loose = r.doc.Loose || hasForeignEntity(s[i:i+j])
		r.text(resolveEntities(normalLines.Replace(s[i : i+j])))
		return i + j
	}
	switch rest := s[i:]; {
	case strings.HasPrefix(rest, "<!--"):
		return r.skipTo(i, "<!--", "-->")
	case strings.HasPrefix(rest, "<![CDATA["):
		end := r.skipTo(i, "<![CDATA[", "]]>")
		r.text(strings.TrimSuffix(s[i+len("<![CDATA["):end], "]]>"))
		return end
	case strings.HasPrefix(rest, "<?"):
		return r.skipTo(i, "<?", "?>")
	case strings.HasPrefix(rest, "<!"):
		return r.skipTo(i, "<!", ">")
	}
	tag, ok := readTag(s, i)
	switch {
	case !ok:
		r.doc.Loose = true
		r.text("<")
		return i + 1
	case tag.cut:
		r.doc.Truncated = true
		r.doc.Faults = append(r.doc.Faults, fault(r.cursor.at(i), "the sample ends inside the tag %q", s[i:]))
	case tag.end:
		r.close(i, tag)
	default:
		r.start(i, tag)
	}
	return tag.stop
}

// skipTo returns the end of markup that begins at i and ends with end.
func (r *xmlReader) skipTo(i int, begin, end string) int {
	from := i + len(begin)
	if j := strings.Index(r.src[from:], end); j >= 0 {
		return from + j + len(end)
	}
	r.doc.Truncated = true
	r.doc.Faults = append(r.doc.Faults, fault(r.cursor.at(i), "%s is never closed by %s", begin, end))
	return len(r.src)
}

func (r *xmlReader) start(i int, tag xmlTag) {
	m := Member{Name: tag.name, Pos: r.cursor.at(i), Value: &Node{Pos: r.cursor.at(tag.stop)}}
	if len(r.open) > MaxDepth {
		if !r.tooDeep {
			f := fault(m.Pos, "elements are nested more than %d deep", MaxDepth)
			f.TooDeep, r.tooDeep = true, true
			r.doc.Faults = append(r.doc.Faults, f)
		}
		return
	}
	parent := r.top().Value
	parent.Members = append(parent.Members, m)
	if !tag.empty {
		r.open = append(r.open, xmlFrame{Member: m})
	}
}

// close ends the innermost open element of the tag's name.
func (r *xmlReader) close(i int, tag xmlTag) {
	n := len(r.open) - 1
	for n > 0 && r.open[n].Name != tag.name {
		n--
	}
	if n == 0 {
		n = len(r.open) - 1
		f := fault(r.cursor.at(i), "</%s> closes no element", tag.name)
		if n > 0 {
			open := r.open[n].Member
			f.Open = &open
		}
		r.doc.Faults = append(r.doc.Faults, f)
		if n == 0 || nextEndTag(r.src[tag.stop:]) == r.open[n].Name {
			r.text(resolveEntities(r.src[i:tag.stop]))
			return
		}
	}
	if n < len(r.open)-1 {
		r.flatten(n, i)
	}
	r.pop(i)
}

// nextEndTag returns the name of the first end tag in s.
func nextEndTag(s string) string {
	i := strings.Index(s, "</")
	if i < 0 {
		return ""
	}
	tag, _ := readTag(s, i)
	return tag.name
}

// pop ends the innermost element, whose content ends at i.
func (r *xmlReader) pop(i int) {
	f, n := r.top(), r.top().Value
	text := strings.Join(f.pieces, "")
	if len(n.Members) == 0 {
		n.Text = text
	} else {
		n.Kind = ObjectNode
		n.Source = strings.TrimSpace(r.src[n.Pos.Offset:i])
		n.index()
		r.doc.Mixed = r.doc.Mixed || !blank(text)
	}
	r.open = r.open[:len(r.open)-1]
}

// flatten makes the elements inside of the n-th open one, which nothing closed
// before i, text of it: "line<br>more" is a value, not a structure.
func (r *xmlReader) flatten(n, i int) {
	lost := r.open[n+1]
	r.doc.Faults = append(r.doc.Faults, fault(lost.Pos, "<%s> is never closed: taken as text", lost.Name))
	r.open = r.open[:n+1]
	around := r.top().Value
	around.Members = around.Members[:len(around.Members)-1]
	r.text(resolveEntities(r.src[lost.Pos.Offset:i]))
}

func (r *xmlReader) finish() {
	if n := len(r.open); n > 1 {
		r.doc.Truncated = true
		if len(r.doc.Faults) == 0 || r.doc.Faults[len(r.doc.Faults)-1].Offset != r.cursor.pos.Offset {
			r.doc.Faults = append(r.doc.Faults, fault(r.cursor.at(len(r.src)), "the sample ends inside <%s>", r.top().Name))
		}
	}
	for len(r.open) > 1 {
		r.pop(len(r.src))
	}
	f := r.top()
	r.doc.Root.index()
	if text := strings.TrimSpace(strings.Join(f.pieces, "")); text != "" && len(r.doc.Root.Members) > 0 {
		pos := newCursor(r.src)
		r.doc.Faults = append(r.doc.Faults, fault(pos.at(max(0, strings.Index(r.src, text))), "text outside of the elements: %.40q", text))
	}
}

// xmlTag is a start or end tag.
type xmlTag struct {
	name  string
	end   bool // "</name>"
	empty bool // "<name/>"
	cut   bool // the source ends inside
	stop  int  // offset behind the tag
}

// readTag reads the tag at s[i:], which begins with "<". A "<" that is
// followed by anything but a well-formed tag begins none.
func readTag(s string, i int) (xmlTag, bool) {
	tag := xmlTag{stop: len(s)}
	j := i + 1
	if j < len(s) && s[j] == '/' {
		tag.end = true
		j++
	}
	k := j
	for k < len(s) && strings.IndexByte("<>/&\"'=!?; \n\t\r", s[k]) < 0 {
		k++
	}
	if tag.name = s[j:k]; tag.name == "" {
		tag.cut = k == len(s)
		return tag, tag.cut && tag.end
	}
	for !tag.end {
		attr := skipAttribute(s, k)
		if attr == k {
			break
		}
		k = attr
	}
	k = skipSpace(s, k)
	if k < len(s) && s[k] == '/' && !tag.end {
		tag.empty = true
		k++
	}
	if k == len(s) {
		tag.cut = true
		return tag, true
	}
	tag.stop = k + 1
	return tag, s[k] == '>'
}

// skipAttribute returns the offset behind ` name="value"` at s[i:], or i where
// there is none.
func skipAttribute(s string, i int) int {
	j := skipSpace(s, i)
	if j == i {
		return i
	}
	k := j
	for k < len(s) && strings.IndexByte("<>/&\"'= \n\t\r", s[k]) < 0 {
		k++
	}
	if k == j {
		return i
	}
	k = skipSpace(s, k)
	if k == len(s) || s[k] != '=' {
		return i
	}
	k = skipSpace(s, k+1)
	if k == len(s) || s[k] != '"' && s[k] != '\'' {
		return i
	}
	end := strings.IndexByte(s[k+1:], s[k])
	if end < 0 {
		return i
	}
	return k + 1 + end + 1
}

// resolveEntities resolves the entities of s once. Only names that end in ";"
// count, so that "?a=1&copy=2" stays what it is.
func resolveEntities(s string) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	var b strings.Builder
	for i >= 0 {
		b.WriteString(s[:i])
		s = s[i:]
		n := entityLength(s)
		b.WriteString(html.UnescapeString(s[:n]))
		s = s[n:]
		i = strings.IndexByte(s, '&')
	}
	b.WriteString(s)
	return b.String()
}

// hasForeignEntity reports whether resolveEntities resolves anything in s but
// the five entities of XML.
func hasForeignEntity(s string) bool {
	for i := strings.IndexByte(s, '&'); i >= 0; {
		s = s[i:]
		n := entityLength(s)
		switch s[:n] {
		case "&lt;", "&gt;", "&amp;", "&quot;", "&apos;":
		default:
			if html.UnescapeString(s[:n]) != s[:n] {
				return true
			}
		}
		s = s[n:]
		i = strings.IndexByte(s, '&')
	}
	return false
}

// entityLength returns the length of the reference that s begins with, or 1
// where its "&" begins none.
func entityLength(s string) int {
	const longest = 33 // &CounterClockwiseContourIntegral;
	for i := 1; i < len(s) && i < longest; i++ {
		switch c := s[i]; {
		case c == ';' && i > 1:
			return i + 1
		case c == '#' && i == 1:
		case '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		default:
			return 1
		}
	}
	return 1
}
