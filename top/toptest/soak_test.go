package toptest_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/paged"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/binding"
	"github.com/topgen/topgen/top/toptest"
)

var soak = flag.Duration("soak", 500*time.Millisecond, "how long TestSoak reads lists")

// ordersRequest and those below are what topgen makes of a list of orders, whichever way
// it is read.
type ordersRequest struct {
	Shop     *int64  `json:"shop,omitzero" top:"required"` // whose list it is
	PageNo   *int64  `json:"page_no,omitzero"`
	StartRow *int64  `json:"start_row,omitzero"`
	Cursor   *string `json:"cursor,omitzero"`
	LastTid  *int64  `json:"last_tid,omitzero"`
}

type order struct {
	Tid int64 `json:"tid"`
}

type ordersResponse struct {
	Orders     []order `json:"orders,omitzero" top:"element=order"`
	Total      int64   `json:"total"`
	NextCursor string  `json:"next_cursor"`
	RequestID  string  `json:"request_id,omitzero" top:"root=soak_orders_get_response"`
}

var apiOrders = top.API{Method: "taobao.soak.orders.get", Effect: top.EffectRead, Root: "soak_orders_get_response", Session: true}

// ways are the ways in which the orders are read: how the gateway names the parts, and
// the loop over them.
var ways = map[string]struct {
	names paged.Names
	// oneWay tells that a loop cannot know that one order joins while another leaves.
	oneWay bool
	read   func(*soaker, *ordersRequest) iter.Seq2[order, error]
}{
	"pages": {names: paged.Names{Number: "page_no", First: 1, Total: "total"}, read: func(s *soaker, r *ordersRequest) iter.Seq2[order, error] {
		return binding.Pages(r, s.pager(func(r *ordersRequest) **int64 { return &r.PageNo }))
	}},
	"the last page first": {names: paged.Names{Number: "page_no", First: 1, Total: "total"}, oneWay: true, read: func(s *soaker, r *ordersRequest) iter.Seq2[order, error] {
		p := s.pager(func(r *ordersRequest) **int64 { return &r.PageNo })
		p.FromLast = true
		return binding.Pages(r, p)
	}},
	"rows": {names: paged.Names{Number: "start_row", Rows: true, Total: "total"}, read: func(s *soaker, r *ordersRequest) iter.Seq2[order, error] {
		p := s.pager(func(r *ordersRequest) **int64 { return &r.StartRow })
		p.Rows, p.First = true, 0
		return binding.Pages(r, p)
	}},
	"cursors": {names: paged.Names{Cursor: "cursor", NextCursor: "next_cursor", Total: "total"}, read: func(s *soaker, r *ordersRequest) iter.Seq2[order, error] {
		return binding.Scroll(r, binding.Scroller[ordersRequest, ordersResponse, order]{
			Next: func(r *ordersRequest, cursor string, _ int) { r.Cursor = binding.Text(cursor) }, Do: s.do,
			Page: func(r *ordersResponse) binding.Page[order] {
				return binding.Page[order]{Items: r.Orders, Cursor: r.NextCursor}
			},
		})
	}},
	"the last order": {names: paged.Names{Cursor: "last_tid", NextCursor: "orders.tid"}, read: func(s *soaker, r *ordersRequest) iter.Seq2[order, error] {
		return binding.Scroll(r, binding.Scroller[ordersRequest, ordersResponse, order]{
			Next: func(r *ordersRequest, cursor string, _ int) { r.LastTid = binding.Int(cursor) }, Do: s.do,
			Page: func(r *ordersResponse) (page binding.Page[order]) {
				page.Items = r.Orders
				if n := len(page.Items); n > 0 {
					page.Cursor = binding.Cursor(page.Items[n-1].Tid)
				}
				return page
			},
		})
	}},
}

func (s *soaker) do(r *ordersRequest, opts ...top.CallOption) (*ordersResponse, error) {
	return binding.Do(s.ctx, s.client, &apiOrders, r, new(ordersResponse), opts...)
}

func (s *soaker) pager(number func(*ordersRequest) **int64) binding.Pager[ordersRequest, ordersResponse, order] {
	return binding.Pager[ordersRequest, ordersResponse, order]{
		Number: number, First: 1, Do: s.do,
		Page: func(r *ordersResponse) binding.Page[order] {
			return binding.Page[order]{Items: r.Orders, Total: &r.Total}
		},
	}
}

// soaker reads lists, and knows what becomes of them.
type soaker struct {
	ctx    context.Context
	client *top.Client

	mu       sync.Mutex
	r        *rand.Rand
	shops    map[int64]*shop
	sessions int // the number of the session that holds
	used     int // calls with it
	refused  int // calls of sessions that were over
	limited  int // calls beyond a limit
	outcomes map[string]int
}

// shop has the orders of one reading.
type shop struct {
	list   *paged.List
	moves  bool // by calls
	oneWay bool // orders leave, or join, but not both
	leaves bool
	moved  map[int64]bool // orders that left or joined
	fatal  bool           // a call was refused for good
	harmed bool           // a call failed in a way that can pass
}

// firstTid is the number of the first order. Those that join a list of which an order's
// own number is the cursor have smaller ones, as cursors grow along a list.
const firstTid = 1_000_000_000

// open makes the orders for one reading.
func (s *soaker) open(names paged.Names, oneWay bool) (id int64, of *shop) {
	s.mu.Lock()
	defer s.mu.Unlock()
	names.Items = "orders"
	of = &shop{moves: s.r.IntN(4) > 0, oneWay: oneWay, leaves: s.r.IntN(2) == 0, moved: make(map[int64]bool)}
	answer := &sample.Node{Kind: sample.ObjectNode}
	of.list = paged.New(names, answer, s.r.IntN(60), 1+s.r.IntN(9), func(n int) *sample.Node {
		item := &sample.Node{Kind: sample.ObjectNode}
		item.Add("tid", &sample.Node{Kind: sample.TokenNode, Text: strconv.Itoa(firstTid + n)})
		return item
	})
	id = int64(len(s.outcomes)+len(s.shops)) + s.r.Int64N(1<<60)
	s.shops[id] = of
	return id, of
}

// answer is what the gateway answers a call with.
func (s *soaker) answer(c *toptest.Call) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _ := strconv.ParseInt(c.Params["shop"], 10, 64)
	of := s.shops[id]
	switch now := "session " + strconv.Itoa(s.sessions); {
	case c.Session != now:
		s.refused++
		return "", &top.Error{Code: "27", Msg: "Invalid session", SubCode: "session-expired"}
	case s.r.IntN(500) == 0:
		of.fatal = true
		return "", &top.Error{Code: "50", Msg: "Remote service error", SubCode: "isv.permission-denied"}
	case s.r.IntN(100) == 0:
		of.harmed = true
		return "", &top.Error{Code: "15", Msg: "Remote service error", SubCode: "isp.service-unavailable"}
	}
	if s.used++; s.used%40 == 0 { // the session is over, whoever uses it
		s.sessions++
	}
	body := of.list.Answer(func(path string) string { return c.Params[path] })
	s.move(of)
	return `{"soak_orders_get_response":` + strings.TrimSuffix(body.JSON(), "}") + `,"request_id":"r"}}`, nil
}

// move lets orders leave and join, now and then.
func (s *soaker) move(of *shop) {
	if !of.moves {
		return
	}
	if s.r.IntN(3) == 0 && (of.leaves || !of.oneWay) {
		if n := of.list.Leave(s.r.IntN(1 + of.list.Len())); n >= 0 {
			of.moved[int64(firstTid+n)] = true
		}
	}
	if s.r.IntN(3) == 0 && (!of.leaves || !of.oneWay) {
		of.moved[int64(firstTid+of.list.Join())] = true
	}
}

// ServeHTTP gives out sessions for refresh tokens.
func (s *soaker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used++ // so that it is not over at once
	fmt.Fprintf(w, `{"access_token":"session %d","refresh_token":"refresh","expires_in":86400}`, s.sessions)
}

// RoundTrip limits calls, and damages some.
func (s *soaker) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	what := s.r.IntN(300)
	if what <= 1 {
		s.limited++
	}
	s.mu.Unlock()
	switch what {
	case 0, 1:
		header := http.Header{}
		if what == 0 {
			header.Set("Retry-After", "1")
		}
		return &http.Response{StatusCode: http.StatusTooManyRequests, Status: "429 Too Many Requests", Header: header, Body: http.NoBody, Request: req}, nil
	case 2:
		return nil, io.ErrUnexpectedEOF
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err == nil && what == 3 {
		resp.Body, resp.ContentLength = io.NopCloser(io.LimitReader(resp.Body, 30)), -1
	}
	return resp, err
}

// TestSoak reads lists of orders in every way, while orders leave and join, sessions
// expire, calls hit limits, are refused, lost and cut off. Of each list that ends without
// an error, no order is missing that was there all the time, and none comes that was
// never there; a refusal is never hidden.
func TestSoak(t *testing.T) {
	srv := toptest.NewServer(t)
	s := &soaker{ctx: t.Context(), r: rand.New(rand.NewPCG(14, 1)), shops: make(map[int64]*shop), outcomes: make(map[string]int)}
	srv.AnswerFunc(apiOrders.Method, s.answer)
	tokens := httptest.NewServer(s)
	defer tokens.Close()
	oauth := top.OAuth{AppKey: toptest.AppKey, AppSecret: toptest.AppSecret, TokenURL: tokens.URL}
	source := oauth.TokenSource(&top.Token{AccessToken: "session 0", RefreshToken: "refresh", Expiry: time.Now().Add(24 * time.Hour)}, nil)
	s.client = srv.Client(top.WithHTTPClient(&http.Client{Transport: s}), top.WithTokenSource(source),
		top.WithRetry(top.Retry{Attempts: 4, MinWait: time.Millisecond, MaxWait: 2 * time.Millisecond}))

	names := slices.Sorted(maps.Keys(ways))
	end := time.Now().Add(*soak)
	var readers sync.WaitGroup
	for n := range 8 {
		readers.Go(func() {
			for i := n; time.Now().Before(end) || !s.enough(); i++ {
				s.readAll(t, names[i%len(names)])
			}
		})
	}
	readers.Wait()
	t.Logf("sessions that ended %d, calls with them %d, calls beyond limits %d", s.sessions, s.refused, s.limited)
	for _, outcome := range slices.Sorted(maps.Keys(s.outcomes)) {
		t.Logf("%s: %d", outcome, s.outcomes[outcome])
	}
}

// enough reports whether all has happened that is to be stood.
func (s *soaker) enough() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for way := range ways {
		if s.outcomes[way+": whole"] == 0 {
			return false
		}
	}
	return s.sessions > 0 && s.refused > 0 && s.limited > 0
}

// readAll reads one list.
func (s *soaker) readAll(t *testing.T, way string) {
	id, of := s.open(ways[way].names, ways[way].oneWay)
	before := of.list.Numbers()
	came := make(map[int64]bool)
	var failure error
	for o, err := range ways[way].read(s, &ordersRequest{Shop: &id}) {
		if err != nil {
			failure = err
			continue
		}
		came[o.Tid] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.shops, id)
	outcome := nameOf(failure)
	if s.outcomes[way+": "+outcome]++; outcome == "" || of.fatal && failure == nil || errors.Is(failure, top.ErrListIncomplete) && !of.moves {
		t.Errorf("%s: a list ends with %v; refused %t, moves %t", way, failure, of.fatal, of.moves)
	}
	if failure != nil {
		return
	}
	for _, n := range before {
		if tid := int64(firstTid + n); !came[tid] && !of.moved[tid] {
			t.Errorf("%s: order %d of %d is lost", way, tid, len(before))
		}
	}
	for tid := range came {
		if tid >= firstTid && !of.moved[tid] && !slices.Contains(before, int(tid-firstTid)) {
			t.Errorf("%s: order %d came and was never there", way, tid)
		}
	}
}

// nameOf names how a list ends, "" if it may not end so.
func nameOf(err error) string {
	switch {
	case err == nil:
		return "whole"
	case errors.Is(err, top.ErrListIncomplete):
		return "moved faster than it was read"
	case errors.Is(err, top.ErrFlowControl):
		return "a limit"
	case errors.Is(err, top.ErrSessionInvalid):
		return "a session that ended"
	case errors.As(err, new(*top.Error)):
		return "refused"
	case errors.As(err, new(*top.TransportError)), errors.As(err, new(*top.DecodeError)):
		return "broken off"
	}
	return ""
}
