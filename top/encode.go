package top

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// form is a request on its way to the wire: its parameters as texts, and its files.
type form struct {
	params  []param
	scratch []byte // texts that had to be written, until finish
	files   []formFile
}

// formFile is a file parameter.
type formFile struct {
	name string
	File
}

// add appends a parameter that is a text already.
func (f *form) add(name, value string) {
	if value != "" {
		f.params = append(f.params, param{name: name, value: value})
	}
}

// written appends a parameter whose text is what scratch has from from on.
func (f *form) written(name string, from int) {
	f.params = append(f.params, param{name: name, from: from, to: len(f.scratch)})
}

// finish makes every parameter a text.
func (f *form) finish() {
	if len(f.scratch) == 0 {
		return
	}
	text := string(f.scratch)
	for i := range f.params {
		if p := &f.params[i]; p.to > 0 {
			p.value = text[p.from:p.to]
		}
	}
}

// request appends the parameters of req: scalars as texts, lists of scalars
// comma-joined, objects and lists of objects as JSON.
func (f *form) request(p *plan, v reflect.Value) error {
	for i := range p.fields {
		fd := &p.fields[i]
		if err := f.field(fd, v.Field(fd.index)); err != nil {
			return fmt.Errorf("parameter %s: %w", fd.name, err)
		}
	}
	return nil
}

func (f *form) field(fd *field, v reflect.Value) error {
	switch {
	case fd.list && v.Len() == 0:
		return nil
	case joins(fd):
		f.join(fd, v)
		return nil
	case fd.list && fd.kind == kindFile:
		for i := range v.Len() {
			f.file(fd, v.Index(i))
		}
		return nil
	case fd.list:
		return f.json(fd, v)
	}
	if fd.ptr {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	switch fd.kind {
	case kindString:
		f.add(fd.name, v.String())
	case kindRaw:
		f.add(fd.name, RawJSON(v.String()).Text())
	case kindFile:
		f.file(fd, v)
	case kindStruct:
		return f.json(fd, v)
	default:
		from := len(f.scratch)
		f.scratch = appendScalar(f.scratch, fd.kind, v)
		f.written(fd.name, from)
	}
	return nil
}

func (f *form) file(fd *field, v reflect.Value) {
	if file := v.Interface().(File); file.open != nil {
		f.files = append(f.files, formFile{fd.name, file})
	}
}

func (f *form) join(fd *field, v reflect.Value) {
	from := len(f.scratch)
	for i := range v.Len() {
		if i > 0 {
			f.scratch = append(f.scratch, ',')
		}
		f.scratch = appendScalar(f.scratch, fd.kind, v.Index(i))
	}
	f.written(fd.name, from)
}

func (f *form) json(fd *field, v reflect.Value) error {
	from := len(f.scratch)
	w := bytes.NewBuffer(f.scratch)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(v.Interface()); err != nil {
		return err
	}
	f.scratch = bytes.TrimSuffix(w.Bytes(), []byte("\n"))
	f.written(fd.name, from)
	return nil
}

// appendScalar appends the text of a scalar; absent values have none.
func appendScalar(b []byte, k kind, v reflect.Value) []byte {
	switch k {
	case kindString:
		return append(b, v.String()...)
	case kindRaw:
		return append(b, RawJSON(v.String()).Text()...)
	case kindInt:
		return strconv.AppendInt(b, v.Int(), 10)
	case kindBool:
		return strconv.AppendBool(b, v.Bool())
	case kindDecimal:
		return append(b, v.Interface().(Decimal).text...)
	case kindTime:
		if t := v.Interface().(Time); !t.IsZero() {
			return t.append(b)
		}
	}
	return b
}

// urlencoded appends the parameters as an HTML form.
func urlencoded(b []byte, params []param) []byte {
	sep := false
	for _, p := range params {
		if p.blank() {
			continue
		}
		if sep {
			b = append(b, '&')
		}
		sep = true
		b = appendEscaped(b, p.name)
		b = append(b, '=')
		b = appendEscaped(b, p.value)
	}
	return b
}

// unescaped tells which bytes stand for themselves in a form.
var unescaped = func() (t [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~") {
		t[c] = true
	}
	return t
}()

// appendEscaped is url.QueryEscape without the string.
func appendEscaped(b []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if unescaped[c] {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		if c == ' ' {
			b = append(b, '+')
		} else {
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return append(b, s[start:]...)
}

// takes reports whether name is a parameter of the request.
func (p *plan) takes(name string) bool {
	_, ok := p.byName[strings.TrimSpace(name)]
	return ok
}
