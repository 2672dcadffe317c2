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

// howtos set the scene for the commands of each guide in howto/, in a place that has
// the pages. A guide whose commands another test runs has nil, and a note that says
// where.
var howtos = map[string]func(t *testing.T, p *place){
	"diff.md":         changedPages,
	"fetch.md":        siteOfItsOwn,
	"messages.md":     func(t *testing.T, p *place) { moduleOf(t, p, "messages.md") },
	"mock.md":         func(t *testing.T, p *place) { moduleOf(t, p, "mock.md") },
	"openapi.md":      func(*testing.T, *place) {},
	"own-bindings.md": nil, // own_bindings_test.go
	"pull-request.md": nil, // workflow_test.go
	"settle.md":       openPage,
	"withdraw.md":     committedPages,
}

// place is where commands run: a folder and an environment of their own, so that tests
// of guides, which mostly wait, run beside each other.
type place struct {
	dir string
	env []string
}

// newPlace is an empty folder, with topgen in the path.
func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{t.TempDir(), testenv.GitEnv(t)}
	p.set("PATH", filepath.Dir(testenv.Topgen(t))+string(os.PathListSeparator)+os.Getenv("PATH"))
	p.set("XDG_CACHE_HOME", t.TempDir())
	return p
}

// set sets a variable of the environment.
func (p *place) set(name, value string) { p.env = append(p.env, name+"="+value) }

// path returns that of a file or folder in the place.
func (p *place) path(name string) string { return filepath.Join(p.dir, filepath.FromSlash(name)) }

func (p *place) write(t *testing.T, name string, data []byte) {
	t.Helper()
	must(t, os.WriteFile(p.path(name), data, 0o644))
}

// command is a program that will run in the place.
func (p *place) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = p.dir, p.env
	return cmd
}

func (p *place) git(t *testing.T, args ...string) {
	t.Helper()
	if out, err := p.command("git", args...).CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// TestHowtos runs every command of the guides: each block of "sh" with the
// shell, in order, and compares what it prints to standard output with the
// block of "text" that follows it, if one does.
func TestHowtos(t *testing.T) {
	shell := testenv.Program(t, "sh")
	files, err := filepath.Glob("howto/*.md")
	must(t, err)
	for _, file := range files {
		setScene, ok := howtos[filepath.Base(file)]
		if !ok {
			t.Errorf("no test runs the commands of %s: add it to howtos", file)
		}
		if setScene == nil {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(guides, filepath.Base(file)))
			must(t, err)
			p := newPlace(t)
			must(t, os.CopyFS(p.path("docs/pages"), os.DirFS(filepath.Join(checkout, "docs", "pages"))))
			setScene(t, p)
			p.runBlocks(t, shell, string(text))
		})
	}
}

var block = regexp.MustCompile("(?ms)^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?")

// runBlocks runs the commands of a guide, and compares what they print.
func (p *place) runBlocks(t *testing.T, shell, text string) {
	t.Helper()
	blocks := block.FindAllStringSubmatchIndex(text, -1)
	if len(blocks) == 0 {
		t.Fatal("the guide has no commands")
	}
	for _, b := range blocks {
		commands := text[b[2]:b[3]]
		cmd := p.command(shell, "-euc", commands)
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
func committedPages(t *testing.T, p *place) {
	p.git(t, "init", "--quiet", "--initial-branch=main")
	p.git(t, "add", ".")
	p.git(t, "commit", "--quiet", "-m", "pages")
}

// changedPages makes a git repository in which one page has been changed since
// the last commit.
func changedPages(t *testing.T, p *place) {
	committedPages(t, p)
	p.git(t, "tag", "v1.0.0")
	p.git(t, "update-ref", "refs/remotes/origin/main", "HEAD")
	breakPage(t, p.dir)
}

// breakPage changes a page in the folder so that what is made of it breaks users.
func breakPage(t *testing.T, dir string) {
	t.Helper()
	change(t, filepath.Join(dir, "docs/pages/alibaba.idle.appraise.order.query.txt"),
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
