package top_test

import (
	"io"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/topgen/topgen/top"
)

// TestNoRedirect: whatever a gateway says, nothing is sent to another host, by
// clients of ours and by those that the caller brings.
func TestNoRedirect(t *testing.T) {
	var reached atomic.Int64
	other := server(t, func(w http.ResponseWriter, _ *http.Request) {
		reached.Add(1)
		io.WriteString(w, `{"total":1}`)
	})
	for _, status := range []int{301, 302, 303, 307, 308} {
		var asked atomic.Int64
		gateway := server(t, func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.Header().Set("Location", other)
			w.WriteHeader(status)
		})
		for name, opts := range map[string][]top.Option{
			"ours":    nil,
			"default": {top.WithHTTPClient(http.DefaultClient)},
			"willing": {top.WithHTTPClient(&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }})},
		} {
			opts = append(opts, top.WithGateway(gateway), top.WithRetry(top.Retry{}))
			client, err := top.NewClient("12345678", secretKey, append(opts, top.WithSession(secretSession))...)
			if err != nil {
				t.Fatal(err)
			}
			for kind, call := range secretCalls {
				if call(t.Context(), client) == nil {
					t.Errorf("%d, client %s: the %s call succeeded", status, name, kind)
				}
			}
			client.CloseIdleConnections()
		}
		willing := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
		for _, hc := range []*http.Client{nil, willing} {
			if _, err := (top.OAuth{AppKey: "12345678", AppSecret: secretKey, TokenURL: gateway, HTTPClient: hc}).Exchange(t.Context(), "code"); err == nil {
				t.Errorf("%d: the exchange of a code succeeded", status)
			}
		}
		if want := int64(3*len(secretCalls) + 2); asked.Load() != want {
			t.Errorf("%d: the gateway was asked %d times, want %d", status, asked.Load(), want)
		}
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("the other host was reached %d times", n)
	}
}
