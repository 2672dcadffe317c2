package record

import (
	"reflect"
	"strconv"
	"testing"

	"github.com/topgen/topgen/top"
)

// TestFull: a call is left alone once nothing can be kept of it, and not before.
func TestFull(t *testing.T) {
	kept := func(from, to int) map[string]map[string]int {
		all := make(map[string]map[string]int)
		for i := from; i < to; i++ {
			all[strconv.Itoa(i)] = map[string]int{"a": 1}
		}
		return all
	}
	for _, test := range []struct {
		name    string
		kept    map[string]map[string]int
		waiting int
		want    bool
	}{
		{"nothing kept", nil, 0, false},
		{"room for a structure", map[string]map[string]int{"0": {"a": 2}}, 0, false},
		{"room for a body of one", map[string]map[string]int{"0": {"a": 2, "b": 1}}, 0, false},
		{"no room", map[string]map[string]int{"0": {"a": 2, "b": 2}}, 0, true},
		{"one that waits less than can", nil, maxWaiting - 1, false},
		{"as many that wait as can", nil, maxWaiting, true},
		{"one of many methods", kept(0, maxMethods), 0, false},
		{"one method too many", kept(1, maxMethods+1), 0, true},
	} {
		r := New(Options{Shapes: 2, PerShape: 2})
		r.kept = test.kept
		r.waiting = make([]body, test.waiting)
		if got := r.full("0"); got != test.want {
			t.Errorf("%s: full is %t", test.name, got)
		}
	}
}

// TestOffer: bodies for which there is no room wait neither.
func TestOffer(t *testing.T) {
	r := New(Options{})
	r.working = true // on another body, for the time of the test
	for range maxWaiting + 1 {
		r.offer(body{&top.API{}, reflect.TypeFor[*struct{}](), []byte("{}")})
	}
	if len(r.waiting) != maxWaiting {
		t.Errorf("%d bodies wait", len(r.waiting))
	}
}
