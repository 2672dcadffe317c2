package paged

import (
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// pagesOfList is how many pages a list has whose documented response does not say how
// many items there are.
const pagesOfList = 3

// Of returns the list that a method documents, nil if it gives out none in pages. It
// begins with the documented items, which are a page, and has as many as the documented
// total says, which differ.
func Of(a *api.API) *List {
	p := a.Paging
	if p == nil {
		return nil
	}
	tree := a.Answer(api.Simplified).Tree
	var shown []*sample.Node
	if list := tree.At(p.Items.Of()); list != nil {
		shown = list.Items
	}
	count := pagesOfList * len(shown)
	if n, err := strconv.Atoi(tree.At(p.Total.Of()).Leaf()); err == nil && n > 0 && len(shown) > 0 {
		count = n
	}
	names := Names{
		Number: p.Number.Of(), Rows: p.Kind == api.ByOffset, First: p.First, UseHasNext: p.UseHasNext.Of(),
		Items: p.Items.Of(), Total: p.Total.Of(), HasNext: p.HasNext.Of(), Success: p.Success.Of(), NextCursor: p.NextCursor.Of(), LastCursor: p.LastValue,
	}
	names.Cursor = p.Cursor.Of()
	list := New(names, tree, count, len(shown), func(n int) *sample.Node {
		item := shown[n%len(shown)].Copy()
		if n >= len(shown) {
			api.Vary(item, p.Items.Field, n)
		}
		return item
	})
	if p.Kind == api.ByCursor && len(shown) > 0 {
		list.shown = shownCursor(p, tree, shown[len(shown)-1])
	}
	return list
}

// shownCursor returns the cursor that the documented answer shows, "" if it shows none
// that leads on.
func shownCursor(p *api.Paging, tree, last *sample.Node) string {
	node := tree.At(p.NextCursor.Of())
	if path, within := strings.CutPrefix(p.NextCursor.Of(), p.Items.Of()+"."); within {
		node = last.At(path)
	} else if p.OfLastItem {
		node = last
	}
	cursor := strings.TrimSpace(node.Leaf())
	n, err := strconv.Atoi(cursor)
	isNumber := p.Cursor.Field.Kind == schema.KindNumber || p.NextCursor.Field.Kind == schema.KindNumber
	if cursor == p.LastValue || isNumber && (err != nil || n <= 0) {
		return ""
	}
	return cursor
}
