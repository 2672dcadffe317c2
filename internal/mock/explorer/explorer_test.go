package explorer

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/internal/schema"
)

func testPages() []mock.Page {
	var pages []mock.Page
	for _, api := range mocktest.APIs() {
		pages = append(pages, mock.Page{Path: "docs/" + api.Method + ".txt", API: api})
	}
	return pages
}

// explore returns a gateway for the pages, with its explorer.
func explore(pages []mock.Page, gateway mock.Options, opt Options) http.Handler {
	s := mock.New(pages, gateway)
	s.Handle("/", New(s, opt))
	return s
}

// testExplorer serves the pages of the tests, and returns the address.
func testExplorer(t *testing.T) string {
	t.Helper()
	return mocktest.Serve(t, explore(testPages(), mock.Options{Seed: 1, Now: func() time.Time { return mocktest.Now }}, Options{}))
}

// visit gets a page as a browser does.
func visit(t *testing.T, address string, header ...string) (mocktest.Reply, *goquery.Document) {
	t.Helper()
	req := mocktest.NewRequest(t, http.MethodGet, address, "", "")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	r := mocktest.Do(t, req)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	return r, doc
}

// texts returns the texts of what a selector finds, white space collapsed.
func texts(doc *goquery.Document, selector string) []string {
	var list []string
	for _, s := range doc.Find(selector).EachIter() {
		list = append(list, strings.Join(strings.Fields(s.Text()), " "))
	}
	return list
}

func TestIndexPage(t *testing.T) {
	pages := testPages()
	pages[0].API.Category, pages[1].API.Category = "商品API", "商品API"
	pages[0].Diags = diag.List{{Code: diag.ExampleType, Message: "odd"}}
	pages = append(pages, mock.Page{Path: "docs/bad.txt", Diags: diag.List{{Code: diag.NotAnAPIPage, Severity: diag.Error, Message: "no page", Pos: diag.Position{File: "docs/bad.txt", Line: 1}}}})
	address := mocktest.Serve(t, explore(pages, mock.Options{}, Options{}))
	r, doc := visit(t, address+"/")
	if r.Status != 200 || !strings.Contains(r.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("status %d, headers %v", r.Status, r.Header)
	}
	if diff := cmp.Diff([]string{"aliexpress 1", "qimen 1", "taobao 4", "Categories 1", "Pages that could not be read 1"}, texts(doc, ".group h2")); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"aliexpress.issue 1", "qimen.order 1", "taobao.items 1 商品API", "taobao.picture 1", "taobao.qimen 1", "taobao.time 1 商品API"}, texts(doc, ".namespaces details[open] summary")); diff != "" {
		t.Errorf("namespaces (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"aliexpress.issue.get", "qimen.order.query", "taobao.items.get查询1 warning", "taobao.picture.upload", "taobao.qimen.order.create", "taobao.time.get"}, texts(doc, ".methods a")); diff != "" {
		t.Errorf("methods (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{address + "/router/rest", mock.DefaultAppKey, mock.DefaultAppSecret, "/router/batch /router/qm /router/qimen/service /sync"}, texts(doc, ".facts dd")); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"error no page docs/bad.txt:1 not-an-api-page"}, texts(doc, ".diags li")); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

func TestMethodPage(t *testing.T) {
	pages := testPages()
	api := pages[0].API
	api.Category, api.Description, api.Settled.Withdrawn = "商品API", "说明", "it ends in 2027"
	api.Request[0].Example, api.Request[0].Description = "shoes", "关键字"
	api.Samples.Java = "ItemsGetRequest req = new ItemsGetRequest();"
	pages[0].Diags = diag.List{{Code: diag.ExampleType, About: "request.filter.lines.count", Message: "example is odd", Hint: "look", Pos: diag.Position{File: "docs/x.txt", Line: 3, Column: 4}}}
	address := mocktest.Serve(t, explore(pages, mock.Options{}, Options{}))
	r, doc := visit(t, address+"/api/taobao.items.get")
	if r.Status != 200 {
		t.Fatalf("status %d: %s", r.Status, r.Body)
	}
	for selector, want := range map[string][]string{
		"h1":        {"taobao.items.get"},
		".crumbs a": {"All methods", "商品API", "taobao.items"},
		".desc":     {"说明", "Deprecated: it ends in 2027", "Go package github.com/topgen/topgen/generated/taobao/items"},
		".badge":    {"needs a session", "protocol top", "POST /router/rest", "page"},
		"#request > .tree > li > .leaf .name code:first-child": {"q", "page_size", "ids", "title", "since", "hot", "price", "ext"},
		"#request > .tree > li > details > summary .name":      {"filter FilterFilter 5 fields"},
		"#request .tree .tree > li > .leaf .name":              {"sku String requiredSKU", "n NumberN", "count Number requiredCount 1", "tags String[]Tags"},
		"#request .tree .tree > li > details > summary .name":  {"lines Line[]Lines 1 field"},
		"#request .rules span":                                 {"from 1", "up to 100", "at most 3 elements", "at most 4 characters", "up to 9"},
		"#request .example code":                               {"shoes"},
		"#request .text":                                       {"关键字"},
		"#response .note":                                      {"In XML and JSON, each element is called item."},
		"#samples .tabs > label":                               {"JSON", "Simplified JSON", "XML", "Error", "Request in Java"},
		"#errors tbody tr":                                     {"isv.no-such-item商品不存在", "4003参数有误"},
		"#page .diags li":                                      {"warning example is oddlook docs/x.txt:3:4 example-type request.filter.lines.count Settle it in topgen.yamlCopyfields: - {method: taobao.items.get, field: request.filter.lines.count, type: Number, reason: an id is never a fraction} orCopyaccept: - {code: example-type, method: taobao.items.get, field: request.filter.lines.count, reason: amounts have decimals}"},
		`[id="request.filter.lines.count"] .diag > p`:          {"warning example is odd"},
		`[id="request.filter.lines.count"] .entry pre`:         {"fields: - {method: taobao.items.get, field: request.filter.lines.count, type: Number, reason: an id is never a fraction}", "accept: - {code: example-type, method: taobao.items.get, field: request.filter.lines.count, reason: amounts have decimals}"},
		".param label code":                                    {"q", "page_size", "ids", "title", "since", "hot", "price", "ext", "filter"},
		"#fault option":                                        {"the documented answer", "flow control: a ban of 30 s", "the service is unavailable", "the session is invalid", "the answer takes 3 s", "the connection is reset", "the answer breaks off", "HTTP 502 from a proxy", "the page's error sample", "error isv.no-such-item", "error 4003"},
	} {
		if diff := cmp.Diff(want, texts(doc, selector)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", selector, diff)
		}
	}
	if text := doc.Find("#samples .pane").First().Find("pre").Text(); !strings.Contains(text, `"title": "a"`) || !strings.Contains(text, `"request_id"`) {
		t.Errorf("sample in JSON:\n%s", text)
	}
	if value, _ := doc.Find(`[name="p.q"]`).Attr("value"); value != "shoes" {
		t.Errorf("the form has q %q", value)
	}
	program := doc.Find("#go pre").Text()
	for _, want := range []string{`items.NewGetRequest().`, `SetQ("shoes").`, `top.WithGateway("` + address + `")`, `top.WithSession("test")`, "package main\n"} {
		if !strings.Contains(program, want) {
			t.Errorf("the program has no %s:\n%s", want, program)
		}
	}
}

// TestOpenRows: the objects of a small table are all open, of a long one those of the first
// level are.
func TestOpenRows(t *testing.T) {
	pages := testPages()
	filter := pages[0].API.Request[8]
	const rows = 14 // of the request
	for i := range mostOpenRows - rows {
		filter.Fields = append(filter.Fields, &schema.Field{Name: "f" + strconv.Itoa(i), Type: "String", Required: new(bool)})
	}
	for _, want := range [][]string{{"request.filter", "request.filter.lines"}, {"request.filter"}} {
		_, doc := visit(t, mocktest.Serve(t, explore(pages, mock.Options{}, Options{}))+"/api/taobao.items.get")
		var open []string
		for _, s := range doc.Find("#request details[open]").EachIter() {
			open = append(open, s.Parent().AttrOr("id", ""))
		}
		if diff := cmp.Diff(want, open); diff != "" {
			t.Errorf("open (-want +got):\n%s", diff)
		}
		filter.Fields = append(filter.Fields, &schema.Field{Name: "one_more", Type: "String", Required: new(bool)})
	}
}

func TestNoSuchMethod(t *testing.T) {
	address := testExplorer(t)
	r, doc := visit(t, address+"/api/no.such.method")
	if r.Status != http.StatusNotFound || !strings.Contains(doc.Text(), "There is no page for the method no.such.method.") {
		t.Errorf("status %d: %s", r.Status, r.Body)
	}
}

// formOf returns the form of a method's page; the names of files come in front of
// their content, behind "@".
func formOf(t *testing.T, fields ...string) (contentType, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		name, content, isFile := strings.Cut(strings.TrimPrefix(fields[i+1], "@"), "@")
		if !strings.HasPrefix(fields[i+1], "@") || !isFile {
			w.WriteField(fields[i], fields[i+1])
			continue
		}
		part, err := w.CreateFormFile(fields[i], name)
		if err != nil {
			t.Fatal(err)
		}
		part.Write([]byte(content))
	}
	w.Close()
	return w.FormDataContentType(), b.String()
}

// sendForm posts the form of a method's page.
func sendForm(t *testing.T, address, method string, fields ...string) *goquery.Document {
	t.Helper()
	contentType, body := formOf(t, fields...)
	r := mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/api/"+method, contentType, body))
	if r.Status != 200 {
		t.Fatalf("status %d: %s", r.Status, r.Body)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// valuesOf returns documented values, of values and texts.
func valuesOf(valuesAndTexts ...string) []schema.Value {
	var list []schema.Value
	for i := 0; i < len(valuesAndTexts); i += 2 {
		list = append(list, schema.Value{Value: valuesAndTexts[i], Text: valuesAndTexts[i+1]})
	}
	return list
}

// TestSend makes calls with the forms, and looks at what is shown of them.
func TestSend(t *testing.T) {
	address := testExplorer(t)
	for _, tt := range []struct {
		name, method string
		fields       []string
		verdict      string
		request      []string // parts of what went over the wire
		response     []string
	}{
		{"good", "taobao.items.get", []string{"p.q", "a b&c", "p.filter", "{\r\n\"sku\":\"x\"}", "session", "s", "format", "json"},
			"Answered with the documented sample",
			[]string{"POST /router/rest HTTP/1.1\r\n", "q=a+b%26c", "filter=%7B%0A%22sku%22%3A%22x%22%7D", "sign_method=hmac-sha256", "session=s"},
			[]string{"HTTP/1.1 200 OK\r\n", `{"items_get_response":{"items":{"item":[{"id":1,"title":"a"}]},"request_id":"`}},
		{"simplified, md5", "taobao.items.get", []string{"p.q", "x", "session", "s", "format", "simplified", "sign_method", "md5"},
			"Answered with the documented sample", []string{"simplify=true", "sign_method=md5"}, []string{`{"items":[{"id":1`}},
		{"xml, hmac", "taobao.items.get", []string{"p.q", "x", "session", "s", "format", "xml", "sign_method", "hmac"},
			"Answered with the documented sample", []string{"format=xml", "sign_method=hmac&"}, []string{`<items_get_response>`}},
		{"refused", "taobao.items.get", []string{"p.page_size", "0", "session", "s"},
			"Error 40 Missing required arguments:q · required and missing: q; page_size is less than the minimum, 1", []string{"page_size=0"}, []string{`"code":40`}},
		{"no session", "taobao.items.get", []string{"p.q", "x"}, "Error 26 Missing session · the method needs the session of a user", nil, nil},
		{"fault", "taobao.items.get", []string{"p.q", "x", "session", "s", "fault", "flow=30"},
			"Error 7 App Call Limited · accesscontrol.limited-by-api-access-count · This ban will last for 30 more seconds", []string{mock.FaultHeader + ": flow=30\r\n"}, nil},
		{"reset", "taobao.items.get", []string{"p.q", "x", "session", "s", "fault", "reset"}, "No answer the connection broke before an answer came:", []string{"POST /router/rest"}, nil},
		{"cut", "taobao.items.get", []string{"p.q", "x", "session", "s", "fault", "cut=9"}, "No answer the connection broke within the answer:", nil, []string{"HTTP/1.1 200 OK\r\n", `{"items_g`}},
		{"proxy", "taobao.items.get", []string{"p.q", "x", "session", "s", "fault", "status=502"}, "HTTP 502 Bad Gateway That is no answer of the platform.", nil, []string{"HTTP/1.1 502 Bad Gateway\r\n"}},
		{"file", "taobao.picture.upload", []string{"p.image", "@pic.jpg@\xff\xd8data", "p.title", "t"},
			"Answered with the documented sample", []string{"multipart/form-data; boundary=", `name="image"; filename="pic.jpg"`, "\ufffddata", `name="title"`}, nil},
		{"no file", "taobao.picture.upload", nil, "Answered with the documented sample", []string{`name="image"; filename="x.jpg"`}, nil},
		{"AliExpress", "aliexpress.issue.get", []string{"p.id", "1", "session", "s"}, "Answered with the documented sample", []string{"POST /sync HTTP/1.1\r\n", "access_token=s", "sign_method=sha256", "timestamp=1795320000000"}, nil},
		{"Qimen", "taobao.qimen.order.create", []string{"p.request", `{"orderCode":"a","lines":[{"count":1}]}`, "format", "xml"}, "Answered with the documented sample",
			[]string{"POST /router/qimen/service?", "customerId=test", "<request><orderCode>a</orderCode><lines><line><count>1</count></line></lines></request>"}, []string{"<flag>success</flag>"}},
		{"Qimen, refused", "taobao.qimen.order.create", []string{"p.request", `{}`}, "Error 40 Missing required arguments:request.orderCode · required and missing: request.orderCode", nil, nil},
		{"Qimen, no JSON", "taobao.qimen.order.create", []string{"p.request", `{`}, "No answer parameter request:", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := sendForm(t, address, tt.method, tt.fields...)
			verdict, _, _ := strings.Cut(texts(doc, ".verdict")[0]+" ", "µs ")
			if !strings.HasPrefix(verdict, tt.verdict) {
				t.Errorf("verdict %q, want %q", verdict, tt.verdict)
			}
			var request, response string
			for _, h := range doc.Find("#wire h3").EachIter() {
				switch h.Text() {
				case "Request on the wire":
					request = h.Next().Find("pre").Text()
				case "Response on the wire":
					response = h.Next().Find("pre").Text()
				}
			}
			for _, part := range tt.request {
				if !strings.Contains(request, strings.ReplaceAll(part, "\r\n", "\n")) && !strings.Contains(request, part) {
					t.Errorf("the request has no %q:\n%s", part, request)
				}
			}
			for _, part := range tt.response {
				if !strings.Contains(response, strings.ReplaceAll(part, "\r\n", "\n")) && !strings.Contains(response, part) {
					t.Errorf("the response has no %q:\n%s", part, response)
				}
			}
			if text := doc.Text(); strings.Contains(doc.Find("#wire").Text(), mock.DefaultAppSecret) {
				t.Errorf("what is shown has the secret:\n%s", text)
			}
		})
	}
}

// TestFormKeepsItsValues has the page without its script show again what was sent.
// TestWrongParameters: what is wrong with a call leads to the parameter of the form in
// which it is, however deep.
func TestWrongParameters(t *testing.T) {
	doc := sendForm(t, testExplorer(t), "taobao.items.get", "p.q", "x", "session", "s", "p.ids", "1,a", "p.filter", `{"sku":"x","lines":[{"count":10}]}`)
	var got []string
	for _, s := range doc.Find(".wrong li").EachIter() {
		got = append(got, s.Find("a").AttrOr("href", "")+" "+s.Text())
	}
	want := []string{"#p.ids ids[1] must be an integer of 64 bits", "#p.filter filter.lines[0].count is greater than the maximum, 9"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("wrong with the call (-want +got):\n%s", diff)
	}
}

func TestFormKeepsItsValues(t *testing.T) {
	address := testExplorer(t)
	doc := sendForm(t, address, "taobao.items.get", "p.q", `<"x">`, "p.hot", "false", "p.filter", `{"sku":1}`, "session", "mine", "format", "xml", "sign_method", "md5", "fault", "reset")
	for selector, want := range map[string]string{`[name="p.q"]`: `<"x">`, `[name="session"]`: "mine"} {
		if got, _ := doc.Find(selector).Attr("value"); got != want {
			t.Errorf("%s has %q", selector, got)
		}
	}
	if diff := cmp.Diff([]string{"false", "XML", "MD5", "the connection is reset"}, texts(doc, "option[selected]")); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
	if got := texts(doc, `textarea[name="p.filter"]`); !slices.Equal(got, []string{`{ "sku": 1 }`}) {
		t.Errorf("the textarea has %q", got)
	}
}

func TestBadForms(t *testing.T) {
	address := testExplorer(t)
	for typ, body := range map[string]string{"text/plain": "x", "multipart/form-data; boundary=b": "--b\r\nbroken", mocktest.FormType: "p.q=x"} {
		if r := mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/api/taobao.items.get", typ, body)); r.Status != http.StatusBadRequest {
			t.Errorf("%s: status %d", typ, r.Status)
		}
	}
}

// TestHostileTexts has a page whose texts try to be HTML.
func TestHostileTexts(t *testing.T) {
	const evil = `</code></script><script>alert(1)</script><img src=x onerror=alert(1)>" onfocus="alert(1)`
	f := func(name string) *schema.Field {
		return &schema.Field{Name: name, Type: evil, Example: evil, Description: evil, Limits: &schema.Limits{Default: evil, FileTypes: []string{evil}}, Values: valuesOf(evil, evil)}
	}
	inner := f("b" + evil)
	outer := f("a" + evil)
	outer.Fields = []*schema.Field{inner}
	api := &schema.API{
		Method: "a.b.c", Title: evil, Description: evil, Category: evil, Request: []*schema.Field{outer, f("c")}, Response: []*schema.Field{outer},
		Errors: []schema.ErrorCode{{Code: evil, Message: evil, Solution: evil}}, Samples: schema.Samples{Java: evil, XML: "<x>" + evil, Error: evil, JSON: `{"` + `a": "</script>"}`},
	}
	s := explore([]mock.Page{{Path: evil, API: api, Diags: diag.List{{Code: evil, Message: evil, Hint: evil}}}}, mock.Options{}, Options{Version: evil})
	address := mocktest.Serve(t, s)
	for _, path := range []string{"/", "/?q=alert", "/?q=alert&kind=value", "/?category=" + "x", "/namespace/a.b", "/namespace/%3Cimg%3E", "/api/a.b.c"} {
		r, doc := visit(t, address+path)
		if (r.Status != 200) != strings.Contains(path, "%3C") {
			t.Fatalf("%s: status %d", path, r.Status)
		}
		if n := doc.Find("script:not([src])").Length() + doc.Find("img").Length() + doc.Find("[onfocus],[onerror]").Length(); n > 0 {
			t.Errorf("%s: %d elements came out of a text:\n%s", path, n, r.Body)
		}
	}
}

func TestPretty(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":[1,{"b":""}]}`: "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"\"\n    }\n  ]\n}",
		`<a><b>x</b><c/><d></d><e><f>1 &lt; 2</f></e></a>`: "<a>\n  <b>x</b>\n  <c/>\n  <d></d>\n  <e>\n    <f>1 &lt; 2</f>\n  </e>\n</a>",
		`<?xml version="1.0"?><a>1</a>`:                    "<?xml version=\"1.0\"?>\n<a>1</a>",
		`<a><b>`:                                           `<a><b>`, `</a>`: `</a>`, `{broken`: `{broken`, "text": "text", "": "",
	} {
		if diff := cmp.Diff(want, pretty(in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

// FuzzHighlight has colours change no text, whatever it is.
func FuzzHighlight(f *testing.F) {
	for _, text := range []string{`{"a": "b\"", "c": [1, true]}`, `<a b="c">d</a><`, "x := `a` // c\nfor {", `"unterminated`, "if\r\n\"a\"", "'\\", "\"\r\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, got := range map[string]string{"JSON": string(highlightJSON(text)), "XML": string(highlightXML(text)), "Go": string(highlightGo(text))} {
			doc, err := goquery.NewDocumentFromReader(strings.NewReader("<pre>\n" + got + "</pre>"))
			if err != nil {
				t.Fatal(err)
			}
			plain, err := goquery.NewDocumentFromReader(strings.NewReader("<pre>\n" + escaped(text) + "</pre>"))
			if err != nil {
				t.Fatal(err)
			}
			if a, b := doc.Find("pre").Text(), plain.Find("pre").Text(); a != b {
				t.Errorf("%s: %q became %q", name, b, a)
			}
		}
	})
}

func escaped(text string) string {
	var p painter
	p.paint("", text)
	return p.String()
}
