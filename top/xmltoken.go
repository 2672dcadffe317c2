package top

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// xmlLexer reads the tokens of XML: tags, and the text between them.
// Attributes, comments, processing instructions and a document type are skipped,
// and no entity is ever expanded but the five of XML and character references.
//
// It keeps no stack of open elements: whoever reads the content of an element
// has its name from its start tag, and hands it to content or endTag. The empty
// name, which no element has, stands for the document as a whole, whose content
// ends with the body.
type xmlLexer struct{ *lexer }

// wholeDocument is the name that stands for the document as a whole.
const wholeDocument = ""

// prolog moves to the first element of the document, or to the end.
func (l xmlLexer) prolog() bool {
	for {
		l.space()
		rest := l.src[l.pos:]
		switch {
		case strings.HasPrefix(rest, "<?"), strings.HasPrefix(rest, "<!--"):
			if !l.skipMarkup() {
				return false
			}
		case strings.HasPrefix(rest, "<!"):
			if !l.skipDoctype() {
				return false
			}
		default:
			return true
		}
	}
}

// skipMarkup moves behind the comment or processing instruction at pos. Its end
// does not overlap its begin: <!--> begins a comment that goes on.
func (l xmlLexer) skipMarkup() bool {
	start, end := "<?", "?>"
	if l.src[l.pos+1] == '!' {
		start, end = "<!--", "-->"
	}
	content := l.src[l.pos+len(start):]
	i := strings.Index(content, end)
	if i < 0 {
		return l.syntax("is broken XML: a comment or an instruction does not end")
	}
	l.pos += len(start) + i + len(end)
	return true
}

// skipDoctype moves behind the document type declaration at pos, with the
// declarations, comments and instructions in it.
func (l xmlLexer) skipDoctype() bool {
	nested := 0
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; c {
		case '"', '\'':
			end := strings.IndexByte(l.src[l.pos+1:], c)
			if end < 0 {
				l.pos = len(l.src)
				continue
			}
			l.pos += end + 1
		case '<':
			if rest := l.src[l.pos:]; strings.HasPrefix(rest, "<!--") || strings.HasPrefix(rest, "<?") {
				if !l.skipMarkup() {
					return false
				}
				continue
			}
			nested++
		case '>':
			if nested--; nested == 0 {
				l.pos++
				return true
			}
		}
		l.pos++
	}
	return l.syntax("is broken XML: the document type does not end")
}

// startTag reads the start tag at pos; empty tells that the element ends
// there, too.
func (l xmlLexer) startTag() (name string, empty, ok bool) {
	start := l.pos + 1
	i := start
	for i < len(l.src) && !isTagEnd(l.src[i]) {
		i++
	}
	name = l.src[start:i]
	if name == "" {
		return "", false, l.syntax("is broken XML: a tag without a name")
	}
	for i < len(l.src) {
		switch c := l.src[i]; c {
		case '>':
			l.pos = i + 1
			return name, l.src[i-1] == '/', true
		case '"', '\'':
			end := strings.IndexByte(l.src[i+1:], c)
			if end < 0 {
				i = len(l.src)
				continue
			}
			i += end + 1
		case '<':
			return "", false, l.syntax("is broken XML: a tag within a tag")
		}
		i++
	}
	return "", false, l.syntax("ends in the middle of an XML tag")
}

func isTagEnd(c byte) bool {
	return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '<'
}

// endTag reads the end tag at pos, which must be that of the element name.
func (l xmlLexer) endTag(name string) bool {
	rest := l.src[l.pos+2:]
	if len(rest) > len(name) && rest[len(name)] == '>' && rest[:len(name)] == name && name != wholeDocument {
		l.pos += len(name) + 3
		return true
	}
	end := strings.IndexByte(rest, '>')
	if end < 0 {
		return l.syntax("ends in the middle of an XML tag")
	}
	last := end
	for last > 0 && isSpace(rest[last-1]) {
		last--
	}
	if rest[:last] != name || name == wholeDocument {
		return l.syntax("is broken XML: an end tag closes another element than the one that is open")
	}
	l.pos += end + 3
	return true
}

// content reads the text up to the next child of the element name, at whose
// start tag pos then is, or up to the end of the element, behind which it is then.
func (l xmlLexer) content(name string) (text string, child, ok bool) {
	var pieces textPieces
	for {
		i := strings.IndexByte(l.src[l.pos:], '<')
		if i < 0 && name == wholeDocument {
			pieces.add(l.src[l.pos:])
			l.pos = len(l.src)
			return pieces.text(), false, true
		}
		if i < 0 || l.pos+i+1 >= len(l.src) {
			return "", false, l.syntax("ends in the middle of an XML element")
		}
		if i > 0 {
			pieces.add(resolve(l.src[l.pos:l.pos+i], true))
			l.pos += i
		}
		switch l.src[l.pos+1] {
		case '/':
			return pieces.text(), false, l.endTag(name)
		case '!':
			cdata, ok := l.skipDeclaration()
			if !ok {
				return "", false, false
			}
			pieces.add(cdata)
		case '?':
			if !l.skipMarkup() {
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
func (l xmlLexer) skipDeclaration() (text string, ok bool) {
	const open, end = "<![CDATA[", "]]>"
	if strings.HasPrefix(l.src[l.pos:], "<!--") {
		return "", l.skipMarkup()
	}
	rest, isData := strings.CutPrefix(l.src[l.pos:], open)
	if !isData {
		return "", l.syntax("is broken XML: a declaration within an element")
	}
	i := strings.Index(rest, end)
	if i < 0 {
		return "", l.syntax("ends in the middle of a CDATA section")
	}
	l.pos += len(open) + i + len(end)
	return resolve(rest[:i], false), true
}

// skipContent moves behind the end tag of the element name, whose start tag
// has been read.
func (l xmlLexer) skipContent(name string) bool {
	if !l.nest() {
		return false
	}
	for {
		_, child, ok := l.content(name)
		if !ok || !child {
			l.depth--
			return ok
		}
		tag, empty, ok := l.startTag()
		if !ok || !empty && !l.skipContent(tag) {
			return false
		}
	}
}

// resolve returns text with all line ends made \n and, if it may have any, with
// the entities of XML resolved; what is no entity stands for itself.
func resolve(s string, entities bool) string {
	if strings.IndexByte(s, '\r') < 0 && (!entities || strings.IndexByte(s, '&') < 0) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\r':
			b = append(b, '\n')
			if i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
		case c == '&' && entities:
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
