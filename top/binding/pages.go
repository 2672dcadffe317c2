package binding

import (
	"iter"
	"strconv"

	"github.com/topgen/topgen/top"
)

// Page is one page of a list that an API gives out in pages.
type Page[Item any] struct {
	Items []Item
	// Total is how many items there are on all pages; nil where the API does
	// not say.
	Total *int64
	// HasNext is the field of the response that tells whether another page
	// follows; nil where the API has none. If it did not come, it does not count.
	HasNext *bool
	// Success is the field of the response that tells whether the call succeeded; nil
	// where the API has none. If it did not come, it does not count.
	Success *bool
	// Cursor chooses what follows, of an API that pages by cursors; "" if nothing does.
	Cursor string
}

// Pager describes how a method gives out a list in pages that have numbers.
type Pager[Request, Response, Item any] struct {
	// Number and Size return the fields of a request that choose a page: its
	// number, and how many items a page has. Size is nil if a request cannot say.
	Number, Size func(*Request) **int64
	// Rows tells that Number counts items rather than pages.
	Rows bool
	// FromLast tells that pages are read from the last one back, or from that of a
	// request if it is not the first.
	FromLast bool
	// First and PerPage are what the page documents of the two where a request does
	// not have them. PerPage is 0 if it documents nothing.
	First, PerPage int64
	// WantsHasNext returns the field of a request that asks for Page.HasNext, which
	// otherwise does not count; nil if HasNext comes unasked.
	WantsHasNext func(*Request) **bool
	// Do calls the method. A response beside an error counts.
	Do func(*Request, ...top.CallOption) (*Response, error)
	// Page returns what a response holds of the list.
	Page func(*Response) Page[Item]
}

// Pages returns the items of all pages, from the page of the request on; see
// Pager. The request is copied. An error ends the list; one that the platform did
// not cause is top.ErrListIncomplete. A call that gives both a response and an error
// has its items first, then a zero item with the error.
//
// The list ends where the API says that no other page follows, or where it says
// how many items there are and that many have come; of an API that says neither,
// with a page without items, or the last one once more, if that is not full. An answer
// that repeats a page, in whatever order, is an error, and so is
// one without items that says that the call failed, and a list that ends short of its
// total. Where items leave the list while it is read,
// which the total tells, pages are read again, for what has moved onto them; items
// that came before do not come again.
//
// It is not inlined, since all of the loop would be compiled once more for each method that
// has All; nor is Scroll.
//
//go:noinline
func Pages[Request, Response, Item any](req *Request, p Pager[Request, Response, Item], opts ...top.CallOption) iter.Seq2[Item, error] {
	start := *req
	return func(yield func(Item, error) bool) {
		c := caller[Request, Response, Item]{p.Do, p.Page, p.WantsHasNext, opts, yield}
		l := list{
			first: valueOr(*p.Number(&start), p.First), base: p.First, rows: p.Rows, chosen: valueOr(*p.Number(&start), p.First) != p.First,
			get: func(number int64, counting bool) answer {
				req := start
				*p.Number(&req) = &number
				if counting && p.WantsHasNext != nil {
					*p.WantsHasNext(&req) = nil
				}
				return c.call(&req)
			},
		}
		if p.Size != nil {
			l.size = valueOr(*p.Size(&start), p.PerPage)
		}
		read := l.forward
		if p.FromLast {
			read = l.backward
		}
		c.end(read())
	}
}

// Scroller describes how a method gives out a list of which every answer has the
// cursor that chooses what follows.
type Scroller[Request, Response, Item any] struct {
	// First sets the cursor of the first call, where the page documents one; nil if it
	// is left out. A request that has one keeps it.
	First func(*Request)
	// Next makes the request for what follows an answer out of that which led to
	// the answer, the cursor in it, and how many items came with it.
	Next func(r *Request, cursor string, n int)
	// Numbered tells that Next goes on by a number, too, so that there may be no cursor.
	Numbered bool
	// Last is the cursor behind which nothing follows, beside "".
	Last string
	// The others are as in a Pager.
	WantsHasNext func(*Request) **bool
	Do           func(*Request, ...top.CallOption) (*Response, error)
	Page         func(*Response) Page[Item]
}

// Scroll is Pages for a list that is read by cursors: it begins with the cursor of
// the request, and ends with an answer that has none, or says that none follows.
//
//go:noinline
func Scroll[Request, Response, Item any](req *Request, s Scroller[Request, Response, Item], opts ...top.CallOption) iter.Seq2[Item, error] {
	start := *req
	return func(yield func(Item, error) bool) {
		c := caller[Request, Response, Item]{s.Do, s.Page, s.WantsHasNext, opts, yield}
		next := start
		if s.First != nil {
			s.First(&next)
		}
		n := -1 // items of the answer before
		l := list{last: s.Last, numbered: s.Numbered, scroll: func(cursor string) answer {
			req := next
			if n >= 0 {
				s.Next(&req, cursor, n)
			}
			next = req
			a := c.call(&req)
			n = a.n
			return a
		}}
		c.end(l.scrolled())
	}
}

// caller makes the calls for a list and gives out its items.
type caller[Request, Response, Item any] struct {
	do           func(*Request, ...top.CallOption) (*Response, error)
	page         func(*Response) Page[Item]
	wantsHasNext func(*Request) **bool
	opts         []top.CallOption
	yield        func(Item, error) bool
}

func (c *caller[Request, Response, Item]) call(req *Request) answer {
	var sent top.Sent
	var page Page[Item]
	resp, err := c.do(req, append(c.opts[:len(c.opts):len(c.opts)], top.WithSent(&sent))...)
	if resp != nil {
		page = c.page(resp)
	}
	// A has_next that was left out is false, and would end the list too soon. A
	// Caller that does not decode fills in what it means.
	left := page.HasNext != nil && sent.Known() && !sent.Has(page.HasNext)
	if left || c.wantsHasNext != nil && !valueOr(*c.wantsHasNext(req), false) {
		page.HasNext = nil
	}
	items := page.Items
	// A page that could not be had is none behind the end.
	if err == nil && len(items) == 0 && page.Success != nil && !*page.Success && sent.Known() && sent.Has(page.Success) {
		err = incomplete("an answer without items says that the call failed; top.WithRaw shows the answer")
	}
	return answer{
		n: len(items), total: page.Total, hasNext: page.HasNext, cursor: page.Cursor, err: err,
		item: func(i int) any { return items[i] },
		give: func(i int) bool { return c.yield(items[i], nil) },
	}
}

// end gives out the error with which a list ends, if there is one.
func (c *caller[Request, Response, Item]) end(err error) {
	if err != nil && err != errStopped {
		var zero Item
		c.yield(zero, err)
	}
}

// valueOr returns what p points to, or fallback if it is nil.
func valueOr[T any](p *T, fallback T) T {
	if p == nil {
		return fallback
	}
	return *p
}

// Text returns a parameter that is a cursor, nil for "".
func Text(cursor string) *string {
	if cursor == "" {
		return nil
	}
	return &cursor
}

// Int is Text for a cursor that is a number.
func Int(cursor string) *int64 {
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

// Cursor returns the text of a cursor that is a number, "" if none came.
func Cursor(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// Add returns the number of a page, or a row, by so many behind that of a request,
// which is first if the request has none.
func Add(number *int64, first int64, by int) *int64 {
	n := valueOr(number, first) + int64(by)
	return &n
}

// Or returns p, or q if p is nil.
func Or[T any](p, q *T) *T {
	if p == nil {
		return q
	}
	return p
}

// Own returns a copy of an object that a request points to, or a new object, so that
// a copy of the request can be changed.
func Own[T any](p *T) *T {
	own := new(T)
	if p != nil {
		*own = *p
	}
	return own
}
