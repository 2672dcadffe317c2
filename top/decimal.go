package top

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Decimal is a decimal number exactly as it is written: "1.0" is not "1.00",
// and no digit is ever lost to a float. The zero Decimal is an absent number;
// its text is empty.
//
// Arithmetic is left to a library of the caller's choice, to which String
// hands the number.
type Decimal struct{ text string }

// ParseDecimal reads a number of the form [+-]digits[.digits][e[+-]digits].
// White space around it does not count.
func ParseDecimal(s string) (Decimal, error) {
	text := strings.TrimSpace(s)
	if !isDecimal(text) {
		return Decimal{}, fmt.Errorf("top: %q is no decimal number", s)
	}
	return Decimal{text}, nil
}

// MustDecimal is ParseDecimal for literals; it panics if s is no decimal number.
func MustDecimal(s string) Decimal {
	d, err := ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

// String returns the number as it was written, and "" for the zero Decimal.
func (d Decimal) String() string { return d.text }

// Equal reports whether both numbers are written alike: 1.0 does not equal 1.00.
// Use Cmp to compare what they are worth.
func (d Decimal) Equal(o Decimal) bool { return d == o }

// Cmp compares the values of two numbers, whatever way they are written: it
// returns -1 if d is less than o, 1 if it is greater, and 0 if they are worth
// the same. An absent number counts as zero.
func (d Decimal) Cmp(o Decimal) int { return compareDecimals(d.text, o.text) }

// MarshalJSON writes the number as a JSON string, as the platform does, and the
// zero Decimal as null.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if d.text == "" {
		return []byte("null"), nil
	}
	b := make([]byte, 0, len(d.text)+2)
	b = append(b, '"')
	b = append(b, d.text...) // holds digits, signs, a point and an e: nothing to escape
	return append(b, '"'), nil
}

// UnmarshalJSON reads a JSON number or a number in a JSON string; null and
// blank text give the zero Decimal.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	text, err := textOfJSON(b)
	if err != nil {
		return err
	}
	if text != "" && !isDecimal(text) {
		return errors.New("top: JSON value is no decimal number")
	}
	d.text = text
	return nil
}

// textOfJSON returns the text of a JSON string, number or word, without the
// white space around it; null has none.
func textOfJSON(b []byte) (string, error) {
	text := string(b)
	if len(b) > 0 && b[0] == '"' {
		if err := json.Unmarshal(b, &text); err != nil {
			return "", err
		}
	}
	if text = strings.TrimSpace(text); text == "null" {
		text = ""
	}
	return text, nil
}

// isDecimal reports whether s is [+-]?digits(.digits)?([eE][+-]?digits)?.
func isDecimal(s string) bool {
	i := skipDigits(s, skipSign(s, 0))
	if i == skipSign(s, 0) {
		return false
	}
	if i < len(s) && s[i] == '.' {
		start := i + 1
		if i = skipDigits(s, start); i == start {
			return false
		}
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		start := skipSign(s, i+1)
		if i = skipDigits(s, start); i == start {
			return false
		}
	}
	return i == len(s)
}

func skipSign(s string, i int) int {
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	return i
}

func skipDigits(s string, i int) int {
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return i
}

// compareDecimals compares two texts for which isDecimal holds, or "", without
// ever writing out an exponent, so that 1e999999999 costs nothing.
func compareDecimals(a, b string) int {
	x, y := scientific(a), scientific(b)
	if x.sign != y.sign {
		return cmpInt(x.sign, y.sign)
	}
	if c := compareExponents(x.exp, y.exp); c != 0 {
		return c * x.sign
	}
	return strings.Compare(x.digits, y.digits) * x.sign
}

// decimalParts is a number as sign * 0.digits * 10^exp, digits beginning and ending
// with something other than 0. Zero has sign 0 and no digits.
type decimalParts struct {
	sign   int
	digits string
	exp    exponent
}

// exponent is a whole number that may be too long for an int: shift is added
// to the written exponent.
type exponent struct {
	written string // of e, with sign; may be empty
	shift   int
}

func scientific(s string) decimalParts {
	p := decimalParts{sign: 1}
	if s != "" && (s[0] == '-' || s[0] == '+') {
		if s[0] == '-' {
			p.sign = -1
		}
		s = s[1:]
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		p.exp.written, s = s[i+1:], s[:i]
	}
	whole, frac, _ := strings.Cut(s, ".")
	all := whole + frac
	p.digits = magnitude(all)
	p.exp.shift = len(whole) - (len(all) - len(p.digits))
	for strings.HasSuffix(p.digits, "0") {
		p.digits = p.digits[:len(p.digits)-1]
	}
	if p.digits == "" {
		return decimalParts{}
	}
	return p
}

func compareExponents(a, b exponent) int {
	x, xok := a.value()
	y, yok := b.value()
	if xok && yok {
		return cmpInt(x, y)
	}
	// One is beyond 10^15, where the few digits of shift no longer matter: its
	// sign tells, or the longer of two.
	if !xok && !yok {
		return compareLong(a.written, b.written)
	}
	if !xok {
		return longSign(a.written)
	}
	return -longSign(b.written)
}

func (e exponent) value() (int, bool) {
	const maxDigits = 15
	n, neg := 0, strings.HasPrefix(e.written, "-")
	digits := magnitude(e.written)
	if len(digits) > maxDigits {
		return 0, false
	}
	for _, c := range []byte(digits) {
		n = n*10 + int(c-'0')
	}
	if neg {
		n = -n
	}
	return n + e.shift, true
}

// magnitude returns the digits of a whole number, without its sign and leading zeros.
func magnitude(s string) string {
	i := skipSign(s, 0)
	for i < len(s) && s[i] == '0' {
		i++
	}
	return s[i:]
}

func longSign(s string) int {
	if strings.HasPrefix(s, "-") {
		return -1
	}
	return 1
}

func compareLong(a, b string) int {
	if longSign(a) != longSign(b) {
		return cmpInt(longSign(a), longSign(b))
	}
	x := magnitude(a)
	y := magnitude(b)
	if len(x) != len(y) {
		return cmpInt(len(x), len(y)) * longSign(a)
	}
	return strings.Compare(x, y) * longSign(a)
}

func cmpInt(a, b int) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
