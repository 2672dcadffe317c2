package tmc

import "sync"

// outbox has what is to be said to the platform of messages. It is bounded by what is
// handled at once: while nothing can be sent, nothing comes either.
type outbox struct {
	wake chan struct{} // has an element if something was settled

	mu   sync.Mutex
	list []settled
}

type settled struct {
	id int64
	outcome
}

func newOutbox() *outbox { return &outbox{wake: make(chan struct{}, 1)} }

// put adds what became of a message.
func (o *outbox) put(id int64, what outcome) {
	o.mu.Lock()
	o.list = append(o.list, settled{id, what})
	o.mu.Unlock()
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// first returns up to n elements, which stay until they are dropped.
func (o *outbox) first(n int) []settled {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]settled(nil), o.list[:min(n, len(o.list))]...)
}

// drop takes away the first n elements.
func (o *outbox) drop(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.list = append([]settled(nil), o.list[n:]...)
}

func (o *outbox) len() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.list)
}
