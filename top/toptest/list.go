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
	node, row := l.root, &schema.Field{Fields: rows}
	for name := range strings.SplitSeq(list.Items, ".") {
		node, row = node.Get(name), rowOf(row, name)
	}
	item := node.Items[0]
	for i := range 2*pageSize + 1 {
		one := copyOf(item)
		if i > 0 && !(several && vary(one, row, i)) {
			break
		}
		if i == 0 && several {
			vary(one, row, i)
		}
		l.items, l.keys = append(l.items, one), append(l.keys, i+1)
	}
	return l
}

func rowOf(row *schema.Field, name string) *schema.Field {
	i := slices.IndexFunc(row.Fields, func(f *schema.Field) bool { return f.Name == name })
	return row.Fields[i]
}

// copyOf returns a node that can be changed without the other.
func copyOf(n *sample.Node) *sample.Node {
	own := &sample.Node{Kind: n.Kind, Text: n.Text}
	for _, m := range n.Members {
		own.Add(m.Name, copyOf(m.Value))
	}
	for _, item := range n.Items {
		own.Items = append(own.Items, copyOf(item))
	}
	return own
}

// vary makes of an item one that differs from others, by the first text or number in
// it; false if it has none.
func vary(item *sample.Node, row *schema.Field, i int) bool {
	if item.IsLeaf() {
		if row.Type != "String" && row.Type != "Number" && row.Type != "Price" {
			return false
		}
		item.Kind, item.Text = sample.TextNode, strconv.Itoa(1000+i)
		return true
	}
	for _, f := range row.Fields {
		if v := item.Get(f.Name); v != nil && (v.IsLeaf() && !f.List || v.Kind == sample.ObjectNode) && vary(v, f, i) {
			return true
		}
	}
	return false
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
	root := copyOf(l.root)
	set(root, l.Items, &sample.Node{Kind: sample.ArrayNode, Items: items})
	set(root, l.Total, &sample.Node{Kind: sample.TokenNode, Text: strconv.Itoa(len(l.items))})
	set(root, l.HasNext, &sample.Node{Kind: sample.TokenNode, Text: strconv.FormatBool(more)})
	set(root, l.NextCursor, &sample.Node{Kind: sample.TextNode, Text: cursor})
	return root.JSON()
}

// set puts a value into an object, at a path that may be "".
func set(object *sample.Node, path string, value *sample.Node) {
	if path == "" {
		return
	}
	name, rest, deeper := strings.Cut(path, ".")
	if deeper {
		inner := object.Get(name)
		if inner == nil || inner.Kind != sample.ObjectNode {
			inner = &sample.Node{Kind: sample.ObjectNode}
		}
		set(inner, rest, value)
		value = inner
	}
	members := object.Members
	*object = sample.Node{Kind: sample.ObjectNode}
	for _, m := range members {
		if m.Name != name {
			object.Add(m.Name, m.Value)
		}
	}
	object.Add(name, value)
}

// number returns the number that a call has as a parameter at a path, or fallback.
func number(c *Call, path string, fallback int) int {
	name, rest, deeper := strings.Cut(path, ".")
	text := c.Params[name]
	if root := sample.ReadXML(c.Body).Root; len(root.Members) > 0 { // a call of Qimen
		if text = root.Members[0].Value.JSON(); name != root.Members[0].Name {
			rest = path
		}
		deeper = true
	}
	if deeper {
		node, err := sample.ParseJSON(text)
		for part := range strings.SplitSeq(rest, ".") {
			if err != nil || node == nil {
				return fallback
			}
			node = node.Get(part)
		}
		if node == nil {
			return fallback
		}
		text = node.Text
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return fallback
	}
	return n
}
