package docs_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// howtos set the scene for the commands of each guide in howto/, in an empty
// folder which is the current one. A guide whose commands another test runs
// has nil, and a note that says where.
var howtos = map[string]func(t *testing.T){
	"diff.md":         changedPages,
	"fetch.md":        siteOfItsOwn,
	"messages.md":     listenerOfItsOwn,
	"mock.md":         moduleOfItsOwn,
	"openapi.md":      func(*testing.T) {},
	"own-bindings.md": nil, // own_bindings_test.go
	"pull-request.md": nil, // workflow_test.go
	"settle.md":       openPage,
	"withdraw.md":     committedPages,
}

// TestHowtos runs every command of the guides: each block of "sh" with the
// shell, in order, and compares what it prints to standard output with the
// block of "text" that follows it, if one does.
func TestHowtos(t *testing.T) {
	shell := testenv.Program(t, "sh")
	files, err := filepath.Glob("howto/*.md")
	must(t, err)
	bin := filepath.Dir(testenv.Topgen(t))
	for _, file := range files {
		setScene, ok := howtos[filepath.Base(file)]
		if !ok {
			t.Errorf("no test runs the commands of %s: add it to howtos", file)
		}
		if setScene == nil {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			must(t, err)
			pages, err := filepath.Abs("pages")
			must(t, err)
			t.Chdir(t.TempDir())
			t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
			t.Setenv("XDG_CACHE_HOME", t.TempDir())
			must(t, os.CopyFS("docs/pages", os.DirFS(pages)))
			setScene(t)
			runBlocks(t, shell, string(text))
		})
	}
}

var block = regexp.MustCompile("(?ms)^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?")

func runBlocks(t *testing.T, shell, text string) {
	t.Helper()
	blocks := block.FindAllStringSubmatchIndex(text, -1)
	if len(blocks) == 0 {
		t.Fatal("the guide has no commands")
	}
	for _, b := range blocks {
		commands := text[b[2]:b[3]]
		cmd := exec.Command(shell, "-euc", commands)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s%v\n%s%s", commands, err, stdout.String(), stderr.String())
		}
		if b[4] < 0 {
			continue // the guide does not show what they print
		}
		if diff := cmp.Diff(text[b[4]:b[5]], stdout.String()); diff != "" {
			t.Errorf("%sprints something else (-guide +printed):\n%s", commands, diff)
		}
	}
}

// committedPages makes a git repository with the pages.
func committedPages(t *testing.T) {
	git := testenv.Git(t)
	git("init", "--quiet", "--initial-branch=main")
	git("add", ".")
	git("commit", "--quiet", "-m", "pages")
}

// changedPages makes a git repository in which one page has been changed since
// the last commit.
func changedPages(t *testing.T) {
	committedPages(t)
	git := testenv.Git(t)
	git("tag", "v1.0.0")
	git("update-ref", "refs/remotes/origin/main", "HEAD")
	breakPage(t)
}

// breakPage changes a page so that what is made of it breaks users.
func breakPage(t *testing.T) {
	t.Helper()
	change(t, "docs/pages/alibaba.idle.appraise.order.query.txt",
		"biz_order_id Number 必须 12354 orderId", "biz_order_id Number 必须 12354 订单号",
		"• └ appraise_from_new_publisher\n  • Boolean\n  • true", "• └ appraise_from_new_publisher\n  • String\n  • true",
	)
}

// change replaces texts in a file, each of which must be there.
func change(t *testing.T, name string, oldnew ...string) {
	t.Helper()
	data, err := os.ReadFile(name)
	must(t, err)
	text := string(data)
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(text, oldnew[i]) {
			t.Fatalf("%s has no %q", name, oldnew[i])
		}
		text = strings.Replace(text, oldnew[i], oldnew[i+1], 1)
	}
	must(t, os.WriteFile(name, []byte(text), 0o644))
}
