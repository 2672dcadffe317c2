package top_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
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
	normal := &top.API{Method: "taobao.x.get", Effect: top.EffectRead}
	aliexpress := &top.API{Method: "aliexpress.x.get", Effect: top.EffectRead, Gateway: top.GatewayAliExpress}
	qimen := &top.API{Method: "taobao.qimen.x.query", Effect: top.EffectRead, Protocol: top.ProtocolQimen}
	cloud := &top.API{Method: "qimen.x.y.query", Effect: top.EffectRead, Protocol: top.ProtocolQimen}
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
	api := &top.API{Method: "aliexpress.x.get", Effect: top.EffectRead, Gateway: top.GatewayAliExpress}
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
