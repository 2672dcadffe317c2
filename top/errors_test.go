package top_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// kinds are the sentinels that an error response can be of.
var kinds = map[string]error{
	"session": top.ErrSessionInvalid, "flow": top.ErrFlowControl, "permission": top.ErrPermission,
	"signature": top.ErrSignature, "argument": top.ErrInvalidArgument, "unavailable": top.ErrUnavailable,
	"unknown": top.ErrOutcomeUnknown,
}

func TestErrorKinds(t *testing.T) {
	for _, test := range []struct {
		err  top.Error
		want string // name of the one kind, "" for none
	}{
		{top.Error{Code: "7", Msg: "App Call Limited"}, "flow"},
		{top.Error{Code: "4"}, "flow"},
		{top.Error{Code: "15", SubCode: "accesscontrol.limited-by-dynamic-access-count"}, "flow"},
		{top.Error{Code: "15", SubCode: "isp.call-limited"}, "flow"},
		{top.Error{Code: "ApiCallLimit"}, "flow"},
		{top.Error{Code: "10"}, "unavailable"},
		{top.Error{Code: "15", SubCode: "isp.top-remote-connection-timeout"}, "unavailable"},
		{top.Error{Code: "11", SubCode: "isv.permission-api-package-limit"}, "permission"},
		{top.Error{Code: "40", SubCode: "isv.missing-parameter:iid-or-numIid"}, "argument"},
		{top.Error{Code: "50", SubCode: "isv.invalid-parameter"}, "argument"},
		{top.Error{Code: "15", SubCode: "invalid-parameter:product_id"}, "argument"},
		{top.Error{Code: "25"}, "signature"},
		{top.Error{Code: "31"}, "signature"},
		{top.Error{Code: "15", SubCode: "isv.timestamp-limit-error"}, "signature"},
		{top.Error{Code: "26"}, "session"},
		{top.Error{Code: "27", SubCode: "invalid-sessionkey"}, "session"},
		{top.Error{Code: "15", SubCode: "sessionkey-not-generated-by-server:RealAppKey"}, "session"},
		{top.Error{Code: "IllegalAccessToken"}, "session"},
		{top.Error{Code: "50", SubCode: "isv.logistics-offline-service-error:B04"}, ""},
		{top.Error{Code: "50"}, ""},
	} {
		err := fmt.Errorf("wrapped: %w", &test.err)
		for name, kind := range kinds {
			if got := errors.Is(err, kind); got != (name == test.want) {
				t.Errorf("%v is %s: %t, want %q only", err, name, got, test.want)
			}
		}
		if got := test.err.Retryable(); got != (test.want == "unavailable") {
			t.Errorf("%v is retryable: %t", err, got)
		}
		if got := test.err.SessionInvalid(); got != (test.want == "session") {
			t.Errorf("%v has an invalid session: %t", err, got)
		}
	}
}

func TestFlowControl(t *testing.T) {
	for _, test := range []struct {
		err  top.Error
		wait time.Duration
		ok   bool
	}{
		{top.Error{Code: "7", SubMsg: "This ban will last for 1 more seconds"}, time.Second, true},
		{top.Error{Code: "7", Msg: "x This ban will last for 31062 more seconds."}, 31062 * time.Second, true},
		{top.Error{Code: "7", Msg: "App Call Limited"}, 0, true},
		{top.Error{Code: "7", SubMsg: "This ban will last for many seconds"}, 0, true},
		{top.Error{Code: "7", SubMsg: "This ban will last for 99999999999999999999 more seconds"}, 0, true},
		{top.Error{Code: "7", SubMsg: "This ban will last for 9999999999 more seconds"}, 0, true},
		{top.Error{Code: "50", SubMsg: "This ban will last for 5 more seconds"}, 0, false},
	} {
		if wait, ok := test.err.FlowControl(); wait != test.wait || ok != test.ok {
			t.Errorf("%v: FlowControl() = %s, %t; want %s, %t", &test.err, wait, ok, test.wait, test.ok)
		}
	}
}

func TestErrorText(t *testing.T) {
	for want, err := range map[string]error{
		"top: a.b.get: code 50 (Remote service error), sub code isv.x (非法参数), request r1": &top.Error{
			Method: "a.b.get", Code: "50", Msg: "Remote service error", SubCode: "isv.x", SubMsg: "非法参数", RequestID: "r1"},
		"top: code 27": &top.Error{Code: "27"},
		"top: a.b.get: an error without code (busy)": &top.Error{Method: "a.b.get", Msg: "busy"},
		"top: error code 4003: no right (ask them)":  &top.ErrorCode{Code: "4003", Message: "no right", Solution: "ask them"},
	} {
		if err.Error() != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	}
}

// TestDocumentedErrors finds the codes that a page documents in an error.
func TestDocumentedErrors(t *testing.T) {
	notYours := &top.ErrorCode{Code: "4003", Message: "no right to see it", Solution: "log in as the owner"}
	missing := &top.ErrorCode{Code: "isv.missing-parameter"}
	api := &top.API{Method: "taobao.test.trade.get", Effect: top.EffectRead, Errors: []*top.ErrorCode{missing, notYours}}
	srv := toptest.NewServer(t)
	for _, test := range []struct {
		answer top.Error
		want   *top.ErrorCode
	}{
		{top.Error{Code: "4003"}, notYours},
		{top.Error{Code: "50", SubCode: "4003"}, notYours},
		{top.Error{Code: "40", SubCode: "isv.missing-parameter:iid"}, missing},
		{top.Error{Code: "40", SubCode: "isv.missing-parameters"}, nil},
		{top.Error{Code: "40"}, nil},
	} {
		srv.Fail(api.Method, toptest.Error(test.answer))
		err := srv.Client().Call(t.Context(), api, new(addRequest), new(tradeResponse))
		var got *top.ErrorCode
		if errors.As(err, &got); got != test.want {
			t.Errorf("%v has the documented code %v, want %v", err, got, test.want)
		}
		for _, code := range api.Errors {
			if errors.Is(err, code) != (code == test.want) {
				t.Errorf("%v is %v: %t", err, code, errors.Is(err, code))
			}
		}
	}
}

// TestPrintedFaults: what log.Println prints of faults is for people.
func TestPrintedFaults(t *testing.T) {
	invalid := top.ValidationError{Faults: []top.Fault{{Path: "lines[1].sku", Rule: top.RuleRequired, Message: "is required"}}}
	misfit := top.DecodeError{Faults: []top.Misfit{{Path: "result.fee", Problem: "is no number", Offset: 3}, {Problem: "goes on"}}}
	if got, want := fmt.Sprint(invalid.Faults, misfit.Faults), "[lines[1].sku is required] [result.fee: is no number goes on]"; got != want {
		t.Errorf("faults print as %q, want %q", got, want)
	}
}
