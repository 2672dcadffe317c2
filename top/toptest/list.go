package toptest

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

// List says by which names a method takes and gives what a list in pages needs: see
// AllOf.
type List struct {
	// Number, Size and Cursor are parameters, such as "query.page_no"; "" if there is
	// none. Number is that of a page or, of Rows, of an item, the first being First.
	Number, Cursor string
	Rows           bool
	First          int64
	// Items, Total, HasNext and NextCursor are fields of the response; "" if there is
	// none but for Items.
	Items, Total, HasNext, NextCursor string
}

// AllOf gets the items of all pages of a list, by the method All of a request, from
// a gateway that gives out a list of items like the documented one in pages. An item
// that has been given out leaves it meanwhile, where the answers have a total that
// tells. Every other item must come, once; items returns those in a response.
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
	l := newListServer(list, method, rows[Response](), d.Sample, len(d.Misfits) == 0)
	srv := NewServer(t)
	srv.AnswerFunc(method.Method, l.answer)
	var whole Response
	if err := top.Unmarshal([]byte(l.body(l.items, l.at(0), false)), &whole); d.failed(err) {
		t.Fatal(err)
	}
	want := items(&whole)
	var got []Item
	for item, err := range all(t.Context(), srv.Client()) {
		if d.failed(err) {
			t.Fatal(err)
		}
		if err == nil {
			got = append(got, item)
		}
	}
	if l.left {
		want, got = want[1:], without(got, want[0])
	}
	if diff := differ(inOrder(want), inOrder(got)); diff != "" {
		t.Errorf("the items differ (-want +got):\n%s", diff)
	}
}

// inOrder returns items in an order that only their content tells.
func inOrder[Item any](items []Item) []Item {
	return slices.SortedStableFunc(slices.Values(items), func(a, b Item) int { return cmp.Compare(textOf(a), textOf(b)) })
}

// without returns items without the one that has left the list, which may have come.
func without[Item any](items []Item, left Item) []Item {
	return slices.DeleteFunc(items, func(item Item) bool { return textOf(item) == textOf(left) })
}

func textOf(item any) string {
	text, err := json.Marshal(item)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// listServer gives out a list in pages.
type listServer struct {
	List
	root  *sample.Node // the documented response, in simplified form
	items []*sample.Node
	keys  []int // of the items, which cursors name

	mu      sync.Mutex
	answers int
	left    bool // the first item has left the list
}

// pageSize is how many items the server gives out at once, whatever it is asked for.
const pageSize = 2

// newListServer makes a list of the documented item: several that differ, or one if
// they cannot be made to, or are not to be.
func newListServer(list List, method *top.API, rows []*schema.Field, documented string, several bool) *listServer {
	a := api.Sampled(&schema.API{Method: method.Method, Root: method.Root, Response: rows}, schema.Samples{XML: documented})
	l := &listServer{List: list, root: a.Answer(api.Simplified).Tree}
	item, object, use := l.root.At(list.Items).Items[0], a.Response, (*api.Use)(nil)
	for name := range strings.SplitSeq(list.Items, ".") {
		use = object.Field(name)
		object = use.Object
	}
	for i := range 2*pageSize + 1 {
		one := item.Copy()
		if several = several && api.Vary(one, use, i); i > 0 && !several {
			break
		}
		l.items, l.keys = append(l.items, one), append(l.keys, i+1)
	}
	return l
}

// answer gives out a page.
func (l *listServer) answer(c *Call) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := 0
	if l.NextCursor != "" {
		from = max(0, slices.Index(l.keys, number(c, l.Cursor, 0)))
	} else {
		from = max(0, number(c, l.Number, int(l.First))-int(l.First))
		if !l.Rows {
			from *= pageSize
		}
	}
	from = min(from, len(l.items))
	to := min(from+pageSize, len(l.items))
	body := l.body(l.items[from:to], l.at(to), to < len(l.items))
	if l.answers++; l.answers == 2 && l.Total != "" && l.NextCursor == "" && len(l.items) > 1 {
		l.items, l.keys, l.left = l.items[1:], l.keys[1:], true
	}
	return body, nil
}

// at returns the cursor of an item, "" behind the last.
func (l *listServer) at(i int) string {
	if i >= len(l.keys) {
		return ""
	}
	return strconv.Itoa(l.keys[i])
}

// body returns the response with some of the items.
func (l *listServer) body(items []*sample.Node, cursor string, more bool) string {
	root := l.root.Copy()
	root.Set(l.Items, &sample.Node{Kind: sample.ArrayNode, Items: items})
	root.Set(l.Total, &sample.Node{Kind: sample.TokenNode, Text: strconv.Itoa(len(l.items))})
	root.Set(l.HasNext, &sample.Node{Kind: sample.TokenNode, Text: strconv.FormatBool(more)})
	root.Set(l.NextCursor, &sample.Node{Kind: sample.TextNode, Text: cursor})
	return root.JSON()
}

// number returns the number that a call has as a parameter at a path, or fallback.
func number(c *Call, path string, fallback int) int {
	n, err := strconv.Atoi(sample.Parameter(c.Params, c.Body, path))
	if err != nil {
		return fallback
	}
	return n
}
