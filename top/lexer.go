package top

import (
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
	if utf8.ValidString(s) {
		return s
	}
	l.misfit(offset, "is no valid UTF-8")
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

// byteSet returns the set of the bytes of a text.
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

// isPlain reports whether s begins with a character of ASCII that is no white
// space, as most texts do: then it is not blank.
func isPlain(s string) bool { return s != "" && s[0] > ' ' && s[0] < utf8.RuneSelf }
