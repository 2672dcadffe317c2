package top

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// RawJSON is JSON text that the documentation does not describe further: the
// platform's types Json, Map and Object, and structs without fields. A value
// that came as text is a JSON string literal, one that came as an object is an
// object, and it is written back as what it came as. The zero RawJSON is an
// absent value.
//
// A decoded RawJSON is compact: white space between tokens is dropped, and its
// strings are escaped no more than JSON demands.
type RawJSON string

// RawString returns the JSON string that holds text. As a request parameter it
// sends exactly text, whether or not that is JSON.
func RawString(text string) RawJSON { return RawJSON(appendQuoted(nil, text)) }

// Text returns the text of a JSON string, and of any other value its JSON.
func (r RawJSON) Text() string {
	if strings.HasPrefix(string(r), `"`) {
		var s string
		if json.Unmarshal([]byte(r), &s) == nil {
			return s
		}
	}
	return string(r)
}

// MarshalJSON returns the text itself, and null for the zero RawJSON.
func (r RawJSON) MarshalJSON() ([]byte, error) {
	if strings.TrimSpace(string(r)) == "" {
		return []byte("null"), nil
	}
	if !json.Valid([]byte(r)) {
		// Without the text: encoding/json would put a character of it into the error.
		return nil, errors.New("top: RawJSON does not hold valid JSON")
	}
	return []byte(r), nil
}

// UnmarshalJSON keeps b, compacted; null gives the zero RawJSON.
func (r *RawJSON) UnmarshalJSON(b []byte) error {
	text, ok := jsonLexer{&lexer{src: string(b)}}.compact()
	if !ok {
		return errors.New("top: JSON value is broken")
	}
	if isBlankRaw(text) {
		text = ""
	}
	*r = text
	return nil
}

// Decode stores the value in v as json.Unmarshal does. A JSON string that
// itself holds JSON, which is how the platform sends most values of type Json,
// is decoded by what it holds unless v is a *string. A number that goes into an
// interface value is a json.Number, which has all its digits.
func (r RawJSON) Decode(v any) error {
	text := string(r)
	if _, isText := v.(*string); !isText && strings.HasPrefix(text, `"`) {
		text = r.Text()
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("top: RawJSON goes on behind its value")
	}
	return nil
}

// each calls f for the members of the object v.
func each(v RawJSON, f func(name string, v RawJSON)) {
	l := jsonLexer{&lexer{src: string(v)}}
	if l.peek() != '{' {
		return
	}
	l.pos++
	for {
		name, more := l.member()
		if !more {
			return
		}
		raw, ok := l.skip()
		if !ok {
			return
		}
		f(name, RawJSON(raw))
	}
}

// elements returns the elements of the array v.
func elements(v RawJSON) []RawJSON {
	l := jsonLexer{&lexer{src: string(v)}}
	if l.peek() != '[' {
		return nil
	}
	l.pos++
	var list []RawJSON
	for l.element() {
		raw, ok := l.skip()
		if !ok {
			break
		}
		list = append(list, RawJSON(raw))
	}
	return list
}

const hexDigits = "0123456789abcdef"

// appendQuoted appends s as a JSON string, escaped no more than JSON demands.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		if i := strings.IndexByte("\"\\\n\r\t\b\f", c); i >= 0 {
			b = append(b, '\\', `"\nrtbf`[i])
		} else {
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}
