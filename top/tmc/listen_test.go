package tmc_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/tmc"
	"github.com/topgen/topgen/top/tmc/tmctest"
)

const topic = "taobao_demo_OrderPaid"

type orderPaid struct {
	Tid   int64  `json:"tid"`
	Nick  string `json:"nick"`
	Extra string `json:"extra"`
}

func onOrderPaid(f func(context.Context, *orderPaid, top.Message) error) top.MessageHandler {
	return top.HandleMessage(topic, f)
}

// log collects what is logged.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *log) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// limited returns a context for what must happen soon.
func limited(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// listening is a call of Listen.
type listening struct {
	t      *testing.T
	srv    *tmctest.Server
	log    *log
	cancel context.CancelFunc
	done   chan error
	ended  bool
}

// listen starts to listen to a new server; change may change the Config.
func listen(t *testing.T, change func(*tmc.Config), handlers ...top.MessageHandler) *listening {
	t.Helper()
	goroutines := runtime.NumGoroutine()
	l := &listening{t: t, srv: tmctest.NewServer(t), log: new(log), done: make(chan error, 1)}
	cfg := l.srv.Config()
	cfg.Logger = l.log.logger()
	if change != nil {
		change(&cfg)
	}
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	go func() { l.done <- tmc.Listen(ctx, cfg, handlers...) }()
	t.Cleanup(func() {
		if !l.ended {
			if err := l.end(); err != nil {
				t.Errorf("Listen returned %v", err)
			}
		}
		if problems := l.srv.Status().Problems; problems != nil {
			t.Errorf("the server complains of %q", problems)
		}
		if strings.Contains(l.log.String(), tmctest.AppSecret) {
			t.Errorf("the log has the secret:\n%s", l.log)
		}
		l.srv.Close()
		for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > goroutines+2; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				stack := make([]byte, 1<<16)
				t.Fatalf("%d goroutines are left of %d:\n%s", runtime.NumGoroutine(), goroutines, stack[:runtime.Stack(stack, true)])
			}
		}
	})
	return l
}

// end ends the context of Listen and returns what Listen does.
func (l *listening) end() error {
	l.ended = true
	l.cancel()
	select {
	case err := <-l.done:
		return err
	case <-time.After(20 * time.Second):
		return errors.New("nothing")
	}
}

func (l *listening) confirmed(ids ...int64) {
	l.t.Helper()
	if err := l.srv.WaitConfirmed(limited(l.t), ids...); err != nil {
		l.t.Fatalf("%v\n%s", err, l.log)
	}
}

func (l *listening) until(what string, f func(tmctest.Status) bool) {
	l.t.Helper()
	if err := l.srv.Wait(limited(l.t), f); err != nil {
		l.t.Fatalf("%s: %v\n%s", what, err, l.log)
	}
}

func TestListen(t *testing.T) {
	type handled struct {
		order orderPaid
		meta  top.Message
	}
	got := make(chan handled, 10)
	others := make(chan top.Message, 10)
	l := listen(t, nil,
		onOrderPaid(func(_ context.Context, m *orderPaid, meta top.Message) error { got <- handled{*m, meta}; return nil }),
		top.HandleOtherMessages(func(_ context.Context, meta top.Message) error { others <- meta; return nil }),
	)
	at := time.UnixMilli(1403505180000)
	meta := top.Message{Topic: topic, Publisher: "4272", UserID: 7, UserNick: "测试昵称", Published: at, DataID: 9, Content: `{"tid":"3600000000000000001","nick":"n"}`}
	meta.ID = l.srv.PushMessage(meta)
	other := l.srv.Push("taobao_demo_Unknown", "no JSON at all")
	l.confirmed(meta.ID, other)
	h := <-got
	if h.meta.Outgoing.Before(at) {
		t.Errorf("it went out at %v", h.meta.Outgoing)
	}
	h.meta.Outgoing = time.Time{}
	if diff := cmp.Diff(meta, h.meta); diff != "" || meta.ID != 1000000000000000001 {
		t.Errorf("(-sent +got):\n%s", diff)
	}
	if want := (orderPaid{Tid: 3600000000000000001, Nick: "n"}); h.order != want {
		t.Errorf("the content became %+v", h.order)
	}
	if m := <-others; m.ID != other || m.Content != "no JSON at all" {
		t.Errorf("the handler of the rest got %#v", m)
	}
	// What was pushed by itself can be confirmed before the first time that it is asked for.
	l.until("nothing asks for messages that wait", func(s tmctest.Status) bool { return s.Pulls > 0 })
}

// TestFailures: what is not handled is not confirmed, comes again, and concerns no other
// message.
func TestFailures(t *testing.T) {
	var calls sync.Map // how often, by content
	l := listen(t, nil, onOrderPaid(func(_ context.Context, m *orderPaid, meta top.Message) error {
		n, _ := calls.LoadOrStore(m.Extra, new(atomic.Int64))
		times := n.(*atomic.Int64).Add(1)
		if meta.Retried != (times > 1) {
			t.Errorf("%s, call %d: retried is %v", m.Extra, times, meta.Retried)
		}
		if times > 1 {
			return nil
		}
		switch m.Extra {
		case "error":
			return errors.New("the database at 10.0.0.1 is down, password " + tmctest.AppSecret)
		case "failure":
			return fmt.Errorf("later: %w", &tmc.Failure{Reason: strings.Repeat("库", 200), Err: errors.New("hush")})
		case "panic":
			panic(tmctest.AppSecret)
		case "exit":
			runtime.Goexit()
		}
		return nil
	}))
	ids := map[string]int64{}
	var all []int64
	for _, extra := range []string{"none", "error", "failure", "panic", "exit"} {
		ids[extra] = l.srv.Push(topic, `{"extra":"`+extra+`"}`)
		all = append(all, ids[extra])
	}
	l.confirmed(ids["none"])
	l.confirmed(all...)
	want := map[int64]string{
		ids["error"]: "the handler returned an error", ids["failure"]: strings.Repeat("库", 128),
		ids["panic"]: "the handler panicked", ids["exit"]: "the handler panicked",
	}
	if diff := cmp.Diff(want, l.srv.Status().Failed); diff != "" {
		t.Errorf("what the platform was told of failures (-want +got):\n%s", diff)
	}
	for _, want := range []string{"password [redacted]", "panic=[redacted]", "dispatch.go", "hush"} {
		if !strings.Contains(l.log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, l.log)
		}
	}
}

// TestNotBefore: a message is confirmed when it was handled, and not before, and is not
// handled twice at once, however often it comes.
func TestNotBefore(t *testing.T) {
	release := make(chan struct{})
	var running, calls atomic.Int64
	l := listen(t, nil, onOrderPaid(func(context.Context, *orderPaid, top.Message) error {
		calls.Add(1)
		if running.Add(1) > 1 {
			t.Error("the message is handled twice at once")
		}
		<-release
		running.Add(-1)
		return nil
	}))
	id := l.srv.Push(topic, `{"tid":1}`)
	l.until("repetitions", func(s tmctest.Status) bool { return s.Sent > 3 })
	if c := l.srv.Status().Confirmed; c != nil {
		t.Errorf("confirmed are %v", c)
	}
	if n := calls.Load(); n != 1 {
		t.Errorf("the message was handled %d times", n)
	}
	close(release)
	l.confirmed(id)
	before := calls.Load() // a copy may have crossed the confirmation
	for end := time.Now().Add(20 * time.Second); calls.Load() == before && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		l.srv.Repeat(id)
	}
	if calls.Load() == before {
		t.Error("what is repeated later is not handled again")
	}
}

// TestLimit: so many handlers at once, and while they are busy nothing is asked for.
func TestLimit(t *testing.T) {
	const most, messages = 3, 50
	release := make(chan struct{})
	var running, highest atomic.Int64
	l := listen(t, func(c *tmc.Config) { c.Handlers, c.Pull = most, time.Millisecond }, onOrderPaid(func(context.Context, *orderPaid, top.Message) error {
		n := running.Add(1)
		defer running.Add(-1)
		for h := highest.Load(); n > h && !highest.CompareAndSwap(h, n); h = highest.Load() {
		}
		<-release
		return nil
	}))
	var ids []int64
	for range messages {
		ids = append(ids, l.srv.Push(topic, `{"tid":1}`))
	}
	l.until("all sent", func(s tmctest.Status) bool { return s.Sent >= messages && running.Load() == most })
	pulls := l.srv.Status().Pulls
	time.Sleep(50 * time.Millisecond)
	const onTheWay = 2
	if n := l.srv.Status().Pulls; n > pulls+onTheWay {
		t.Errorf("while all handlers were busy, it was asked for more %d times", n-pulls)
	}
	close(release)
	l.confirmed(ids...)
	if n := highest.Load(); n != most {
		t.Errorf("%d were handled at once, want %d", n, most)
	}
}

func TestDecodeErrors(t *testing.T) {
	var told sync.Map
	l := listen(t, func(c *tmc.Config) {
		c.OnDecodeError = func(_ context.Context, m top.Message, err error) bool {
			told.Store(m.Content, err)
			return strings.Contains(m.Content, "confirm")
		}
	}, onOrderPaid(func(_ context.Context, m *orderPaid, _ top.Message) error {
		t.Errorf("handled is %+v", m)
		return nil
	}))
	confirmed := l.srv.Push(topic, `{"tid":"confirm"}`)
	failed := l.srv.Push(topic, `{"tid":"keep"}`)
	l.confirmed(confirmed)
	l.until("a failure", func(s tmctest.Status) bool { return s.Failed[failed] == "the content cannot be read" })
	err, _ := told.Load(`{"tid":"keep"}`)
	var d *top.DecodeError
	if err, _ := err.(error); !errors.As(err, &d) || d.Path != "tid" {
		t.Errorf("the hook was told %v", err)
	}
	if c := l.srv.Status().Confirmed; !slices.Equal(c, []int64{confirmed}) {
		t.Errorf("confirmed are %v", c)
	}
}

func TestDecodeErrorWithoutHook(t *testing.T) {
	l := listen(t, nil, onOrderPaid(func(context.Context, *orderPaid, top.Message) error { return nil }))
	id := l.srv.Push(topic, `{"tid":"secret words of a buyer"}`)
	l.until("a failure", func(s tmctest.Status) bool { return s.Failed[id] != "" })
	if text := l.log.String(); !strings.Contains(text, "tid: is not an integer") || strings.Contains(text, "words") {
		t.Errorf("the log is:\n%s", text)
	}
}

// TestNoHandler: a message that nobody is for is told of once, and not confirmed.
func TestNoHandler(t *testing.T) {
	l := listen(t, nil, onOrderPaid(func(context.Context, *orderPaid, top.Message) error { return nil }))
	l.srv.Push("taobao_demo_Unknown", "{}")
	l.until("repetitions", func(s tmctest.Status) bool { return s.Sent > 2 })
	l.confirmed(l.srv.Push(topic, "{}"))
	if n := strings.Count(l.log.String(), "taobao_demo_Unknown"); n != 1 {
		t.Errorf("it was told %d times:\n%s", n, l.log)
	}
	if c := l.srv.Status().Confirmed; len(c) != 1 {
		t.Errorf("confirmed are %v", c)
	}
}

// TestLostConnections: what is handled while there is no connection is confirmed over
// the next one.
func TestLostConnections(t *testing.T) {
	release := make(chan struct{})
	var calls atomic.Int64
	l := listen(t, nil, onOrderPaid(func(context.Context, *orderPaid, top.Message) error {
		calls.Add(1)
		<-release
		return nil
	}))
	id := l.srv.Push(topic, `{"tid":1}`)
	l.until("the message", func(s tmctest.Status) bool { return calls.Load() == 1 })
	l.srv.Refuse(500, "down")
	l.srv.Drop()
	for !strings.Contains(l.log.String(), "code 500") { // until then, a confirmation can be lost
		time.Sleep(time.Millisecond)
	}
	close(release)
	time.Sleep(20 * time.Millisecond)
	if c := l.srv.Status().Confirmed; c != nil {
		t.Fatalf("confirmed are %v", c)
	}
	l.srv.Accept()
	l.confirmed(id)
	if n := calls.Load(); n != 1 {
		t.Errorf("the message was handled %d times", n)
	}
	for i := range 5 {
		l.srv.Drop()
		l.until("another connection", func(s tmctest.Status) bool { return s.Connects >= i+3 })
	}
	l.confirmed(l.srv.Push(topic, `{"tid":2}`))
	for _, want := range []string{"no connection", "code 500", "pause="} {
		if !strings.Contains(l.log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, l.log)
		}
	}
}

// TestEnd: when ctx ends, handlers finish with a context that goes on, and are confirmed.
func TestEnd(t *testing.T) {
	for _, test := range []struct {
		name string
		then func(*tmctest.Server)
	}{
		{"connected", func(*tmctest.Server) {}},
		{"connection lost meanwhile", func(s *tmctest.Server) { s.Drop() }},
	} {
		t.Run(test.name, func(t *testing.T) {
			started, release := make(chan struct{}), make(chan struct{})
			var calls atomic.Int64
			l := listen(t, func(c *tmc.Config) { c.Handlers = 1 }, onOrderPaid(func(ctx context.Context, _ *orderPaid, _ top.Message) error {
				calls.Add(1)
				close(started)
				<-release
				return ctx.Err()
			}))
			first := l.srv.Push(topic, `{"tid":1}`)
			l.srv.Push(topic, `{"tid":2}`)
			<-started
			l.cancel()
			test.then(l.srv)
			select {
			case err := <-l.done:
				t.Fatalf("Listen returned %v while a handler was at work", err)
			case <-time.After(30 * time.Millisecond):
			}
			close(release)
			if err := l.end(); err != nil {
				t.Errorf("Listen returned %v", err)
			}
			if c := l.srv.Status().Confirmed; !slices.Equal(c, []int64{first}) || calls.Load() != 1 {
				t.Errorf("confirmed are %v, handled %d", c, calls.Load())
			}
		})
	}
}

// TestGrace: handlers that do not end have their context end.
func TestGrace(t *testing.T) {
	started := make(chan struct{})
	l := listen(t, func(c *tmc.Config) { c.Grace = 10 * time.Millisecond }, onOrderPaid(func(ctx context.Context, _ *orderPaid, _ top.Message) error {
		close(started)
		<-ctx.Done()
		return ctx.Err()
	}))
	id := l.srv.Push(topic, `{"tid":1}`)
	<-started
	if err := l.end(); err != nil {
		t.Errorf("Listen returned %v", err)
	}
	if s := l.srv.Status(); s.Failed[id] == "" || s.Confirmed != nil {
		t.Errorf("confirmed are %v, failed %v", s.Confirmed, s.Failed)
	}
}

func TestRefused(t *testing.T) {
	handler := onOrderPaid(func(context.Context, *orderPaid, top.Message) error { return nil })
	srv := tmctest.NewServer(t)
	cfg := srv.Config()
	cfg.AppSecret = "another-secret"
	err := tmc.Listen(t.Context(), cfg, handler)
	var refused *tmc.RefusedError
	if !errors.As(err, &refused) || refused.Code != 401 || refused.Phrase != "签名错误" {
		t.Errorf("with a wrong secret, Listen returned %v", err)
	}
	srv.Refuse(7, "your sign with another-secret is wrong")
	if err = tmc.Listen(t.Context(), cfg, handler); strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), "another-secret") {
		t.Errorf("the error has the secret: %v", err)
	}
}

// TestUnreachable: a server that is not there, or is none, is tried again.
func TestUnreachable(t *testing.T) {
	srv := tmctest.NewServer(t)
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	for url, says := range map[string]string{
		"ws://127.0.0.1:1/?key=hush": "cannot be reached", strings.Replace(other.URL, "http:", "ws:", 1) + "/hush": "HTTP status 404",
	} {
		var l log
		cfg := srv.Config()
		cfg.URL, cfg.Logger = url, l.logger()
		ctx, cancel := context.WithCancel(limited(t))
		go func() {
			for ctx.Err() == nil && strings.Count(l.String(), says) < 2 {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		err := tmc.Listen(ctx, cfg, onOrderPaid(func(context.Context, *orderPaid, top.Message) error { return nil }))
		cancel()
		if err != nil || strings.Count(l.String(), says) < 2 || strings.Contains(l.String(), "hush") || strings.Contains(l.String(), notConfirmed) {
			t.Errorf("%s: error %v, log:\n%s", url, err, l.String())
		}
	}
}

const notConfirmed = "messages were handled and could not be confirmed"

// TestNotConfirmed: what was handled and could not be confirmed, since the server was not
// there any more, is told when Listen ends.
func TestNotConfirmed(t *testing.T) {
	release := make(chan struct{})
	var calls atomic.Int64
	l := listen(t, nil, onOrderPaid(func(context.Context, *orderPaid, top.Message) error {
		calls.Add(1)
		<-release
		return nil
	}))
	l.srv.Push(topic, `{"tid":1}`)
	l.until("the message", func(tmctest.Status) bool { return calls.Load() == 1 })
	l.srv.Refuse(500, "down")
	l.srv.Drop()
	for !strings.Contains(l.log.String(), "code 500") {
		time.Sleep(time.Millisecond)
	}
	close(release)
	if err := l.end(); err != nil {
		t.Errorf("Listen returned %v", err)
	}
	if log := l.log.String(); strings.Count(log, notConfirmed) != 1 || !strings.Contains(log, "messages=1") {
		t.Errorf("the log is\n%s", log)
	}
}
