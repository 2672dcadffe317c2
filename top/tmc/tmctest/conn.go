package tmctest

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/coder/websocket"
	"github.com/topgen/topgen/top/tmc/internal/wire"
)

const (
	introductionTimeout = 5 * time.Second
	maxSkew             = 10 * time.Minute // of a client's clock
)

// conn is a connection that a client has made.
type conn struct {
	*Server
	ws    *websocket.Conn
	token string
	wake  chan struct{}
}

// ServeHTTP takes a connection and serves it until it ends.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // the client was told
	}
	defer ws.CloseNow()
	const maxFrame = 1 << 20
	ws.SetReadLimit(maxFrame)
	c := &conn{Server: s, ws: ws, wake: make(chan struct{}, 1)}
	if !c.introduced() {
		ws.Close(websocket.StatusNormalClosure, "")
		return
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	sent := make(chan struct{})
	go func() {
		c.send(ctx)
		close(sent)
	}()
	c.read(ctx)
	cancel()
	<-sent
	s.gone(c)
}

// introduced reads what a client is, and takes it or not.
func (c *conn) introduced() bool {
	ctx, cancel := context.WithTimeout(context.Background(), introductionTimeout)
	defer cancel()
	_, b, err := c.ws.Read(ctx)
	if err != nil {
		return false
	}
	f, err := wire.Parse(b)
	if err != nil {
		c.problem("an introduction: %v", err)
		return false
	}
	ack := &wire.Frame{Type: wire.ConnectAck, Flag: f.Flag}
	if ack.Code, ack.Phrase = c.check(f); ack.Code != 0 {
		c.write(ctx, ack)
		return false
	}
	c.mu.Lock()
	c.tokens++
	c.token = fmt.Sprintf("00000000-0000-4000-8000-%012d", c.tokens)
	c.conns[c] = true
	c.mu.Unlock()
	c.change(func(s *Status) { s.Connects++ })
	ack.Token = c.token
	return c.write(ctx, ack) == nil
}

// check says why a client is refused, 0 if it is not.
func (c *conn) check(f *wire.Frame) (code int32, phrase string) {
	c.mu.Lock()
	refusal := c.refusal
	c.mu.Unlock()
	appKey, timestamp := f.Text(wire.HeaderAppKey), f.Text(wire.HeaderTimestamp)
	ms, err := strconv.ParseInt(timestamp, 10, 64)
	const refused, malformed = 401, 400
	switch {
	case refusal != nil:
		return int32(refusal.Code), refusal.Phrase
	case f.Type != wire.Connect:
		return malformed, "the first frame must be an introduction"
	case appKey != c.opt.AppKey:
		return refused, "there is no app with this key"
	case err != nil || time.Since(time.UnixMilli(ms)).Abs() > maxSkew:
		return refused, "the timestamp is wrong"
	case f.Text(wire.HeaderSign) != wire.Signature(c.opt.AppSecret, appKey, f.Text(wire.HeaderGroup), timestamp):
		return refused, "签名错误"
	}
	return 0, ""
}

// gone forgets a connection. What was sent over it and not confirmed is sent again.
func (s *Server) gone(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	for _, m := range s.messages {
		if m.to == c {
			m.sent = time.Time{}
		}
	}
	s.wake()
}

func (c *conn) write(ctx context.Context, f *wire.Frame) error {
	return c.ws.Write(ctx, websocket.MessageBinary, f.Append(nil))
}

// read reads what the client sends, until the connection ends.
func (c *conn) read(ctx context.Context) {
	for {
		_, b, err := c.ws.Read(ctx)
		if err != nil {
			return
		}
		f, err := wire.Parse(b)
		switch {
		case err != nil:
			c.refuse(ctx, 0, err.Error())
		case f.Type != wire.Send:
			c.problem("a frame of type %d", f.Type)
		case f.Token != c.token:
			c.refuse(ctx, f.Flag, "a frame with the wrong token")
		default:
			c.received(ctx, f)
		}
	}
}

// refuse answers a frame by an error.
func (c *conn) refuse(ctx context.Context, flag int32, why string) {
	c.problem("%s", why)
	c.write(ctx, &wire.Frame{Type: wire.SendAck, Code: 1, Phrase: why, Flag: flag, Token: c.token})
}

// received takes a frame of type Send.
func (c *conn) received(ctx context.Context, f *wire.Frame) {
	id, _ := f.Int(wire.HeaderID)
	switch f.Kind() {
	case wire.KindPull:
		c.change(func(s *Status) { s.Pulls++ })
		c.look()
	case wire.KindConfirm:
		if c.confirm(id) == neverSent {
			c.refuse(ctx, f.Flag, fmt.Sprintf("a confirmation of message %d, which was not sent", id))
		}
	case wire.KindFailed:
		c.change(func(s *Status) {
			if s.Failed == nil {
				s.Failed = map[int64]string{}
			}
			s.Failed[id] = f.Text(wire.HeaderReason)
		})
	default:
		c.refuse(ctx, f.Flag, fmt.Sprintf("a frame of kind %d", f.Kind()))
	}
}

// look has the connection look for messages.
func (c *conn) look() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// What becomes of a confirmation.
type confirmation int

const (
	neverSent confirmation = iota // the message
	confirmedBefore
	confirmedNow
)

// confirm keeps that a message was confirmed.
func (s *Server) confirm(id int64) confirmation {
	s.mu.Lock()
	m := s.byID[id]
	if m == nil || m.times == 0 {
		s.mu.Unlock()
		return neverSent
	}
	before, isNew := m.confirmed, !m.counted
	m.confirmed, m.counted = true, true
	s.messages = slices.DeleteFunc(s.messages, func(other *message) bool { return other == m })
	s.mu.Unlock()
	if isNew {
		s.change(func(status *Status) { status.Confirmed = append(status.Confirmed, id) })
	}
	if before {
		return confirmedBefore
	}
	return confirmedNow
}

// send sends messages that are due, until the connection ends.
func (c *conn) send(ctx context.Context) {
	again := time.NewTicker(max(c.opt.Redeliver/2, time.Millisecond))
	defer again.Stop()
	for {
		for m := c.next(); m != nil; m = c.next() {
			if c.write(ctx, m.frame(c.token)) != nil {
				return
			}
			c.change(func(s *Status) { s.Sent++ })
		}
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
		case <-again.C:
		}
	}
}

// next takes the next message that is to be sent over the connection, nil if there is
// none.
func (c *conn) next() *message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.due(c)
}

// due takes the next message that is to be sent, nil if there is none; the caller has
// locked. It returns a copy.
func (s *Server) due(to *conn) *message {
	for _, m := range s.messages {
		if m.sent.IsZero() || time.Since(m.sent) > s.opt.Redeliver {
			m.sent, m.to = time.Now(), to
			m.times++
			taken := *m
			return &taken
		}
	}
	return nil
}

// frame returns the message as the platform sends it.
func (m *message) frame(token string) *wire.Frame {
	f := &wire.Frame{Type: wire.Send, Token: token}
	retried := int64(0)
	if m.times > 1 || m.Retried {
		retried = 1
	}
	f.Add(wire.TextHeader(wire.HeaderTopic, m.Topic),
		wire.IntHeader(wire.HeaderUser, wire.Int64, m.UserID),
		wire.KindHeader(wire.KindData),
		wire.TextHeader(wire.HeaderPublisher, m.Publisher),
		wire.IntHeader(wire.HeaderRetried, wire.Byte, retried),
		wire.TextHeader(wire.HeaderContent, m.Content),
		wire.IntHeader(wire.HeaderID, wire.Int64, m.ID),
		wire.IntHeader(wire.HeaderTime, wire.Date, m.Published.UnixMilli()),
		wire.TextHeader(wire.HeaderNick, m.UserNick),
		wire.IntHeader(wire.HeaderDataID, wire.Int64, m.DataID),
		wire.IntHeader(wire.HeaderOutgoing, wire.Date, m.sent.UnixMilli()))
	return f
}
