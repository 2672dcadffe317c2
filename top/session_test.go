package top_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

func TestSession(t *testing.T) {
	client := newClient(t, server(t, func(http.ResponseWriter, *http.Request) { t.Error("the call was sent") }), top.WithSession(""))
	var report top.Report
	_, err := oneTrade().Do(t.Context(), client, top.WithReport(&report))
	if !errors.Is(err, top.ErrNoSession) || report.Attempts != 0 || report.Err != err {
		t.Errorf("without a session: %v, %+v", err, report)
	}
	if want := "top: taobao.test.trade.get: the API needs a session: give one by WithSession or WithTokenSource"; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

// tokens is a TokenSource that counts.
type tokens struct {
	mu        sync.Mutex
	session   string
	refreshes int
	err       error
}

func (s *tokens) Token(context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.session, nil
}

func (s *tokens) Refresh(_ context.Context, stale string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return "", s.err
	}
	if s.session == stale {
		s.refreshes++
		s.session = fmt.Sprintf("session %d", s.refreshes)
	}
	return s.session, nil
}

// TestTokenSource refreshes a session that the platform refuses, once.
func TestTokenSource(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.AnswerFunc(addMethod, func(c *toptest.Call) (string, error) {
		if c.Session != "session 1" {
			return "", &top.Error{Code: "27", Msg: "Invalid session", SubCode: "invalid-sessionkey"}
		}
		return `{"test_trade_add_response":{"id":5}}`, nil
	})
	source := &tokens{session: "expired"}
	client := srv.Client(top.WithTokenSource(source))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if resp, err := new(addRequest).Do(context.Background(), client); err != nil || resp.ID != 5 {
				t.Errorf("got %+v, %v", resp, err)
			}
		})
	}
	wg.Wait()
	if source.refreshes != 1 {
		t.Errorf("the session was refreshed %d times", source.refreshes)
	}
	source.session = "expired again"
	before := len(srv.Calls(addMethod))
	_, err := new(addRequest).Do(t.Context(), client)
	if !errors.Is(err, top.ErrSessionInvalid) || len(srv.Calls(addMethod)) != before+2 {
		t.Errorf("after a second refusal: %v, %d calls", err, len(srv.Calls(addMethod))-before)
	}
	source.err = errors.New("no")
	before = len(srv.Calls(addMethod))
	if _, err := new(addRequest).Do(t.Context(), client); !errors.Is(err, top.ErrSessionInvalid) || !errors.Is(err, source.err) || len(srv.Calls(addMethod)) != before+1 {
		t.Errorf("when refreshing fails: %v, %d calls", err, len(srv.Calls(addMethod))-before)
	}
}

// TestRefusedFile keeps what the platform said where a file cannot be sent
// again, but has the session or the clock put right for the next call.
func TestRefusedFile(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	for name, kind := range map[string]error{"27": top.ErrSessionInvalid, "31": top.ErrSignature} {
		srv.Fail(tradeMethod, toptest.Error(top.Error{Code: name}))
		source := &tokens{session: "expired"}
		client := srv.Client(top.WithTokenSource(source))
		req := oneTrade()
		req.Image = new(top.FileReader("a.jpg", onlyReader{strings.NewReader("x")}, 1))
		var report top.Report
		if _, err := req.Do(t.Context(), client, top.WithReport(&report)); !errors.Is(err, kind) || report.Attempts != 1 {
			t.Errorf("code %s: %v after %d attempts", name, err, report.Attempts)
		}
		if name == "27" && source.refreshes != 1 {
			t.Errorf("the session was refreshed %d times", source.refreshes)
		}
	}
}

// TestClockSkew corrects a clock that is wrong, once.
func TestClockSkew(t *testing.T) {
	for _, off := range []time.Duration{3 * time.Hour, -3 * time.Hour} {
		srv := toptest.NewServer(t)
		srv.Answer(addMethod, `{"id":5}`)
		client := srv.Client(top.WithClock(func() time.Time { return time.Now().Add(off) }))
		for range 2 {
			if _, err := new(addRequest).Do(t.Context(), client); err != nil {
				t.Errorf("%s off: %v", off, err)
			}
		}
		if n := len(srv.Calls("")); n != 2 {
			t.Errorf("%s off: %d calls were in order, want 2", off, n)
		}
	}
	// A gateway that does not know its own time is asked once.
	asked := 0
	address := server(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		io.WriteString(w, `{"error_response":{"code":31,"msg":"Invalid timestamp"}}`)
	})
	if _, err := new(addRequest).Do(t.Context(), newClient(t, address)); !errors.Is(err, top.ErrSignature) || asked != 1 {
		t.Errorf("got %v after %d calls", err, asked)
	}
	asked = 0
	address = server(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Date", time.Now().Add(time.Duration(asked)*time.Hour).UTC().Format(http.TimeFormat))
		io.WriteString(w, `{"error_response":{"code":31,"msg":"Invalid timestamp"}}`)
	})
	if _, err := new(addRequest).Do(t.Context(), newClient(t, address)); !errors.Is(err, top.ErrSignature) || asked != 2 {
		t.Errorf("got %v after %d calls", err, asked)
	}
}

// TestNoSession: to a method whose page says that it needs no session, none is sent,
// neither alone nor in a batch.
func TestNoSession(t *testing.T) {
	srv := toptest.NewServer(t)
	free := &top.API{Method: "taobao.test.free.get", NoSession: true}
	answer := func(*toptest.Call) (string, error) { return `{"id":1}`, nil }
	srv.AnswerFunc(free.Method, answer)
	srv.AnswerFunc(apiTradeAdd.Method, answer)
	client := srv.Client()
	if err := client.Call(t.Context(), free, new(addRequest), new(addResponse)); err != nil {
		t.Fatal(err)
	}
	form, err := client.AppendForm(nil, free, new(addRequest))
	if err != nil || strings.Contains(string(form), "session") {
		t.Errorf("the form is %s, %v", form, err)
	}
	b := top.NewBatch()
	top.Add(b, freeRequest{free})
	top.Add(b, new(addRequest))
	if err := client.Send(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	for method, want := range map[string]string{free.Method: "", apiTradeAdd.Method: toptest.Session} {
		calls := srv.Calls(method)
		for _, c := range calls {
			if c.Session != want {
				t.Errorf("%s has the session %q", method, c.Session)
			}
		}
		if len(calls) == 0 {
			t.Errorf("%s was not called", method)
		}
	}
}

// freeRequest is a request of a method that needs no session.
type freeRequest struct{ api *top.API }

func (r freeRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*addResponse, error) {
	resp := new(addResponse)
	return resp, c.Call(ctx, r.api, new(addRequest), resp, opts...)
}
