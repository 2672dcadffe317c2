package top_test

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/topgen/topgen/top"
)

// TestRepeatedByEffect: what a call does to the data decides whether it is repeated,
// whatever its method is called.
func TestRepeatedByEffect(t *testing.T) {
	for _, c := range []struct {
		name     string
		effect   top.Effect
		opts     []top.CallOption
		requests int
		unknown  bool
	}{
		{"read", top.EffectRead, nil, 3, false},
		{"write", top.EffectWrite, nil, 1, true},
		{"read by option", top.EffectWrite, []top.CallOption{top.WithRead(true)}, 3, false},
		{"write by option", top.EffectRead, []top.CallOption{top.WithRead(false)}, 1, true},
	} {
		n := 0
		client := newClient(t, server(t, func(w http.ResponseWriter, r *http.Request) {
			n++
			w.WriteHeader(http.StatusBadGateway)
		}), top.WithRetry(top.Retry{Attempts: 3}))
		api := &top.API{Method: "taobao.test.waybill.get", Effect: c.effect}
		err := client.Call(t.Context(), api, new(addRequest), new(addResponse), c.opts...)
		if n != c.requests || errors.Is(err, top.ErrOutcomeUnknown) != c.unknown {
			t.Errorf("%s: %d requests, %v", c.name, n, err)
		}
	}
}

// TestPlatformLostService: of a write, the platform may say that it does not know
// what became of it.
func TestPlatformLostService(t *testing.T) {
	for body, unknown := range map[string]bool{
		`{"error_response":{"code":15,"sub_code":"isp.remote-service-timeout"}}`: true,
		`{"error_response":{"code":15,"sub_code":"isp.remote-service-error"}}`:   true,
		`{"error_response":{"code":15,"sub_code":"isp.null-pointer-exception"}}`: true,
		`{"error_response":{"code":"ServiceTimeout","type":"ISP"}}`:              true,
		`{"error_response":{"code":15,"msg":"Remote service error"}}`:            true,
		`{"error_response":{"code":15,"sub_code":"SYSTEM_ERROR"}}`:               true,
		`{"error_response":{"code":15,"sub_code":"B_TIMEOUT"}}`:                  true,
		`{"error_response":{"code":"SystemError"}}`:                              true,
		`{"error_response":{}}`:                                                         true,
		`{"error_response":"failed"}`:                                                   true,
		`{"error_response":{"code":15,"sub_code":"ORDER_IS_PAID"}}`:                     false,
		`{"error_response":{"code":15,"sub_code":"isv.pay-timeout"}}`:                   false,
		`{"error_response":{"code":15,"sub_code":"isv.trade-not-exist"}}`:               false,
		`{"error_response":{"code":7,"sub_code":"isp.call-limited"}}`:                   false,
		`{"error_response":{"code":"IllegalAccessToken","msg":"timeout of the token"}}`: false,
	} {
		client := newClient(t, server(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, body) }))
		for _, effect := range []top.Effect{top.EffectRead, top.EffectWrite} {
			api := &top.API{Method: "taobao.test.waybill.get", Effect: effect}
			err := client.Call(t.Context(), api, new(addRequest), new(addResponse))
			if errors.Is(err, top.ErrOutcomeUnknown) != (unknown && effect == top.EffectWrite) {
				t.Errorf("%s: effect %d: %v", body, effect, err)
			}
		}
	}
}

// TestAnswersThatSayNothing: a write whose answer is no response of the platform, and
// no refusal, may have been carried out; and no call succeeds by such an answer.
func TestAnswersThatSayNothing(t *testing.T) {
	for _, c := range []struct {
		status  int
		body    string
		unknown bool
	}{
		{200, `{}`, true},
		{200, `{"request_id":" "}`, true},
		{200, `{"error_response":""}`, true},
		{200, `{"error_response":null}`, true},
		{200, `<r/>`, true},
		{400, `{}`, true},
		{400, `<r></r>`, true},
		{301, ``, true},
		{303, `<html></html>`, true},
		{404, `{}`, false},
		{409, ``, false},
		{504, `<error_response/>`, true},
		{504, `{"error_response":{"code":504,"msg":"gateway"}}`, true},
		{503, `{"error_response":{"code":7}}`, false},
		{500, `{"error_response":{"code":26}}`, false},
	} {
		client := newClient(t, server(t, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(c.status)
			io.WriteString(w, c.body)
		}), top.WithRetry(top.Retry{}))
		for _, effect := range []top.Effect{top.EffectRead, top.EffectWrite} {
			err := client.Call(t.Context(), &top.API{Method: "taobao.test.add", Effect: effect}, new(addRequest), new(addResponse))
			if err == nil || errors.Is(err, top.ErrEmptyResponse) || errors.Is(err, top.ErrOutcomeUnknown) != (c.unknown && effect == top.EffectWrite) {
				t.Errorf("%d %s: effect %d: %v", c.status, c.body, effect, err)
			}
		}
	}
}
