// Package parallel runs independent work on all cores and hands the results
// over in order.
package parallel

import (
	"sync"
	"sync/atomic"
)

// window is how many results for each worker may wait for an earlier one. It
// bounds memory, and is large enough that a slow item keeps nobody idle.
const window = 8

// Ordered calls do(0) to do(n-1) on that many workers, and yield with each
// result in the order of the numbers, in the caller's goroutine. When yield
// returns false, no further work is begun, and Ordered returns as soon as what
// was begun is done.
func Ordered[T any](n, workers int, do func(i int) T, yield func(i int, result T) bool) {
	type numbered struct {
		i      int
		result T
	}
	workers = max(1, min(workers, n))
	var (
		begun   atomic.Int64
		tickets = make(chan struct{}, workers*window) // held from the start of an item until it is yielded
		done    = make(chan numbered, cap(tickets))   // so that no worker waits for yield before it must
		stop    = make(chan struct{})
		wg      sync.WaitGroup
	)
	for range workers {
		wg.Go(func() {
			for {
				select {
				case tickets <- struct{}{}:
				case <-stop:
					return
				}
				i := int(begun.Add(1)) - 1
				if i >= n || closed(stop) {
					return
				}
				done <- numbered{i, do(i)}
			}
		})
	}
	go func() {
		wg.Wait()
		close(done)
	}()

	waiting := make(map[int]T)
	next, stopped := 0, false
	for r := range done {
		if stopped {
			continue
		}
		waiting[r.i] = r.result
		for result, ok := waiting[next]; ok; result, ok = waiting[next] {
			delete(waiting, next)
			if !yield(next, result) {
				stopped = true
				close(stop)
				break
			}
			next++
			<-tickets
		}
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
