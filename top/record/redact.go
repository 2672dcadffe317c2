package record

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Redaction says what of a body is no secret. The zero Redaction takes every name for
// a documented one, and no value.
type Redaction struct {
	// Known reports whether a page has a name: that of a field, or of the element
	// around the items of a list. Values of other names are masked whole.
	Known func(name string) bool
	// Documented reports whether a page lists a value of a field, or an error code:
	// such values stay.
	Documented func(name, value string) bool
}

// Redact returns a response body, in JSON or XML, with other values. Names, structure
// and white space between values stay. A value of a documented name
// becomes one of the same form: as many characters, digits where digits were, as many
// decimals, a date of the same layout; equal values become equal ones. Other values
// say no more than whether they are a text, a number or a boolean. Of comments and
// attributes of XML nothing stays.
func Redact(body []byte, r Redaction) ([]byte, error) {
	if r.Known == nil {
		r.Known = func(string) bool { return true }
	}
	if r.Documented == nil {
		r.Documented = func(string, string) bool { return false }
	}
	doc := &document{src: body, redaction: r}
	var err error
	switch trimmed := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff"))); {
	case !utf8.Valid(body):
		return nil, errors.New("the body is no UTF-8")
	case bytes.HasPrefix(trimmed, []byte("{")):
		err = doc.readJSON()
	case bytes.HasPrefix(trimmed, []byte("<")):
		err = doc.readXML()
	default:
		err = errors.New("the body is neither a JSON object nor XML")
	}
	if err != nil {
		return nil, err
	}
	return doc.write(), nil
}

// document is a body that is being redacted.
type document struct {
	src       []byte
	redaction Redaction
	values    []value
}

// value is a text in the body that is to be replaced.
type value struct {
	start, end int // in the body
	text       string
	kind       kind
	name       string
	path       string // names from the outermost one on
	known      bool
}

// kind is how a value is written.
type kind int

const (
	stringValue kind = iota // of JSON, in quotes
	numberValue
	boolValue
	xmlText
	dropped // nothing stands for it
)

// isRoot reports whether a name is one that stands around responses.
func isRoot(name string) bool { return name == "response" || strings.HasSuffix(name, "_response") }

// isFieldName reports whether a name can be that of a field. Of 19,886 names that pages
// of the platform document, all are identifiers without six digits in a row.
func isFieldName(name string) bool {
	return fieldName.MatchString(name) && !manyDigits.MatchString(name)
}

var (
	fieldName  = regexp.MustCompile(`^[A-Za-z_$@][\w.:-]*$`)
	manyDigits = regexp.MustCompile(`[0-9]{6}`)
)

// known reports whether values of a name keep their form, given whether those around do.
func (d *document) known(name string, around bool) bool {
	return around && (name == "request_id" || d.redaction.Known(name))
}

// isErrorPart reports whether a name is one of an error.
func isErrorPart(name string) bool {
	switch name {
	case "code", "msg", "sub_code", "sub_msg", "request_id", "flag", "message":
		return true
	}
	return false
}

// write returns the body with other values.
func (d *document) write() []byte {
	s := newShaper()
	for _, v := range d.values {
		s.forbid(v.text)
	}
	var b bytes.Buffer
	last := 0
	for _, v := range d.values {
		b.Write(d.src[last:v.start])
		last = v.end
		text := v.text
		switch {
		case v.kind == dropped:
			continue
		case v.known && d.redaction.Documented(v.name, v.text):
		case v.known:
			text = s.shape(v.text)
		default:
			text = mask(v)
		}
		writeValue(&b, v.kind, text)
	}
	b.Write(d.src[last:])
	return b.Bytes()
}

// mask is what stands for the values of names that no page has: of a text and of a
// number one each.
func mask(v value) string {
	switch {
	case strings.TrimSpace(v.text) == "":
		return v.text
	case v.kind == numberValue:
		return "0"
	case v.kind == boolValue:
		return "true"
	}
	return "x"
}

// isText reports whether a text has a letter, a digit or a picture.
func isText(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || isPicture(r) })
}

// isPicture reports whether a character says something though it is no letter: an emoji or
// another sign that no keyboard has, a mark on another one, or one that nobody sees.
func isPicture(r rune) bool {
	return r > unicode.MaxASCII && unicode.In(r, unicode.So, unicode.M, unicode.No, unicode.Nl, unicode.C)
}
