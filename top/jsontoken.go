package top

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonLexer reads the tokens of JSON. It takes what the platform is known to
// send and strict readers refuse: raw control characters and unknown escapes in
// strings, superfluous commas, words other than true, false and null. Nothing is
// lost by that. A missing comma is a fault, since what seems to be two values may
// have been one, but both are read.
//
// A value is at hand when pos is at its first byte: member and element leave it
// there, and text, skip and appendCompact read it.
type jsonLexer struct{ *lexer }

// separator skips white space and commas, and returns the byte behind them,
// or 0 at the end of the body; comma tells whether there was one.
func (l jsonLexer) separator() (c byte, comma bool) {
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; c {
		case ',':
			comma = true
			l.pos++
		case ' ', '\n', '\t', '\r':
			l.pos++
		default:
			return c, comma
		}
	}
	return 0, comma
}

const noComma = "is broken JSON: no comma between two values, which may have been one"

// member moves to the value of the next member of an object and returns its
// name; more is false behind the last one or if the body is broken.
func (l jsonLexer) member() (name string, more bool) {
	first := l.src[l.pos-1] == '{' // with which no value ends
	switch c, comma := l.separator(); c {
	case '}':
		l.pos++
		return "", false
	case '"':
		if !comma && !first {
			l.misfit(l.pos, noComma)
		}
		name, ok := l.stringToken()
		if !ok {
			return "", false
		}
		if l.pos < len(l.src) && l.src[l.pos] != ':' {
			l.space()
		}
		if l.pos >= len(l.src) || l.src[l.pos] != ':' {
			return "", l.syntax("is broken JSON: no colon behind the name of a member")
		}
		l.pos++
		if l.peek() == 0 {
			return "", l.syntax("ends in the middle of a JSON object")
		}
		return name, true
	case 0:
		return "", l.syntax("ends in the middle of a JSON object")
	}
	return "", l.syntax("is broken JSON: no name where a member should begin")
}

// memberIs moves to the value of the next member if that begins with exactly the name
// of the field f, in quotes, and its colon, and a value behind it, without white space
// before any of these; otherwise it does nothing. Comparing the body with the most
// likely name is faster than reading what is there.
func (l jsonLexer) memberIs(f *field) bool {
	i := l.pos
	if i < len(l.src) && l.src[i] == ',' {
		i++
	} else if l.src[i-1] != '{' {
		return false
	}
	end := i + len(f.quoted)
	if end >= len(l.src) || l.src[end] <= ' ' {
		return false
	}
	switch name := l.src[i:end]; {
	case f.head == 0: // a name that is short or long
		if name != f.quoted {
			return false
		}
	case wordOf(name) != f.head || wordOf(name[len(name)-8:]) != f.tail:
		return false
	}
	l.pos = end
	return true
}

// element moves to the next element of an array; more is false behind the
// last one or if the body is broken.
func (l jsonLexer) element() (more bool) {
	first := l.src[l.pos-1] == '[' // with which no value ends
	switch c, comma := l.separator(); {
	case c == ']':
		l.pos++
		return false
	case c == 0:
		return l.syntax("ends in the middle of a JSON array")
	case !comma && !first:
		l.misfit(l.pos, noComma)
	}
	return true
}

// text reads the string, number or word at hand; null has no text. An object
// or array it leaves alone.
func (l jsonLexer) text() (string, shape) {
	var s string
	var ok bool
	switch l.src[l.pos] {
	case '"':
		rest := l.src[l.pos+1:]
		n, ascii := scanText(rest, '"', '\\')
		if ascii && n < len(rest) && rest[n] == '"' {
			l.pos += n + 2
			return rest[:n], shapeText // what endString would come to: most texts are these
		}
		s, ok = l.endString(n, ascii)
	case '{':
		return "", shapeObject
	case '[':
		return "", shapeArray
	default:
		if s, ok = l.bare(); s == "null" {
			s = ""
		}
	}
	if !ok {
		return "", shapeBroken
	}
	return s, shapeText
}

// stringToken reads the string at pos.
func (l jsonLexer) stringToken() (string, bool) {
	return l.endString(scanText(l.src[l.pos+1:], '"', '\\'))
}

// endString reads the string at pos, of which scanText has told n and ascii.
func (l jsonLexer) endString(n int, ascii bool) (string, bool) {
	s := l.src[l.pos+1:]
	if n < len(s) && s[n] == '"' {
		at := l.pos
		l.pos += n + 2
		if !ascii {
			return l.validText(s[:n], at), true
		}
		return s[:n], true
	}
	return l.escapedString()
}

// escapedString reads the string at pos, in which there is an escape.
func (l jsonLexer) escapedString() (string, bool) {
	const usual = 24
	at := l.pos
	s := l.src[at+1:]
	b := l.spare(min(len(s), usual))
	for ascii := true; ; {
		n, a := scanText(s, '"', '\\')
		ascii = ascii && a
		b = append(b, s[:n]...)
		switch s = s[n:]; {
		case len(s) > 0 && s[0] == '"':
			l.pos = len(l.src) - len(s) + 1
			text := l.resolved(b)
			if !ascii {
				text = l.validText(text, at)
			}
			return text, true
		case len(s) < 2:
			return "", l.syntax("ends in the middle of a JSON string")
		}
		b, s = l.appendEscapes(b, s)
	}
}

// appendEscapes appends what the escapes stand for with which s begins, and returns
// what of s is behind them.
func (l jsonLexer) appendEscapes(b []byte, s string) ([]byte, string) {
	for len(s) > len(`\u6587`) && s[0] == '\\' && s[1] == 'u' { // most are these, and come in a row
		r, ok := hex4(s[2:])
		if !ok || r < 0x800 || utf16.IsSurrogate(r) {
			break
		}
		b = append(b, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
		s = s[6:]
	}
	if len(s) > 1 && s[0] == '\\' {
		var n int
		b, n = l.appendEscape(b, s[1:])
		s = s[1+n:]
	}
	return b, s
}

// appendEscape appends what the escape s, behind its backslash, stands for and
// returns its length. An unknown escape stands for itself without the backslash.
func (l jsonLexer) appendEscape(b []byte, s string) ([]byte, int) {
	c := s[0]
	if c >= utf8.RuneSelf {
		return b, 0 // a character begins there, which is read with what follows
	}
	switch c {
	case 'n':
		c = '\n'
	case 't':
		c = '\t'
	case 'r':
		c = '\r'
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'u':
		if r, n := l.unicodeEscape(s); n > 0 {
			return utf8.AppendRune(b, r), n
		}
	}
	return append(b, c), 1
}

// unicodeEscape returns the character of the escape s, a u with what follows,
// and its length; 0 if it is none.
func (l jsonLexer) unicodeEscape(s string) (rune, int) {
	r, ok := hex4(s[1:])
	switch {
	case !ok:
		return 0, 0
	case !utf16.IsSurrogate(r):
		return r, 5
	case len(s) >= 11 && s[5] == '\\' && s[6] == 'u':
		low, ok := hex4(s[7:])
		if full := utf16.DecodeRune(r, low); ok && full != utf8.RuneError {
			return full, 11
		}
	}
	l.misfit(l.pos, "holds half of a surrogate pair, which is no character")
	return utf8.RuneError, 5
}

// hexValue has the values of the hexadecimal digits, and -1 for all other bytes.
var hexValue = hexValues()

func hexValues() (values [256]int8) {
	for i := range values {
		values[i] = -1
	}
	for i, c := range []byte("0123456789abcdef") {
		values[c] = int8(i)
	}
	copy(values['A':], values['a':'f'+1])
	return values
}

// hex4 reads four hexadecimal digits.
func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	r := rune(hexValue[s[0]])<<12 | rune(hexValue[s[1]])<<8 | rune(hexValue[s[2]])<<4 | rune(hexValue[s[3]])
	return r, r >= 0 // a -1 stays negative
}

// skipString moves behind the string at pos and returns where its closing
// quote is.
func (l jsonLexer) skipString() (end int, ok bool) {
	i := l.pos + 1
	for {
		q := strings.IndexByte(l.src[i:], '"')
		if q < 0 {
			return 0, l.syntax("ends in the middle of a JSON string")
		}
		quote := i + q
		slashes := quote
		for slashes > i && l.src[slashes-1] == '\\' {
			slashes--
		}
		i = quote + 1
		if (quote-slashes)%2 == 0 {
			l.pos = i
			return quote, true
		}
	}
}

// isBare tells which bytes can be part of a number, or of a word such as true
// (or NaN or undefined, which some servers write).
var isBare = byteSet("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-+_")

// bare reads the number or word at pos.
func (l jsonLexer) bare() (string, bool) {
	start := l.pos
	i := start
	for i < len(l.src) && isBare[l.src[i]] {
		i++
	}
	if i == start {
		return "", l.syntax("is broken JSON: no value where one should be")
	}
	l.pos = i
	return l.src[start:i], true
}

// skip moves behind the value at hand and returns its source.
func (l jsonLexer) skip() (source string, ok bool) {
	start := l.pos
	switch l.src[l.pos] {
	case '"':
		_, ok = l.skipString()
	case '{', '[':
		ok = l.skipNested()
	default:
		_, ok = l.bare()
	}
	if !ok {
		return "", false
	}
	return l.src[start:l.pos], true
}

// skipNested moves behind the object or array at pos.
func (l jsonLexer) skipNested() bool {
	var room [32]byte
	open := room[:0] // the closing brackets that are due
	ended := false   // a value, behind which another one needs a comma
	for {
		c, comma := l.separator()
		switch c {
		case '}', ']':
			if open[len(open)-1] != c {
				return l.syntax("is broken JSON: brackets do not match")
			}
			l.pos++
			if open = open[:len(open)-1]; len(open) == 0 {
				return true
			}
			ended = true
			continue
		case ':':
			l.pos++
			ended = false // it was a name
			continue
		case 0:
			return l.syntax("ends in the middle of a JSON value")
		}
		if ended && !comma {
			l.misfit(l.pos, noComma)
		}
		if c == '{' || c == '[' {
			if l.depth+len(open) >= maxDepth {
				l.depth = maxDepth
				return l.nest()
			}
			open = append(open, c+2) // both brackets are two apart in ASCII
			l.pos++
			ended = false
			continue
		}
		if _, ok := l.skip(); !ok { // a string or a word
			return false
		}
		ended = true
	}
}
