// Package tmctest has a server that speaks the protocol of the platform's messages, to
// test programs that receive some: it checks what the platform checks, pushes what the
// test says, sends again what was not confirmed, loses connections, and keeps what
// became of each message.
//
//	srv := tmctest.NewServer(t)
//	go tmc.Listen(ctx, srv.Config(), trade.OnTradeCreate(handler))
//	id := srv.Push(trade.TopicTradeCreate, `{"tid":1}`)
//	err := srv.WaitConfirmed(ctx, id)
//
// All that is pushed goes to whoever is connected, whatever the group, or to who takes it:
// Take and Confirm are what the two methods do that tmc.Poll calls.
package tmctest

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/tmc"
)

// What the servers of this package demand, unless Options say otherwise.
const (
	AppKey    = "12345678"
	AppSecret = "tmctest-app-secret"
)

// DefaultRedeliver is after how long a message that was not confirmed is sent again.
// The platform takes minutes.
const DefaultRedeliver = 200 * time.Millisecond

// Options configure a Server. The zero value is a usable configuration.
type Options struct {
	AppKey, AppSecret string        // of the app that may connect; the defaults are those of this package
	Redeliver         time.Duration // the default is DefaultRedeliver
	FirstID           int64         // of the messages; the default has 19 digits, as on the platform
}

// TB is what this package needs of a test.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Server is the platform's side of the channel. It is an http.Handler that takes
// WebSocket connections, and safe for concurrent use.
type Server struct {
	// URL is its address, for tmc.Config; empty of one that New has made.
	URL string

	opt      Options
	mu       sync.Mutex
	conns    map[*conn]bool
	messages []*message // not confirmed yet, in the order in which they were pushed
	byID     map[int64]*message
	next     int64
	tokens   int
	refusal  *tmc.RefusedError
	status   Status
	changed  chan struct{} // closed when status changes
}

// Status is what has happened on a server so far.
type Status struct {
	Connects  int              // connections that were taken
	Pulls     int              // times that a client has asked for messages
	Sent      int              // messages sent, those that were sent again included
	Confirmed []int64          // ids, in the order in which they were first confirmed
	Failed    map[int64]string // reasons that clients gave last, by id
	Problems  []string         // what clients did that the protocol does not allow
}

// message is a message that was pushed.
type message struct {
	top.Message
	sent      time.Time // zero if it is to be sent
	to        *conn
	times     int  // that it was sent
	confirmed bool // and not repeated since
	counted   bool // among those confirmed
}

// New returns a server, which takes connections by its ServeHTTP.
func New(opt Options) *Server {
	opt.AppKey = cmp.Or(opt.AppKey, AppKey)
	opt.AppSecret = cmp.Or(opt.AppSecret, AppSecret)
	opt.Redeliver = cmp.Or(opt.Redeliver, DefaultRedeliver)
	opt.FirstID = cmp.Or(opt.FirstID, 1000000000000000001)
	return &Server{opt: opt, conns: map[*conn]bool{}, byID: map[int64]*message{}, next: opt.FirstID, changed: make(chan struct{})}
}

// NewServer starts a server on a local socket, which is closed when the test ends.
func NewServer(t TB) *Server {
	t.Helper()
	s := New(Options{})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("tmctest: %v", err)
	}
	s.URL = "ws://" + ln.Addr().String() + "/"
	server := &http.Server{Handler: s}
	served := make(chan struct{})
	go func() {
		server.Serve(ln)
		close(served)
	}()
	t.Cleanup(func() {
		server.Close()
		<-served
		s.Close()
	})
	return s
}

// Config returns what tmc.Listen needs to connect to s, with pauses that suit a test.
func (s *Server) Config() tmc.Config {
	return tmc.Config{
		AppKey: s.opt.AppKey, AppSecret: s.opt.AppSecret, URL: s.URL,
		Pull: 100 * time.Millisecond, MinPause: 5 * time.Millisecond, MaxPause: 50 * time.Millisecond,
	}
}

// Push sends a message with content, JSON, to a client: now, or when one connects.
func (s *Server) Push(topic, content string) (id int64) {
	return s.PushMessage(top.Message{Topic: topic, Content: content})
}

// PushMessage is Push for a message with more to it. An ID of 0 becomes the next one
// that is free, and times that are not set become that of the server's clock.
func (s *Server) PushMessage(m top.Message) (id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for m.ID == 0 {
		if s.byID[s.next] == nil {
			m.ID = s.next
		}
		s.next++
	}
	if m.Published.IsZero() {
		m.Published = time.Now()
	}
	p := &message{Message: m}
	s.messages, s.byID[m.ID] = append(s.messages, p), p
	s.wake()
	return m.ID
}

// Take takes up to n messages that are due, as programs get them that have no connection:
// see tmc.Poll. Those that are not confirmed are due again after a while.
func (s *Server) Take(n int) []top.Message {
	var taken []top.Message
	s.mu.Lock()
	for len(taken) < n {
		m := s.due(nil)
		if m == nil {
			break
		}
		taken = append(taken, m.Message)
	}
	s.mu.Unlock()
	s.change(func(status *Status) { status.Sent += len(taken) })
	return taken
}

// Confirm confirms a message that was sent or taken. It reports whether there is one that
// was not confirmed yet.
func (s *Server) Confirm(id int64) bool { return s.confirm(id) == confirmedNow }

// Repeat sends a message again, whether it was confirmed or not. It reports whether
// there is one with that id.
func (s *Server) Repeat(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.byID[id]
	if m == nil {
		return false
	}
	if m.confirmed {
		m.confirmed = false
		s.messages = append(s.messages, m)
	}
	m.sent = time.Time{}
	s.wake()
	return true
}

// Drop ends all connections without a word.
func (s *Server) Drop() {
	s.mu.Lock()
	conns := s.connections()
	s.mu.Unlock()
	for _, c := range conns {
		c.ws.CloseNow()
	}
}

// Refuse makes the server refuse connections from now on, until Accept.
func (s *Server) Refuse(code int, phrase string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusal = &tmc.RefusedError{Code: code, Phrase: phrase}
}

// Accept makes the server take connections again.
func (s *Server) Accept() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusal = nil
}

// Close ends all connections, each with a word.
func (s *Server) Close() {
	s.mu.Lock()
	conns := s.connections()
	s.mu.Unlock()
	for _, c := range conns {
		c.ws.Close(websocket.StatusGoingAway, "")
	}
}

// Status returns what has happened so far.
func (s *Server) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	status := s.status
	status.Confirmed = slices.Clone(status.Confirmed)
	status.Problems = slices.Clone(status.Problems)
	status.Failed = map[int64]string{}
	for id, reason := range s.status.Failed {
		status.Failed[id] = reason
	}
	return status
}

// Connections returns how many clients are connected.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// WaitConfirmed waits until all these messages are confirmed. The error says which are
// not when ctx ends.
func (s *Server) WaitConfirmed(ctx context.Context, ids ...int64) error {
	missing := slices.Clone(ids)
	for {
		s.mu.Lock()
		changed := s.changed
		missing = slices.DeleteFunc(missing, func(id int64) bool { return s.byID[id] != nil && s.byID[id].counted })
		s.mu.Unlock()
		if len(missing) == 0 {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("tmctest: not confirmed are %v: %w", missing, context.Cause(ctx))
		}
	}
}

// Wait waits until what has happened is as until wants it.
func (s *Server) Wait(ctx context.Context, until func(Status) bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if until(s.Status()) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// change changes the status.
func (s *Server) change(f func(*Status)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.status)
	close(s.changed)
	s.changed = make(chan struct{})
}

// problem keeps what a client did wrong.
func (s *Server) problem(format string, args ...any) {
	const most = 1000
	s.change(func(status *Status) {
		if len(status.Problems) < most {
			status.Problems = append(status.Problems, fmt.Sprintf(format, args...))
		}
	})
}

// connections returns the connections; the caller has locked.
func (s *Server) connections() []*conn {
	var conns []*conn
	for c := range s.conns {
		conns = append(conns, c)
	}
	return conns
}

// wake has all connections look for messages; the caller has locked.
func (s *Server) wake() {
	for c := range s.conns {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
}
