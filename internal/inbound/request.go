package inbound

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/topgen/topgen/internal/protocol"
)

// maxRequest bounds what a request can make a gateway read, and MaxText what it
// can make it hold, without files.
const (
	maxRequest = 256 << 20
	MaxText    = 32 << 20
)

// Request is a call on its way in, or a batch of them.
type Request struct {
	Endpoint
	Format Format
	Values map[string]string // all text parameters
	Files  map[string][]File // of a multipart form; nil where it is none
	Body   []byte            // that is signed beside the parameters

	separator string // of the calls of a batch
}

// File is a file parameter.
type File struct {
	Name string // file name
	Type string // content type
	Size int64
	Data []byte // nil unless files are kept
}

// Read reads a request that came in at an endpoint. Of one that does not read
// there is at least the format of the answer.
func (c *Checker) Read(w http.ResponseWriter, r *http.Request, e Endpoint) (*Request, *Failure) {
	in := &Request{Endpoint: e, Values: make(map[string]string, 16), separator: r.Header.Get(protocol.BatchSeparatorHeader)}
	err := in.read(w, r, c.KeepFiles)
	f := in.setFormat()
	switch {
	case f != nil:
		return in, f
	case !e.takes(r.Method):
		return in, &Failure{Code: 9, SubMsg: "calls are POST requests"}
	case err != nil && in.Files != nil:
		return in, &Failure{Code: 3, SubMsg: err.Error()}
	case err != nil:
		return in, &Failure{Code: 43, SubMsg: err.Error()}
	}
	return in, nil
}

func (in *Request) read(w http.ResponseWriter, r *http.Request, keepFiles bool) error {
	if err := in.add(r.URL.RawQuery); err != nil {
		return fmt.Errorf("the query: %w", err)
	}
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	typ, params := "", map[string]string(nil)
	if header := r.Header.Get("Content-Type"); header != "" {
		var err error
		if typ, params, err = mime.ParseMediaType(header); err != nil {
			return fmt.Errorf("the content type: %w", err)
		}
	}
	body := http.MaxBytesReader(w, r.Body, maxRequest)
	if typ == "multipart/form-data" {
		if params["boundary"] == "" {
			return errors.New("the content type of the form names no boundary")
		}
		return in.multipart(multipart.NewReader(body, params["boundary"]), keepFiles)
	}
	text, err := readText(body)
	if err != nil {
		return err
	}
	if typ == "application/x-www-form-urlencoded" {
		if err := in.add(text); err != nil {
			return fmt.Errorf("the form: %w", err)
		}
		return nil
	}
	in.Body = []byte(text)
	return nil
}

// readText reads what is held in memory.
func readText(r io.Reader) (string, error) {
	var b strings.Builder
	n, err := io.Copy(&b, io.LimitReader(r, MaxText+1))
	if err != nil {
		return "", fmt.Errorf("the body broke off: %w", err)
	}
	if n > MaxText {
		return "", fmt.Errorf("the body has more than %d MiB of text", MaxText>>20)
	}
	return b.String(), nil
}

// add adds the parameters of a form.
func (in *Request) add(form string) error {
	for pair := range strings.SplitSeq(form, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return err
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return fmt.Errorf("parameter %s: %w", name, err)
		}
		if err := in.set(name, value); err != nil {
			return err
		}
	}
	return nil
}

func (in *Request) set(name, value string) error {
	if _, repeated := in.Values[name]; repeated {
		return fmt.Errorf("parameter %s comes more than once", name)
	}
	in.Values[name] = value
	return nil
}

func (in *Request) multipart(r *multipart.Reader, keepFiles bool) error {
	left := int64(MaxText)
	in.Files = make(map[string][]File)
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the multipart form: %w", err)
		}
		// The platform's SDK for Python calls the disposition of a file "file", so it is
		// the file name that makes a part one.
		_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		if err != nil {
			return fmt.Errorf("the multipart form: the content disposition of a part: %w", err)
		}
		name := params["name"]
		if fileName, isFile := params["filename"]; isFile {
			file, err := readFile(part, keepFiles)
			if err != nil {
				return fmt.Errorf("file %s: %w", name, err)
			}
			file.Name = fileName
			in.Files[name] = append(in.Files[name], file)
			continue
		}
		text, err := readText(io.LimitReader(part, left+1))
		if err != nil {
			return fmt.Errorf("parameter %s: %w", name, err)
		}
		if left -= int64(len(text)); left < 0 {
			return fmt.Errorf("the form has more than %d MiB of text", MaxText>>20)
		}
		if err := in.set(name, text); err != nil {
			return err
		}
	}
}

func readFile(part *multipart.Part, keep bool) (file File, err error) {
	file.Type = part.Header.Get("Content-Type")
	if !keep {
		file.Size, err = io.Copy(io.Discard, part)
		return file, err
	}
	var b bytes.Buffer
	file.Size, err = b.ReadFrom(part)
	file.Data = b.Bytes()
	return file, err
}

// Method returns the name of the API's method.
func (in *Request) Method() string { return in.Values["method"] }

// Session returns the session of a call, whatever its gateway calls it.
func (in *Request) Session() string {
	if token := in.Values[protocol.AccessToken]; !IsBlank(token) {
		return token
	}
	return in.Values[protocol.Session]
}

// IsBlank reports whether a parameter counts as not given.
func IsBlank(s string) bool { return strings.TrimSpace(s) == "" }
