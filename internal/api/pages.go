package api

import (
	"strconv"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// Answering returns an API whose documented response is another one, in simplified form.
func (a *API) Answering(tree *sample.Node) *API {
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
