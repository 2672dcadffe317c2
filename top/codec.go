package top

import (
	"encoding/base64"
	"reflect"
)

// codec is how the values of Decimal, Time, RawJSON or File are read, checked and written.
// Plans do not know these types: they ask the type of a field for its codec, through an
// interface, so that a program holds the code of those types alone that its APIs have, and
// their methods for encoders. See doc.go.
//
// Checkers and readers are taken and given back by value: whatever a function gets a
// pointer to that only the running program knows is allocated on the heap.
type codec struct {
	kind kind
	// set stores a text, which is not blank, in v, and reports whether it is one of the
	// type.
	set func(f *field, v slot, text string) bool
	// append appends the value as a text; an absent value has none.
	append func(b []byte, f *field, v slot) []byte
	// appendJSON appends the value as it stands within a parameter that is JSON.
	appendJSON func(b []byte, f *field, v slot) ([]byte, error)
	// absent reports whether a value that is set stands for none: these types have a
	// zero value that says so.
	absent func(v slot) bool
	// check checks a value of f that is set against the documented rules.
	check func(c checker, f *field, v slot, path string) checker

	// read reads the value at hand, whatever it is, where it need not be a text.
	read func(r reader) (after reader, text string, ok bool)
	// files appends the files that v, of the field f, holds, where they are sent as such
	// and not as texts.
	files func(files []formFile, f *field, v slot) []formFile
	// form is how times are written, where the tag of a field says nothing else.
	form timeForm
}

// valueType is a type that has a codec.
type valueType interface{ codec() *codec }

// ownPath is the import path of this package, wherever it was put.
var ownPath = reflect.TypeFor[codec]().PkgPath()

// codecOf returns the codec of a type; nil if it has none. A struct of another package
// in which such a type is embedded has its method, but is not that type.
func codecOf(t reflect.Type) *codec {
	if t.PkgPath() != ownPath {
		return nil
	}
	if v, ok := reflect.Zero(t).Interface().(valueType); ok {
		return v.codec()
	}
	return nil
}

func (Decimal) codec() *codec { return &decimalCodec }

var decimalCodec = codec{
	kind: kindDecimal,
	set: func(f *field, v slot, text string) bool {
		if !isDecimal(text) {
			return false
		}
		v.setDecimal(Decimal{text})
		return true
	},
	append: func(b []byte, f *field, v slot) []byte { return append(b, v.decimal().text...) },
	appendJSON: func(b []byte, f *field, v slot) ([]byte, error) {
		text, err := v.decimal().MarshalJSON()
		return append(b, text...), err
	},
	absent: func(v slot) bool { return v.decimal().text == "" },
	check: func(c checker, f *field, v slot, path string) checker {
		if d := v.decimal(); d.text != "" {
			c.number(f, d.text, path)
		}
		return c
	},
}

func (RawJSON) codec() *codec { return &rawCodec }

var rawCodec = codec{
	kind: kindRaw,
	read: func(r reader) (reader, string, bool) {
		raw, ok := r.compact()
		if isBlankRaw(raw) {
			raw = ""
		}
		return r, string(raw), ok
	},
	append: func(b []byte, f *field, v slot) []byte { return append(b, RawJSON(v.string()).Text()...) },
	appendJSON: func(b []byte, f *field, v slot) ([]byte, error) {
		text, err := RawJSON(v.string()).MarshalJSON()
		return append(b, text...), err
	},
	absent: func(v slot) bool { return v.string() == "" },
	check: func(c checker, f *field, v slot, path string) checker {
		c.raw(f, RawJSON(v.string()), path)
		return c
	},
}

func (Time) codec() *codec { return &timeCodec }

var timeCodec = codec{
	kind: kindTime,
	form: platformForm{},
	set: func(f *field, v slot, text string) bool {
		t, ok := f.form.parse(text)
		if ok {
			v.setTime(Time{t})
		}
		return ok
	},
	append: func(b []byte, f *field, v slot) []byte {
		if t := v.time(); !t.IsZero() {
			return f.form.append(b, t.Time)
		}
		return b
	},
	appendJSON: func(b []byte, f *field, v slot) ([]byte, error) { return f.form.appendJSON(b, v.time().Time) },
	absent:     func(v slot) bool { return v.time().IsZero() },
	check: func(c checker, f *field, v slot, path string) checker {
		if t := v.time(); !t.IsZero() && !f.form.hasYear(t.Time) {
			c.fault(path, RuleText, "has a year of no four digits")
		}
		return c
	},
}

func (File) codec() *codec { return &fileCodec }

var fileCodec = codec{
	kind:  kindFile,
	files: appendFiles,
	set: func(f *field, v slot, text string) bool {
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return false
		}
		v.setFile(content(data))
		return true
	},
	append: func(b []byte, f *field, v slot) []byte { return b },
	appendJSON: func(b []byte, f *field, v slot) ([]byte, error) {
		text, err := v.file().MarshalJSON()
		return append(b, text...), err
	},
	absent: func(v slot) bool { return v.file().open == nil },
	check: func(c checker, f *field, v slot, path string) checker {
		c.file(f, v.file(), path)
		return c
	},
}
