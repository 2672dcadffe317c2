package tmc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/topgen/topgen/top"
)

// dispatcher hands messages to their handlers, so many at once, and says what became
// of each.
type dispatcher struct {
	cfg    Config
	topics map[string]top.MessageHandler
	others *top.MessageHandler
	hidden hidden
	slots  chan struct{} // one taken for each message that is being handled
	settle func(id int64, o outcome)
	// ctx is that of handlers: it outlives that of Listen, until end is called.
	ctx context.Context
	end context.CancelFunc

	handling sync.WaitGroup
	mu       sync.Mutex
	closed   bool // nothing more is taken
	known    map[int64]known
	unasked  map[string]bool // topics without a handler of which was told
}

// known is what is known of a message: that it is being handled, or its outcome is not
// sent. One that was confirmed over another connection than the one it came over is
// known a little longer: the platform may have sent it again before it had that.
type known struct {
	from  any       // the connection over which it came
	again bool      // it came again since its outcome began to be sent
	until time.Time // of one that is confirmed; zero before
}

// crossing is how long a message that was confirmed over another connection is known:
// the platform takes it for unconfirmed after a minute at most.
const crossing = time.Minute

// outcome is what became of a message.
type outcome struct {
	confirm bool
	reason  string // for the platform; empty if it is not told
}

// What the platform is told of failures, unless it is a Failure.
const (
	reasonError  = "the handler returned an error"
	reasonPanic  = "the handler panicked"
	reasonDecode = "the content cannot be read"
)

func newDispatcher(ctx context.Context, cfg Config, handlers []top.MessageHandler) (*dispatcher, error) {
	d := &dispatcher{
		cfg: cfg, topics: map[string]top.MessageHandler{}, slots: make(chan struct{}, cfg.Handlers),
		hidden: hidden{cfg.AppSecret}, known: map[int64]known{}, unasked: map[string]bool{},
	}
	for _, h := range handlers {
		topic := h.Topic()
		if _, twice := d.topics[topic]; twice || topic == "" && d.others != nil {
			return nil, fmt.Errorf("two handlers are for %s", nameOf(topic))
		}
		if topic == "" {
			d.others = &h
		} else {
			d.topics[topic] = h
		}
	}
	if len(handlers) == 0 {
		return nil, errors.New("there is no handler")
	}
	d.ctx, d.end = context.WithCancel(context.WithoutCancel(ctx))
	return d, nil
}

func nameOf(topic string) string {
	if topic == "" {
		return "all other topics"
	}
	return "topic " + topic
}

// take has a message handled that came over a connection, as soon as there is room, and
// reports that; false if it need not be, or ctx ends before. What was wrong with its
// content already is err.
func (d *dispatcher) take(ctx context.Context, from any, m top.Message, err error) bool {
	if d.isKnown(m.ID) {
		return false
	}
	h := d.handler(m)
	if h == nil {
		return false
	}
	select {
	case d.slots <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed || ctx.Err() != nil {
		<-d.slots
		return false
	}
	d.known[m.ID] = known{from: from}
	d.handling.Go(func() {
		o := outcome{reason: reasonPanic}
		defer func() { // a handler may have ended the goroutine
			<-d.slots
			d.settle(m.ID, o)
		}()
		o = d.handle(h, m, err)
	})
	return true
}

// hasRoom reports whether a message would be handled at once.
func (d *dispatcher) hasRoom() bool { return len(d.slots) < cap(d.slots) }

// isKnown reports whether a message need not be handled: what becomes of it will be
// said, or is said again.
func (d *dispatcher) isKnown(id int64) bool {
	d.mu.Lock()
	k, ok := d.known[id]
	if ok {
		k.again = true
		d.known[id] = k
	}
	again := ok && !k.until.IsZero()
	if again && time.Now().After(k.until) {
		delete(d.known, id)
		ok, again = false, false
	}
	d.mu.Unlock()
	if again {
		d.settle(id, outcome{confirm: true})
	}
	return ok
}

// telling is called when the outcome of a message is about to be sent.
func (d *dispatcher) telling(id int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k := d.known[id]
	k.again = false
	d.known[id] = k
}

// told is called when the outcome of a message was sent over a connection: if it comes
// again, it is handled again. If it came again while that was sent, the outcome must be
// sent once more, and told reports that.
func (d *dispatcher) told(id int64, o outcome, over any) (again bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k := d.known[id]
	if k.again && k.until.IsZero() {
		return true
	}
	if o.confirm && k.from != over {
		k.until = time.Now().Add(crossing)
		d.known[id] = k
		return false
	}
	delete(d.known, id)
	return false
}

// forget is called when the platform will not be told of a message.
func (d *dispatcher) forget(id int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.known, id)
}

// forgetOld forgets messages that were confirmed long ago.
func (d *dispatcher) forgetOld() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, k := range d.known {
		if !k.until.IsZero() && time.Now().After(k.until) {
			delete(d.known, id)
		}
	}
}

// handler returns the handler of a message, nil if there is none, which is told once
// for each topic.
func (d *dispatcher) handler(m top.Message) *top.MessageHandler {
	if h, ok := d.topics[m.Topic]; ok {
		return &h
	}
	if d.others != nil {
		return d.others
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	const most = 1000 // topics that a server can make us remember
	if !d.unasked[m.Topic] && len(d.unasked) < most {
		d.unasked[m.Topic] = true
		d.warn("tmc: no handler is for the topic: its messages are not confirmed", slog.String("topic", m.Topic), slog.Int64("id", m.ID))
	}
	return nil
}

// handle has a handler handle a message. If it panics, that concerns this message
// alone.
func (d *dispatcher) handle(h *top.MessageHandler, m top.Message, err error) (o outcome) {
	o = outcome{reason: reasonPanic}
	defer func() {
		if p := recover(); p != nil {
			d.failed(m, slog.String("panic", d.hidden.scrub(fmt.Sprint(p))), slog.String("stack", string(debug.Stack())))
		}
	}()
	var handle func(context.Context) error
	if err == nil {
		handle, err = h.Decode(m)
	}
	if err != nil {
		return d.decodeFailed(m, err)
	}
	if err := handle(d.ctx); err != nil {
		d.failed(m, slog.String("error", d.hidden.scrub(err.Error())))
		return outcome{reason: reasonOf(err)}
	}
	return outcome{confirm: true}
}

func (d *dispatcher) decodeFailed(m top.Message, err error) outcome {
	if f := d.cfg.OnDecodeError; f != nil {
		if f(d.ctx, m, err) {
			return outcome{confirm: true}
		}
	} else {
		d.failed(m, slog.String("error", d.hidden.scrub(err.Error())))
	}
	return outcome{reason: reasonDecode}
}

func reasonOf(err error) string {
	if f, ok := errors.AsType[*Failure](err); ok && f.Reason != "" {
		return f.Reason
	}
	return reasonError
}

func (d *dispatcher) failed(m top.Message, why ...slog.Attr) {
	d.warn("tmc: a message was not handled", append([]slog.Attr{
		slog.String("topic", m.Topic), slog.Int64("id", m.ID), slog.Bool("retried", m.Retried),
	}, why...)...)
}

func (d *dispatcher) warn(message string, attrs ...slog.Attr) {
	d.cfg.Logger.LogAttrs(d.ctx, slog.LevelWarn, message, attrs...)
}

// idle takes no more messages, and returns a channel that is closed when none is being
// handled any more.
func (d *dispatcher) idle() <-chan struct{} {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	done := make(chan struct{})
	go func() {
		d.handling.Wait()
		close(done)
	}()
	return done
}
