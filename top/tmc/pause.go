package tmc

import (
	"context"
	"math/rand/v2"
	"time"
)

// pause returns how long to wait after so many failures in a row, at least one. Half of
// it is random, so that the clients of a server that went down do not all come back at
// once.
func (c Config) pause(failures int) time.Duration {
	bound := c.MinPause
	for i := 1; i < failures && bound < c.MaxPause; i++ {
		bound *= 2
	}
	bound = min(bound, c.MaxPause)
	return bound/2 + rand.N(bound/2+1)
}

// wait waits, or until ctx ends.
func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
