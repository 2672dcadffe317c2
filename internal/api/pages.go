package api

import (
	"strconv"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// pagesOfList is how many pages a list has whose documented response does not say how
// many items there are.
const pagesOfList = 3

// PageOf returns which page of its list a call asks for, from 0 on; 0 if it asks for
// none, or if the method gives out no list.
func (a *API) PageOf(values map[string]string, body string) int {
	p := a.Paging
	if p == nil {
		return 0
	}
	if p.Kind == ByCursor {
		cursor := sample.Parameter(values, body, p.Cursor.Of())
		for page := range pagesOfList {
			if cursor != "" && cursor == a.cursorBehind(page) {
				return page + 1
			}
		}
		return 0
	}
	n, err := strconv.ParseInt(sample.Parameter(values, body, p.Number.Of()), 10, 32)
	if err != nil || n <= p.First {
		return 0
	}
	page := int(n - p.First)
	if p.Kind == ByOffset {
		page /= max(1, len(a.documentedItems()))
	}
	return page
}

// cursorBehind returns the cursor that a page of the list has for the next one: the
// documented one, and others made of it.
func (a *API) cursorBehind(page int) string {
	documented := a.Answer(Simplified).Tree.At(a.Paging.NextCursor.Of())
	switch {
	case documented == nil || documented.Blank():
		return ""
	case page == 0:
		return documented.Text
	case a.Paging.NextCursor.Field.Kind == schema.KindNumber:
		n, _ := strconv.ParseInt(documented.Text, 10, 64) // 0 of a text that is none
		return strconv.FormatInt(n+int64(page), 10)
	}
	return documented.Text + "-" + strconv.Itoa(page)
}

func (a *API) documentedItems() []*sample.Node {
	list := a.Answer(Simplified).Tree.At(a.Paging.Items.Of())
	if list == nil {
		return nil
	}
	return list.Items
}

// AtPage returns an API whose documented response is a page of the list behind the
// documented one, from 1 on: with other items, as many as the documented total
// leaves.
func (a *API) AtPage(page int) *API {
	p, tree := a.Paging, a.Answer(Simplified).Tree.Copy()
	items := a.documentedItems()
	total := pagesOfList * len(items)
	if node := tree.At(p.Total.Of()); node != nil {
		if n, err := strconv.Atoi(node.Text); err == nil && n > 0 {
			total = n
		}
	}
	from := min(page*len(items), total)
	to := min(from+len(items), total)
	list := &sample.Node{Kind: sample.ArrayNode}
	for i := from; i < to; i++ {
		item := items[i-from].Copy()
		Vary(item, p.Items.Field, i)
		list.Items = append(list.Items, item)
	}
	tree.Set(p.Items.Of(), list)
	tree.Set(p.HasNext.Of(), &sample.Node{Kind: sample.TokenNode, Text: strconv.FormatBool(to < total)})
	cursor := ""
	if p.Kind == ByCursor && to < total {
		cursor = a.cursorBehind(page)
	}
	tree.Set(p.NextCursor.Of(), &sample.Node{Kind: sample.TextNode, Text: cursor})
	members := jsonForm{wrapped: true}.object(a.Response, tree)
	return Sampled(a.API, schema.Samples{JSON: holding(a.DocumentElement(), members).JSON()})
}

// Vary makes of an item of a list one that differs from others, by the first text or
// number in it; false if it has none.
func Vary(item *sample.Node, f *Use, i int) bool {
	if item.IsLeaf() {
		if f.Kind != schema.KindString && f.Kind != schema.KindNumber && f.Kind != schema.KindDecimal {
			return false
		}
		item.Kind, item.Text = sample.TextNode, strconv.Itoa(1000+i)
		return true
	}
	if f.Object == nil {
		return false
	}
	for _, within := range f.Object.Fields {
		v := item.Get(within.Wire)
		if v != nil && !within.List && (v.IsLeaf() || v.Kind == sample.ObjectNode) && Vary(v, within, i) {
			return true
		}
	}
	return false
}
