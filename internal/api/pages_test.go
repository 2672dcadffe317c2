package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// TestPagesOfList: behind the documented page of a list come others, with other items,
// until the documented total is reached.
func TestPagesOfList(t *testing.T) {
	for name, c := range map[string]struct {
		request, response, sample string
		calls                     []map[string]string // of the pages, from the first on
		want                      []string            // parts of the answers, from the second on
	}{
		"numbers": {
			"\tpage_no Number\n\tpage_size Number", "\titems Item[]\n\t\tid Number\n\ttotal Number",
			`{"items":[{"id":1},{"id":2}],"total":3}`,
			[]map[string]string{{}, {"page_no": "2"}, {"page_no": "3"}},
			[]string{`{"total":3,"items":{"item":[{"id":1002}]}}`, `{"total":3,"items":{"item":[]}}`},
		},
		"rows within an object": {
			"\tquery Query\n\t\toffset Number 默认为0\n\t\tlimit Number", "\titems String[]\n\thas_more Boolean",
			`{"items":["a"],"has_more":true}`,
			[]map[string]string{{"query": `{"offset":0}`}, {"query": `{"offset":1}`}, {"query": `{"offset":2}`}},
			[]string{`{"items":{"string":["1001"]},"has_more":true}`, `{"items":{"string":["1002"]},"has_more":false}`},
		},
		"cursors": {
			"\tscroll_id String", "\titems String[]\n\tscroll_id String",
			`{"items":["a"],"scroll_id":"X"}`,
			[]map[string]string{{"scroll_id": "unknown"}, {"scroll_id": "X"}, {"scroll_id": "X-1"}},
			[]string{`{"items":{"string":["1001"]},"scroll_id":"X-1"}`, `{"items":{"string":["1002"]},"scroll_id":""}`},
		},
	} {
		s := &schema.API{Method: "taobao.demo.items.get", Request: rowsOf(c.request), Response: rowsOf(c.response), Samples: schema.Samples{Simplified: c.sample}}
		for _, f := range s.Response {
			if f.List {
				f.Element = strings.ToLower(f.Type)
			}
		}
		a := api.Meaning(s)
		for page, values := range c.calls {
			if got := a.PageOf(values, ""); got != page {
				t.Errorf("%s: %v is page %d, want %d", name, values, got, page)
			}
			if page == 0 {
				continue
			}
			want := fmt.Sprintf(`{"demo_items_get_response":%s,"request_id":"R"}}`, strings.TrimSuffix(c.want[page-1], "}"))
			if got := a.AtPage(page).Documented(api.JSON).With("R"); got != want {
				t.Errorf("%s: page %d is\n%s, want\n%s", name, page, got, want)
			}
		}
	}
}
