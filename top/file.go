package top

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// File is the content of a request parameter of type byte[]. It is sent as a
// part of a multipart form, streamed, and is not part of the signature.
type File struct {
	// Name is the file name that the platform sees; documented file types are
	// checked against its extension.
	Name string
	// Type is the content type. Empty means that for which the extension of Name
	// stands ("front.jpg" is image/jpeg), or application/octet-stream.
	Type string

	// size in bytes, -1 if unknown.
	size int64
	// open returns the content. It is called once per attempt.
	open func() (io.ReadCloser, error)
	// once tells that the content can be read a single time, so that a call
	// which failed on the way is not repeated.
	once bool
	// send sends a form that has this file. It is set by whoever makes a File, for
	// the size of programs: see doc.go.
	send func(*call, context.Context, *form) (*http.Request, error)
}

// content returns a File that holds data and is not a parameter of its own.
func content(data []byte) File {
	return File{size: int64(len(data)), open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(data)), nil
	}}
}

// FileBytes returns a File that holds data.
func FileBytes(name string, data []byte) File {
	f := content(data)
	f.Name, f.send = name, (*call).multipart
	return f
}

// FileReader returns a File that is read from r as it is sent. The size in
// bytes is checked against the documented limit, and what r then gives must
// have that size. With -1 the size is not known, and a file over the limit fails
// the call while it is being sent. Such a File can be sent once, unless r is an
// io.Seeker: then every attempt starts where r stood.
func FileReader(name string, r io.Reader, size int64) File {
	f := File{Name: name, size: max(size, -1), once: true, send: (*call).multipart}
	var used bool
	f.open = func() (io.ReadCloser, error) {
		if used {
			return nil, errors.New("its reader can be read once, and has been")
		}
		used = true
		return io.NopCloser(r), nil
	}
	if s, ok := r.(io.Seeker); ok {
		if start, err := s.Seek(0, io.SeekCurrent); err == nil {
			f.once = false
			f.open = func() (io.ReadCloser, error) {
				_, err := s.Seek(start, io.SeekStart)
				return io.NopCloser(r), err
			}
		}
	}
	return f
}

// OpenFile returns a File for a file on disk, which is opened when it is sent
// and must exist now.
func OpenFile(path string) (File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return File{}, fmt.Errorf("top: %w", err)
	}
	if !info.Mode().IsRegular() {
		return File{}, fmt.Errorf("top: %s: %w", path, fs.ErrInvalid)
	}
	return File{Name: filepath.Base(path), size: info.Size(), send: (*call).multipart, open: func() (io.ReadCloser, error) {
		return os.Open(path)
	}}, nil
}

// WithType returns the file with another content type.
func (f File) WithType(contentType string) File {
	f.Type = contentType
	return f
}

// Size returns the number of bytes, or -1 if it is not known before sending.
func (f File) Size() int64 {
	if f.open == nil {
		return 0
	}
	return f.size
}

// MarshalJSON writes the content in base64: how a file goes within an object,
// which is sent as JSON.
func (f File) MarshalJSON() ([]byte, error) {
	if f.open == nil {
		return []byte("null"), nil
	}
	r, err := f.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		return nil, err
	}
	text := base64.StdEncoding.AppendEncode([]byte{'"'}, b.Bytes())
	return append(text, '"'), nil
}

// contentType returns the content type with which the file is sent.
func (f File) contentType() string {
	return cmp.Or(f.Type, mime.TypeByExtension(filepath.Ext(f.Name)), "application/octet-stream")
}

// extension returns the file name's extension in lower case, without the dot.
func (f File) extension() string {
	return strings.ToLower(strings.TrimPrefix(filepath.Ext(f.Name), "."))
}
