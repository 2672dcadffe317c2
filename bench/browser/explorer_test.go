package browser_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/mock/explorer"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testenv"
)

// largePages are many methods with many fields each, whose texts differ.
func largePages(n int) []mock.Page {
	words := strings.Fields("order item refund trade seller buyer sku price stock shop coupon member address parcel invoice")
	word := func(i int) string { return words[i%len(words)] }
	pages := make([]mock.Page, n)
	for i := range pages {
		var fields []*schema.Field
		for j := range 20 {
			f := &schema.Field{Name: word(i+j) + "_" + word(i*7+j*3) + "_id", Type: "String", Description: fmt.Sprintf("%s 的第 %d 个字段，说明 %d", word(j), j, i*20+j)}
			if j%5 == 0 {
				f.Values = []schema.Value{{Value: fmt.Sprint("STATE_", i%90), Text: "状态 " + word(i)}, {Value: "CLOSED", Text: "关闭"}}
			}
			fields = append(fields, f)
		}
		pages[i] = mock.Page{API: &schema.API{
			Method: fmt.Sprintf("taobao.%s.%s.m%d.get", word(i/400), word(i), i), Title: fmt.Sprintf("查询 %s %d", word(i), i), Category: "类目 " + word(i/300),
			Response: []*schema.Field{{Name: "result", Type: "Result" + word(i), Fields: fields}},
		}}
	}
	return pages
}

// detailedPages are a method whose page has all that there is to show, and others.
func detailedPages() []mock.Page {
	var inner []*schema.Field
	for i := range 120 {
		inner = append(inner, &schema.Field{Name: fmt.Sprintf("a_rather_long_name_of_a_field_in_the_answer_%d", i), Type: "String", Description: strings.Repeat("很长的说明", 20), Line: 100 + i, Column: 5})
	}
	detail := []*schema.Field{{Name: "lines", Type: "Line", List: true, Element: "line", Fields: inner, Line: 99, Column: 5}, {Name: "status", Type: "Number", Line: 300, Column: 5, Values: []schema.Value{{Value: "1", Text: "已付款"}, {Value: "2", Text: "已发货"}}}}
	api := &schema.API{
		Method: "taobao.warehouse.shipment.documents.reconciliation.details.get", Title: "查询", Category: "仓储API", Protocol: schema.ProtocolTOP, Root: "warehouse_get_response",
		Request: []*schema.Field{
			{Name: "state", Type: "String", Required: new(true), Example: "OPEN", Values: []schema.Value{{Value: "OPEN", Text: "进行中"}, {Value: "DONE", Text: "完成"}}},
			{Name: "filter", Type: "Filter", Example: "{}", Fields: []*schema.Field{{Name: "kind", Type: "Number", Values: []schema.Value{{Value: "7", Text: "退货"}}}, {Name: "lines", Type: "FilterLine", List: true, Fields: []*schema.Field{{Name: "mode", Type: "String", Values: []schema.Value{{Value: "FAST", Text: "快"}}}}}}},
		},
		Response: []*schema.Field{{Name: "result", Type: "Result", Fields: detail, Line: 98, Column: 5}},
		Errors:   []schema.ErrorCode{{Code: "isv.warehouse.shipment.documents.not-found.in-this-place", Message: "单据不存在", Solution: "请检查单据编号是否正确，然后重试"}},
		Samples:  schema.Samples{XML: `<warehouse_get_response><result><lines><line><a_rather_long_name_of_a_field_in_the_answer_0>` + strings.Repeat("长", 200) + `</a_rather_long_name_of_a_field_in_the_answer_0></line></lines></result></warehouse_get_response>`},
	}
	page := mock.Page{Path: "docs/warehouse.txt", API: api, Diags: diag.List{{
		Code: diag.ExampleType, About: "response.result.status", Message: `status: example "x" is no integer`, Pos: diag.Position{File: "docs/warehouse.txt", Line: 300, Column: 5},
	}}}
	message := mock.Page{API: &schema.API{
		Message: true, Method: "taobao_trade_TradeCreate", Title: "创建交易", Description: "买家下单之后产生",
		Response: []*schema.Field{{Name: "buyer_nick", Type: "String", Description: "买家昵称"}},
		Samples:  schema.Samples{JSON: `{"buyer_nick":"a"}`},
	}}
	return append(testPages(), page, message)
}

const detailed = "/api/taobao.warehouse.shipment.documents.reconciliation.details.get"

func serve(pages []mock.Page) http.Handler {
	s := mock.New(pages, mock.Options{})
	s.Handle("/", explorer.New(s, explorer.Options{}))
	return s
}

// shown reports where the element of an id is: in the window, within what is closed, lit up.
const shown = `(() => {
  const e = document.getElementById(%q), box = e.getBoundingClientRect();
  return [e.checkVisibility() && box.top >= 0 && box.top < innerHeight, getComputedStyle(e).backgroundColor !== getComputedStyle(e.parentElement).backgroundColor];
})()`

func (p *tab) wantShown(what, id string) {
	p.Helper()
	if got := eval[[]bool](p, fmt.Sprintf(shown, id)); !slices.Equal(got, []bool{true, true}) {
		p.Errorf("%s: %s is in the window and lit up: %v", what, id, got)
	}
}

// waitFound waits for the list of a whole query, not of its beginning, with one hit of a
// kind.
func (p *tab) waitFound(query, kind string) {
	p.Helper()
	p.wait(query+" is found", fmt.Sprintf(`new URLSearchParams(location.search).get("q") === %q && document.querySelectorAll("#found-%s .hits a").length === 1`, query, kind))
}

// TestFind finds what is in the pages by its name, in Go too, its type, value or text,
// and is led to the field.
func TestFind(t *testing.T) {
	p := open(t, serve(detailedPages()))
	for _, tt := range []struct{ query, kind, anchor string }{
		{"field_in_the_answer_77", "field", "response.result.lines.a_rather_long_name_of_a_field_in_the_answer_77"},
		{"FieldInTheAnswer119", "field", "response.result.lines.a_rather_long_name_of_a_field_in_the_answer_119"},
		{"已发货", "value", "response.result.status"},
		{"DONE", "value", "request.state"},
		{"FilterLine", "type", "request.filter.lines"},
		{"documents.not-found", "error", "error.isv.warehouse.shipment.documents.not-found.in-this-place"},
	} {
		p.visit("/")
		p.do("search", chromedp.Focus("#q"), chromedp.KeyEvent(tt.query))
		p.waitFound(tt.query, tt.kind)
		p.shoot("found-" + tt.kind)
		p.do("open the hit", chromedp.Click("#found-"+tt.kind+" .hits a"), chromedp.WaitVisible(".badges"))
		p.wait("the hit is open", `document.readyState == "complete" && location.pathname == "`+detailed+`"`)
		p.wantShown(tt.query, tt.anchor)
		if got := eval[string](p, `decodeURIComponent(location.hash)`); got != "#"+tt.anchor {
			t.Errorf("%s leads to %s, want %s", tt.query, got, tt.anchor)
		}
		p.shoot("field-" + tt.kind)
	}
	p.visit("/")
	p.do("search for a message", chromedp.Focus("#q"), chromedp.KeyEvent("tradecreate"))
	p.waitFound("tradecreate", "topic")
	p.do("open the hit", chromedp.Click("#found-topic .hits a"), chromedp.WaitVisible(".badges"))
	p.wait("the page of the topic", `location.pathname === "/message/taobao_trade_TradeCreate"`)
	p.visit(detailed)
	p.do("search on the page of a method", chromedp.Focus("#q"), chromedp.KeyEvent("picture"))
	p.wait("the list is in its place", `document.querySelector("#found-method .hits a")?.checkVisibility() && !document.querySelector("#main").checkVisibility()`)
	p.do("search for nothing", chromedp.SetValue("#q", "p"), chromedp.Focus("#q"), chromedp.KeyEvent(kb.End+kb.Backspace))
	p.wait("the page is there again", `document.querySelector("#main").checkVisibility() && !document.querySelector(".hits")`)
	if got := eval[bool](p, `[...document.querySelectorAll(".tree > li[id]")].every((e) => e.querySelector(":scope > a.anchor").getAttribute("href") === "#" + e.id)`); !got {
		t.Error("a field has no link to itself")
	}
}

// TestIndex opens a namespace in the index, and its page.
func TestIndex(t *testing.T) {
	p := open(t, serve(largePages(500)))
	p.visit("/")
	if n := eval[int](p, `[...document.querySelectorAll(".methods a")].filter((a) => a.checkVisibility()).length`); n != 0 {
		t.Errorf("%d of 500 methods are to be seen before anything is open", n)
	}
	p.do("open a namespace", chromedp.Click(".namespaces summary"))
	p.wait("its methods are to be seen", `document.querySelector(".namespaces details[open] .methods a span").checkVisibility()`)
	p.shoot("index-500")
	p.do("open its page", chromedp.Click(".namespaces details[open] .more a"), chromedp.WaitReady("h1"))
	p.wait("the page of the namespace", `location.pathname.startsWith("/namespace/taobao.")`)
	if n := eval[int](p, `document.querySelectorAll(".methods a").length`); n != 100 {
		t.Errorf("the namespace has %d methods, want 100", n)
	}
	p.shoot("namespace")
}

// TestCopy copies a call with what is in the form.
func TestCopy(t *testing.T) {
	p := open(t, serve(detailedPages()))
	p.visit(detailed)
	for _, tt := range []struct{ as, begins, has string }{
		{"curl", "curl -sS 'http://127.0.0.1:", "'state=DONE'"},
		{"go", "package main", `SetState("DONE")`},
		{"json", "{", `"state": "DONE"`},
	} {
		p.do("copy", chromedp.SetValue(`[name="p.state"]`, "DONE"), chromedp.Click(`button[value="`+tt.as+`"]`), chromedp.WaitVisible("#wire .copied"))
		p.wait(tt.as+" is shown", fmt.Sprintf(`document.querySelector("#wire pre")?.textContent.startsWith(%q)`, tt.begins))
		text := eval[string](p, `document.querySelector("#wire pre").textContent`)
		if !strings.Contains(text, tt.has) {
			t.Errorf("%s lacks %s:\n%s", tt.as, tt.has, text)
		}
		p.wait("the button says so", fmt.Sprintf(`document.querySelector('button[value="%s"]').textContent == "Copied"`, tt.as))
		p.shoot("copied-" + tt.as)
	}
}

// TestChoose takes documented values from lists, at any depth, and gives another one.
func TestChoose(t *testing.T) {
	p := open(t, serve(detailedPages()))
	p.visit(detailed)
	const other = `[name="other.state"]`
	if eval[bool](p, `document.querySelector('`+other+`').checkVisibility()`) {
		t.Error("there is a field for another value before it is wanted")
	}
	choose := func(selector, value string) {
		t.Helper()
		eval[bool](p, fmt.Sprintf(`((e) => { e.value = %q; return e.dispatchEvent(new Event("change", { bubbles: true })); })(document.querySelector(%q))`, value, selector))
	}
	choose(`[name="p.state"]`, "…")
	p.do("give another value", chromedp.WaitVisible(other), chromedp.SetValue(other, "HALF"))
	choose(`[data-path="filter.kind"]`, "7")
	choose(`[data-path="filter.lines[].mode"]`, "FAST")
	if got := eval[string](p, `JSON.stringify(JSON.parse(document.querySelector('[name="p.filter"]').value))`); got != `{"kind":7,"lines":[{"mode":"FAST"}]}` {
		t.Errorf("the filter is %s", got)
	}
	p.shoot("choices")
	p.do("send", chromedp.Click(".send"), chromedp.WaitVisible("#wire .wire"))
	if wire := p.text("#wire"); !strings.Contains(wire, "state=HALF") || !strings.Contains(wire, "FAST") || !strings.HasPrefix(wire, "Answered") {
		t.Errorf("what went over the wire: %s", wire)
	}
}

// TestDiagnosticBesideField has what is odd about a field beside it.
func TestDiagnosticBesideField(t *testing.T) {
	p := open(t, serve(detailedPages()))
	p.visit(detailed + "#response.result.status")
	p.wantShown("a link to a field", "response.result.status")
	if got := p.text(`[id="response.result.status"] .diag p`); got != `warning status: example "x" is no integer` {
		t.Errorf("beside the field stands %q", got)
	}
	p.do("open what settles it", chromedp.Click(`[id="response.result.status"] .entry summary`), chromedp.WaitVisible(`[id="response.result.status"] .entry pre`))
	if got := p.text(`[id="response.result.status"] .entry pre`); !strings.Contains(got, "method: taobao.warehouse.shipment.documents.reconciliation.details.get, field: response.result.status, type: Number") {
		t.Errorf("the entry is %q", got)
	}
	p.shoot("diagnostic")
	p.do("follow the link of the list", chromedp.Click("#page .diags a"))
	p.wait("it leads to the field", `decodeURIComponent(location.hash) == "#response.result.status"`)
	p.wantShown("a link of the list", "response.result.status")
}

// linesOf returns the lines in which the text of an element is set.
const linesOf = `((e) => {
  const lines = [], range = document.createRange(), walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
  let top;
  for (let node; (node = walker.nextNode()); ) {
    for (let i = 0; i < node.length; i++) {
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const box = range.getBoundingClientRect();
      if (top === undefined || box.top > top + 3) lines.push(""), (top = box.top);
      lines[lines.length - 1] += node.data[i];
    }
  }
  return lines;
})(document.querySelector(%q))`

// TestPhone looks at the pages on a screen of 390 pixels.
func TestPhone(t *testing.T) {
	p := open(t, serve(detailedPages()))
	p.size(390)
	const field = "response.result.lines.a_rather_long_name_of_a_field_in_the_answer_119"
	p.visit(detailed + "#" + field)
	p.wantShown("a deep link", field)
	was := eval[float64](p, `scrollY`)
	p.shoot("phone-field")
	if now := eval[float64](p, `new Promise((done) => setTimeout(() => done(scrollY), 400))`); now != was {
		t.Errorf("after a deep link the page went on scrolling, from %v to %v", was, now)
	}
	for _, selector := range []string{"h1", `[id="` + field + `"] .name code`, `[id="` + field + `"] .go-name`, "#errors td code"} {
		lines := eval[[]string](p, fmt.Sprintf(linesOf, selector))
		if len(lines) < 2 {
			t.Errorf("%s is set in one line, which this test is not about: %q", selector, lines)
		}
		for i, line := range lines[:len(lines)-1] {
			if next := lines[i+1]; !strings.ContainsAny(line[len(line)-1:], "._-") && (next[0] < 'A' || next[0] > 'Z') {
				t.Errorf("%s breaks within a word: %q", selector, lines)
			}
		}
	}
	p.do("look at the samples", chromedp.ScrollIntoView("#samples"))
	if got := eval[bool](p, `((e) => e.scrollWidth > e.clientWidth && e.innerText.includes("\n      \"lines\""))(document.querySelector("#samples pre"))`); !got {
		t.Error("the sample in JSON does not scroll, or has lost its indentation")
	}
	p.shoot("phone-sample")
	if got := eval[[]string](p, `[...document.querySelectorAll("#errors tbody td")].map((e) => getComputedStyle(e).display + " " + getComputedStyle(e, "::before").content)`); !slices.Equal(got, []string{`block "Code"`, `block "Meaning"`, `block "What to do"`}) {
		t.Errorf("the cells of the table are no cards: %q", got)
	}
	p.do("look at the errors", chromedp.ScrollIntoView("#errors"))
	p.shoot("phone-errors")
	for _, path := range []string{"/", "/?q=a", "/namespace/taobao.warehouse", detailed, "/messages", "/message/taobao_trade_TradeCreate"} {
		p.visit(path)
		if wide := eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
			t.Errorf("%s is %d pixels wider than the screen", path, wide)
		}
		p.shoot("phone-" + strings.Trim(strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(path), "-"))
	}
}

// TestWithoutScript uses the pages without JavaScript.
func TestWithoutScript(t *testing.T) {
	p := open(t, serve(append(detailedPages(), largePages(60)...)))
	p.do("switch scripts off", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	p.visit("/")
	p.do("open a namespace and a method", chromedp.Click(".namespaces summary"), chromedp.WaitVisible(".namespaces details[open] .methods a"),
		chromedp.Click(".namespaces details[open] .methods a"), chromedp.WaitVisible("#request"))
	p.visit(detailed)
	p.do("open an object", chromedp.Click(`[id="response.result.lines"] summary`), chromedp.WaitVisible(`[id="response.result.lines.a_rather_long_name_of_a_field_in_the_answer_3"]`))
	p.do("choose a sample", chromedp.Click(`label[for="sample-xml"]`), chromedp.WaitVisible("#sample-xml + label + .pane"))
	p.do("choose another value", chromedp.Focus(`[name="p.state"]`), chromedp.KeyEvent(kb.End), chromedp.WaitVisible(`[name="other.state"]`))
	for _, hidden := range []string{".copy", ".inner"} {
		if visible := eval[int](p, `[...document.querySelectorAll("`+hidden+`")].filter((e) => e.checkVisibility()).length`); visible > 0 {
			t.Errorf("%d of %s do nothing, and are to be seen", visible, hidden)
		}
	}
	p.shoot("without-script")
}

// TestAxe has the pages judged by what others judge by whether everybody can use them.
func TestAxe(t *testing.T) {
	dir := testenv.Packages(t, filepath.Join("testdata", "node"))
	axe, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	p := open(t, serve(append(detailedPages(), largePages(60)...)))
	judge := func(what string) {
		t.Helper()
		eval[bool](p, string(axe)+"; true")
		for _, v := range eval[[]string](p, `axe.run().then((r) => r.violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => v.impact + ": " + v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map((n) => n.html).join("  ")))`) {
			t.Errorf("%s: %s", what, v)
		}
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{390, 1280} {
			p.size(width)
			p.do("colours", colorScheme(scheme))
			for _, path := range []string{"/", "/?q=a", "/?q=a&kind=field", "/?q=nothing-at-all", "/namespace/taobao.warehouse", "/api/no.such", "/api/taobao.items.get", detailed + "#response.result.status", "/messages", "/message/taobao_trade_TradeCreate", "/api/taobao.picture.upload"} {
				p.visit(path)
				judge(fmt.Sprintf("%s at %d pixels, %s", path, width, scheme))
			}
			p.do("send", chromedp.Click(".send"), chromedp.WaitVisible("#wire .wire"))
			judge(fmt.Sprintf("an answer at %d pixels, %s", width, scheme))
			p.shoot(fmt.Sprintf("axe-%s-%d", scheme, width))
		}
	}
}

// measured searches for words letter by letter, and returns how long it took from each
// key to the list, until that was on the screen, and how much of it was the gateway's
// answer, in milliseconds and in order.
const measured = `(async () => {
  const q = document.querySelector("#q"), results = document.querySelector("#results"), lists = [], screens = [];
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  performance.clearResourceTimings();
  for (const word of %s) {
    for (let n = 1; n <= word.length; n++) {
      q.value = word.slice(0, n);
      const begin = performance.now();
      const listed = new Promise((done) => new MutationObserver((_, o) => { o.disconnect(); done(); }).observe(results, { childList: true }));
      q.dispatchEvent(new Event("input"));
      await listed;
      lists.push(performance.now() - begin);
      await frame();
      screens.push(performance.now() - begin);
    }
  }
  const answers = performance.getEntriesByType("resource").map((r) => r.responseEnd - r.requestStart);
  return [lists, screens, answers].map((list) => list.sort((a, b) => a - b));
})()`

// corpus returns the pages of the corpus; none where it is not there.
func corpus() (pages []mock.Page) {
	files, err := source.Find([]string{"../../../shared/corpus/txt"}, nil)
	if err != nil {
		return nil
	}
	load.All(files, runtime.GOMAXPROCS(0), func(p load.Page) mock.Page { return mock.Page{Path: p.File.Path, API: p.API, Diags: p.Diags} },
		func(_ int, p mock.Page) bool { pages = append(pages, p); return true })
	return pages
}

// TestCorpusOnPhone has pages of the corpus on a screen of 390 pixels: none is wider, and
// a link to the last field leads to it.
func TestCorpusOnPhone(t *testing.T) {
	pages := corpus()
	if len(pages) == 0 {
		t.Skip("there is no ../shared/corpus/txt")
	}
	p := open(t, serve(pages))
	p.size(390)
	for i := 0; i < len(pages); i += 90 {
		if pages[i].API == nil {
			continue
		}
		p.visit("/api/" + pages[i].API.Method)
		if wide := eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
			t.Errorf("%s is %d pixels wider than the screen", pages[i].API.Method, wide)
		}
		if last := eval[string](p, `[...document.querySelectorAll("#response .tree > li[id]")].at(-1)?.id ?? ""`); last != "" {
			p.visit("/")
			p.visit("/api/" + pages[i].API.Method + "#" + last)
			p.wantShown(pages[i].API.Method, last)
		}
	}
	p.visit("/")
	if wide := eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
		t.Errorf("the index is %d pixels wider than the screen", wide)
	}
	p.shoot("phone-corpus")
}

// TestSearchSpeed measures how long a search takes, from key to list. The bar is 50 ms
// among 5,000 methods; a busy machine may take longer, so that no time fails the test.
func TestSearchSpeed(t *testing.T) {
	sets := map[string][]mock.Page{"5,000 methods made for the test": largePages(5000)}
	if pages := corpus(); len(pages) > 0 {
		sets[fmt.Sprintf("%d pages of the corpus", len(pages))] = pages
	} else {
		t.Log("there is no ../shared/corpus/txt, whose pages are measured, too")
	}
	for name, pages := range sets {
		p := open(t, serve(pages))
		p.visit("/?q=warm")
		times := eval[[][]float64](p, fmt.Sprintf(measured, `["refund_id", "seller nick", "订单状态", "CLOSED", "trade fullinfo"]`))
		for i, what := range []string{"key to list", "key to screen", "the gateway's answer"} {
			n := len(times[i])
			if n == 0 || i < 2 && n != 44 {
				t.Fatalf("%s: %d keys were measured", what, n)
			}
			t.Logf("%s, %s: %.0f ms in the middle, %.0f ms but for one key in twenty, %.0f ms at most", name, what, times[i][n/2], times[i][n*19/20], times[i][n-1])
		}
		p.shoot("search-" + fmt.Sprint(len(pages)))
	}
}
