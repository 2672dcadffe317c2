package explorer

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/top"
)

// sending is a call that a person makes with the form on a method's page.
type sending struct {
	api        *api.API
	values     map[string]string // the method's own parameters
	files      []upload
	session    string
	format     string // "json", "simplified" or "xml"
	signMethod top.SignMethod
	fault      string // header mock.FaultHeader
}

// upload is a file to send.
type upload struct {
	param, name, contentType string
	data                     []byte
}

// exchange is what went over the wire.
type exchange struct {
	Signed   string // the text that was signed; the secret is not shown
	Request  string // every byte that was sent
	Response string // every byte that came
	Status   int    // of HTTP; 0 if none came
	Body     string
	Err      string // why there is no whole response
	Wrong    []mock.Wrong
	Duration time.Duration
}

// send sends the call to the gateway, which is at base ("http://127.0.0.1:8080").
func (c *sending) send(ctx context.Context, gateway *mock.Server, base string) *exchange {
	x := &exchange{}
	app := gateway.Options()
	req, err := c.request(ctx, &app, base, x)
	if err != nil {
		x.Err = err.Error()
		return x
	}
	looked := req.Clone(ctx)
	if looked.Body, err = req.GetBody(); err == nil {
		x.Wrong = gateway.Wrong(looked)
	}
	wire := &wiretap{}
	start := time.Now()
	x.Status, x.Body, err = wire.roundTrip(req)
	x.Duration = time.Since(start)
	if err != nil {
		x.Err = err.Error()
	}
	x.Request, x.Response = wire.sent.text(), wire.received.text()
	return x
}

// wiretap keeps what goes over a connection.
type wiretap struct{ sent, received record }

// roundTrip sends a request over a connection of its own, since a call that
// breaks is not to be repeated.
func (w *wiretap) roundTrip(req *http.Request) (status int, body string, err error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true, DialContext: w.dial}}
	resp, err := client.Do(req)
	if err != nil {
		return 0, "", fmt.Errorf("the connection broke before an answer came: %w", withoutURL(err))
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, inbound.MaxText))
	if err != nil {
		err = fmt.Errorf("the connection broke within the answer: %w", err)
	}
	return resp.StatusCode, printable(data), err
}

func (w *wiretap) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	return &tappedConn{conn, w}, err
}

type tappedConn struct {
	net.Conn
	tap *wiretap
}

func (c *tappedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.tap.received.add(p[:n])
	return n, err
}

func (c *tappedConn) Write(p []byte) (int, error) {
	c.tap.sent.add(p) // before: the answer may be here when Write returns
	return c.Conn.Write(p)
}

// record is a number of bytes, of which the first ones are kept.
type record struct {
	mu   sync.Mutex
	data []byte
	more int
}

// maxRecord is how much of a request or response a page shows.
const maxRecord = 256 << 10

func (r *record) add(p []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := min(len(p), maxRecord-len(r.data))
	r.data = append(r.data, p[:n]...)
	r.more += len(p) - n
}

func (r *record) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	text := printable(r.data)
	if r.more > 0 {
		text += fmt.Sprintf("\n… and %d bytes more", r.more)
	}
	return text
}

func withoutURL(err error) error {
	if u, ok := err.(*url.Error); ok {
		return u.Err
	}
	return err
}

// request builds the signed request.
func (c *sending) request(ctx context.Context, app *mock.Options, base string, x *exchange) (*http.Request, error) {
	m, err := c.message(app, x)
	if err != nil {
		return nil, err
	}
	address, contentType, body := base+m.path, xmlType, m.xml
	if m.xml == "" {
		if contentType, body, err = c.form(m.form); err != nil {
			return nil, err
		}
	}
	if len(m.query) > 0 {
		address += "?" + encode(m.query)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("User-Agent", "topgen mock")
	if c.fault != "" {
		req.Header.Set(mock.FaultHeader, c.fault)
	}
	return req, nil
}

// protocolParams returns the parameters of the protocol but the signature.
func (c *sending) protocolParams(app *mock.Options, g protocol.Gateway) map[string]string {
	now := app.Now()
	params := map[string]string{
		"method": c.api.Method, "app_key": app.AppKey, "timestamp": now.In(protocol.GMT8).Format(time.DateTime),
		"v": "2.0", "sign_method": string(c.signMethod), "format": "json",
	}
	switch g {
	case protocol.AliExpress:
		params["timestamp"] = fmt.Sprint(now.UnixMilli())
		if c.signMethod == top.SignHMACSHA256 {
			params["sign_method"] = "sha256"
		}
	case protocol.Qimen:
		params[protocol.CustomerID] = "test"
	}
	if !inbound.IsBlank(c.session) {
		params[g.SessionParam()] = c.session
	}
	switch c.format {
	case "xml":
		params["format"] = "xml"
	case "simplified":
		params["simplify"] = "true"
	}
	return params
}

// sign adds the signature, and notes what was signed.
func (c *sending) sign(app *mock.Options, p map[string]string, body []byte, x *exchange) {
	maps.DeleteFunc(p, func(_, value string) bool { return inbound.IsBlank(value) }) // is not sent
	text := string(inbound.SignedText(p, body))
	const secret = "‹secret›"
	x.Signed = "HMAC-SHA256(" + secret + ", " + text + ")"
	switch c.signMethod {
	case top.SignMD5:
		x.Signed = "MD5(" + secret + text + secret + ")"
	case top.SignHMAC:
		x.Signed = "HMAC-MD5(" + secret + ", " + text + ")"
	}
	p["sign"] = top.Sign(c.signMethod, app.AppSecret, p, body)
}

// form returns the body of a request that is a form.
func (c *sending) form(p map[string]string) (contentType, body string, err error) {
	if len(c.files) == 0 {
		return "application/x-www-form-urlencoded;charset=UTF-8", encode(p), nil
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if err := w.WriteField(name, p[name]); err != nil {
			return "", "", err
		}
	}
	for _, f := range c.files {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", multipart.FileContentDisposition(f.param, f.name))
		h.Set("Content-Type", f.contentType)
		part, err := w.CreatePart(h)
		if err != nil {
			return "", "", err
		}
		if _, err := part.Write(f.data); err != nil {
			return "", "", err
		}
	}
	err = w.Close()
	return w.FormDataContentType(), b.String(), err
}

func encode(p map[string]string) string {
	v := url.Values{}
	for name, value := range p {
		v.Set(name, value)
	}
	return v.Encode()
}
