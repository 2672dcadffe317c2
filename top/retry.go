package top

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Retry says how often and when a call that failed is repeated. Only calls
// that change nothing are (see API.Effect and WithRead), and only after failures that may
// pass: transport errors, HTTP status 5xx, 429 with Retry-After, and errors with Retryable.
// A wait that the server names is kept, up to a minute or MaxWait; a longer one is left to
// the caller. No call is repeated beyond the deadline of its context, nor when more than a
// tenth of the client's recent calls were repetitions.
type Retry struct {
	Attempts int           // in all; 0 and 1 mean that nothing is repeated
	MinWait  time.Duration // upper bound of the first pause, doubled each time
	MaxWait  time.Duration // upper bound of any pause
}

// DefaultRetry is the Retry of a client that is given none. Pauses are random
// between zero and their bound.
var DefaultRetry = Retry{Attempts: 3, MinWait: 200 * time.Millisecond, MaxWait: 5 * time.Second}

// again waits and reports whether the call shall be sent once more.
func (k *call) again(ctx context.Context, err error, failures int) bool {
	if failures >= k.retry.Attempts || !k.reads() || !retryable(err) || ctx.Err() != nil || k.sendsOnce() {
		return false
	}
	wait := max(k.retry.pause(failures), askedWait(err))
	if wait > max(k.retry.MaxWait, longestPause) {
		return false
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return false
	}
	if !k.client.budget.take() {
		return false
	}
	select {
	case <-time.After(wait):
		return true
	case <-ctx.Done():
		return false
	}
}

// longestPause is how long a call waits at most because a server asks for that.
const longestPause = time.Minute

// askedWait returns how long the server that failed a call asks to wait.
func askedWait(err error) time.Duration {
	if apiErr, ok := errors.AsType[*Error](err); ok {
		return apiErr.retryAfter
	}
	if httpErr, ok := errors.AsType[*HTTPError](err); ok {
		return httpErr.RetryAfter
	}
	return 0
}

// sendsOnce reports whether a file of the request cannot be read again.
func (k *call) sendsOnce() bool {
	if k.batch != nil {
		return false // it has no files
	}
	for _, f := range k.reqPlan.files(k.req) {
		if f.file.once {
			return true
		}
	}
	return false
}

// pause returns a random duration up to the bound for the nth failure.
func (r Retry) pause(n int) time.Duration {
	bound := r.MinWait
	for i := 1; i < n && bound < r.MaxWait; i++ {
		bound *= 2
	}
	bound = min(bound, r.MaxWait)
	if bound <= 0 {
		return 0
	}
	return rand.N(bound)
}

// retryable reports whether the same call may succeed a moment later.
func retryable(err error) bool {
	if apiErr, ok := errors.AsType[*Error](err); ok {
		return apiErr.Retryable()
	}
	if httpErr, ok := errors.AsType[*HTTPError](err); ok {
		return httpErr.Status >= 500 || httpErr.RetryAfter > 0 && httpErr.Status == http.StatusTooManyRequests
	}
	_, lost := errors.AsType[*TransportError](err)
	_, ofFile := errors.AsType[*fileError](err)
	return lost && !ofFile && !errors.Is(err, ErrBodyTooLarge)
}

// retryBudget keeps repetitions a small part of all calls, so that a client
// does not add to the load of a platform that is down.
type retryBudget struct {
	mu     sync.Mutex
	tokens float64
}

const (
	budgetSize   = 10  // repetitions in a row
	budgetRefund = 0.1 // what a successful call gives back
)

func newRetryBudget() *retryBudget { return &retryBudget{tokens: budgetSize} }

func (b *retryBudget) take() bool {
	b.mu.Lock()
	ok := b.tokens >= 1
	if ok {
		b.tokens--
	}
	b.mu.Unlock()
	return ok
}

func (b *retryBudget) succeeded() {
	b.mu.Lock()
	b.tokens = min(b.tokens+budgetRefund, budgetSize)
	b.mu.Unlock()
}
