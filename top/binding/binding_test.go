package binding_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/binding"
)

// TestDo returns the response beside no error and beside one that is about a part
// of it, and nothing otherwise.
func TestDo(t *testing.T) {
	type response struct{ N int }
	api := &top.API{Method: "taobao.demo.get", Effect: top.EffectRead}
	for _, err := range []error{nil, &top.DecodeError{}, &top.Error{Code: "50"}, context.Canceled} {
		caller := top.CallerFunc(func(_ context.Context, a *top.API, req, resp any, opts ...top.CallOption) error {
			if a != api || req != "request" || len(opts) != 1 {
				t.Errorf("called with %v, %v and %d options", a, req, len(opts))
			}
			resp.(*response).N = 7
			return err
		})
		resp, got := binding.Do(t.Context(), caller, api, "request", new(response), top.WithRead(true))
		if !errors.Is(got, err) {
			t.Errorf("got the error %v, want %v", got, err)
		}
		if comes := err == nil || top.Partial(err); comes != (resp != nil) || comes && resp.N != 7 {
			t.Errorf("beside %v, the response is %+v", err, resp)
		}
	}
}

func TestTimes(t *testing.T) {
	if got := binding.Times(nil); got != nil {
		t.Errorf("no times are %v", got)
	}
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	if got := binding.Times([]time.Time{at}); len(got) != 1 || got[0].String() != "2026-11-22 08:00:00" {
		t.Errorf("got %v", got)
	}
}
