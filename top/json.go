package top

import (
	"math/bits"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is how deeply objects, lists and elements of a response may nest.
// Documented responses have up to seven levels.
const maxDepth = 512

// decoder reads a response. Its JSON half is in this file, its XML half in
// xml.go: both only know tokens. decode.go puts values into fields.
//
// It takes what the platform is known to send and strict readers refuse: raw
// control characters and unknown escapes in strings, missing and superfluous
// commas. Nothing is lost by that.
//
// Strings of the result share the memory of src.
type decoder struct {
	src   string
	pos   int
	depth int

	misfits []found
	unknown []found // members without a field
	report  bool    // whether to gather unknown
	broken  bool    // a syntax error was met: everything unwinds
	absent  bool    // the last scalar was blank
	shift   int     // how much of src before pos did not come in the body
}

// segment is a step of a path: a name, or the index of an element.
type segment struct {
	name  string
	index int // -1 for a name
}

// syntax records that the body is broken at pos, in the words of problem.
// It returns false, for the caller to return.
//
//go:noinline
func (d *decoder) syntax(problem string) bool {
	if !d.broken {
		d.broken = true
		d.misfit(d.pos, problem)
	}
	return false
}

// enter counts a level of nesting.
//
//go:noinline
func (d *decoder) enter() bool {
	if d.depth++; d.depth > maxDepth {
		return d.syntax("is nested more than 512 levels deep")
	}
	return true
}

// space skips white space.
func (d *decoder) space() {
	for d.pos < len(d.src) {
		switch d.src[d.pos] {
		case ' ', '\n', '\t', '\r':
			d.pos++
		default:
			return
		}
	}
}

// separator skips white space and commas, and returns the byte behind them,
// or 0 at the end of the body.
func (d *decoder) separator() byte {
	for d.pos < len(d.src) {
		switch c := d.src[d.pos]; c {
		case ' ', '\n', '\t', '\r', ',':
			d.pos++
		default:
			return c
		}
	}
	return 0
}

// peek skips white space and returns the byte behind it, or 0 at the end.
//
//go:noinline
func (d *decoder) peek() byte {
	d.space()
	if d.pos < len(d.src) {
		return d.src[d.pos]
	}
	return 0
}

// member moves to the value of the next member of an object and returns its
// name; more is false behind the last one or if the body is broken.
func (d *decoder) member() (name string, more bool) {
	switch d.separator() {
	case '}':
		d.pos++
		return "", false
	case '"':
		name, ok := d.stringValue()
		if !ok {
			return "", false
		}
		if d.pos < len(d.src) && d.src[d.pos] != ':' {
			d.space()
		}
		if d.pos >= len(d.src) || d.src[d.pos] != ':' {
			return "", d.syntax("is broken JSON: no colon behind the name of a member")
		}
		d.pos++
		if d.peek() == 0 {
			return "", d.syntax("ends in the middle of a JSON object")
		}
		return name, true
	case 0:
		return "", d.syntax("ends in the middle of a JSON object")
	}
	return "", d.syntax("is broken JSON: no name where a member should begin")
}

// element moves to the next element of an array; more is false behind the
// last one or if the body is broken.
func (d *decoder) element() (more bool) {
	switch d.separator() {
	case ']':
		d.pos++
		return false
	case 0:
		return d.syntax("ends in the middle of a JSON array")
	}
	return true
}

// stringValue reads the string at pos.
func (d *decoder) stringValue() (string, bool) {
	s := d.src[d.pos+1:]
	n, ascii := scanString(s)
	if n < len(s) && s[n] == '"' {
		at := d.pos
		d.pos += n + 2
		if !ascii {
			return d.validText(s[:n], at), true
		}
		return s[:n], true
	}
	return d.escapedString()
}

// validText returns s, which came at offset at, as valid UTF-8.
func (d *decoder) validText(s string, at int) string {
	if utf8.ValidString(s) {
		return s
	}
	d.misfit(at, "is no valid UTF-8")
	return toValidUTF8(s)
}

// toValidUTF8 returns s with a replacement character for each run of bytes that
// are none of UTF-8.
func toValidUTF8(s string) string {
	var b []byte
	for valid := true; s != ""; {
		r, n := utf8.DecodeRuneInString(s)
		text := s[:n]
		if s = s[n:]; r == utf8.RuneError && n == 1 {
			if text = "\ufffd"; !valid {
				continue
			}
		}
		valid = n > 1 || r != utf8.RuneError
		b = append(b, text...)
	}
	return string(b)
}

// scanString returns where s has its first quote or backslash, len(s) if it
// has none, and whether all bytes before that are ASCII. It reads eight bytes
// at a time.
func scanString(s string) (n int, ascii bool) {
	const (
		ones  = 0x0101010101010101
		highs = 0x8080808080808080
	)
	var seen uint64
	i := 0
	for ; len(s)-i >= 8; i += 8 {
		b := s[i : i+8]
		w := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		quote, slash := w^ones*'"', w^ones*'\\'
		// A byte of a difference is zero where the two are equal: the lowest
		// high bit of this mask is that of the first such byte.
		if found := ((quote-ones)&^quote | (slash-ones)&^slash) & highs; found != 0 {
			n := bits.TrailingZeros64(found) &^ 7
			return i + n>>3, (seen|w&(1<<n-1))&highs == 0
		}
		seen |= w
	}
	for ; i < len(s) && s[i] != '"' && s[i] != '\\'; i++ {
		seen |= uint64(s[i]) & utf8.RuneSelf
	}
	return i, seen&highs == 0
}

// escapedString reads the string at pos, in which there is an escape.
func (d *decoder) escapedString() (string, bool) {
	start := d.pos + 1
	end, ok := d.skipString()
	if !ok {
		return "", false
	}
	s := d.validText(d.src[start:end], start)
	b := make([]byte, 0, len(s))
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 {
			return string(append(b, s...)), true
		}
		b = append(b, s[:i]...)
		var n int
		b, n = d.appendEscape(b, s[i+1:])
		s = s[i+1+n:]
	}
}

// appendEscape appends what the escape s, behind its backslash, stands for and
// returns its length. An unknown escape stands for itself without the backslash.
func (d *decoder) appendEscape(b []byte, s string) ([]byte, int) {
	c := s[0]
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
		if r, n := d.unicodeEscape(s); n > 0 {
			return utf8.AppendRune(b, r), n
		}
	}
	return append(b, c), 1
}

// unicodeEscape returns the character of the escape s, a u with what follows,
// and its length; 0 if it is none.
func (d *decoder) unicodeEscape(s string) (rune, int) {
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
	d.misfit(d.pos, "holds half of a surrogate pair, which is no character")
	return utf8.RuneError, 5
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[:4]) {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// skipString moves behind the string at pos and returns where its closing
// quote is.
func (d *decoder) skipString() (end int, ok bool) {
	i := d.pos + 1
	for {
		q := strings.IndexByte(d.src[i:], '"')
		if q < 0 {
			return 0, d.syntax("ends in the middle of a JSON string")
		}
		quote := i + q
		slashes := quote
		for slashes > i && d.src[slashes-1] == '\\' {
			slashes--
		}
		i = quote + 1
		if (quote-slashes)%2 == 0 {
			d.pos = i
			return quote, true
		}
	}
}

// bare reads the number or word at pos.
func (d *decoder) bare() (string, bool) {
	start := d.pos
	i := start
	for i < len(d.src) && isBare[d.src[i]] {
		i++
	}
	if i == start {
		return "", d.syntax("is broken JSON: no value where one should be")
	}
	d.pos = i
	return d.src[start:i], true
}

// isBare tells which bytes can be part of a number, or of a word such as true
// (or NaN or undefined, which some servers write).
var isBare = byteSet("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-+_")

func byteSet(bytes string) (set [256]bool) {
	for _, c := range []byte(bytes) {
		set[c] = true
	}
	return set
}

// skipValue moves behind the value at pos and returns its text.
func (d *decoder) skipValue() (string, bool) {
	start := d.pos
	switch d.src[d.pos] {
	case '"':
		_, ok := d.skipString()
		return d.src[start:d.pos], ok
	case '{', '[':
		ok := d.skipNested()
		return d.src[start:d.pos], ok
	}
	return d.bare()
}

// skipNested moves behind the object or array at pos.
func (d *decoder) skipNested() bool {
	var room [32]byte
	open := room[:0] // the closing brackets that are due
	for {
		switch c := d.separator(); c {
		case '{', '[':
			if d.depth+len(open) >= maxDepth {
				d.depth = maxDepth
				return d.enter()
			}
			open = append(open, c+2) // both brackets are two apart in ASCII
			d.pos++
		case '}', ']':
			if open[len(open)-1] != c {
				return d.syntax("is broken JSON: brackets do not match")
			}
			d.pos++
			if open = open[:len(open)-1]; len(open) == 0 {
				return true
			}
		case '"':
			if _, ok := d.skipString(); !ok {
				return false
			}
		case ':':
			d.pos++
		case 0:
			return d.syntax("ends in the middle of a JSON value")
		default:
			if _, ok := d.bare(); !ok {
				return false
			}
		}
	}
}

// compactValue reads the value at pos as valid, compact JSON: white space and
// what was tolerated is gone, strings are escaped no more than they must be.
func (d *decoder) compactValue() (RawJSON, bool) {
	if d.peek() == 0 {
		return "", d.syntax("ends where a JSON value should be")
	}
	start := d.pos
	b, ok := d.appendCompact(nil)
	if !ok {
		return "", false
	}
	if src := d.src[start:d.pos]; src == string(b) {
		return RawJSON(src), true
	}
	return RawJSON(b), true
}

func (d *decoder) appendCompact(b []byte) ([]byte, bool) {
	switch d.src[d.pos] {
	case '"':
		s, ok := d.stringValue()
		return appendQuoted(b, s), ok
	case '{':
		return d.appendCompactObject(b)
	case '[':
		return d.appendCompactArray(b)
	}
	s, ok := d.bare()
	if ok && !isJSONLiteral(s) {
		return appendQuoted(b, s), true
	}
	return append(b, s...), ok
}

func (d *decoder) appendCompactObject(b []byte) ([]byte, bool) {
	if !d.enter() {
		return b, false
	}
	d.pos++
	b = append(b, '{')
	for first := true; ; first = false {
		name, more := d.member()
		if !more {
			d.leave()
			return append(b, '}'), !d.broken
		}
		if !first {
			b = append(b, ',')
		}
		b = append(appendQuoted(b, name), ':')
		var ok bool
		if b, ok = d.appendCompact(b); !ok {
			return b, false
		}
	}
}

func (d *decoder) appendCompactArray(b []byte) ([]byte, bool) {
	if !d.enter() {
		return b, false
	}
	d.pos++
	b = append(b, '[')
	for first := true; ; first = false {
		if !d.element() {
			d.leave()
			return append(b, ']'), !d.broken
		}
		if !first {
			b = append(b, ',')
		}
		var ok bool
		if b, ok = d.appendCompact(b); !ok {
			return b, false
		}
	}
}

func (d *decoder) leave() { d.depth-- }

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
