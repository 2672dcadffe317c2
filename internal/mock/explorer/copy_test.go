package explorer

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/internal/testenv"
)

// copied returns what the page of a method gives to copy.
func copied(t *testing.T, address, method string, fields ...string) mocktest.Reply {
	t.Helper()
	contentType, body := formOf(t, fields...)
	return mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/api/"+method, contentType, body))
}

// TestCopyCurl runs the command that is copied: the gateway takes it, whatever is in the
// values.
func TestCopyCurl(t *testing.T) {
	testenv.Program(t, "curl")
	calls := make(chan mock.Call, 1)
	address := mocktest.Serve(t, explore(testPages(), mock.Options{Log: func(c mock.Call) { calls <- c }}, Options{}))
	for _, tt := range []struct {
		method, want string
		fields       []string
	}{
		{"taobao.items.get", "", []string{"p.q", `it's "$HOME" & \ @x %41+` + "\n商品", "p.filter", `{"sku":"x"}`, "session", "s"}},
		{"taobao.items.get", "", []string{"p.q", "@/etc/passwd", "session", "s", "format", "xml", "sign_method", "md5"}},
		{"taobao.items.get", "40", []string{"session", "s"}},
		{"taobao.items.get", "7", []string{"p.q", "x", "session", "s", "fault", "flow=30"}},
		{"taobao.picture.upload", "", []string{"p.title", "@x"}},
		{"taobao.picture.upload", "", []string{"p.image", `@a"b.png@data`}},
		{"aliexpress.issue.get", "", []string{"p.id", "1", "session", "s"}},
		{"taobao.qimen.order.create", "", []string{"p.request", `{"orderCode":"it's <1>","lines":[{"count":1}]}`}},
	} {
		text := copied(t, address, tt.method, append(tt.fields, "copy", "curl")...)
		if text.Status != http.StatusOK || !strings.HasPrefix(text.Header.Get("Content-Type"), "text/plain") {
			t.Fatalf("%s: status %d: %s", tt.method, text.Status, text.Body)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, `a"b.png`), []byte("data"), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "sh", "-c", text.Body)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v, %s\n%s", tt.method, err, out, text.Body)
		}
		if call := <-calls; call.Code != tt.want || len(call.Notes) > 0 {
			t.Errorf("%s: %+v, %s\n%s", tt.method, call, out, text.Body)
		}
		if strings.Contains(text.Body, mock.DefaultAppSecret) {
			t.Errorf("the command has the secret:\n%s", text.Body)
		}
	}
}

func TestCopyGo(t *testing.T) {
	address := testExplorer(t)
	r := copied(t, address, "taobao.items.get", "p.q", "boots", "p.page_size", "7", "p.ids", "1,2", "p.filter", `{"sku":"a","lines":[{"count":3},{"count":4}]}`, "session", "s", "copy", "go")
	for _, want := range []string{
		"package main\n", `SetQ("boots").`, "SetPageSize(7).", "SetIDs(1, 2).", `items.NewGetFilter().`, "SetLines(", "SetCount(3)", "SetCount(4)", `top.WithGateway("` + address + `")`,
	} {
		if !strings.Contains(r.Body, want) {
			t.Errorf("the program has no %s:\n%s", want, r.Body)
		}
	}
	r = copied(t, address, "taobao.picture.upload", "p.image", "@a.jpg@data", "copy", "go")
	if !strings.Contains(r.Body, `SetImage(top.FileBytes("a.jpg", []byte("x")))`) {
		t.Errorf("the program sends no file:\n%s", r.Body)
	}
	if r = copied(t, address, "taobao.items.get", "p.page_size", "many", "copy", "go"); r.Status != http.StatusUnprocessableEntity || r.Body != "parameter page_size: \"many\" is no Number\n" {
		t.Errorf("a number that is none: status %d: %s", r.Status, r.Body)
	}
}

func TestCopyJSON(t *testing.T) {
	address := testExplorer(t)
	r := copied(t, address, "taobao.items.get", "p.q", "<boots>", "p.page_size", "7", "p.ids", "1,2", "p.hot", "true", "p.price", "1.50", "p.filter", `{"sku":"a","n":3}`, "copy", "json")
	want := "{\n  \"q\": \"<boots>\",\n  \"page_size\": 7,\n  \"ids\": [\n    1,\n    2\n  ],\n  \"hot\": true,\n  \"price\": \"1.50\",\n  \"filter\": {\n    \"sku\": \"a\",\n    \"n\": 3\n  }\n}\n"
	if r.Body != want {
		t.Errorf("got %s\nwant %s", r.Body, want)
	}
}

// TestEveryFault has the page list all that is wrong with a call, each beside its
// parameter.
func TestEveryFault(t *testing.T) {
	doc := sendForm(t, testExplorer(t), "taobao.items.get", "p.page_size", "0", "p.filter", `{"lines":[{"count":10},{}]}`)
	want := []string{
		"the method needs the session of a user", "q is required and missing", "filter.lines[1].count is required and missing", "filter.sku is required and missing",
		"page_size is less than the minimum, 1", "filter.lines[0].count is greater than the maximum, 9",
	}
	if got := texts(doc, "#wire .wrong li"); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("wrong are %q, want %q", got, want)
	}
	for _, a := range doc.Find("#wire .wrong a").EachIter() {
		href, _ := a.Attr("href")
		id, err := url.PathUnescape(strings.TrimPrefix(href, "#"))
		if n := doc.Find(`[id="` + id + `"]`).Length(); n != 1 || err != nil {
			t.Errorf("%s leads to %d elements", href, n)
		}
	}
	if good := sendForm(t, testExplorer(t), "taobao.items.get", "p.q", "x", "session", "s"); good.Find(".wrong").Length() > 0 {
		t.Error("something is wrong with a good call")
	}
}

// TestChoices has documented values as choices, and takes any other value.
func TestChoices(t *testing.T) {
	pages := testPages()
	items := pages[0].API
	items.Request[0].Values, items.Request[0].Example = valuesOf("hot", "", "new", "新品"), "new"
	items.Request[8].Fields[1].Values = valuesOf("1", "一", "2", "")
	address := mocktest.Serve(t, explore(pages, mock.Options{Now: func() time.Time { return mocktest.Now }}, Options{}))
	_, doc := visit(t, address+"/api/taobao.items.get")
	if got := strings.Join(texts(doc, `[name="p.q"] option`), "|"); got != "not sent|hot|new · 新品|another value…" {
		t.Errorf("choices %q", got)
	}
	if got := strings.Join(texts(doc, `[name="p.q"] option[selected]`), "|"); got != "new · 新品" {
		t.Errorf("chosen is %q", got)
	}
	if got := strings.Join(texts(doc, `select[data-path="filter.n"] option`), "|"); got != "choose a value…|1 · 一|2" {
		t.Errorf("choices within a parameter %q", got)
	}
	for _, tt := range []struct{ choice, other, sent string }{{"hot", "x", "q=hot"}, {"…", "sale", "q=sale"}, {"", "x", ""}} {
		doc := sendForm(t, address, "taobao.items.get", "p.q", tt.choice, "other.q", tt.other, "session", "s")
		if request := doc.Find("#wire .code .http").Eq(0).Text(); strings.Contains(request, "q=") != (tt.sent != "") || !strings.Contains(request, tt.sent) {
			t.Errorf("%q, %q sends %s", tt.choice, tt.other, request)
		}
	}
	doc = sendForm(t, address, "taobao.items.get", "p.q", "…", "other.q", "sale", "session", "s")
	if got, _ := doc.Find(`[name="other.q"]`).Attr("value"); got != "sale" || texts(doc, `[name="p.q"] option[selected]`)[0] != "another value…" {
		t.Errorf("the other value is %q", got)
	}
}
