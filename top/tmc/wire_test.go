package tmc

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/tmc/internal/wire"
)

// peer is a server that does what a test says.
func peer(t *testing.T, serve func(ctx context.Context, ws *websocket.Conn, connect *wire.Frame)) string {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer ws.CloseNow()
		if f := receive(r.Context(), ws); f != nil {
			serve(r.Context(), ws, f)
		}
	}))
	t.Cleanup(srv.Close)
	return "ws" + strings.TrimPrefix(srv.URL, "http") + "/"
}

func receive(ctx context.Context, ws *websocket.Conn) *wire.Frame {
	_, b, err := ws.Read(ctx)
	if err != nil {
		return nil
	}
	f, _ := wire.Parse(b)
	return f
}

func write(ctx context.Context, ws *websocket.Conn, f *wire.Frame) {
	ws.Write(ctx, websocket.MessageBinary, f.Append(nil))
}

func accept(ctx context.Context, ws *websocket.Conn, connect *wire.Frame) {
	write(ctx, ws, &wire.Frame{Type: wire.ConnectAck, Flag: connect.Flag, Token: "token"})
}

func testConfig(url string) Config {
	return Config{
		AppKey: "12345678", AppSecret: "helloworld", URL: url, MinPause: time.Millisecond, MaxPause: time.Millisecond,
		Logger: slog.New(slog.DiscardHandler),
	}
}

func data(token string, more ...wire.Header) *wire.Frame {
	f := &wire.Frame{Type: wire.Send, Token: token}
	f.Add(wire.KindHeader(wire.KindData), wire.TextHeader(wire.HeaderTopic, "a_b_C"))
	f.Add(more...)
	return f
}

// TestIntroduction: what Listen says of itself, and what it asks for first.
func TestIntroduction(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	frames := make(chan *wire.Frame, 2)
	url := peer(t, func(ctx context.Context, ws *websocket.Conn, connect *wire.Frame) {
		frames <- connect
		write(ctx, ws, &wire.Frame{Type: wire.ConnectAck, Flag: connect.Flag + 1, Token: "of another"})
		accept(ctx, ws, connect)
		frames <- receive(ctx, ws)
		cancel()
		receive(ctx, ws)
	})
	if err := Listen(ctx, testConfig(url), top.HandleOtherMessages(func(context.Context, top.Message) error { return nil })); err != nil {
		t.Fatal(err)
	}
	connect := <-frames
	timestamp := connect.Text("timestamp")
	sign := wire.Signature("helloworld", "12345678", "default", timestamp)
	if connect.Type != wire.Connect || connect.Flag != 1 || connect.Text("app_key") != "12345678" || connect.Text("group_name") != "default" || connect.Text("sign") != sign || connect.Text("sdk") == "" {
		t.Errorf("the introduction is %+v", connect)
	}
	want := &wire.Frame{Type: wire.Send, Token: "token", Headers: []wire.Header{wire.KindHeader(wire.KindPull)}}
	if diff := cmp.Diff(want, <-frames); diff != "" {
		t.Errorf("what is sent next (-want +got):\n%s", diff)
	}
}

// TestStrangeFrames: what cannot be read or is not for this connection does no harm,
// and compressed contents are read.
func TestStrangeFrames(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(`{"tid":1}`))
	z.Close()
	id := wire.IntHeader(wire.HeaderID, wire.Int64, 5)
	got := make(chan top.Message, 10)
	refused := make(chan *wire.Frame, 1)
	confirm := make(chan *wire.Frame, 2)
	url := peer(t, func(ctx context.Context, ws *websocket.Conn, connect *wire.Frame) {
		accept(ctx, ws, connect)
		receive(ctx, ws) // the pull
		ws.Write(ctx, websocket.MessageBinary, []byte{2, 2, 9})
		write(ctx, ws, &wire.Frame{Type: 9})
		write(ctx, ws, &wire.Frame{Type: wire.SendAck}) // which agrees
		write(ctx, ws, &wire.Frame{Type: wire.SendAck, Code: 3, Phrase: "no"})
		write(ctx, ws, data("token")) // without an id
		stranger := data("another", id)
		stranger.Flag = 8
		write(ctx, ws, stranger)
		refused <- receive(ctx, ws)
		write(ctx, ws, data("token", id, wire.Header{Name: wire.HeaderContent, Format: wire.Bytes, Text: packed.String()}, wire.TextHeader("new", "x")))
		confirm <- receive(ctx, ws)
		write(ctx, ws, data("token", wire.IntHeader(wire.HeaderID, wire.Int64, 6), wire.Header{Name: wire.HeaderContent, Format: wire.Bytes, Text: "no gzip"}))
		confirm <- receive(ctx, ws)
		receive(ctx, ws)
	})
	ctx, cancel := context.WithCancel(t.Context())
	var log bytes.Buffer
	cfg := testConfig(url)
	cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
	done := make(chan error)
	go func() {
		done <- Listen(ctx, cfg, top.HandleOtherMessages(func(_ context.Context, m top.Message) error { got <- m; return nil }))
	}()
	if f := <-refused; f.Type != wire.SendAck || f.Code == 0 || f.Flag != 8 {
		t.Errorf("a frame of another connection was answered by %+v", f)
	}
	if m := <-got; m.Content != `{"tid":1}` || m.ID != 5 {
		t.Errorf("handled is %#v, content %s", m, m.Content)
	}
	want := &wire.Frame{Type: wire.Send, Token: "token", Headers: []wire.Header{wire.KindHeader(wire.KindConfirm), id}}
	if diff := cmp.Diff(want, <-confirm); diff != "" {
		t.Errorf("the confirmation (-want +got):\n%s", diff)
	}
	if f := <-confirm; f.Kind() != wire.KindFailed || f.Text(wire.HeaderReason) != reasonDecode {
		t.Errorf("of a content that is no gzip the platform is told %+v", f)
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"what cannot be read", "refused something", "without an id", "not of this connection", "no gzip"} {
		if strings.Count(log.String(), want) != 1 {
			t.Errorf("the log has %q %d times, want it once:\n%s", want, strings.Count(log.String(), want), log.String())
		}
	}
}

// TestPing: a silent connection is kept, unless its server answers no ping; while
// handlers are busy, that does not count.
func TestPing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		answers bool
		busy    bool
		pong    time.Duration // how long Listen waits for an answer
		wait    time.Duration // how long the test does for another connection
		lost    bool
	}{
		{"answered", true, false, 10 * time.Second, 300 * time.Millisecond, false},
		{"not answered", false, false, 10 * time.Millisecond, 20 * time.Second, true},
		{"busy", false, true, 300 * time.Millisecond, time.Second, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			release := make(chan struct{})
			connects := make(chan struct{}, 100)
			url := peer(t, func(ctx context.Context, ws *websocket.Conn, connect *wire.Frame) {
				connects <- struct{}{}
				accept(ctx, ws, connect)
				receive(ctx, ws)
				for i := range 2 {
					write(ctx, ws, data("token", wire.IntHeader(wire.HeaderID, wire.Int64, int64(i))))
				}
				if test.answers {
					for receive(ctx, ws) != nil {
					}
				}
				<-release
			})
			ctx, cancel := context.WithCancel(t.Context())
			l, err := newListener(ctx, testConfig(url), []top.MessageHandler{top.HandleOtherMessages(func(context.Context, top.Message) error {
				if test.busy {
					<-release
				}
				return nil
			})})
			if err != nil {
				t.Fatal(err)
			}
			l.slots = make(chan struct{}, 1)
			l.alive = alive{silence: 20 * time.Millisecond, check: 5 * time.Millisecond, pong: test.pong}
			done := make(chan struct{})
			go func() {
				c, _ := l.run(ctx)
				if c != nil {
					c.lose(errors.New("the end"))
				}
				close(done)
			}()
			<-connects
			lost := false
			select {
			case <-connects:
				lost = true
			case <-time.After(test.wait):
			}
			if lost != test.lost {
				t.Errorf("lost is %v", lost)
			}
			cancel()
			close(release)
			<-done
			<-l.idle()
		})
	}
}

func TestPause(t *testing.T) {
	cfg := Config{MinPause: time.Second, MaxPause: 10 * time.Second}
	for failures, bound := range []time.Duration{1: 1, 2: 2, 3: 4, 4: 8, 5: 10, 6: 10} {
		if failures == 0 {
			continue
		}
		bound *= time.Second
		for range 100 {
			if p := cfg.pause(failures); p < bound/2 || p > bound {
				t.Errorf("after %d failures the pause is %v", failures, p)
			}
		}
	}
}

// TestCrossing: a message that came over a connection that was lost, and was confirmed
// over the next, is not handled again when a copy crosses the confirmation; it is when
// it comes much later.
func TestCrossing(t *testing.T) {
	calls := 0
	cfg, err := testConfig("").filled()
	if err != nil {
		t.Fatal(err)
	}
	d, err := newDispatcher(t.Context(), cfg, []top.MessageHandler{top.HandleOtherMessages(func(context.Context, top.Message) error { calls++; return nil })})
	if err != nil {
		t.Fatal(err)
	}
	box := newOutbox()
	d.settle = box.put
	m := top.Message{ID: 5}
	come := func(over string) {
		t.Helper()
		d.take(t.Context(), over, m, nil)
		d.handling.Wait()
		if s := box.first(2); len(s) != 1 || s[0].id != 5 || !s[0].confirm {
			t.Fatalf("to be sent are %+v", s)
		}
		box.drop(1)
	}
	for i, step := range []struct {
		from, over string // where it came, and was confirmed
		want       int
	}{
		{"first", "first", 1},
		{"first", "second", 2},
		{"second", "second", 2}, // the copy
		{"second", "second", 3},
	} {
		come(step.from)
		if i == 3 {
			break
		}
		d.told(5, outcome{confirm: true}, step.over)
		if i == 2 {
			d.known[5] = known{until: time.Now().Add(-time.Second)}
		}
		if calls != step.want {
			t.Errorf("step %d: handled %d times, want %d", i, calls, step.want)
		}
	}
	if calls != 3 {
		t.Errorf("handled %d times, want 3", calls)
	}
	// A copy that comes while the outcome is being sent has it sent again.
	d.telling(5)
	d.take(t.Context(), "second", m, nil)
	if !d.told(5, outcome{confirm: true}, "second") {
		t.Error("the outcome is not to be sent again")
	}
	d.telling(5)
	if d.told(5, outcome{confirm: true}, "second") || calls != 3 {
		t.Errorf("the outcome is to be sent once more, or the copy was handled: %d calls", calls)
	}
	d.known[6], d.known[7] = known{until: time.Now().Add(-time.Second)}, known{until: time.Now().Add(time.Hour)}
	d.forgetOld()
	if _, old := d.known[6]; old || d.known[7].until.IsZero() {
		t.Errorf("known are %v", d.known)
	}
}
