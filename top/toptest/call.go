package toptest

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/top"
)

// Call is a call as it arrived.
type Call struct {
	Method  string
	Params  map[string]string   // parameters of the API itself
	Public  map[string]string   // parameters of the protocol, such as app_key and sign
	Files   map[string]FilePart // of a multipart form, by parameter; the first of each
	Session string
	Body    string // XML document of a Qimen call
	Batch   bool   // part of a batch
}

// FilePart is a file as it arrived.
type FilePart struct {
	Name string // file name
	Type string // content type
	Data []byte
}

// public are the parameters of the protocol.
var public = map[string]bool{
	"method": true, "app_key": true, "session": true, "access_token": true, "timestamp": true, "v": true,
	"sign_method": true, "sign": true, "format": true, "simplify": true, "partner_id": true,
	"target_app_key": true, "customerId": true,
}

// wireCall is a request on its way in.
type wireCall struct {
	values map[string]string // all text parameters
	files  map[string]FilePart
	body   []byte // that is signed beside the parameters
	batch  bool
}

// maxRequest bounds what a request can make the server hold.
const maxRequest = 64 << 20

// parse reads a request in any of the platform's protocols.
func parse(r *http.Request) (*wireCall, error) {
	w := &wireCall{values: map[string]string{}, files: map[string]FilePart{}}
	if err := w.add(r.URL.Query()); err != nil {
		return nil, err
	}
	typ, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("content type: %w", err)
	}
	body := io.LimitReader(r.Body, maxRequest)
	if typ == "multipart/form-data" {
		return w, w.multipart(multipart.NewReader(body, params["boundary"]))
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	switch typ {
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(text))
		if err != nil {
			return nil, err
		}
		return w, w.add(form)
	case "text/xml", "application/xml":
		w.body = text
	case "text/plain":
		w.body, w.batch = text, true
	default:
		return nil, fmt.Errorf("content type %s is none of the protocol", typ)
	}
	return w, nil
}

func (w *wireCall) add(form url.Values) error {
	for name, values := range form {
		if _, again := w.values[name]; again || len(values) > 1 {
			return fmt.Errorf("parameter %s comes more than once", name)
		}
		w.values[name] = values[0]
	}
	return nil
}

func (w *wireCall) multipart(r *multipart.Reader) error {
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		name := part.FormName()
		if part.FileName() == "" {
			if err := w.add(url.Values{name: {string(data)}}); err != nil {
				return err
			}
			continue
		}
		if _, again := w.files[name]; !again {
			_, params, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
			w.files[name] = FilePart{Name: params["filename"], Type: part.Header.Get("Content-Type"), Data: data}
		}
	}
}

// maxAge is how far a timestamp may be from the server's clock.
const maxAge = 10 * time.Minute

// check returns what the platform says to a call that breaks the protocol.
func (w *wireCall) check(now time.Time) *top.Error {
	for _, p := range []struct{ name, code, msg string }{
		{"app_key", "28", "Missing App Key"}, {"timestamp", "30", "Missing Timestamp"},
		{"v", "32", "Missing Version"}, {"sign", "24", "Missing Signature"},
	} {
		if strings.TrimSpace(w.values[p.name]) == "" {
			return &top.Error{Code: p.code, Msg: p.msg}
		}
	}
	switch {
	case w.values["method"] == "" && !w.batch:
		return &top.Error{Code: "21", Msg: "Missing Method"}
	case w.values["app_key"] != AppKey:
		return &top.Error{Code: "29", Msg: "Invalid App Key"}
	case !validTimestamp(w.values["timestamp"], now):
		return &top.Error{Code: "31", Msg: "Invalid Timestamp"}
	case !w.signed():
		return &top.Error{Code: "25", Msg: "Invalid Signature"}
	}
	return nil
}

func validTimestamp(text string, now time.Time) bool {
	sent, err := time.ParseInLocation(time.DateTime, text, time.FixedZone("GMT+8", 8*60*60))
	if err != nil {
		ms, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return false
		}
		sent = time.UnixMilli(ms)
	}
	return now.Sub(sent).Abs() <= maxAge
}

func (w *wireCall) signed() bool {
	method := top.SignMethod(w.values["sign_method"])
	switch method {
	case "sha256":
		method = top.SignHMACSHA256
	case top.SignMD5, top.SignHMAC, top.SignHMACSHA256:
	default:
		return false
	}
	return top.VerifySign(w.values["sign"], method, AppSecret, w.values, w.body)
}

// call returns the call that a request makes.
func (w *wireCall) call() *Call {
	c := &Call{Method: w.values["method"], Params: map[string]string{}, Public: map[string]string{}, Session: w.values["session"]}
	if c.Session == "" {
		c.Session = w.values["access_token"]
	}
	for name, value := range w.values {
		if public[name] {
			c.Public[name] = value
		} else {
			c.Params[name] = value
		}
	}
	if len(w.files) > 0 {
		c.Files = maps.Clone(w.files)
	}
	if w.body != nil && !w.batch {
		c.Body = string(w.body)
		c.Params["request"] = documentContent(w.body)
	}
	return c
}

// documentContent returns what is within the document element of an XML text.
func documentContent(xml []byte) string {
	rest := xml
	if i := bytes.Index(rest, []byte("?>")); i >= 0 {
		rest = rest[i+2:]
	}
	start, end := bytes.IndexByte(rest, '>'), bytes.LastIndex(rest, []byte("</"))
	if start < 0 || end < start {
		return ""
	}
	return string(rest[start+1 : end])
}

// batchSeparator stands between the calls of a batch.
const batchSeparator = "\r\n-S-\r\n"

// calls returns the calls of a batch.
func (w *wireCall) calls(separator string) ([]*Call, error) {
	if separator == "" {
		separator = batchSeparator
	}
	items := strings.Split(string(w.body), separator)
	common := url.Values{}
	if rest, ok := strings.CutPrefix(items[0], "#PUBLIC#"); ok {
		var err error
		if common, err = url.ParseQuery(rest); err != nil {
			return nil, err
		}
		items = items[1:]
	}
	var calls []*Call
	for _, item := range items {
		one := &wireCall{values: maps.Clone(w.values), files: map[string]FilePart{}}
		form := url.Values{}
		if item != "N" {
			var err error
			if form, err = url.ParseQuery(item); err != nil {
				return nil, err
			}
		}
		for _, values := range []url.Values{common, form} {
			for name := range values {
				one.values[name] = values.Get(name)
			}
		}
		c := one.call()
		c.Batch = true
		calls = append(calls, c)
	}
	return calls, nil
}
