package api_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/compare"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/openapi"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testpage"
	"github.com/topgen/topgen/top"
)

// read reads a page, as every command does.
func read(t *testing.T, text string) load.Page {
	t.Helper()
	p := load.Parse(source.File{Path: "page.txt", Rel: "page.txt"}, []byte(text))
	if a, _ := p.Resolve(nil, nil); a == nil {
		t.Fatal(p.Diags)
	}
	return p
}

// bindings returns the Go code of a page without the spaces that gofmt aligns
// it by.
func bindings(t *testing.T, page *schema.API) string {
	t.Helper()
	f, diags := emit.Bindings(api.Meaning(page), emit.Options{Module: "example.com/gen"})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return strings.Join(strings.Fields(string(f.Data)), " ")
}

// document returns the OpenAPI document of a page without white space.
func document(t *testing.T, page *schema.API) string {
	t.Helper()
	var b strings.Builder
	if err := openapi.Write(&b, []*openapi.Part{openapi.New(api.Meaning(page))}); err != nil {
		t.Fatal(err)
	}
	var whole any
	if err := json.Unmarshal([]byte(b.String()), &whole); err != nil {
		t.Fatal(err)
	}
	compact, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return string(compact)
}

// changes says what topgen diff says of two pages.
func changes(old, new *schema.API) string {
	r := compare.Sets(compare.Set{APIs: []*schema.API{old}}, compare.Set{APIs: []*schema.API{new}}, compare.Options{Emit: emit.Options{Module: "example.com/gen"}, Workers: 1})
	var b strings.Builder
	for _, a := range r.APIs {
		for _, c := range a.Changes {
			b.WriteString(string(c.Kind) + " " + c.Where + " " + c.New + ", breaks " + c.Breaks.String() + "\n")
		}
	}
	return b.String()
}

type itemRequest struct {
	ItemID *top.Decimal `json:"item_id"`
}

func (r *itemRequest) Validate() error { return nil }

type itemResponse struct {
	Title     string `json:"title"`
	RequestID string `json:"request_id"`
}

// call calls a method at a mock gateway, and returns the body that it answers.
func call(t *testing.T, page *schema.API, itemID string) string {
	t.Helper()
	server := httptest.NewServer(mock.New([]mock.Page{{API: page}}, mock.Options{}))
	defer server.Close()
	client, err := top.NewClient(mock.DefaultAppKey, mock.DefaultAppSecret, top.WithGateway(server.URL), top.WithSession("s"))
	if err != nil {
		t.Fatal(err)
	}
	var body []byte
	id := top.MustDecimal(itemID)
	err = client.Call(t.Context(), &top.API{Method: page.Method}, &itemRequest{&id}, new(itemResponse), top.WithRaw(&body))
	if err != nil {
		t.Fatalf("the mock gateway refuses the item %s: %v", itemID, err)
	}
	return string(body)
}

// TestOneNumber has a page whose Numbers are whole in the examples, and have a
// fraction in the samples: they are decimals, whoever is asked.
func TestOneNumber(t *testing.T) {
	whole := testpage.Page{Method: "taobao.demo.item.get", Type: "Number", Example: "2"}.Text()
	text := strings.Replace(whole, "<title>2</title>", "<title>1.5</title>", 1)
	text = strings.Replace(text, "setItemId(123L)", "setItemId(1.5)", 1)
	p, old := read(t, text), read(t, whole)

	lint := ""
	for _, d := range p.Diags {
		lint += d.String() + "; " + d.Hint + "\n"
	}
	for _, want := range []string{
		`item_id: sample text "1.5" is no integer, other uses are integers [example-type]; the bindings hold it as a decimal`,
		`title: sample text "1.5" is no integer, other uses are integers [example-type]; the bindings hold it as a decimal`,
	} {
		if !strings.Contains(lint, want) {
			t.Errorf("lint does not say %s, but\n%s", want, lint)
		}
	}
	code := bindings(t, p.API)
	for _, want := range []string{"ItemID *top.Decimal", "Title top.Decimal"} {
		if !strings.Contains(code, want) {
			t.Errorf("the bindings lack %s:\n%s", want, code)
		}
	}
	if body := call(t, p.API, "1.5"); !strings.Contains(body, `"title":1.5`) {
		t.Errorf("the mock gateway answers %s", body)
	}
	doc := document(t, p.API)
	for _, want := range []string{
		`"item_id":{"description":"编号","examples":[123],"type":"number"}`,
		`"title":{"description":"标题","examples":[2],"type":"number"}`,
	} {
		if !strings.Contains(doc, want) {
			t.Errorf("the OpenAPI document lacks %s:\n%s", want, doc)
		}
	}
	const want = "example request.item_id 1.5, breaks code\nexample response.title 1.5, breaks code and calls\n"
	if got := changes(old.API, p.API); got != want {
		t.Errorf("diff says\n%swant\n%s", got, want)
	}
}

// TestOneRoot has a page of a method with a hyphen: the root of its responses is
// the same with a sample that shows it and without, whoever is asked.
func TestOneRoot(t *testing.T) {
	const root = "demo_sub_item_get_response"
	page := testpage.Page{Method: "taobao.demo.sub-item.get"}
	shown := read(t, page.Text())
	if len(shown.Diags) > 0 {
		t.Errorf("lint says of the page that shows the root: %v", shown.Diags)
	}
	if !strings.Contains(bindings(t, shown.API), "root="+root+`"`) {
		t.Error("the bindings have another root")
	}
	sample := shown.API.Samples.XML
	missing := read(t, strings.Replace(page.Text(), sample, "", 1))
	for name, p := range map[string]*schema.API{"shown": shown.API, "not shown": missing.API} {
		if got := api.Meaning(p).Root; got != root {
			t.Errorf("%s: the root is %s, want %s", name, got, root)
		}
		if body := call(t, p, "1"); !strings.HasPrefix(body, `{"`+root+`":{`) {
			t.Errorf("%s: the mock gateway answers %s", name, body)
		}
		if doc := document(t, p); !strings.Contains(doc, `"required":["`+root+`"]`) || strings.Contains(doc, "sub-item_get"+protocol.RootSuffix) {
			t.Errorf("%s: the OpenAPI document has another root:\n%s", name, doc)
		}
	}
	if got := changes(missing.API, shown.API); strings.Contains(got, "root ") {
		t.Errorf("diff says of a page that shows its root now:\n%s", got)
	}
}
