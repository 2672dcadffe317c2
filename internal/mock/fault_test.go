package mock

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/internal/schema"
)

func mustFault(t *testing.T, text string) *Fault {
	t.Helper()
	f, err := ParseFault(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// askFor sends a good call with a fault in its header.
func askFor(t *testing.T, address, fault string, more ...string) *http.Request {
	t.Helper()
	p := signed(params("taobao.items.get", append([]string{"q", "x"}, more...)...), nil)
	req := mocktest.NewRequest(t, http.MethodPost, address+"/router/rest", mocktest.FormType, mocktest.Encode(p))
	if fault != "" {
		req.Header.Set(FaultHeader, fault)
	}
	return req
}

func TestErrorFaults(t *testing.T) {
	_, address := testServer(t, Options{})
	for fault, want := range map[string]string{
		"error=15":                      `{"error_response":{"code":15,"msg":"Remote Service Error","request_id":"ID"}}`,
		"error=isp.service-unavailable": `{"error_response":{"code":15,"msg":"Remote Service Error","sub_code":"isp.service-unavailable","sub_msg":"服务不可用","request_id":"ID"}}`,
		"error=isv.no-such-item":        `{"error_response":{"code":50,"msg":"Remote service error","sub_code":"isv.no-such-item","sub_msg":"商品不存在","request_id":"ID"}}`,
		"error=4003":                    `{"error_response":{"code":50,"msg":"Remote service error","sub_code":"4003","sub_msg":"参数有误","request_id":"ID"}}`,
		"error=isv.of-ones-own":         `{"error_response":{"code":50,"msg":"Remote service error","sub_code":"isv.of-ones-own","request_id":"ID"}}`,
		"error=7":                       `{"error_response":{"code":7,"msg":"App Call Limited","sub_code":"accesscontrol.limited-by-api-access-count","sub_msg":"This ban will last for 1 more seconds","request_id":"ID"}}`,
		"error=accesscontrol.limited-by-app-access-count": `{"error_response":{"code":7,"msg":"App Call Limited","sub_code":"accesscontrol.limited-by-app-access-count","sub_msg":"This ban will last for 1 more seconds","request_id":"ID"}}`,
		"flow=31062": `{"error_response":{"code":7,"msg":"App Call Limited","sub_code":"accesscontrol.limited-by-api-access-count","sub_msg":"This ban will last for 31062 more seconds","request_id":"ID"}}`,
	} {
		if got := hideID(mocktest.Do(t, askFor(t, address, fault)).Body); got != want {
			t.Errorf("%s: %s\nwant %s", fault, got, want)
		}
	}
	if got := mocktest.Do(t, askFor(t, address, "error=sample")).Body; got != mocktest.APIs()[0].Samples.Error {
		t.Errorf("error=sample: %s", got)
	}
	if got := mocktest.Do(t, askFor(t, address, "nonsense")).Body; !strings.Contains(got, `"code":41`) || !strings.Contains(got, "there is no such word") {
		t.Errorf("a fault that does not read: %s", got)
	}
	if got := mocktest.Do(t, askFor(t, address, "error=15", "q", "")).Body; !strings.Contains(got, `"code":40`) {
		t.Errorf("a call that is not in order: %s", got)
	}
}

// A caller who misspelt the header that asks for a fault is told with every call,
// also with one that is refused for another reason.
func TestMisspeltFault(t *testing.T) {
	var logged []string
	_, address := testServer(t, Options{Log: func(c Call) { logged = c.Notes }})
	for _, tt := range []struct{ header, value, note string }{
		{"Topgen-Mock-Faults", "error=15", "header Topgen-Mock-Faults asks for nothing; did you mean Topgen-Mock-Fault?"},
		{"topgen-fault", "error=15", "header Topgen-Fault asks for nothing; did you mean Topgen-Mock-Fault?"},
		{"X-Topgen-Mock-Fault", "error=15", "header X-Topgen-Mock-Fault asks for nothing; did you mean Topgen-Mock-Fault?"},
		{"Mock-Fault", "error=15", "header Mock-Fault asks for nothing; did you mean Topgen-Mock-Fault?"},
		{"Topgne-Mock-Fault", "error=15", "header Topgne-Mock-Fault asks for nothing; did you mean Topgen-Mock-Fault?"},
		{FaultHeader, "eror=15", `header Topgen-Mock-Fault: fault "eror=15": eror: there is no such word; did you mean error?`},
		{FaultHeader, "error=15,method=no.such", ""},
		{"X-Forwarded-For", "x", ""}, {"User-Agent", "topgen", ""}, {"Default", "x", ""},
	} {
		for _, q := range []string{"x", ""} {
			req := askFor(t, address, "", "q", q)
			req.Header.Set(tt.header, tt.value)
			r := mocktest.Do(t, req)
			var want []string
			if tt.note != "" {
				want = []string{tt.note}
			}
			if got := strings.ReplaceAll(r.Header.Get(NoteHeader), `\"`, `"`); got != tt.note || !slices.Equal(logged, want) {
				t.Errorf("%s: %s, q %q: header %q, log %q", tt.header, tt.value, q, got, logged)
			}
		}
	}
}

// TestEverythingWrong has calls with several faults: the platform tells the first of
// them, and the gateway's note the others.
func TestEverythingWrong(t *testing.T) {
	s, address := testServer(t, Options{})
	p := params("taobao.items.get", "timestamp", "2020-01-01 00:00:00", "v", "3", "session", "", "page_size", "0", "filter", `{"lines":[{"count":10}]}`)
	p["sign"] = "WRONG"
	body := mocktest.Encode(p)
	r := mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/router/rest", mocktest.FormType, body))
	if !strings.Contains(r.Body, `"code":31`) {
		t.Errorf("the first fault is not answered: %s", r.Body)
	}
	note := r.Header.Get(NoteHeader)
	for _, part := range []string{"also error 33: v must be 2.0; ", "also error 25: the md5 signature does not fit", "also error 26: the method needs the session of a user; ", "also error 40: required and missing: q, filter.sku; page_size is less"} {
		if !strings.Contains(note, part) {
			t.Errorf("the note lacks %q: %s", part, note)
		}
	}
	var paths []string
	for _, w := range s.Wrong(mocktest.NewRequest(t, http.MethodPost, address+"/router/rest", mocktest.FormType, body)) {
		paths = append(paths, w.Path)
	}
	if want := []string{"", "", "", "", "q", "filter.sku", "page_size", "filter.lines[0].count"}; !slices.Equal(paths, want) {
		t.Errorf("wrong are %q, want %q", paths, want)
	}
	good := mocktest.Encode(signed(params("taobao.items.get", "q", "x"), nil))
	if wrong := s.Wrong(mocktest.NewRequest(t, http.MethodPost, address+"/router/rest", mocktest.FormType, good)); len(wrong) > 0 {
		t.Errorf("wrong with a good call: %v", wrong)
	}
	if wrong := s.Wrong(mocktest.NewRequest(t, http.MethodPost, address+"/router/rest", mocktest.FormType, "%zz")); len(wrong) != 1 {
		t.Errorf("wrong with a body that does not read: %v", wrong)
	}
}

func TestCompleteFault(t *testing.T) {
	methods := []string{"taobao.items.*", "taobao.items.get"}
	for begun, want := range map[string]string{
		"":                       "error= flow= delay= reset cut= status= moves= method= times= chance=",
		"s":                      "status=",
		"status=50":              "status=500 status=502 status=503 status=504",
		"flow=30,":               "flow=30,error= flow=30,delay= flow=30,reset flow=30,cut= flow=30,status= flow=30,moves= flow=30,method= flow=30,times= flow=30,chance=",
		"flow=30,method=taobao.": "flow=30,method=taobao.items.* flow=30,method=taobao.items.get",
		"nonsense":               "", "nonsense=": "",
	} {
		if got := strings.Join(CompleteFault(begun, methods), " "); got != want {
			t.Errorf("%q completes to %s\nwant %s", begun, got, want)
		}
	}
	for _, w := range CompleteFault("", nil) {
		if !strings.Contains(FaultHelp, "\n  "+w) {
			t.Errorf("the help does not explain %s", w)
		}
		for _, fault := range CompleteFault(w, methods) {
			if strings.HasPrefix(w, "method") || strings.HasPrefix(w, "times") || strings.HasPrefix(w, "chance") {
				fault += ",reset"
			}
			mustFault(t, fault)
		}
	}
}

func TestStatusFault(t *testing.T) {
	_, address := testServer(t, Options{})
	r := mocktest.Do(t, askFor(t, address, "status=502"))
	if r.Status != 502 || !strings.HasPrefix(r.Body, "<html>") || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		t.Errorf("got %+v", r)
	}
}

func TestDelayFault(t *testing.T) {
	_, address := testServer(t, Options{})
	start := time.Now()
	r := mocktest.Do(t, askFor(t, address, "delay=150ms"))
	if d := time.Since(start); d < 150*time.Millisecond || !strings.HasPrefix(r.Body, `{"items_get_response"`) {
		t.Errorf("after %v: %s", d, r.Body)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := http.DefaultClient.Do(askFor(t, address, "delay=1h").WithContext(ctx)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a caller that gives up: %v", err)
	}
}

func TestBrokenConnections(t *testing.T) {
	_, address := testServer(t, Options{})
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	if resp, err := client.Do(askFor(t, address, "reset")); err == nil {
		resp.Body.Close()
		t.Error("reset: no error")
	}
	resp, err := client.Do(askFor(t, address, "cut=5"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if string(body) != `{"ite` || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut=5: %q, %v", body, err)
	}
}

// TestConfiguredFaults has faults that the gateway was started with.
func TestConfiguredFaults(t *testing.T) {
	_, address := testServer(t, Options{Faults: []*Fault{
		mustFault(t, "error=10,method=taobao.items.get,times=2"), mustFault(t, "flow=9,method=aliexpress.*"),
	}})
	var got []string
	for range 4 {
		got = append(got, string(errorOf(t, mocktest.Do(t, askFor(t, address, ""))).Code))
	}
	if strings.Join(got, " ") != "10 10  " {
		t.Errorf("codes %q, want two failures", got)
	}
	if e := errorOf(t, post(t, address+"/router/rest", signed(params("aliexpress.issue.get", "id", "1"), nil))); !strings.Contains(e.SubMsg, "for 9 more") {
		t.Errorf("a namespace: %+v", e)
	}
	if e := errorOf(t, post(t, address+"/router/rest", signed(params("taobao.time.get"), nil))); e.Code != nil {
		t.Errorf("another method: %+v", e)
	}
}

func TestChance(t *testing.T) {
	hit := func(seed uint64) string {
		ids, f := newIDs(seed), mustFault(t, "error=10,chance=0.25")
		var b strings.Builder
		for range 1000 {
			if f.isDue("a.b", ids) {
				b.WriteByte('x')
			} else {
				b.WriteByte('.')
			}
		}
		return b.String()
	}
	a := hit(1)
	if n := strings.Count(a, "x"); n < 200 || n > 300 {
		t.Errorf("hit %d of 1000 calls, want about 250", n)
	}
	if a != hit(1) || a == hit(2) {
		t.Error("the seed does not decide which calls are hit")
	}
}

func TestParseFault(t *testing.T) {
	for _, text := range []string{
		"", "error", "error=", "flow=0", "flow=x", "delay=5", "delay=-1s", "reset=1", "cut=-1", "status=200", "status=1000", "times=0", "chance=0", "chance=2", "chance=NaN",
		"method=a.b", "times=3", "error=1,,flow=2", "nonsense=1",
	} {
		if f, err := ParseFault(text); err == nil {
			t.Errorf("%q: %+v", text, f)
		}
	}
	f := mustFault(t, " delay=1s , error=15,method=a.*,times=3,chance=0.5")
	if f.delay != time.Second || f.code != "15" || f.method != "a.*" || f.times != 3 || f.chance != 0.5 {
		t.Errorf("got %+v", f)
	}
}

// TestDrain stops the gateway while a call is under way.
func TestDrain(t *testing.T) {
	arrived := make(chan bool, 100) // a call, of which the gateway asks when it came
	s := New(testPages(), Options{Now: func() time.Time { arrived <- true; return mocktest.Now }})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + ln.Addr().String()
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, ln) }()

	answered := make(chan string, 1)
	req := askFor(t, address, "delay=300ms")
	go func() {
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		answered <- string(body)
	}()
	<-arrived
	stop()
	if body := <-answered; !strings.HasPrefix(body, `{"items_get_response"`) {
		t.Errorf("the call that was under way: %s", body)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if _, err := net.Dial("tcp", ln.Addr().String()); err == nil {
		t.Error("the gateway still takes connections")
	}
}

// TestBugs has a page that makes the gateway panic: the next call is answered.
func TestBugs(t *testing.T) {
	pages := testPages()
	pages = append(pages, Page{API: &schema.API{Method: "a.b.c", Request: []*schema.Field{nil}}})
	var log strings.Builder
	s := New(pages, Options{Now: func() time.Time { return mocktest.Now }, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	h := mocktest.Serve(t, s)
	if r := post(t, h+"/router/rest", signed(params("a.b.c"), nil)); r.Status != http.StatusInternalServerError {
		t.Errorf("status %d: %s", r.Status, r.Body)
	}
	if r := post(t, h+"/router/rest", signed(params("taobao.time.get"), nil)); r.Status != 200 {
		t.Errorf("the next call: %d %s", r.Status, r.Body)
	}
	if text := log.String(); !strings.Contains(text, "topgen mock has a bug") || !strings.Contains(text, "api.Resolve") {
		t.Errorf("the log does not say where: %s", text)
	}
}

// TestConcurrent calls everything at once; the race detector looks on.
func TestConcurrent(t *testing.T) {
	_, address := testServer(t, Options{Log: func(Call) {}})
	calls := []map[string]string{
		signed(params("taobao.items.get", "q", "x"), nil), signed(params("taobao.items.get", "q", "x", "format", "xml"), nil),
		signed(params("taobao.time.get"), nil), signed(params("x.y"), nil),
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for _, p := range calls {
				resp, err := http.Post(address+"/router/rest", mocktest.FormType, strings.NewReader(mocktest.Encode(p)))
				if err != nil {
					t.Error(err)
					return
				}
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
		})
	}
	wg.Wait()
}
