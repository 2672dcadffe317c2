package top_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// asked reads the one request that a server gets, and answers with body.
func asked(t *testing.T, header *http.Header, query *url.Values, got *string, body string) string {
	return server(t, func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		*header, *query, *got = r.Header.Clone(), r.URL.Query(), string(raw)
		io.WriteString(w, body)
	})
}

// TestBatchWire checks what a batch looks like on the wire.
func TestBatchWire(t *testing.T) {
	const sep = "\r\n-S-\r\n"
	for _, test := range []struct {
		name string
		add  func(*top.Batch)
		want string
	}{
		{"different methods", func(b *top.Batch) {
			top.Add(b, &tradeRequest{ID: new(int64(1)), Title: new("a b")})
			top.Add(b, &addRequest{Name: new("中")})
		}, "id=1&method=taobao.test.trade.get&title=a+b" + sep + "method=taobao.test.trade.add&name=%E4%B8%AD"},
		{"one method", func(b *top.Batch) {
			top.Add(b, &addRequest{Name: new("x")})
			top.Add(b, &addRequest{})
		}, "#PUBLIC#method=taobao.test.trade.add" + sep + "name=x" + sep + "N"},
		{"own parameters", func(b *top.Batch) {
			top.Add(b, &addRequest{}, top.WithSession("other"), top.WithTargetAppKey("t"), top.WithParam("z", "1"), top.WithParam("a", "2"))
		}, "#PUBLIC#method=taobao.test.trade.add" + sep + "a=2&session=other&target_app_key=t&z=1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var header http.Header
			var query url.Values
			var body string
			address := asked(t, &header, &query, &body, strings.Repeat(`{"id":1,"total":1}`+sep, strings.Count(test.want, sep))+`{"id":1,"total":1}`)
			batch := top.NewBatch()
			test.add(batch)
			// The answers have a part too many where the method stands before the calls.
			newClient(t, address).Send(t.Context(), batch)
			if body != test.want {
				t.Errorf("the body is\n%q, want\n%q", body, test.want)
			}
			if got := header.Get("Content-Type"); got != "text/plain;charset=utf-8" {
				t.Errorf("the content type is %q", got)
			}
			params := map[string]string{}
			for name, v := range query {
				params[name] = v[0]
			}
			if params["sign"] != naiveSign(top.SignHMACSHA256, toptest.AppSecret, params, body) || params["session"] != toptest.Session || params["method"] != "" {
				t.Errorf("the query is %v", params)
			}
		})
	}
}

func TestBatch(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	srv.AnswerFunc(addMethod, func(c *toptest.Call) (string, error) {
		if c.Params["name"] == "bad" {
			return "", &top.Error{Code: "50", Msg: "no", RequestID: "r9"}
		}
		return `{"test_trade_add_response":{"id":` + c.Params["name"] + `}}`, nil
	})
	var raw []byte
	var unknown []string
	var report top.Report
	batch := top.NewBatch()
	get := top.Add(batch, oneTrade())
	add := top.Add(batch, &addRequest{Name: new("7")}, top.WithRaw(&raw))
	bad := top.Add(batch, &addRequest{Name: new("bad")})
	misfit := top.Add(batch, &addRequest{Name: new("1.5")})
	invalid := top.Add(batch, &tradeRequest{})
	file := top.Add(batch, &tradeRequest{ID: new(int64(1)), Image: new(top.FileBytes("a.jpg", nil))})
	noted := top.Add(batch, &addRequest{Name: new(`1,"x":2`)}, top.WithUnknownFields(func(_ *top.API, paths []string) { unknown = paths }))
	if _, err := get.Get(); err == nil || batch.Len() != 7 {
		t.Errorf("before it is sent: %v", err)
	}
	if err := srv.Client().Send(t.Context(), batch, top.WithReport(&report)); err != nil {
		t.Fatal(err)
	}
	if resp, err := get.Get(); err != nil || resp.Total != 1 || resp.RequestID != "r1" {
		t.Errorf("get: %+v, %v", resp, err)
	}
	if resp, err := add.Get(); err != nil || resp.ID != 7 || string(raw) != `{"test_trade_add_response":{"id":7}}` {
		t.Errorf("add: %+v, %v, %s", resp, err, raw)
	}
	var apiErr *top.Error
	if resp, err := bad.Get(); resp != nil || !errors.As(err, &apiErr) || apiErr.Code != "50" || apiErr.Method != addMethod || apiErr.RequestID != "r9" {
		t.Errorf("bad: %+v, %v", resp, err)
	}
	if resp, err := misfit.Get(); resp == nil || !top.Partial(err) {
		t.Errorf("misfit: %+v, %v", resp, err)
	}
	if _, err := invalid.Get(); !errors.Is(err, top.ErrInvalidArgument) {
		t.Errorf("invalid: %v", err)
	}
	if _, err := file.Get(); err == nil || !strings.Contains(err.Error(), "files cannot be part of a batch") {
		t.Errorf("file: %v", err)
	}
	if _, err := noted.Get(); err != nil || len(unknown) != 1 || unknown[0] != "x" {
		t.Errorf("noted: %v, %v", err, unknown)
	}
	if n := len(srv.Calls("")); n != 5 {
		t.Errorf("%d calls arrived", n)
	}
	if report.Method != top.MethodBatch || report.Attempts != 1 || report.Status != 200 {
		t.Errorf("the report is %+v", report)
	}
}

// TestBatchMany sends more calls than a request takes.
func TestBatchMany(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.AnswerFunc(addMethod, func(c *toptest.Call) (string, error) { return `{"id":` + c.Params["name"] + `}`, nil })
	batch := top.NewBatch()
	var results []*top.Result[addResponse]
	for i := range 2*top.DefaultMaxBatch + 3 {
		results = append(results, top.Add(batch, &addRequest{Name: new(fmt.Sprint(i))}))
	}
	requests := 0
	count := func(next top.Caller) top.Caller {
		return top.CallerFunc(func(ctx context.Context, api *top.API, req, resp any, opts ...top.CallOption) error {
			requests++
			return next.Call(ctx, api, req, resp, opts...)
		})
	}
	client := srv.Client(top.WithMiddleware(count))
	if err := client.Send(t.Context(), batch); err != nil || requests != 3 {
		t.Fatalf("%d requests, %v", requests, err)
	}
	for i, r := range results {
		if resp, err := r.Get(); err != nil || resp.ID != int64(i) {
			t.Errorf("call %d: %+v, %v", i, resp, err)
		}
	}
	if err := client.Send(t.Context(), batch); err == nil {
		t.Error("a batch was sent twice")
	}
	if err := client.Send(t.Context(), top.NewBatch()); err == nil {
		t.Error("an empty batch was sent")
	}
}

// TestBatchSize has an option say how many calls go into a request.
func TestBatchSize(t *testing.T) {
	const sep = "\r\n-S-\r\n"
	var requests int
	address := server(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		body, _ := io.ReadAll(r.Body)
		calls := strings.Count(strings.TrimPrefix(string(body), "#PUBLIC#method=taobao.test.trade.add"+sep), sep)
		io.WriteString(w, strings.Repeat(`{"id":5}`+sep, calls)+`{"id":5}`)
	})
	for size, want := range map[int]int{1: 3, 2: 2, 3: 1, 100: 1} {
		for name, send := range map[string]func(*top.Batch) error{
			"client": func(b *top.Batch) error { return newClient(t, address, top.WithMaxBatch(size)).Send(t.Context(), b) },
			"call":   func(b *top.Batch) error { return newClient(t, address).Send(t.Context(), b, top.WithMaxBatch(size)) },
		} {
			batch := top.NewBatch()
			var results []*top.Result[addResponse]
			for range 3 {
				results = append(results, top.Add(batch, &addRequest{Name: new("x")}))
			}
			requests = 0
			if err := send(batch); err != nil || requests != want {
				t.Errorf("%d a request, by an option of the %s: %d requests, %v", size, name, requests, err)
			}
			for _, r := range results {
				if resp, err := r.Get(); err != nil || resp.ID != 5 {
					t.Errorf("got %+v, %v", resp, err)
				}
			}
		}
	}
	if err := newClient(t, address).Send(t.Context(), top.NewBatch(), top.WithMaxBatch(-1)); err == nil {
		t.Error("a size of -1 was accepted")
	}
}

// TestBatchSessions: calls of a batch go out under their own sessions, and what
// was refused for its session alone is sent again with a new one, once.
func TestBatchSessions(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.AnswerFunc(addMethod, func(c *toptest.Call) (string, error) {
		if strings.HasPrefix(c.Session, "expired") {
			return "", &top.Error{Code: "27", Msg: "Invalid session"}
		}
		return `{"id":1,"request_id":"` + c.Params["name"] + " by " + c.Session + `"}`, nil
	})
	source, other := &tokens{session: "expired"}, &tokens{session: "other"}
	client := srv.Client(top.WithTokenSource(source))
	var report top.Report
	batch := top.NewBatch()
	add := func(name string, opts ...top.CallOption) *top.Result[addResponse] {
		return top.Add(batch, &addRequest{Name: &name}, opts...)
	}
	for result, want := range map[*top.Result[addResponse]]string{
		add("a"): "a by session 1",
		add("b", top.WithTokenSource(other), top.WithReport(&report)): "b by other",
		add("c", top.WithSession("mine")):                             "c by mine",
		add("d"):                                                      "d by session 1",
	} {
		defer func() {
			if resp, err := result.Get(); err != nil || resp.RequestID != want {
				t.Errorf("got %+v, %v; want %s", resp, err, want)
			}
		}()
	}
	refused := add("e", top.WithSession("expired too"))
	failing := add("f", top.WithTokenSource(failingTokens{}))
	var whole top.Report
	if err := client.Send(t.Context(), batch, top.WithReport(&whole)); err != nil {
		t.Fatal(err)
	}
	if _, err := refused.Get(); !errors.Is(err, top.ErrSessionInvalid) {
		t.Errorf("a session that nobody can renew: %v", err)
	}
	if _, err := failing.Get(); err == nil || !strings.Contains(err.Error(), "no session: vault closed") {
		t.Errorf("a session that could not be had: %v", err)
	}
	if n := len(srv.Calls("")); n != 5+2 || source.refreshes != 1 || whole.Attempts != 2 {
		t.Errorf("%d calls arrived in %d requests after %d refreshes", n, whole.Attempts, source.refreshes)
	}
	if report.Method != addMethod || report.Attempts != 1 || report.Duration != whole.Duration || report.RequestID != "b by [redacted]" || report.Err != nil {
		t.Errorf("the report of one call is %+v", report)
	}
	// A second refusal is final.
	srv.AnswerFunc(addMethod, func(*toptest.Call) (string, error) { return "", &top.Error{Code: "27"} })
	batch = top.NewBatch()
	final := add("g", top.WithReport(&report))
	if err := client.Send(t.Context(), batch, top.WithReport(&whole)); err != nil || whole.Attempts != 2 {
		t.Errorf("%d attempts, %v", whole.Attempts, err)
	}
	if _, err := final.Get(); !errors.Is(err, top.ErrSessionInvalid) || report.Err != err {
		t.Errorf("got %v, the report is %+v", err, report)
	}
	// What a session could not be renewed for is told.
	locked := &tokens{session: "expired", err: errors.New("vault locked")}
	batch = top.NewBatch()
	lost := add("i", top.WithTokenSource(locked))
	if err := client.Send(t.Context(), batch); err != nil {
		t.Error(err)
	}
	if _, err := lost.Get(); !errors.Is(err, top.ErrSessionInvalid) || !errors.Is(err, locked.err) {
		t.Errorf("got %v, want why there is no other session, too", err)
	}
	// Nothing is left to be sent.
	batch = top.NewBatch()
	add("h", top.WithTokenSource(failingTokens{}))
	if err := client.Send(t.Context(), batch, top.WithReport(&whole)); err != nil || whole.Attempts != 0 {
		t.Errorf("%d attempts, %v", whole.Attempts, err)
	}
}

// failingTokens is a TokenSource that has none.
type failingTokens struct{}

func (failingTokens) Token(context.Context) (string, error) { return "", errors.New("vault closed") }
func (failingTokens) Refresh(context.Context, string) (string, error) {
	return "", errors.New("vault closed")
}

// TestBatchGateways refuses calls that belong elsewhere.
func TestBatchGateways(t *testing.T) {
	address := server(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"id":1}`) })
	for _, opt := range []top.CallOption{top.WithGateway(top.GatewayOverseas), top.WithGateway(top.GatewayAliExpress), top.WithGateway("http://127.0.0.1:1")} {
		batch := top.NewBatch()
		here, elsewhere := top.Add(batch, &addRequest{}), top.Add(batch, &addRequest{}, opt)
		if err := newClient(t, address).Send(t.Context(), batch); err != nil {
			t.Error(err)
		}
		if _, err := here.Get(); err != nil {
			t.Error(err)
		}
		if _, err := elsewhere.Get(); err == nil || !strings.Contains(err.Error(), "cannot be part of the batch") {
			t.Errorf("a call to another gateway: %v", err)
		}
	}
}

// TestBatchFailures is about answers that are none to each call.
func TestBatchFailures(t *testing.T) {
	const sep = "\r\n-S-\r\n"
	for _, test := range []struct {
		name   string
		status int
		answer string
		check  func(error) bool
	}{
		{"one error for all", 200, `{"error_response":{"code":25,"msg":"Invalid signature"}}`, func(err error) bool { return errors.Is(err, top.ErrSignature) }},
		{"too few parts", 200, `{"id":1}`, func(err error) bool { return top.Partial(err) && errors.Is(err, top.ErrOutcomeUnknown) }},
		{"too many parts", 200, `{"id":1}` + sep + `{"id":2}` + sep + `{"id":3}`, top.Partial},
		{"proxy", 502, "<html>", func(err error) bool { return errors.Is(err, top.ErrOutcomeUnknown) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			address := server(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				io.WriteString(w, test.answer)
			})
			batch := top.NewBatch()
			results := []*top.Result[addResponse]{top.Add(batch, &addRequest{Name: new("a")}), top.Add(batch, &addRequest{Name: new("b")})}
			invalid := top.Add(batch, &tradeRequest{})
			err := newClient(t, address).Send(t.Context(), batch)
			if !test.check(err) {
				t.Errorf("Send: %v", err)
			}
			for _, r := range results {
				if _, err := r.Get(); !test.check(err) {
					t.Errorf("Get: %v", err)
				}
			}
			if _, err := invalid.Get(); !errors.Is(err, top.ErrInvalidArgument) {
				t.Errorf("Get of a call that was not sent: %v", err)
			}
		})
	}
	batch := top.NewBatch()
	result := top.Add(batch, &tradeRequest{})
	client := newClient(t, "http://127.0.0.1:1")
	if err := client.Send(t.Context(), batch); err != nil {
		t.Errorf("Send of nothing that can be sent: %v", err)
	}
	if _, err := result.Get(); !errors.Is(err, top.ErrInvalidArgument) {
		t.Errorf("Get: %v", err)
	}
	batch = top.NewBatch()
	noSession := top.Add(batch, oneTrade(), top.WithSession(""))
	lost := top.Add(batch, &addRequest{})
	if err := client.Send(t.Context(), batch); err == nil {
		t.Error("Send to nobody: no error")
	}
	if _, err := noSession.Get(); !errors.Is(err, top.ErrNoSession) {
		t.Errorf("Get without a session: %v", err)
	}
	if _, err := lost.Get(); err == nil || errors.Is(err, top.ErrOutcomeUnknown) {
		t.Errorf("Get: %v", err)
	}
	aliexpress := top.NewBatch()
	top.Add(aliexpress, &addRequest{})
	if err := client.Send(t.Context(), aliexpress, top.WithGateway(top.GatewayAliExpress)); err == nil || !strings.Contains(err.Error(), "takes no batches") {
		t.Errorf("Send to AliExpress: %v", err)
	}
}

// TestOneByOne: a Caller that knows nothing of batches gets their calls, with the
// options of the batch and their own, and each result has what became of its call.
func TestOneByOne(t *testing.T) {
	var _ top.Sender = new(top.Client)
	refused := errors.New("refused")
	srv := toptest.NewServer(t)
	srv.Answer(addMethod, `{"test_trade_add_response":{"id":7}}`)
	client := srv.Client()
	var methods []string
	sender := top.OneByOne(top.CallerFunc(func(ctx context.Context, api *top.API, req, resp any, opts ...top.CallOption) error {
		methods = append(methods, api.Method)
		if api.Method == tradeMethod {
			return refused
		}
		return client.Call(ctx, api, req, resp, opts...)
	}))

	batch := top.NewBatch()
	if err := sender.Send(t.Context(), batch); err == nil {
		t.Error("an empty batch was sent")
	}
	first := top.Add(batch, oneTrade())
	second := top.Add(batch, &addRequest{Name: new("x")}, top.WithParam("own", "1"))
	if err := sender.Send(t.Context(), batch, top.WithParam("all", "2"), top.WithSession("other")); err != nil {
		t.Fatal(err)
	}
	if want := []string{tradeMethod, addMethod}; !slices.Equal(methods, want) {
		t.Errorf("the calls were %v, want %v", methods, want)
	}
	if _, err := first.Get(); err != refused {
		t.Errorf("the first result is the error %v", err)
	}
	if resp, err := second.Get(); err != nil || resp.ID != 7 {
		t.Errorf("the second result is %v, %v", resp, err)
	}
	call := srv.LastCall()
	if call.Params["own"] != "1" || call.Params["all"] != "2" || call.Session != "other" {
		t.Errorf("the second call was sent with %v in session %q", call.Params, call.Session)
	}
	if err := sender.Send(t.Context(), batch); err == nil {
		t.Error("a batch was sent twice")
	}
}

// TestAddressWithQuery: parameters are added to those that an address has.
func TestAddressWithQuery(t *testing.T) {
	var got url.Values
	address := server(t, func(w http.ResponseWriter, r *http.Request) { got = r.URL.Query() })
	client := newClient(t, address+"/router/rest?x=1")
	b := top.NewBatch()
	top.Add(b, &addRequest{Name: new("a")})
	_ = client.Send(t.Context(), b)
	if got.Get("x") != "1" || got.Get("sign") == "" || got.Get("app_key") != toptest.AppKey {
		t.Errorf("a batch goes to %v", got)
	}
	qimen := &top.API{Method: "taobao.qimen.x.query", Protocol: top.ProtocolQimen}
	_ = newClient(t, address+"/?x=1").Call(t.Context(), qimen, new(addRequest), new(addResponse))
	if got.Get("x") != "1" || got.Get("sign") == "" || got.Get("method") != qimen.Method {
		t.Errorf("a call of Qimen goes to %v", got)
	}
	u, err := url.Parse(top.OAuth{AppKey: "k", AuthorizeURL: "https://x.y/a?b=c"}.AuthCodeURL("s", ""))
	if err != nil || u.Query().Get("b") != "c" || u.Query().Get("state") != "s" {
		t.Errorf("the user goes to %v, %v", u, err)
	}
}
