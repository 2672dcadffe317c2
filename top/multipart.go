package top

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
)

// multipart builds the request of a form with files, which are read as they
// are sent.
func (k *call) multipart(ctx context.Context, f *form) (*http.Request, error) {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	for _, i := range f.order {
		if err := w.WriteField(f.params[i].name, f.text(&f.params[i])); err != nil {
			return nil, err
		}
	}
	body := &fileBody{}
	size := int64(0)
	for _, file := range f.files {
		if err := filePart(w, file); err != nil {
			return nil, err
		}
		body.text(head.Bytes())
		size += int64(head.Len())
		head.Reset()
		if k.noValidate {
			file.limit = -1
		}
		body.file(file)
		if size += file.file.size; file.file.size < 0 {
			size = -1 << 62 // unknown, whatever follows
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	body.text(head.Bytes())
	size += int64(head.Len())
	req, err := k.post(ctx, k.gateway.address, w.FormDataContentType(), body)
	if err != nil {
		return nil, err
	}
	req.ContentLength = max(size, -1)
	return req, nil
}

// filePart writes the header of a file's part.
func filePart(w *multipart.Writer, file formFile) error {
	quote := strings.NewReplacer("\\", "\\\\", `"`, "\\\"", "\r", "%0D", "\n", "%0A")
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`,
		quote.Replace(file.name), quote.Replace(file.file.Name)))
	h.Set("Content-Type", strings.NewReplacer("\r", "", "\n", "").Replace(File(file.file).contentType()))
	_, err := w.CreatePart(h)
	return err
}

// fileBody is a request body of texts and files, each opened when its turn comes.
type fileBody struct {
	parts []bodyPart // the first of them may be open
	open  io.ReadCloser
	read  int64 // bytes that the open part has given
}

// bodyPart is a piece of a request body.
type bodyPart struct {
	name  string // of the parameter that is a file
	size  int64  // in bytes, or -1 if it is not known
	limit int64  // most bytes that are allowed, or -1
	open  func() (io.ReadCloser, error)
}

func (b *fileBody) text(text []byte) {
	text = bytes.Clone(text)
	b.parts = append(b.parts, bodyPart{size: int64(len(text)), limit: -1, open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(text)), nil
	}})
}

func (b *fileBody) file(f formFile) {
	b.parts = append(b.parts, bodyPart{name: f.name, size: f.file.size, limit: int64(f.limit), open: f.file.open})
}

func (b *fileBody) Read(p []byte) (int, error) {
	for len(b.parts) > 0 {
		part := &b.parts[0]
		if b.open == nil {
			open, err := part.open()
			if err != nil {
				return 0, &fileError{name: part.name, err: err}
			}
			b.open, b.read = open, 0
		}
		n, err := b.open.Read(p)
		b.read += int64(n)
		if bad := part.check(b.read, err == io.EOF); bad != nil {
			return 0, &fileError{name: part.name, err: bad}
		}
		if err == io.EOF {
			b.open.Close()
			b.open, b.parts, err = nil, b.parts[1:], nil
		}
		if err != nil {
			err = &fileError{name: part.name, err: err}
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.EOF
}

// check reports what is wrong with a part that has given so many bytes.
func (p *bodyPart) check(read int64, atEnd bool) error {
	switch {
	case p.size >= 0 && read > p.size:
		return errors.New("it is longer than the size that was given")
	case p.size >= 0 && read < p.size && atEnd:
		return errors.New("it is shorter than the size that was given")
	case p.limit >= 0 && read > p.limit:
		return fmt.Errorf("it has more than the %d bytes that are allowed", p.limit)
	}
	return nil
}

// fileError says that a file could not be read while it was being sent, so
// that the server never got the request whole.
type fileError struct {
	_    incomparable
	name string // of the parameter
	err  error
}

func (e *fileError) Error() string { return "file " + e.name + ": " + e.err.Error() }
func (e *fileError) Unwrap() error { return e.err }

// Close closes the file that is open.
func (b *fileBody) Close() error {
	b.parts = nil
	if b.open == nil {
		return nil
	}
	err := b.open.Close()
	b.open = nil
	return err
}
