package paged_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/paged"
	"github.com/topgen/topgen/internal/sample"
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
			[]string{`{"items":{"item":[{"id":1002}]},"total":3}`, `{"items":{"item":[]},"total":3}`},
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
			[]map[string]string{{"scroll_id": "unknown"}, {"scroll_id": "X"}, {"scroll_id": "1000000002"}},
			[]string{`{"items":{"string":["1001"]},"scroll_id":"1000000002"}`, `{"items":{"string":["1002"]},"scroll_id":""}`},
		},
		"a cursor that is a number, and what ends it": {
			"\tnext_id Number 第一次传0", "\titems String[]\n\tnext_id Number -1表示没有更多数据",
			`{"items":["a"],"next_id":7}`,
			[]map[string]string{{"next_id": "0"}, {"next_id": "7"}, {"next_id": "1000000002"}},
			[]string{`{"items":{"string":["1001"]},"next_id":1000000002}`, `{"items":{"string":["1002"]},"next_id":-1}`},
		},
		"a cursor that is no number, of one": {
			"\tlast_id Number", "\titems Item[]\n\t\tid Number\n\tlast_id String",
			`{"items":[{"id":1}],"last_id":"x"}`,
			[]map[string]string{{"last_id": "x"}, {"last_id": "1000000002"}},
			[]string{`{"items":{"item":[{"id":1002}]},"last_id":""}`},
		},
	} {
		s := &schema.API{Method: "taobao.demo.items.get", Request: rowsOf(c.request), Response: rowsOf(c.response), Samples: schema.Samples{Simplified: c.sample}}
		a := api.Meaning(s)
		list := paged.Of(a)
		for page, values := range c.calls {
			parameter := func(path string) string { return sample.Parameter(values, "", path) }
			if first := list.IsFirst(parameter); first != (page == 0) {
				t.Errorf("%s: %v asks for the first page: %t", name, values, first)
			}
			if page == 0 {
				continue
			}
			want := fmt.Sprintf(`{"demo_items_get_response":%s,"request_id":"R"}}`, strings.TrimSuffix(c.want[page-1], "}"))
			if got := a.Answering(list.Answer(parameter)).Documented(api.JSON).With("R"); got != want {
				t.Errorf("%s: page %d is\n%s, want\n%s", name, page, got, want)
			}
		}
	}
	if list := paged.Of(api.Meaning(&schema.API{Method: "taobao.demo.item.get", Response: rowsOf("\titems String[]")})); list != nil {
		t.Error("a method without pages gives out a list in pages")
	}
}

// rowsOf reads a table of fields as tests write it: a line each, with a name, a type and
// a description, deeper ones indented.
func rowsOf(text string) (rows []*schema.Field) {
	var outer []*schema.Field // the last at each depth
	for line := range strings.SplitSeq(text, "\n") {
		depth := len(line) - len(strings.TrimLeft(line, "\t")) - 1
		parts := append(strings.SplitN(strings.TrimSpace(line), " ", 3), "")
		f := &schema.Field{Name: parts[0], Description: parts[2]}
		if f.SetType(parts[1]); f.List {
			f.Element = strings.ToLower(f.Type)
		}
		if outer = append(outer[:depth], f); depth == 0 {
			rows = append(rows, f)
		} else {
			outer[depth-1].Fields = append(outer[depth-1].Fields, f)
		}
	}
	return rows
}
