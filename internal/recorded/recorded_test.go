package recorded_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/recorded"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
)

// demo is an API whose page leaves some things open.
func demo() *schema.API {
	return &schema.API{
		Method: "taobao.order.get", Root: "order_get_response", Protocol: schema.ProtocolTOP, Source: schema.Source{Path: "a.txt", Line: 1},
		Response: []*schema.Field{
			{Name: "result", Type: "Result", Line: 10, Fields: []*schema.Field{
				{Name: "items", Type: "Item", List: true, Element: "item", Line: 11, Fields: []*schema.Field{
					{Name: "id", Type: "Number", Line: 12},
					{Name: "code", Type: "String", Line: 13, Ambiguous: true, Candidates: []string{"response.result.items", "response.result"}},
				}},
				{Name: "total", Type: "Number", Line: 17},
				{Name: "day", Type: "Date", Line: 18},
				{Name: "owner", Type: "Owner", Line: 19, Fields: []*schema.Field{{Name: "nick", Type: "String", Line: 20}}},
				{Name: "tags", Type: "String", List: true, Element: "string", Line: 21},
			}},
		},
	}
}

func setOf(bodies ...string) *recorded.Set {
	var files []source.Sample
	for i, b := range bodies {
		files = append(files, source.Sample{Path: fmt.Sprintf("docs/samples/taobao.order.get/%d.json", i+1), Method: "taobao.order.get", Data: []byte(b)})
	}
	return recorded.NewSet(files)
}

func tree(fields []*schema.Field, indent string) string {
	var b strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&b, "%s%s %s", indent, f.Name, f.DocumentedType())
		if f.List {
			b.WriteString(" of " + f.Element)
		}
		if f.Ambiguous {
			b.WriteString(" open")
		}
		if f.From != "" {
			b.WriteString(" from " + f.From)
		}
		b.WriteString("\n" + tree(f.Fields, indent+"  "))
	}
	return b.String()
}

func TestApply(t *testing.T) {
	tests := []struct {
		name          string
		bodies        []string
		want          []string // lines of the tree
		said, entries []string
	}{
		{name: "depth, where it was put", bodies: []string{`{"order_get_response":{"result":{"items":{"item":[{"code":"x"}]}}}}`},
			want: []string{"    code String"}, entries: []string{"field: response.result.items.code, under: response.result.items"}},
		{name: "depth, elsewhere", bodies: []string{`{"result":{"code":"x","items":[{"id":1}]}}`},
			want: []string{"  code String"}, entries: []string{"field: response.result.items.code, under: response.result"}},
		{name: "fraction", bodies: []string{`{"order_get_response":{"result":{"total":1.50}}}`},
			said:    []string{`1:42: note: total: the gateway sent "1.50", which is no integer, and the page says Number (pages/a.txt:17) [real-sample]`},
			entries: []string{"field: response.result.total, type: Price"}},
		{name: "element", bodies: []string{`<order_get_response><result><tags><label>a</label></tags></result></order_get_response>`}, want: []string{"  tags String [] of label"}},
		{name: "fields that the page lacks", bodies: []string{
			`{"result":{"owner":{"nick":"a","address":{"city":"x","lines":["a"],"geo":[{"x":1.5}]}},"paid":true,"at":"2024-01-31 10:00:00","n":5,"note":null}}`,
			`{"result":{"n":"text","note":"x"}}`},
			want: []string{"    address Address from sample", "      city String from sample", "      lines String [] of string from sample", "      geo Geo [] of geo from sample", "        x Price from sample",
				"  paid Boolean from sample", "  at Date from sample", "  n String from sample", "  note String from sample"},
			said: []string{
				"1:42: note: address: the gateway sent it, and the page has no such field (pages/a.txt:19): the bindings have it, as Address [real-sample]",
				"1:95: note: paid: the gateway sent it, and the page has no such field (pages/a.txt:10): the bindings have it, as Boolean [real-sample]",
				"1:106: note: at: the gateway sent it, and the page has no such field (pages/a.txt:10): the bindings have it, as Date [real-sample]",
				"1:131: note: n: the gateway sent it, and the page has no such field (pages/a.txt:10): the bindings have it, as String [real-sample]",
				"1:140: note: note: the gateway sent it, and the page has no such field (pages/a.txt:10): the bindings have it, as String [real-sample]"},
			entries: []string{"field: response.result.owner.address, add: Address", "field: response.result.owner.address.city, add: String", `field: response.result.owner.address.lines, add: "String []"`,
				`field: response.result.owner.address.geo, add: "Geo []"`, "field: response.result.owner.address.geo.x, add: Price",
				"field: response.result.paid, add: Boolean", "field: response.result.at, add: Date", "field: response.result.n, add: String", "field: response.result.note, add: String"}},
		{name: "contradictions", bodies: []string{`{"result":{"total":"many","day":"soon","owner":"me","tags":{"string":["a"]}}}`},
			said: []string{
				`1:21: warning: total: the gateway sent "many", which is no Number, and the page says Number (pages/a.txt:17) [real-sample]`,
				`1:34: warning: day: the gateway sent "soon", which is no Date, and the page says Date (pages/a.txt:18) [real-sample]`,
				`1:49: warning: owner: the gateway sent "me", which is no object, and the page says Owner (pages/a.txt:19) [real-sample]`},
			entries: []string{"field: response.result.total, type: String", "field: response.result.day, type: String", "field: response.result.owner, type: Json"}},
		{name: "a date in another layout", bodies: []string{`{"result":{"day":"20240131"}}`, `{"result":{"day":"20240201"}}`},
			said:    []string{`1:19: warning: day: the gateway sent "20240131", which is no Date, and the page says Date (pages/a.txt:18) [real-sample]`},
			entries: []string{`field: response.result.day, layout: "20060102"`}},
		{name: "a date in several layouts", bodies: []string{`{"result":{"day":"20240131"}}`, `{"result":{"day":"2024/01/31"}}`},
			said:    []string{`1:19: warning: day: the gateway sent "20240131", which is no Date, and the page says Date (pages/a.txt:18) [real-sample]`},
			entries: []string{"field: response.result.day, type: String"}},
		{name: "an object and a list for numbers", bodies: []string{`{"result":{"total":{"a":1},"day":["2024-01-31 10:00:00"]}}`},
			said: []string{
				`1:20: warning: total: the gateway sent an object, which is no Number, and the page says Number (pages/a.txt:17) [real-sample]`,
				`1:34: warning: day: the gateway sent a list, which is no Date, and the page says Date (pages/a.txt:18) [real-sample]`},
			entries: []string{"field: response.result.total, type: Json", `field: response.result.day, type: "Date []"`}},
		{name: "characters by number", bodies: []string{`<order_get_response><result><code>&#65;&#x4e2d;</code></result></order_get_response>`}, want: []string{"  code String"},
			entries: []string{"field: response.result.items.code, under: response.result"}},
		{name: "an error", bodies: []string{`{"error_response":{"code":15,"msg":"x"}}`}},
		{name: "no body", bodies: []string{`{"result":`, `<a>`, `[1]`},
			said: []string{"the sample cannot be read: the JSON does not read at line 1, column 11 [unreadable]", "the sample cannot be read: the XML does not read [unreadable]", "the sample cannot be read: the JSON is no object [unreadable]"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := demo()
			var said []string
			for _, d := range setOf(tt.bodies...).Apply(a, "pages/a.txt", nil) {
				text := strings.NewReplacer("error: ", "").Replace(d.String())
				_, text, _ = strings.Cut(text, ".json:")
				said = append(said, strings.TrimSpace(text))
			}
			if diff := cmp.Diff(tt.said, said); diff != "" {
				t.Errorf("what is said differs (-want +got):\n%s", diff)
			}
			lines := strings.Split(tree(a.Response, ""), "\n")
			for _, want := range tt.want {
				if !slices.Contains(lines, want) {
					t.Errorf("no line %q in\n%s", want, strings.Join(lines, "\n"))
				}
			}
			var entries []string
			for _, line := range setOf(tt.bodies...).Suggest(demo(), "pages/a.txt") {
				line = strings.TrimPrefix(line, "- {method: taobao.order.get, ")
				line, _, _ = strings.Cut(line, ", reason: ")
				entries = append(entries, line)
			}
			if diff := cmp.Diff(tt.entries, entries); diff != "" {
				t.Errorf("the entries differ (-want +got):\n%s", diff)
			}
		})
	}
}

// The root of a body of Qimen is called response; of another method that is a field.
func TestRoots(t *testing.T) {
	const body = `{"response":{"note":"x"}}`
	for method, want := range map[string]string{"taobao.qimen.order.get": "note String from sample", "qimen.order.get": "note String from sample", "taobao.order.get": "response Response from sample"} {
		a := &schema.API{Method: method, Protocol: schema.ProtocolTOP, Source: schema.Source{Path: "a.txt", Line: 1}}
		recorded.NewSet([]source.Sample{{Path: "docs/samples/" + method + "/1.json", Method: method, Data: []byte(body)}}).Apply(a, "a.txt", nil)
		if got, _, _ := strings.Cut(tree(a.Response, ""), "\n"); got != want {
			t.Errorf("%s has the field %q, want %q", method, got, want)
		}
	}
}

// A root that is not that of the page is told, with both places; none is no contradiction.
func TestOtherRoot(t *testing.T) {
	for body, want := range map[string]string{
		`{"order_get_response":{"result":{}}}`:         "",
		`{"result":{}}`:                                "",
		`{"error_response":{"code":1}}`:                "",
		`{"orders_response":{"result":{}}}`:            "docs/samples/taobao.order.get/1.json:1:20: warning: the gateway sent the root orders_response, and the page says order_get_response (a.txt:7) [real-sample]",
		"<orders_response><result/></orders_response>": "docs/samples/taobao.order.get/1.json:1:18: warning: the gateway sent the root orders_response, and the page says order_get_response (a.txt:7) [real-sample]",
	} {
		a := demo()
		a.RootAt = schema.Place{Line: 7, Column: 2}
		var said []string
		for _, d := range setOf(body).Apply(a, "a.txt", nil) {
			said = append(said, d.String())
		}
		if got := strings.Join(said, "\n"); got != want {
			t.Errorf("%s: said %q, want %q", body, got, want)
		}
	}
}

// A number that the gateway sent with a fraction is a decimal, and its body is kept.
func TestMeaning(t *testing.T) {
	a := demo()
	setOf(`{"order_get_response":{"result":{"total":1.50},"request_id":"r"}}`).Apply(a, "a.txt", nil)
	meaning, said := api.Resolve(a)
	if len(said) > 0 {
		t.Errorf("what the body shows is said twice: %v", said)
	}
	if !meaning.Response.Field("result").Object.Field("total").Decimal() || len(a.Recorded) != 1 {
		t.Error("the total is no decimal")
	}
	if text := meaning.Documented(api.XML).With("id"); !strings.Contains(text, "<order_get_response><result><total>1.50</total></result><request_id>id</request_id></order_get_response>") {
		t.Errorf("the answer in XML is %s", text)
	}
}

// What a body shows, the page need not: its own sample may lack the field, or leave
// open how deep it is.
func TestSettledDiagnostics(t *testing.T) {
	warning := func(code diag.Code, about string) diag.Diagnostic { return diag.Diagnostic{Code: code, About: about} }
	list := diag.List{
		warning(diag.AmbiguousDepth, "response.result.items.code"), warning(diag.SampleMismatch, "response.result.items.code"),
		warning(diag.SampleMismatch, "response.result.day"), warning(diag.ExampleType, "response.result.items.code"), warning(diag.StrayText, ""),
	}
	left := setOf(`{"result":{"code":"x"}}`).Apply(demo(), "a.txt", list)
	if diff := cmp.Diff(list[2:], left); diff != "" {
		t.Errorf("what is left differs (-want +got):\n%s", diff)
	}
}

func TestUnknown(t *testing.T) {
	list := setOf(`{}`).Unknown(map[string]bool{"taobao.order.add": true})
	if len(list) != 1 || !list.HasErrors() || len(setOf(`{}`).Unknown(map[string]bool{"taobao.order.get": true})) > 0 {
		t.Errorf("a sample of no page: %v", list)
	}
}

// Bodies that differ from what pages say are told about, and after the suggested
// entries they decode without loss: nothing is left to say of them, and every entry is
// needed.
func TestMutatedBodies(t *testing.T) {
	pages, err := filepath.Glob("../../docs/pages/*.*.txt") // those of messages have one dot
	if err != nil || len(pages) != 5 {
		t.Fatal(pages, err)
	}
	files, err := source.Find(pages, nil)
	if err != nil {
		t.Fatal(err)
	}
	const mutations = 20
	var made judged
	for _, f := range files {
		kinds := make(map[string]int)
		for seed := range uint64(mutations) {
			plain := load.One(f)
			meaning, _ := plain.Resolve(nil, nil)
			tree := meaning.Answer(api.JSON).Tree
			r := rand.New(rand.NewPCG(seed, 13))
			kind, text := mutated(r, int(seed), tree)
			if kind == "" {
				continue
			}
			kinds[kind]++
			set := recorded.NewSet([]source.Sample{{Path: "s/1.json", Method: plain.API.Method, Data: []byte(text)}})
			suggested := load.One(f)
			entries := set.Suggest(suggested.API, f.Path)
			c, list := config.Parse("topgen.yaml", []byte("fields:\n"+strings.Join(entries, "\n")+"\n"))
			if len(list) > 0 {
				t.Fatalf("%s %d %s: the entries do not read: %v\n%s", f.Rel, seed, kind, list, strings.Join(entries, "\n"))
			}
			settled := load.One(f)
			after, uses := settled.Resolve(c, set)
			if *full {
				made.add(t, after, c)
			}
			for _, d := range settled.Diags {
				if d.Pos.File == "s/1.json" || d.Pos.File == "topgen.yaml" && d.Code != "split-type" {
					t.Errorf("%s %d %s: after the entries\n%s\nit is said: %s\nof %s", f.Rel, seed, kind, strings.Join(entries, "\n"), d, text)
				}
			}
			for _, d := range c.Unused(uses, config.Pages{Methods: []string{plain.API.Method}}) {
				t.Errorf("%s %d %s: %s", f.Rel, seed, kind, d)
			}
		}
		t.Logf("%s: %v", f.Rel, kinds)
		if len(kinds) < 3 {
			t.Errorf("%s: only %v", f.Rel, kinds)
		}
	}
	if *full {
		made.run(t)
	}
}

// mutated changes a body in one of four ways, and returns which, and the body.
func mutated(r *rand.Rand, n int, tree *sample.Node) (kind, text string) {
	var objects []*sample.Node
	var leaves, wrappers []*sample.Member
	var walk func(n *sample.Node)
	walk = func(n *sample.Node) {
		if n.Kind == sample.ObjectNode {
			objects = append(objects, n)
		}
		for i := range n.Members {
			m := &n.Members[i]
			switch {
			case m.Value.IsLeaf():
				leaves = append(leaves, m)
			case m.Value.Kind == sample.ArrayNode && len(n.Members) == 1:
				wrappers = append(wrappers, m)
			}
			walk(m.Value)
		}
		for _, item := range n.Items {
			walk(item)
		}
	}
	walk(tree)
	switch n % 4 {
	case 0:
		from, to := objects[r.IntN(len(objects))], objects[r.IntN(len(objects))]
		i := r.IntN(len(from.Members))
		if from == to || !from.Members[i].Value.IsLeaf() || to.Get(from.Members[i].Name) != nil {
			return "", ""
		}
		to.Add(from.Members[i].Name, from.Members[i].Value)
		from.Members = slices.Delete(from.Members, i, i+1)
		return "moved", tree.JSON()
	case 1:
		for range 50 {
			if m := leaves[r.IntN(len(leaves))]; m.Value.Kind == sample.TokenNode && m.Value.Text != "true" && m.Value.Text != "false" {
				m.Value.Text += ".25"
				return "fraction", tree.JSON()
			}
		}
		return "", ""
	case 2:
		inner := &sample.Node{Kind: sample.ObjectNode}
		inner.Add("count", &sample.Node{Kind: sample.TokenNode, Text: "7"})
		objects[r.IntN(len(objects))].Add("undocumented", inner)
		return "undocumented", tree.JSON()
	}
	if len(wrappers) == 0 {
		return "", ""
	}
	wrappers[r.IntN(len(wrappers))].Name = "other_wrapper"
	return "wrapper", tree.JSON()
}
