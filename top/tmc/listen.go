package tmc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"time"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/tmc/internal/wire"
)

// Listen receives messages and has them handled until ctx ends. Then it takes no
// more, waits for the handlers that are at work, sends their confirmations, and
// returns nil. Each topic has one handler at most; see top.HandleOtherMessages for
// one that takes the rest.
//
// A connection that is lost is made again, after pauses that grow; what was handled
// meanwhile is confirmed then. An error is a mistake in what Listen was given, or a
// *RefusedError if the platform refuses the first connection.
func Listen(ctx context.Context, cfg Config, handlers ...top.MessageHandler) error {
	l, err := newListener(ctx, cfg, handlers)
	if err != nil {
		return fmt.Errorf("tmc: Listen: %w", err)
	}
	defer l.end()
	c, err := l.run(ctx)
	l.finish(c)
	return err
}

// listener is one call of Listen.
type listener struct {
	*dispatcher
	outbox    *outbox
	alive     alive
	connected bool  // once, at least
	flag      int32 // of the last attempt to connect
}

func newListener(ctx context.Context, cfg Config, handlers []top.MessageHandler) (*listener, error) {
	if cfg.AppKey == "" || cfg.AppSecret == "" {
		return nil, errors.New("AppKey and AppSecret must not be empty")
	}
	cfg, err := cfg.filled()
	if err != nil {
		return nil, err
	}
	if !isAddress(cfg.URL) {
		return nil, errors.New("URL is no address of a WebSocket server, such as " + Production) // which can have a key in it
	}
	d, err := newDispatcher(ctx, cfg, handlers)
	if err != nil {
		return nil, err
	}
	l := &listener{dispatcher: d, outbox: newOutbox(), alive: usualAlive}
	d.settle = l.outbox.put
	return l, nil
}

// isAddress reports whether a connection can be made to a URL at all.
func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && slices.Contains([]string{"ws", "wss", "http", "https"}, u.Scheme)
}

// run connects and receives until ctx ends; the connection that there is then is
// returned. An error is one that connecting again does not mend.
func (l *listener) run(ctx context.Context) (*connection, error) {
	for failures := 0; ctx.Err() == nil; {
		c, err := l.connect(ctx)
		if refused, ok := errors.AsType[*RefusedError](err); ok && !l.connected {
			return nil, refused
		}
		if err == nil {
			l.connected = true
			started := time.Now()
			if err = l.receive(ctx, c); err == nil {
				return c, nil
			}
			c.lose(err)
			if c.gotData.Load() || time.Since(started) > l.cfg.MaxPause {
				failures = 0
			}
		}
		failures++
		pause := l.cfg.pause(failures)
		if ctx.Err() == nil {
			l.warn("tmc: no connection", slog.String("error", l.hidden.scrub(err.Error())), slog.Duration("pause", pause))
		}
		wait(ctx, pause)
	}
	return nil, nil
}

// receive receives over a connection until it is lost, which is an error, or ctx ends.
func (l *listener) receive(ctx context.Context, c *connection) error {
	l.forgetOld()
	taking, stop := context.WithCancel(ctx)
	defer stop()
	go c.read(func(b []byte) { l.received(taking, c, b) })
	pull := time.NewTicker(l.cfg.Pull)
	defer pull.Stop()
	check := time.NewTicker(l.alive.check)
	defer check.Stop()
	for pullDue := true; ; {
		if err := l.flush(c); err != nil {
			return err
		}
		if pullDue && l.hasRoom() {
			if err := c.send(wire.KindHeader(wire.KindPull)); err != nil {
				return err
			}
			pullDue = false
		}
		select {
		case <-ctx.Done():
			return nil
		case <-c.dead:
			return c.err
		case <-l.outbox.wake:
		case <-pull.C:
			pullDue = true
		case <-check.C:
			c.keepAlive()
		}
	}
}

// received takes the bytes of a frame that came over a connection.
func (l *listener) received(ctx context.Context, c *connection, b []byte) {
	f, err := wire.Parse(b)
	switch {
	case err != nil: // what it was will come again, since nothing confirms it
		l.warn("tmc: the platform sent what cannot be read", slog.String("error", err.Error()))
	case f.Type == wire.SendAck && (f.Code != 0 || f.Phrase != ""):
		l.warn("tmc: the platform refused something", slog.Int("code", int(f.Code)), slog.String("phrase", l.hidden.scrub(f.Phrase)))
	case f.Type != wire.Send:
	case f.Token != c.token:
		l.warn("tmc: a frame came that is not of this connection")
		if err := c.write(&wire.Frame{Type: wire.SendAck, Code: 1, Phrase: "unknown token", Flag: f.Flag, Token: f.Token}); err != nil {
			c.lose(err)
		}
	case f.Kind() == wire.KindData:
		c.gotData.Store(true)
		l.message(ctx, c, f)
	}
}

// message has the message of a frame handled. While there is no room, nothing more is
// read from the connection.
func (l *listener) message(ctx context.Context, c *connection, f *wire.Frame) {
	id, ok := f.Int(wire.HeaderID)
	if !ok {
		l.warn("tmc: a message came without an id, by which it could be confirmed", slog.String("topic", f.Text(wire.HeaderTopic)))
		return
	}
	m, err := messageOf(f)
	m.ID = id
	c.blocked.Store(true)
	defer c.blocked.Store(false)
	l.take(ctx, c, m, err)
}

// messageOf returns the message of a frame, and what is wrong with its content.
func messageOf(f *wire.Frame) (top.Message, error) {
	content, err := f.Content()
	m := top.Message{
		Topic: f.Text(wire.HeaderTopic), Publisher: f.Text(wire.HeaderPublisher), UserNick: f.Text(wire.HeaderNick),
		Published: timeOf(f, wire.HeaderTime), Outgoing: timeOf(f, wire.HeaderOutgoing), Content: content,
	}
	m.UserID, _ = f.Int(wire.HeaderUser)
	m.DataID, _ = f.Int(wire.HeaderDataID)
	retried, _ := f.Int(wire.HeaderRetried)
	m.Retried = retried != 0
	return m, err
}

func timeOf(f *wire.Frame, name string) time.Time {
	ms, ok := f.Int(name)
	if !ok || ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// flush sends what became of messages, over a connection.
func (l *listener) flush(c *connection) error {
	for {
		next := l.outbox.first(1)
		if len(next) == 0 {
			return nil
		}
		s := next[0]
		l.telling(s.id)
		var err error
		switch id := wire.IntHeader(wire.HeaderID, wire.Int64, s.id); {
		case s.confirm:
			err = c.send(wire.KindHeader(wire.KindConfirm), id)
		default:
			err = c.send(wire.KindHeader(wire.KindFailed), id, wire.TextHeader(wire.HeaderReason, cut(s.reason)))
		}
		if err != nil {
			return err
		}
		l.outbox.drop(1)
		if l.told(s.id, s.outcome, c) {
			l.outbox.put(s.id, s.outcome)
		}
	}
}

// cut returns as much of a reason as the platform takes.
func cut(reason string) string {
	const longest = 128
	if chars := []rune(reason); len(chars) > longest {
		return string(chars[:longest])
	}
	return reason
}

// finish waits for the handlers and sends what became of their messages: over c, or
// over another connection if c is lost or nil.
func (l *listener) finish(c *connection) {
	c = l.await(c)
	if l.outbox.len() > 0 && c == nil && l.connected {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(l.ctx), connectTimeout)
		defer cancel()
		if c, _ = l.connect(ctx); c != nil {
			go c.read(func([]byte) {})
		}
	}
	if c == nil {
		l.missed()
		return
	}
	if err := l.flush(c); err != nil {
		l.missed()
	}
	c.close()
}

// await waits until no message is being handled, and returns the connection if it is
// still there.
func (l *listener) await(c *connection) *connection {
	idle := l.idle()
	grace := time.NewTimer(l.cfg.Grace)
	defer grace.Stop()
	for {
		var dead chan struct{}
		if c != nil {
			dead = c.dead
			if err := l.flush(c); err != nil {
				c.lose(err)
			}
		}
		select {
		case <-idle:
			return c
		case <-grace.C:
			l.end()
		case <-l.outbox.wake:
		case <-dead:
			c.close()
			c = nil
		}
	}
}

// missed tells how many confirmations could not be sent.
func (l *listener) missed() {
	if n := l.outbox.len(); n > 0 {
		l.warn("tmc: messages were handled and could not be confirmed: they will come again", slog.Int("messages", n))
	}
}
