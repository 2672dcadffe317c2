package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/schema"
)

const whole = `# what pages get wrong
types:
  - method: taobao.item.get
    field: response.item.price
    type: Price
    reason: the page says Number, its sample has 1.50
names:
  - method: taobao.item.get
    name: ItemFetch
    reason: two pages claim ItemGet
  - {method: taobao.item.get, type: ItemGetResult, name: ItemGetOutcome, reason: reads better}
  - method: taobao.item.get
    field: response.名称
    name: Title
    reason: a Han name alone has no Go spelling
packages:
  - namespace: taobao.time
    name: toptime
    reason: clashes with the standard library
withdrawn:
  - method: taobao.item.get
    reason: the platform ends it on 2027-01-01
skip:
  - page: pages/taobao.old.txt
    reason: the export lost its rows
`

func TestParse(t *testing.T) {
	c, list := config.Parse("topgen.yaml", []byte(whole))
	if len(list) > 0 {
		t.Fatal(list)
	}
	type row struct{ Key, Value, Pos string }
	var got []row
	for _, e := range c.Entries {
		got = append(got, row{e.Key.String(), e.Value, e.Pos.String()})
	}
	want := []row{
		{"field response.item.price of taobao.item.get", "Price", "topgen.yaml:3:5"},
		{"method taobao.item.get", "ItemFetch", "topgen.yaml:8:5"},
		{"type ItemGetResult of taobao.item.get", "ItemGetOutcome", "topgen.yaml:11:6"},
		{"field response.名称 of taobao.item.get", "Title", "topgen.yaml:12:5"},
		{"namespace taobao.time", "toptime", "topgen.yaml:17:5"},
		{"method taobao.item.get", "withdrawn", "topgen.yaml:21:5"},
		{"page pages/taobao.old.txt", "", "topgen.yaml:24:5"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries differ (-want +got):\n%s", diff)
	}
}

func TestSettings(t *testing.T) {
	absolute := filepath.Join(t.TempDir(), "out")
	tests := []struct {
		file, in string
		want     map[string]string
	}{
		{"topgen.yaml", "skip: []\n", map[string]string{}},
		{"topgen.yaml", "docs: pages\nout: ../gen\nmodule: example.com/gen\n\"tests\": false\n",
			map[string]string{"docs": "pages", "out": filepath.FromSlash("../gen"), "module": "example.com/gen", "tests": "false"}},
		{"api/topgen.yaml", "docs: pages\nout: ../gen\ntests: true\n", map[string]string{"docs": filepath.FromSlash("api/pages"), "out": "gen", "tests": "true"}},
		{"api/topgen.yaml", "out: '" + absolute + "'\n", map[string]string{"out": absolute}},
	}
	for _, tt := range tests {
		c, list := config.Parse(tt.file, []byte(tt.in))
		if len(list) > 0 {
			t.Errorf("%s: %v", tt.in, list)
			continue
		}
		if diff := cmp.Diff(tt.want, c.Settings); diff != "" {
			t.Errorf("settings of\n%s differ (-want +got):\n%s", tt.in, diff)
		}
	}
}

func TestSettingsFaults(t *testing.T) {
	const folder, imported = "the path of a folder belongs here", "an import path belongs here"
	tests := []struct {
		in   string
		want []string
	}{
		{"out: generated\ndocs:\n", []string{"2:1: error: docs: " + folder}},
		{"docs: [pages]\n", []string{"1:7: error: docs: " + folder}},
		{"out: ' '\ndocs: 5\n", []string{"1:6: error: out: " + folder, "2:7: error: docs: " + folder}},
		{"tests: 'false'\n", []string{"1:8: error: tests: true or false belongs here"}},
		{"tests: maybe\n", []string{"1:8: error: tests: true or false belongs here"}},
		{"module: true\n", []string{"1:9: error: module: " + imported}},
		{"module: example.com/a b\n", []string{`1:9: error: module: malformed import path "example.com/a b": invalid char ' '`}},
		{"module: ./x\n", []string{`1:9: error: module: malformed import path "./x": invalid path element "."`}},
		{"module: a/\nskip:\n- page: a.txt\n", []string{`1:9: error: module: malformed import path "a/": trailing slash`, "3:3: error: the entry gives no reason"}},
		{"test: false\nmodul: x\n5: x\n", []string{`1:1: error: there is no key "test" here; did you mean "tests"?`,
			`2:1: error: there is no key "modul" here; did you mean "module"?`, `3:1: error: there is no key "5" here`}},
		{"skip:\n- page: a\n  reason: r\n  docs: x\n", []string{`4:3: error: there is no key "docs" here`}},
		{"docs: a\n---\nout: b\n", []string{"3:1: error: a second document begins here, and only one is read"}},
	}
	for _, tt := range tests {
		c, list := config.Parse("topgen.yaml", []byte(tt.in))
		if c != nil {
			t.Errorf("%s: a Config came back beside the error", tt.in)
		}
		var got []string
		for _, d := range list {
			got = append(got, strings.TrimSuffix(strings.TrimPrefix(d.String(), "topgen.yaml:"), " [config]"))
			if d.Hint == "" {
				t.Errorf("%s: %v has no hint", tt.in, d)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("diagnostics of\n%s differ (-want +got):\n%s", tt.in, diff)
		}
	}
}

func TestParseFaults(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"unknown section", "tyes: []\n", `topgen.yaml:1:1: error: there is no key "tyes" here; did you mean "types"? [config]`},
		{"unknown key", "skip:\n  - pag: x\n", `topgen.yaml:2:5: error: there is no key "pag" here; did you mean "page"? [config]`},
		{"key twice", "skip: []\nskip: []\n", `topgen.yaml:2:1: error: mapping key "skip" already defined at [1:1] [config]`},
		{"no reason", "skip:\n  - page: a.txt\n", `topgen.yaml:2:5: error: the entry gives no reason [config]`},
		{"blank reason", "skip:\n  - {page: a.txt, reason: ' '}\n", `topgen.yaml:2:6: error: the entry gives no reason [config]`},
		{"no method", "names:\n  - {name: X, reason: r}\n", `topgen.yaml:2:6: error: the entry names no method [config]`},
		{"withdrawn without method", "withdrawn:\n  - {reason: r}\n", `topgen.yaml:2:6: error: the entry names no method [config]`},
		{"field without side", "types:\n  - {method: a.b.c, field: result.x, type: Price, reason: r}\n",
			`topgen.yaml:2:6: error: "result.x" is no path of a field [config]`},
		{"type and field", "names:\n  - {method: a.b.c, field: response.x, type: T, name: N, reason: r}\n",
			`topgen.yaml:2:6: error: an entry has either a type or a field, not both [config]`},
		{"name not exported", "names:\n  - {method: a.b.c, name: itemGet, reason: r}\n",
			`topgen.yaml:2:6: error: "itemGet" is no exported Go name [config]`},
		{"Han name", "names:\n  - {method: a.b.c, name: 名, reason: r}\n", `topgen.yaml:2:6: error: "名" is no exported Go name [config]`},
		{"package keyword", "packages:\n  - {namespace: a.b, name: func, reason: r}\n",
			`topgen.yaml:2:6: error: "func" is no package name [config]`},
		{"namespace of three", "packages:\n  - {namespace: a.b.c, name: abc, reason: r}\n",
			`topgen.yaml:2:6: error: "a.b.c" is no namespace [config]`},
		{"page outside", "skip:\n  - {page: a/../b.txt, reason: r}\n", `topgen.yaml:2:6: error: "a/../b.txt" is no path of a page [config]`},
		{"no type", "types:\n  - {method: a.b.c, field: request.x, reason: r}\n", `topgen.yaml:2:6: error: the entry names no type [config]`},
		{"twice", "skip:\n  - {page: a.txt, reason: r}\n  - {page: a.txt, reason: s}\n",
			`topgen.yaml:3:6: error: page a.txt has an entry already in line 2 [config]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, list := config.Parse("topgen.yaml", []byte(tt.in))
			if c != nil {
				t.Error("a Config came back beside the error")
			}
			var got []string
			for _, d := range list {
				got = append(got, d.String())
			}
			if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
				t.Errorf("diagnostics differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseNotYAML(t *testing.T) {
	for _, in := range []string{"skip: [", "a: b: c", "\t- x", "- just\n- a list\n", "just text"} {
		c, list := config.Parse("topgen.yaml", []byte(in))
		if c != nil || len(list) != 1 || !list.HasErrors() || list[0].Pos.Line == 0 {
			t.Errorf("Parse(%q) = %v, %v; want one error with a position", in, c, list)
		}
	}
}

func TestParseEmpty(t *testing.T) {
	for _, in := range []string{"", "\n", "# nothing yet\n"} {
		c, list := config.Parse("topgen.yaml", []byte(in))
		if c == nil || len(list) > 0 || len(c.Entries) > 0 {
			t.Errorf("Parse(%q) = %v, %v; want a Config without entries", in, c, list)
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "topgen.yaml")
	if c, list, err := config.Load(file, true); c != nil || list != nil || err != nil {
		t.Errorf("optional and absent: %v, %v, %v; want nothing", c, list, err)
	}
	if _, _, err := config.Load(file, false); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("named and absent: error %v, want one that names the file", err)
	}
	if err := os.WriteFile(file, []byte(whole), 0o644); err != nil {
		t.Fatal(err)
	}
	if c, list, err := config.Load(file, true); err != nil || len(list) > 0 || len(c.Entries) != 7 {
		t.Errorf("present: %v, %v, %v; want seven entries", c, list, err)
	}
}

func TestValueAndUnused(t *testing.T) {
	c, list := config.Parse("topgen.yaml", []byte(whole))
	if len(list) > 0 {
		t.Fatal(list)
	}
	const method = "taobao.item.get"
	var uses []config.Use
	if got := c.Value(config.Key{Kind: config.Prefix, Method: method}, "ItemGet", &uses); got != "ItemFetch" {
		t.Errorf("prefix = %q, want ItemFetch", got)
	}
	if got := c.Value(config.Key{Kind: config.Prefix, Method: "taobao.item.put"}, "ItemPut", &uses); got != "ItemPut" {
		t.Errorf("prefix without entry = %q, want ItemPut", got)
	}
	c.Value(config.Key{Kind: config.FieldType, Method: method, Target: "response.item.price"}, "Price", &uses)
	c.Value(config.Key{Kind: config.Withdrawn, Method: method}, config.IsWithdrawn, &uses)
	c.Value(config.Key{Kind: config.SkipPage, Target: "pages/taobao.old.txt"}, "", &uses)
	c.Value(config.Key{Kind: config.FieldName, Method: method, Target: "response.名称"}, "Title", &uses)
	c.Value(config.Key{Kind: config.FieldName, Method: method, Target: "response.名称"}, "X", &uses) // a second use that needs it

	if got := c.Reason(config.Key{Kind: config.Withdrawn, Method: method}); got != "the platform ends it on 2027-01-01" {
		t.Errorf("the reason is %q", got)
	}
	if got := c.Reason(config.Key{Kind: config.Withdrawn, Method: "taobao.item.put"}); got != "" {
		t.Errorf("the reason of no entry is %q", got)
	}

	var got []string
	for _, d := range c.Unused(uses, config.Pages{Methods: []string{method, "taobao.item.put"}}) {
		got = append(got, d.String())
	}
	want := []string{
		"topgen.yaml:3:5: error: field response.item.price of taobao.item.get is Price without this entry [config]",
		"topgen.yaml:11:6: error: no page has the type ItemGetResult of taobao.item.get [config]",
		"topgen.yaml:17:5: error: no page has the namespace taobao.time [config]",
		"topgen.yaml:21:5: error: method taobao.item.get is withdrawn without this entry [config]",
		"topgen.yaml:24:5: error: page pages/taobao.old.txt reads without a complaint; it need not be skipped [config]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("unused entries differ (-want +got):\n%s", diff)
	}
	for _, d := range c.Unused(uses, config.Pages{Unread: true}) {
		if strings.Contains(d.Message, "no page has") {
			t.Errorf("though not all pages could be read: %s", d)
		}
	}
	if n := len(c.Unused(uses, config.Pages{Unread: true})); n != 3 {
		t.Errorf("%d entries that change nothing, want 3", n)
	}
}

// An entry about a method that no page documents names the one that is near.
func TestMisspeltMethod(t *testing.T) {
	c, list := config.Parse("topgen.yaml", []byte("withdrawn:\n- {method: taobao.item.gte, reason: r}\n- {method: tmall.shop.list, reason: r}\n"))
	if len(list) > 0 {
		t.Fatal(list)
	}
	var got []string
	for _, d := range c.Unused(nil, config.Pages{Methods: []string{"taobao.item.put", "taobao.item.get"}}) {
		got = append(got, d.Message)
	}
	want := []string{"no page has the method taobao.item.gte; did you mean the method taobao.item.get?", "no page has the method tmall.shop.list"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("messages differ (-want +got):\n%s", diff)
	}
}

// A file that git has given the line ends of Windows says the same.
func TestLineEnds(t *testing.T) {
	text := "withdrawn:\n- method: taobao.item.get\n  reason: |\n    It ends in 2027.\n    Use another.\n"
	unix, list := config.Parse("topgen.yaml", []byte(text))
	if len(list) > 0 {
		t.Fatal(list)
	}
	windows, list := config.Parse("topgen.yaml", []byte(strings.ReplaceAll(text, "\n", "\r\n")))
	if len(list) > 0 {
		t.Fatal(list)
	}
	if diff := cmp.Diff(unix, windows, cmpopts.IgnoreUnexported(config.Config{})); diff != "" {
		t.Errorf("they differ (-unix +windows):\n%s", diff)
	}
}

// A field that is given another type has the values that its description lists for
// that type.
func TestApplyReadsValues(t *testing.T) {
	c, list := config.Parse("topgen.yaml", []byte("types:\n- {method: a.b.c, field: request.n, type: Number, reason: r}\n- {method: a.b.c, field: request.s, type: String, reason: r}\n"))
	if len(list) > 0 {
		t.Fatal(list)
	}
	capitals := []schema.Value{{Value: "A", Text: "甲"}, {Value: "B", Text: "乙"}}
	api := &schema.API{Method: "a.b.c", Request: []*schema.Field{
		{Name: "n", Type: "String", Description: "A:甲 B:乙", Values: capitals},
		{Name: "s", Type: "Number", Description: "A:甲 B:乙"},
	}}
	c.Apply(api)
	if api.Request[0].Values != nil {
		t.Errorf("a Number has the values %v", api.Request[0].Values)
	}
	if diff := cmp.Diff(capitals, api.Request[1].Values); diff != "" {
		t.Errorf("the values of the String differ (-want +got):\n%s", diff)
	}
}

func TestNilConfig(t *testing.T) {
	var c *config.Config
	var uses []config.Use
	key := config.Key{Kind: config.Prefix, Method: "a.b.c"}
	if c.Value(key, "BC", &uses) != "BC" || c.Has(key) || c.Reason(key) != "" || c.Unused(nil, config.Pages{}) != nil || uses != nil {
		t.Error("a nil Config overrides something")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("skip: [{page: a, reason: b}]"))
	f.Add([]byte("docs: &a pages\nout: *a\n? [module]\n: a\n<<: {tests: true}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, list := config.Parse("topgen.yaml", data)
		if (c == nil) != list.HasErrors() {
			t.Errorf("Config %v with diagnostics %v", c, list)
		}
	})
}
