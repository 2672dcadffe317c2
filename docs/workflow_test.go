package docs_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/topgen/topgen/internal/needs"
)

// workflow is as much of a GitHub workflow as can be run anywhere.
type workflow struct {
	Name        string
	Permissions map[string]string
	Jobs        map[string]struct {
		Steps []struct {
			Name, Uses, Run string
			Env             map[string]string
		}
	}
}

// workflows returns those of howto/pull-request.md, by name.
func workflows(t *testing.T) map[string]workflow {
	t.Helper()
	text, err := os.ReadFile("howto/pull-request.md")
	must(t, err)
	all := map[string]workflow{}
	for _, m := range regexp.MustCompile("(?ms)^```yaml\n(.*?)^```\n").FindAllSubmatch(text, -1) {
		var w workflow
		must(t, yaml.Unmarshal(m[1], &w))
		all[w.Name] = w
	}
	return all
}

// Actions are pinned by hash, to those that this repository's own workflow has.
func TestWorkflowActions(t *testing.T) {
	own, err := os.ReadFile("../.github/workflows/ci.yml")
	must(t, err)
	for name, w := range workflows(t) {
		for _, job := range w.Jobs {
			for _, step := range job.Steps {
				if step.Uses != "" && !strings.Contains(string(own), step.Uses) {
					t.Errorf("%s uses %s, and .github/workflows/ci.yml does not", name, step.Uses)
				}
			}
		}
		if w.Permissions["contents"] == "" {
			t.Errorf("%s does not limit what its token may do", name)
		}
	}
}

// run runs the commands of a workflow's step in the current folder, in the
// shell that GitHub takes, and returns its output and whether it succeeds.
func (w workflow) run(t *testing.T, name string) (output string, ok bool) {
	t.Helper()
	for _, job := range w.Jobs {
		for _, step := range job.Steps {
			if step.Name != name {
				continue
			}
			cmd := exec.Command("bash", "-eo", "pipefail", "-c", step.Run)
			cmd.Env = os.Environ()
			for key, value := range step.Env {
				cmd.Env = append(cmd.Env, key+"="+regexp.MustCompile(`\$\{\{.*?\}\}`).ReplaceAllString(value, "7"))
			}
			out, err := cmd.CombinedOutput()
			return string(out), err == nil
		}
	}
	t.Fatalf("the workflow %s has no step %q", w.Name, name)
	return "", false
}

// onRunner makes the current folder, which is empty, what a runner of GitHub
// has: topgen as a tool of the module, gh, and the variables of a pull request.
// Calls of gh and go are written down in a file.
func onRunner(t *testing.T) (calls string) {
	t.Helper()
	needs.Program(t, "bash") // which the steps are for
	needs.Program(t, "git")
	bin := filepath.Dir(needs.Topgen(t))
	calls = filepath.Join(bin, "calls")
	script := func(name, text string) {
		must(t, os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+text+"\n"), 0o755))
	}
	script("gh", `echo "gh $*" >> "`+calls+`"`)
	script("go", `if [ "$1 $2" = "tool topgen" ]; then shift 2; exec topgen "$@"; fi; echo "go $*" >> "`+calls+`"`)
	t.Chdir(t.TempDir())
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GITHUB_BASE_REF", "main")
	t.Setenv("GITHUB_STEP_SUMMARY", filepath.Join(t.TempDir(), "summary.md"))
	must(t, os.WriteFile("go.mod", []byte("module example.com/shop\n\ngo 1.26\n"), 0o644))
	return calls
}

func TestPullRequestWorkflow(t *testing.T) {
	w := workflows(t)["pages"]
	pages, err := filepath.Abs("pages")
	must(t, err)
	calls := onRunner(t)
	must(t, os.CopyFS("docs/pages", os.DirFS(pages)))
	if out, err := exec.Command("topgen", "generate", "--quiet").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	changedPages(t)

	if out, ok := w.run(t, "What do the pages say now?"); !ok || !strings.Contains(out, "This breaks something.") {
		t.Errorf("the difference: %s", out)
	}
	for _, name := range []string{"comment.md", os.Getenv("GITHUB_STEP_SUMMARY")} {
		if text, err := os.ReadFile(name); err != nil || !bytes.Contains(text, []byte("### Breaking\n")) {
			t.Errorf("%s: error %v, text %q", name, err, text)
		}
	}
	if out, ok := w.run(t, "Comment"); !ok {
		t.Errorf("the comment: %s", out)
	}
	if text, err := os.ReadFile(calls); err != nil || string(text) != "gh pr comment 7 --body-file comment.md --edit-last --create-if-none\n" {
		t.Errorf("error %v, calls %q", err, text)
	}
	if out, ok := w.run(t, "Are the bindings what the pages give?"); ok || !strings.Contains(out, "run topgen generate") {
		t.Errorf("bindings of other pages pass: %s", out)
	}
	if out, err := exec.Command("topgen", "generate", "--quiet").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, ok := w.run(t, "Are the bindings what the pages give?"); !ok {
		t.Errorf("bindings of the pages do not pass: %s", out)
	}
}

func TestFetchWorkflow(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("macOS and Windows ask their own stores for certificates, so no server of ours can stand for the site there; Go takes SSL_CERT_FILE on Linux")
	}
	w := workflows(t)["fetch"]
	calls := onRunner(t)
	git(t, "init", "--quiet", "--initial-branch=main")
	origin := t.TempDir()
	git(t, "init", "--quiet", "--bare", origin)
	git(t, "remote", "add", "origin", origin)
	git(t, "add", ".")
	git(t, "commit", "--quiet", "-m", "empty")
	siteOfItsOwn(t)

	for _, step := range []string{"Pages and bindings of today", "Pull request"} {
		if out, ok := w.run(t, step); !ok {
			t.Fatalf("%s: %s", step, out)
		}
	}
	files, err := exec.Command("git", "--git-dir", origin, "ls-tree", "-r", "--name-only", "pages-of-today").CombinedOutput()
	must(t, err)
	for _, name := range []string{"docs/pages/alibaba.idle.appraise.order.query.json", "generated/alibaba/idle/appraise_order_query.go", "generated/topgen.lock"} {
		if !strings.Contains(string(files), name+"\n") {
			t.Errorf("the branch has no %s, only\n%s", name, files)
		}
	}
	text, err := os.ReadFile(calls)
	must(t, err)
	if want := "go build ./...\ngh pr create --head pages-of-today --title Pages of today --body The pages have changed.\n"; string(text) != want {
		t.Errorf("calls %q, want %q", text, want)
	}
	must(t, os.Remove(calls))
	if out, ok := w.run(t, "Pull request"); !ok {
		t.Errorf("without a change: %s", out)
	}
	if text, err := os.ReadFile(calls); err == nil {
		t.Errorf("without a change there are calls: %s", text)
	}
}
