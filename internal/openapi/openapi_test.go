package openapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testenv"
)

var update = flag.Bool("update", false, "write the documents into the archives of testdata")

// document writes the document of some APIs.
func document(t *testing.T, apis []*schema.API) []byte {
	t.Helper()
	parts := make([]*Part, len(apis))
	for i, page := range apis {
		parts[i] = New(api.Meaning(page))
	}
	slices.SortFunc(parts, func(a, b *Part) int { return strings.Compare(a.Method, b.Method) })
	var b bytes.Buffer
	if err := Write(&b, parts); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestArchives holds the document of the APIs in each archive against its
// other file. Run with -update after a change, and read the diff. That these
// documents are valid is tested in bench/openapi, by a library.
func TestArchives(t *testing.T) {
	testenv.Golden(t, "testdata/*.txtar", *update, func(t *testing.T, archive *txtar.Archive) *txtar.Archive {
		var apis []*schema.API
		d := json.NewDecoder(bytes.NewReader(archive.Files[0].Data))
		d.DisallowUnknownFields()
		if err := d.Decode(&apis); err != nil {
			t.Fatal(err)
		}
		data := document(t, apis)
		got := &txtar.Archive{Comment: archive.Comment, Files: []txtar.File{archive.Files[0], {Name: "openapi.json", Data: data}}}
		return got
	})
}

// TestWrite: the order of members is that of the parts, and the same parts give
// the same bytes.
func TestWrite(t *testing.T) {
	files, err := source.Find([]string{"../../docs/pages"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, pages := load.Versions(load.Side{}, load.Side{Files: files}, 2, func(int) bool { return true })
	apis := pages.APIs
	first := document(t, apis)
	slices.Reverse(apis)
	if again := document(t, apis); !bytes.Equal(first, again) {
		t.Error("the same APIs give another document")
	}
	if !json.Valid(first) {
		t.Error("the document is no JSON")
	}
	last := -1
	for _, page := range apis {
		at := bytes.Index(first, []byte(`#`+page.Method+`"`))
		if at < 0 {
			t.Errorf("%s has no path", page.Method)
		}
		if last >= 0 && at > last {
			t.Errorf("%s does not stand in order", page.Method)
		}
		last = at
	}
	if err := Write(full{}, []*Part{New(api.Meaning(apis[0]))}); err == nil {
		t.Error("a full disk is no error")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrInvalid }

func TestMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"": "",
		"订单状态,1:已付款;2:已发货(含部分发货)": "订单状态,1:已付款;2:已发货(含部分发货)",
		"biz_order_id":                 "biz_order_id",
		"_a_ __b__ c_d":                `\_a\_ \_\_b\_\_ c_d`,
		"2*3*4":                        `2\*3\*4`,
		"`code`":                       "\\`code\\`",
		`C:\dir \* \x \`:               `C:\dir \\\* \x \`,
		"<script>alert(1)</script>":    `\<script>alert(1)\</script>`,
		"a<b, 1 < 2 <!-- x --> <?x?>":  `a\<b, 1 < 2 \<!-- x --> \<?x?>`,
		"a&b &lt; &#60; a & b":         `a\&b \&lt; \&#60; a & b`,
		"[x](javascript:alert(1))":     `[x\](javascript:alert(1))`,
		"![x](http://a.b/c.png)":       `![x\](http://a.b/c.png)`,
		"[x]: http://a.b [y][z] [1,2]": `[x\]: http://a.b [y\][z] [1,2]`,
		"# no heading":                 `\# no heading`,
		"> no quotation # here":        `\> no quotation # here`,
		"- no list - here":             `\- no list - here`,
		"+ no list":                    `\+ no list`,
		"1. no list":                   `1\. no list`,
		"12) no list 3. here":          `12\) no list 3. here`,
		"1.5":                          "1.5",
		"~~struck~~ ~5":                `\~\~struck\~\~ ~5`,
	} {
		if got := markdown(text); got != want {
			t.Errorf("markdown(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]token{
		"1": "1", " 12 ": "12", "+7": "7", "007": "7", "-007.50": "-7.50", "0": "0", "00": "0", "-0": "-0", "0.5": "0.5", "1e3": "1e3", "1E+3": "1E+3",
		"": "", "x": "", "1.": "", ".5": "", "--1": "", "+-1": "", "-": "", "1,5": "",
	} {
		if got := number(text); got != want {
			t.Errorf("number(%q) = %q, want %q", text, got, want)
		} else if got != "" && !json.Valid([]byte(got)) {
			t.Errorf("number(%q) = %q, which is no JSON", text, got)
		}
	}
}

// FuzzNew makes documents of hostile schemas: they are JSON, and nothing but
// the names of the schema is a key.
func FuzzNew(f *testing.F) {
	f.Add("taobao.a.b", "name", "Type", "text", `<a_b_response><x>1</x></a_b_response>`)
	f.Add("a", "$ref", "String", "</script>", `{"a":{"$":[1]}}`)
	f.Add("taobao.qimen.x", "request", "a/b~#?%", "\x00\xff\"\\", `<a`)
	f.Fuzz(func(t *testing.T, method, name, typ, text, sample string) {
		fields := []*schema.Field{
			{Name: name, Type: typ, Example: text, Description: text, List: len(text)%2 == 0, Element: typ, Limits: &schema.Limits{Default: text, MaxLength: json.Number(text)}},
			{Name: name + "2", Type: typ, Fields: []*schema.Field{{Name: text, Type: typ}, {Name: name, Type: "Number", Example: text}}},
		}
		page := &schema.API{Method: method, Title: text, Description: text, Protocol: schema.ProtocolTOP, Root: name, Request: fields, Response: fields,
			Errors: []schema.ErrorCode{{Code: text, Message: name}}, Samples: schema.Samples{XML: sample, JSON: sample, Simplified: sample, Error: sample}}
		if strings.HasPrefix(method, "taobao.qimen.") {
			page.Protocol = schema.ProtocolQimen
		}
		var b bytes.Buffer
		if err := Write(&b, []*Part{New(api.Meaning(page))}); err != nil {
			t.Fatal(err)
		}
		var doc struct{ Paths map[string]json.RawMessage }
		if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
			t.Fatalf("the document is no JSON: %v\n%s", err, b.Bytes())
		}
		if len(doc.Paths) != 1 {
			t.Errorf("%d paths for one method", len(doc.Paths))
		}
	})
}

// TestNames: no two schemas have names that generators cannot tell apart, or that
// they make for something else.
func TestNames(t *testing.T) {
	c := newComponents(api.Meaning(&schema.API{Method: "taobao.a.x"}))
	var got []string
	for _, names := range [][]string{{"result"}, {"Result", "response.result"}, {"Response", "response.item"}, {"RE_SULT", "Result"}, {"Params"}} {
		got = append(got, c.name(names...))
	}
	want := []string{"taobao.a.x.result", "taobao.a.x.response.result", "taobao.a.x.response.item", "taobao.a.x.Result.object", "taobao.a.x.Params.object"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names differ (-want +got):\n%s", diff)
	}
}

// TestForGenerators: what the generators that people use stumble over is in no
// document: types that are arrays, texts with characters that nobody sees, fields
// that are named like methods.
func TestForGenerators(t *testing.T) {
	a := &schema.API{
		Method: "taobao.a.x", Title: "标题\x00", Description: "说明\x00",
		Response: []*schema.Field{
			{Name: "validate", Type: "Number"}, {Name: "fee", Type: "Number"}, {Name: "set_fee", Type: "String"},
			{Name: "at", Type: "Date", Example: "1458551686000"}, {Name: "itemId", Type: "Number"}, {Name: "item_id", Type: "Number"},
		},
	}
	data := document(t, []*schema.API{a})
	var doc struct {
		Components struct{ Schemas map[string]map[string]any }
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{`"type": [`, `标题\u0000`, `说明\u0000`} {
		if bytes.Contains(data, []byte(bad)) {
			t.Errorf("the document has %s", bad)
		}
	}
	properties := doc.Components.Schemas["taobao.a.x.result"]["properties"].(map[string]any)
	if got := properties["item_id"].(map[string]any)["x-go-name"]; got != "ItemIDField" {
		t.Errorf("item_id beside itemId has the name %v for oapi-codegen", got)
	}
	want := map[string]any{"validate": map[string]any{"name": "ValidateField"}, "set_fee": map[string]any{"name": "SetFeeField"}}
	if diff := cmp.Diff(want, doc.Components.Schemas["taobao.a.x.result"]["x-ogen-properties"]); diff != "" {
		t.Errorf("the names for ogen differ (-want +got):\n%s", diff)
	}
}
