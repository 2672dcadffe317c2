package protocol_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/top"
)

type demoRequest struct {
	Title *string `json:"title"`
}

var demo = top.API{Method: "taobao.demo.get"}

func (r *demoRequest) Validate() error { return demo.Validate(r) }

func (r *demoRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*demoResponse, error) {
	resp := new(demoResponse)
	return resp, c.Call(ctx, &demo, r, resp, opts...)
}

type demoResponse struct {
	Title     string `json:"title"`
	RequestID string `json:"request_id"`
}

// wire keeps what a client sends, and answers every call alike.
type wire struct {
	answer string
	url    *url.URL
	body   string
	header http.Header
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	w.url, w.body, w.header = r.URL, string(body), r.Header
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(w.answer)),
	}, nil
}

func (w *wire) client(t *testing.T, opts ...top.Option) *top.Client {
	t.Helper()
	opts = append(opts, top.WithHTTPClient(&http.Client{Transport: w}), top.WithSession("the-session"))
	c, err := top.NewClient("12345678", "helloworld", opts...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// params returns all parameters that were sent, in the query and in a form.
func (w *wire) params(t *testing.T) url.Values {
	t.Helper()
	params := w.url.Query()
	if strings.HasPrefix(w.header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, err := url.ParseQuery(w.body)
		if err != nil {
			t.Fatal(err)
		}
		for name, values := range form {
			params[name] = append(params[name], values...)
		}
	}
	return params
}

func TestRuntimeKnowsTheGateways(t *testing.T) {
	named := map[protocol.Gateway]string{
		protocol.TOP: top.GatewayProduction, protocol.AliExpress: top.GatewayAliExpress,
		protocol.Qimen: top.GatewayQimen, protocol.QimenCloud: top.GatewayQimenCloud,
	}
	for g, name := range named {
		if g.String() != name {
			t.Errorf("gateway %d is named %q here and %q in package top", g, g, name)
		}
		w := &wire{answer: `{"a_response":{"title":"x"}}`}
		title, api := "x", &top.API{Method: "taobao.demo.get", Gateway: name}
		if g == protocol.Qimen {
			api.Protocol = top.ProtocolQimen
		}
		if err := w.client(t).Call(context.Background(), api, &demoRequest{&title}, new(demoResponse)); err != nil {
			t.Fatalf("%s: %v", g, err)
		}
		if got, want := w.url.Scheme+"://"+w.url.Host+w.url.Path, g.Server()+g.Path(); got != want {
			t.Errorf("%s: package top calls %s, it is %s", g, got, want)
		}
		params := w.params(t)
		if got := params.Get(g.SessionParam()); got != "the-session" {
			t.Errorf("%s: parameter %s is %q, want the session: %v", g, g.SessionParam(), got, params)
		}
		for name := range params {
			if !protocol.Public(name) && name != "title" {
				t.Errorf("%s: package top sends %s, which is no parameter of the protocol", g, name)
			}
		}
	}
}

func TestRuntimeKnowsTheServers(t *testing.T) {
	w := &wire{answer: `{"a_response":{"title":"x"}}`}
	if err := w.client(t, top.WithGateway(top.GatewayOverseas)).Call(context.Background(), &demo, new(demoRequest), new(demoResponse)); err != nil {
		t.Fatal(err)
	}
	if got := w.url.Scheme + "://" + w.url.Host; got != protocol.ServerOverseas {
		t.Errorf("the overseas gateway is %s, want %s", got, protocol.ServerOverseas)
	}
}

func TestRuntimeKnowsQimenMethods(t *testing.T) {
	for _, method := range []string{"qimen.orders.get", "taobao.qimen.stock.get"} {
		if !protocol.IsQimen(method) {
			t.Errorf("IsQimen(%q) = false", method)
		}
		w := &wire{answer: `{"response":{"flag":"success"},"title":"x"}`}
		if err := w.client(t).Call(context.Background(), &top.API{Method: method, Protocol: top.ProtocolQimen}, new(demoRequest), new(demoResponse)); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
		g := protocol.GatewayOf(method)
		if got, want := w.url.Host+w.url.Path, strings.TrimPrefix(g.Server(), "https://")+g.Path(); got != want {
			t.Errorf("%s: package top calls %s, want %s", method, got, want)
		}
	}
}

func TestRuntimeRefusesReservedParameters(t *testing.T) {
	for _, name := range []string{
		"method", "app_key", "session", "access_token", "timestamp", "v", "sign_method", "sign", "format", "simplify",
		"partner_id", "target_app_key", "customerId", "force_sensitive_param_fuzzy", "title", "fields",
	} {
		_, err := top.NewClient("12345678", "helloworld", top.WithParam(name, "x"))
		if refused := err != nil; refused != protocol.Reserved(name) {
			t.Errorf("package top refuses %s: %v; reserved: %v", name, refused, protocol.Reserved(name))
		}
		if protocol.Reserved(name) && !protocol.Public(name) {
			t.Errorf("%s is reserved and no parameter of the protocol", name)
		}
	}
}

func TestRuntimeKnowsTheMembersOfResponses(t *testing.T) {
	var apiErr *top.Error
	if err := top.Unmarshal([]byte(`{"`+protocol.ErrorResponse+`":{"code":50,"`+protocol.RequestID+`":"id1"}}`), new(demoResponse)); !errors.As(err, &apiErr) {
		t.Errorf("the member %s gives %v, want an error of the platform", protocol.ErrorResponse, err)
	} else if apiErr.RequestID != "id1" {
		t.Errorf("the member %s gives the request id %q", protocol.RequestID, apiErr.RequestID)
	}
	var resp demoResponse
	root := protocol.RootOf("taobao.some-item.get")
	if err := top.Unmarshal([]byte(`{"`+root+`":{"title":"x","`+protocol.RequestID+`":"id2"}}`), &resp); err != nil || resp != (demoResponse{"x", "id2"}) {
		t.Errorf("the root %s gives %+v, %v", root, resp, err)
	}
}

func TestRuntimeKnowsBatches(t *testing.T) {
	w := &wire{answer: `{"a_response":{"title":"x"}}` + protocol.BatchSeparator + `{"b_response":{"title":"y"}}`}
	b := top.NewBatch()
	first, second := top.Add(b, &demoRequest{}), top.Add(b, &demoRequest{})
	if err := w.client(t).Send(context.Background(), b); err != nil {
		t.Fatal(err)
	}
	if w.url.Path != protocol.BatchPath {
		t.Errorf("batches go to %s, want %s", w.url.Path, protocol.BatchPath)
	}
	want := strings.Join([]string{protocol.BatchCommon + "method=taobao.demo.get", protocol.BatchNoParams, protocol.BatchNoParams}, protocol.BatchSeparator)
	if w.body != want {
		t.Errorf("a batch of two calls without parameters is %q, want %q", w.body, want)
	}
	if x, err := first.Get(); err != nil || x.Title != "x" {
		t.Errorf("the first answer is %+v, %v", x, err)
	}
	if y, err := second.Get(); err != nil || y.Title != "y" {
		t.Errorf("the second answer is %+v, %v", y, err)
	}
}

func TestRootOf(t *testing.T) {
	for method, want := range map[string]string{
		"taobao.item.seller.get": "item_seller_get_response",
		"alibaba.demo.get":       "alibaba_demo_get_response",
		"taobao.demo.sub-order":  "demo_sub_order_response",
	} {
		if got := protocol.RootOf(method); got != want {
			t.Errorf("RootOf(%q) = %q, want %q", method, got, want)
		}
		if !protocol.IsRoot(protocol.RootOf(method)) {
			t.Errorf("IsRoot(%q) = false", protocol.RootOf(method))
		}
	}
}

func TestGatewayOf(t *testing.T) {
	for method, want := range map[string]protocol.Gateway{
		"taobao.item.get": protocol.TOP, "aliexpress.order.get": protocol.AliExpress, "aliexpressed.get": protocol.TOP,
		"taobao.qimen.stock.get": protocol.Qimen, "qimen.stock.get": protocol.QimenCloud, "taobao.qimenx.get": protocol.TOP,
	} {
		if got := protocol.GatewayOf(method); got != want {
			t.Errorf("GatewayOf(%q) = %s, want %s", method, got, want)
		}
		if qimen := want == protocol.Qimen || want == protocol.QimenCloud; protocol.IsQimen(method) != qimen {
			t.Errorf("IsQimen(%q) = %v", method, !qimen)
		}
	}
}
