package top_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

const addMethod = "taobao.test.trade.add"

// oneTrade is a request that breaks no rule.
func oneTrade() *tradeRequest { return &tradeRequest{ID: new(int64(1))} }

// server returns the address of a server that answers with f.
func server(t *testing.T, f http.HandlerFunc) string {
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	return s.URL
}

// newClient returns a client for an address that repeats nothing.
func newClient(t *testing.T, address string, opts ...top.Option) *top.Client {
	t.Helper()
	all := append([]top.Option{top.WithGateway(address), top.WithSession(toptest.Session), top.WithRetry(top.Retry{})}, opts...)
	c, err := top.NewClient(toptest.AppKey, toptest.AppSecret, all...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

func TestNewClient(t *testing.T) {
	for name, opts := range map[string][]top.Option{
		"gateway":        {top.WithGateway("ftp://x")},
		"gateway's name": {top.WithGateway("nowhere")},
		"sign method":    {top.WithSignMethod("sha1")},
		"HTTP client":    {top.WithHTTPClient(nil)},
		"body limit":     {top.WithMaxBody(0)},
		"parameter":      {top.WithParam("sign", "x")},
		"batch":          {top.WithMaxBatch(0)},
	} {
		if _, err := top.NewClient("k", "s", opts...); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for _, keys := range [][2]string{{"", "s"}, {"k", " "}} {
		if _, err := top.NewClient(keys[0], keys[1]); err == nil {
			t.Errorf("NewClient(%q, %q): no error", keys[0], keys[1])
		}
	}
	c, err := top.NewClient("k", "s")
	if err != nil || c.AppKey() != "k" {
		t.Errorf("NewClient: %v, %v", c, err)
	}
}

// seen is what a gateway was asked.
type seen struct {
	address string // with the path
	values  map[string]string
}

// gatewayAsked returns where a client sends a call, and what.
func gatewayAsked(t *testing.T, api *top.API, req any, opts ...top.Option) seen {
	t.Helper()
	var got seen
	hc := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		got.address = r.URL.Scheme + "://" + r.URL.Host + r.URL.Path
		if err := r.ParseForm(); err != nil {
			return nil, err
		}
		got.values = map[string]string{}
		for name, v := range r.Form {
			got.values[name] = v[0]
		}
		return respond(200, "application/json", someTrade), nil
	})}
	c, err := top.NewClient("12345678", "secret", append([]top.Option{top.WithHTTPClient(hc), top.WithSession("6100")}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Call(t.Context(), api, req, new(tradeResponse)); err != nil {
		t.Fatal(err)
	}
	return got
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func respond(status int, contentType, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {contentType}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

func TestGateways(t *testing.T) {
	normal := &top.API{Method: "taobao.x.get"}
	aliexpress := &top.API{Method: "aliexpress.x.get", Gateway: top.GatewayAliExpress}
	qimen := &top.API{Method: "taobao.qimen.x.query", Protocol: top.ProtocolQimen}
	cloud := &top.API{Method: "qimen.x.y.query", Protocol: top.ProtocolQimen}
	for _, test := range []struct {
		name string
		api  *top.API
		opts []top.Option
		want string
	}{
		{"default", normal, nil, "https://eco.taobao.com/router/rest"},
		{"overseas", normal, []top.Option{top.WithGateway(top.GatewayOverseas)}, "https://api.taobao.com/router/rest"},
		{"own", normal, []top.Option{top.WithGateway("http://localhost:1/a")}, "http://localhost:1/a"},
		{"own without path", normal, []top.Option{top.WithGateway("http://localhost:1")}, "http://localhost:1/router/rest"},
		{"AliExpress", aliexpress, nil, "https://api-sg.aliexpress.com/sync"},
		{"AliExpress, own", aliexpress, []top.Option{top.WithGateway("http://localhost:1/")}, "http://localhost:1/sync"},
		{"AliExpress as before 2022", aliexpress, []top.Option{top.WithGateway(top.GatewayProduction)}, "https://eco.taobao.com/router/rest"},
		{"Qimen", qimen, nil, "https://qimen.api.taobao.com/router/qimen/service"},
		{"Qimen cloud", cloud, nil, "https://qimen.api.taobao.com/router/qm"},
		{"Qimen cloud, own", cloud, []top.Option{top.WithGateway("http://localhost:1")}, "http://localhost:1/router/qm"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := gatewayAsked(t, test.api, new(addRequest), test.opts...); got.address != test.want {
				t.Errorf("sent to %s, want %s", got.address, test.want)
			}
		})
	}
}

// TestAliExpress checks the dialect of the AliExpress gateway.
func TestAliExpress(t *testing.T) {
	now := time.Date(2020, 11, 22, 8, 9, 5, 6e6, time.FixedZone("", 8*60*60))
	clock := top.WithClock(func() time.Time { return now })
	api := &top.API{Method: "aliexpress.x.get", Gateway: top.GatewayAliExpress}
	got := gatewayAsked(t, api, &addRequest{Name: new("n")}, clock)
	want := map[string]string{
		"method": "aliexpress.x.get", "app_key": "12345678", "access_token": "6100", "sign_method": "sha256",
		"timestamp": "1606003745006", "v": "2.0", "format": "json", "name": "n",
	}
	want["sign"] = naiveSign(top.SignHMACSHA256, "secret", want, "")
	if diff := cmp.Diff(want, got.values); diff != "" {
		t.Errorf("the parameters differ (-want +got):\n%s", diff)
	}
	got = gatewayAsked(t, api, &addRequest{Name: new("n")}, clock, top.WithSignMethod(top.SignMD5))
	delete(want, "sign")
	want["sign_method"] = "md5"
	want["sign"] = naiveSign(top.SignMD5, "secret", want, "")
	if diff := cmp.Diff(want, got.values); diff != "" {
		t.Errorf("the parameters differ (-want +got):\n%s", diff)
	}
	// The local gateway of toptest speaks it, too.
	srv := toptest.NewServer(t)
	srv.Answer(api.Method, someTrade)
	if err := srv.Client().Call(t.Context(), api, new(addRequest), new(tradeResponse)); err != nil {
		t.Error(err)
	}
	if call := srv.LastCall(); call.Session != toptest.Session || call.Public["session"] != "" {
		t.Errorf("the session %q arrived in %v", call.Session, call.Public)
	}
}

// TestHeaders checks that nothing of a call is outside its body.
func TestHeaders(t *testing.T) {
	var got *http.Request
	address := server(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		io.WriteString(w, someTrade)
	})
	client := newClient(t, address, top.WithUserAgent("test/1"))
	if _, err := oneTrade().Do(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	if got.Method != http.MethodPost || got.URL.RawQuery != "" {
		t.Errorf("sent %s %s", got.Method, got.URL)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8", "User-Agent": "test/1", "Accept-Encoding": "gzip",
	} {
		if got.Header.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.Header.Get(name), want)
		}
	}
	if got.ContentLength <= 0 {
		t.Error("the length of the body was not sent")
	}
}

func TestSession(t *testing.T) {
	client := newClient(t, server(t, func(http.ResponseWriter, *http.Request) { t.Error("the call was sent") }), top.WithSession(""))
	var report top.Report
	_, err := oneTrade().Do(t.Context(), client, top.WithReport(&report))
	if !errors.Is(err, top.ErrNoSession) || report.Attempts != 0 || report.Err != err {
		t.Errorf("without a session: %v, %+v", err, report)
	}
	if want := "top: taobao.test.trade.get: the API needs a session: give one by WithSession or WithTokenSource"; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

// tokens is a TokenSource that counts.
type tokens struct {
	mu        sync.Mutex
	session   string
	refreshes int
	err       error
}

func (s *tokens) Token(context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.session, nil
}

func (s *tokens) Refresh(_ context.Context, stale string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return "", s.err
	}
	if s.session == stale {
		s.refreshes++
		s.session = fmt.Sprintf("session %d", s.refreshes)
	}
	return s.session, nil
}

// TestTokenSource refreshes a session that the platform refuses, once.
func TestTokenSource(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.AnswerFunc(addMethod, func(c *toptest.Call) (string, error) {
		if c.Session != "session 1" {
			return "", &top.Error{Code: "27", Msg: "Invalid session", SubCode: "invalid-sessionkey"}
		}
		return `{"test_trade_add_response":{"id":5}}`, nil
	})
	source := &tokens{session: "expired"}
	client := srv.Client(top.WithTokenSource(source))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if resp, err := new(addRequest).Do(context.Background(), client); err != nil || resp.ID != 5 {
				t.Errorf("got %+v, %v", resp, err)
			}
		})
	}
	wg.Wait()
	if source.refreshes != 1 {
		t.Errorf("the session was refreshed %d times", source.refreshes)
	}
	source.session = "expired again"
	before := len(srv.Calls(addMethod))
	_, err := new(addRequest).Do(t.Context(), client)
	if !errors.Is(err, top.ErrSessionInvalid) || len(srv.Calls(addMethod)) != before+2 {
		t.Errorf("after a second refusal: %v, %d calls", err, len(srv.Calls(addMethod))-before)
	}
	source.err = errors.New("no")
	before = len(srv.Calls(addMethod))
	if _, err := new(addRequest).Do(t.Context(), client); !errors.Is(err, top.ErrSessionInvalid) || len(srv.Calls(addMethod)) != before+1 {
		t.Errorf("when refreshing fails: %v, %d calls", err, len(srv.Calls(addMethod))-before)
	}
}

// TestRefusedFile keeps what the platform said where a file cannot be sent
// again, but has the session or the clock put right for the next call.
func TestRefusedFile(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	for name, kind := range map[string]error{"27": top.ErrSessionInvalid, "31": top.ErrSignature} {
		srv.Fail(tradeMethod, toptest.Error(top.Error{Code: name}))
		source := &tokens{session: "expired"}
		client := srv.Client(top.WithTokenSource(source))
		req := oneTrade()
		req.Image = new(top.FileReader("a.jpg", onlyReader{strings.NewReader("x")}, 1))
		var report top.Report
		if _, err := req.Do(t.Context(), client, top.WithReport(&report)); !errors.Is(err, kind) || report.Attempts != 1 {
			t.Errorf("code %s: %v after %d attempts", name, err, report.Attempts)
		}
		if name == "27" && source.refreshes != 1 {
			t.Errorf("the session was refreshed %d times", source.refreshes)
		}
	}
}

// TestClockSkew corrects a clock that is wrong, once.
func TestClockSkew(t *testing.T) {
	for _, off := range []time.Duration{3 * time.Hour, -3 * time.Hour} {
		srv := toptest.NewServer(t)
		srv.Answer(addMethod, `{"id":5}`)
		client := srv.Client(top.WithClock(func() time.Time { return time.Now().Add(off) }))
		for range 2 {
			if _, err := new(addRequest).Do(t.Context(), client); err != nil {
				t.Errorf("%s off: %v", off, err)
			}
		}
		if n := len(srv.Calls("")); n != 2 {
			t.Errorf("%s off: %d calls were in order, want 2", off, n)
		}
	}
	// A gateway that does not know its own time is asked once.
	asked := 0
	address := server(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		io.WriteString(w, `{"error_response":{"code":31,"msg":"Invalid timestamp"}}`)
	})
	if _, err := new(addRequest).Do(t.Context(), newClient(t, address)); !errors.Is(err, top.ErrSignature) || asked != 1 {
		t.Errorf("got %v after %d calls", err, asked)
	}
	asked = 0
	address = server(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Date", time.Now().Add(time.Duration(asked)*time.Hour).UTC().Format(http.TimeFormat))
		io.WriteString(w, `{"error_response":{"code":31,"msg":"Invalid timestamp"}}`)
	})
	if _, err := new(addRequest).Do(t.Context(), newClient(t, address)); !errors.Is(err, top.ErrSignature) || asked != 2 {
		t.Errorf("got %v after %d calls", err, asked)
	}
}

// quick repeats calls without a pause.
func quick(attempts int) top.SharedOption {
	return top.WithRetry(top.Retry{Attempts: attempts, MinWait: time.Nanosecond, MaxWait: time.Nanosecond})
}

func TestRetry(t *testing.T) {
	unavailable, lost, bad := toptest.Unavailable(), toptest.Lost(), toptest.Status(502, "text/html", "<html>")
	refused := toptest.Error(top.Error{Code: "50", SubCode: "isv.x"})
	for _, test := range []struct {
		name     string
		write    bool
		faults   []toptest.Fault
		opts     []top.CallOption
		attempts int
		ok       bool
	}{
		{"no failure", false, nil, nil, 1, true},
		{"service", false, []toptest.Fault{unavailable, unavailable}, nil, 3, true},
		{"network", false, []toptest.Fault{lost, toptest.Cut(40)}, nil, 3, true},
		{"proxy", false, []toptest.Fault{bad}, nil, 2, true},
		{"too often", false, []toptest.Fault{lost, unavailable, bad, lost}, nil, 3, false},
		{"refused", false, []toptest.Fault{refused}, nil, 1, false},
		{"flow control", false, []toptest.Fault{toptest.FlowControl(1)}, nil, 1, false},
		{"does not decode", false, []toptest.Fault{toptest.Raw("text/plain", "?")}, nil, 1, false},
		{"switched off", false, []toptest.Fault{lost}, []top.CallOption{top.WithRetry(top.Retry{})}, 1, false},
		{"not a read after all", false, []toptest.Fault{lost}, []top.CallOption{top.WithRead(false)}, 1, false},
		{"write", true, []toptest.Fault{lost}, nil, 1, false},
		{"write at a service that fails", true, []toptest.Fault{unavailable}, nil, 1, false},
		{"write that changes nothing", true, []toptest.Fault{lost, bad}, []top.CallOption{top.WithRead(true)}, 3, true},
		{"file that is read once", false, []toptest.Fault{unavailable}, nil, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			srv := toptest.NewServer(t)
			srv.Answer(tradeMethod, someTrade)
			srv.Answer(addMethod, `{"id":5}`)
			srv.Fail(tradeMethod, test.faults...)
			srv.Fail(addMethod, test.faults...)
			var report top.Report
			opts := append(test.opts, top.WithReport(&report))
			var err error
			if test.write {
				_, err = new(addRequest).Do(t.Context(), srv.Client(quick(3)), opts...)
			} else {
				req := oneTrade()
				if strings.HasPrefix(test.name, "file") {
					req.Image = new(top.FileReader("a.jpg", onlyReader{strings.NewReader("x")}, 1))
				}
				_, err = req.Do(t.Context(), srv.Client(quick(3)), opts...)
			}
			if (err == nil) != test.ok || report.Attempts != test.attempts {
				t.Errorf("%d attempts, %v; want %d", report.Attempts, err, test.attempts)
			}
			if n := len(srv.Calls("")); n != test.attempts {
				t.Errorf("%d calls arrived, want %d", n, test.attempts)
			}
		})
	}
}

// TestRetryFiles sends a file again from where its reader stood.
func TestRetryFiles(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	srv.Fail(tradeMethod, toptest.Unavailable())
	r := strings.NewReader("skipped,sent")
	r.Seek(8, io.SeekStart)
	req := oneTrade()
	req.Image = new(top.FileReader("a.jpg", r, 4))
	if _, err := req.Do(t.Context(), srv.Client(quick(2))); err != nil {
		t.Fatal(err)
	}
	for _, c := range srv.Calls("") {
		if string(c.Files["image"].Data) != "sent" {
			t.Errorf("%q arrived", c.Files["image"].Data)
		}
	}
}

// TestRetrySigns checks that a repeated call has a time and a signature of its
// own, in every protocol.
func TestRetrySigns(t *testing.T) {
	for kind, call := range secretCalls {
		var calls []url.Values
		address := server(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			values, _ := url.ParseQuery(r.URL.RawQuery)
			if values.Get("sign") == "" {
				r.Body = io.NopCloser(bytes.NewReader(body))
				r.ParseMultipartForm(1 << 20)
				values = r.Form
			}
			if calls = append(calls, values); len(calls) == 1 {
				w.WriteHeader(503)
			}
		})
		now := time.Now()
		client := newClient(t, address, quick(2), top.WithClock(func() time.Time { now = now.Add(time.Second); return now }))
		call(t.Context(), client) // the second answer is empty: only what was sent matters
		if len(calls) != 2 {
			t.Errorf("%s: sent %d times, want 2", kind, len(calls))
			continue
		}
		for _, name := range []string{"timestamp", "sign"} {
			if first, second := calls[0].Get(name), calls[1].Get(name); first == second || second == "" {
				t.Errorf("%s: %s is first %q, then %q", kind, name, first, second)
			}
		}
	}
}

// TestRetryBudget stops repeating when most calls fail.
func TestRetryBudget(t *testing.T) {
	var asked atomic.Int64
	address := server(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(503)
	})
	client := newClient(t, address, quick(3))
	const calls = 50
	for range calls {
		if _, err := oneTrade().Do(t.Context(), client); !errors.Is(err, top.ErrUnavailable) {
			t.Fatal(err)
		}
	}
	if n := asked.Load(); n != calls+10 {
		t.Errorf("%d calls were sent %d times", calls, n)
	}
}

// TestRetryDeadline does not repeat a call that could not be answered in time.
func TestRetryDeadline(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	srv.Fail(tradeMethod, toptest.Unavailable())
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	// The pause is random: of two million hours, less than one is not to be expected.
	client := srv.Client(top.WithRetry(top.Retry{Attempts: 2, MinWait: 2e6 * time.Hour, MaxWait: 2e6 * time.Hour}))
	_, err := oneTrade().Do(ctx, client)
	if !errors.Is(err, top.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	// A context that ends in the pause ends the call.
	srv.Fail(tradeMethod, toptest.Unavailable())
	ctx, cancel = context.WithCancel(t.Context())
	client = srv.Client(top.WithRetry(top.Retry{Attempts: 2, MinWait: 2e6 * time.Hour, MaxWait: 2e6 * time.Hour}),
		top.WithHTTPClient(&http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			defer cancel()
			return http.DefaultTransport.RoundTrip(r)
		})}))
	if _, err := oneTrade().Do(ctx, client); err == nil {
		t.Error("the call went on after its context")
	}
}

// TestOutcomeUnknown tells writes that may have taken effect from others.
func TestOutcomeUnknown(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(addMethod, `{"id":5}`)
	srv.Answer(tradeMethod, someTrade)
	timeout := toptest.Error(top.Error{Code: "15", SubCode: "isp.top-remote-connection-timeout"})
	for _, test := range []struct {
		name  string
		fault toptest.Fault
		want  bool
	}{
		{"no answer", toptest.Lost(), true},
		{"half an answer", toptest.Cut(85), true},
		{"no head", toptest.Cut(5), true},
		{"proxy without answer", toptest.Status(504, "text/html", "<html>"), true},
		{"service without answer", timeout, true},
		{"refused", toptest.Error(top.Error{Code: "50", SubCode: "isv.x"}), false},
		{"refused by a proxy", toptest.Status(403, "text/html", "<html>"), false},
		{"does not decode", toptest.Raw("application/json", `{"id":"x"}`), false},
		{"decodes in part", toptest.Raw("application/json", `{"id":7,`), false},
		{"empty answer", toptest.Raw("text/plain", ""), true},
		{"page of a portal", toptest.Raw("text/html", "<html>log in first"), true},
		{"answer that stops too soon", toptest.Raw("application/json", `{"test_trade_add_resp`), true},
		{"answer of something else", toptest.Raw("application/json", `{"status":"UP"}`), true},
		{"service that cannot be reached", toptest.Error(top.Error{Code: "15", SubCode: "isp.service-unavailable"}), false},
		{"service out of reach halfway", toptest.Error(top.Error{Code: "15", SubCode: "isp.top-remote-connection-error"}), true},
		{"service that nobody understands", toptest.Error(top.Error{Code: "15", SubCode: "isp.top-mapping-parse-error"}), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			srv.Fail(addMethod, test.fault)
			_, err := new(addRequest).Do(t.Context(), srv.Client())
			if err == nil || errors.Is(err, top.ErrOutcomeUnknown) != test.want {
				t.Errorf("a write: %v", err)
			}
			srv.Fail(tradeMethod, test.fault)
			if _, err := oneTrade().Do(t.Context(), srv.Client()); err == nil || errors.Is(err, top.ErrOutcomeUnknown) {
				t.Errorf("a read: %v", err)
			}
		})
	}
	client := newClient(t, "http://127.0.0.1:1")
	if _, err := new(addRequest).Do(t.Context(), client); err == nil || errors.Is(err, top.ErrOutcomeUnknown) {
		t.Errorf("a write that was not sent: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := new(addRequest).Do(ctx, srv.Client()); !errors.Is(err, context.Canceled) || errors.Is(err, top.ErrOutcomeUnknown) {
		t.Errorf("a write that was given up before: %v", err)
	}
	// A write whose time runs out while the gateway works.
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	srv.AnswerFunc(addMethod, func(*toptest.Call) (string, error) { cancel(); <-ctx.Done(); return `{"id":5}`, nil })
	srv.Fail(addMethod, toptest.Slow(time.Hour))
	if _, err := new(addRequest).Do(ctx, srv.Client()); !errors.Is(err, context.Canceled) || !errors.Is(err, top.ErrOutcomeUnknown) {
		t.Errorf("a write that was given up: %v", err)
	}
}

func TestTimeout(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	srv.Fail(tradeMethod, toptest.Slow(time.Hour))
	_, err := oneTrade().Do(t.Context(), srv.Client(), top.WithTimeout(50*time.Millisecond))
	var timeout interface{ Timeout() bool }
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("got %v", err)
	}
	// Without a limit of our own, the context decides.
	srv.Fail(tradeMethod, toptest.Slow(time.Hour))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := oneTrade().Do(ctx, srv.Client(), top.WithTimeout(0)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// TestPartial returns what could be decoded beside the error.
func TestPartial(t *testing.T) {
	srv := toptest.NewServer(t)
	const body = `{"test_trade_get_response":{"result":{"name":"n","id":"x"},"total":3,"request_id":"r7"}}`
	srv.Answer(tradeMethod, body)
	var raw []byte
	var report top.Report
	resp, err := oneTrade().Do(t.Context(), srv.Client(), top.WithRaw(&raw), top.WithReport(&report))
	var d *top.DecodeError
	if !errors.As(err, &d) || d.Path != "result.id" || d.RequestID != "r7" || d.Method != tradeMethod || d.Status != 200 {
		t.Fatalf("got %#v", err)
	}
	if diff := cmp.Diff(&tradeResponse{Result: &trade{Name: "n"}, Total: 3, RequestID: "r7"}, resp); diff != "" {
		t.Errorf("the response differs (-want +got):\n%s", diff)
	}
	if string(raw) != body || string(d.Body()) != body || report.RequestID != "r7" || report.Err != err {
		t.Errorf("raw %s, body %s, report %+v", raw, d.Body(), report)
	}
}

func TestReport(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	var first, second top.Report
	if _, err := oneTrade().Do(t.Context(), srv.Client(), top.WithReport(&first), top.WithReport(&second)); err != nil {
		t.Fatal(err)
	}
	if first.Duration <= 0 {
		t.Errorf("the call took %s", first.Duration)
	}
	want := top.Report{Method: tradeMethod, Gateway: "custom", Attempts: 1, Duration: first.Duration, Status: 200, RequestID: "r1"}
	for _, got := range []top.Report{first, second} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the report differs (-want +got):\n%s", diff)
		}
	}
	srv.Fail(tradeMethod, toptest.Error(top.Error{Code: "50", RequestID: "r2"}))
	_, err := oneTrade().Do(t.Context(), srv.Client(), top.WithReport(&first))
	if first.RequestID != "r2" || first.Err != err || err == nil {
		t.Errorf("the report of an error is %+v", first)
	}
	srv.Fail(tradeMethod, toptest.Lost())
	oneTrade().Do(t.Context(), srv.Client(), top.WithReport(&first))
	if first.RequestID != "" || first.Status != 0 || first.Attempts != 1 {
		t.Errorf("the report of a call without an answer is %+v", first)
	}
}

func TestUnknownFields(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, `{"test_trade_get_response":{"result":{"new":1},"total":1}}`)
	var got []string
	note := top.WithUnknownFields(func(api *top.API, paths []string) { got = append(got, api.Method+" "+strings.Join(paths, ",")) })
	if _, err := oneTrade().Do(t.Context(), srv.Client(note)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{tradeMethod + " result.new"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestMiddleware checks the order of middleware, and that it sees what is called.
func TestMiddleware(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	var got []string
	note := func(name string) top.Middleware {
		return func(next top.Caller) top.Caller {
			return top.CallerFunc(func(ctx context.Context, api *top.API, req, resp any, opts ...top.CallOption) error {
				got = append(got, name+" before "+api.Method)
				err := next.Call(ctx, api, req, resp, opts...)
				got = append(got, fmt.Sprintf("%s after, total %d", name, resp.(*tradeResponse).Total))
				return err
			})
		}
	}
	srv.Fail(tradeMethod, toptest.Unavailable())
	if _, err := oneTrade().Do(t.Context(), srv.Client(quick(2), top.WithMiddleware(note("a"), note("b")), top.WithMiddleware(note("c")))); err != nil {
		t.Fatal(err)
	}
	m := tradeMethod
	want := []string{"a before " + m, "b before " + m, "c before " + m, "c after, total 1", "b after, total 1", "a after, total 1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLogging(t *testing.T) {
	var log bytes.Buffer
	drop := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}
	l := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: drop}))
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	srv.Fail(tradeMethod, toptest.Error(top.Error{Code: "50", Msg: "no", RequestID: "r2"}))
	client := srv.Client(top.WithLogger(l))
	var report top.Report
	oneTrade().Do(t.Context(), client)
	oneTrade().Do(t.Context(), client, top.WithReport(&report))
	want := `level=WARN msg="top call" method=taobao.test.trade.get gateway=custom attempts=1 status=200 request_id=r2 error="top: taobao.test.trade.get: code 50 (no), request r2"
level=DEBUG msg="top call" method=taobao.test.trade.get gateway=custom attempts=1 status=200 request_id=r1
`
	if diff := cmp.Diff(want, log.String()); diff != "" {
		t.Errorf("the log differs (-want +got):\n%s", diff)
	}
	if report.RequestID != "r1" {
		t.Errorf("the caller's own report is %+v", report)
	}
}

// pack returns text, compressed.
func pack(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

func TestGzip(t *testing.T) {
	packed := []byte(pack(someTrade))
	for _, test := range []struct {
		name   string
		header string
		body   []byte
		want   string // part of the error
	}{
		{"good", "gzip", packed, ""},
		{"garbage", "gzip", []byte("this is not packed at all"), "gzip: invalid header"},
		{"cut", "gzip", packed[:len(packed)-9], "unexpected EOF"},
		{"wrong sum", "gzip", append(packed[:len(packed)-8:len(packed)-8], make([]byte, 8)...), "gzip: invalid checksum"},
		{"bomb", "gzip", []byte(pack(strings.Repeat(" ", 10<<20))), "exceeds the size limit of 1000000 bytes"},
		{"other encoding", "br", packed, "content encoding that was not asked for"},
	} {
		t.Run(test.name, func(t *testing.T) {
			address := server(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", test.header)
				w.Write(test.body)
			})
			for _, hc := range []*http.Client{{}, {Transport: &http.Transport{DisableCompression: true}}} {
				_, err := oneTrade().Do(t.Context(), newClient(t, address, top.WithMaxBody(1000000), top.WithHTTPClient(hc)))
				if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
					t.Errorf("got %v, want %q", err, test.want)
				}
				hc.CloseIdleConnections()
			}
		})
	}
}

// TestForeignAnswers is about servers that are none of the platform.
func TestForeignAnswers(t *testing.T) {
	gbk := "{\"test_trade_get_response\":{\"total\":1,\"result\":{\"name\":\"\xd6\xd0\"},\"request_id\":\"r1\"}}"
	for _, test := range []struct {
		name        string
		status      int
		contentType string
		body        string
		want        string // the error, "" for none
	}{
		{"other content type", 200, "text/html", someTrade, ""},
		{"error of the platform with a status", 400, "application/json", `{"error_response":{"code":41,"msg":"no"}}`, "top: taobao.test.trade.get: code 41 (no)"},
		{"error of the platform from a proxy", 502, "text/xml", `<error_response><code>10</code></error_response>`, "top: taobao.test.trade.get: code 10"},
		{"document with status 400", 400, "application/json", someTrade, ""},
		{"HTML", 200, "text/html;charset=utf-8", "<!DOCTYPE html><html>SECRET", `top: taobao.test.trade.get: response does not decode: is an HTML page [HTTP 200, content type "text/html;charset=utf-8", 27 bytes]`},
		{"HTML from a proxy", 502, "text/html", "<html>SECRET", `top: taobao.test.trade.get: HTTP status 502, content type "text/html", 12 bytes`},
		{"HTML with status 400", 400, "text/html", "<html>SECRET", `top: taobao.test.trade.get: HTTP status 400, content type "text/html", 12 bytes`},
		{"nothing", 200, "text/plain", "", `top: taobao.test.trade.get: response does not decode: is empty [HTTP 200, content type "text/plain", 0 bytes]`},
		{"status 404", 404, "text/plain", "SECRET", `top: taobao.test.trade.get: HTTP status 404, content type "text/plain", 6 bytes`},
		{"redirect", 307, "text/plain", "SECRET", `top: taobao.test.trade.get: HTTP status 307, content type "text/plain", 6 bytes`},
		{"charset", 200, "application/json; charset=GBK", gbk, `top: taobao.test.trade.get: response does not decode: is said to be in charset "gbk", but only UTF-8 is read; ` +
			`result.name: is no valid UTF-8 [HTTP 200, content type "application/json; charset=GBK", 80 bytes, request r1]`},
		{"charset of ASCII", 200, "application/json; charset=GBK", someTrade, ""},
		{"charset in capitals", 200, "application/json; charset=UTF-8", `{"total":1,"result":{"name":"中"}}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			visited := 0
			other := server(t, func(http.ResponseWriter, *http.Request) { visited++ })
			address := server(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.contentType)
				w.Header().Set("Location", other)
				w.WriteHeader(test.status)
				io.WriteString(w, test.body)
			})
			var raw []byte
			resp, err := oneTrade().Do(t.Context(), newClient(t, address), top.WithRaw(&raw))
			switch {
			case test.want == "" && err != nil || test.want != "" && (err == nil || err.Error() != test.want):
				t.Errorf("got  %v\nwant %s", err, test.want)
			case test.want == "" && resp.Total != 1, test.name == "charset" && resp.Total != 1:
				t.Errorf("the response is %+v", resp)
			}
			if string(raw) != test.body {
				t.Errorf("the raw body is %q", raw)
			}
			var body interface{ Body() []byte }
			if errors.As(err, &body) && string(body.Body()) != test.body {
				t.Errorf("the body of the error is %q", body.Body())
			}
			if visited > 0 {
				t.Error("the redirect was followed")
			}
		})
	}
}

func TestBodyLimit(t *testing.T) {
	body := `{"total":1,"x":"` + strings.Repeat("x", 1000) + `"}`
	for _, chunked := range []bool{false, true} {
		address := server(t, func(w http.ResponseWriter, _ *http.Request) {
			if chunked {
				w.(http.Flusher).Flush()
			}
			io.WriteString(w, body)
		})
		if _, err := oneTrade().Do(t.Context(), newClient(t, address, top.WithMaxBody(int64(len(body))))); err != nil {
			t.Errorf("a body of the allowed size: %v", err)
		}
		_, err := oneTrade().Do(t.Context(), newClient(t, address, top.WithMaxBody(int64(len(body))-1), quick(3)))
		if !errors.Is(err, top.ErrBodyTooLarge) {
			t.Errorf("a body that is too large: %v", err)
		}
	}
}

func TestIsRead(t *testing.T) {
	for method, want := range map[string]bool{
		"taobao.trades.sold.get": true, "alibaba.idle.appraise.order.query": true, "taobao.pc.refund.detail": true, "x.y_list": true,
		"taobao.item.add": false, "taobao.item.get.update": false, "x.budget": false, "get": true, "": false, "account.aliyuncs.com.CreateAliyunAccount.2013-07-01": false,
	} {
		if got := top.IsRead(method); got != want {
			t.Errorf("IsRead(%q) = %t", method, got)
		}
	}
}
