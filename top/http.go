package top

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

const formType = "application/x-www-form-urlencoded;charset=UTF-8"

// request builds the signed HTTP request of an attempt.
func (k *call) request(ctx context.Context) (*http.Request, error) {
	switch {
	case k.batch != nil:
		return k.batch.request(ctx, k)
	case k.gateway.dialect == dialectQimen && k.api.Protocol == nil:
		return nil, errorf("it is no method of Qimen, and the gateway %s takes no other", k.report.Gateway)
	case k.gateway.dialect == dialectQimen:
		return k.api.Protocol.request(k, ctx)
	}
	f := newForm()
	defer f.release()
	if err := k.fill(f); err != nil {
		return nil, err
	}
	if len(f.files) > 0 {
		return f.files[0].file.send(k, ctx, f)
	}
	body := f.urlencode(make([]byte, 0, 2*len(f.signed)))
	return k.post(ctx, k.gateway.address, formType, bytes.NewReader(body))
}

func (k *call) post(ctx context.Context, address, contentType string, body io.Reader) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, body)
	if err != nil {
		return nil, errors.New("the address of the gateway is not valid")
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Accept", "application/json,text/javascript,text/xml")
	req.Header.Set("User-Agent", k.client.userAgent)
	return req, nil
}

// fill puts all parameters of the call into f, signed and sorted by name.
func (k *call) fill(f *form) error {
	if err := f.request(k.reqPlan, slotOf(k.req)); err != nil {
		return err
	}
	if k.reqPlan.clash != "" {
		return errorf("parameter %s of the request has the name of one that the protocol needs", k.reqPlan.clash)
	}
	own := len(f.params)
	if err := k.system(f); err != nil {
		return err
	}
	f.sort(own)
	k.signForm(f, nil)
	return nil
}

// signForm adds the signature.
func (k *call) signForm(f *form, body []byte) {
	k.sign = f.sign(k.method(), k.client.secret.reveal(), body)
	f.order = append(f.order, len(f.params))
	f.params = append(f.params, param{name: "sign", value: k.sign})
}

// method returns the sign method.
func (k *call) method() SignMethod {
	switch {
	case k.signMethod != "":
		return k.signMethod
	case k.gateway.dialect == dialectQimen:
		return SignMD5
	}
	return SignHMACSHA256
}

// system appends the parameters of the protocol and the extra ones of the
// call, sorted by name.
func (k *call) system(f *form) error {
	own := len(f.params)
	k.public(f, k.api.Method)
	return k.addExtra(f, own)
}

// addExtra appends the parameters of WithParam, if there are any, and sorts
// all from own on.
func (k *call) addExtra(f *form, own int) error {
	if k.addParams == nil {
		return nil
	}
	return k.addParams(k, f, own)
}

// appendParams is addExtra for programs that use WithParam: others do not hold it.
func (k *call) appendParams(f *form, own int) error {
	for _, p := range k.extra {
		if k.reqPlan.takes(p.name) {
			return errorf("WithParam: %s is a parameter of the request", p.name)
		}
		if n := len(f.params); !isBlank(p.value) {
			f.add(p.name, p.value)
			f.params[n].odd = isOdd(p.name)
		}
	}
	f.sortFrom(own)
	return nil
}

// public appends the parameters of the protocol, sorted by name. A batch has
// no method.
func (k *call) public(f *form, method string) {
	aliexpress := k.gateway.dialect == dialectAliExpress
	format, simplify := "json", ""
	if k.xml || k.gateway.dialect == dialectQimen {
		format = "xml"
	} else if k.simplify {
		simplify = "true"
	}
	if aliexpress {
		f.add("access_token", k.token)
	}
	f.add("app_key", k.client.appKey)
	f.add("format", format)
	f.add("method", method)
	f.add("partner_id", k.partnerID)
	if !aliexpress {
		f.add("session", k.token)
	}
	f.add("sign_method", k.methodName())
	f.add("simplify", simplify)
	f.add("target_app_key", k.targetAppKey)
	from := len(f.scratch)
	now := k.client.now().Add(k.skew)
	if aliexpress {
		f.scratch = strconv.AppendInt(f.scratch, now.UnixMilli(), 10)
	} else {
		f.scratch = appendTime(f.scratch, now.Truncate(time.Second))
	}
	f.wrote("timestamp", from)
	f.add("v", "2.0")
}

// methodName returns the name that the gateway has for the sign method.
func (k *call) methodName() string {
	if k.gateway.dialect == dialectAliExpress && k.method() == SignHMACSHA256 {
		return string(signSHA256)
	}
	return string(k.method())
}

// answer is what a server sent.
type answer struct {
	status      int
	contentType string
	body        string
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
	a := answer{status: resp.StatusCode, contentType: resp.Header.Get("Content-Type")}
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
	req.Body = &watchedBody{req.Body, sent}
	if again := req.GetBody; again != nil {
		req.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			return &watchedBody{body, sent}, err
		}
	}
}

type watchedBody struct {
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
	var b strings.Builder
	if n := resp.ContentLength; n > 0 && n <= k.client.maxBody {
		b.Grow(int(n))
	}
	n, err := io.Copy(&b, io.LimitReader(r, k.client.maxBody+1))
	if err != nil {
		return "", err
	}
	if n > k.client.maxBody {
		return "", errorf("%w of %d bytes", ErrBodyTooLarge, k.client.maxBody)
	}
	return b.String(), nil
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
		Method: k.api.Method, Status: a.status, ContentType: k.scrub(a.contentType), body: hide(a.body),
		unknown: a.status >= 500 && !k.reads(),
	}
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

var quoteEscaper = strings.NewReplacer("\\", "\\\\", `"`, "\\\"", "\r", "%0D", "\n", "%0A")

// filePart writes the header of a file's part.
func filePart(w *multipart.Writer, file formFile) error {
	contentType := file.file.Type
	if contentType == "" {
		contentType = defaultFileType
	}
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`,
		quoteEscaper.Replace(file.name), quoteEscaper.Replace(file.file.Name)))
	h.Set("Content-Type", strings.NewReplacer("\r", "", "\n", "").Replace(contentType))
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
				return 0, &fileError{part.name, err}
			}
			b.open, b.read = open, 0
		}
		n, err := b.open.Read(p)
		b.read += int64(n)
		if bad := part.check(b.read, err == io.EOF); bad != nil {
			return 0, &fileError{part.name, bad}
		}
		if err == io.EOF {
			b.open.Close()
			b.open, b.parts, err = nil, b.parts[1:], nil
		}
		if err != nil {
			err = &fileError{part.name, err}
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
		return errorf("it has more than the %d bytes that are allowed", p.limit)
	}
	return nil
}

// fileError says that a file could not be read while it was being sent, so
// that the server never got the request whole.
type fileError struct {
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
