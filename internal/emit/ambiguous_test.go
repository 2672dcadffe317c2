package emit

import (
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// TestAmbiguousRequired: a required field that may belong to another object is
// not demanded of the one in which it was put, and the comment says why.
func TestAmbiguousRequired(t *testing.T) {
	const sentence = "so that Validate does not ask for it"
	for _, ambiguous := range []bool{false, true} {
		s := &schema.API{
			Method: "taobao.item.add", Protocol: schema.ProtocolTOP, Root: "item_add_response",
			Source:  schema.Source{Path: "taobao.item.add.txt"},
			Request: fields("item Item\n\ttitle String !", true),
		}
		s.Request[0].Fields[0].Ambiguous = ambiguous
		unit, diags := Page(api.Meaning(s), Options{Module: module})
		if unit == nil {
			t.Fatal(diags)
		}
		text := strings.Join(strings.Fields(strings.ReplaceAll(string(unit.Files[0].Data), "//", "")), " ")
		if demanded, said := strings.Contains(text, `top:"required"`), strings.Contains(text, sentence); demanded == ambiguous || said != ambiguous {
			t.Errorf("ambiguous %t: demanded %t, said %t", ambiguous, demanded, said)
		}
	}
}
