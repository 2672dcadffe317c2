package parallel_test

import (
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/parallel"
)

func TestOrdered(t *testing.T) {
	for _, n := range []int{0, 1, 2, 300} {
		for _, workers := range []int{0, 1, 2, 7} {
			var got []int
			parallel.Ordered(n, workers, func(i int) int {
				time.Sleep(time.Duration(rand.IntN(50)) * time.Microsecond)
				return i * i
			}, func(i, square int) bool {
				if square != i*i {
					t.Errorf("item %d has the result %d of another", i, square)
				}
				got = append(got, i)
				return true
			})
			if len(got) != n || !slices.IsSorted(got) {
				t.Errorf("n %d, workers %d: yielded %v", n, workers, got)
			}
		}
	}
}

func TestOrderedUsesAllWorkers(t *testing.T) {
	met := make(chan struct{})
	var waiting atomic.Int32
	parallel.Ordered(2, 2, func(int) bool {
		if waiting.Add(1) == 2 {
			close(met)
		}
		select {
		case <-met:
			return true
		case <-time.After(10 * time.Second):
			return false
		}
	}, func(_ int, ok bool) bool {
		if !ok {
			t.Error("the two items did not run at the same time")
		}
		return true
	})
}

// A slow first item must not let the others pile up without bound.
func TestOrderedIsBounded(t *testing.T) {
	const n, workers = 10_000, 2
	release := make(chan struct{})
	var begun atomic.Int64
	time.AfterFunc(50*time.Millisecond, func() { close(release) })
	parallel.Ordered(n, workers, func(i int) int {
		begun.Add(1)
		if i == 0 {
			<-release
			if got := begun.Load(); got > 100 {
				t.Errorf("%d items were begun while the first was under way", got)
			}
		}
		return i
	}, func(int, int) bool { return true })
	if begun.Load() != n {
		t.Errorf("%d items were done, want %d", begun.Load(), n)
	}
}

func TestOrderedStops(t *testing.T) {
	var begun atomic.Int64
	yielded := 0
	parallel.Ordered(10_000, 4, func(i int) int { begun.Add(1); return i }, func(i, _ int) bool {
		yielded++
		return i < 10
	})
	if yielded != 11 || begun.Load() > 500 {
		t.Errorf("%d results, %d items begun; want 11, and few", yielded, begun.Load())
	}
}
