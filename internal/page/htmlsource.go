package page

import (
	"html"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"
)

// Nodes of an HTML tree do not know where they were written. So the source is
// rewritten before it is parsed: each start tag that counts carries its offset
// as an attribute, and each text is replaced by the number of its entry in a
// table of texts, as "{12}". What does not count is left out: scripts,
// attributes of no use, and above all the tags that only format text, which
// parsers carry from paragraph to paragraph at a cost that grows with the
// square of the page.

const offsetAttr = "data-offset"

// structural are the elements that say where text belongs.
var structural = map[string]bool{
	"html": true, "body": true, "table": true, "thead": true, "tbody": true, "tfoot": true, "tr": true, "td": true, "th": true,
	"ul": true, "ol": true, "li": true, "dl": true, "dt": true, "dd": true, "div": true, "p": true, "pre": true, "textarea": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "span": true, "br": true, "section": true, "article": true,
}

// htmlSource is a page's HTML with the places of its texts.
type htmlSource struct {
	text  string
	lines []int  // offsets of line starts
	clean string // rewritten for the parser
	texts []Text // by number
	// line and column are the place of offset, for texts that come in order.
	offset, line, column int
	ended                bool // the source has </html>, or never had <html>
}

func newHTMLSource(text string) *htmlSource {
	s := &htmlSource{text: text, lines: lineStarts(text), ended: true, line: 1, column: 1}
	s.rewrite()
	return s
}

func lineStarts(text string) []int {
	starts := []int{0}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// position returns the line and column of an offset.
func (s *htmlSource) position(offset int) (line, column int) {
	n := sort.SearchInts(s.lines, offset+1)
	return n, 1 + utf8.RuneCountInString(s.text[s.lines[n-1]:offset])
}

func (s *htmlSource) rewrite() {
	var out strings.Builder
	out.Grow(len(s.text) + len(s.text)/4)
	z := xhtml.NewTokenizer(strings.NewReader(s.text))
	offset := 0
	skip := "" // the element whose text does not count
	for {
		kind := z.Next()
		raw := z.Raw()
		start := offset
		offset += len(raw)
		switch kind {
		case xhtml.ErrorToken:
			s.clean = out.String()
			return
		case xhtml.TextToken:
			if skip == "" {
				s.writeText(&out, start, offset)
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			name, _ := z.TagName()
			tag := string(name)
			if tag == "html" {
				s.ended = false
			}
			if kind == xhtml.StartTagToken && (tag == "script" || tag == "style" || tag == "title") {
				skip = tag
			}
			if structural[tag] {
				writeTag(&out, z, tag, start)
			}
		case xhtml.EndTagToken:
			name, _ := z.TagName()
			tag := string(name)
			if tag == "html" {
				s.ended = true
			}
			if tag == skip {
				skip = ""
			}
			if structural[tag] {
				if tag == "textarea" {
					tag = "pre"
				}
				out.WriteString("</" + tag + ">")
			}
		}
	}
}

// writeTag writes a start tag with its class, the place where its content
// begins and nothing else. A textarea becomes a pre.
func writeTag(out *strings.Builder, z *xhtml.Tokenizer, tag string, offset int) {
	if tag == "textarea" {
		tag = "pre"
	}
	out.WriteString("<" + tag + " " + offsetAttr + `="` + strconv.Itoa(offset) + `"`)
	for {
		key, value, more := z.TagAttr()
		if string(key) == "class" {
			out.WriteString(` class="` + html.EscapeString(string(value)) + `"`)
		}
		if !more {
			break
		}
	}
	out.WriteByte('>')
}

// writeText writes the number of the text between two offsets.
func (s *htmlSource) writeText(out *strings.Builder, start, end int) {
	raw := s.text[start:end]
	if strings.Trim(raw, " \t\n\f") == "" {
		out.WriteString(raw)
		return
	}
	out.WriteString("{" + strconv.Itoa(len(s.texts)) + "}")
	s.texts = append(s.texts, s.resolve(raw, start))
}

// resolve resolves the entities of a text that stands at offset.
func (s *htmlSource) resolve(raw string, offset int) Text {
	s.line, s.column = advance(s.line, s.column, s.text[s.offset:offset])
	s.offset = offset
	t := Text{Line: s.line, Column: s.column}
	if !strings.Contains(raw, "&") {
		t.S = raw
		return t
	}
	var b strings.Builder
	line, column := t.Line, t.Column
	for i := 0; i < len(raw); {
		n := strings.IndexByte(raw[i:], '&')
		if n < 0 {
			b.WriteString(raw[i:])
			break
		}
		piece := raw[i : i+n]
		b.WriteString(piece)
		line, column = advance(line, column, piece)
		i += n
		n = referenceLength(raw[i:])
		b.WriteString(html.UnescapeString(raw[i : i+n]))
		column += n // ASCII
		i += n
		t.marks = append(t.marks, mark{b.Len(), line, column})
	}
	t.S = b.String()
	return t
}

// referenceLength returns the length of the character reference that s begins
// with: up to the ";", or, where browsers go without one, up to the end of the
// letters and digits.
func referenceLength(s string) int {
	const longest = 33 // &CounterClockwiseContourIntegral;
	n := 1
	for n < len(s) && n < longest && (isLetter(s[n]) || isDigit(s[n]) || s[n] == '#' && n == 1) {
		n++
	}
	if n < len(s) && s[n] == ';' {
		n++
	}
	return n
}
