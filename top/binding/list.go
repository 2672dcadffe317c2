package binding

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"

	"github.com/topgen/topgen/top"
)

// list is the reading of a list in pages, whatever its items are: generic code would
// be in a program once for each method.
type list struct {
	first, base int64 // numbers of the page to begin with, and of the first that there is
	size        int64 // items of a full page; 0 if that is not known
	rows        bool  // numbers count items
	chosen      bool  // the request chose the page to begin with
	get         func(number int64, counting bool) answer

	last   string // cursor behind which nothing follows
	scroll func(cursor string) answer
	// numbered tells that an answer without a cursor need not be the last.
	numbered bool

	passed int64               // items on the pages so far, and on those before the first
	given  []uint64            // fingerprints of the items given out
	pages  map[uint64]struct{} // fingerprints of the pages
	latest uint64              // that of the last page
	same   bool                // the page before it was the same
	total  int64               // of the last answer that had one, else 0
	most   int64               // items of the largest page
	sizes  []int64             // items of the pages read, from the first on
	sure   int64               // of pages that are read forward, how many rows have come for certain; backward, from which row on
	seen   int64               // the largest sure; of a list that is read backward, the smallest
	backs  int                 // how often it went back since
	joined int64               // how many items may have joined it since it got on
	moves  int64               // by how much totals differed, altogether
	blind  bool                // passed does not count what is before the first page
	empty  bool                // the answer before had no items
	more   bool                // it said that another page follows
	finger maphash.Seed
}

// answer is one answer, without the type of its items.
type answer struct {
	n       int
	total   *int64
	hasNext *bool
	cursor  string
	err     error
	item    func(i int) any
	give    func(i int) bool
}

// errStopped says that whoever reads the list has seen enough.
var errStopped = errors.New("stopped")

func incomplete(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{top.ErrListIncomplete}, args...)...)
}

// fingerprints returns what tells items apart. Items that no encoder takes are taken
// for different ones.
func (l *list) fingerprints(a answer) []uint64 {
	if l.pages == nil {
		l.pages, l.finger = map[uint64]struct{}{}, maphash.MakeSeed()
	}
	prints := make([]uint64, a.n)
	for i := range prints {
		text, err := json.Marshal(a.item(i))
		if err != nil {
			text = fmt.Appendf(nil, "%d %d", len(l.given), i)
		}
		prints[i] = maphash.Bytes(l.finger, text)
	}
	return prints
}

// isNew reports whether no page before had exactly these items, in any order: a platform
// need not sort what it gives out.
func (l *list) isNew(prints []uint64) bool {
	print := maphash.Comparable(l.finger, fmt.Sprint(slices.Sorted(slices.Values(prints))))
	_, known := l.pages[print]
	l.pages[print] = struct{}{}
	l.same, l.latest = print == l.latest, print
	return !known
}

// give gives out the items of an answer but for at most so many that came before,
// among the last items given out.
func (l *list) give(a answer, prints []uint64, most, among int64) error {
	known := map[uint64]int{}
	if most > 0 {
		for _, p := range l.given[max(0, int64(len(l.given))-among):] {
			known[p]++
		}
	}
	for i, p := range prints {
		if most > 0 && known[p] > 0 {
			known[p]--
			most--
			continue
		}
		if !a.give(i) {
			return errStopped
		}
		l.given = append(l.given, p)
	}
	return a.err
}

// moved notes the total of an answer, and returns by how much it is larger than the
// one before.
func (l *list) moved(a answer) (grown int64) {
	if a.total == nil || *a.total <= 0 {
		return 0
	}
	if l.total > 0 {
		grown = *a.total - l.total
		l.moves += max(grown, -grown)
	}
	l.total = *a.total
	return grown
}

// forward reads the pages from the first on.
//
// Items that leave move those behind them onto pages that were read, and items that
// join at the front do the reverse: that only makes items come again. So l.sure is
// how many rows from the first page on have been read for certain. Where a page begins
// behind it, it does not count, and the page of that row is read instead.
func (l *list) forward() error {
	l.skip(l.first - l.base)
	for number := l.first; ; {
		a := l.get(number, false)
		if number > l.first {
			a.err = unlessEmpty(a.err)
		}
		at := l.row(number)
		grown := l.moved(a)
		l.sure, l.joined = max(0, l.sure+min(grown, 0)), l.joined+max(grown, 0)
		if at > l.sure && a.err == nil {
			if l.backs++; l.backs > maxBacks {
				return incomplete("items leave it faster than it is read")
			}
			if number = l.pageOf(l.sure); l.rows {
				number = l.pageOf(max(0, l.sure-l.most/2)) // so that not each that leaves meanwhile makes it go back
			}
			l.joined += l.most // as many can have joined as have left
			continue
		}
		prints := l.fingerprints(a)
		again := min(max(l.seen-at, 0), int64(a.n)) // items that came, or have moved since
		if a.n > 0 && !l.isNew(prints) && again == 0 && l.joined < int64(a.n) {
			return l.repeats(a, number)
		}
		l.count(number, at, int64(a.n))
		most, among := max(grown, 0)+again, max(int64(a.n), grown)
		if again > 0 {
			among = int64(len(l.given))
		}
		if err := l.give(a, prints, most, among); err != nil {
			return err
		}
		if done, err := l.ends(a); done {
			return err
		}
		if number++; l.rows {
			number = l.pageOf(l.sure)
		}
	}
}

// maxBacks is how often in a row forward goes back to items that have moved before it
// takes the list for one that moves faster than it can be read: one that is only read
// while it moves gets on every other time.
const maxBacks = 20

// row returns how many rows there are from the first page to that of a number.
func (l *list) row(number int64) int64 {
	if l.rows {
		return number - l.first
	}
	return (number - l.first) * l.most
}

// pageOf returns the number of the page that has a row.
func (l *list) pageOf(row int64) int64 {
	if l.rows {
		return l.first + row
	}
	return l.first + row/max(l.most, 1)
}

// count takes note that a page has been read, which begins at a row and has n items.
func (l *list) count(number, at, n int64) {
	l.most = max(l.most, n)
	if l.rows {
		l.sure = max(l.sure, at+n)
		l.passed = l.first - l.base + l.sure
	} else {
		l.sure = max(l.sure, l.row(number+1))
		for i := number - l.first; int64(len(l.sizes)) > i; l.sizes = l.sizes[:len(l.sizes)-1] {
			l.passed -= l.sizes[len(l.sizes)-1] // what stands behind is read again
		}
		l.sizes, l.passed = append(l.sizes, n), l.passed+n
	}
	if l.sure > l.seen {
		l.seen, l.backs, l.joined = l.sure, 0, 0
	}
}

// repeats returns the error of a page with the items of one before, unless it is that of the
// page just before, which was not full: the platform gives the last page for any number
// behind it.
func (l *list) repeats(a answer, number int64) error {
	if l.same && int64(a.n) < max(l.size, l.most) && l.total == 0 {
		return a.err
	}
	return incomplete("page %d has the items of one before", number)
}

// skip counts the items on the pages before the first, where that is known.
func (l *list) skip(pages int64) {
	switch {
	case pages <= 0:
	case l.rows:
		l.passed = pages
	default:
		l.passed, l.blind = pages*l.size, l.size == 0
	}
}

// ends reports whether no page follows an answer. It is an error if that cannot be all.
// A page that is not full need not be the last: the platform may have left out items
// that the caller must not see, or that went while it put the page together.
func (l *list) ends(a answer) (done bool, err error) {
	more := a.hasNext != nil && *a.hasNext
	was := l.empty
	l.empty = a.n == 0
	switch {
	case l.promised(a):
		return true, moreFollows()
	case l.empty && more && was:
		return true, incomplete("it says that more follows, and gives nothing")
	case more:
		return false, nil
	case l.total > 0 && l.passed < l.total && !l.empty:
		return false, nil // also where no next page is said to follow
	case l.total > 0:
		return true, l.short()
	}
	return l.empty || a.hasNext != nil, nil
}

// moreFollows returns the error of a list of which an answer said that more follows, and the
// next one neither gives nor says anything: it may be one that failed.
func moreFollows() error {
	return incomplete("an answer says that more follows, and the next one says nothing")
}

// promised reports whether an answer says nothing although the one before said that more
// follows.
func (l *list) promised(a answer) bool {
	before := l.more
	l.more = a.hasNext != nil && *a.hasNext
	return before && a.n == 0 && a.hasNext == nil && l.total == 0
}

// short returns an error if fewer items came than there are, by more than have left
// the list or joined it while it was read.
func (l *list) short() error {
	if l.total-l.passed > l.moves && !l.blind {
		return incomplete("it ends with %d of %d items", l.passed, l.total)
	}
	return nil
}

// backward reads the pages from the last one back. The answer to a first call tells
// which that is.
func (l *list) backward() error {
	chosen := l.first
	a := l.get(l.base, true)
	l.moved(a)
	prints := l.fingerprints(a)
	switch {
	case a.err != nil:
		return a.err
	case l.total == 0 && a.n > 0:
		return incomplete("the platform does not say how many items there are, which tells the last page")
	case int64(a.n) >= l.total && !l.chosen:
		return l.give(a, prints, 0, 0) // there is no other page
	case a.n == 0:
		return l.short()
	}
	l.first, l.most = l.base, int64(a.n)
	l.sure = l.total
	if l.chosen {
		l.sure, l.blind = min(l.total, l.row(chosen+1)), true
	}
	for l.seen = l.sure; l.sure > 0; {
		if err := l.pageBack(l.pageOf(l.sure - 1)); err != nil {
			return err
		}
	}
	return l.short()
}

// pageBack reads a page of a list that is read from the last one back. Items that join
// at the front move others onto pages that were read: l.sure is the row from which on
// all have come for certain, and a page that ends before it does not count.
func (l *list) pageBack(number int64) error {
	a := l.get(number, true)
	a.err = unlessEmpty(a.err)
	at, end := l.row(number), l.row(number+1)
	grown := l.moved(a)
	l.sure = min(l.sure+max(grown, 0), max(l.total, 0))
	if end < l.sure && a.err == nil {
		if l.backs++; l.backs > maxBacks {
			return incomplete("items join it faster than it is read")
		}
		return nil
	}
	prints := l.fingerprints(a)
	again := min(max(at+int64(a.n)-l.sure, 0), int64(a.n))
	if a.err == nil && a.n > 0 && !l.isNew(prints) && again == 0 && -grown < int64(a.n) {
		return incomplete("page %d has the items of one before", number)
	}
	l.passed += int64(a.n) - again
	if l.sure = min(l.sure, at); l.sure < l.seen {
		l.seen, l.backs = l.sure, 0
	}
	among := l.most
	if again > 0 {
		among = int64(len(l.given))
	}
	return l.give(a, prints, max(-grown, 0)+again, among)
}

// unlessEmpty returns the error of an answer but for one that has nothing: where the
// platform leaves out what is empty, there may be nothing left of the answer behind
// the last page but its request id.
func unlessEmpty(err error) error {
	if errors.Is(err, top.ErrEmptyResponse) {
		return nil
	}
	return err
}
