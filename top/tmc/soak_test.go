package tmc_test

import (
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/tmc"
	"github.com/topgen/topgen/top/tmc/tmctest"
)

var soak = flag.Duration("soak", 500*time.Millisecond, "how long TestSoak runs")

// soaked is what a soak keeps of messages.
type soaked struct {
	mu      sync.Mutex
	handled map[int64]bool
}

func (s *soaked) handle(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handled[id] = true
}

// early returns the messages that were confirmed and not handled.
func (s *soaked) early(confirmed []int64) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(confirmed, func(id int64) bool { return s.handled[id] })
}

// TestSoak listens while connections are lost, messages repeated, handlers slow, failing
// and panicking: every message is handled, confirmed once it was, and not before, and in
// the end goroutines and memory are back where they began.
func TestSoak(t *testing.T) {
	srv := tmctest.NewServer(t)
	s := &soaked{handled: map[int64]bool{}}
	r := rand.New(rand.NewPCG(1, 2))
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	goroutines := runtime.NumGoroutine()

	var l log
	cfg := srv.Config()
	cfg.Logger, cfg.Pull = l.logger(), 20*time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- tmc.Listen(ctx, cfg, onOrderPaid(s.order)) }()
	ids := push(t, srv, s, r)
	limit, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if err := srv.WaitConfirmed(limit, ids...); err != nil {
		t.Error(err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	status := srv.Status()
	if early := s.early(status.Confirmed); len(early) > 0 {
		t.Errorf("confirmed and not handled are %v", early)
	}
	if status.Problems != nil {
		t.Errorf("the server complains of %.10q", status.Problems)
	}
	t.Logf("%d messages over %d connections, sent %d times, %d failures", len(ids), status.Connects, status.Sent, len(status.Failed))
	if status.Connects < 2 || status.Sent <= len(ids) || len(status.Failed) == 0 {
		t.Error("that says nothing: no connection was lost, no message repeated, or no handler failed")
	}
	for end := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		t.Errorf("%d goroutines are left of %d", n, goroutines)
	}
	// What the server and the test keep of each message does not count.
	const perMessage, slack = 2 << 10, 8 << 20
	l.mu.Lock()
	l.b.Reset()
	l.mu.Unlock()
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > slack+perMessage*int64(len(ids)) {
		t.Errorf("the heap has grown by %d bytes over %d messages", grown, len(ids))
	}
}

// push pushes messages for the time of the soak, and makes trouble meanwhile.
func push(t *testing.T, srv *tmctest.Server, s *soaked, r *rand.Rand) (ids []int64) {
	t.Helper()
	const (
		rate   = 5 * time.Millisecond
		enough = 80 // messages, however slow the machine: there is trouble of each kind
	)
	kinds := []string{"quick", "quick", "quick", "slow", "error", "panic"}
	for end := time.Now().Add(*soak); time.Now().Before(end) || len(ids) < enough; time.Sleep(rate) {
		kind := kinds[r.IntN(len(kinds))]
		ids = append(ids, srv.Push(topic, `{"nick":"`+kind+`","extra":"`+strconv.Itoa(len(ids))+`"}`))
		switch n := len(ids); {
		case n%50 == 0:
			srv.Drop()
		case n%10 == 0:
			srv.Repeat(ids[r.IntN(len(ids))])
		case n%75 == 1:
			if early := s.early(srv.Status().Confirmed); len(early) > 0 {
				t.Fatalf("confirmed and not handled are %v", early)
			}
		}
	}
	return ids
}

// order handles a message as its kind says. What fails does so a few times.
func (s *soaked) order(_ context.Context, m *orderPaid, meta top.Message) error {
	switch fails := rand.IntN(3) > 0; {
	case strings.Contains(m.Nick, "slow"):
		time.Sleep(rand.N(100 * time.Millisecond))
	case m.Nick == "error" && fails:
		return errors.New("not now")
	case m.Nick == "panic" && fails:
		panic("not now")
	}
	s.handle(meta.ID)
	return nil
}
