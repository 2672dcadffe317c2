package tmc_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/tmc"
	"github.com/topgen/topgen/top/toptest"
)

const consume, confirm = "taobao.tmc.messages.consume", "taobao.tmc.messages.confirm"

// queue is what a gateway has of messages.
type queue struct {
	mu        sync.Mutex
	answers   []string // to consume, one after the other; then nothing waits
	confirmed []string
	refuse    int // how many confirmations fail
	changed   chan struct{}
}

func (q *queue) serve(srv *toptest.Server) {
	q.changed = make(chan struct{}, 100)
	srv.AnswerFunc(consume, func(*toptest.Call) (string, error) {
		q.mu.Lock()
		defer q.mu.Unlock()
		if len(q.answers) == 0 {
			return `{"tmc_messages_consume_response":{"request_id":"r"}}`, nil
		}
		answer := q.answers[0]
		q.answers = q.answers[1:]
		if code, failed := strings.CutPrefix(answer, "error "); failed {
			return "", &top.Error{Code: code, Msg: "no"}
		}
		return `{"tmc_messages_consume_response":{"messages":{"tmc_message":[` + answer + `]},"request_id":"r"}}`, nil
	})
	srv.AnswerFunc(confirm, func(c *toptest.Call) (string, error) {
		q.mu.Lock()
		defer q.mu.Unlock()
		if q.refuse > 0 {
			q.refuse--
			return `{"tmc_messages_confirm_response":{"is_success":false}}`, nil
		}
		q.confirmed = append(q.confirmed, strings.Split(c.Params["s_message_ids"], ",")...)
		q.changed <- struct{}{}
		return `{"tmc_messages_confirm_response":{"is_success":true}}`, nil
	})
}

// wait waits until so many messages are confirmed, and returns them sorted.
func (q *queue) wait(t *testing.T, n int) []string {
	t.Helper()
	for {
		q.mu.Lock()
		confirmed := slices.Sorted(slices.Values(q.confirmed))
		q.mu.Unlock()
		if len(confirmed) >= n {
			return confirmed
		}
		select {
		case <-q.changed:
		case <-time.After(20 * time.Second):
			t.Fatalf("confirmed are only %v", confirmed)
		}
	}
}

func waiting(id int, content string) string {
	return fmt.Sprintf(`{"id":100000000000000000%d,"topic":%q,"content":%s,"user_id":7,"user_nick":"n","pub_app_key":"4272","pub_time":"2014-06-23 14:33:00"}`, id, topic, content)
}

func pollConfig(l *log) tmc.Config {
	return tmc.Config{Group: "vip", Pull: time.Millisecond, MinPause: time.Millisecond, MaxPause: time.Millisecond, Logger: l.logger()}
}

func TestPoll(t *testing.T) {
	srv := toptest.NewServer(t)
	q := &queue{refuse: 2, answers: []string{
		waiting(1, `"{\"tid\":3600000000000000001}"`) + "," + waiting(2, `{"tid":"2"}`) + "," + waiting(3, `"{\"extra\":\"fail\"}"`) + "," + waiting(4, `"{\"tid\":\"x\"}"`),
		"error 7",
		waiting(5, `"<c><tid>5</tid></c>"`),
	}}
	q.serve(srv)
	var l log
	var mu sync.Mutex
	var tids []int64
	var first top.Message
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		done <- tmc.Poll(ctx, srv.Client(), pollConfig(&l), onOrderPaid(func(_ context.Context, m *orderPaid, meta top.Message) error {
			if m.Extra == "fail" {
				return errors.New("down")
			}
			mu.Lock()
			defer mu.Unlock()
			if tids = append(tids, m.Tid); m.Tid == 3600000000000000001 {
				first = meta
			}
			return nil
		}))
	}()
	want := []string{"1000000000000000001", "1000000000000000002", "1000000000000000005"}
	if got := q.wait(t, 3); !slices.Equal(got, want) {
		t.Errorf("confirmed are %v", got)
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	slices.Sort(tids)
	if !slices.Equal(tids, []int64{2, 5, 3600000000000000001}) {
		t.Errorf("handled are %v", tids)
	}
	if !first.Published.Equal(time.UnixMilli(1403505180000)) || first.UserID != 7 || first.UserNick != "n" || first.Publisher != "4272" || first.Topic != topic || first.ID != 1000000000000000001 {
		t.Errorf("with it came %#v of %v", first, first.Published)
	}
	call := srv.Calls(consume)[0]
	if call.Params["group_name"] != "vip" || call.Params["quantity"] != "100" {
		t.Errorf("asked was with %v", call.Params)
	}
	for _, want := range []string{"could not be confirmed", "no messages could be taken", "tid: is not an integer", "error=down"} {
		if !strings.Contains(l.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, l.String())
		}
	}
}

// TestPollEnds: handlers at work are waited for and confirmed.
func TestPollEnds(t *testing.T) {
	srv := toptest.NewServer(t)
	q := &queue{answers: []string{waiting(1, `"{}"`) + "," + waiting(2, `"{}"`)}}
	q.serve(srv)
	var l log
	started, release := make(chan struct{}, 2), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	cfg := pollConfig(&l)
	cfg.Handlers = 1
	go func() {
		done <- tmc.Poll(ctx, srv.Client(), cfg, onOrderPaid(func(ctx context.Context, _ *orderPaid, _ top.Message) error {
			started <- struct{}{}
			<-release
			return ctx.Err()
		}))
	}()
	<-started
	cancel()
	time.Sleep(10 * time.Millisecond)
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := q.wait(t, 1); !slices.Equal(got, []string{"1000000000000000001"}) {
		t.Errorf("confirmed are %v", got)
	}
}

// TestPollRefused: what the platform will always refuse ends Poll at its first call, and
// a limit does not.
func TestPollRefused(t *testing.T) {
	handler := onOrderPaid(func(context.Context, *orderPaid, top.Message) error { return nil })
	srv := toptest.NewServer(t)
	q := &queue{answers: []string{"error 11"}}
	q.serve(srv)
	var l log
	if err := tmc.Poll(t.Context(), srv.Client(), pollConfig(&l), handler); !errors.Is(err, top.ErrPermission) {
		t.Errorf("Poll returned %v", err)
	}
	q.answers = []string{"error 7", waiting(1, `"{}"`), "error 11", waiting(2, `"{}"`)}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- tmc.Poll(ctx, srv.Client(), pollConfig(&l), handler) }()
	q.wait(t, 2)
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestPollPauses: messages that no handler is for make Poll ask no faster than if there were
// none.
func TestPollPauses(t *testing.T) {
	srv := toptest.NewServer(t)
	asked := make(chan struct{}, 1000)
	srv.AnswerFunc(consume, func(*toptest.Call) (string, error) {
		select {
		case asked <- struct{}{}:
		default:
		}
		return `{"tmc_messages_consume_response":{"messages":{"tmc_message":[{"id":7,"topic":"a_b_Other","content":"{}"}]},"request_id":"r"}}`, nil
	})
	var l log
	cfg := pollConfig(&l)
	cfg.Pull = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		done <- tmc.Poll(ctx, srv.Client(), cfg, onOrderPaid(func(context.Context, *orderPaid, top.Message) error { return nil }))
	}()
	<-asked
	select {
	case <-asked:
		t.Error("Poll asks again at once")
	case <-time.After(100 * time.Millisecond):
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestPollOfNothing: an answer without messages, however the platform leaves them out,
// is no failure.
func TestPollOfNothing(t *testing.T) {
	for _, nothing := range []string{`{"request_id":"r"}`, `{}`, `{"messages":{},"request_id":"r"}`, `{"messages":{"tmc_message":[]},"request_id":"r"}`} {
		srv := toptest.NewServer(t)
		asked := make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		srv.AnswerFunc(consume, func(*toptest.Call) (string, error) {
			select {
			case asked <- struct{}{}:
			case <-ctx.Done():
			}
			return `{"tmc_messages_consume_response":` + nothing + `}`, nil
		})
		var l log
		done := make(chan error)
		go func() {
			done <- tmc.Poll(ctx, srv.Client(), pollConfig(&l), onOrderPaid(func(context.Context, *orderPaid, top.Message) error { return nil }))
		}()
		for range 3 {
			<-asked
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if strings.Contains(l.String(), "could be taken") {
			t.Errorf("%s is taken for a failure:\n%s", nothing, l.String())
		}
	}
}
