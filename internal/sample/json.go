package sample

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// JSONKind is the kind of a JSON value.
type JSONKind int

// The kinds of JSON values.
const (
	JSONNull JSONKind = iota
	JSONBool
	JSONNumber
	JSONString
	JSONArray
	JSONObject
	// JSONBare is what stands where a value should, such as prose without
	// quotes; Text holds it.
	JSONBare
)

// JSON is a sample in JSON.
type JSON struct {
	Value     *Value // nil where the sample holds none
	Truncated bool   // the sample ends inside a value
	Faults    []Fault
	src       string
}

// Value is a value of a JSON sample.
type Value struct {
	Kind JSONKind
	// Text is the text of a string, escapes resolved, or the source text of
	// a number, true, false, null or a bare word.
	Text    string
	Members []ValueMember // of an object, as written: order and doubles are kept
	Items   []*Value      // of an array
	Pos
	// TextPos is the place of the first character of a string, behind its
	// quote; of any other value it is Pos.
	TextPos Pos
	End     int // offset behind the value
}

// ValueMember is a name and its value in an object.
type ValueMember struct {
	Name  string
	Value *Value
	Pos   // of the name
}

// Get returns the value of the first member of that name, or nil; v may be nil.
func (v *Value) Get(name string) *Value {
	if v == nil {
		return nil
	}
	for _, m := range v.Members {
		if m.Name == name {
			return m.Value
		}
	}
	return nil
}

// ReadJSON reads a JSON sample. Beyond the standard it takes raw control
// characters in strings, unknown escapes (the character behind the
// backslash), commas before a closing bracket, and words without quotes; the
// latter two, missing commas and whatever follows the value are faults.
func ReadJSON(src string) *JSON {
	r := jsonReader{src: src, cursor: newCursor(src), doc: &JSON{src: src}}
	r.skip()
	if r.i == len(src) {
		return r.doc
	}
	r.doc.Value = r.value(0)
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
func (r *jsonReader) value(depth int) *Value {
	pos := r.cursor.at(r.i)
	v := &Value{Pos: pos, TextPos: pos}
	switch c := r.peek(); {
	case c == '{' || c == '[':
		if depth == MaxDepth {
			r.fault("values are nested more than %d deep", MaxDepth)
			r.doc.Faults[len(r.doc.Faults)-1].TooDeep = true
			r.i, v.End = len(r.src), len(r.src)
			r.doc.Truncated = true
			return v
		}
		r.i++
		if c == '{' {
			v.Kind = JSONObject
			r.object(v, depth+1)
		} else {
			v.Kind = JSONArray
			r.array(v, depth+1)
		}
	case c == '"':
		v.Kind = JSONString
		v.TextPos = Pos{Offset: pos.Offset + 1, Line: pos.Line, Column: pos.Column + 1}
		v.Text = r.str()
	default:
		r.word(v)
	}
	v.End = r.i
	return v
}

// object reads the members of v up to its closing brace.
func (r *jsonReader) object(v *Value, depth int) {
	for r.more('}', len(v.Members) > 0) {
		m := ValueMember{Pos: r.cursor.at(r.i)}
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
		m.Value = r.value(depth)
		v.Members = append(v.Members, m)
	}
}

// array reads the items of v up to its closing bracket.
func (r *jsonReader) array(v *Value, depth int) {
	for r.more(']', len(v.Items) > 0) {
		v.Items = append(v.Items, r.value(depth))
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
func (r *jsonReader) word(v *Value) {
	v.Text = r.bare(",}]")
	switch {
	case v.Text == "null":
		v.Kind = JSONNull
	case v.Text == "true" || v.Text == "false":
		v.Kind = JSONBool
	case isJSONNumber(v.Text):
		v.Kind = JSONNumber
	default:
		v.Kind = JSONBare
		r.doc.Faults = append(r.doc.Faults, fault(v.Pos, "%.40q is no JSON value", v.Text))
	}
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
