package top_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// quick repeats calls without a pause.
func quick(attempts int) top.SharedOption {
	return top.WithRetry(top.Retry{Attempts: attempts, MinWait: time.Nanosecond, MaxWait: time.Nanosecond})
}

func TestRetry(t *testing.T) {
	unavailable, lost, bad := toptest.Unavailable(), toptest.Lost(), toptest.Status(502, "text/html", "<html>")
	refused := toptest.Error(top.Error{Code: "50", SubCode: "isv.x"})
	for _, test := range []struct {
		name     string
		write    bool
		faults   []toptest.Fault
		opts     []top.CallOption
		attempts int
		ok       bool
	}{
		{"no failure", false, nil, nil, 1, true},
		{"service", false, []toptest.Fault{unavailable, unavailable}, nil, 3, true},
		{"network", false, []toptest.Fault{lost, toptest.Cut(40)}, nil, 3, true},
		{"proxy", false, []toptest.Fault{bad}, nil, 2, true},
		{"too often", false, []toptest.Fault{lost, unavailable, bad, lost}, nil, 3, false},
		{"refused", false, []toptest.Fault{refused}, nil, 1, false},
		{"flow control", false, []toptest.Fault{toptest.FlowControl(1)}, nil, 1, false},
		{"does not decode", false, []toptest.Fault{toptest.Raw("text/plain", "?")}, nil, 1, false},
		{"switched off", false, []toptest.Fault{lost}, []top.CallOption{top.WithRetry(top.Retry{})}, 1, false},
		{"not a read after all", false, []toptest.Fault{lost}, []top.CallOption{top.WithRead(false)}, 1, false},
		{"write", true, []toptest.Fault{lost}, nil, 1, false},
		{"write at a service that fails", true, []toptest.Fault{unavailable}, nil, 1, false},
		{"write that changes nothing", true, []toptest.Fault{lost, bad}, []top.CallOption{top.WithRead(true)}, 3, true},
		{"file that is read once", false, []toptest.Fault{unavailable}, nil, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			srv := toptest.NewServer(t)
			srv.Answer(tradeMethod, someTrade)
			srv.Answer(addMethod, `{"id":5}`)
			srv.Fail(tradeMethod, test.faults...)
			srv.Fail(addMethod, test.faults...)
			var report top.Report
			opts := append(test.opts, top.WithReport(&report))
			var err error
			if test.write {
				_, err = new(addRequest).Do(t.Context(), srv.Client(quick(3)), opts...)
			} else {
				req := oneTrade()
				if strings.HasPrefix(test.name, "file") {
					req.Image = new(top.FileReader("a.jpg", onlyReader{strings.NewReader("x")}, 1))
				}
				_, err = req.Do(t.Context(), srv.Client(quick(3)), opts...)
			}
			if (err == nil) != test.ok || report.Attempts != test.attempts {
				t.Errorf("%d attempts, %v; want %d", report.Attempts, err, test.attempts)
			}
			if n := len(srv.Calls("")); n != test.attempts {
				t.Errorf("%d calls arrived, want %d", n, test.attempts)
			}
		})
	}
}

// TestRetryFiles sends a file again from where its reader stood.
func TestRetryFiles(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	srv.Fail(tradeMethod, toptest.Unavailable())
	r := strings.NewReader("skipped,sent")
	r.Seek(8, io.SeekStart)
	req := oneTrade()
	req.Image = new(top.FileReader("a.jpg", r, 4))
	if _, err := req.Do(t.Context(), srv.Client(quick(2))); err != nil {
		t.Fatal(err)
	}
	for _, c := range srv.Calls("") {
		if string(c.Files["image"].Data) != "sent" {
			t.Errorf("%q arrived", c.Files["image"].Data)
		}
	}
}

// TestRetrySigns checks that a repeated call has a time and a signature of its
// own, in every protocol.
func TestRetrySigns(t *testing.T) {
	for kind, call := range secretCalls {
		var calls []url.Values
		address := server(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			values, _ := url.ParseQuery(r.URL.RawQuery)
			if values.Get("sign") == "" {
				r.Body = io.NopCloser(bytes.NewReader(body))
				r.ParseMultipartForm(1 << 20)
				values = r.Form
			}
			if calls = append(calls, values); len(calls) == 1 {
				w.WriteHeader(503)
			}
		})
		now := time.Now()
		client := newClient(t, address, quick(2), top.WithClock(func() time.Time { now = now.Add(time.Second); return now }))
		call(t.Context(), client) // the second answer is empty: only what was sent matters
		if len(calls) != 2 {
			t.Errorf("%s: sent %d times, want 2", kind, len(calls))
			continue
		}
		for _, name := range []string{"timestamp", "sign"} {
			if first, second := calls[0].Get(name), calls[1].Get(name); first == second || second == "" {
				t.Errorf("%s: %s is first %q, then %q", kind, name, first, second)
			}
		}
	}
}

// TestRetryBudget stops repeating when most calls fail.
func TestRetryBudget(t *testing.T) {
	var asked atomic.Int64
	address := server(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(503)
	})
	client := newClient(t, address, quick(3))
	const calls = 50
	for range calls {
		if _, err := oneTrade().Do(t.Context(), client); !errors.Is(err, top.ErrUnavailable) {
			t.Fatal(err)
		}
	}
	if n := asked.Load(); n != calls+10 {
		t.Errorf("%d calls were sent %d times", calls, n)
	}
}

// TestRetryDeadline does not repeat a call that could not be answered in time.
func TestRetryDeadline(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	srv.Fail(tradeMethod, toptest.Unavailable())
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	// The pause is random: of two million hours, less than one is not to be expected.
	client := srv.Client(top.WithRetry(top.Retry{Attempts: 2, MinWait: 2e6 * time.Hour, MaxWait: 2e6 * time.Hour}))
	_, err := oneTrade().Do(ctx, client)
	if !errors.Is(err, top.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	// A context that ends in the pause ends the call.
	srv.Fail(tradeMethod, toptest.Unavailable())
	ctx, cancel = context.WithCancel(t.Context())
	client = srv.Client(top.WithRetry(top.Retry{Attempts: 2, MinWait: 2e6 * time.Hour, MaxWait: 2e6 * time.Hour}),
		top.WithHTTPClient(&http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			defer cancel()
			return http.DefaultTransport.RoundTrip(r)
		})}))
	if _, err := oneTrade().Do(ctx, client); err == nil {
		t.Error("the call went on after its context")
	}
}

// TestOutcomeUnknown tells writes that may have taken effect from others.
func TestOutcomeUnknown(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(addMethod, `{"id":5}`)
	srv.Answer(tradeMethod, someTrade)
	timeout := toptest.Error(top.Error{Code: "15", SubCode: "isp.top-remote-connection-timeout"})
	for _, test := range []struct {
		name  string
		fault toptest.Fault
		want  bool
	}{
		{"no answer", toptest.Lost(), true},
		{"half an answer", toptest.Cut(85), true},
		{"no head", toptest.Cut(5), true},
		{"proxy without answer", toptest.Status(504, "text/html", "<html>"), true},
		{"service without answer", timeout, true},
		{"refused", toptest.Error(top.Error{Code: "50", SubCode: "isv.x"}), false},
		{"refused by a proxy", toptest.Status(403, "text/html", "<html>"), false},
		{"does not decode", toptest.Raw("application/json", `{"id":"x"}`), false},
		{"decodes in part", toptest.Raw("application/json", `{"id":7,`), false},
		{"empty answer", toptest.Raw("text/plain", ""), true},
		{"page of a portal", toptest.Raw("text/html", "<html>log in first"), true},
		{"answer that stops too soon", toptest.Raw("application/json", `{"test_trade_add_resp`), true},
		{"answer of something else", toptest.Raw("application/json", `{"status":"UP"}`), true},
		{"service that cannot be reached", toptest.Error(top.Error{Code: "15", SubCode: "isp.service-unavailable"}), false},
		{"service out of reach halfway", toptest.Error(top.Error{Code: "15", SubCode: "isp.top-remote-connection-error"}), true},
		{"service that nobody understands", toptest.Error(top.Error{Code: "15", SubCode: "isp.top-mapping-parse-error"}), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			srv.Fail(addMethod, test.fault)
			_, err := new(addRequest).Do(t.Context(), srv.Client())
			if err == nil || errors.Is(err, top.ErrOutcomeUnknown) != test.want {
				t.Errorf("a write: %v", err)
			}
			srv.Fail(tradeMethod, test.fault)
			if _, err := oneTrade().Do(t.Context(), srv.Client()); err == nil || errors.Is(err, top.ErrOutcomeUnknown) {
				t.Errorf("a read: %v", err)
			}
		})
	}
	client := newClient(t, "http://127.0.0.1:1")
	if _, err := new(addRequest).Do(t.Context(), client); err == nil || errors.Is(err, top.ErrOutcomeUnknown) {
		t.Errorf("a write that was not sent: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := new(addRequest).Do(ctx, srv.Client()); !errors.Is(err, context.Canceled) || errors.Is(err, top.ErrOutcomeUnknown) {
		t.Errorf("a write that was given up before: %v", err)
	}
	// A write whose time runs out while the gateway works.
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	srv.AnswerFunc(addMethod, func(*toptest.Call) (string, error) { cancel(); <-ctx.Done(); return `{"id":5}`, nil })
	srv.Fail(addMethod, toptest.Slow(time.Hour))
	if _, err := new(addRequest).Do(ctx, srv.Client()); !errors.Is(err, context.Canceled) || !errors.Is(err, top.ErrOutcomeUnknown) {
		t.Errorf("a write that was given up: %v", err)
	}
}

func TestTimeout(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	srv.Fail(tradeMethod, toptest.Slow(time.Hour))
	_, err := oneTrade().Do(t.Context(), srv.Client(), top.WithTimeout(50*time.Millisecond))
	var timeout interface{ Timeout() bool }
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("got %v", err)
	}
	// Without a limit of our own, the context decides.
	srv.Fail(tradeMethod, toptest.Slow(time.Hour))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := oneTrade().Do(ctx, srv.Client(), top.WithTimeout(0)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// TestFlowControlByHTTP: a limit that HTTP tells is one, and the wait that goes with it is
// in the error and is kept by repetitions.
func TestFlowControlByHTTP(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		status     int
		retryAfter string
		body       string
		requests   int // of which the last succeeds, if there are two
		limited    bool
		wait       time.Duration
	}{
		{"429", 429, "", "", 1, true, 0},
		{"429 with a wait", 429, "1", "", 2, true, time.Second},
		{"429 with a wait that is too long", 429, "3600", "", 1, true, time.Hour},
		{"503 with a wait that is too long", 503, "3600", "", 1, false, time.Hour},
		{"429 with an error of the platform", 429, "90", `{"error_response":{"code":15}}`, 1, true, 90 * time.Second},
	} {
		n := 0
		var first time.Time
		client := newClient(t, server(t, func(w http.ResponseWriter, r *http.Request) {
			if n++; n > 1 {
				io.WriteString(w, `{"test_trade_get_response":{"total":1}}`)
				return
			}
			first = time.Now()
			w.Header().Set("Retry-After", c.retryAfter)
			w.WriteHeader(c.status)
			io.WriteString(w, c.body)
		}), top.WithRetry(top.Retry{Attempts: 2}))
		_, err := oneTrade().Do(t.Context(), client)
		if n != c.requests || (err == nil) != (n == 2) {
			t.Errorf("%s: %d requests, %v", c.name, n, err)
		}
		if n == 2 {
			if since := time.Since(first); since < c.wait {
				t.Errorf("%s: repeated after %v", c.name, since)
			}
			continue
		}
		var wait time.Duration
		var httpErr *top.HTTPError
		var apiErr *top.Error
		if errors.As(err, &httpErr) {
			wait = httpErr.RetryAfter
		} else if errors.As(err, &apiErr) {
			wait, _ = apiErr.FlowControl()
		}
		if errors.Is(err, top.ErrFlowControl) != c.limited || wait != c.wait {
			t.Errorf("%s: wait %v, %v", c.name, wait, err)
		}
	}
}
