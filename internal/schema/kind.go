package schema

import (
	"strconv"
	"strings"
	"time"
)

// Kind is what a documented type means on the wire.
type Kind int

// The kinds. A list has the kind of its elements.
const (
	// KindString is text.
	KindString Kind = iota
	// KindNumber is an integer of 64 bits; a Number field that shows a
	// fraction in any of its uses is a decimal (see Holds).
	KindNumber
	// KindBoolean is true or false.
	KindBoolean
	// KindDate is a date with or without a time of day, in GMT+8 unless Field.Time says
	// otherwise.
	KindDate
	// KindDecimal is a decimal number whose text counts: "1.0" is not "1.00".
	KindDecimal
	// KindBytes is the content of a file.
	KindBytes
	// KindRaw is JSON or XML that the page does not describe further.
	KindRaw
	// KindStruct is an object with documented fields.
	KindStruct
)

var kindNames = [...]string{"string", "number", "boolean", "date", "decimal", "bytes", "raw", "struct"}

// String returns the kind's name in lower case, for messages.
func (k Kind) String() string { return kindNames[k] }

// simpleTypes has the type words that pages use for something other than
// their own structs. The words of Java (Long, int, ...) are rare, but mean
// the same wherever they occur.
var simpleTypes = map[string]Kind{
	"String":     KindString,
	"string":     KindString,
	"Field List": KindString, // field names, joined by commas
	"Number":     KindNumber,
	"Long":       KindNumber,
	"long":       KindNumber,
	"Integer":    KindNumber,
	"int":        KindNumber,
	"Boolean":    KindBoolean,
	"boolean":    KindBoolean,
	"Date":       KindDate,
	"Price":      KindDecimal,
	"BigDecimal": KindDecimal,
	"Double":     KindDecimal,
	"double":     KindDecimal,
	"Float":      KindDecimal,
	"float":      KindDecimal,
	"byte":       KindBytes,
	"Json":       KindRaw,
	"Map":        KindRaw,
	"Object":     KindRaw,
	"null":       KindRaw,
}

// SimpleKind returns the kind of a type word that needs no fields, and false
// for the name of a struct (or a word that nobody knows).
func SimpleKind(typ string) (Kind, bool) {
	k, ok := simpleTypes[typ]
	return k, ok
}

// KindOf returns the kind of f or, of a list, of its elements. A field that
// has fields is a struct whatever its type word says; a struct without fields
// is raw.
func KindOf(f *Field) Kind {
	if len(f.Fields) > 0 {
		return KindStruct
	}
	if k, ok := simpleTypes[f.Type]; ok {
		return k
	}
	return KindRaw
}

// Holds reports whether a value of kind k can take text as it stands on the
// wire without loss; fraction tells that a Number is held as a decimal.
// Package top accepts exactly the same texts:
//
//   - blank text is absence, whatever the kind; around anything but a string,
//     white space (of Unicode) does not count
//   - String, bytes, raw: any text
//   - Number: [+-]? digits, within int64; with fraction as Decimal
//   - Decimal: [+-]? digits ( "." digits )? ( [eE] [+-]? digits )?
//   - Boolean: true and false in any case, 1, 0
//   - Date: yyyy-MM-dd, or yyyy-MM-dd HH:mm:ss with up to nine digits of a
//     second's fraction behind a dot, and only days and times that exist; or
//     milliseconds since 1970, in 13 digits; or 0, which is none
//   - struct: no text
func (k Kind) Holds(text string, fraction bool) bool {
	text = strings.TrimSpace(text)
	if text == "" {
		return true
	}
	switch k {
	case KindNumber:
		if fraction {
			return isDecimal(text)
		}
		return isInt64(text)
	case KindDecimal:
		return isDecimal(text)
	case KindBoolean:
		switch strings.ToLower(text) {
		case "true", "false", "1", "0":
			return true
		}
		return false
	case KindDate:
		return isDate(text) || isMillis(text) || text == "0"
	case KindStruct:
		return false
	}
	return true
}

// Holds reports whether a field, or an element of it, can take text: see Kind.Holds. A
// Date also takes what its layout says.
func (f *Field) Holds(text string, fraction bool) bool {
	k := KindOf(f)
	return k == KindDate && f.Time.Holds(text) || k.Holds(text, fraction) && k != KindDate
}

// ShowsFraction reports whether text is a decimal number with a point: what
// turns a Number field into a decimal.
func ShowsFraction(text string) bool {
	text = strings.TrimSpace(text)
	return strings.Contains(text, ".") && isDecimal(text)
}

func isInt64(s string) bool {
	if _, rest := digits(unsigned(s)); rest != "" {
		return false // ParseInt alone would do, but also takes what Go adds to integers
	}
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
}

func isDecimal(s string) bool {
	n, s := digits(unsigned(s))
	if n == 0 {
		return false
	}
	if frac, ok := strings.CutPrefix(s, "."); ok {
		if n, s = digits(frac); n == 0 {
			return false
		}
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		if n, s = digits(unsigned(s[1:])); n == 0 {
			return false
		}
	}
	return s == ""
}

// isDate is stricter than time.Parse, which takes hours of one digit and a
// comma before the fraction.
func isDate(s string) bool {
	day, clock, hasClock := strings.Cut(s, " ")
	if len(day) != len(time.DateOnly) {
		return false
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return false
	}
	if !hasClock {
		return true
	}
	clock, frac, hasFrac := strings.Cut(clock, ".")
	if n, rest := digits(frac); hasFrac && (n == 0 || n > 9 || rest != "") {
		return false
	}
	if len(clock) != len(time.TimeOnly) {
		return false
	}
	_, err := time.Parse(time.TimeOnly, clock)
	return err == nil
}

// isMillis reports whether s is a time in milliseconds since 1970, which has 13 digits.
func isMillis(s string) bool {
	n, rest := digits(s)
	return n == 13 && rest == "" && s[0] != '0'
}

// unsigned drops one leading sign.
func unsigned(s string) string {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		return s[1:]
	}
	return s
}

// digits counts the ASCII digits that s begins with and returns the rest.
func digits(s string) (n int, rest string) {
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n, s[n:]
}
