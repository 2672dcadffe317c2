package explorer

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/internal/schema"
)

// TestLargeIndex has more methods than are shown without being asked for: their
// namespaces are closed, and are pages.
func TestLargeIndex(t *testing.T) {
	var pages []mock.Page
	for i := range 301 {
		pages = append(pages, mock.Page{API: &schema.API{Method: "taobao.n" + string(rune('a'+i%3)) + ".m" + strings.Repeat("x", i%100) + strings.Repeat("y", i/100) + ".get", Title: "标题"}})
	}
	address := mocktest.Serve(t, explore(pages, mock.Options{}, Options{}))
	_, doc := visit(t, address+"/")
	if diff := cmp.Diff([]string{"taobao.na 101 标题 · 标题 · 标题 · 标题", "taobao.nb 100 标题 · 标题 · 标题 · 标题", "taobao.nc 100 标题 · 标题 · 标题 · 标题"}, texts(doc, "details:not([open]) summary")); diff != "" {
		t.Errorf("namespaces (-want +got):\n%s", diff)
	}
	if n := doc.Find("details .methods a").Length(); n != 301 {
		t.Errorf("%d methods within the namespaces", n)
	}
	href, _ := doc.Find("details").Eq(1).Find(".more a").Attr("href")
	_, doc = visit(t, address+href)
	if n := doc.Find(".methods a").Length(); n != 100 || texts(doc, "h1")[0] != "taobao.nb" {
		t.Errorf("%d methods in the namespace", n)
	}
	if got := texts(doc, ".desc"); !slices.Equal(got, []string{"100 methods", "Go package github.com/topgen/topgen/generated/taobao/nb"}) {
		t.Errorf("about the namespace: %q", got)
	}
	if r, _ := visit(t, address+"/namespace/no.such"); r.Status != http.StatusNotFound {
		t.Errorf("status %d", r.Status)
	}
	_, doc = visit(t, address+"/?q=get")
	if got := texts(doc, ".summary"); !slices.Equal(got, []string{"301 methods, 602 types for “get”. Show all"}) {
		t.Errorf("summary %q", got)
	}
	more, _ := doc.Find("#found-method .more a").Attr("href")
	if n := doc.Find("#found-method .hits a").Length(); n != mostOfAll {
		t.Errorf("%d methods are shown", n)
	}
	_, doc = visit(t, address+more)
	if n := doc.Find("#found-method .hits a").Length(); n != mostOfOne || doc.Find("#found-type").Length() > 0 {
		t.Errorf("%d methods are shown", n)
	}
}

// hitsOf returns what a search finds, by kind, with its links.
func hitsOf(t *testing.T, address, query string) map[string][]string {
	t.Helper()
	r, doc := visit(t, address+"/?"+mocktest.Encode(map[string]string{"q": query}), fragmentHeader, "results")
	if strings.Contains(r.Body, "<html") || strings.Contains(r.Body, "<script>") {
		t.Errorf("%s: the fragment is %s", query, r.Body)
	}
	found := make(map[string][]string)
	for _, section := range doc.Find(".found").EachIter() {
		id, _ := section.Attr("id")
		for _, a := range section.Find(".hits a").EachIter() {
			href, _ := a.Attr("href")
			found[strings.TrimPrefix(id, "found-")] = append(found[strings.TrimPrefix(id, "found-")], strings.TrimPrefix(href, "/api/"))
		}
	}
	return found
}

func TestSearch(t *testing.T) {
	pages := testPages()
	pages[2].API.Title = "图片上传 items"
	items := pages[0].API
	items.Request[0].Description = "要找的商品"
	items.Request[8].Fields[0].Values = []schema.Value{{Value: "WAIT_PAY", Text: "等待付款"}}
	address := mocktest.Serve(t, explore(pages, mock.Options{}, Options{}))
	type hits = map[string][]string
	for query, want := range map[string]hits{
		"items.get":      {"method": {"taobao.items.get"}},
		"ITEMS":          {"method": {"taobao.items.get", "taobao.picture.upload"}, "field": {"aliexpress.issue.get#response.items", "taobao.items.get#response.items"}}, // the name counts more than the title
		"上传":             {"method": {"taobao.picture.upload"}},
		"get issue":      {"method": {"aliexpress.issue.get"}, "type": {"aliexpress.issue.get#request", "aliexpress.issue.get#response", "aliexpress.issue.get#response.items"}},
		"page_size":      {"field": {"taobao.items.get#request.page_size"}},
		"PageSize":       {"field": {"taobao.items.get#request.page_size"}},
		"要找的":            {"field": {"taobao.items.get#request.q"}},
		"items 要找的":      {"field": {"taobao.items.get#request.q"}}, // one word of the method, one of the field
		"count items":    {"field": {"taobao.items.get#request.filter.lines.count"}},
		"getlin":         {"type": {"taobao.items.get#request.filter.lines"}},
		"UploadRequest":  {"type": {"taobao.picture.upload#request"}},
		"wait_pay":       {"value": {"taobao.items.get#request.filter.sku"}},
		"等待付款":           {"value": {"taobao.items.get#request.filter.sku"}},
		"skuwaitpay":     {"value": {"taobao.items.get#request.filter.sku"}}, // the constant in Go
		"no-such-item":   {"error": {"taobao.items.get#error.isv.no-such-item"}},
		"参数有误":           {"error": {"taobao.items.get#error.4003"}},
		"taobao nothing": {},
		"taobao":         {"method": {"taobao.items.get", "taobao.picture.upload", "taobao.qimen.order.create", "taobao.time.get"}},
		`"><script>`:     {},
	} {
		if diff := cmp.Diff(want, hitsOf(t, address, query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	_, doc := visit(t, address+"/?q=tem")
	if marks := texts(doc, "#found-method mark"); !slices.Equal(marks, []string{"tem", "tem"}) {
		t.Errorf("marks %q", marks)
	}
	if value, _ := doc.Find("#q").Attr("value"); value != "tem" {
		t.Errorf("the field has %q", value)
	}
	// Wherever a hit leads, there is something.
	for _, query := range []string{"e", "i", "o", "4003"} {
		for _, links := range hitsOf(t, address, query) {
			for _, l := range links {
				path, id, anchored := strings.Cut(l, "#")
				_, doc := visit(t, address+"/api/"+path)
				if n := doc.Find(`[id="` + id + `"]`).Length(); anchored && n != 1 {
					t.Errorf("%d elements at %s", n, l)
				}
			}
		}
	}
}

func TestCategory(t *testing.T) {
	pages := testPages()
	pages[0].API.Category = "商品 & 类目"
	address := mocktest.Serve(t, explore(pages, mock.Options{}, Options{}))
	_, doc := visit(t, address+"/")
	href, _ := doc.Find(".chips a").Attr("href")
	_, doc = visit(t, address+href)
	if diff := cmp.Diff([]string{"taobao.items.get查询"}, texts(doc, ".methods a")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", href, diff)
	}
}

// TestRank: what is called so comes before what has a word so, before what has it within
// a word or its description, and of two rows of one name the first is found.
func TestRank(t *testing.T) {
	var rows []*schema.Field
	for _, name := range []string{"about", "upsize", "resize_size", "size", "size"} {
		rows = append(rows, &schema.Field{Name: name, Type: "String"})
	}
	rows[0].Description = "the size of something"
	api := &schema.API{Method: "taobao.rank.get", Request: rows}
	address := mocktest.Serve(t, explore([]mock.Page{{API: api}}, mock.Options{}, Options{}))
	var want []string
	for _, name := range []string{"size", "resize_size", "upsize", "about"} {
		want = append(want, "taobao.rank.get#request."+name)
	}
	if diff := cmp.Diff(map[string][]string{"field": want}, hitsOf(t, address, "size")); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if _, doc := visit(t, address+"/api/taobao.rank.get"); doc.Find(`[id="request.size"]`).Length() != 1 {
		t.Error("there is not one place for two rows of one name")
	}
}

// TestFindMessages finds topics and what is in their messages, on pages of their own.
func TestFindMessages(t *testing.T) {
	api := &schema.API{
		Message: true, Method: "taobao_trade_TradeCreate", Title: "创建交易", Response: []*schema.Field{
			{Name: "buyer_nick", Type: "String", Description: "买家昵称"}, {Name: "status", Type: "String", Values: valuesOf("WAIT_PAY", "等待付款")},
		},
		Samples: schema.Samples{JSON: `{"buyer_nick":"a"}`},
	}
	address := mocktest.Serve(t, explore(append(testPages(), mock.Page{API: api}), mock.Options{}, Options{}))
	type hits = map[string][]string
	for query, want := range map[string]hits{
		"trade_tradecreate": {"topic": {"/message/taobao_trade_TradeCreate"}},
		"创建交易":              {"topic": {"/message/taobao_trade_TradeCreate"}},
		"BuyerNick":         {"field": {"/message/taobao_trade_TradeCreate#response.buyer_nick"}},
		"等待付款":              {"value": {"/message/taobao_trade_TradeCreate#response.status"}},
	} {
		got := hitsOf(t, address, query)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
		for _, links := range got {
			path, id, anchored := strings.Cut(links[0], "#")
			if _, doc := visit(t, address+path); anchored && doc.Find(`[id="`+id+`"]`).Length() != 1 || doc.Find("h1").Text() != api.Method {
				t.Errorf("%s leads nowhere", links[0])
			}
		}
	}
}
