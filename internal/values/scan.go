package values

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind is what a token can be to a list of values.
type tokenKind int

const (
	mark     tokenKind = iota // a punctuation mark, or a run of dashes
	arrow                     // => or ->
	space                     // white space
	prose                     // letters without case, which in these texts are Chinese
	integer                   // digits, with the sign before them: 1, 01, -1
	constant                  // Latin capitals, with digits and "_" behind the first: WAIT_PAY, Y
	truth                     // true or false, in any case
	word                      // whatever else is of Latin letters and digits: orderId, 200.07, 3d
)

// token is a piece of a description.
type token struct {
	kind tokenKind
	// text is what stands there, marks and digits in their ASCII form: pages have
	// both "1:是" and "１：是".
	text     string
	from, to int // bytes of the description
}

// is reports whether the token is one of the marks.
func (t token) is(marks string) bool {
	return t.kind == mark && t.text != "" && strings.Contains(marks, t.text)
}

// isLatin reports whether the token is of Latin letters and digits.
func (t token) isLatin() bool { return t.kind >= integer }

// beginsWithDigit reports whether the token is a number or begins like one.
func (t token) beginsWithDigit() bool {
	return t.kind == integer || t.kind == word && '0' <= t.text[0] && t.text[0] <= '9'
}

// nesting returns 1 for an opening bracket, -1 for a closing one, and 0 for all else.
func (t token) nesting() int {
	switch {
	case t.is("(["):
		return 1
	case t.is(")]"):
		return -1
	}
	return 0
}

// scan cuts a description into tokens, all of it.
func scan(description string) []token {
	tokens := make([]token, 0, len(description)/2)
	for at := 0; at < len(description); {
		t := next(description, at, tokens)
		tokens = append(tokens, t)
		at = t.to
	}
	return tokens
}

// next returns the token that begins at a byte of the description, behind the
// others.
func next(s string, at int, before []token) token {
	r, w := ascii(s[at:])
	switch {
	case unicode.IsSpace(r):
		return token{space, " ", at, at + span(s[at:], unicode.IsSpace)}
	case isLatin(r):
		return latin(s, at)
	case r == '-' && w == 1 && signs(s[at+1:], before):
		t := latin(s, at+1)
		t.from, t.text = at, "-"+t.text
		return t
	case r == '-':
		return pointed(token{mark, "-", at, at + span(s[at:], func(r rune) bool { return r == '-' })}, s)
	case r == '=':
		return pointed(token{mark, "=", at, at + w}, s)
	case unicode.IsLetter(r):
		return token{prose, "", at, at + span(s[at:], func(r rune) bool { return unicode.IsLetter(r) && !isLatin(r) })}
	}
	return token{mark, string(r), at, at + w}
}

// pointed adds the point of an arrow to its shaft.
func pointed(t token, s string) token {
	if r, w := ascii(s[t.to:]); r == '>' {
		t.to += w
		t.kind, t.text = arrow, t.text+">"
	}
	return t
}

// signs reports whether a dash is the sign of the number behind it: in "-1:删除,0:正常"
// it is, in "1-5" it is not. Behind a letter it can be either ("状态-1:删除"), and is
// taken for a mark, which then is a dash too many.
func signs(after string, before []token) bool {
	n := span(after, isLatin)
	if n == 0 || strings.Trim(after[:n], "0123456789") != "" {
		return false
	}
	if len(before) == 0 {
		return true
	}
	last := before[len(before)-1]
	return last.kind == space || last.kind == mark && !last.is(")]\"'-")
}

// latin returns the token of Latin letters and digits that begins at a byte. Parts
// that are joined by dots are one: 200.07 and app_info.type mean something else
// than their parts.
func latin(s string, at int) token {
	end := at + span(s[at:], isLatin)
	for {
		r, w := ascii(s[end:])
		n := span(s[end+w:], isLatin)
		if r != '.' || n == 0 {
			break
		}
		end += w + n
	}
	text := strings.Map(toASCII, s[at:end])
	return token{latinKind(text), text, at, end}
}

func latinKind(text string) tokenKind {
	switch {
	case strings.Trim(text, "0123456789") == "":
		return integer
	case strings.EqualFold(text, "true") || strings.EqualFold(text, "false"):
		return truth
	case 'A' <= text[0] && text[0] <= 'Z' && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "":
		return constant
	}
	return word
}

func isLatin(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
}

// span returns how many bytes of s are of characters that belong.
func span(s string, belongs func(rune) bool) int {
	at := 0
	for at < len(s) {
		r, w := ascii(s[at:])
		if !belongs(r) {
			break
		}
		at += w
	}
	return at
}

// ascii returns the first character of s in its ASCII form, and how many bytes of s it has.
func ascii(s string) (rune, int) {
	r, w := utf8.DecodeRuneInString(s)
	return toASCII(r), w
}

// toASCII returns the ASCII form of a mark, letter or digit.
func toASCII(r rune) rune {
	switch {
	case r < 0x80:
		return r
	case '！' <= r && r <= '～':
		return r - '！' + '!'
	}
	switch r {
	case '“', '”', '„':
		return '"'
	case '‘', '’':
		return '\''
	case '【', '〔', '〖', '〈':
		return '['
	case '】', '〕', '〗', '〉':
		return ']'
	case '—', '–', '−', '‐', '―':
		return '-'
	case '∶':
		return ':'
	}
	return r
}
