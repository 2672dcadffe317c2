// Package paged is a list that a method gives out in pages, on the server's side: in
// every way that the platform has for that, and while the list changes. Both gateways of
// tests stand on it.
package paged

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/topgen/topgen/internal/sample"
)

// Names are the names by which a method takes and gives what a list in pages needs:
// paths in the request, such as "query.page_no", and in the response; "" of what there
// is none.
type Names struct {
	// Number is the number of a page or, of Rows, of an item, the first being First.
	Number string
	Rows   bool
	First  int64
	// Cursor takes what NextCursor gave: a field of the response, or one of the items,
	// of which that of the last one counts. Behind the end it is LastCursor, which is ""
	// if there is then none.
	Cursor, NextCursor, LastCursor string
	// UseHasNext is a flag that asks for HasNext, of which without it there is none; with
	// it, there is no Total.
	UseHasNext            string
	Items, Total, HasNext string
	// Success is a flag that says whether the call succeeded, as it does of a page behind
	// the end, whatever the documented answer shows.
	Success string
}

// ofLastItem returns the path of the cursor within an item, and whether it is there.
func (n *Names) ofLastItem() (path string, ok bool) {
	if n.NextCursor == n.Items && n.Items != "" {
		return "", true
	}
	path, ok = strings.CutPrefix(n.NextCursor, n.Items+".")
	return path, ok && n.Items != ""
}

// List is a list that is given out in pages. It is safe for concurrent use.
type List struct {
	names  Names
	answer *sample.Node // in simplified form
	size   int          // items of a page
	item   func(n int) *sample.Node
	shown  string // the cursor that the documented answer shows; "" if none is to be known

	mu sync.Mutex
	// The items are those at the front, which came or moved there, the latest first,
	// and then those with which the list began, which have the numbers below count.
	front   []entry
	count   int
	gone    []int // of those with which the list began, in order
	arrived int
	fronts  int // how many items were ever put in front
}

// entry is an item by its number, and its place in the order of the list, which grows
// along it.
type entry struct{ number, place int }

// New returns a list of count items, of which answers give size at once. An answer is
// like the one given, and item makes its items, by a number of each, from 0 on.
func New(names Names, answer *sample.Node, count, size int, item func(n int) *sample.Node) *List {
	return &List{names: names, answer: answer, count: count, size: max(1, size), item: item}
}

// Len returns how many items the list has.
func (l *List) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.len()
}

func (l *List) len() int { return len(l.front) + l.count - len(l.gone) }

// at returns the item of an index.
func (l *List) at(i int) entry {
	if i < len(l.front) {
		return l.front[i]
	}
	n := i - len(l.front)
	for _, gone := range l.gone {
		if gone > n {
			break
		}
		n++
	}
	return entry{n, n}
}

// Numbers returns the numbers of all items, in the order of the list.
func (l *List) Numbers() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	numbers := make([]int, l.len())
	for i := range numbers {
		numbers[i] = l.at(i).number
	}
	return numbers
}

// Join puts an item in front that was not in the list, and returns its number.
func (l *List) Join() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.arrived++
	return l.toFront(l.count + l.arrived - 1)
}

// Leave takes the item of an index out of the list, and returns its number; -1 if there
// is none.
func (l *List) Leave(i int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.take(i)
}

// Front moves the item of an index to the front, as one that has changed in a list that
// has what changed last at its beginning, and returns its number; -1 if there is none.
func (l *List) Front(i int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if number := l.take(i); number >= 0 {
		return l.toFront(number)
	}
	return -1
}

func (l *List) toFront(number int) int {
	l.fronts++
	l.front = slices.Insert(l.front, 0, entry{number, -l.fronts})
	return number
}

func (l *List) take(i int) int {
	if i < 0 || i >= l.len() {
		return -1
	}
	e := l.at(i)
	if i < len(l.front) {
		l.front = slices.Delete(l.front, i, i+1)
		return e.number
	}
	at, _ := slices.BinarySearch(l.gone, e.number)
	l.gone = slices.Insert(l.gone, at, e.number)
	return e.number
}

// Answer returns the response to a call, which has parameters at paths, in simplified
// form.
func (l *List) Answer(parameter func(path string) string) *sample.Node {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := min(l.from(parameter), l.len())
	to := min(from+l.size, l.len())
	root := l.answer.Copy()
	items := &sample.Node{Kind: sample.ArrayNode}
	for i := from; i < to; i++ {
		items.Items = append(items.Items, l.made(l.at(i)))
	}
	root.Set(l.names.Items, items)
	root.Set(l.names.Total, token(strconv.Itoa(l.len())))
	root.Set(l.names.HasNext, token(strconv.FormatBool(to < l.len())))
	if from == to {
		root.Set(l.names.Success, token("true"))
	}
	if _, last := l.names.ofLastItem(); !last {
		next := l.names.LastCursor
		if to < l.len() {
			next = l.cursor(l.at(to).place)
		}
		root.Set(l.names.NextCursor, &sample.Node{Kind: sample.TextNode, Text: next})
	}
	if l.names.UseHasNext != "" {
		without := l.names.HasNext
		if parameter(l.names.UseHasNext) == "true" {
			without = l.names.Total
		}
		root.Remove(without)
	}
	return root
}

// Whole returns a response with all items of the list.
func (l *List) Whole() *sample.Node {
	l.mu.Lock()
	defer l.mu.Unlock()
	root, items := l.answer.Copy(), &sample.Node{Kind: sample.ArrayNode}
	for i := range l.len() {
		items.Items = append(items.Items, l.made(l.at(i)))
	}
	root.Set(l.names.Items, items)
	return root
}

// IsFirst reports whether a call asks for the first page.
func (l *List) IsFirst(parameter func(path string) string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.from(parameter) == 0
}

// from returns the index of the first item that a call asks for.
func (l *List) from(parameter func(path string) string) int {
	if l.names.Cursor == "" {
		n, err := strconv.ParseInt(parameter(l.names.Number), 10, 32)
		if err != nil || n <= l.names.First {
			return 0
		}
		if n -= l.names.First; !l.names.Rows {
			n *= int64(l.size)
		}
		return int(n)
	}
	place, ok := l.placeOf(parameter(l.names.Cursor))
	if !ok {
		return 0
	}
	if _, last := l.names.ofLastItem(); last {
		place++ // what the cursor names has come
	}
	return sort.Search(l.len(), func(i int) bool { return l.at(i).place >= place })
}

// made returns an item.
func (l *List) made(e entry) *sample.Node {
	item := l.item(e.number)
	path, last := l.names.ofLastItem()
	switch cursor := (&sample.Node{Kind: sample.TextNode, Text: l.cursor(e.place)}); {
	case !last:
	case path == "":
		return cursor
	default:
		item.Set(path, cursor)
	}
	return item
}

func token(text string) *sample.Node { return &sample.Node{Kind: sample.TokenNode, Text: text} }

// A cursor names a place in the order of the list: in digits, so that it can be a number
// and a text, and at a distance from zero, since items in front have places below it. The
// one that the documented answer shows leads behind the documented items.
const middle = 1_000_000_000

// shownAt returns the place that the documented cursor names.
func (l *List) shownAt() int {
	if _, last := l.names.ofLastItem(); last {
		return l.size - 1
	}
	return l.size
}

// cursor returns the cursor of a place.
func (l *List) cursor(place int) string {
	if l.shown != "" && place == l.shownAt() {
		return l.shown
	}
	return strconv.Itoa(middle + place)
}

// placeOf returns the place that a cursor names; false of one that was never given out.
func (l *List) placeOf(cursor string) (place int, ok bool) {
	if l.shown != "" && cursor == l.shown {
		return l.shownAt(), true
	}
	n, err := strconv.Atoi(cursor)
	return n - middle, err == nil && n > middle/2
}
