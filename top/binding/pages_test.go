package binding_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/binding"
	"github.com/topgen/topgen/top/toptest"
)

type (
	request struct {
		number, size *int64
		wantsNext    *bool
	}
	page = binding.Page[int]
)

// pager describes a method whose pages are what get returns.
func pager(get func(*request) (*page, error)) binding.Pager[request, page, int] {
	return binding.Pager[request, page, int]{
		Number: func(r *request) **int64 { return &r.number },
		Size:   func(r *request) **int64 { return &r.size },
		First:  1,
		Do:     func(r *request, _ ...top.CallOption) (*page, error) { return get(r) },
		Page:   func(p *page) page { return *p },
	}
}

func TestPages(t *testing.T) {
	total := func(n int64) *int64 { return &n }
	more := func(b bool) *bool { return &b }
	broken := errors.New("broken")
	for _, test := range []struct {
		name  string
		first int64
		size  int64
		pages []page
		err   error // of the last page
		want  []int
		calls int
	}{
		{"has next", 1, 2, []page{{Items: []int{1, 2}, HasNext: more(true)}, {Items: []int{3, 4}, HasNext: more(false)}, {}}, nil, []int{1, 2, 3, 4}, 2},
		{"has next, page not full", 1, 2, []page{{Items: []int{1}, HasNext: more(true)}, {Items: []int{2}, HasNext: more(false)}}, nil, []int{1, 2}, 2},
		{"has next, but nothing", 1, 2, []page{{Items: []int{1}, HasNext: more(true)}, {HasNext: more(true)}, {Items: []int{2}, HasNext: more(false)}}, nil, []int{1, 2}, 3},
		{"has next, but an answer that says nothing", 1, 2, []page{{Items: []int{1, 2}, HasNext: more(true)}, {}}, top.ErrListIncomplete, []int{1, 2}, 2},
		{"has next, of which the last page says nothing", 1, 2, []page{{Items: []int{1, 2}, HasNext: more(true)}, {Items: []int{3}}, {}}, nil, []int{1, 2, 3}, 3},
		{"has next, but nothing, twice", 1, 2, []page{{Items: []int{1}, HasNext: more(true)}, {HasNext: more(true)}, {HasNext: more(true)}}, top.ErrListIncomplete, []int{1}, 3},
		{"total", 1, 2, []page{{Items: []int{1, 2}, Total: total(4)}, {Items: []int{3, 4}, Total: total(4)}, {}}, nil, []int{1, 2, 3, 4}, 2},
		{"total, and pages smaller than asked for", 1, 100, []page{{Items: []int{1, 2}, Total: total(3)}, {Items: []int{3}, Total: total(3)}, {}}, nil, []int{1, 2, 3}, 2},
		{"total, size not known", 1, 0, []page{{Items: []int{1}, Total: total(2)}, {Items: []int{2}, Total: total(2)}, {}}, nil, []int{1, 2}, 2},
		{"total is wrong", 1, 2, []page{{Items: []int{1, 2}, Total: total(9)}, {}, {}}, top.ErrListIncomplete, []int{1, 2}, 2},
		{"total counts against has next that was left out", 1, 2, []page{{Items: []int{1, 2}, Total: total(3), HasNext: more(false)}, {Items: []int{3}, Total: total(3), HasNext: more(false)}, {}}, nil, []int{1, 2, 3}, 2},
		{"total that was left out", 1, 2, []page{{Items: []int{1, 2}, Total: total(0), HasNext: more(true)}, {Items: []int{3}, Total: total(0), HasNext: more(false)}}, nil, []int{1, 2, 3}, 2},
		{"neither", 1, 2, []page{{Items: []int{1, 2}}, {Items: []int{3}}, {}}, nil, []int{1, 2, 3}, 3},
		{"neither, a page before the last not full", 1, 2, []page{{Items: []int{1, 2}}, {Items: []int{3}}, {Items: []int{4, 5}}, {}}, nil, []int{1, 2, 3, 4, 5}, 4},
		{"neither, the last page for any number behind it", 1, 2, []page{{Items: []int{1, 2}}, {Items: []int{3}}, {Items: []int{3}}}, nil, []int{1, 2, 3}, 3},
		{"neither, a full page again", 1, 2, []page{{Items: []int{1, 2}}, {Items: []int{3, 4}}, {Items: []int{3, 4}}}, top.ErrListIncomplete, []int{1, 2, 3, 4}, 3},
		{"neither, a page that is not full again, later", 1, 2, []page{{Items: []int{1}}, {Items: []int{3, 4}}, {Items: []int{1}}}, top.ErrListIncomplete, []int{1, 3, 4}, 3},
		{"a page that repeats in another order", 1, 2, []page{{Items: []int{1, 2}}, {Items: []int{2, 1}}, {}}, top.ErrListIncomplete, []int{1, 2}, 2},
		{"neither, last page full", 1, 2, []page{{Items: []int{1, 2}}, {}, {}}, nil, []int{1, 2}, 2},
		{"neither, size not known", 1, 0, []page{{Items: []int{1}}, {Items: []int{2}}, {}, {}}, nil, []int{1, 2}, 3},
		{"from the second page on", 2, 2, []page{{Items: []int{3, 4}, Total: total(5)}, {Items: []int{5}, Total: total(5)}, {}}, nil, []int{3, 4, 5}, 2},
		{"pages from 0", 0, 2, []page{{Items: []int{1, 2}, Total: total(3)}, {Items: []int{3}, Total: total(3)}, {}}, nil, []int{1, 2, 3}, 2},
		{"repeated", 1, 2, []page{{Items: []int{1, 2}}, {Items: []int{3, 4}}, {Items: []int{1, 2}}}, top.ErrListIncomplete, []int{1, 2, 3, 4}, 3},
		{"neither, fewer than asked for", 1, 3, []page{{Items: []int{1, 2}}, {Items: []int{3, 4}}, {Items: []int{5}}, {}}, nil, []int{1, 2, 3, 4, 5}, 4},
		{"neither, fits on the page that comes for any number", 1, 3, []page{{Items: []int{1}}, {Items: []int{1}}}, nil, []int{1}, 2},
		{"nothing", 1, 2, []page{{}, {}}, nil, nil, 1},
		{"error", 1, 2, []page{{Items: []int{1, 2}}, {}}, broken, []int{1, 2}, 2},
		{"error beside items", 1, 2, []page{{Items: []int{1, 2}}, {Items: []int{3}}}, broken, []int{1, 2, 3}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			var numbers []int64
			pages := binding.Pages(&request{number: &test.first, size: &test.size}, pager(func(r *request) (*page, error) {
				numbers = append(numbers, *r.number)
				p := test.pages[min(len(numbers), len(test.pages))-1]
				if len(numbers) == len(test.pages) && test.err == broken {
					return &p, test.err
				}
				return &p, nil
			}))
			var got []int
			var err error
			for item, e := range pages {
				if e != nil {
					err = e
					if item != 0 {
						t.Errorf("the error comes with item %d", item)
					}
					continue
				}
				got = append(got, item)
			}
			if !slices.Equal(got, test.want) || !errors.Is(err, test.err) || len(numbers) != test.calls {
				t.Errorf("items %v, error %v, pages %v; want %v, %d pages", got, err, numbers, test.want, test.calls)
			}
			for i, n := range numbers {
				if n != test.first+int64(i) {
					t.Errorf("the pages are %v", numbers)
				}
			}
		})
	}
}

// TestPagesStop gets no page that nobody looks at.
func TestPagesStop(t *testing.T) {
	calls := 0
	for item := range binding.Pages(new(request), pager(func(*request) (*page, error) {
		calls++
		return &page{Items: []int{calls, calls}}, nil
	})) {
		if item == 2 {
			break
		}
	}
	if calls != 2 {
		t.Errorf("%d pages were fetched", calls)
	}
}

// TestPagesRequest takes from the request what it has, from the page what it has
// not, and changes nothing of it.
func TestPagesRequest(t *testing.T) {
	for _, test := range []struct {
		name    string
		req     request
		numbers []int64 // of the pages that are fetched
	}{
		{"documented values", request{}, []int64{0, 1}},
		{"number", request{number: new(int64(3))}, []int64{3, 4}},
		{"size", request{size: new(int64(3))}, []int64{0, 1}},
		{"has next not asked for", request{wantsNext: new(false)}, []int64{0, 1}},
		{"has next", request{wantsNext: new(true)}, []int64{0}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var numbers []int64
			p := pager(func(r *request) (*page, error) {
				if numbers = append(numbers, *r.number); len(numbers) > 1 {
					return nil, nil // as a response that an error leaves nothing of
				}
				return &page{Items: []int{1, 2}, HasNext: new(false)}, nil
			})
			p.First = 0
			p.PerPage = 2
			p.WantsHasNext = func(r *request) **bool { return &r.wantsNext }
			before := test.req
			for range binding.Pages(&test.req, p) {
			}
			if !slices.Equal(numbers, test.numbers) {
				t.Errorf("pages %v, want %v", numbers, test.numbers)
			}
			if test.req != before {
				t.Errorf("the request is %+v, was %+v", test.req, before)
			}
		})
	}
}

type listRequest struct {
	PageNo, PageSize *int64
}

func (*listRequest) Validate() error { return nil }

type listResponse struct {
	Numbers []int64 `json:"numbers"`
	State   struct {
		HasNext bool `json:"has_next"`
	} `json:"state,omitzero"`
}

// TestPagesHasNextLeftOut has an API that leaves has_next out of its first page,
// which is full: the list goes on.
func TestPagesHasNextLeftOut(t *testing.T) {
	api := top.API{Method: "taobao.numbers.list", Effect: top.EffectRead, Root: "numbers_list_response"}
	pages := []string{`"numbers":{"number":[1,2]}`, `"numbers":{"number":[3,4]},"state":{"has_next":false}`, `"numbers":{"number":[5]}`}
	var got []int64
	for n, err := range binding.Pages(new(listRequest), binding.Pager[listRequest, listResponse, int64]{
		Number: func(r *listRequest) **int64 { return &r.PageNo },
		Size:   func(r *listRequest) **int64 { return &r.PageSize },
		First:  1, PerPage: 2,
		Do: func(r *listRequest, opts ...top.CallOption) (*listResponse, error) {
			client := toptest.Sample(`{"numbers_list_response":{` + pages[*r.PageNo-1] + `}}`)
			return binding.Do(t.Context(), client, &api, r, new(listResponse), opts...)
		},
		Page: func(resp *listResponse) binding.Page[int64] {
			return binding.Page[int64]{Items: resp.Numbers, HasNext: &resp.State.HasNext}
		},
	}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, n)
	}
	if want := []int64{1, 2, 3, 4}; !slices.Equal(got, want) {
		t.Errorf("the items are %v, want %v", got, want)
	}
}

type flaggedResponse struct {
	Result struct {
		Success bool    `json:"success"`
		Numbers []int64 `json:"numbers"`
	} `json:"result,omitzero"`
}

// TestPagesFailed has an API that says within its answers whether a call succeeded: a
// page that could not be had is not the end of the list. An answer without the flag, or
// one with items, is as good as any.
func TestPagesFailed(t *testing.T) {
	api := top.API{Method: "taobao.numbers.list", Effect: top.EffectRead, Root: "numbers_list_response"}
	for name, test := range map[string]struct {
		last string // of the pages
		err  error
	}{
		"failed":            {`"result":{"success":false}`, top.ErrListIncomplete},
		"succeeded":         {`"result":{"success":true}`, nil},
		"says nothing":      {`"result":{"numbers":[]}`, nil},
		"failed, has items": {`"result":{"success":false,"numbers":{"number":[3]}}`, nil},
	} {
		pages := []string{`"result":{"success":true,"numbers":{"number":[1,2]}}`, test.last, `"result":{"success":true}`}
		do := func(page int64, opts ...top.CallOption) (*flaggedResponse, error) {
			client := toptest.Sample(`{"numbers_list_response":{` + pages[page-1] + `}}`)
			return binding.Do(t.Context(), client, &api, new(listRequest), new(flaggedResponse), opts...)
		}
		page := func(resp *flaggedResponse) binding.Page[int64] {
			return binding.Page[int64]{Items: resp.Result.Numbers, Success: &resp.Result.Success}
		}
		var err error
		for _, err = range binding.Pages(new(listRequest), binding.Pager[listRequest, flaggedResponse, int64]{
			Number: func(r *listRequest) **int64 { return &r.PageNo },
			Size:   func(r *listRequest) **int64 { return &r.PageSize },
			First:  1, PerPage: 2, Page: page,
			Do: func(r *listRequest, opts ...top.CallOption) (*flaggedResponse, error) { return do(*r.PageNo, opts...) },
		}) {
		}
		if !errors.Is(err, test.err) || test.err == nil && err != nil {
			t.Errorf("by numbers, %s: %v, want %v", name, err, test.err)
		}
		err, at := error(nil), int64(0)
		for _, err = range binding.Scroll(new(listRequest), binding.Scroller[listRequest, flaggedResponse, int64]{
			Next: func(*listRequest, string, int) {},
			Do: func(_ *listRequest, opts ...top.CallOption) (*flaggedResponse, error) {
				at++
				return do(at, opts...)
			},
			Page: func(resp *flaggedResponse) binding.Page[int64] {
				p := page(resp)
				if at == 1 {
					p.Cursor = "next"
				}
				return p
			},
		}) {
		}
		if !errors.Is(err, test.err) || test.err == nil && err != nil {
			t.Errorf("by cursors, %s: %v, want %v", name, err, test.err)
		}
	}
}
