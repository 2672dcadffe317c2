package testpage_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/parser"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testpage"
)

// The two forms of a page read without a complaint, and say the same.
func TestForms(t *testing.T) {
	p := testpage.Page{Method: "taobao.demo.item.get"}
	var got []*schema.API
	for path, text := range map[string]string{"a.txt": p.Text(), "a.json": p.JSON()} {
		doc, diags := page.Read(path, []byte(text))
		api, more := parser.Parse(doc)
		for _, d := range append(diags, more...) {
			t.Error(d)
		}
		got = append(got, api)
	}
	ignore := cmp.Options{
		cmpopts.IgnoreFields(schema.API{}, "Source", "Category", "Samples", "RootAt", "Documents"),
		cmpopts.IgnoreFields(schema.Field{}, "Line", "Column", "TypeAt", "ExampleAt"),
		cmpopts.EquateEmpty(),
	}
	if diff := cmp.Diff(got[0], got[1], ignore); diff != "" {
		t.Errorf("the forms differ:\n%s", diff)
	}
	if !got[0].Session || got[0].Response[0].Name != "title" || got[0].Response[0].Example != "样品" {
		t.Errorf("the page says %+v", got[0])
	}
}
