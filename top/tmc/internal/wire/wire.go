// Package wire has the frames of the platform's message channel: how they are
// written and read, and the names within them that both sides know.
//
// A frame is a binary message of a WebSocket connection. It has a type, a few
// fields of its own and headers with typed values; all integers are
// little-endian. Whoever reads one keeps headers that it does not know.
package wire

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Type is what a frame is for.
type Type byte

// The types of frames.
const (
	Connect    Type = 0 // the client introduces itself
	ConnectAck Type = 1 // the server takes it, or does not
	Send       Type = 2 // all else, in both directions
	SendAck    Type = 3 // an answer to a Send, or what is wrong with it
)

// Format is the form of a header's value.
type Format byte

// The formats of values. A value of any other format reads as Text.
const (
	Void  Format = 0 // nothing
	Text  Format = 1
	Byte  Format = 2
	Int16 Format = 3
	Int32 Format = 4
	Int64 Format = 5
	Date  Format = 6 // milliseconds since 1970, as Int64
	Bytes Format = 7
)

// The parts of a frame, each of which begins with its number.
const (
	partEnd    = 0
	partHeader = 1
	partCode   = 2
	partPhrase = 3
	partFlag   = 4
	partToken  = 5
)

// version is the first byte of a frame. In version 1, the only other one, there is
// no format Bytes, and nothing else differs.
const version = 2

// Frame is one frame.
type Frame struct {
	Type    Type
	Code    int32  // of a failure; 0 for none
	Phrase  string // of a failure
	Flag    int32  // by which an answer is told; 0 for none
	Token   string // of the connection, once it has one
	Headers []Header
}

// Header is a named value of a frame.
type Header struct {
	Name   string
	Format Format
	Int    int64  // of a number or a date
	Text   string // of a text, or bytes
}

// The headers that the platform and its clients know.
const (
	HeaderKind      = "__kind"
	HeaderID        = "id"
	HeaderReason    = "msg"
	HeaderTopic     = "topic"
	HeaderContent   = "content"
	HeaderTime      = "time"
	HeaderOutgoing  = "outtime"
	HeaderPublisher = "publisher"
	HeaderNick      = "nick"
	HeaderUser      = "userid"
	HeaderDataID    = "dataid"
	HeaderRetried   = "retried"

	HeaderAppKey    = "app_key"
	HeaderGroup     = "group_name"
	HeaderTimestamp = "timestamp"
	HeaderSign      = "sign"
	HeaderSDK       = "sdk"
	HeaderAddress   = "intranet_ip"
)

// What a frame of type Send is for, in HeaderKind.
const (
	KindPull    = 1
	KindConfirm = 2
	KindData    = 3
	KindFailed  = 20
)

// Add appends headers.
func (f *Frame) Add(headers ...Header) { f.Headers = append(f.Headers, headers...) }

// TextHeader returns a header with a text.
func TextHeader(name, value string) Header { return Header{Name: name, Format: Text, Text: value} }

// IntHeader returns a header with a number or a date.
func IntHeader(name string, format Format, value int64) Header {
	return Header{Name: name, Format: format, Int: value}
}

// KindHeader returns the header that says what a Send is for.
func KindHeader(kind int64) Header { return IntHeader(HeaderKind, Byte, kind) }

// Header returns a header by its name. Of two with one name, the last counts.
func (f *Frame) Header(name string) (Header, bool) {
	for _, h := range slices.Backward(f.Headers) {
		if h.Name == name {
			return h, true
		}
	}
	return Header{}, false
}

// Text returns the text of a header, "" if there is none.
func (f *Frame) Text(name string) string {
	h, _ := f.Header(name)
	return h.Text
}

// Int returns the number of a header, whatever its size; false if it has none.
func (f *Frame) Int(name string) (int64, bool) {
	h, _ := f.Header(name)
	switch h.Format {
	case Byte, Int16, Int32, Int64, Date:
		return h.Int, true
	}
	return 0, false
}

// Kind returns what a frame of type Send is for, 0 if it does not say so.
func (f *Frame) Kind() int64 {
	kind, _ := f.Int(HeaderKind)
	return kind
}

// Append appends the frame to b.
func (f *Frame) Append(b []byte) []byte {
	b = append(b, version, byte(f.Type))
	if f.Code != 0 {
		b = appendInt32(appendPart(b, partCode), f.Code)
	}
	if f.Phrase != "" {
		b = appendText(appendPart(b, partPhrase), f.Phrase)
	}
	if f.Flag != 0 {
		b = appendInt32(appendPart(b, partFlag), f.Flag)
	}
	if f.Token != "" {
		b = appendText(appendPart(b, partToken), f.Token)
	}
	for _, h := range f.Headers {
		b = appendText(appendPart(b, partHeader), h.Name)
		b = h.append(append(b, byte(h.Format)))
	}
	return appendPart(b, partEnd)
}

func appendPart(b []byte, part uint16) []byte { return binary.LittleEndian.AppendUint16(b, part) }

func appendInt32(b []byte, n int32) []byte { return binary.LittleEndian.AppendUint32(b, uint32(n)) }

func appendText(b []byte, s string) []byte { return append(appendInt32(b, int32(len(s))), s...) }

// append appends the value.
func (h Header) append(b []byte) []byte {
	switch h.Format {
	case Void:
		return b
	case Byte:
		return append(b, byte(h.Int))
	case Int16:
		return binary.LittleEndian.AppendUint16(b, uint16(h.Int))
	case Int32:
		return appendInt32(b, int32(h.Int))
	case Int64, Date:
		return binary.LittleEndian.AppendUint64(b, uint64(h.Int))
	}
	return appendText(b, h.Text)
}

// Parse reads a frame. Nothing of it keeps b.
func Parse(b []byte) (*Frame, error) {
	r := reader{rest: b}
	r.bytes(1) // the version, which decides nothing
	f := &Frame{Type: Type(r.number(1))}
	for r.err == nil {
		switch part := r.number(2); part {
		case partEnd:
			if r.err == nil && len(r.rest) > 0 {
				r.fail("%d bytes stand behind its end", len(r.rest))
			}
			return r.result(f)
		case partHeader:
			f.Headers = append(f.Headers, r.header())
		case partCode:
			f.Code = int32(r.number(4))
		case partPhrase:
			f.Phrase = r.text()
		case partFlag:
			f.Flag = int32(r.number(4))
		case partToken:
			f.Token = r.text()
		default:
			r.fail("part %d is none that there is", part)
		}
	}
	return r.result(f)
}

// reader reads a frame from front to back. After an error, all it reads is zero.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) result(f *Frame) (*Frame, error) {
	if r.err != nil {
		return nil, fmt.Errorf("the frame is broken: %w", r.err)
	}
	return f, nil
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

func (r *reader) bytes(n int64) []byte {
	if r.err == nil && (n < 0 || n > int64(len(r.rest))) {
		r.fail("it wants %d bytes more and has %d", n, len(r.rest))
	}
	if r.err != nil {
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// number reads a signed number of so many bytes; a single byte has no sign.
func (r *reader) number(size int64) int64 {
	b := r.bytes(size)
	if b == nil {
		return 0
	}
	switch size {
	case 1:
		return int64(b[0])
	case 2:
		return int64(int16(binary.LittleEndian.Uint16(b)))
	case 4:
		return int64(int32(binary.LittleEndian.Uint32(b)))
	}
	return int64(binary.LittleEndian.Uint64(b))
}

func (r *reader) text() string { return string(r.bytes(r.number(4))) }

func (r *reader) header() Header {
	h := Header{Name: r.text()}
	h.Format = Format(r.number(1))
	switch h.Format {
	case Void:
	case Byte:
		h.Int = r.number(1)
	case Int16:
		h.Int = r.number(2)
	case Int32:
		h.Int = r.number(4)
	case Int64, Date:
		h.Int = r.number(8)
	default:
		h.Text = r.text()
	}
	return h
}

// MaxContent limits the content of a message after decompression.
const MaxContent = 32 << 20

// Content returns the content of a message, which is compressed where it comes as
// bytes.
func (f *Frame) Content() (string, error) {
	h, ok := f.Header(HeaderContent)
	if !ok || h.Format != Bytes {
		return h.Text, nil
	}
	z, err := gzip.NewReader(bytes.NewReader([]byte(h.Text)))
	if err != nil {
		return "", errors.New("the content is no gzip")
	}
	b, err := io.ReadAll(io.LimitReader(z, MaxContent+1))
	switch {
	case err != nil:
		return "", errors.New("the content is broken gzip")
	case len(b) > MaxContent:
		return "", fmt.Errorf("the content is larger than %d bytes", MaxContent)
	}
	return string(b), nil
}
