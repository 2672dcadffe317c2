package binding

import (
	"iter"

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
}

// Pager describes how a method gives out a list in pages that have numbers.
type Pager[Request, Response, Item any] struct {
	// Number and Size return the fields of a request that choose a page: its
	// number, and how many items a page has.
	Number, Size func(*Request) **int64
	// First and PerPage are what the page documents of the two where a request does
	// not have them. PerPage is 0 if it documents nothing.
	First, PerPage int64
	// WantsHasNext returns the field of a request that asks for Page.HasNext, which
	// otherwise does not count; nil if HasNext comes unasked.
	WantsHasNext func(*Request) *bool
	// Do calls the method with an option more. A response beside an error counts.
	Do func(*Request, top.CallOption) (*Response, error)
	// Page returns what a response holds of the list.
	Page func(*Response) Page[Item]
}

// Pages returns the items of all pages from that of req on, which is not changed.
// It gets a page when its first item is due, and stops with the first error, which
// comes with a zero item, behind the items that came with it.
//
// The list ends where the API says that no other page follows, or where it says
// how many items there are and that many have come; of an API that says neither,
// with a page that is not full. A page without items always is the last.
func Pages[Request, Response, Item any](req *Request, p Pager[Request, Response, Item]) iter.Seq2[Item, error] {
	start := *req
	first, size := valueOr(*p.Number(&start), p.First), valueOr(*p.Size(&start), p.PerPage)
	return pages(first, size, func(number int64) (page Page[Item], err error) {
		req := start
		*p.Number(&req) = &number
		var sent top.Sent
		resp, err := p.Do(&req, top.WithSent(&sent))
		if resp != nil {
			page = p.Page(resp)
		}
		// A has_next that was left out is false, and would end the list too soon. A
		// Caller that does not decode fills in what it means.
		left := page.HasNext != nil && sent.Known() && !sent.Has(page.HasNext)
		if left || p.WantsHasNext != nil && !valueOr(p.WantsHasNext(&req), false) {
			page.HasNext = nil
		}
		return page, err
	})
}

// pages returns the items of all pages from the first on; size is how many a full
// one has, or 0 if that is not known.
func pages[Item any](first, size int64, get func(number int64) (Page[Item], error)) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		var zero Item
		came := max(first-1, 0) * size // on the pages before the first
		for number := first; ; number++ {
			page, err := get(number)
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if err != nil {
				yield(zero, err)
				return
			}
			came += int64(len(page.Items))
			if page.last(size, came) {
				return
			}
		}
	}
}

// last reports whether no page follows; came counts the items so far.
func (p Page[Item]) last(size, came int64) bool {
	switch {
	case len(p.Items) == 0:
		return true
	case p.HasNext != nil && *p.HasNext:
		return false
	case p.Total != nil && *p.Total > 0:
		return came >= *p.Total // also where no next page is said to follow
	case p.HasNext != nil:
		return true
	}
	return int64(len(p.Items)) < size
}

// valueOr returns what p points to, or fallback if it is nil.
func valueOr[T any](p *T, fallback T) T {
	if p == nil {
		return fallback
	}
	return *p
}
