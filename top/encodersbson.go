package top

import (
	"encoding/binary"
	"errors"
)

// BSON is no standard of Go, but what asks for nothing else: an encoder of it stores an
// empty document of a struct without exported fields. The drivers of MongoDB take a
// value from MarshalBSONValue, those before version 2 a document from MarshalBSON. Both
// need no type of theirs.

const (
	bsonString = 0x02
	bsonNull   = 0x0A
	bsonName   = "text" // of the only member of a document
)

var errBSON = errors.New("top: this BSON is no text")

// bsonText returns a text as BSON has it: its length with the zero behind it, and these.
func bsonText(text string) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(text)+1))
	return append(append(b, text...), 0)
}

// ofBSONText reads what bsonText writes.
func ofBSONText(b []byte) (string, error) {
	const head = 4
	if len(b) <= head || int64(binary.LittleEndian.Uint32(b)) != int64(len(b)-head) || b[len(b)-1] != 0 {
		return "", errBSON
	}
	return string(b[head : len(b)-1]), nil
}

// bsonDocument returns a document that holds a text.
func bsonDocument(text string) []byte {
	b := append([]byte{0, 0, 0, 0, bsonString}, bsonName+"\x00"...)
	b = append(append(b, bsonText(text)...), 0)
	binary.LittleEndian.PutUint32(b, uint32(len(b)))
	return b
}

// ofBSONDocument reads what bsonDocument writes.
func ofBSONDocument(b []byte) (string, error) {
	start := len(bsonDocument("")) - len(bsonText("")) - 1 // of the text
	if len(b) <= start || b[4] != bsonString || string(b[5:start]) != bsonName+"\x00" {
		return "", errBSON
	}
	return ofBSONText(b[start : len(b)-1])
}

// ofBSONValue reads a value that is a text or null.
func ofBSONValue(typ byte, b []byte) (string, error) {
	switch typ {
	case bsonString:
		return ofBSONText(b)
	case bsonNull:
		return "", nil
	}
	return "", errBSON
}

// MarshalBSONValue writes the number as text.
func (d Decimal) MarshalBSONValue() (typ byte, data []byte, err error) {
	return bsonString, bsonText(d.text), nil
}

// UnmarshalBSONValue reads a number that is text; null gives the zero Decimal.
func (d *Decimal) UnmarshalBSONValue(typ byte, data []byte) error {
	text, err := ofBSONValue(typ, data)
	if err != nil {
		return err
	}
	return d.UnmarshalText([]byte(text))
}

// MarshalBSON writes a document with the number as text.
func (d Decimal) MarshalBSON() ([]byte, error) { return bsonDocument(d.text), nil }

// UnmarshalBSON reads what MarshalBSON writes.
func (d *Decimal) UnmarshalBSON(b []byte) error {
	text, err := ofBSONDocument(b)
	if err != nil {
		return err
	}
	return d.UnmarshalText([]byte(text))
}

// MarshalBSONValue writes what MarshalText does.
func (f File) MarshalBSONValue() (typ byte, data []byte, err error) {
	text, err := f.MarshalText()
	return bsonString, bsonText(string(text)), err
}

// UnmarshalBSONValue reads what MarshalBSONValue writes; null gives the zero File.
func (f *File) UnmarshalBSONValue(typ byte, data []byte) error {
	text, err := ofBSONValue(typ, data)
	if err != nil {
		return err
	}
	return f.UnmarshalText([]byte(text))
}

// MarshalBSON writes a document with what MarshalText writes.
func (f File) MarshalBSON() ([]byte, error) {
	text, err := f.MarshalText()
	return bsonDocument(string(text)), err
}

// UnmarshalBSON reads what MarshalBSON writes.
func (f *File) UnmarshalBSON(b []byte) error {
	text, err := ofBSONDocument(b)
	if err != nil {
		return err
	}
	return f.UnmarshalText([]byte(text))
}
