package top_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// TestPartial returns what could be decoded beside the error.
func TestPartial(t *testing.T) {
	srv := toptest.NewServer(t)
	const body = `{"test_trade_get_response":{"result":{"name":"n","id":"x"},"total":3,"request_id":"r7"}}`
	srv.Answer(tradeMethod, body)
	var raw []byte
	var report top.Report
	resp, err := oneTrade().Do(t.Context(), srv.Client(), top.WithRaw(&raw), top.WithReport(&report))
	var d *top.DecodeError
	if !errors.As(err, &d) || d.Path != "result.id" || d.RequestID != "r7" || d.Method != tradeMethod || d.Status != 200 {
		t.Fatalf("got %#v", err)
	}
	if diff := cmp.Diff(&tradeResponse{Result: trade{Name: "n"}, Total: 3, RequestID: "r7"}, resp); diff != "" {
		t.Errorf("the response differs (-want +got):\n%s", diff)
	}
	if string(raw) != body || string(d.Body()) != body || report.RequestID != "r7" || report.Err != err {
		t.Errorf("raw %s, body %s, report %+v", raw, d.Body(), report)
	}
}

func TestReport(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	var first, second top.Report
	if _, err := oneTrade().Do(t.Context(), srv.Client(), top.WithReport(&first), top.WithReport(&second)); err != nil {
		t.Fatal(err)
	}
	if first.Duration <= 0 {
		t.Errorf("the call took %s", first.Duration)
	}
	want := top.Report{Method: tradeMethod, Gateway: "custom", Attempts: 1, Duration: first.Duration, Status: 200, RequestID: "r1"}
	for _, got := range []top.Report{first, second} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the report differs (-want +got):\n%s", diff)
		}
	}
	srv.Fail(tradeMethod, toptest.Error(top.Error{Code: "50", RequestID: "r2"}))
	_, err := oneTrade().Do(t.Context(), srv.Client(), top.WithReport(&first))
	if first.RequestID != "r2" || first.Err != err || err == nil {
		t.Errorf("the report of an error is %+v", first)
	}
	srv.Fail(tradeMethod, toptest.Lost())
	oneTrade().Do(t.Context(), srv.Client(), top.WithReport(&first))
	if first.RequestID != "" || first.Status != 0 || first.Attempts != 1 {
		t.Errorf("the report of a call without an answer is %+v", first)
	}
}

func TestUnknownFields(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, `{"test_trade_get_response":{"result":{"new":1},"total":1}}`)
	var got []string
	note := top.WithUnknownFields(func(api *top.API, paths []string) { got = append(got, api.Method+" "+strings.Join(paths, ",")) })
	if _, err := oneTrade().Do(t.Context(), srv.Client(note)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{tradeMethod + " result.new"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestMiddleware checks the order of middleware, and that it sees what is called.
func TestMiddleware(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	var got []string
	note := func(name string) top.Middleware {
		return func(next top.Caller) top.Caller {
			return top.CallerFunc(func(ctx context.Context, api *top.API, req, resp any, opts ...top.CallOption) error {
				got = append(got, name+" before "+api.Method)
				err := next.Call(ctx, api, req, resp, opts...)
				got = append(got, fmt.Sprintf("%s after, total %d", name, resp.(*tradeResponse).Total))
				return err
			})
		}
	}
	srv.Fail(tradeMethod, toptest.Unavailable())
	if _, err := oneTrade().Do(t.Context(), srv.Client(quick(2), top.WithMiddleware(note("a"), note("b")), top.WithMiddleware(note("c")))); err != nil {
		t.Fatal(err)
	}
	m := tradeMethod
	want := []string{"a before " + m, "b before " + m, "c before " + m, "c after, total 1", "b after, total 1", "a after, total 1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLogging(t *testing.T) {
	var log bytes.Buffer
	drop := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}
	l := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: drop}))
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	srv.Fail(tradeMethod, toptest.Error(top.Error{Code: "50", Msg: "no", RequestID: "r2"}))
	client := srv.Client(top.WithLogger(l))
	var report top.Report
	oneTrade().Do(t.Context(), client)
	oneTrade().Do(t.Context(), client, top.WithReport(&report))
	want := `level=WARN msg="top call" method=taobao.test.trade.get gateway=custom attempts=1 status=200 request_id=r2 error="top: taobao.test.trade.get: code 50 (no), request r2"
level=INFO msg="top call" method=taobao.test.trade.get gateway=custom attempts=1 status=200 request_id=r1
`
	if diff := cmp.Diff(want, log.String()); diff != "" {
		t.Errorf("the log differs (-want +got):\n%s", diff)
	}
	if report.RequestID != "r1" {
		t.Errorf("the caller's own report is %+v", report)
	}
}

// pack returns text, compressed.
func pack(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

func TestGzip(t *testing.T) {
	packed := []byte(pack(someTrade))
	for _, test := range []struct {
		name   string
		header string
		body   []byte
		want   string // part of the error
	}{
		{"good", "gzip", packed, ""},
		{"garbage", "gzip", []byte("this is not packed at all"), "gzip: invalid header"},
		{"cut", "gzip", packed[:len(packed)-9], "unexpected EOF"},
		{"wrong sum", "gzip", append(packed[:len(packed)-8:len(packed)-8], make([]byte, 8)...), "gzip: invalid checksum"},
		{"bomb", "gzip", []byte(pack(strings.Repeat(" ", 10<<20))), "exceeds the size limit of 1000000 bytes"},
		{"other encoding", "br", packed, "content encoding that was not asked for"},
	} {
		t.Run(test.name, func(t *testing.T) {
			address := server(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", test.header)
				w.Write(test.body)
			})
			for _, hc := range []*http.Client{{}, {Transport: &http.Transport{DisableCompression: true}}} {
				_, err := oneTrade().Do(t.Context(), newClient(t, address, top.WithMaxBody(1000000), top.WithHTTPClient(hc)))
				if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
					t.Errorf("got %v, want %q", err, test.want)
				}
				hc.CloseIdleConnections()
			}
		})
	}
}

// TestForeignAnswers is about servers that are none of the platform.
func TestForeignAnswers(t *testing.T) {
	gbk := "{\"test_trade_get_response\":{\"total\":1,\"result\":{\"name\":\"\xd6\xd0\"},\"request_id\":\"r1\"}}"
	for _, test := range []struct {
		name        string
		status      int
		contentType string
		body        string
		want        string // the error, "" for none
	}{
		{"other content type", 200, "text/html", someTrade, ""},
		{"error of the platform with a status", 400, "application/json", `{"error_response":{"code":41,"msg":"no"}}`, "top: taobao.test.trade.get: code 41 (no)"},
		{"error of the platform from a proxy", 502, "text/xml", `<error_response><code>10</code></error_response>`, "top: taobao.test.trade.get: code 10"},
		{"document with status 400", 400, "application/json", someTrade, ""},
		{"HTML", 200, "text/html;charset=utf-8", "<!DOCTYPE html><html>SECRET", `top: taobao.test.trade.get: response does not decode: is an HTML page [HTTP 200, content type "text/html;charset=utf-8", 27 bytes]`},
		{"HTML from a proxy", 502, "text/html", "<html>SECRET", `top: taobao.test.trade.get: HTTP status 502, content type "text/html", 12 bytes`},
		{"HTML with status 400", 400, "text/html", "<html>SECRET", `top: taobao.test.trade.get: HTTP status 400, content type "text/html", 12 bytes`},
		{"nothing", 200, "text/plain", "", `top: taobao.test.trade.get: response does not decode: is empty [HTTP 200, content type "text/plain", 0 bytes]`},
		{"status 404", 404, "text/plain", "SECRET", `top: taobao.test.trade.get: HTTP status 404, content type "text/plain", 6 bytes`},
		{"redirect", 307, "text/plain", "SECRET", `top: taobao.test.trade.get: HTTP status 307, content type "text/plain", 6 bytes`},
		{"charset", 200, "application/json; charset=GBK", gbk, `top: taobao.test.trade.get: response does not decode: is said to be in charset "gbk", but only UTF-8 is read; ` +
			`result.name: is no valid UTF-8 [HTTP 200, content type "application/json; charset=GBK", 80 bytes, request r1]`},
		{"charset of ASCII", 200, "application/json; charset=GBK", someTrade, ""},
		{"charset in capitals", 200, "application/json; charset=UTF-8", `{"total":1,"result":{"name":"中"}}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			visited := 0
			other := server(t, func(http.ResponseWriter, *http.Request) { visited++ })
			address := server(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.contentType)
				w.Header().Set("Location", other)
				w.WriteHeader(test.status)
				io.WriteString(w, test.body)
			})
			var raw []byte
			resp, err := oneTrade().Do(t.Context(), newClient(t, address), top.WithRaw(&raw))
			switch {
			case test.want == "" && err != nil || test.want != "" && (err == nil || err.Error() != test.want):
				t.Errorf("got  %v\nwant %s", err, test.want)
			case test.want == "" && resp.Total != 1, test.name == "charset" && resp.Total != 1:
				t.Errorf("the response is %+v", resp)
			}
			if string(raw) != test.body {
				t.Errorf("the raw body is %q", raw)
			}
			var body interface{ Body() []byte }
			if errors.As(err, &body) && string(body.Body()) != test.body {
				t.Errorf("the body of the error is %q", body.Body())
			}
			if visited > 0 {
				t.Error("the redirect was followed")
			}
		})
	}
}

func TestBodyLimit(t *testing.T) {
	body := `{"total":1,"x":"` + strings.Repeat("x", 1000) + `"}`
	for _, chunked := range []bool{false, true} {
		address := server(t, func(w http.ResponseWriter, _ *http.Request) {
			if chunked {
				w.(http.Flusher).Flush()
			}
			io.WriteString(w, body)
		})
		if _, err := oneTrade().Do(t.Context(), newClient(t, address, top.WithMaxBody(int64(len(body))))); err != nil {
			t.Errorf("a body of the allowed size: %v", err)
		}
		_, err := oneTrade().Do(t.Context(), newClient(t, address, top.WithMaxBody(int64(len(body))-1), quick(3)))
		if !errors.Is(err, top.ErrBodyTooLarge) {
			t.Errorf("a body that is too large: %v", err)
		}
	}
}
