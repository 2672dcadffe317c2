package explorer

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/tmc"
)

const tradeCreate = "taobao_trade_TradeCreate"

// gatewayOf returns a gateway for the pages of this repository, with its explorer.
func gatewayOf(t *testing.T) *httptest.Server {
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
	s := mock.New(pages, mock.Options{})
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
	h := gatewayOf(t)
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
	h := gatewayOf(t)
	push := func(content string) string {
		t.Helper()
		resp, err := http.PostForm(h.URL+"/message/"+tradeCreate, url.Values{"content": {content}})
		status, body := bodyOf(t, resp, err)
		if status != http.StatusOK {
			t.Fatalf("status %d: %s", status, body)
		}
		return body
	}
	if body := push(""); !strings.Contains(body, "waits for a program that listens") {
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
