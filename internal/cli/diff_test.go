package cli

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/testenv"
	"github.com/topgen/topgen/internal/testpage"
)

// typed is a page whose only response field has the given type.
func typed(method, typ, example string) string {
	return testpage.Page{Method: method, Type: typ, Example: example}.Text()
}

func TestDiff(t *testing.T) {
	inModule(t, map[string]string{
		"old/a.txt": typed("taobao.demo.item.get", "Number", "1"), "old/gone.txt": page("taobao.gone.get"), "old/same.txt": page("tmall.shop.get"),
		"new/b.txt": typed("taobao.demo.item.get", "Price", "1"), "new/same.html.txt": page("tmall.shop.get"), "new/come.txt": page("taobao.come.get"),
	})
	want := `taobao.come.get (come.txt): added
    title added: "演示"
    request.item_id: added: Number, required

taobao.demo.item.get (a.txt → b.txt): breaks code and calls
  ! response.title: type Number became Price
      why: programs read integer, and it is decimal
      Go: ItemGetResponse.Title: changed from int64 to top.Decimal

taobao.gone.get (gone.txt): removed, breaks code and calls

1 API changed, 1 added, 1 removed; code breaks in 2, calls break in 2
`
	topgen(t, "diff", "old", "new").want(t, 1, want, "")
	topgen(t, "diff", "old", "old").want(t, 0, "", "")
	topgen(t, "diff", "old/same.txt", "new/same.html.txt").want(t, 0, "", "")
	topgen(t, "diff", "old/same.txt", "new/come.txt").want(t, 1, "*removed, breaks code and calls*", "")
	topgen(t, "diff", "old", "new", "--format", "markdown").want(t, 1, "**1 API changed*- **code and calls** `response.title` type `Number` became `Price`\n*", "")
	execution{in: page("tmall.shop.get")}.topgen(t, "diff", "old/same.txt", "-").want(t, 0, "", "")

	got := topgen(t, "diff", "old", "new", "--format", "json")
	var report struct {
		Diff   int
		Breaks []string
		APIs   []struct{ Method, Status, Package string }
	}
	if err := json.Unmarshal([]byte(got.out), &report); err != nil || got.status != 1 {
		t.Errorf("status %d, error %v in %s", got.status, err, got.out)
	}
	if len(report.APIs) != 3 || report.APIs[1].Status != "changed" || len(report.Breaks) != 2 ||
		report.APIs[0].Package != "taobao/come" || report.APIs[1].Package != "taobao/demo" || report.APIs[2].Package != "taobao/gone" {
		t.Errorf("the JSON form has %+v", report)
	}

	tty := execution{tty: true, environment: map[string]string{"TERM": "xterm"}}.topgen(t, "diff", "old", "new")
	if !strings.Contains(tty.out, "\x1b[31m  ! response.title: ") {
		t.Errorf("what breaks is not red on a terminal: %q", tty.out)
	}
}

// A compatible difference is printed, and is no failure.
func TestDiffCompatible(t *testing.T) {
	inModule(t, map[string]string{"old/a.txt": page("taobao.demo.item.get"), "new/a.txt": strings.Replace(page("taobao.demo.item.get"), "一个演示接口", "另一个接口", 1)})
	topgen(t, "diff", "old", "new").want(t, 0, "taobao.demo.item.get (a.txt)\n    description \"一个演示接口\" became \"另一个接口\"\n\n1 API changed, *", "")
}

// Errors of pages are printed, what can be compared is compared, and the
// status says that something is missing. Warnings are left to lint.
func TestDiffBadPages(t *testing.T) {
	inModule(t, map[string]string{"old/a.txt": page("taobao.demo.item.get"), "old/bad.txt": "hello\n", "new/a.txt": page("taobao.demo.item.get"), "new/bad.txt": "hello\n", "new/odd.txt": odd("taobao.odd.get")})
	topgen(t, "diff", "old", "new").want(t, 1, "bad.txt (bad.txt): unread\n    old/bad.txt:1:1: error: *\n    new/bad.txt:1:1: error: *taobao.odd.get (odd.txt): added\n*, 1 added, 0 removed, 1 unread; *",
		"old/bad.txt:1:1: error: *new/bad.txt:1:1: error: *\n2 errors: what these pages say is not compared\n")
	topgen(t, "diff", "new", "new").want(t, 1, "bad.txt (bad.txt): unread\n*", "new/bad.txt:1:1: error: *\n1 error: what these pages say is not compared\n")
	write(t, "new/again.txt", typed("taobao.demo.item.get", "Number", "1"))
	topgen(t, "diff", "old/a.txt", "new").want(t, 1, "*taobao.demo.item.get (a.txt → again.txt): unread\n*0 removed, 2 unread*", "*is also documented in *")
}

func TestDiffConfig(t *testing.T) {
	inModule(t, map[string]string{
		"old/a.txt": typed("taobao.demo.item.get", "Number", "1"), "new/a.txt": typed("taobao.demo.item.get", "Price", "1"),
		"old/b.txt": page("tmall.shop.get"), "new/b.txt": page("tmall.shop.add"),
		"topgen.yaml": `fields:
- {method: taobao.demo.item.get, field: response.title, type: Price, reason: it is one}
skip:
- {page: b.txt, reason: not ours}
`})
	topgen(t, "diff", "old", "new").want(t, 0, "", "")
	write(t, "other.yaml", "apis:\n- {method: taobao.demo.item.get, name: Fetch, reason: nicer}\n")
	topgen(t, "diff", "old", "new", "--config", "other.yaml").want(t, 1, "*Go: FetchResponse.Title: changed from int64 to top.Decimal*", "")
	topgen(t, "diff", "old", "new", "--config", "none.yaml").want(t, 1, "", "topgen: reading the configuration: open none.yaml: *\n")
	write(t, "other.yaml", "types: 5\n")
	topgen(t, "diff", "old", "new", "--config", "other.yaml").want(t, 1, "", "other.yaml:1:8: error: *\n")
}

// Each side is read with the topgen.yaml beside it: what that renames breaks code.
func TestDiffConfigOfEachSide(t *testing.T) {
	git := testenv.Git(t)
	inModule(t, map[string]string{
		"docs/pages/a.txt": typed("taobao.demo.item.get", "Number", "1"), "docs/pages/b.txt": page("tmall.shop.get"),
		"topgen.yaml": "packages:\n- {namespace: tmall.shop, name: store, reason: r}\n",
	})
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "x")
	write(t, "topgen.yaml", `fields:
- {method: taobao.demo.item.get, field: response.title, name: Heading, reason: reads better}
apis:
- {method: taobao.demo.item.get, withdrawn: true, effect: write, reason: it ends in 2027}
`)
	want := `taobao.demo.item.get (a.txt): breaks code and calls
  ! effect read became write
      why: a call that fails for a moment is not repeated any more: programs get the error
  ! response.title: in Go now: ItemGetResponse.Heading
      Go: ItemGetResponse.Title: removed
    deprecated now: "it ends in 2027"

tmall.shop.get (b.txt): breaks code
  ! in Go now: package tmall/shop
      Go: package tmall/store: removed

2 APIs changed, 0 added, 0 removed; code breaks in 2, calls break in 1
`
	topgen(t, "diff", "git:HEAD:docs/pages", "docs/pages").want(t, 1, want, "")
	topgen(t, "diff", "git:HEAD:docs/pages", "docs/pages", "--config", "topgen.yaml").want(t, 0, "", "")
	must(t, os.CopyFS("old/docs", os.DirFS("docs")))
	write(t, "old/topgen.yaml", "packages:\n- {namespace: tmall.shop, name: store, reason: r}\n")
	topgen(t, "diff", "old/docs/pages", "docs/pages").want(t, 1, want, "")
	topgen(t, "diff", "old/docs/pages/a.txt", "docs/pages/a.txt").want(t, 1, "taobao.demo.item.get (a.txt): breaks code and calls\n*", "")
	write(t, "old/topgen.yaml", "names: []\n")
	topgen(t, "diff", "old/docs/pages", "docs/pages").want(t, 1, "", "old/topgen.yaml:1:1: error: there is no key \"names\" here *\n")
}

// A page that cannot be read any more was not removed, in any form of the report.
func TestDiffUnread(t *testing.T) {
	whole := page("taobao.demo.item.get")
	inModule(t, map[string]string{"old/a.txt": whole, "new/a.txt": whole[:strings.Index(whole, "响应示例")]})
	for format, want := range map[string]string{
		"text":     "taobao.demo.item.get (a.txt): unread\n    new/a.txt:*: error: the page ends *[truncated]\n\n0 APIs changed, 0 added, 0 removed, 1 unread; *",
		"markdown": "*### Unread\n*#### `taobao.demo.item.get` `演示`: unread\n- `new/a.txt:*[truncated]`\n",
		"json":     "*\"status\": \"unread\",*\"errors\": [*new/a.txt:*",
	} {
		topgen(t, "diff", "old", "new", "--format", format).want(t, 1, want, "new/a.txt:*: error: *1 error: what these pages say is not compared\n")
		topgen(t, "diff", "new", "old", "--format", format).want(t, 1, "*unread*", "*")
	}
}

func TestDiffGit(t *testing.T) {
	git := testenv.Git(t)
	inModule(t, map[string]string{"docs/pages/more/a.txt": typed("taobao.demo.item.get", "Number", "1")})
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "x")
	topgen(t, "diff", "git:HEAD:docs/pages", "docs/pages").want(t, 0, "", "")
	write(t, "docs/pages/more/a.txt", typed("taobao.demo.item.get", "Price", "1"))
	topgen(t, "diff", "git:HEAD:docs/pages", "docs/pages").want(t, 1, "taobao.demo.item.get (more/a.txt): breaks code and calls\n*", "")
	topgen(t, "diff", "git:HEAD:docs/pages/more/a.txt", "docs/pages/more/a.txt").want(t, 1, "taobao.demo.item.get (a.txt): breaks code and calls\n*", "")
	topgen(t, "diff", "git:HEAD~9:docs/pages", "docs/pages").want(t, 1, "", "topgen: git:HEAD~9:docs/pages: the repository has no revision HEAD~9 *\n")
	topgen(t, "diff", "git:HEAD:go.mod", "docs/pages").want(t, 1, "*", "git:HEAD:go.mod:1:1: error: *")
	must(t, os.Mkdir("empty", 0o755))
	topgen(t, "diff", "empty", "docs/pages").want(t, 1, "", "topgen: there is no page (*.txt, *.html, *.htm, *.json) in empty\n")
}

func TestDiffUsage(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"old", "topgen: diff takes OLD NEW, and got [\"old\"]\n*"},
		{"old new --format xml", `topgen: there is no difference in the format "xml", only text, markdown and json` + "\n*"},
		{"- -", "topgen: only one of the two can be standard input\n*"},
	} {
		topgen(t, append([]string{"diff"}, strings.Fields(tt.args)...)...).want(t, 2, "", tt.want)
	}
}

// TestDiffCorpus: the corpus does not differ from itself, nor from its
// pages in another form, but for what the text form leaves open and says so.
func TestDiffCorpus(t *testing.T) {
	corpus := testenv.CorpusDir(t)
	pages := testenv.Corpus(t, "html")
	folder := func(form string) string {
		dir := t.TempDir()
		for _, page := range pages {
			name := strings.TrimSuffix(filepath.Base(page), ".html") + "." + form
			data, err := os.ReadFile(filepath.Join(corpus, form, name))
			must(t, err)
			write(t, filepath.Join(dir, name), string(data))
		}
		return dir
	}
	text, html := folder("txt"), folder("html")
	topgen(t, "diff", text, text).want(t, 0, "", "")
	for _, form := range []string{"html", "json"} {
		other := folder(form)
		topgen(t, "diff", html, other).want(t, 0, "", "")
		var report struct {
			APIs []struct {
				Method, Status string
				Changes        []struct {
					Where     string
					Ambiguous bool
				}
			}
		}
		got := topgen(t, "diff", text, other, "--format", "json")
		must(t, json.Unmarshal([]byte(got.out), &report))
		for _, api := range report.APIs {
			said := false
			for _, c := range api.Changes {
				said = said || c.Ambiguous
			}
			if !said {
				t.Errorf("%s is %s from text to %s, and no page says that it leaves anything open: %+v", api.Method, api.Status, form, api.Changes)
			}
		}
		if n := len(report.APIs); n > 1+len(pages)/100 {
			t.Errorf("%d of %d pages differ between text and %s", n, len(pages), form)
		}
	}
}

// The two numbers to compare: diff of the corpus with itself may take no
// longer than schema.
func BenchmarkCorpus(b *testing.B) {
	pages := filepath.Join(testenv.CorpusDir(b), "txt")
	for _, args := range [][]string{{"schema", pages}, {"diff", pages, pages}} {
		b.Run(args[0], func(b *testing.B) {
			for b.Loop() {
				if status := run(args, streams{out: io.Discard, err: io.Discard}); status != 0 {
					b.Fatalf("status %d", status)
				}
			}
		})
	}
}
