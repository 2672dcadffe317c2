package limit_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/limit"
	"github.com/topgen/topgen/top/toptest"
)

// caller is a client behind the middleware that notes when calls get through.
type caller struct {
	top.Caller
	start time.Time
	calls []time.Duration
	err   error // of the next call
}

func newCaller(l limit.Limits) *caller {
	c := &caller{start: time.Now()}
	c.Caller = limit.Middleware(l)(top.CallerFunc(func(context.Context, *top.API, any, any, ...top.CallOption) error {
		c.calls = append(c.calls, time.Since(c.start))
		err := c.err
		c.err = nil
		return err
	}))
	return c
}

func (c *caller) call(ctx context.Context, method string) error {
	return c.Call(ctx, &top.API{Method: method}, nil, nil)
}

func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(limit.Limits{All: limit.Rate{PerSecond: 10, Burst: 2}, Methods: map[string]limit.Rate{"slow": {PerSecond: 1}}})
		for _, method := range []string{"a", "b", "c", "d", "slow", "slow"} {
			if err := c.call(t.Context(), method); err != nil {
				t.Fatal(err)
			}
		}
		want := "[0s 0s 100ms 200ms 300ms 1.3s]"
		if got := fmt.Sprint(c.calls); got != want {
			t.Errorf("the calls came at %s, want %s", got, want)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if err := c.call(ctx, "slow"); !errors.Is(err, top.ErrFlowControl) || len(c.calls) != 6 {
			t.Errorf("a call whose turn comes too late: %v", err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(10*time.Millisecond, cancel)
		if err := c.call(ctx, "slow"); !errors.Is(err, context.Canceled) || len(c.calls) != 6 {
			t.Errorf("a call that is given up: %v", err)
		}
	})
}

func TestNoLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(limit.Limits{})
		for range 1000 {
			if err := c.call(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
		}
		if last := c.calls[999]; last != 0 {
			t.Errorf("the last call came after %s", last)
		}
	})
}

func TestBans(t *testing.T) {
	ban := func(subCode string, seconds int) error {
		return &top.Error{Code: "7", SubCode: "accesscontrol.limited-by-" + subCode, SubMsg: "This ban will last for " + strconv.Itoa(seconds) + " more seconds"}
	}
	for _, test := range []struct {
		name   string
		err    error
		same   time.Duration // when the next call of the method gets through, -1 for never
		others time.Duration // when one of another method does
	}{
		{"of the API", ban("api-access-count", 2), 2 * time.Second, 0},
		{"of the app", ban("app-access-count", 2), 2 * time.Second, 2 * time.Second},
		{"for long", ban("app-access-count", 31062), -1, -1},
		{"without time", &top.Error{Code: "7"}, 0, 0},
		{"none", &top.Error{Code: "50"}, 0, 0},
		{"other error", errors.New("x"), 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			for method, want := range map[string]time.Duration{"a": test.same, "b": test.others} {
				synctest.Test(t, func(t *testing.T) {
					c := newCaller(limit.Limits{})
					c.err = test.err
					if err := c.call(t.Context(), "a"); err != test.err {
						t.Errorf("the error became %v", err)
					}
					err := c.call(t.Context(), method)
					switch {
					case want < 0:
						if !errors.Is(err, top.ErrFlowControl) || len(c.calls) != 1 {
							t.Errorf("%s: %v", method, err)
						}
					case err != nil || c.calls[1] != want:
						t.Errorf("%s got through after %v, want %s (%v)", method, c.calls, want, err)
					}
				})
			}
		})
	}
}

// TestLongBan: what is said of a ban is how long it lasts, to the second.
func TestLongBan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(limit.Limits{})
		c.err = &top.Error{Code: "7", SubMsg: "This ban will last for 100 more seconds"}
		c.call(t.Context(), "a")
		time.Sleep(1300 * time.Millisecond)
		const want = "limit: a: not sent: the platform bans such calls for another 1m39s"
		if err := c.call(t.Context(), "a"); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
}

// TestShorterBan: of two calls that were under way at once, the second answer may tell of
// a ban that ends before that of the first, which still stands.
func TestShorterBan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		caller := limit.Middleware(limit.Limits{})(top.CallerFunc(func(context.Context, *top.API, any, any, ...top.CallOption) error {
			calls++
			switch calls {
			case 1:
				time.Sleep(time.Second)
				return &top.Error{Code: "7", SubMsg: "This ban will last for 30 more seconds"}
			case 2:
				time.Sleep(2 * time.Second)
				return &top.Error{Code: "7", SubMsg: "This ban will last for 3 more seconds"}
			}
			return nil
		}))
		call := func() error { return caller.Call(t.Context(), &top.API{Method: "a"}, nil, nil) }
		start := time.Now()
		go call()
		synctest.Wait()
		call()
		if err := call(); err != nil || time.Since(start) != 31*time.Second {
			t.Errorf("the ban ended after %s: %v", time.Since(start), err)
		}
	})
}

func TestBanAndDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(limit.Limits{MaxWait: time.Hour})
		c.err = &top.Error{Code: "7", SubMsg: "This ban will last for 100 more seconds"}
		c.call(t.Context(), "a")
		ctx, cancel := context.WithTimeout(t.Context(), 99*time.Second)
		defer cancel()
		if err := c.call(ctx, "a"); !errors.Is(err, top.ErrFlowControl) || time.Since(c.start) != 0 {
			t.Errorf("after %s: %v", time.Since(c.start), err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if err := c.call(ctx, "a"); !errors.Is(err, context.Canceled) {
			t.Errorf("a call that is given up: %v", err)
		}
		if err := c.call(t.Context(), "a"); err != nil || c.calls[1] != 100*time.Second {
			t.Errorf("the ban ended after %v: %v", c.calls, err)
		}
	})
}

func ExampleMiddleware() {
	limits := limit.Limits{
		All:     limit.Rate{PerSecond: 20, Burst: 5},
		Methods: map[string]limit.Rate{"alibaba.idle.appraise.order.query": {PerSecond: 2}},
	}
	client, err := top.NewClient(toptest.AppKey, toptest.AppSecret, top.WithMiddleware(limit.Middleware(limits)))
	fmt.Println(client, err)
	// Output: top.Client(app key 12345678) <nil>
}
