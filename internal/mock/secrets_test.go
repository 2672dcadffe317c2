package mock

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

// TestSecretsStayHere goes through everything that the gateway can say, and
// looks for what it must not: the app's secret, the session that is valid, a
// signature, and what a caller sent as one.
func TestSecretsStayHere(t *testing.T) {
	const secret, session, sent = "s3cr3t-of-the-app", "s3ss10n-of-the-user", "s3nt-by-the-caller"
	var mu sync.Mutex
	var said strings.Builder
	say := func(v any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(&said, "%v %+v %#v\n", v, v, v)
	}
	logger := slog.New(slog.NewTextHandler(writerFunc(func(p []byte) { say(string(p)) }), &slog.HandlerOptions{Level: slog.LevelDebug}))
	pages := append(testPages(), Page{API: &schema.API{Method: "a.b.c", Request: []*schema.Field{nil}}}) // makes it panic
	address := mocktest.Serve(t, New(pages, Options{
		AppKey: "k", AppSecret: secret, Session: session, Logger: logger, Log: func(c Call) { say(c) }, Now: func() time.Time { return mocktest.Now },
	}))

	var signatures []string
	good := func(method string, more ...string) map[string]string {
		p := params(method, append([]string{"app_key", "k", "session", session}, more...)...)
		p["sign"] = top.Sign(top.SignMethod(p["sign_method"]), secret, p, nil)
		signatures = append(signatures, p["sign"])
		return p
	}
	var calls []map[string]string
	for _, more := range [][]string{
		{}, {"q", "x"}, {"q", "x", "format", "xml"}, {"q", "x", "page_size", sent}, {"q", sent, "ids", sent, "filter", sent, "since", sent, "hot", sent, "price", sent},
		{"q", "x", "session", sent}, {"q", "x", "timestamp", sent}, {"q", "x", "v", sent}, {"q", "x", "app_key", sent}, {"q", "x", "sign_method", "hmac"},
		{"q", "x", "filter", `{"sku":{"k":"` + sent + `"}}`}, {"q", "x", "filter", `{"n":"` + sent + `"`},
	} {
		calls = append(calls, good("taobao.items.get", more...))
	}
	for _, method := range []string{"taobao.time.get", "taobao.picture.upload", "a.b.c", "no.such.method", "aliexpress.issue.get", "taobao.qimen.order.create"} {
		calls = append(calls, good(method))
	}
	wrong := good("taobao.items.get", "q", "x")
	wrong["sign"] = sent
	calls = append(calls, wrong, map[string]string{}, map[string]string{"sign": sent})

	for _, p := range calls {
		for _, path := range inbound.Paths() {
			for _, fault := range []string{"", "error=27", "flow=3", "error=sample", "status=502", "nonsense"} {
				req := mocktest.NewRequest(t, http.MethodPost, address+path, mocktest.FormType, mocktest.Encode(p))
				req.Header.Set(FaultHeader, fault)
				r := mocktest.Do(t, req)
				say(r.Body)
				say(r.Header)
			}
		}
	}
	text := said.String()
	for _, forbidden := range append([]string{secret, session, sent}, signatures...) {
		if i := strings.Index(text, forbidden); i >= 0 {
			t.Errorf("the gateway says %s: …%s…", forbidden, text[max(0, i-300):min(len(text), i+100)])
		}
	}
	if len(text) < 10_000 {
		t.Errorf("the gateway said only %d bytes: the test looks at nothing", len(text))
	}
}

type writerFunc func(p []byte)

func (f writerFunc) Write(p []byte) (int, error) {
	f(p)
	return len(p), nil
}
