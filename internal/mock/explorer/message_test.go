package explorer

import (
	"context"
	"crypto/md5"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/topgen/topgen/generated/messages/taobao/trade"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/tmc"
)

const tradeCreate = "taobao_trade_TradeCreate"

// gatewayOf returns a gateway for the pages of this repository, with its explorer.
func gatewayOf(t *testing.T, opt mock.Options) *httptest.Server {
	t.Helper()
	files, err := source.Find([]string{"../../../docs/pages"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var pages []mock.Page
	for _, f := range files {
		p := load.One(f)
		pages = append(pages, mock.Page{Path: f.Path, API: p.API, Diags: p.Diags})
	}
	s := mock.New(pages, opt)
	s.Handle("/", New(s, Options{}))
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return h
}

func bodyOf(t *testing.T, resp *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func TestMessagePages(t *testing.T) {
	h := gatewayOf(t, mock.Options{})
	for _, test := range []struct {
		path   string
		status int
		want   []string
	}{
		{"/messages", 200, []string{tradeCreate, "taobao_refund_RefundSuccess", "ws://" + strings.TrimPrefix(h.URL, "http://") + "/"}},
		{"/message/" + tradeCreate, 200, []string{"创建交易消息", "3600000000000000001", "buyer_open_uid", "trade.OnTradeCreate(", "helloworld"}},
		{"/message/taobao_trade_Nothing", 404, []string{"There is no page for the topic taobao_trade_Nothing"}},
		{"/api/" + tradeCreate, 404, nil},
		{"/", 200, []string{`href="/messages"`}},
	} {
		resp, err := http.Get(h.URL + test.path)
		status, body := bodyOf(t, resp, err)
		if status != test.status {
			t.Errorf("%s: status %d, want %d", test.path, status, test.status)
		}
		for _, want := range test.want {
			if !strings.Contains(strings.ReplaceAll(body, "<wbr>", ""), want) && !strings.Contains(stripped(body), want) {
				t.Errorf("%s lacks %q", test.path, want)
			}
		}
	}
}

// stripped takes the tags out of a page.
func stripped(body string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(body, "<")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, body, _ = strings.Cut(rest, ">")
	}
}

// TestPush: what the form pushes reaches a program that listens.
func TestPush(t *testing.T) {
	h := gatewayOf(t, mock.Options{})
	push := func(content string) string {
		t.Helper()
		resp, err := http.PostForm(h.URL+"/message/"+tradeCreate, url.Values{"content": {content}})
		status, body := bodyOf(t, resp, err)
		if status != http.StatusOK {
			t.Fatalf("status %d: %s", status, body)
		}
		return body
	}
	if body := push(""); !strings.Contains(body, "waits for a program that listens or polls") {
		t.Errorf("the page does not say that nobody listens:\n%s", body)
	}
	got := make(chan top.Message, 1)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		cfg := tmc.Config{AppKey: mock.DefaultAppKey, AppSecret: mock.DefaultAppSecret, URL: "ws" + strings.TrimPrefix(h.URL, "http") + "/"}
		done <- tmc.Listen(ctx, cfg, top.HandleOtherMessages(func(_ context.Context, m top.Message) error { got <- m; return nil }))
	}()
	next := func() top.Message {
		t.Helper()
		select {
		case m := <-got:
			return m
		case <-time.After(20 * time.Second):
			t.Fatal("no message comes")
			return top.Message{}
		}
	}
	if m := next(); m.Topic != tradeCreate || !strings.Contains(m.Content, `"tid":"3600000000000000001"`) {
		t.Errorf("the documented message came as %#v, content %s", m, m.Content)
	}
	if body := push(`{"tid":5}`); !strings.Contains(body, "goes to the program that listens") {
		t.Errorf("the page does not say that a program listens:\n%s", body)
	}
	if m := next(); m.Content != `{"tid":5}` {
		t.Errorf("what the form had came as %s", m.Content)
	}
	resp, err := http.PostForm(h.URL+"/message/"+tradeCreate, url.Values{"content": {strings.Repeat("x", maxContent+1)}})
	if status, _ := bodyOf(t, resp, err); status != http.StatusBadRequest {
		t.Errorf("a message that is too long gives status %d", status)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestPoll: what the form pushes reaches a program that polls, and is gone once it is
// confirmed.
func TestPoll(t *testing.T) {
	h := gatewayOf(t, mock.Options{})
	for _, content := range []string{"", `{"tid":"5","seller_nick":"a<b&c"}`} {
		resp, err := http.PostForm(h.URL+"/message/"+tradeCreate, url.Values{"content": {content}})
		if status, body := bodyOf(t, resp, err); status != http.StatusOK {
			t.Fatalf("status %d: %s", status, body)
		}
	}
	client, err := top.NewClient(mock.DefaultAppKey, mock.DefaultAppSecret, top.WithGateway(h.URL+"/router/rest"))
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var got []string
	var log strings.Builder
	both := make(chan bool, 10)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	done := make(chan error)
	cfg := tmc.Config{Pull: time.Millisecond, Logger: slog.New(slog.NewTextHandler(&log, nil))}
	go func() {
		done <- tmc.Poll(ctx, client, cfg, trade.OnTradeCreate(func(_ context.Context, m *trade.TradeCreate, meta top.Message) error {
			mu.Lock()
			defer mu.Unlock()
			got = append(got, fmt.Sprint(m.Tid, m.SellerNick, " ", time.Since(meta.Published).Abs() < time.Minute))
			both <- true
			return nil
		}))
	}()
	for range 2 {
		select {
		case <-both:
		case <-ctx.Done():
			t.Fatal("not both messages come")
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	slices.Sort(got)
	if want := []string{"3600000000000000001卖家小红 true", "5a<b&c true"}; !slices.Equal(got, want) {
		t.Errorf("handled are %q, want %q", got, want)
	}
	if log.Len() > 0 {
		t.Errorf("Poll says\n%s", log.String())
	}
	for format, want := range map[string]string{
		"json": `{"tmc_messages_consume_response":{"request_id":`, "xml": `<tmc_messages_consume_response><request_id>`,
	} {
		body := call(t, h.URL, "taobao.tmc.messages.consume", map[string]string{"format": format, "quantity": "200"})
		if !strings.Contains(body, want) {
			t.Errorf("after that waits %s", body)
		}
	}
	for quantity, want := range map[string]string{"5": "less than the minimum, 10", "201": "greater than the maximum, 200", "x": "an integer"} {
		if body := call(t, h.URL, "taobao.tmc.messages.consume", map[string]string{"format": "json", "quantity": quantity}); !strings.Contains(body, want) {
			t.Errorf("quantity %s is answered with %s", quantity, body)
		}
	}
	if body := call(t, h.URL, "taobao.tmc.messages.confirm", map[string]string{"format": "json"}); !strings.Contains(body, "required and missing: s_message_ids") {
		t.Errorf("a confirmation of nothing is answered with %s", body)
	}
}

// call makes a signed call and returns the body of the answer.
func call(t *testing.T, gateway, method string, params map[string]string) string {
	t.Helper()
	params["method"], params["app_key"], params["v"], params["sign_method"] = method, mock.DefaultAppKey, "2.0", "md5"
	params["timestamp"] = top.NewTime(time.Now()).String()
	form := url.Values{}
	text := mock.DefaultAppSecret
	for _, name := range slices.Sorted(maps.Keys(params)) {
		form.Set(name, params[name])
		text += name + params[name]
	}
	form.Set("sign", fmt.Sprintf("%X", md5.Sum([]byte(text+mock.DefaultAppSecret))))
	resp, err := http.PostForm(gateway+"/router/rest", form)
	_, body := bodyOf(t, resp, err)
	return body
}
