package tmctest_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/tmc/internal/wire"
	"github.com/topgen/topgen/top/tmc/tmctest"
)

// client speaks to a server in frames.
type client struct {
	t  *testing.T
	ws *websocket.Conn
}

func dial(t *testing.T, srv *tmctest.Server) client {
	t.Helper()
	ws, _, err := websocket.Dial(t.Context(), srv.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.CloseNow() })
	return client{t, ws}
}

func (c client) write(f *wire.Frame) {
	c.t.Helper()
	if err := c.ws.Write(c.t.Context(), websocket.MessageBinary, f.Append(nil)); err != nil {
		c.t.Fatal(err)
	}
}

func (c client) read() *wire.Frame {
	c.t.Helper()
	_, b, err := c.ws.Read(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	f, err := wire.Parse(b)
	if err != nil {
		c.t.Fatal(err)
	}
	return f
}

// introduction returns a good one, at a time.
func introduction(at time.Time) *wire.Frame {
	timestamp := strconv.FormatInt(at.UnixMilli(), 10)
	f := &wire.Frame{Type: wire.Connect, Flag: 3}
	f.Add(wire.TextHeader("app_key", tmctest.AppKey), wire.TextHeader("group_name", "vip"), wire.TextHeader("timestamp", timestamp),
		wire.TextHeader("sign", wire.Signature(tmctest.AppSecret, tmctest.AppKey, "vip", timestamp)))
	return f
}

func TestIntroductions(t *testing.T) {
	srv := tmctest.NewServer(t)
	changed := func(name, value string) *wire.Frame {
		f := introduction(time.Now())
		f.Add(wire.TextHeader(name, value))
		return f
	}
	for _, test := range []struct {
		name  string
		frame *wire.Frame
		want  string
	}{
		{"good", introduction(time.Now()), ""},
		{"late", introduction(time.Now().Add(-time.Hour)), "timestamp"},
		{"no time", changed("timestamp", "now"), "timestamp"},
		{"another app", changed("app_key", "1"), "no app"},
		{"another group", changed("group_name", "default"), "签名错误"},
		{"wrong signature", changed("sign", "0"), "签名错误"},
		{"no introduction", &wire.Frame{Type: wire.Send, Flag: 3}, "must be an introduction"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := dial(t, srv)
			c.write(test.frame)
			ack := c.read()
			if ack.Type != wire.ConnectAck || ack.Flag != 3 || (ack.Code == 0) != (test.want == "") || !strings.Contains(ack.Phrase, test.want) || (ack.Token == "") != (test.want != "") {
				t.Errorf("the answer is %+v", ack)
			}
		})
	}
	if n := srv.Status().Connects; n != 1 {
		t.Errorf("%d connections were taken", n)
	}
}

// TestProtocol: what a client must not do is answered by an error and kept.
func TestProtocol(t *testing.T) {
	srv := tmctest.NewServer(t)
	c := dial(t, srv)
	c.write(introduction(time.Now()))
	token := c.read().Token
	send := func(token string, headers ...wire.Header) *wire.Frame {
		return &wire.Frame{Type: wire.Send, Flag: 9, Token: token, Headers: headers}
	}
	id := wire.IntHeader(wire.HeaderID, wire.Int64, 5)
	for _, test := range []struct {
		frame *wire.Frame
		want  string
	}{
		{send("another", wire.KindHeader(wire.KindPull)), "wrong token"},
		{send(token, wire.KindHeader(99)), "kind 99"},
		{send(token, wire.KindHeader(wire.KindConfirm), id), "message 5, which was not sent"},
	} {
		c.write(test.frame)
		if f := c.read(); f.Type != wire.SendAck || f.Code == 0 || f.Flag != 9 || f.Token != token || !strings.Contains(f.Phrase, test.want) {
			t.Errorf("the answer is %+v, want one with %q", f, test.want)
		}
	}
	if err := c.ws.Write(t.Context(), websocket.MessageBinary, []byte{2}); err != nil {
		t.Fatal(err)
	}
	if f := c.read(); !strings.Contains(f.Phrase, "broken") {
		t.Errorf("of a broken frame it is said %+v", f)
	}
	if p := srv.Status().Problems; len(p) != 4 {
		t.Errorf("kept are %q", p)
	}
}

// TestDelivery: a message is sent until it is confirmed, and when it is to be repeated.
func TestDelivery(t *testing.T) {
	srv := tmctest.NewServer(t)
	id := srv.Push("a_b_C", "{}")
	c := dial(t, srv)
	c.write(introduction(time.Now()))
	token := c.read().Token
	for i := range int64(3) {
		f := c.read()
		retried, _ := f.Int(wire.HeaderRetried)
		if got, _ := f.Int(wire.HeaderID); got != id || f.Text(wire.HeaderContent) != "{}" || retried != min(i, 1) || f.Token != token {
			t.Errorf("delivery %d is %+v", i, f)
		}
	}
	confirm := &wire.Frame{Type: wire.Send, Token: token, Headers: []wire.Header{wire.KindHeader(wire.KindConfirm), wire.IntHeader(wire.HeaderID, wire.Int64, id)}}
	c.write(confirm)
	if err := srv.WaitConfirmed(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if !srv.Repeat(id) || srv.Repeat(id+1) {
		t.Error("a message that there is cannot be repeated, or one that there is not can")
	}
	if got, _ := c.read().Int(wire.HeaderID); got != id {
		t.Errorf("repeated was %d", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := srv.WaitConfirmed(ctx, id, 7); err == nil || !strings.Contains(err.Error(), "not confirmed are [7]") {
		t.Errorf("of what is missing it is said: %v", err)
	}
}

// TestTake: what is taken is given out once, comes again unless it is confirmed, and is
// confirmed once.
func TestTake(t *testing.T) { synctest.Test(t, testTake) }

func testTake(t *testing.T) {
	s := tmctest.New(tmctest.Options{})
	first, second, third := s.Push("a_b_C", `{"n":1}`), s.Push("a_b_C", `{"n":2}`), s.Push("a_b_C", `{"n":3}`)
	ids := func(messages []top.Message) (ids []int64) {
		for _, m := range messages {
			ids = append(ids, m.ID)
		}
		return ids
	}
	if s.Confirm(first) {
		t.Error("a message is confirmed that nobody has")
	}
	if got := ids(s.Take(2)); !slices.Equal(got, []int64{first, second}) {
		t.Errorf("taken are %v", got)
	}
	if !s.Confirm(first) || s.Confirm(first) || s.Confirm(12345) {
		t.Error("a message is not confirmed just once")
	}
	if got := ids(s.Take(10)); !slices.Equal(got, []int64{third}) {
		t.Errorf("then are taken %v", got)
	}
	time.Sleep(tmctest.DefaultRedeliver)
	if got := ids(s.Take(10)); len(got) > 0 {
		t.Errorf("too early come again %v", got)
	}
	time.Sleep(time.Nanosecond)
	if got := ids(s.Take(10)); !slices.Equal(got, []int64{second, third}) {
		t.Errorf("again come %v", got)
	}
	if status := s.Status(); status.Sent != 5 || !slices.Equal(status.Confirmed, []int64{first}) {
		t.Errorf("the status is %+v", status)
	}
}
