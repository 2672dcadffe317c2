package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
)

const whole = `# what pages get wrong
fields:
  - method: taobao.item.get
    field: response.item.price
    type: Price
    reason: the page says Number, its sample has 1.50
  - {method: taobao.item.get, field: response.名称, name: Title, reason: a Han name alone has no Go spelling}
  - method: taobao.item.get
    field: request.status
    required: false
    limits: {maxLength: 40, default: ~, fileTypes: [jpg, png]}
    values: {1: Created, 2: ~}
    example: "01"
    under: request
    reason: seen in production
  - {method: taobao.item.get, field: request.memo, add: "String[]", reason: it is sent}
  - {method: taobao.item.get, field: response.gone, remove: true, reason: it never comes}
types:
  - {method: taobao.item.get, type: ItemGetResult, name: ItemGetOutcome, reason: reads better}
packages:
  - namespace: taobao.time
    name: toptime
    reason: clashes with the standard library
apis:
  - method: taobao.item.get
    name: ItemFetch
    effect: write
    session: false
    gateway: aliexpress
    paging: none
    withdrawn: true
    root: item_response
    reason: the platform ends it on 2027-01-01
skip:
  - page: pages/taobao.old.txt
    reason: the export lost its rows
accept:
  - {code: example-type, method: taobao.item.get, field: response.item.num, reason: known}
  - {code: stray-text, method: taobao.item.get, reason: known}
`

func parse(t *testing.T, text string) *config.Config {
	t.Helper()
	c, list := config.Parse("topgen.yaml", []byte(text))
	if len(list) > 0 {
		t.Fatal(list)
	}
	return c
}

func TestParse(t *testing.T) {
	type row struct{ Key, Value, Pos string }
	var got []row
	for _, e := range parse(t, whole).Entries {
		got = append(got, row{e.Key.String(), e.Value, e.Pos.String()})
	}
	const m = " of taobao.item.get"
	want := []row{
		{"field response.item.price" + m, "Price", "topgen.yaml:5:5"},
		{"field response.名称" + m, "Title", "topgen.yaml:7:51"},
		{"field request.status" + m, "false", "topgen.yaml:10:5"},
		{"maxLength of field request.status" + m, "40", "topgen.yaml:11:14"},
		{"default of field request.status" + m, "", "topgen.yaml:11:29"},
		{"fileTypes of field request.status" + m, "jpg,png", "topgen.yaml:11:41"},
		{"value 1 of field request.status" + m, "Created", "topgen.yaml:12:14"},
		{"value 2 of field request.status" + m, "", "topgen.yaml:12:26"},
		{"field request.status" + m, "01", "topgen.yaml:13:5"},
		{"field request.status" + m, "request", "topgen.yaml:14:5"},
		{"field request.memo" + m, "String []", "topgen.yaml:16:52"},
		{"field response.gone" + m, "true", "topgen.yaml:17:53"},
		{"type ItemGetResult" + m, "ItemGetOutcome", "topgen.yaml:19:52"},
		{"namespace taobao.time", "toptime", "topgen.yaml:22:5"},
		{"method taobao.item.get", "ItemFetch", "topgen.yaml:26:5"},
		{"method taobao.item.get", "write", "topgen.yaml:27:5"},
		{"method taobao.item.get", "false", "topgen.yaml:28:5"},
		{"method taobao.item.get", "aliexpress", "topgen.yaml:29:5"},
		{"kind of the paging of taobao.item.get", "none", "topgen.yaml:30:5"},
		{"method taobao.item.get", "true", "topgen.yaml:31:5"},
		{"method taobao.item.get", "item_response", "topgen.yaml:32:5"},
		{"page pages/taobao.old.txt", "", "topgen.yaml:35:5"},
		{"warning example-type at response.item.num" + m, "", "topgen.yaml:38:6"},
		{"warning stray-text at any place" + m, "", "topgen.yaml:39:6"},
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

// faults returns what is wrong with a file, without its name.
func faults(t *testing.T, in string) []string {
	t.Helper()
	c, list := config.Parse("topgen.yaml", []byte(in))
	if c != nil {
		t.Errorf("%s: a Config came back beside the error", in)
	}
	var got []string
	for _, d := range list {
		got = append(got, strings.TrimSuffix(strings.TrimPrefix(d.String(), "topgen.yaml:"), " [config]"))
	}
	return got
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
		if diff := cmp.Diff(tt.want, faults(t, tt.in)); diff != "" {
			t.Errorf("diagnostics of\n%s differ (-want +got):\n%s", tt.in, diff)
		}
	}
}

func TestParseFaults(t *testing.T) {
	field := func(rest string) string {
		return "fields:\n- {method: a.b.c, field: request.x, reason: r, " + rest + "}\n"
	}
	tests := []struct{ name, in, want string }{
		{"no keys", "text\n", `1:1: error: the file holds no keys`},
		{"unknown section", "tpyes: []\n", `1:1: error: there is no key "tpyes" here; did you mean "types"?`},
		{"section of version 1", "names: []\n", `1:1: error: there is no key "names" here`},
		{"no list", "skip: 5\n", `1:7: error: skip: a list of entries belongs here`},
		{"no entry", "skip: [5]\n", `1:8: error: skip: an entry with keys belongs here`},
		{"unknown key", "skip:\n  - pag: x\n", `2:5: error: there is no key "pag" here; did you mean "page"?`},
		{"key twice", "skip: []\nskip: []\n", `2:1: error: mapping key "skip" already defined at [1:1]`},
		{"no reason", "skip:\n  - page: a.txt\n", `2:5: error: the entry gives no reason`},
		{"blank reason", "skip:\n  - {page: a.txt, reason: ' '}\n", `2:6: error: the entry gives no reason`},
		{"no method", "apis:\n  - {name: X, reason: r}\n", `2:6: error: the entry names no method`},
		{"no field", "fields:\n  - {method: a.b.c, type: Price, reason: r}\n", `2:6: error: the entry names no field`},
		{"changes nothing", "apis:\n  - {method: a.b.c, reason: r}\n", `2:6: error: the entry changes nothing`},
		{"field without side", "fields:\n  - {method: a.b.c, field: result.x, type: Price, reason: r}\n", `2:28: error: field: "result.x" is no path of a field`},
		{"type of Go", field("type: int64"), `2:54: error: type: nobody knows the type "int64"; types are String, Number, Boolean, Date, Price, BigDecimal, Json, Map, Object, byte[]`},
		{"misspelt type", field("type: 'Nubmer []!'"), `2:54: error: type: nobody knows the type "Nubmer []!"; types are String, Number, Boolean, Date, Price, BigDecimal, Json, Map, Object, byte[]`},
		{"name not exported", "apis:\n  - {method: a.b.c, name: itemGet, reason: r}\n", `2:27: error: name: "itemGet" is no exported Go name`},
		{"Han name", field("name: 名"), `2:54: error: name: "名" is no exported Go name`},
		{"package keyword", "packages:\n  - {namespace: a.b, name: func, reason: r}\n", `2:28: error: name: "func" is no package name`},
		{"package main", "packages:\n  - {namespace: a.b, name: main, reason: r}\n", `2:28: error: name: "main" has a meaning of its own, and programs could not import the package`},
		{"package that the go tool hides", "packages:\n  - {namespace: a.b, name: internal, reason: r}\n", `2:28: error: name: "internal" has a meaning of its own, and programs could not import the package`},
		{"namespace of three", "packages:\n  - {namespace: a.b.c, name: abc, reason: r}\n", `2:17: error: namespace: "a.b.c" is no namespace`},
		{"page outside", "skip:\n  - {page: a/../b.txt, reason: r}\n", `2:12: error: page: "a/../b.txt" is no path of a page`},
		{"twice", "skip:\n  - {page: a.txt, reason: r}\n  - {page: a.txt, reason: s}\n", `3:6: error: page a.txt has an entry already in line 2`},
		{"required is no text", field("required: maybe"), `2:58: error: required: true or false belongs here`},
		{"under nothing", field("under: result"), `2:55: error: under: "result" is no path of an object`},
		{"not removed", field("remove: false"), `2:56: error: remove: true belongs here`},
		{"removed and typed", field("remove: true, type: Price"), `2:4: error: an entry with "remove" has no "type"`},
		{"added and typed", field("add: String, type: Price"), `2:4: error: an entry with "add" has no "type"`},
		{"no limits", field("limits: 5"), `2:56: error: limits: limits belong here`},
		{"unknown limit", field("limits: {maxlength: 5}"), `2:57: error: there is no key "maxlength" here; did you mean "maxLength"?`},
		{"no size", field("limits: {maxLength: many}"), `2:68: error: maxLength: "many" is no size`},
		{"no number", field("limits: {minValue: 1e5}"), `2:67: error: minValue: "1e5" is no number`},
		{"no file types", field("limits: {fileTypes: jpg}"), `2:68: error: fileTypes: a list of extensions belongs here`},
		{"value without name", field("values: {1: created}"), `2:60: error: 1: "created" is no exported Go name`},
		{"values of one name", field("values: {1: A, 2: A}"), `2:66: error: 2: A is the name of the value 1 already`},
		{"effect", "apis:\n- {method: a.b.c, effect: writes, reason: r}\n", `2:27: error: effect: "writes" is none of read, write; did you mean "write"?`},
		{"gateway", "apis:\n- {method: a.b.c, gateway: eco, reason: r}\n", `2:28: error: gateway: "eco" is none of production, aliexpress, qimen, qimen-cloud`},
		{"paging", "apis:\n- {method: a.b.c, paging: nonne, reason: r}\n", `2:27: error: paging: "nonne" is neither none nor parts of paging; did you mean "none"?`},
		{"no paging", "apis:\n- {method: a.b.c, paging: [], reason: r}\n", `2:27: error: paging: none or parts of paging belong here`},
		{"unknown part", "apis:\n- {method: a.b.c, paging: {nextcursor: response.x}, reason: r}\n", `2:28: error: there is no key "nextcursor" here; did you mean "nextCursor"?`},
		{"kind of paging", "apis:\n- {method: a.b.c, paging: {kind: pages}, reason: r}\n", `2:34: error: kind: "pages" is none of page, last-page-first, offset, cursor; did you mean "page"?`},
		{"first page", "apis:\n- {method: a.b.c, paging: {first: one}, reason: r}\n", `2:35: error: first: "one" is not the number of a first page, or row`},
		{"the other side", "apis:\n- {method: a.b.c, paging: {number: response.x}, reason: r}\n", `2:36: error: number: "response.x" is no path of a field of the request`},
		{"no kind", "apis:\n- {method: a.b.c, paging: {kind: ~}, reason: r}\n", `2:28: error: kind: there is one wherever there are pages`},
		{"paging twice", "apis:\n- {method: a.b.c, paging: {kind: page}, reason: r}\n- {method: a.b.c, paging: none, reason: r}\n", `3:19: error: kind of the paging of a.b.c has an entry already in line 2`},
		{"code", "accept:\n- {method: a.b.c, code: example-tpye, reason: r}\n", `2:25: error: code: "example-tpye" is the code of no warning; did you mean "example-type"?`},
		{"code of errors", "accept:\n- {method: a.b.c, code: pipe-rendering, reason: r}\n", `2:25: error: code: "pipe-rendering" is the code of no warning`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff([]string{tt.want}, faults(t, tt.in)); diff != "" {
				t.Errorf("diagnostics differ (-want +got):\n%s", diff)
			}
		})
	}
}

// What is refused comes with what is allowed, in the hint unless the message has it.
func TestFaultsListWhatIsAllowed(t *testing.T) {
	for in, want := range map[string]string{
		"fields:\n- {method: a.b.c, field: request.x, reason: r, type: int64}\n": `each type also comes as a list`,
		"skip:\n- {pages: a, reason: r}\n":                                       "the keys here are page, reason",
		"nonsense: 1\n":                                                          "the keys here are accept, apis, docs, fields, ",
		"accept:\n- {method: a.b.c, code: x, reason: r}\n":                       "codes of warnings are truncated, ",
	} {
		_, list := config.Parse("topgen.yaml", []byte(in))
		if len(list) != 1 || !strings.HasPrefix(list[0].Hint, want) {
			t.Errorf("%s: %v with the hint %q, want one that begins with %q", in, list, list[0].Hint, want)
		}
	}
}

// Aliases and merged mappings stand for what they name.
func TestAliases(t *testing.T) {
	c := parse(t, "skip:\n- &first {page: a.txt, reason: broken}\n- <<: *first\n  page: b.txt\napis:\n- method: a.b.c\n  name: &n Fetch\n  reason: r\ntypes:\n- {method: a.b.c, type: T, name: *n, reason: r}\n")
	var got []string
	for _, e := range c.Entries {
		got = append(got, e.Key.String()+" "+e.Value+" "+e.Reason)
	}
	want := []string{"page a.txt  broken", "page b.txt  broken", "method a.b.c Fetch r", "type T of a.b.c Fetch r"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries differ (-want +got):\n%s", diff)
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
	if c, list, err := config.Load(file, true); err != nil || len(list) > 0 || len(c.Entries) != 24 {
		t.Errorf("present: %v, %v, %v; want 24 entries", c, list, err)
	}
}

func TestValueAndUnused(t *testing.T) {
	c := parse(t, "apis:\n- {method: a.b.c, name: Fetch, reason: r}\n- {method: a.b.d, name: Put, reason: r}\npackages:\n- {namespace: a.b, name: ab, reason: r}\nskip:\n- {page: a.txt, reason: r}\n")
	var uses []config.Use
	if got := c.Value(config.Key{Kind: config.Prefix, Method: "a.b.c"}, "C", &uses); got != "Fetch" {
		t.Errorf("prefix = %q, want Fetch", got)
	}
	if got := c.Value(config.Key{Kind: config.Prefix, Method: "a.b.e"}, "E", &uses); got != "E" {
		t.Errorf("prefix without entry = %q, want E", got)
	}
	c.Value(config.Key{Kind: config.Prefix, Method: "a.b.d"}, "Put", &uses)
	c.Value(config.Key{Kind: config.SkipPage, Target: "a.txt"}, "", &uses)
	messages := func(list diag.List) (got []string) {
		for _, d := range list {
			got = append(got, d.String())
		}
		return got
	}
	want := []string{
		"topgen.yaml:3:19: error: method a.b.d is Put without this entry [config]",
		"topgen.yaml:5:20: error: no page has the namespace a.b [config]",
		"topgen.yaml:7:4: error: page a.txt reads without a complaint; it need not be skipped [config]",
	}
	if diff := cmp.Diff(want, messages(c.Unused(uses, config.Pages{Methods: []string{"a.b.c", "a.b.d"}}))); diff != "" {
		t.Errorf("unused entries differ (-want +got):\n%s", diff)
	}
	if got := messages(c.Unused(uses, config.Pages{Methods: []string{"a.b.d"}, Unread: true})); len(got) != 2 {
		t.Errorf("though not all pages could be read: %q", got)
	}
	if got := messages(c.Unused(uses, config.Pages{Methods: []string{"a.b.d"}, Partial: true})); len(got) != 1 {
		t.Errorf("of one page alone: %q", got)
	}
}

// An entry about a method that no page documents names the one that is near.
func TestMisspeltMethod(t *testing.T) {
	c := parse(t, "apis:\n- {method: taobao.item.gte, withdrawn: true, reason: r}\n- {method: tmall.shop.list, withdrawn: true, reason: r}\n")
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
	text := "apis:\n- method: taobao.item.get\n  withdrawn: true\n  reason: |\n    It ends in 2027.\n    Use another.\n"
	unix, windows := parse(t, text), parse(t, strings.ReplaceAll(text, "\n", "\r\n"))
	if diff := cmp.Diff(unix, windows, cmpopts.IgnoreUnexported(config.Config{})); diff != "" {
		t.Errorf("they differ (-unix +windows):\n%s", diff)
	}
}

func TestNilConfig(t *testing.T) {
	var c *config.Config
	var uses []config.Use
	key := config.Key{Kind: config.Prefix, Method: "a.b.c"}
	list := diag.List{{Code: diag.StrayText}}
	if c.Value(key, "BC", &uses) != "BC" || c.Has(key) || c.Unused(nil, config.Pages{}) != nil || uses != nil || len(c.Settle("a.b.c", list, &uses)) != 1 {
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
