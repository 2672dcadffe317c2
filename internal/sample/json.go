package sample

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON is a sample in JSON.
type JSON struct {
	Root      *Node // nil where the sample holds no value
	Truncated bool  // the sample ends inside a value
	Faults    []Fault
	Places    Places
}

// Reads reports whether the sample is a whole value without a fault.
func (doc *JSON) Reads() bool { return doc.Root != nil && !doc.Truncated && len(doc.Faults) == 0 }

// ReadJSON reads a JSON sample. Beyond the standard it takes raw control
// characters in strings, unknown escapes (the character behind the
// backslash), commas before a closing bracket, and words without quotes; the
// latter two, missing commas and whatever follows the value are faults.
func ReadJSON(src string) *JSON {
	r := jsonReader{src: src, cursor: newCursor(src), doc: new(JSON)}
	r.skip()
	if r.i == len(src) {
		return r.doc
	}
	r.doc.Root = r.value(0)
	r.skip()
	if r.i < len(src) && !r.doc.Truncated {
		r.fault("text behind the value: %.40q", src[r.i:])
	}
	return r.doc
}

type jsonReader struct {
	src    string
	i      int
	cursor cursor
	doc    *JSON
	member string // the innermost whose value is being read
}

func (r *jsonReader) fault(format string, args ...any) {
	r.doc.Faults = append(r.doc.Faults, fault(r.cursor.at(r.i), format, args...))
}

// cut notes that the source ends too early.
func (r *jsonReader) cut(inside string) {
	if !r.doc.Truncated {
		r.doc.Truncated = true
		r.fault("the sample ends inside %s", inside)
	}
}

func (r *jsonReader) skip() { r.i = skipSpace(r.src, r.i) }

// peek returns the next byte, 0 at the end.
func (r *jsonReader) peek() byte {
	if r.i < len(r.src) {
		return r.src[r.i]
	}
	return 0
}

// value reads the value at r.i, which is no white space.
func (r *jsonReader) value(depth int) *Node {
	start := r.i
	n := &Node{Pos: r.cursor.at(start)}
	switch c := r.peek(); {
	case c == '{' || c == '[':
		if depth == MaxDepth {
			r.fault("values are nested more than %d deep", MaxDepth)
			r.doc.Faults[len(r.doc.Faults)-1].TooDeep = true
			n.Kind = NullNode
			r.i, n.End = len(r.src), len(r.src)
			r.doc.Truncated = true
			return n
		}
		r.i++
		if c == '{' {
			n.Kind = ObjectNode
			r.object(n, depth+1)
		} else {
			n.Kind = ArrayNode
			r.array(n, depth+1)
		}
		n.Source = r.src[start:r.i]
	case c == '"':
		n.Pos.Offset++
		n.Pos.Column++
		n.Text = r.str()
	default:
		r.word(n)
	}
	n.End = r.i
	return n
}

// object reads the members of n up to its closing brace.
func (r *jsonReader) object(n *Node, depth int) {
	defer n.index()
	for r.more('}', len(n.Members) > 0) {
		m := Member{Pos: r.cursor.at(r.i)}
		if r.peek() == '"' {
			m.Name = r.str()
		} else {
			r.fault("a member's name must stand in quotes")
			m.Name = r.bare(":,{}[]")
		}
		r.skip()
		if r.peek() == ':' {
			r.i++
			r.skip()
		} else if r.i < len(r.src) {
			r.fault("expected \":\" behind the name %q", m.Name)
		}
		if r.i == len(r.src) {
			r.cut("an object")
			return
		}
		outer := r.member
		r.member = m.Name
		m.Value = r.value(depth)
		r.member = outer
		n.Members = append(n.Members, m)
	}
}

// array reads the items of n up to its closing bracket.
func (r *jsonReader) array(n *Node, depth int) {
	for r.more(']', len(n.Items) > 0) {
		n.Items = append(n.Items, r.value(depth))
	}
}

// more moves on to the next member or item, over the comma before it, and
// reports whether there is one; else it has read the closing bracket.
func (r *jsonReader) more(closing byte, comma bool) bool {
	r.skip()
	for r.peek() == ',' {
		if !comma {
			r.fault("unexpected \",\"")
		}
		r.i++
		r.skip()
		if c := r.peek(); c == closing {
			r.fault("unexpected \",\" before %q", closing)
		}
		comma = false
	}
	switch c := r.peek(); {
	case r.i == len(r.src):
		r.cut("an object or array")
		return false
	case c == closing:
		r.i++
		return false
	case c == '}' || c == ']':
		r.fault("unexpected %q", c)
		r.i++
		return false
	case comma:
		r.fault("a comma is missing")
	}
	return true
}

// word reads a number, true, false, null or, failing those, a bare word.
func (r *jsonReader) word(n *Node) {
	text := r.bare(",}]")
	switch {
	case text == "null":
		n.Kind = NullNode
		return
	case text == "true" || text == "false" || isJSONNumber(text):
		n.Kind = TokenNode
	default:
		n.Kind = BareNode
		r.bareWord(n.Pos, text)
	}
	n.Text = text
}

// bareWord reports a word that stands where a value must.
func (r *jsonReader) bareWord(at Pos, text string) {
	problem := fmt.Sprintf("%.40q is no JSON value", text)
	if text == "" {
		problem = "there is no value"
	}
	if r.member != "" {
		problem = fmt.Sprintf("the member %.40q: %s", r.member, problem)
	}
	r.doc.Faults = append(r.doc.Faults, fault(at, "%s", problem))
}

// bare reads up to one of the stop bytes or the end of the line, without the
// white space before it. It always moves on unless a stop byte is next.
func (r *jsonReader) bare(stop string) string {
	start := r.i
	for r.i < len(r.src) && r.src[r.i] != '\n' && strings.IndexByte(stop, r.src[r.i]) < 0 {
		r.i++
	}
	return strings.TrimRight(r.src[start:r.i], " \t\r")
}

// str reads the string at r.i, which is its opening quote.
func (r *jsonReader) str() string {
	s := r.src
	r.i++
	start := r.i
	for r.i < len(s) && s[r.i] != '"' && s[r.i] != '\\' {
		r.i++
	}
	if r.i < len(s) && s[r.i] == '"' {
		r.i++
		return s[start : r.i-1]
	}
	var b strings.Builder
	b.WriteString(s[start:r.i])
	for r.i < len(s) && s[r.i] != '"' {
		if s[r.i] == '\\' {
			r.escape(&b)
		} else {
			b.WriteByte(s[r.i])
			r.i++
		}
	}
	if r.i == len(s) {
		r.cut("a string")
	} else {
		r.i++
	}
	return b.String()
}

// escape reads the escape at r.i, which is its backslash.
func (r *jsonReader) escape(b *strings.Builder) {
	text, n := Unescape(r.src[r.i:])
	b.WriteString(text)
	r.i += n
}

// Unescape resolves the escape that s begins with, as JSON and Java write it,
// and returns the length of its source.
func Unescape(s string) (text string, n int) {
	if len(s) < 2 {
		return "", len(s)
	}
	switch c := s[1]; c {
	case 'b':
		return "\b", 2
	case 'f':
		return "\f", 2
	case 'n':
		return "\n", 2
	case 'r':
		return "\r", 2
	case 't':
		return "\t", 2
	case 'u':
		u, ok := hex4(s[2:])
		if !ok {
			return "u", 2
		}
		if utf16.IsSurrogate(u) && len(s) >= 12 && s[6] == '\\' && s[7] == 'u' {
			if low, ok := hex4(s[8:]); ok {
				if both := utf16.DecodeRune(u, low); both != utf8.RuneError {
					return string(both), 12
				}
			}
		}
		return string(u), 6
	}
	_, size := utf8.DecodeRuneInString(s[1:])
	return s[1 : 1+size], 1 + size
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	u, err := strconv.ParseUint(s[:4], 16, 16)
	return rune(u), err == nil
}

// isJSONNumber reports whether s is a number as JSON writes it.
func isJSONNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	n := countDigits(s)
	if n == 0 || n > 1 && s[0] == '0' {
		return false
	}
	s = s[n:]
	if strings.HasPrefix(s, ".") {
		if n = countDigits(s[1:]); n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if n = countDigits(s); n == 0 {
			return false
		}
		s = s[n:]
	}
	return s == ""
}

func countDigits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}
