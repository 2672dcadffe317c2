package top_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// TestSentCall: a call fills in its Sent, each attempt anew.
func TestSentCall(t *testing.T) {
	answers := []string{
		`{"test_trade_get_response":{"result":{"id":0,"ok":false},"total":0}}`, // lost: the connection breaks
		`{"test_trade_get_response":{"result":{"ok":false,"fee":"x"},"request_id":"r2"}}`,
		`{"error_response":{"code":50,"msg":"Remote service error"}}`,
		`<html>`,
	}
	calls := 0
	address := server(t, func(w http.ResponseWriter, r *http.Request) {
		if calls++; calls == 1 {
			w.Header().Set("Content-Length", "9999")
		}
		w.Write([]byte(answers[calls-1]))
	})
	client := newClient(t, address, quick(2))
	var sent top.Sent
	resp, err := oneTrade().Do(t.Context(), client, top.WithSent(&sent))
	if !top.Partial(err) || calls != 2 {
		t.Fatalf("%d calls, %v", calls, err)
	}
	if sent.Has(&resp.Result.ID) || sent.Has(&resp.Total) || sent.Has(&resp.Result.Fee) || !sent.Has(&resp.Result.OK) {
		t.Error("the answer is that of another attempt, or a value that does not fit counts as sent")
	}
	if _, err = oneTrade().Do(t.Context(), client, top.WithSent(&sent)); err == nil {
		t.Fatal("no error")
	}
	if text := panics(func() { sent.Has(&resp.Total) }); !strings.Contains(text, "or the call failed") {
		t.Errorf("after an error, Has panics with %q", text)
	}
	resp, err = oneTrade().Do(t.Context(), client, top.WithSent(&sent))
	if !top.Partial(err) || sent.Has(&resp.Result) {
		t.Errorf("of a page that is no response: %v", err)
	}
	if _, err := oneTrade().Do(t.Context(), client, top.WithSent(nil)); err == nil || calls != 4 {
		t.Errorf("nil: %d calls, %v", calls, err)
	}
}

// TestSentBatch: each call of a batch has its own.
func TestSentBatch(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.AnswerFunc(apiTradeAdd.Method, func(c *toptest.Call) (string, error) {
		return map[string]string{"a": `{"id":0}`, "b": `{"test_trade_add_response":{"id":null,"request_id":"r"}}`}[c.Params["name"]], nil
	})
	client := srv.Client()
	batch := top.NewBatch()
	var sents [2]top.Sent
	results := []*top.Result[addResponse]{
		top.Add(batch, &addRequest{Name: new("a")}, top.WithSent(&sents[0])),
		top.Add(batch, &addRequest{Name: new("b")}, top.WithSent(&sents[1])),
	}
	if err := client.Send(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		resp, err := r.Get()
		if err != nil || sents[i].Has(&resp.ID) != (i == 0) || sents[i].Has(&resp.RequestID) != (i == 1) {
			t.Errorf("call %d: %+v, %v", i, resp, err)
		}
	}
	other := top.NewBatch()
	top.Add(other, &addRequest{Name: new("a")})
	if err := client.Send(t.Context(), other, top.WithSent(&sents[0])); err == nil || !strings.Contains(err.Error(), "Add") {
		t.Errorf("for the batch as a whole: %v", err)
	}
}

// TestSentProtocols: the other gateways' answers count alike.
func TestSentProtocols(t *testing.T) {
	for _, body := range []string{
		`<?xml version="1.0"?><response><flag>success</flag><stock>0</stock></response>`,
		`{"flag":"success","stock":0}`,
	} {
		var sent top.Sent
		resp, err := (&stockRequest{Request: &stockParam{OwnerCode: new("o")}}).Do(t.Context(), toptest.Sample(body), top.WithSent(&sent))
		if err != nil || !sent.Has(&resp.Response) || !sent.Has(&resp.Response.Stock) || sent.Has(&resp.Response.Code) {
			t.Errorf("Qimen, %s: %v", body, err)
		}
	}
	api := &top.API{Method: "aliexpress.x.get", Effect: top.EffectRead, Gateway: top.GatewayAliExpress, Root: "x_get_response"}
	var sent top.Sent
	resp := new(tradeResponse)
	err := toptest.Sample(`{"x_get_response":{"total":0}}`).Call(t.Context(), api, new(addRequest), resp, top.WithSent(&sent))
	if err != nil || !sent.Has(&resp.Total) || sent.Has(&resp.Result) {
		t.Errorf("AliExpress: %v", err)
	}
	stop := errors.New("no answer")
	fake := top.CallerFunc(func(context.Context, *top.API, any, any, ...top.CallOption) error { return stop })
	if _, err := oneTrade().Do(t.Context(), fake, top.WithSent(&sent)); err != stop {
		t.Errorf("a Caller of one's own: %v", err)
	}
}
