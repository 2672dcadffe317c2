package top

import (
	"sync"
	"testing"
)

func TestMemo(t *testing.T) {
	type key struct{ a, b string }
	var m memo
	if got := m.load(key{"a", "b"}); got != nil {
		t.Errorf("an empty memo knows %v", got)
	}
	const callers = 8
	var group sync.WaitGroup
	results := make([]any, callers)
	for i := range results {
		group.Go(func() { results[i] = m.loadOrStore(key{"a", "b"}, i) })
	}
	group.Wait()
	first := m.load(key{"a", "b"})
	for i, got := range results {
		if first == nil || got != first {
			t.Errorf("caller %d got %v, and %v is known", i, got, first)
		}
	}
	if got := m.load(key{"b", "a"}); got != nil {
		t.Errorf("%v is known for another key", got)
	}
}
