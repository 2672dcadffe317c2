package binding_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/binding"
)

// moving is a list whose items leave it and join it while it is read.
type moving struct {
	items  []int
	rand   *rand.Rand
	leaves bool // an item leaves between two answers, now and then
	joins  bool // one joins at the front
	oneWay bool // not both between two answers
	left   map[int]bool
	next   int
	calls  int
	pages  []string // the items of each answer
	log    []bool   // what happened since the beginning: true, an item left or joined; false, one came
}

func newMoving(seed uint64, n int) *moving {
	m := &moving{rand: rand.New(rand.NewPCG(seed, 1)), left: map[int]bool{}, next: n}
	for i := range n {
		m.items = append(m.items, i)
	}
	return m
}

// page returns n items from one on, and then moves.
func (m *moving) page(from, n int64) *page {
	m.calls++
	from = min(max(from, 0), int64(len(m.items)))
	p := &page{Items: slices.Clone(m.items[from:min(from+n, int64(len(m.items)))]), Total: new(int64(len(m.items)))}
	m.pages = append(m.pages, fmt.Sprint(p.Items))
	if m.leaves && m.rand.IntN(2) == 0 && len(m.items) > 1 {
		i := m.rand.IntN(len(m.items))
		m.left[m.items[i]] = true
		m.items = slices.Delete(m.items, i, i+1)
		m.log = append(m.log, true)
	}
	if left := len(m.items) < int(*p.Total); m.joins && !(left && m.oneWay) && m.rand.IntN(2) == 0 {
		m.items = slices.Insert(m.items, 0, m.next)
		m.left[m.next] = true // which may come or not
		m.next++
		m.log = append(m.log, true)
	}
	return p
}

// excuses reports whether a reader of pages of so many items may end with an error: it
// cannot know that the list goes on where an answer repeats one, and need not go on where
// more than 20 items moved while no more than these came. Either takes a list of which
// a whole page can move between two answers.
func (m *moving) excuses(err error, size int64) bool {
	atOnce := 0
	for _, moves := range []bool{m.leaves, m.joins} {
		if moves {
			atOnce++
		}
	}
	if !errors.Is(err, top.ErrListIncomplete) || size > int64(atOnce) {
		return false
	}
	if strings.Contains(err.Error(), "has the items of one before") {
		return slices.Contains(m.pages[:len(m.pages)-1], m.pages[len(m.pages)-1])
	}
	moved, came := 0, 0
	for _, isMove := range slices.Backward(m.log) {
		if isMove {
			moved++
		} else {
			came++
		}
		if moved > 20 && came <= moved {
			return true
		}
	}
	return false
}

// TestMovingLists reads lists while they move: every item that is there all the time
// comes, or the list ends with an error that it has given cause for. Of a list that rests,
// each item comes once.
func TestMovingLists(t *testing.T) {
	kinds := map[string]func(m *moving, size int64) binding.Pager[request, page, int]{
		"pages": func(m *moving, size int64) binding.Pager[request, page, int] { return pager(m.get(1, size)) },
		"pages of 0": func(m *moving, size int64) binding.Pager[request, page, int] {
			p := pager(m.get(0, size))
			p.First = 0
			return p
		},
		"rows": func(m *moving, size int64) binding.Pager[request, page, int] {
			p := pager(func(r *request) (*page, error) { return m.page(*r.number, size), nil })
			p.First, p.Rows = 0, true
			return p
		},
		"from the last page": func(m *moving, size int64) binding.Pager[request, page, int] {
			p := pager(m.get(1, size))
			p.FromLast = true
			return p
		},
	}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
		seeds:
			for seed := range uint64(2000) {
				size := 1 + int64(seed%5)
				m := newMoving(seed, int(seed%40))
				m.leaves, m.joins = seed%4 == 1 || seed%4 == 3, seed%4 >= 2
				m.oneWay = name == "from the last page"
				var got []int
				for item, err := range binding.Pages(&request{size: &size}, kind(m, size)) {
					if m.excuses(err, size) {
						continue seeds
					}
					if err != nil {
						t.Fatalf("seed %d, pages of %d: %v", seed, size, err)
					}
					got, m.log = append(got, item), append(m.log, false)
				}
				for i := range int(seed % 40) {
					if !m.left[i] && !slices.Contains(got, i) {
						t.Fatalf("seed %d: %d is lost: %v, and what moved is %v", seed, i, got, m.left)
					}
				}
				if len(m.left) == 0 && len(got) != len(m.items) {
					t.Fatalf("seed %d: got %v of %d items", seed, got, len(m.items))
				}
			}
		})
	}
}

// TestTooFast: of a list that moves faster than it is read, a reader does not follow the
// items until the last has left: that may never be.
func TestTooFast(t *testing.T) {
	size := int64(1)
	m := newMoving(0, 1000)
	get := m.get(1, size)
	p := pager(func(r *request) (*page, error) {
		answer, err := get(r)
		m.items = m.items[1:]
		return answer, err
	})
	var got error
	for _, err := range binding.Pages(&request{size: &size}, p) {
		got = err
	}
	if !errors.Is(got, top.ErrListIncomplete) || !strings.Contains(got.Error(), "faster than it is read") || m.calls > 50 {
		t.Errorf("after %d calls: %v", m.calls, got)
	}
}

// TestJoinedUnseen: of items that leave and others that join between two answers, the
// total shows only how many more left. What joined moves items that came onto a page of
// their own, which is then no page that the platform repeats.
func TestJoinedUnseen(t *testing.T) {
	size := int64(2)
	m := newMoving(0, 10)
	get := m.get(1, size)
	p := pager(func(r *request) (*page, error) {
		answer, err := get(r)
		if m.calls == 3 {
			m.items = []int{11, 10, 0, 1, 2, 3, 4, 5} // four left at the end, two joined
		}
		return answer, err
	})
	var got []int
	for item, err := range binding.Pages(&request{size: &size}, p) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, item)
	}
	for i := range 6 {
		if !slices.Contains(got, i) {
			t.Errorf("%d is lost: %v", i, got)
		}
	}
}

// get returns pages by their numbers, of which base is the first.
func (m *moving) get(base, size int64) func(*request) (*page, error) {
	return func(r *request) (*page, error) { return m.page((*r.number-base)*size, size), nil }
}

// TestFromTheLastPage asks for the count first, without has_next, and reads the
// pages from the last one back.
func TestFromTheLastPage(t *testing.T) {
	for _, test := range []struct {
		name  string
		total int64
		want  []int64 // the pages that are asked for
		err   error
	}{
		{"three pages", 5, []int64{1, 3, 2, 1}, nil},
		{"one page", 2, []int64{1}, nil},
		{"nothing", 0, []int64{1}, nil},
		{"no total", -1, []int64{1}, top.ErrListIncomplete},
	} {
		var numbers []int64
		items := slices.Repeat([]int{0}, int(max(test.total, 2)))
		for i := range items {
			items[i] = i
		}
		if test.total == 0 {
			items = nil
		}
		p := pager(func(r *request) (*page, error) {
			if r.wantsNext != nil {
				t.Errorf("%s: has_next was asked for", test.name)
			}
			numbers = append(numbers, *r.number)
			from := min(2*(*r.number-1), int64(len(items)))
			a := &page{Items: items[from:min(from+2, int64(len(items)))]}
			if test.total >= 0 {
				a.Total = &test.total
			}
			return a, nil
		})
		p.FromLast = true
		p.WantsHasNext = func(r *request) **bool { return &r.wantsNext }
		var got error
		n := 0
		for _, err := range binding.Pages(&request{size: new(int64(2)), wantsNext: new(true)}, p) {
			if got = err; err == nil {
				n++
			}
		}
		if !slices.Equal(numbers, test.want) || !errors.Is(got, test.err) || test.err == nil && int64(n) != test.total {
			t.Errorf("%s: pages %v, %d items, %v", test.name, numbers, n, got)
		}
	}
}

// cursorRequest asks for what follows a cursor.
type cursorRequest struct {
	cursor string
	n      int64 // of the call
}

// TestScroll reads lists by their cursors.
func TestScroll(t *testing.T) {
	yes, no := new(true), new(false)
	for _, test := range []struct {
		name  string
		pages []page
		err   error
		want  int // items
		calls int
	}{
		{"to the end of the cursors", []page{{Items: []int{1, 2}, Cursor: "a"}, {Items: []int{3}}}, nil, 3, 2},
		{"to the last cursor", []page{{Items: []int{1}, Cursor: "a"}, {Items: []int{2}, Cursor: "-1"}}, nil, 2, 2},
		{"to an answer without items", []page{{Items: []int{1}, Cursor: "a"}, {Cursor: "b"}}, nil, 1, 2},
		{"one cursor for all of it", []page{{Items: []int{1}, Cursor: "a"}, {Items: []int{2}, Cursor: "a"}, {Cursor: "a"}}, nil, 2, 3},
		{"until nothing follows", []page{{Items: []int{1}, Cursor: "a", HasNext: yes}, {Items: []int{2}, Cursor: "b", HasNext: no}}, nil, 2, 2},
		{"an empty page between", []page{{Items: []int{1}, Cursor: "a", HasNext: yes}, {Cursor: "b", HasNext: yes}, {Items: []int{2}, HasNext: no}}, nil, 2, 3},
		{"a page that repeats", []page{{Items: []int{1, 2}, Cursor: "a"}, {Items: []int{1, 2}, Cursor: "a"}}, top.ErrListIncomplete, 2, 2},
		{"a page that repeats in another order", []page{{Items: []int{1, 2}, Cursor: "a"}, {Items: []int{2, 1}, Cursor: "b"}}, top.ErrListIncomplete, 2, 2},
		{"cursors that lead back and forth to nothing", []page{{Items: []int{1}, Cursor: "a", HasNext: yes}, {Cursor: "b", HasNext: yes}, {Cursor: "a", HasNext: yes}, {HasNext: no}}, top.ErrListIncomplete, 1, 3},
		{"a cursor that is the last item", []page{{Items: []int{1, 2}, Cursor: "2"}, {Items: []int{2, 3}, Cursor: "3"}, {Items: []int{3}, Cursor: "3"}}, nil, 3, 3},
		{"pages with numbers, that seldom need the cursor", []page{{Items: []int{1}, Total: new(int64(2))}, {Items: []int{2}, Total: new(int64(2))}}, nil, 2, 2},
		{"no cursor for what follows", []page{{Items: []int{1}, HasNext: yes}}, top.ErrListIncomplete, 1, 1},
		{"nothing said of what was to follow", []page{{Items: []int{1}, Cursor: "a", HasNext: yes}, {}}, top.ErrListIncomplete, 1, 2},
		{"nothing said of what follows the last page", []page{{Items: []int{1}, Cursor: "a", HasNext: yes}, {Items: []int{2}}}, nil, 2, 2},
		{"short of the total", []page{{Items: []int{1}, Cursor: "a", Total: new(int64(3))}, {Items: []int{2}, Total: new(int64(3))}}, top.ErrListIncomplete, 2, 2},
	} {
		var cursors []string
		items := 0
		var got error
		start := cursorRequest{}
		for _, err := range binding.Scroll(&start, binding.Scroller[cursorRequest, page, int]{
			Next: func(r *cursorRequest, cursor string, _ int) { r.cursor, r.n = cursor, r.n+1 },
			Last: "-1", Numbered: strings.Contains(test.name, "numbers"),
			Do: func(r *cursorRequest, _ ...top.CallOption) (*page, error) {
				cursors = append(cursors, r.cursor+strconv.Itoa(int(r.n)))
				return &test.pages[len(cursors)-1], nil
			},
			Page: func(p *page) page { return *p },
		}) {
			if got = err; err == nil {
				items++
			}
		}
		if items != test.want || len(cursors) != test.calls || !errors.Is(got, test.err) {
			t.Errorf("%s: %d items, calls %v, %v", test.name, items, cursors, got)
		}
		for i, c := range cursors[1:] {
			if want := fmt.Sprint(test.pages[i].Cursor, i+1); c != want {
				t.Errorf("%s: call %d has %s, want %s", test.name, i+1, c, want)
			}
		}
		if start != (cursorRequest{}) {
			t.Errorf("%s: the request has changed", test.name)
		}
	}
}
