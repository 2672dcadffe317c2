package cli

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testpage"
)

// run of one command line, in this process. It shows no progress bar, however slow the
// machine is.
type execution struct {
	status      int
	out, err    string
	in          string
	tty         bool // both outputs are terminals
	columns     int  // of them
	environment map[string]string
}

func (e execution) topgen(t *testing.T, args ...string) execution {
	t.Helper()
	var stdout, stderr bytes.Buffer
	for name, value := range e.environment {
		t.Setenv(name, value)
	}
	e.status = run(args, streams{in: strings.NewReader(e.in), out: &stdout, err: &stderr, outTerminal: e.tty, errTerminal: e.tty, columns: e.columns, barDelay: time.Hour})
	e.out, e.err = stdout.String(), stderr.String()
	return e
}

func topgen(t *testing.T, args ...string) execution {
	t.Helper()
	return execution{}.topgen(t, args...)
}

// want compares; out and err are whole texts, in which "*" stands for anything.
func (e execution) want(t *testing.T, status int, out, err string) {
	t.Helper()
	if e.status != status {
		t.Errorf("exit status %d, want %d", e.status, status)
	}
	for _, s := range []struct{ name, want, got string }{{"output", out, e.out}, {"error output", err, e.err}} {
		pattern := "(?s)^" + strings.ReplaceAll(regexp.QuoteMeta(s.want), `\*`, ".*") + "$"
		if !regexp.MustCompile(pattern).MatchString(s.got) {
			t.Errorf("%s differs (-want +got):\n%s", s.name, cmp.Diff(s.want, s.got))
		}
	}
}

// inModule changes to an empty folder which is a Go module that has what bindings
// import, with a cache of its own, and writes the files there.
func inModule(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	write(t, "go.mod", "module example.com/shop\n\ngo 1.26\n\nrequire (\n\tgithub.com/google/go-cmp v0.7.0\n\tgithub.com/topgen/topgen v0.1.0\n)\n")
	for name, text := range files {
		write(t, name, text)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(name), 0o755))
	must(t, os.WriteFile(name, []byte(text), 0o644))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tree is all files below a folder.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		files[filepath.ToSlash(name)] = string(data)
		return err
	}))
	return files
}

func page(method string) string { return testpage.Page{Method: method}.Text() }

// odd is a page with a warning: its example is no Number.
func odd(method string) string { return testpage.Page{Method: method, Type: "Number"}.Text() }

const oddWarning = `docs/pages/odd.txt:15:14: warning: title: example "样品" is no Number [example-type]` + "\n"

func TestGenerate(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/more/a.txt": page("taobao.demo.item.get"), "docs/pages/odd.txt": odd("taobao.odd.get"), "docs/pages/README.md": "no page"})
	topgen(t, "generate").want(t, 0, "", oddWarning+"2 pages in 2 packages: 11 files written, 0 unchanged, 0 removed; 1 warning\n")
	first := tree(t, "generated")
	if text := first["generated/taobao/demo/item_get_test.go"]; !strings.Contains(text, `"example.com/shop/generated/taobao/demo"`) {
		t.Errorf("the tests do not import the package by the module of go.mod:\n%.600s", text)
	}
	topgen(t, "generate").want(t, 0, "", oddWarning+"2 pages in 2 packages: 0 files written, 11 unchanged, 0 removed; 1 warning\n")
	topgen(t, "generate", "--quiet", "--no-cache").want(t, 0, "", oddWarning)
	if diff := cmp.Diff(first, tree(t, "generated")); diff != "" {
		t.Errorf("a second run changes the files:\n%s", diff)
	}

	must(t, os.Remove("docs/pages/odd.txt"))
	topgen(t, "generate").want(t, 0, "", "1 page in 1 package: 1 file written, 5 unchanged, 5 removed; 0 warnings\n")
	if _, err := os.Stat("generated/taobao/odd"); err == nil {
		t.Error("the empty folder of a page that is gone is still there")
	}
}

func TestGenerateElsewhere(t *testing.T) {
	inModule(t, map[string]string{"pages/a.txt": page("taobao.demo.item.get"), "lib/go.mod": "module example.org/lib\n"})
	topgen(t, "generate", "--docs", "pages", "--out", "lib/api/top").want(t, 0, "", "1 page*")
	if text := tree(t, "lib")["lib/api/top/taobao/demo/item_get_test.go"]; !strings.Contains(text, `"example.org/lib/api/top/taobao/demo"`) {
		t.Errorf("the nearest go.mod does not count:\n%.600s", text)
	}
	topgen(t, "generate", "--docs", "pages", "--module", "a.b/c").want(t, 0, "", "1 page*")
	if text := tree(t, "generated")["generated/taobao/demo/item_get_test.go"]; !strings.Contains(text, `"a.b/c/taobao/demo"`) {
		t.Errorf("--module does not count:\n%.600s", text)
	}
}

func TestGenerateRefuses(t *testing.T) {
	bad := map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/pages/bad.txt": "hello\n"}
	tests := []struct {
		name  string
		files map[string]string
		args  []string
		want  string
	}{
		{"a page with an error", bad, nil, "docs/pages/bad.txt:1:1: error: * [not-an-api-page]\n1 error, 0 warnings: nothing was written\n"},
		{"no page", map[string]string{"docs/pages/README.md": "x"}, nil, "topgen: there is no page (*.txt, *.html, *.htm, *.json) in docs/pages\n"},
		{"no docs", nil, nil, "topgen: there is no file or folder docs/pages: topgen init makes a folder for pages, --docs names another\n"},
		{"a file of somebody else", map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "generated/taobao/demo/doc.go": "package demo\n"}, nil,
			"topgen: generated/taobao/demo/doc.go was not written by topgen*"},
		{"no such configuration", map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get")}, []string{"--config", "other.yaml"},
			"topgen: reading the configuration: open other.yaml: *\n"},
		{"a wrong configuration", map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "topgen.yaml": "skip:\n- page: b.txt\n"}, nil,
			"topgen.yaml:2:3: error: the entry gives no reason [config]\n"},
		{"an unneeded entry", map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "topgen.yaml": "skip:\n- {page: b.txt, reason: r}\n"}, nil,
			"topgen.yaml:2:4: error: no page has the page b.txt [config]\n1 error, 0 warnings: nothing was written\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inModule(t, tt.files)
			write(t, "generated/old.go", "// Code generated by topgen. DO NOT EDIT.\n")
			before := tree(t, ".")
			topgen(t, append([]string{"generate"}, tt.args...)...).want(t, 1, "", tt.want)
			if diff := cmp.Diff(before, tree(t, ".")); diff != "" {
				t.Errorf("files have changed:\n%s", diff)
			}
		})
	}
}

func TestGenerateWithoutModule(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get")})
	must(t, os.Remove("go.mod"))
	topgen(t, "generate").want(t, 1, "", "topgen: there is no go.mod above generated: make a module with go mod init, or give the import path of the output folder with --module\n")
	write(t, "go.mod", "go 1.26\n")
	topgen(t, "generate").want(t, 1, "", "topgen: the go.mod of * has no module line*")
}

func TestKeepGoing(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/pages/b.txt": page("tmall.shop.get"), "docs/pages/c.txt": page("tmall.shop.add")})
	topgen(t, "generate").want(t, 0, "", "*")
	before := tree(t, "generated")
	write(t, "docs/pages/b.txt", "hello\n")
	write(t, "docs/pages/a.txt", odd("taobao.demo.item.get"))
	topgen(t, "generate").want(t, 1, "", "*nothing was written\n")
	topgen(t, "generate", "--keep-going").want(t, 1, "",
		"docs/pages/a.txt:15:14: warning: *docs/pages/b.txt:1:1: error: *2 pages in 2 packages: 3 files written, * unchanged, 0 removed; 1 error, 1 warning\n")
	after := tree(t, "generated")
	for name, text := range before {
		if strings.HasPrefix(name, "generated/tmall/shop/") && after[name] != text {
			t.Errorf("%s, of a bad page or its package, has changed", name)
		}
	}
	write(t, "generated/topgen.lock", "<<<<<<< HEAD\n")
	topgen(t, "generate", "--keep-going").want(t, 1, "", "topgen: generated/topgen.lock: line 1: *generate once without --keep-going*")
	write(t, "docs/pages/b.txt", page("tmall.shop.get"))
	write(t, "generated/topgen.lock", before["generated/topgen.lock"])
	topgen(t, "generate").want(t, 0, "", "*")
	topgen(t, "check").want(t, 0, "", "")
}

func TestCheck(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/pages/odd.txt": odd("taobao.odd.get")})
	topgen(t, "check").want(t, 1, "diff /dev/null generated/taobao/demo/demotest/doc.go\n*", "11 files differ from what the pages give: run topgen generate\n")
	if _, err := os.Stat("generated"); err == nil {
		t.Error("check has made the output folder")
	}
	topgen(t, "generate").want(t, 0, "", "*")
	for _, args := range [][]string{{"check"}, {"check", "--no-cache"}} {
		topgen(t, args...).want(t, 0, "", "") // not even the warning of odd.txt
	}
	for _, noCache := range []bool{false, true} {
		args := []string{"check"}
		if noCache {
			args = append(args, "--no-cache")
		}
		edits := map[string]func(name string) error{
			"changed": func(name string) error {
				data, err := os.ReadFile(name)
				must(t, err)
				return os.WriteFile(name, bytes.Replace(data, []byte("item_id"), []byte("item_iD"), 1), 0o644)
			},
			"missing": os.Remove,
			"extra": func(name string) error {
				return os.WriteFile(filepath.Dir(name)+"/stale.go", []byte("// Code generated by topgen. DO NOT EDIT.\n"), 0o644)
			},
		}
		outputs := map[string]string{
			"changed": "diff generated/taobao/demo/item_get.go generated/taobao/demo/item_get.go\n*\n-*item_iD*\n+*item_id*\n*",
			"missing": "diff /dev/null generated/taobao/demo/item_get.go\n*\n+package demo\n*",
			"extra":   "diff generated/taobao/demo/stale.go /dev/null\n*\n-// Code generated by topgen. DO NOT EDIT.\n",
		}
		for name, edit := range edits {
			must(t, edit("generated/taobao/demo/item_get.go"))
			before := tree(t, ".")
			topgen(t, args...).want(t, 1, outputs[name], "1 file differs from what the pages give: run topgen generate\n")
			if diff := cmp.Diff(before, tree(t, ".")); diff != "" {
				t.Errorf("%s: check has changed files:\n%s", name, diff)
			}
			topgen(t, "generate").want(t, 0, "", "*")
			topgen(t, args...).want(t, 0, "", "")
		}
	}
	write(t, "docs/pages/bad.txt", "hello\n")
	topgen(t, "check").want(t, 1, "", "docs/pages/bad.txt:1:1: error: * [not-an-api-page]\n")
	must(t, os.Remove("docs/pages/bad.txt"))
	write(t, "generated/.topgen/journal", "{}")
	topgen(t, "check").want(t, 1, "", "topgen: an interrupted topgen generate has left generated half written: run topgen generate again\n")
}

func TestSchema(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/more/b.txt": page("taobao.demo.item.get"), "docs/pages/a.txt": page("tmall.shop.get"), "docs/pages/bad.txt": "hello\n"})
	got := topgen(t, "schema", "docs/pages")
	got.want(t, 1, "*", "docs/pages/bad.txt:1:1: error: *\n")
	var s schema.Schema
	must(t, json.Unmarshal([]byte(got.out), &s))
	if s.APIs[0].Effect != "read" {
		t.Errorf("the effect of %s is %q", s.APIs[0].Method, s.APIs[0].Effect)
	}
	if len(s.APIs) != 2 || s.APIs[0].Method != "taobao.demo.item.get" || s.APIs[0].Source.Path != "more/b.txt" || s.APIs[1].Source.Path != "a.txt" {
		t.Errorf("the schema has %+v", s.APIs)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	must(t, enc.Encode(s))
	if diff := cmp.Diff(b.String(), got.out); diff != "" {
		t.Errorf("the document is not in the canonical form:\n%s", diff)
	}
	if strings.Contains(got.out, ": null") {
		t.Errorf("an absent list is null:\n%s", got.out)
	}

	byFile := topgen(t, "schema", "docs/pages/more/b.txt")
	byFile.want(t, 0, "*", "")
	if !strings.Contains(byFile.out, `"path": "b.txt"`) {
		t.Errorf("the path is not relative to the file's folder:\n%.500s", byFile.out)
	}
	stdin := execution{in: page("taobao.demo.item.get")}.topgen(t, "schema", "-")
	stdin.want(t, 0, strings.Replace(byFile.out, `"path": "b.txt"`, `"path": "-"`, 1), "")
	topgen(t, "schema", "taobao.demo.item.get").want(t, 0, strings.Replace(byFile.out, `"path": "b.txt"`, `"path": "more/b.txt"`, 1), "")
	topgen(t, "schema", "tmall.nothing.list").want(t, 1, "", "topgen: there is no file tmall.nothing.list, and no page in docs/pages documents such a method\n")
	topgen(t, "schema", "docs/pages/none.txt").want(t, 1, "", "topgen: there is no file or folder docs/pages/none.txt\n")
	topgen(t, "schema", "taobao.demo.itme.get").want(t, 1, "", "*documents such a method; did you mean taobao.demo.item.get?\n")

	must(t, os.Mkdir("empty", 0o755))
	topgen(t, "schema", "empty").want(t, 1, "", "topgen: there is no page (*.txt, *.html, *.htm, *.json) in empty\n")
	topgen(t, "schema", "docs/pages/bad.txt").want(t, 1, "{\n  \"schema\": 2,\n  \"apis\": []\n}\n", "docs/pages/bad.txt:1:1: error: *")
}

// What topgen.yaml overrides holds for the schema as it does for the bindings.
func TestSchemaConfig(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": odd("taobao.demo.item.get"), "docs/pages/bad.txt": "hello\n", "topgen.yaml": `fields:
- {method: taobao.demo.item.get, field: response.title, type: Price, reason: it is one}
apis:
- {method: taobao.demo.item.get, withdrawn: true, reason: it ends in 2027}
skip:
- {page: bad.txt, reason: not ours}
`})
	topgen(t, "schema", "docs/pages").want(t, 0, "*\"type\": \"Price\"*", "")
	topgen(t, "schema", "docs/pages", "--format", "openapi").want(t, 0, "*\"deprecated\": true*", "")
	write(t, "other.yaml", "skip:\n- {page: bad.txt, reason: not ours}\n")
	topgen(t, "schema", "docs/pages", "--config", "other.yaml").want(t, 0, "*\"type\": \"Number\"*", "*[example-type]\n")
	topgen(t, "schema", "docs/pages", "--config", "none.yaml").want(t, 1, "", "topgen: reading the configuration: open none.yaml: *\n")
	write(t, "other.yaml", "types: 5\n")
	topgen(t, "schema", "docs/pages", "--config", "other.yaml").want(t, 1, "", "other.yaml:1:8: error: *\n")
}

// A file may be named after its method without being a page: then that is
// what there is to say.
func TestSchemaOfBadPage(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/taobao.demo.item.get.txt": "hello\n"})
	topgen(t, "schema", "taobao.demo.item.get").want(t, 1, "*", "docs/pages/taobao.demo.item.get.txt:1:1: error: * [not-an-api-page]\n")
}

func TestSchemaDuplicates(t *testing.T) {
	item := testpage.Page{Method: "taobao.demo.item.get"}
	inModule(t, map[string]string{"docs/pages/a.txt": item.Text(), "docs/pages/a.json": item.JSON()})
	got := topgen(t, "schema", "docs/pages")
	got.want(t, 0, "*", "")
	if strings.Count(got.out, `"method"`) != 1 || !strings.Contains(got.out, `"path": "a.json"`) {
		t.Errorf("not just the form that says most:\n%s", got.out)
	}
	write(t, "docs/pages/b.txt", odd("taobao.demo.item.get"))
	topgen(t, "schema", "docs/pages").want(t, 1, "*\"apis\": []*", "*docs/pages/b.txt:1: error: taobao.demo.item.get is also documented in docs/pages/a.json*[duplicate-method]\n*")
}

func TestSchemaOnTerminal(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/pages/b.txt": page("tmall.shop.get")})
	got := execution{tty: true, environment: map[string]string{"NO_COLOR": "1"}}.topgen(t, "schema", "docs/pages")
	got.want(t, 0, `taobao.demo.item.get  演示
  一个演示接口
  protocol top, session, root demo_item_get_response
  a.txt:1 (text)

Request
  item_id*  Number  123  编号

Response
  title   String  样品  标题

tmall.shop.get  演示
*`, "")
	topgen(t, "schema", "--format", "text", "docs/pages").want(t, 0, got.out, "")
	colored := execution{tty: true, environment: map[string]string{"TERM": "xterm"}}
	os.Unsetenv("NO_COLOR")
	if got := colored.topgen(t, "schema", "docs/pages"); !strings.Contains(got.out, "\x1b[1mtaobao.demo.item.get\x1b[0m") {
		t.Errorf("no colours on a terminal: %q", got.out)
	}
	if got := (execution{tty: true}).topgen(t, "schema", "--format", "json", "docs/pages"); !json.Valid([]byte(got.out)) {
		t.Errorf("no JSON on a terminal though asked for: %.100q", got.out)
	}
}

func TestLint(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/pages/odd.txt": odd("taobao.odd.get")})
	topgen(t, "lint", "docs/pages/a.txt").want(t, 0, "", "")
	const table = "\ncode          severity  pages  findings\nexample-type  warning   1      1\nof 2 pages\n"
	for range 2 { // the second time from the cache
		topgen(t, "lint", "docs/pages").want(t, 0, oddWarning, table)
	}
	topgen(t, "lint", "--quiet", "docs/pages").want(t, 0, oddWarning, "")
	topgen(t, "lint", "--strict", "docs/pages").want(t, 1, oddWarning, table)
	topgen(t, "lint", "--strict", "docs/pages/a.txt").want(t, 0, "", "")
	write(t, "docs/pages/bad.txt", "hello\n")
	topgen(t, "lint", "docs/pages").want(t, 1, "docs/pages/bad.txt:1:1: error: *\n"+oddWarning, "*not-an-api-page  error *1 *1\n*of 3 pages\n")
	execution{in: odd("taobao.odd.get")}.topgen(t, "lint", "-").want(t, 0, strings.Replace(oddWarning, "docs/pages/odd.txt", "-", 1), "*of 1 page\n")

	write(t, "topgen.yaml", "skip:\n- {page: bad.txt, reason: broken export}\n- {page: elsewhere.txt, reason: of another folder}\n")
	topgen(t, "lint", "docs/pages").want(t, 0, oddWarning, "*") // an entry for a page that is not looked at is no error
	write(t, "topgen.yaml", "skip: {}\n")
	topgen(t, "lint", "docs/pages").want(t, 1, "topgen.yaml:1:*: error: * [config]\n", "")
}

func TestExplain(t *testing.T) {
	topgen(t, "lint", "--explain", "example-type").want(t, 0, "example-type\n\n*What to do.*", "")
	topgen(t, "lint", "--explain", "nonsense").want(t, 2, "", "topgen: there is no diagnostic nonsense; docs/diagnostics.md lists all\nRun 'topgen lint --help' for usage.\n")
	topgen(t, "lint", "--explain", "exampletype").want(t, 2, "", "topgen: there is no diagnostic exampletype; did you mean example-type?\n*")
	terminal := execution{tty: true, columns: 50, environment: map[string]string{"NO_COLOR": ""}}
	terminal.topgen(t, "lint", "--explain", "sample-syntax").want(t, 0, `sample-syntax

Warning. A place in a sample does not read as XML,
JSON or Java: an element that is not closed, a
quote too many, prose.

Here an end tag was changed:

    docs/pages/*: <err_code> is open since 277:9 [sample-syntax]

*What to do. Nothing, unless ambiguous-depth
follows from it on the same page.

    accept:
*`, "")
	topgen(t, "lint", "none").want(t, 1, "", "topgen: there is no file or folder none\n")
	topgen(t, "lint", "--explain", "example-type", "docs/pages").want(t, 2, "", "*")
}

func TestDiagnosticForms(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/odd.txt": odd("taobao.odd.get"), "docs/pages/bad.txt": "hello\n"})
	topgen(t, "lint", "--diagnostics", "github", "docs/pages").want(t, 1,
		"::error file=docs/pages/bad.txt,line=1,col=1,title=not-an-api-page::*\n::warning file=docs/pages/odd.txt,line=15,col=14,title=example-type::*\n", "*")
	for _, form := range []string{"json", "sarif"} {
		got := topgen(t, "lint", "--diagnostics", form, "docs/pages")
		got.want(t, 1, "*", "") // no table beside a document
		if !json.Valid([]byte(got.out)) {
			t.Errorf("%s: not one JSON document: %s", form, got.out)
		}
		got = topgen(t, "generate", "--diagnostics", form)
		got.want(t, 1, "", "*")
		if !json.Valid([]byte(got.err)) {
			t.Errorf("%s: not one JSON document: %s", form, got.err)
		}
		got = topgen(t, "generate", "--diagnostics", form, "--docs", "none")
		if got.status != 1 || !json.Valid([]byte(got.err)) || !strings.Contains(got.err, "there is no file or folder none") {
			t.Errorf("%s: an error outside pages is not in the document: %s", form, got.err)
		}
	}
}

func TestUsageErrors(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get")})
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"nonsense"}, "topgen: there is no command topgen nonsense\nRun 'topgen --help' for usage.\n"},
		{[]string{"genrate"}, "topgen: there is no command topgen genrate; did you mean generate?\nRun 'topgen --help' for usage.\n"},
		{[]string{"gen", "--docs", "docs"}, "topgen: there is no command topgen gen; did you mean generate?\n*"},
		{[]string{"-q", "--diagnostics", "json", "genrate", "--docs", "docs"}, "topgen: there is no command topgen genrate; did you mean generate?\n*"},
		{[]string{"--diagnostics=json", "--nonsense"}, "topgen: unknown flag: --nonsense\nRun 'topgen --help' for usage.\n"},
		{[]string{"help", "lnt"}, "topgen: there is no command topgen lnt; did you mean lint?\n*"},
		{[]string{"help", "completion", "bahs"}, "topgen: there is no command topgen completion bahs; did you mean bash?\n*"},
		{[]string{"completion", "bahs"}, "topgen: there is no command topgen completion bahs; did you mean bash?\n*"},
		{[]string{"completion"}, "*Usage:*"},
		{[]string{"sample", "ad", "taobao.x.get"}, "topgen: there is no command topgen sample ad; did you mean add?\n*"},
		{[]string{"generate", "extra"}, "topgen: generate takes no argument \"extra\"\nRun 'topgen generate --help' for usage.\n"},
		{[]string{"lint", "--explain", "example-type", "docs"}, "topgen: lint takes no argument \"docs\"\n*"},
		{[]string{"diff", "docs"}, "topgen: diff takes OLD NEW, and got [\"docs\"]\n*"},
		{[]string{"diff"}, "topgen: diff takes OLD NEW, and got no argument\n*"},
		{[]string{"sample", "add"}, "topgen: sample add takes METHOD|TOPIC [FILE | -], and got no argument\n*"},
		{[]string{"generate", "--nonsense"}, "topgen: unknown flag: --nonsense\nRun 'topgen generate --help' for usage.\n"},
		{[]string{"generate", "--keepgoing"}, "topgen: unknown flag: --keepgoing; did you mean --keep-going?\n*"},
		{[]string{"generate", "--quite"}, "topgen: unknown flag: --quite; did you mean --quiet?\n*"},
		{[]string{"generate", "-x"}, "topgen: unknown shorthand flag: 'x' in -x\n*"},
		{[]string{"generate", "--docs"}, "topgen: flag needs an argument: --docs\n*"},
		{[]string{"schema", "--format", "xml", "docs/pages"}, `topgen: there is no schema in the format "xml", only json, openapi and text` + "\n*"},
		{[]string{"lint", "--diagnostics", "xml", "docs/pages"}, `topgen: there are no diagnostics of the form "xml", only text, json, github, sarif` + "\n*"},
		{nil, "topgen reads documentation pages*\nUsage:\n  topgen [flags]\n*"},
	} {
		topgen(t, tt.args...).want(t, 2, "", tt.want)
	}
	if _, err := os.Stat("generated"); err == nil {
		t.Error("a usage error has made files")
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"help"}, {"generate", "--help"}, {"lint", "-h"}} {
		if got := topgen(t, args...); got.status != 0 || !strings.Contains(got.out, "Usage:") || got.err != "" {
			t.Errorf("topgen %v: status %d, output %q, error output %q", args, got.status, got.out, got.err)
		}
	}
}

func TestVersion(t *testing.T) {
	got := topgen(t, "version")
	got.want(t, 0, "topgen *, commit *, go1.*\n", "")
}

// A reader that has gone away must show in the status.
func TestBrokenPipe(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/odd.txt": odd("taobao.odd.get")})
	for _, args := range [][]string{{"schema", "docs/pages"}, {"lint", "docs/pages"}, {"check"}, {"version"}} {
		var stderr bytes.Buffer
		if status := run(args, streams{in: strings.NewReader(""), out: closedPipe{}, err: &stderr}); status != 1 {
			t.Errorf("topgen %v: status %d with a closed output, want 1", args, status)
		}
	}
}

type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, os.ErrClosed }

func posAt(file string, line int) diag.Position { return diag.Position{File: file, Line: line} }

func TestProgress(t *testing.T) {
	shown := func(a *app, ago time.Duration) string {
		var b bytes.Buffer
		a.err = &b
		bar := a.progress(10, "pages")
		bar.start = time.Now().Add(-ago)
		for i := range 5 {
			bar.set(i + 1)
		}
		bar.clear()
		return b.String()
	}
	terminal := streams{errTerminal: true, barDelay: time.Hour}
	if got := shown(&app{streams: terminal, diagnostics: "text"}, 2*time.Hour); !strings.Contains(got, "pages") || !strings.Contains(got, "/10") {
		t.Errorf("work of two hours on a terminal shows %q", got)
	}
	for name, got := range map[string]string{
		"short work":     shown(&app{streams: terminal, diagnostics: "text"}, 0),
		"no terminal":    shown(&app{diagnostics: "text"}, 2*time.Hour),
		"quiet":          shown(&app{streams: terminal, diagnostics: "text", quiet: true}, 2*time.Hour),
		"JSON on stderr": shown(&app{streams: terminal, diagnostics: "json"}, 2*time.Hour),
	} {
		if got != "" {
			t.Errorf("%s shows %q", name, got)
		}
	}
}

func TestDiffPainter(t *testing.T) {
	var b bytes.Buffer
	p := &diffPainter{w: &b}
	for _, part := range []string{"diff a b\n--- a\n+++ b\n@@ -1 +1 @@\n same\n-o", "ld\n+new", "\n"} {
		if n, err := p.Write([]byte(part)); n != len(part) || err != nil {
			t.Errorf("Write = %d, %v", n, err)
		}
	}
	want := "\x1b[1mdiff a b\x1b[0m\n\x1b[31m--- a\x1b[0m\n\x1b[32m+++ b\x1b[0m\n\x1b[36m@@ -1 +1 @@\x1b[0m\n same\x1b[0m\n\x1b[31m-old\x1b[0m\n\x1b[32m+new\x1b[0m\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("colours differ (-want +got):\n%s", diff)
	}
}
