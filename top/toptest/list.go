package toptest

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/paged"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

// List says by which names a method takes and gives what a list in pages needs: see
// AllOf.
type List struct {
	// Number, Cursor and UseHasNext are parameters, such as "query.page_no"; "" if there
	// is none. Number is that of a page or, of Rows, of an item, the first being First;
	// UseHasNext asks for HasNext, and then there is no Total.
	Number, Cursor, UseHasNext string
	Rows                       bool
	First                      int64
	// FromLast tells that pages are read from the last one back.
	FromLast bool
	// Items, Total, HasNext, Success and NextCursor are fields of the response; "" if there
	// is none but for Items. NextCursor can be one of the items, of which that of the last
	// one counts. Behind the last item it is LastCursor.
	Items, Total, HasNext, Success, NextCursor, LastCursor string
}

// AllOf gets the items of all pages of a list, by the method All of a request, from
// a gateway that gives out a list of items like the documented one in pages. Meanwhile
// items leave it, join it and move within it, as far as the answers let a loop know.
// Every item that stays must come, and once; items returns those in a response.
func AllOf[Response, Item, Option any](t *testing.T, diff func(want, got any, opts ...Option) string, page Documented[Response], all allFunc[Item], list List, items func(*Response) []Item) {
	t.Run("all", func(t *testing.T) {
		allOf(t, func(want, got any) string { return diff(want, got) }, &page, all, list, items)
	})
}

// allFunc is the method All of a generated request.
type allFunc[Item any] = func(context.Context, top.Caller, ...top.CallOption) iter.Seq2[Item, error]

func allOf[Response, Item any](t testing.TB, differ differ, d *Documented[Response], all allFunc[Item], list List, items func(*Response) []Item) {
	method := apiOf(func(ctx context.Context, c top.Caller, opts ...top.CallOption) error {
		_, err := d.Request.Do(ctx, c, opts...)
		return err
	})
	documented := sampled(method, reflect.TypeFor[Response](), schema.Samples{XML: d.Sample})
	l := newListServer(list, documented, len(d.Misfits) == 0)
	srv := NewServer(t)
	srv.AnswerFunc(method.Method, l.answer)
	decoded := func() []Item {
		var whole Response
		if err := top.Unmarshal([]byte(l.list.Whole().JSON()), &whole); d.failed(err) {
			t.Fatal(err)
		}
		return items(&whole)
	}
	before := decoded()
	var got []Item
	for item, err := range all(t.Context(), srv.Client()) {
		if d.failed(err) {
			t.Fatal(err)
		}
		if err == nil {
			got = append(got, item)
		}
	}
	after := decoded()
	stayed := having(before, after, true)
	moved := append(having(before, after, false), having(after, before, false)...)
	if diff := differ(inOrder(stayed), inOrder(having(got, moved, false))); diff != "" {
		t.Errorf("the items differ (-want +got):\n%s", diff)
	}
}

// inOrder returns items in an order that only their content tells.
func inOrder[Item any](items []Item) []Item {
	return slices.SortedStableFunc(slices.Values(items), func(a, b Item) int { return cmp.Compare(textOf(a), textOf(b)) })
}

// having returns those of the items that are among others, or those that are not.
func having[Item any](items, others []Item, among bool) []Item {
	texts := make(map[string]bool)
	for _, item := range others {
		texts[textOf(item)] = true
	}
	return slices.DeleteFunc(slices.Clone(items), func(item Item) bool { return texts[textOf(item)] != among })
}

func textOf(item any) string {
	text, err := json.Marshal(item)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// listServer gives out a list in pages, and moves it.
type listServer struct {
	List
	list    *paged.List
	several bool

	mu      sync.Mutex
	answers int
}

// pageSize is how many items the server gives out at once, whatever it is asked for.
const pageSize = 2

// newListServer makes a list of the documented item: several that differ, or one if
// they cannot be made to, or are not to be.
func newListServer(list List, a *api.API, several bool) *listServer {
	root := a.Answer(api.Simplified).Tree
	item, use := root.At(list.Items).Items[0], a.Response.At(list.Items)
	several = several && api.Vary(item.Copy(), use, 0)
	count := 1
	if several {
		count = 2*pageSize + 1
	}
	names := paged.Names{
		Number: list.Number, Rows: list.Rows, First: list.First, UseHasNext: list.UseHasNext,
		Cursor: list.Cursor, NextCursor: list.NextCursor, LastCursor: list.LastCursor,
		Items: list.Items, Total: list.Total, HasNext: list.HasNext, Success: list.Success,
	}
	return &listServer{List: list, several: several, list: paged.New(names, root, count, pageSize, func(n int) *sample.Node {
		one := item.Copy()
		if several {
			api.Vary(one, use, n)
		}
		return one
	})}
}

// answer gives out a page.
func (l *listServer) answer(c *Call) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	parameter := func(path string) string {
		if path == l.Cursor && l.answers == 0 {
			return "" // that of the documented request leads to a page of another list
		}
		return sample.Parameter(c.Params, c.Body, path)
	}
	body := l.list.Answer(parameter).JSON()
	l.answers++
	counted := l.Total != "" && parameter(l.UseHasNext) != "true"
	switch {
	case !l.several || l.NextCursor == "" && !counted: // nobody could tell that it has moved
	case l.answers == 2:
		l.list.Leave(0)
	case l.answers == 3:
		l.list.Join()
	case l.answers == 4 && l.FromLast:
		l.list.Front(1) // of those that have not come yet
	}
	return body, nil
}
