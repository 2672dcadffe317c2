// Package limit keeps a client below the call limits of the platform.
//
//	limits := limit.Limits{All: limit.Rate{PerSecond: 20, Burst: 5}}
//	client, err := top.NewClient(key, secret, top.WithMiddleware(limit.Middleware(limits)))
//
// It is a package of its own because it needs golang.org/x/time/rate.
package limit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/topgen/topgen/top"
)

// Rate is how many calls may be made.
type Rate struct {
	PerSecond float64 // on average; 0 means no limit
	Burst     int     // at once; 0 means 1
}

// Limits are the limits of a client.
type Limits struct {
	All     Rate            // of all calls together
	Methods map[string]Rate // of single methods, in addition
	// MaxWait is the longest ban that calls sit out; while a longer one lasts,
	// they fail. 0 means DefaultMaxWait.
	MaxWait time.Duration
}

// DefaultMaxWait is the longest ban that calls sit out: those of seconds are,
// that of the day, when the app's quota is used up, is not.
const DefaultMaxWait = time.Minute

// Middleware returns a middleware that makes calls wait their turn, and that
// honours bans: where the platform says how long one will last, further calls
// that it affects wait for its end. A call that would wait beyond its deadline, or
// for a ban longer than MaxWait, fails at once, unsent: errors.Is tells that it
// is a top.ErrFlowControl.
func Middleware(limits Limits) top.Middleware {
	l := &limiter{all: newBucket(limits.All), methods: map[string]*bucket{}, maxWait: limits.MaxWait}
	if l.maxWait <= 0 {
		l.maxWait = DefaultMaxWait
	}
	for method, r := range limits.Methods {
		l.methods[method] = newBucket(r)
	}
	return func(next top.Caller) top.Caller {
		return top.CallerFunc(func(ctx context.Context, api *top.API, req, resp any, opts ...top.CallOption) error {
			if err := l.wait(ctx, api.Method); err != nil {
				return err
			}
			err := next.Call(ctx, api, req, resp, opts...)
			l.learn(api.Method, err)
			return err
		})
	}
}

// limiter has the state of a middleware.
type limiter struct {
	all     *bucket
	maxWait time.Duration

	mu      sync.Mutex
	methods map[string]*bucket
}

// bucket is a limit with its bans.
type bucket struct {
	rate *rate.Limiter

	mu     sync.Mutex
	banned time.Time // until then
}

func newBucket(r Rate) *bucket {
	limit := rate.Inf
	if r.PerSecond > 0 {
		limit = rate.Limit(r.PerSecond)
	}
	return &bucket{rate: rate.NewLimiter(limit, max(r.Burst, 1))}
}

func (l *limiter) method(name string) *bucket {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.methods[name]
	if b == nil {
		b = newBucket(Rate{})
		l.methods[name] = b
	}
	return b
}

func (l *limiter) wait(ctx context.Context, method string) error {
	for _, b := range []*bucket{l.all, l.method(method)} {
		if err := b.wait(ctx, l.maxWait); err != nil {
			return fmt.Errorf("limit: %s: %w", method, err)
		}
	}
	return nil
}

// unsentError says that a call was not sent.
type unsentError struct{ text string }

func (e *unsentError) Error() string { return e.text }

// Is makes the error one of flow control.
func (e *unsentError) Is(target error) bool { return target == top.ErrFlowControl }

func (b *bucket) wait(ctx context.Context, maxWait time.Duration) error {
	if err := b.sitOut(ctx, maxWait); err != nil {
		return err
	}
	if err := b.rate.Wait(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &unsentError{"not sent: the call's turn would come after its deadline"}
	}
	return nil
}

// sitOut waits for the end of a ban.
func (b *bucket) sitOut(ctx context.Context, maxWait time.Duration) error {
	b.mu.Lock()
	left := time.Until(b.banned)
	b.mu.Unlock()
	if left <= 0 {
		return nil
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < left || left > maxWait {
		return &unsentError{fmt.Sprintf("not sent: the platform bans such calls for another %s", left.Round(time.Second))}
	}
	select {
	case <-time.After(left):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// learn remembers a ban that err tells of.
func (l *limiter) learn(method string, err error) {
	var apiErr *top.Error
	if !errors.As(err, &apiErr) {
		return
	}
	left, ok := apiErr.FlowControl()
	if !ok || left <= 0 {
		return
	}
	b := l.method(method)
	if strings.Contains(apiErr.SubCode, "by-app-access-count") {
		b = l.all // the quota of the app, whatever it calls
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if until := time.Now().Add(left); until.After(b.banned) {
		b.banned = until
	}
}
