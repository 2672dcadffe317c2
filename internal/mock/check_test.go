package mock

import (
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// TestItems: what stands for a list in the documents of Qimen, and in JSON.
func TestItems(t *testing.T) {
	object := sample.ReadXML("<l><i><a>1</a></i><i><a>2</a></i></l>").Root.Members[0].Value
	text := func(s string) *sample.Node { return &sample.Node{Kind: sample.TextNode, Text: s} }
	array := &sample.Node{Kind: sample.ArrayNode, Items: []*sample.Node{text("a"), text("b")}}
	for _, tt := range []struct {
		name string
		xml  bool
		kind schema.Kind
		node *sample.Node
		n    int
		ok   bool
	}{
		{"elements", true, schema.KindStruct, object, 2, true},
		{"nothing", true, schema.KindStruct, text(" "), 0, true},
		{"a text for a text", true, schema.KindString, text("a"), 1, true},
		{"a text for an object", true, schema.KindStruct, text("a"), 1, false},
		{"an array", false, schema.KindString, array, 2, true},
		{"a text in JSON", false, schema.KindString, text("a"), 0, false},
		{"an object in JSON", false, schema.KindStruct, object, 0, false},
	} {
		c := &checker{xml: tt.xml}
		items, ok := c.items(&api.Use{Field: &api.Field{Kind: tt.kind}}, tt.node)
		if len(items) != tt.n || ok != tt.ok {
			t.Errorf("%s: %d items, %t; want %d, %t", tt.name, len(items), ok, tt.n, tt.ok)
		}
	}
}
