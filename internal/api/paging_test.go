package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// rowsOf reads rows written as "name Type text", one a line; a tab before it puts a
// row into the one above.
func rowsOf(text string) []*schema.Field {
	var rows []*schema.Field
	for line := range strings.Lines(text) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		word, doc, _ := strings.Cut(rest, " ")
		if name == "" {
			continue
		}
		f := &schema.Field{Name: name, Description: doc, Line: 1, Column: 1}
		f.Type, f.List = strings.CutSuffix(word, "[]")
		if strings.HasPrefix(line, "\t\t") {
			parent := rows[len(rows)-1]
			parent.Fields = append(parent.Fields, f)
			continue
		}
		rows = append(rows, f)
	}
	return rows
}

// TestPaging: how a list is read follows from the texts of the page.
func TestPaging(t *testing.T) {
	const items = "\titems Item[]\n\t\tid Number\n"
	for _, c := range []struct {
		name, request, response string
		want                    string // the paging, or a part of why there is none
	}{
		{"page numbers", "\tpage_no Number\n\tpage_size Number 默认40", items + "\ttotal Number",
			`{"kind":"page","number":"request.page_no","first":1,"size":"request.page_size","items":"response.items","total":"response.total"}`},
		{"a total that only the first answer has", "\tpage_index Number 从0开始", items + "\ttotal_number Number 数据总数，仅在传入page_index=0时返回，其他情况下返回0",
			`{"kind":"page","number":"request.page_index","first":0,"items":"response.items","total":"response.total_number"}`},
		{"from 0, in words", "\tpage_num Number 页码，从0开始\n\tpage_size Number", items, `{"kind":"page","number":"request.page_num","first":0,"size":"request.page_size","items":"response.items"}`},
		{"from 0, in English", "\tpage Number starts from 0", items, `{"kind":"page","number":"request.page","first":0,"items":"response.items"}`},
		{"not from 0", "\tpage Number 页码，从10开始，0以上", items, `{"kind":"page","number":"request.page","first":1,"items":"response.items"}`},
		{"0 gives all", "\tpage Number 默认0，小于等于0时返回所有", items, `{"kind":"page","number":"request.page","first":1,"items":"response.items"}`},
		{"within an object", "\tquery Query\n\t\tcurrent_page Number 默认1\n\t\tpage_size Number", "\tresult Result\n\t\thas_more Boolean\n\t\tlist Number[]",
			`{"kind":"page","number":"request.query.current_page","first":1,"size":"request.query.page_size","items":"response.result.list","hasNext":"response.result.has_more"}`},
		{"a total of something else", "\tpage_no Number", items + "\ttotal Number 总页数", `{"kind":"page","number":"request.page_no","first":1,"items":"response.items"}`},
		{"has_next on demand", "\tpage_no Number\n\tuse_has_next Boolean", items + "\thas_next Boolean",
			`{"kind":"page","number":"request.page_no","first":1,"items":"response.items","hasNext":"response.has_next","useHasNext":"request.use_has_next"}`},
		{"success, the outer one", "\tpage_no Number", "\tresult Result\n\t\tsuccess Boolean\n\t\tlist Number[]\n\tis_success Boolean\n\tsuccess String",
			`{"kind":"page","number":"request.page_no","first":1,"items":"response.result.list","success":"response.is_success"}`},
		{"from the last page", "\tpage_no Number 必须采用倒序的分页方式（从最后一页往回取）\n\tpage_size Number", items + "\ttotal Number",
			`{"kind":"last-page-first","number":"request.page_no","first":1,"size":"request.page_size","items":"response.items","total":"response.total"}`},
		{"sorted, the latest first", "\tpage_no Number 结果按修改时间倒序返回", items + "\ttotal Number", `{"kind":"page","number":"request.page_no","first":1,"items":"response.items","total":"response.total"}`},
		{"rows", "\toffset Number 偏移量，默认为0\n\tlimit Number", items, `{"kind":"offset","number":"request.offset","first":0,"size":"request.limit","items":"response.items"}`},
		{"an offset that counts pages", "\toffset Number 页码（0为第一页）\n\tpage_size Number", items, `{"kind":"page","number":"request.offset","first":0,"size":"request.page_size","items":"response.items"}`},
		{"an offset of which the answer gives the next", "\tstart Number 默认为0\n\tlimit Number", items + "\tnext_start Number",
			`{"kind":"cursor","size":"request.limit","cursor":"request.start","nextCursor":"response.next_start","items":"response.items"}`},
		{"a cursor", "\tscroll_id String 首次为空", items + "\tscroll_id String", `{"kind":"cursor","cursor":"request.scroll_id","nextCursor":"response.scroll_id","items":"response.items"}`},
		{"a cursor with a last value", "\tnext_id Number 第一次查询时传0", items + "\tnext_id Number -1表示没有更多数据", `{"kind":"cursor","cursor":"request.next_id","firstCursor":"0","nextCursor":"response.next_id","lastCursor":"-1","items":"response.items"}`},
		{"a cursor beside a page number", "\tposition_index String 除第一页外原样返回\n\tpage_no Number\n\tjump_type Number -1:向前翻页,1:向后翻页", items + "\tposition_index String",
			`{"kind":"cursor","number":"request.page_no","first":1,"cursor":"request.position_index","nextCursor":"response.position_index","forward":"request.jump_type","forwardValue":"1","items":"response.items"}`},
		{"a cursor of another name", "\tstart_query_id String\n\tpage_size Number", items + "\tmin_query_id String\n\tmax_query_id String",
			`{"kind":"cursor","size":"request.page_size","cursor":"request.start_query_id","nextCursor":"response.max_query_id","items":"response.items"}`},
		{"a cursor by its text", "\tmark String 传入上一页返回的结果", items + "\tmark String", `{"kind":"cursor","cursor":"request.mark","nextCursor":"response.mark","items":"response.items"}`},
		{"no pages", "\tid Number", items, "null"},
		{"start of a time", "\tstart Number 开始时间", items, "null"},

		{"no list", "\tpage_no Number\n\tpage_size Number", "\tid Number", "no list"},
		{"two lists", "\tpage_no Number", items + "\tothers Item[]\n\t\tid Number", "no list"},
		{"both first pages", "\tpage_no Number 从0开始，默认1", items, "both 0 and 1"},
		{"an offset of nobody knows what", "\toffset Number 分页参数\n\tlimit Number", items, "rows or pages"},
		{"the id of the last item", "\tlast_id Number 上一页最后一个id\n\tpage_size Number", items, "needs last_id"},
		{"no total to find the last page", "\tpage_no Number 从最后一页往回取", items, "no total"},
		{"a text for a number", "\tpage_index String\n\tpage_size Number", items, "is a String"},
		{"nobody knows which way", "\tposition_index String\n\tjump_type Number 跳转类型", items + "\tposition_index String", "which value of jump_type"},
	} {
		s := &schema.API{Method: "taobao.demo.items.get", Request: rowsOf(c.request), Response: rowsOf(c.response)}
		a, diags := api.Resolve(s)
		got, err := json.Marshal(a.Paging.Schema())
		if err != nil {
			t.Fatal(err)
		}
		var why string
		for _, d := range diags {
			if d.Code == diag.UnsafePaging {
				why += d.Message
			}
		}
		switch {
		case strings.HasPrefix(c.want, "{") || c.want == "null":
			if string(got) != c.want || why != "" {
				t.Errorf("%s:\n%s %s, want\n%s", c.name, got, why, c.want)
			}
		case a.Paging != nil || !strings.Contains(why, c.want):
			t.Errorf("%s: %s %s", c.name, got, why)
		}
	}
}

// TestCursorParameters: what a page demands along with a cursor goes with it.
func TestCursorParameters(t *testing.T) {
	p := api.Meaning(&schema.API{
		Method:   "taobao.demo.items.get",
		Request:  rowsOf("\tposition_index String 第一次查询时传0\n\tjump_type Number -1:向前翻页,1:向后翻页\n\tstart Number\n\tlimit Number"),
		Response: rowsOf("\titems String[]\n\tposition_index String"),
	}).Paging
	if p.Forward.Of() != "jump_type" || p.ForwardBy != "1" || p.FirstValue != "0" || !p.CountsRows {
		t.Errorf("%s is %q, the first cursor %q, rows %t", p.Forward.Of(), p.ForwardBy, p.FirstValue, p.CountsRows)
	}
}

// TestPagingByConfiguration: what topgen.yaml says of a list outweighs the page, each part
// of it tells whether it is needed, and what cannot be is a fault.
func TestPagingByConfiguration(t *testing.T) {
	const items = "\titems Item[]\n\t\tid Number\n\t\tprice Price"
	type said = map[string]string
	for _, c := range []struct {
		name, request, response string
		said                    said
		want                    string // in JSON, or a part of the diagnostic
		parts                   string // that are not needed, and faults
	}{
		{"rows", "\toffset Number 分页参数\n\tlimit Number", items, said{"kind": "offset", "first": "1"},
			`{"kind":"offset","number":"request.offset","first":1,"size":"request.limit","items":"response.items"}`, ""},
		{"pages by an offset", "\toffset Number 分页参数\n\tlimit Number", items, said{"kind": "page"}, "which number the first page has", ""},
		{"one of two lists", "\tpage_no Number", items + "\n\tothers String[]\n\tmore Item[]\n\t\tid Number", said{"items": "response.more"}, `{"kind":"page","number":"request.page_no","first":1,"items":"response.more"}`, ""},
		{"the first page", "\tpage_no Number 从0开始，默认1", items, said{"first": "0"}, `{"kind":"page","number":"request.page_no","first":0,"items":"response.items"}`, ""},
		{"a parameter of any name", "\tnth Number\n\tmany Number", items, said{"number": "request.nth", "size": "request.many"}, `{"kind":"page","number":"request.nth","first":1,"size":"request.many","items":"response.items"}`, ""},
		{"within an object", "\tq Query\n\t\tnth Number", items, said{"number": "request.q.nth"}, `{"kind":"page","number":"request.q.nth","first":1,"items":"response.items"}`, ""},
		{"the last item", "\tlast_id Number 上一页最后一个id\n\tpage_size Number", items, said{"nextCursor": "response.items.id"},
			`{"kind":"cursor","size":"request.page_size","cursor":"request.last_id","nextCursor":"response.items.id","items":"response.items"}`, ""},
		{"the last item itself", "\tlast_id String\n\tpage_size Number", "\tids String[]", said{"nextCursor": "response.ids", "firstCursor": "0", "lastCursor": "-"},
			`{"kind":"cursor","size":"request.page_size","cursor":"request.last_id","firstCursor":"0","nextCursor":"response.ids","lastCursor":"-","items":"response.ids"}`, ""},
		{"pages in spite of a cursor", "\tlast_id Number\n\tpage_no Number", items, said{"kind": "page"}, `{"kind":"page","number":"request.page_no","first":1,"items":"response.items"}`, ""},
		{"a total that counts", "\tpage_no Number 从最后一页往回取", items + "\n\tsum Number", said{"total": "response.sum"}, `{"kind":"last-page-first","number":"request.page_no","first":1,"items":"response.items","total":"response.sum"}`, ""},
		{"a total that does not", "\tpage_no Number", items + "\n\ttotal Number\n\thas_next Boolean", said{"total": "", "hasNext": ""}, `{"kind":"page","number":"request.page_no","first":1,"items":"response.items"}`, ""},
		{"forward after all", "\tpage_no Number 从最后一页往回取", items, said{"kind": "page"}, `{"kind":"page","number":"request.page_no","first":1,"items":"response.items"}`, ""},
		{"the way to go", "\tposition_index String\n\tjump_type Number 跳转类型", items + "\n\tposition_index String", said{"forwardValue": "1"},
			`{"kind":"cursor","cursor":"request.position_index","nextCursor":"response.position_index","forward":"request.jump_type","forwardValue":"1","items":"response.items"}`, ""},
		{"none", "\tpage_no Number", items, said{"kind": "none"}, "null", ""},
		{"none where no loop is safe", "\toffset Number 分页参数\n\tlimit Number", items, said{"kind": "none"}, "null", ""},

		{"none where there is none", "\tid Number", items, said{"kind": "none"}, "null", "kind is not needed: "},
		{"what the page says", "\tpage_no Number 从1开始", items, said{"kind": "page", "first": "1", "items": "response.items"}, `{"kind":"page","number":"request.page_no","first":1,"items":"response.items"}`,
			"kind is not needed: page, items is not needed: response.items, first is not needed: 1"},
		{"one of two that say the same", "\tlast_id Number\n\tstart Number\n\tlimit Number", items, said{"kind": "offset", "number": "request.start"}, `{"kind":"offset","number":"request.start","first":0,"size":"request.limit","items":"response.items"}`,
			"number is not needed: request.start"},
		{"parts of another kind", "\tpage_no Number", items, said{"lastCursor": "-1"}, `{"kind":"page","number":"request.page_no","first":1,"items":"response.items"}`, "lastCursor is not needed: "},
		{"beside none", "\tpage_no Number", items, said{"kind": "none", "first": "0"}, "null", "first is not needed: "},

		{"a text for a number", "\tpage_index String\n\tpage_size Number", items, said{"number": "request.page_index"}, "null", "number: request.page_index is String"},
		{"a fraction", "\tpage_no Number", items + "\n\tsum Price", said{"total": "response.sum"}, `{"kind":"page","number":"request.page_no","first":1,"items":"response.items"}`, "total: response.sum is Price"},
		{"a price as a cursor", "\tlast_id Number\n\tpage_size Number", items, said{"nextCursor": "response.items.price"}, "needs last_id", "nextCursor: response.items.price is Price"},
		{"within the list", "\tpage_no Number", items, said{"total": "response.items.id"}, `{"kind":"page","number":"request.page_no","first":1,"items":"response.items"}`, "total: response.items.id is a list, an object, or within a list"},
		{"no list", "\tpage_no Number", items, said{"items": "response.items.id"}, "no list", "items: response.items.id is no list, or within one"},
		{"nothing that chooses", "\tid Number", items, said{"first": "0"}, "null", "first: no parameter is known that chooses a page"},
		{"no cursor", "\tpage_no Number", items, said{"kind": "cursor"}, "null", "kind: no parameter is known that chooses a page"},
		{"no such way", "\tposition_index String\n\tjump_type Number 跳转类型", items + "\n\tposition_index String", said{"forwardValue": "next"},
			`{"kind":"cursor","cursor":"request.position_index","nextCursor":"response.position_index","forward":"request.jump_type","forwardValue":"next","items":"response.items"}`, `forwardValue: "next" is no Number, as jump_type is`},
	} {
		s := &schema.API{Method: "taobao.demo.items.get", Request: rowsOf(c.request), Response: rowsOf(c.response)}
		s.Settled.Paging = c.said
		a, diags := api.Resolve(s)
		got, err := json.Marshal(a.Paging.Schema())
		if err != nil {
			t.Fatal(err)
		}
		var parts []string
		for _, part := range a.PagingSaid {
			if part.Fault != "" {
				parts = append(parts, part.Part+": "+part.Fault)
			} else if !part.Needed {
				parts = append(parts, part.Part+" is not needed: "+part.Was)
			}
		}
		why := ""
		for _, d := range diags {
			why += d.Message
		}
		if joined := strings.Join(parts, ", "); joined != c.parts {
			t.Errorf("%s: %s, want %s", c.name, joined, c.parts)
		}
		if safe := strings.HasPrefix(c.want, "{") || c.want == "null"; safe && (string(got) != c.want || why != "") || !safe && (a.Paging != nil || !strings.Contains(why, c.want)) {
			t.Errorf("%s:\n%s %s, want\n%s", c.name, got, why, c.want)
		}
	}
}
