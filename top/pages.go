package top

import "iter"

// Page is one page of a list that an API gives out in pages.
type Page[Item any] struct {
	Items []Item
	// Total is how many items there are on all pages; nil where the API does
	// not say.
	Total *int64
	// HasNext tells whether another page follows; nil where the API does not say.
	HasNext *bool
}

// Pager describes how an API gives out a list in pages. Generated All methods
// make one.
type Pager[Item any] struct {
	// First is the number of the first page to get: what the request has, or
	// that of the API's first page.
	First int64
	// Size is how many items a full page has: what the request has, or the
	// documented default; 0 if that is not known.
	Size int64
	// Get gets a page. A page beside an error that Partial reports counts.
	Get func(number int64) (Page[Item], error)
}

// Pages returns the items of all pages from p.First on. It gets a page when
// its first item is due, and stops with the first error, which comes with a
// zero item, behind the items that came with it.
//
// The list ends where the API says that no other page follows, or where it says
// how many items there are and that many have come; of an API that says neither,
// with a page that is not full. A page without items always is the last.
func Pages[Item any](p Pager[Item]) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		var zero Item
		came := max(p.First-1, 0) * p.Size // on the pages before the first
		for number := p.First; ; number++ {
			page, err := p.Get(number)
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
			if page.last(p.Size, came) {
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
		// Also where no next page is said to follow: an API that was not asked
		// for has_next leaves it out, which looks like false.
		return came >= *p.Total
	case p.HasNext != nil:
		return true
	}
	return int64(len(p.Items)) < size
}

// ValueOr returns what p points to, or fallback if it is nil: the value of an
// optional field of a request.
func ValueOr[T any](p *T, fallback T) T {
	if p == nil {
		return fallback
	}
	return *p
}
