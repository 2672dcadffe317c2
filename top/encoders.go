package top

import (
	"bytes"
	"database/sql/driver"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// This file is for encoders other than that of the wire. One that finds no method of
// a value type to call would look at its fields, of which it sees none, and store an
// empty value. So each type has what encoding, encoding/json, encoding/xml,
// encoding/gob and database/sql ask for.

// AppendText appends what MarshalText writes.
func (d Decimal) AppendText(b []byte) ([]byte, error) { return append(b, d.text...), nil }

// MarshalText writes the number as it was written, and nothing for the zero Decimal.
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.text), nil }

// UnmarshalText reads what ParseDecimal reads; blank text gives the zero Decimal.
func (d *Decimal) UnmarshalText(b []byte) error {
	text := strings.TrimSpace(string(b))
	if text != "" && !isDecimal(text) {
		return fmt.Errorf("top: %q is no decimal number", text)
	}
	d.text = text
	return nil
}

// MarshalBinary is MarshalText.
func (d Decimal) MarshalBinary() ([]byte, error) { return d.MarshalText() }

// UnmarshalBinary is UnmarshalText.
func (d *Decimal) UnmarshalBinary(b []byte) error { return d.UnmarshalText(b) }

// Value gives the number to a database as text, and NULL for the zero Decimal.
func (d Decimal) Value() (driver.Value, error) {
	if d.text == "" {
		return nil, nil
	}
	return d.text, nil
}

// Scan reads a number from a database: text, or an integer. A float64 is an error, since
// its digits need not be those that were stored.
func (d *Decimal) Scan(v any) error {
	text, err := scanned("Decimal", v)
	if err != nil {
		return err
	}
	return d.UnmarshalText([]byte(text))
}

// scanned returns the text of a value from a database, "" for NULL.
func scanned(what string, v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	case int64:
		return fmt.Sprint(v), nil
	}
	return "", fmt.Errorf("top: a %s cannot be read from a %T of a database", what, v)
}

// Value gives the time to a database, and NULL for the zero Time.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.Time, nil
}

// Scan reads a time from a database: a time, or text that ParseTime reads.
func (t *Time) Scan(v any) error {
	if at, ok := v.(time.Time); ok {
		*t = NewTime(at)
		return nil
	}
	text, err := scanned("Time", v)
	if err != nil {
		return err
	}
	return t.UnmarshalText([]byte(text))
}

// AppendText appends what MarshalText writes.
func (r RawJSON) AppendText(b []byte) ([]byte, error) { return append(b, r...), nil }

// MarshalText writes the JSON text itself.
func (r RawJSON) MarshalText() ([]byte, error) { return []byte(r), nil }

// UnmarshalText keeps JSON text as UnmarshalJSON does; blank text gives the zero RawJSON.
func (r *RawJSON) UnmarshalText(b []byte) error {
	if len(bytes.TrimSpace(b)) == 0 {
		*r = ""
		return nil
	}
	return r.UnmarshalJSON(b)
}

// Value gives the JSON text to a database, and NULL for the zero RawJSON.
func (r RawJSON) Value() (driver.Value, error) {
	if r == "" {
		return nil, nil
	}
	return string(r), nil
}

// Scan reads JSON text from a database.
func (r *RawJSON) Scan(v any) error {
	text, err := scanned("RawJSON", v)
	if err != nil {
		return err
	}
	return r.UnmarshalText([]byte(text))
}

// bytes reads the content of a file; nil of the zero File.
func (f File) bytes() ([]byte, error) {
	if f.open == nil {
		return nil, nil
	}
	r, err := f.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// MarshalText writes the content in base64, without name and type.
func (f File) MarshalText() ([]byte, error) {
	data, err := f.bytes()
	return base64.StdEncoding.AppendEncode(nil, data), err
}

// UnmarshalText reads content in base64; blank text gives the zero File.
func (f *File) UnmarshalText(b []byte) error {
	text := strings.TrimSpace(string(b))
	if text == "" {
		*f = File{}
		return nil
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return errors.New("top: text is no file in base64")
	}
	*f = FileBytes("", data)
	return nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *File) UnmarshalJSON(b []byte) error {
	text, err := textOfJSON(b)
	if err != nil {
		return err
	}
	return f.UnmarshalText([]byte(text))
}

// storedFile is a File for encoders that keep all of it.
type storedFile struct {
	Name, Type string
	Data       []byte // nil for the zero File
}

// MarshalBinary writes name, type and content.
func (f File) MarshalBinary() ([]byte, error) {
	data, err := f.bytes()
	if err != nil {
		return nil, err
	}
	return json.Marshal(storedFile{f.Name, f.Type, data})
}

// UnmarshalBinary reads what MarshalBinary writes.
func (f *File) UnmarshalBinary(b []byte) error {
	var s storedFile
	if err := json.Unmarshal(b, &s); err != nil {
		return errors.New("top: this is no File that MarshalBinary wrote")
	}
	*f = File{Name: s.Name, Type: s.Type}
	if s.Data != nil {
		*f = FileBytes(s.Name, s.Data).WithType(s.Type)
	}
	return nil
}

// Value gives the content to a database, and NULL for the zero File.
func (f File) Value() (driver.Value, error) {
	data, err := f.bytes()
	if data == nil || err != nil {
		return nil, err
	}
	return data, nil
}

// Scan reads content from a database.
func (f *File) Scan(v any) error {
	text, err := scanned("File", v)
	if err != nil {
		return err
	}
	if *f = (File{}); v != nil {
		*f = FileBytes("", []byte(text))
	}
	return nil
}
