package top

import (
	"math"
	"strings"
)

// Most values are single ones, written in one way: a text without an escape, an
// integer of digits alone. This file reads these without all that decode.go and the
// lexers must be ready for, and leaves to them what is any different.

// simple decodes the value at hand into v, the simple field f, if it is written as most
// are and fits; otherwise it does nothing. It comes to what field would come to, in half
// the time.
func (d *decoder) simple(f *field, v slot) bool {
	switch {
	case !f.simple:
		return false
	case d.isXML:
		return d.simpleElement(f, v)
	case d.src[d.pos] != '"':
		return d.simpleWord(f, v)
	}
	rest := d.src[d.pos+1:]
	n, ascii := scanText(rest, '"', '\\')
	if n == len(rest) || rest[n] != '"' || !isPlain(rest) || !ascii && !isUTF8(rest, n) {
		return false
	}
	if f.kind == kindString && n > 0 {
		v.setString(d.copied(rest[:n]))
	} else if !d.simpleText(f, v, rest[:n]) {
		return false
	}
	d.pos += n + 2
	return true
}

// simpleElement is simple for XML.
func (d *decoder) simpleElement(f *field, v slot) bool {
	rest := d.src[d.pos:]
	n, ascii := scanText(rest, '<', '&')
	text := rest[:n]
	if d.empty || !strings.HasPrefix(rest[n:], f.end) || !isPlain(text) || !ascii && !isUTF8(rest, n) || strings.IndexByte(text, '\r') >= 0 {
		return false
	}
	if f.kind == kindString {
		v.setString(d.copied(text))
	} else if !d.simpleText(f, v, text) {
		return false
	}
	d.pos += n + len(f.end)
	return true
}

// simpleWord is simple for a word or a number in JSON.
func (d *decoder) simpleWord(f *field, v slot) (ok bool) {
	switch f.kind {
	case kindInt:
		var n int64
		if n, ok = d.json().wholeNumber(); ok {
			v.setInt(n)
			d.cameUnder(f, v)
		}
	case kindBool:
		isTrue := d.json().word("true")
		if ok = isTrue || d.json().word("false"); ok {
			v.setBool(isTrue)
			d.cameUnder(f, v)
		}
	}
	return ok
}

// simpleText is simple for a text that stands for something else.
func (d *decoder) simpleText(f *field, v slot, text string) (ok bool) {
	switch f.kind {
	case kindDecimal:
		if ok = isDecimal(text); ok {
			v.setDecimal(Decimal{d.copied(text)})
		}
	case kindTime:
		ok = f.codec.set(f, v, text) // "0" gives none, as in decoder.set
	case kindInt:
		var n int64
		if n, ok = parseInt(text); ok {
			v.setInt(n)
			d.cameUnder(f, v)
		}
	}
	return ok
}

// cameUnder is came, and under of what that finds.
func (d *decoder) cameUnder(f *field, v slot) {
	if d.wanted.sent != nil {
		n := d.findings()
		d.noteZero(f, v)
		d.under(n, f.name)
	}
}

// word moves behind the word at pos if it is w and nothing that it goes on with.
func (l jsonLexer) word(w string) bool {
	end := l.pos + len(w)
	if end >= len(l.src) || l.src[l.pos:end] != w || isBare[l.src[end]] {
		return false
	}
	l.pos = end
	return true
}

// wholeNumber reads the integer at pos if it is written as most are, with nothing of
// a number behind it; otherwise it does nothing.
func (l jsonLexer) wholeNumber() (n int64, ok bool) {
	const digits = 19 // of the largest int64; as many never overflow a uint64
	i := l.pos
	if l.src[i] == '-' {
		i++
	}
	start := i
	var v uint64
	for ; len(l.src)-i >= 8 && i-start <= digits-8; i += 8 {
		w := wordOf(l.src[i:])
		if !isEightDigits(w) {
			break
		}
		v = v*1e8 + eightDigits(w)
	}
	for ; i < len(l.src) && l.src[i]-'0' <= 9; i++ {
		v = v*10 + uint64(l.src[i]-'0')
	}
	if i == start || i-start > digits || v > math.MaxInt64 || i == len(l.src) || l.src[i] != ',' && l.src[i] != '}' {
		return 0, false
	}
	n = int64(v)
	if l.src[l.pos] == '-' {
		n = -n
	}
	l.pos = i
	return n, true
}

// isEightDigits reports whether the bytes of w are digits: 0x30 to 0x39, which 6
// more does not take out of the 0x30s.
func isEightDigits(w uint64) bool {
	const tens, digit, six = 0xF0F0F0F0F0F0F0F0, 0x3030303030303030, 0x0606060606060606
	return w&tens == digit && (w+six)&tens == digit
}

// eightDigits returns the number that the digits in w make, the first of them lowest:
// pairs of digits are joined to numbers below 100, pairs of these to numbers below
// 10,000, and the two of these.
func eightDigits(w uint64) uint64 {
	w &= 0x0F0F0F0F0F0F0F0F
	w = (w*10 + w>>8) & 0x00FF00FF00FF00FF
	w = (w*100 + w>>16) & 0x0000FFFF0000FFFF
	return (w*10000 + w>>32) & 0xFFFFFFFF
}
