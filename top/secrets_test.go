package top_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/topgen/topgen/top"
)

// secrets of the tests below. The session has characters that a form escapes.
const (
	secretKey     = "app-secret-0123456789abcdef"
	secretSession = "6100+session/0123456789=="
)

// holder has values where fmt finds no methods of theirs.
type holder struct {
	err    error
	client *top.Client
	copied any
	opts   []any
}

// TestSecrets fails calls in every way, and looks for secrets in all that can
// be printed of them. Servers echo what they were sent wherever they can.
func TestSecrets(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter, string){
		"success": func(w http.ResponseWriter, _ string) { io.WriteString(w, `{"total":1}`) },
		"error": func(w http.ResponseWriter, echo string) {
			fmt.Fprintf(w, `{"error_response":{"code":%[1]s,"msg":%[1]s,"sub_code":%[1]s,"sub_msg":%[1]s,"request_id":%[1]s}}`, quote(echo))
		},
		"XML error": func(w http.ResponseWriter, echo string) {
			fmt.Fprintf(w, `<error_response><code>1</code><msg>%s</msg></error_response>`, escapeXML(echo))
		},
		"no document": func(w http.ResponseWriter, echo string) { io.WriteString(w, echo) },
		"misfit": func(w http.ResponseWriter, echo string) {
			fmt.Fprintf(w, `{"total":%[1]s,%[1]s:1,"request_id":%[1]s}`, quote(echo))
		},
		"broken": func(w http.ResponseWriter, echo string) { fmt.Fprintf(w, `{"total":1,%s`, quote(echo)) },
		"content type": func(w http.ResponseWriter, echo string) {
			w.Header().Set("Content-Type", oneLine(echo))
			io.WriteString(w, "x")
		},
		"charset": func(w http.ResponseWriter, echo string) {
			w.Header().Set("Content-Type", `text/x;charset="`+oneLine(echo)+`"`)
			io.WriteString(w, "{\"total\":\"中\"}")
		},
		"status": func(w http.ResponseWriter, echo string) {
			w.Header().Set("Content-Type", oneLine(echo))
			w.WriteHeader(500)
			io.WriteString(w, echo)
		},
		"redirect": func(w http.ResponseWriter, echo string) {
			w.Header().Set("Location", "http://[/?"+oneLine(echo))
			w.WriteHeader(302)
		},
		"redirect, parsed": func(w http.ResponseWriter, echo string) {
			w.Header().Set("Location", "/?"+oneLine(echo))
			w.WriteHeader(302)
		},
		"length": func(w http.ResponseWriter, echo string) {
			w.Header().Set("Content-Length", "9999")
			io.WriteString(w, echo)
			panic(http.ErrAbortHandler)
		},
		"content encoding": func(w http.ResponseWriter, echo string) {
			w.Header().Set("Content-Encoding", oneLine(echo))
			io.WriteString(w, echo)
		},
		"too large":  func(w http.ResponseWriter, echo string) { io.WriteString(w, echo+strings.Repeat("x", 1<<16)) },
		"bad header": func(w http.ResponseWriter, echo string) { hijack(w, "HTTP/1.1 200 OK\r\n"+oneLine(echo)+"\r\n\r\n") },
		"no HTTP":    func(w http.ResponseWriter, echo string) { hijack(w, oneLine(echo)+"\r\n") },
	} {
		for kind, call := range secretCalls {
			t.Run(name+"/"+kind, func(t *testing.T) { searchCall(t, name, kind, answer, call) })
		}
		t.Run(name+"/OAuth", func(t *testing.T) { searchOAuth(t, answer) })
	}
}

// searchOAuth does the same for the exchange of a code.
func searchOAuth(t *testing.T, answer func(http.ResponseWriter, string)) {
	const code = "code+from/the+platform=="
	address := server(t, func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		if !strings.Contains(string(raw), secretKey) {
			t.Errorf("the exchange is not what it should be: %s", raw)
		}
		answer(w, string(raw)+" "+code+" "+secretKey)
	})
	hc := opaqueClient(t)
	oauth := top.OAuth{AppKey: "12345678", AppSecret: secretKey, TokenURL: address, HTTPClient: hc}
	_, err := oauth.Exchange(t.Context(), code)
	if err == nil {
		t.Error("the exchange succeeded")
	}
	search(t, printed(err, holder{err: err}, oauth), secretKey, code, url.QueryEscape(code))
}

// opaqueClient returns a client whose transport prints as the address of a
// function: what is in a transport changes while connections end.
func opaqueClient(t *testing.T) *http.Client {
	tr := new(http.Transport)
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: transport(tr.RoundTrip)}
}

// itemSession is that of a call within a batch.
const itemSession = "6100+another/0123456789=="

// secretCalls are calls in every way in which secrets are sent.
var secretCalls = map[string]func(context.Context, *top.Client, ...top.CallOption) error{
	"form": func(ctx context.Context, c *top.Client, opts ...top.CallOption) error {
		_, err := oneTrade().Do(ctx, c, opts...)
		return err
	},
	"multipart": func(ctx context.Context, c *top.Client, opts ...top.CallOption) error {
		req := oneTrade()
		req.Image = new(top.FileBytes("a.jpg", []byte("x")))
		_, err := req.Do(ctx, c, opts...)
		return err
	},
	"batch": func(ctx context.Context, c *top.Client, opts ...top.CallOption) error {
		b := top.NewBatch()
		one, other := top.Add(b, oneTrade()), top.Add(b, oneTrade(), top.WithSession(itemSession))
		err := c.Send(ctx, b, opts...)
		_, oneErr := one.Get()
		_, otherErr := other.Get()
		return errors.Join(err, oneErr, otherErr)
	},
	"Qimen": func(ctx context.Context, c *top.Client, opts ...top.CallOption) error {
		return c.Call(ctx, &top.API{Method: "taobao.qimen.x.query", Effect: top.EffectRead, Protocol: top.ProtocolQimen}, new(addRequest), new(addResponse), opts...)
	},
	"AliExpress": func(ctx context.Context, c *top.Client, opts ...top.CallOption) error {
		return c.Call(ctx, &top.API{Method: "aliexpress.x.get", Effect: top.EffectRead, Gateway: top.GatewayAliExpress}, new(addRequest), new(addResponse), opts...)
	},
}

// searchCall makes one call, which the server answers as it is told, and
// searches all that can be printed of it.
func searchCall(t *testing.T, name, kind string, answer func(http.ResponseWriter, string), call func(context.Context, *top.Client, ...top.CallOption) error) {
	var sign atomic.Value
	address := server(t, func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(r.URL.RawQuery)
		if form.Get("sign") == "" {
			r.Body = io.NopCloser(bytes.NewReader(raw))
			r.ParseMultipartForm(1 << 20)
			form = r.Form
		}
		sign.Store(form.Get("sign"))
		if form.Get("sign") == "" || !strings.Contains(fmt.Sprint(form)+string(raw), "6100") {
			t.Errorf("the call is not what it should be: %s", raw)
		}
		echo := r.URL.RawQuery + " " + string(raw) + " " + secretSession + " " + form.Get("sign") + " " + secretKey
		if kind == "batch" {
			echo += " " + itemSession
		}
		answer(w, echo)
	})
	var log bytes.Buffer
	session := top.WithSession(secretSession)
	client, err := top.NewClient("12345678", secretKey, session, top.WithGateway(address), top.WithMaxBody(1<<15), top.WithRetry(top.Retry{}),
		top.WithHTTPClient(opaqueClient(t)),
		top.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if err != nil {
		t.Fatal(err)
	}
	var report top.Report
	err = call(t.Context(), client, top.WithReport(&report), session)
	if kind == "form" && (err == nil) != (name == "success") {
		t.Errorf("got %v", err)
	}
	texts := append(printed(err, client, *client, session, report, &report), log.String())
	texts = append(texts, printed(holder{err, client, *client, []any{session, report}})...)
	search(t, texts, secretKey, secretSession, url.QueryEscape(secretSession), itemSession, url.QueryEscape(itemSession), sign.Load().(string))
}

// TestSecretsBeforeSending does the same for failures of ours.
func TestSecretsBeforeSending(t *testing.T) {
	session := top.WithSession(secretSession)
	secrets := []string{secretKey, secretSession, url.QueryEscape(secretSession), "https://"}
	hc := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body) + "&" + r.URL.RawQuery)
		secrets = append(secrets, form.Get("sign"))
		return nil, fmt.Errorf("could not send %s to %s", body, r.URL)
	})}
	client, err := top.NewClient("12345678", secretKey, session, top.WithHTTPClient(hc), top.WithRetry(top.Retry{}))
	if err != nil {
		t.Fatal(err)
	}
	qimen := &top.API{Method: "taobao.qimen.x.query", Effect: top.EffectRead, Protocol: top.ProtocolQimen}
	batch := top.NewBatch()
	result := top.Add(batch, oneTrade())
	batchErr := client.Send(t.Context(), batch)
	_, resultErr := result.Get()
	_, invalid := new(tradeRequest).Do(t.Context(), client)
	_, sent := oneTrade().Do(t.Context(), client)
	_, badGateway := top.NewClient("12345678", secretKey, top.WithGateway("ftp://"+secretSession))
	errs := []error{
		batchErr, resultErr, invalid, sent, badGateway,
		client.Call(t.Context(), qimen, new(addRequest), new(addResponse)),
		client.Call(t.Context(), qimen, new(addRequest), 5),
	}
	for i, err := range errs {
		if err == nil {
			t.Errorf("call %d did not fail", i)
		}
		search(t, printed(err, holder{err: err}), secrets...)
	}
	if len(secrets) != 7 {
		t.Errorf("%d calls reached the network", len(secrets)-4)
	}
	address := top.WithGateway("https://user:" + secretKey + "@127.0.0.1/?key=" + secretKey)
	if client, err = top.NewClient("12345678", secretKey, address); err != nil {
		t.Fatal(err)
	}
	search(t, printed(client, *client, address, holder{client: client, copied: *client}), secretKey, secretSession)
	oauth := top.OAuth{AppKey: "12345678", AppSecret: secretKey}
	if text, err := oauth.MarshalText(); err != nil || string(text) != oauth.String() {
		t.Errorf("as text an OAuth is %s, %v", text, err)
	}
	token := &top.Token{AccessToken: secretSession, RefreshToken: secretKey}
	search(t, printed(oauth, &oauth, token, *token), secretKey, secretSession)
}

// TestSecretsInPanics has another process end by a panic with what a failed call
// leaves, and looks at what it prints.
func TestSecretsInPanics(t *testing.T) {
	const mark = "TOP_TEST_PANIC"
	which := os.Getenv(mark)
	if which == "" {
		for _, which := range []string{"error", "inner error", "client", "options", "within the call"} {
			cmd := exec.Command(os.Args[0], "-test.run=^TestSecretsInPanics$")
			cmd.Env = append(os.Environ(), mark+"="+which, "GOTRACEBACK=system")
			said, err := cmd.CombinedOutput()
			if err == nil || !bytes.Contains(said, []byte("panic: ")) {
				t.Errorf("%s: no panic: %v: %s", which, err, said)
			}
			search(t, []string{string(said)}, secretKey, secretSession, url.QueryEscape(secretSession))
		}
		return
	}
	hc := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		if which == "within the call" {
			panic("the transport fails")
		}
		body, _ := io.ReadAll(r.Body)
		return nil, fmt.Errorf("could not send %s", body)
	})}
	session := top.WithSession(secretSession)
	client, err := top.NewClient("12345678", secretKey, session, top.WithHTTPClient(hc), top.WithRetry(top.Retry{}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = oneTrade().Do(t.Context(), client)
	switch which {
	case "error":
		panic(err)
	case "inner error":
		panic(errors.Unwrap(err))
	case "client":
		panic(*client)
	}
	panic(fmt.Sprintf("%+v", session))
}

// printed returns all that can be seen of values, and of the errors that they
// stand for.
func printed(values ...any) []string {
	var texts []string
	for _, v := range values {
		switch v := v.(type) {
		case interface{ Unwrap() error }:
			if inner := v.Unwrap(); inner != nil {
				texts = append(texts, printed(inner)...)
			}
		case interface{ Unwrap() []error }:
			for _, inner := range v.Unwrap() {
				texts = append(texts, printed(inner)...)
			}
		}
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			texts = append(texts, fmt.Sprintf(format, v))
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
		texts = append(texts, log.String())
		switch v.(type) {
		case top.Token, *top.Token: // stored as JSON
		default:
			text, _ := json.Marshal(v)
			texts = append(texts, string(text))
		}
	}
	return texts
}

func search(t *testing.T, texts []string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		for _, text := range texts {
			if secret != "" && (strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret))) {
				t.Errorf("%q shows in\n%s", secret, text)
			}
		}
	}
}

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func oneLine(s string) string { return strings.NewReplacer("\r", "", "\n", "").Replace(s) }

func hijack(w http.ResponseWriter, text string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		io.WriteString(conn, text)
		conn.Close()
	}
}

// TestMaskedErrors finds what is in an error whose text is not shown.
func TestMaskedErrors(t *testing.T) {
	dns := &net.DNSError{Err: `no such host "` + secretSession + `"`, IsTimeout: true}
	for name, test := range map[string]struct {
		err     error
		timeout bool
	}{
		"plain":   {dns, true},
		"wrapped": {fmt.Errorf("sending: %w", dns), false},
		"joined":  {errors.Join(errors.New(`"`), fmt.Errorf("x: %w", dns)), false},
	} {
		hc := &http.Client{Transport: transport(func(*http.Request) (*http.Response, error) { return nil, test.err })}
		_, err := oneTrade().Do(t.Context(), newClient(t, "http://localhost", top.WithHTTPClient(hc)))
		var found *net.DNSError
		var other *net.OpError
		var transport *top.TransportError
		if !errors.As(err, &found) || found != dns || errors.As(err, &other) || !errors.Is(err, dns) {
			t.Errorf("%s: the error within %v is %v", name, err, found)
		}
		if !errors.As(err, &transport) || transport.Timeout() != test.timeout {
			t.Errorf("%s: %v timed out: %t", name, err, !test.timeout)
		}
		search(t, printed(err), secretSession)
	}
}
