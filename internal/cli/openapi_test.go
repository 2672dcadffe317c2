package cli

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSchemaOpenAPI(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/b.txt": page("taobao.demo.item.get"), "docs/pages/a.txt": page("tmall.shop.get"), "docs/pages/bad.txt": "hello\n"})
	got := topgen(t, "schema", "--format", "openapi", "docs/pages")
	got.want(t, 1, "{\n  \"openapi\": \"3.1.0\",\n*", "docs/pages/bad.txt:1:1: error: *\n")
	var doc struct{ Paths map[string]any }
	must(t, json.Unmarshal([]byte(got.out), &doc))
	want := []string{"/router/rest#taobao.demo.item.get", "/router/rest#tmall.shop.get"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(doc.Paths))); diff != "" {
		t.Errorf("paths differ (-want +got):\n%s", diff)
	}
	one := topgen(t, "schema", "--format", "openapi", "taobao.demo.item.get")
	one.want(t, 0, "*\"operationId\": \"taobao.demo.item.get\"*", "")
	tty := execution{tty: true}.topgen(t, "schema", "--format", "openapi", "docs/pages/b.txt")
	tty.want(t, 0, "{\n*", "")
}
