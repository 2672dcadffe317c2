package top

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// answer is what a server sent.
type answer struct {
	_           incomparable
	status      int
	contentType string
	body        string
	retryAfter  time.Duration // for which the server asks to wait; 0 if it does not say
}

// send sends req and reads the answer; an error says whether the call may
// have been carried out.
func (k *call) send(req *http.Request) (answer, error) {
	var sent atomic.Bool
	watch(req, &sent)
	resp, err := k.client.do(req)
	if err != nil {
		return answer{}, k.transportError(err, sent.Load())
	}
	defer resp.Body.Close()
	k.client.measureSkew(resp.Header.Get("Date"))
	k.report.Status = resp.StatusCode
	a := answer{status: resp.StatusCode, contentType: resp.Header.Get("Content-Type"), retryAfter: k.retryAfter(resp.Header.Get("Retry-After"))}
	body, err := k.read(resp)
	if err != nil {
		return a, k.transportError(err, true)
	}
	a.body = body
	return a, k.checkStatus(a)
}

// watch sets sent when the body of req is read: that happens once there is a
// connection to write it to, whatever the transport is made of.
func watch(req *http.Request, sent *atomic.Bool) {
	req.Body = &watchedBody{ReadCloser: req.Body, sent: sent}
	if again := req.GetBody; again != nil {
		req.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			return &watchedBody{ReadCloser: body, sent: sent}, err
		}
	}
}

type watchedBody struct {
	_ incomparable
	io.ReadCloser
	sent *atomic.Bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	b.sent.Store(true)
	return b.ReadCloser.Read(p)
}

// read reads the body of a response.
func (k *call) read(resp *http.Response) (string, error) {
	r, err := decompress(resp)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if n := resp.ContentLength; n > 0 && n <= k.client.maxBody {
		b.Grow(int(n) + bytes.MinRead) // with room to find the end
	}
	n, err := b.ReadFrom(io.LimitReader(r, k.client.maxBody+1))
	if err != nil {
		return "", err
	}
	if n > k.client.maxBody {
		return "", fmt.Errorf("%w of %d bytes", ErrBodyTooLarge, k.client.maxBody)
	}
	return viewOf(b.Bytes()), nil
}

// foreignCharset returns the charset of an answer if it is none that we read.
// ASCII is the same in all of them.
func (a answer) foreignCharset() string {
	_, params, err := mime.ParseMediaType(a.contentType)
	charset := strings.ToLower(params["charset"])
	if err != nil || charset == "" || charset == "utf-8" || charset == "utf8" || isASCII(a.body) {
		return ""
	}
	return charset
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decompress returns the body of resp; the transport has already done so
// unless it is not one of the standard library.
func decompress(resp *http.Response) (io.Reader, error) {
	switch enc := strings.ToLower(resp.Header.Get("Content-Encoding")); enc {
	case "", "identity":
		return resp.Body, nil
	case "gzip":
		return gzip.NewReader(resp.Body)
	}
	return nil, errors.New("the response has a content encoding that was not asked for")
}

// checkStatus returns an error unless the answer is one of the platform: it
// answers with status 200, whatever it has to say, or 400. An error response
// counts under any status.
func (k *call) checkStatus(a answer) error {
	text := strings.TrimSpace(a.body)
	document := strings.HasPrefix(text, "{") || strings.HasPrefix(text, "<") && !isHTML(text)
	switch {
	case a.status >= 200 && a.status < 300, a.status == http.StatusBadRequest && document:
		return nil
	case a.status >= 400 && document && strings.Contains(text, errorRoot):
		return nil
	}
	k.body = &a.body
	return &HTTPError{
		Method: k.api.Method, Status: a.status, ContentType: k.scrub(a.contentType), RetryAfter: a.retryAfter, body: hide(a.body),
		// Only a status of 4xx is a refusal; 303, say, leads to what a call has done.
		unknown: (a.status >= 500 || a.status < 400) && !k.reads(),
	}
}

// retryAfter reads how long a server asks to wait: in seconds, or until a time.
func (k *call) retryAfter(header string) time.Duration {
	const most = 24 * time.Hour // longer is nonsense, or no reason to wait
	wait := time.Duration(0)
	if n, ok := parseInt(strings.TrimSpace(header)); ok && n <= int64(most/time.Second) {
		wait = time.Duration(n) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(k.client.now())
	}
	return min(max(wait, 0), most)
}

func isHTML(text string) bool {
	start := strings.ToLower(text[:min(len(text), 20)])
	return strings.HasPrefix(start, "<html") || strings.HasPrefix(start, "<!doctype html")
}

// transportError wraps an error of the HTTP client, without the URL.
func (k *call) transportError(err error, sent bool) error {
	err = withoutURL(err)
	text := harmless(err)
	if file, ok := errors.AsType[*fileError](err); ok {
		sent, text = false, file.Error()
	}
	text = k.scrub(text)
	return &TransportError{Method: k.api.Method, Sent: sent, err: mask(err, text), text: text, unknown: sent && !k.reads()}
}

// withoutURL returns the error within those of the HTTP client, which name the URL.
func withoutURL(err error) error {
	for {
		u, ok := errors.AsType[*url.Error](err)
		if !ok {
			return err
		}
		err = u.Err
	}
}

// harmless returns the text of err up to where net/http quotes the server.
func harmless(err error) string {
	text := err.Error()
	for _, quote := range []string{`"`, "malformed MIME header line", "\n"} {
		if i := strings.Index(text, quote); i >= 0 {
			text = text[:i] + "[...]"
		}
	}
	return text
}
