package top

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// maxDepth is how deeply objects, arrays and elements of a body may nest.
// Documented responses have up to seven levels.
const maxDepth = 512

// lexer is a place in a body, and what was found wrong before it. The tokens
// behind that place are read by its two views, jsonLexer and xmlLexer, which know
// syntax and nothing of what the tokens are for; reader.go makes one kind of value
// of both syntaxes, and decode.go puts values into fields.
//
// Between any two calls:
//
//   - src[:pos] has been read and src[pos:] has not. Only reader.rewind and
//     document go back.
//   - A method that returns ok has moved behind what it read, and not further:
//     white space is skipped by whoever looks for something behind it.
//   - A method that meets a syntax error records it, sets broken and returns
//     false. From then on pos means nothing, nothing more is read, and no second
//     syntax error is recorded: all callers return.
//   - depth counts the objects, arrays and elements that pos is within.
//   - Texts that are returned are parts of src, unless there was something in them
//     to resolve, such as an escape; and they are valid UTF-8.
type lexer struct {
	src    string
	pos    int
	depth  int
	broken bool
	faults []finding // what does not fit, syntax errors included
	chunk  []byte    // of texts that are kept: see keep.go
}

// maxFindings bounds what a hostile body can make us remember, of each kind.
const maxFindings = 1000

// finding is a fault of a body, a member without a field, or a zero that came.
type finding struct {
	steps   []step // to the value, the last one first: see decoder.under
	problem string
	offset  int
	isZero  bool // a zero, of which there is one for each that came
}

// misfit records that what is at offset is not as it should be.
//
//go:noinline
func (l *lexer) misfit(offset int, problem string) {
	if len(l.faults) < maxFindings {
		l.faults = append(l.faults, finding{problem: problem, offset: offset})
	}
}

// syntax records that the body is broken at pos, in the words of problem. It
// returns false, for the caller to return.
//
//go:noinline
func (l *lexer) syntax(problem string) bool {
	if !l.broken {
		l.broken = true
		l.misfit(l.pos, problem)
	}
	return false
}

// nest counts a level of nesting.
func (l *lexer) nest() bool {
	if l.depth++; l.depth > maxDepth {
		return l.syntax("is nested more than 512 levels deep")
	}
	return true
}

// space skips white space.
func (l *lexer) space() {
	for l.pos < len(l.src) {
		switch l.src[l.pos] {
		case ' ', '\n', '\t', '\r':
			l.pos++
		default:
			return
		}
	}
}

// isSpace reports whether c is white space, which is the same in JSON and XML.
func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// peek skips white space and returns the byte behind it, or 0 at the end.
func (l *lexer) peek() byte {
	l.space()
	if l.pos < len(l.src) {
		return l.src[l.pos]
	}
	return 0
}

// validText returns s, which stands at offset, as valid UTF-8.
func (l *lexer) validText(s string, offset int) string {
	if isUTF8(s, len(s)) {
		return s
	}
	l.misfit(offset, "is no valid UTF-8")
	return toValidUTF8(s)
}

// isUTF8 is utf8.ValidString(s[:n]), and three times as fast for Chinese, the characters
// of which have three bytes. It reads eight bytes at a time, of what is behind n as well:
// then a short text takes no other way than a long one.
func isUTF8(s string, n int) bool {
	for i := 0; i < n; {
		if len(s)-i < 8 {
			return utf8.ValidString(s[i:n])
		}
		w := wordOf(s[i:])
		switch first := byte(w); {
		case first < utf8.RuneSelf:
			i += bits.TrailingZeros64(w&highBits) / 8 // all up to the next that is none of ASCII
		case w&0xC0C0F0 == 0x8080E0 && first != 0xE0 && first != 0xED && i+3 <= n:
			i += 3 // but for the two, any may follow that can follow at all
		default:
			_, size := utf8.DecodeRuneInString(s[i:n])
			if size == 1 {
				return false
			}
			i += size
		}
	}
	return true
}

// highBits has the bits of a word that bytes of ASCII do not have.
const highBits = 0x8080808080808080

// wordOf returns the first eight bytes of s, the first of them lowest.
func wordOf(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// scanText returns where s has the first of two characters, len(s) if it has none, and
// whether all bytes before that are ASCII. It reads eight bytes at a time.
func scanText(s string, a, b byte) (n int, ascii bool) {
	const ones = 0x0101010101010101
	as, bs := ones*uint64(a), ones*uint64(b)
	var seen uint64
	i := 0
	for ; len(s)-i >= 8; i += 8 {
		w := wordOf(s[i:])
		x, y := w^as, w^bs
		// A byte of a difference is zero where the two are equal: the lowest
		// high bit of this mask is that of the first such byte.
		if found := ((x-ones)&^x | (y-ones)&^y) & highBits; found != 0 {
			n := bits.TrailingZeros64(found) &^ 7
			return i + n>>3, (seen|w&(1<<n-1))&highBits == 0
		}
		seen |= w
	}
	for ; i < len(s) && s[i] != a && s[i] != b; i++ {
		seen |= uint64(s[i]) & utf8.RuneSelf
	}
	return i, seen&highBits == 0
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

// byteSet returns the set of the bytes of a text.
//
//go:noinline
func byteSet(bytes string) (set [256]bool) {
	for _, c := range []byte(bytes) {
		set[c] = true
	}
	return set
}

// isBlank reports whether s is empty or white space, which means absent.
func isBlank(s string) bool {
	if isPlain(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsSpace(r) {
			return false
		}
	}
	return true
}

// isPlain reports whether s begins with a character that is no white space for
// certain, as most texts do: one of ASCII, or one behind U+3FFF, as those of Chinese are.
func isPlain(s string) bool {
	return s != "" && s[0] > ' ' && (s[0] < utf8.RuneSelf || s[0] > 0xE3)
}
