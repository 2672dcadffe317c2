package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/topgen/topgen/internal/testenv"
)

// step is as much of a step of GitHub Actions as can be run anywhere.
type step struct {
	Name, Uses, Run, If, Shell string
	Env, With                  map[string]string
}

// workflow is as much of a workflow.
type workflow struct {
	Name        string
	Permissions map[string]string
	Jobs        map[string]struct{ Steps []step }
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

// action is as much of a composite action.
type action struct {
	Inputs map[string]struct{ Description, Default string }
	Runs   struct {
		Using string
		Steps []step
	}
}

// actions of this repository, which projects may use.
const actions = "topgen/topgen/.github/actions/"

// readAction returns the action of that name.
func readAction(t *testing.T, name string) action {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../.github/actions", name, "action.yml"))
	must(t, err)
	var a action
	must(t, yaml.Unmarshal(text, &a))
	return a
}

// Actions are pinned by hash, to those that this repository's own workflow has;
// those of this repository have the inputs that they are given.
func TestWorkflowActions(t *testing.T) {
	own, err := os.ReadFile("../.github/workflows/ci.yml")
	must(t, err)
	for name, w := range workflows(t) {
		for _, job := range w.Jobs {
			for _, step := range job.Steps {
				if used, ok := strings.CutPrefix(step.Uses, actions); ok {
					used, _, _ = strings.Cut(used, "@")
					a := readAction(t, used)
					for input := range step.With {
						if _, ok := a.Inputs[input]; !ok {
							t.Errorf("%s gives %s the input %s, which it does not have", name, used, input)
						}
					}
				} else if step.Uses != "" && !strings.Contains(string(own), step.Uses) {
					t.Errorf("%s uses %s, and .github/workflows/ci.yml does not", name, step.Uses)
				}
			}
		}
		if w.Permissions["contents"] == "" {
			t.Errorf("%s does not limit what its token may do", name)
		}
	}
	for _, step := range readAction(t, "check").Runs.Steps {
		if step.Uses != "" && !strings.Contains(string(own), step.Uses) {
			t.Errorf("the action uses %s, and .github/workflows/ci.yml does not", step.Uses)
		}
	}
}

// run runs the commands of the step of that name in the current folder, in the
// shell that GitHub takes, and returns their output and whether they succeed.
// Expressions are the inputs of an action, or else 7.
func run(t *testing.T, steps []step, name string, inputs map[string]string) (output string, ok bool) {
	t.Helper()
	i := slices.IndexFunc(steps, func(s step) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("there is no step %q", name)
	}
	cmd := exec.Command("bash", "-eo", "pipefail", "-c", steps[i].Run)
	cmd.Env = os.Environ()
	for key, value := range steps[i].Env {
		cmd.Env = append(cmd.Env, key+"="+regexp.MustCompile(`\$\{\{.*?\}\}`).ReplaceAllStringFunc(value, func(expression string) string {
			if m := regexp.MustCompile(`inputs\.([a-z-]+)`).FindStringSubmatch(expression); m != nil {
				return inputs[m[1]]
			}
			return "7"
		}))
	}
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// run runs a step of the workflow.
func (w workflow) run(t *testing.T, name string) (output string, ok bool) {
	t.Helper()
	for _, job := range w.Jobs {
		return run(t, job.Steps, name, nil)
	}
	t.Fatalf("the workflow %s has no job", w.Name)
	return "", false
}

// onRunner makes the current folder, which is empty, what a runner of GitHub
// has: topgen as a tool of the module, gh, and the variables of a pull request.
// Calls of gh and go are written down in a file.
func onRunner(t *testing.T) (calls string) {
	t.Helper()
	testenv.Program(t, "bash") // which the steps are for
	testenv.Git(t)
	bin := filepath.Dir(testenv.Topgen(t))
	calls = filepath.Join(bin, "calls")
	script := func(name, text string) {
		must(t, os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+text+"\n"), 0o755))
	}
	script("gh", `echo "gh $*" >> "`+calls+`"`)
	script("go", `if [ "$1 $2" = "tool topgen" ]; then shift 2; exec topgen "$@"; fi; echo "go $*" >> "`+calls+`"`)
	t.Chdir(t.TempDir())
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("GITHUB_BASE_REF", "main")
	t.Setenv("RUNNER_TEMP", t.TempDir())
	t.Setenv("GITHUB_STEP_SUMMARY", filepath.Join(t.TempDir(), "summary.md"))
	must(t, os.WriteFile("go.mod", []byte("module example.com/shop\n\ngo 1.26\n"), 0o644))
	return calls
}

// actionRun runs steps of an action with inputs.
type actionRun struct {
	action
	inputs map[string]string
}

// passes runs a step that has to succeed.
func (a actionRun) passes(t *testing.T, step string) (output string) {
	t.Helper()
	output, ok := run(t, a.Runs.Steps, step, a.inputs)
	if !ok {
		t.Errorf("%s fails: %s", step, output)
	}
	return output
}

// fails runs a step that has to fail, and say something.
func (a actionRun) fails(t *testing.T, step, want string) {
	t.Helper()
	if output, ok := run(t, a.Runs.Steps, step, a.inputs); ok || !strings.Contains(output, want) {
		t.Errorf("%s: success %v, output %q, want a failure that says %q", step, ok, output, want)
	}
}

// changes runs the step that says what changes, and checks what it says in the
// summary of the job and for the comment.
func (a actionRun) changes(t *testing.T, want string) (output string) {
	t.Helper()
	output = a.passes(t, "Changes")
	for _, name := range []string{filepath.Join(os.Getenv("RUNNER_TEMP"), "topgen-changes.md"), os.Getenv("GITHUB_STEP_SUMMARY")} {
		if text, err := os.ReadFile(name); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: error %v, text %q, want %q in it", name, err, text, want)
		}
	}
	return output
}

// newCheckAction returns the action with the inputs that it has by default.
func newCheckAction(t *testing.T) actionRun {
	t.Helper()
	a := actionRun{readAction(t, "check"), map[string]string{}}
	if a.Runs.Using != "composite" {
		t.Fatalf("the action is %s", a.Runs.Using)
	}
	for name, input := range a.Inputs {
		a.inputs[name] = input.Default
		if input.Description == "" {
			t.Errorf("the input %s is not explained", name)
		}
	}
	return a
}

// TestCheckAction runs the steps of the action on a pull request that changes a
// page, in a repository whose module is in a folder further down.
func TestCheckAction(t *testing.T) {
	a := newCheckAction(t)
	pages, err := filepath.Abs("pages")
	must(t, err)
	calls := onRunner(t)
	must(t, os.CopyFS("docs/pages", os.DirFS(pages)))
	if out, err := exec.Command("topgen", "generate", "--quiet").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	git := testenv.Git(t)
	root := t.TempDir()
	must(t, os.CopyFS(filepath.Join(root, "platform"), os.DirFS(".")))
	t.Chdir(root)
	git("init", "--quiet", "--initial-branch=main")
	t.Chdir("platform")
	a.fails(t, "Changes", "there is no origin/main to compare with: give actions/checkout fetch-depth: 0")
	git("commit", "--quiet", "--allow-empty", "-m", "empty")
	git("update-ref", "refs/remotes/origin/main", "HEAD")
	a.changes(t, "main has no docs/pages: all of it is new.\n")
	git("add", ".")
	git("commit", "--quiet", "-m", "pages")
	git("update-ref", "refs/remotes/origin/main", "HEAD")

	a.passes(t, "Bindings")
	if out := a.passes(t, "Pages"); !strings.Contains(out, "::warning file=docs/pages/aliexpress.issue.detail.get.txt,line=71") {
		t.Errorf("the warnings are not shown: %s", out)
	}
	a.inputs["strict"] = "true"
	a.fails(t, "Pages", "::warning file=")
	if out := a.passes(t, "Changes"); strings.Contains(out, "::warning") {
		t.Errorf("no change is one: %s", out)
	}

	breakPage(t, ".")
	a.fails(t, "Bindings", "")
	if out := a.changes(t, "### Breaking\n"); !strings.Contains(out, "::warning title=topgen::the change of the pages breaks something") {
		t.Errorf("what breaks is not said: %s", out)
	}
	a.passes(t, "Comment")
	want := "gh pr comment 7 --body-file " + filepath.Join(os.Getenv("RUNNER_TEMP"), "topgen-changes.md") + " --edit-last --create-if-none\n"
	if text, err := os.ReadFile(calls); err != nil || string(text) != want {
		t.Errorf("error %v, calls %q, want %q", err, text, want)
	}
	a.inputs["breaking"] = "fail"
	a.fails(t, "Changes", "")
}

func TestFetchWorkflow(t *testing.T) {
	w := workflows(t)["fetch"]
	calls := onRunner(t)
	git := testenv.Git(t)
	git("init", "--quiet", "--initial-branch=main")
	origin := t.TempDir()
	git("init", "--quiet", "--bare", origin)
	git("remote", "add", "origin", origin)
	git("add", ".")
	git("commit", "--quiet", "-m", "empty")
	for name, value := range serveSite(t, changingSite()) {
		t.Setenv(name, value)
	}

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
