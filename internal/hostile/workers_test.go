package hostile_test

import (
	"runtime"
	"sync"
	"testing"

	"github.com/topgen/topgen/internal/hostile"
)

// workers calls do for every item on all cores, each core with a Checker of its
// own, and logs what it returns in order.
func workers[T any](t *testing.T, items []T, do func(*hostile.Checker, T) string) {
	t.Helper()
	said := make([]string, len(items))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		c := newChecker(t)
		wg.Go(func() {
			for i := range next {
				said[i] = do(c, items[i])
			}
		})
	}
	for i := range items {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, s := range said {
		if s != "" {
			t.Log(s)
		}
	}
}
