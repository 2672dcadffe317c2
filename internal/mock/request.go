package mock

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// protocol is one of the ways in which the platform is called.
type protocol int

const (
	protocolREST       protocol = iota
	protocolBatch               // many calls in one body
	protocolQimen               // the request is an XML document
	protocolQimenCloud          // as REST, but for the form of answers
	protocolSync                // AliExpress: access_token, sha256, codes that are words
)

// protocols has the protocol that is spoken at each path.
var protocols = map[string]protocol{
	"/router/rest":          protocolREST,
	"/router/batch":         protocolBatch,
	"/router/qimen/service": protocolQimen,
	"/router/qm":            protocolQimenCloud,
	"/router/qmtest":        protocolQimenCloud,
	"/sync":                 protocolSync,
}

// maxRequest bounds what a request can make the gateway read, and maxText what
// it can make it hold.
const (
	maxRequest = 256 << 20
	maxText    = 32 << 20
)

// request is a call on its way in.
type request struct {
	values map[string]string // all text parameters
	files  map[string][]file
	body   []byte // that is signed beside the parameters
}

// file is a file parameter. Its content is not kept.
type file struct {
	name string
	size int64
}

// readRequest reads a request in any of the protocols.
func readRequest(w http.ResponseWriter, r *http.Request) (*request, error) {
	in := &request{values: make(map[string]string, 16)}
	if err := in.add(r.URL.RawQuery); err != nil {
		return in, fmt.Errorf("the query: %w", err)
	}
	if r.Body == nil || r.Body == http.NoBody {
		return in, nil
	}
	typ, params := "", map[string]string(nil)
	if header := r.Header.Get("Content-Type"); header != "" {
		var err error
		if typ, params, err = mime.ParseMediaType(header); err != nil {
			return in, fmt.Errorf("the content type: %w", err)
		}
	}
	body := http.MaxBytesReader(w, r.Body, maxRequest)
	if typ == "multipart/form-data" {
		if params["boundary"] == "" {
			return in, errors.New("the content type of the form names no boundary")
		}
		return in, in.multipart(multipart.NewReader(body, params["boundary"]))
	}
	text, err := readText(body)
	if err != nil {
		return in, err
	}
	if typ == "application/x-www-form-urlencoded" {
		if err := in.add(text); err != nil {
			return in, fmt.Errorf("the form: %w", err)
		}
		return in, nil
	}
	in.body = []byte(text)
	return in, nil
}

// readText reads what is held in memory.
func readText(r io.Reader) (string, error) {
	var b strings.Builder
	n, err := io.Copy(&b, io.LimitReader(r, maxText+1))
	if err != nil {
		return "", fmt.Errorf("the body broke off: %w", err)
	}
	if n > maxText {
		return "", fmt.Errorf("the body has more than %d MiB of text", maxText>>20)
	}
	return b.String(), nil
}

// add adds the parameters of a form.
func (in *request) add(form string) error {
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

func (in *request) set(name, value string) error {
	if _, again := in.values[name]; again {
		return fmt.Errorf("parameter %s comes more than once", name)
	}
	in.values[name] = value
	return nil
}

func (in *request) multipart(r *multipart.Reader) error {
	left := int64(maxText)
	in.files = make(map[string][]file)
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the multipart form: %w", err)
		}
		name := part.FormName()
		_, params, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		if fileName, isFile := params["filename"]; isFile {
			n, err := io.Copy(io.Discard, part)
			if err != nil {
				return fmt.Errorf("file %s: %w", name, err)
			}
			in.files[name] = append(in.files[name], file{fileName, n})
			continue
		}
		text, err := readText(io.LimitReader(part, left+1))
		if err != nil {
			return fmt.Errorf("parameter %s: %w", name, err)
		}
		if left -= int64(len(text)); left < 0 {
			return fmt.Errorf("the form has more than %d MiB of text", maxText>>20)
		}
		if err := in.set(name, text); err != nil {
			return err
		}
	}
}

// public are the parameters of the protocols; all others are the API's own.
var public = map[string]bool{
	"method": true, "app_key": true, "session": true, "access_token": true, "timestamp": true, "v": true,
	"sign_method": true, "sign": true, "format": true, "simplify": true, "partner_id": true,
	"target_app_key": true, "customerId": true, "force_sensitive_param_fuzzy": true,
}

// session returns the session of a call, whatever its gateway calls it.
func (in *request) session() string {
	if token := in.values["access_token"]; !blank(token) {
		return token
	}
	return in.values["session"]
}

// blank reports whether a parameter counts as not given.
func blank(s string) bool { return strings.TrimSpace(s) == "" }
