package docs_test

import (
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/modfile"
)

// goCommand runs the go command in the module's folder.
func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}

// documented returns the rows of dependencies.md: where and licence, by module.
func documented(t *testing.T) map[string][2]string {
	t.Helper()
	text, err := os.ReadFile("dependencies.md")
	must(t, err)
	rows := map[string][2]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([^ |]+/[^ |]+) \| (\w+) \| ([^|]+) \| ([^|]{10,}) \|$`).FindAllStringSubmatch(string(text), -1) {
		rows[m[1]] = [2]string{m[2], m[3]}
	}
	return rows
}

// dependencies.md has every direct dependency and tool of the module and of
// bench/, and says rightly what needs it: the program, its tests, or bench/ alone.
// All of that stands in files of the repository: a module cache holds what was
// built before, so nothing here asks it. bench/licences does, and fetches first.
func TestDependencies(t *testing.T) {
	want := map[string]string{}
	for _, root := range []string{"../bench", ".."} { // what both need, the program has
		data, err := os.ReadFile(filepath.Join(root, "go.mod"))
		must(t, err)
		mod, err := modfile.Parse("go.mod", data, nil)
		must(t, err)
		imported := importers(t, root)
		for _, r := range mod.Require {
			switch where := needed(mod, r.Mod.Path, imported); {
			case where == "" || r.Mod.Path == "github.com/topgen/topgen":
			case root == "../bench":
				want[r.Mod.Path] = "bench"
			default:
				want[r.Mod.Path] = where
			}
		}
	}
	got := map[string]string{}
	for module, row := range documented(t) {
		got[module] = row[0]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/dependencies.md differs from what is needed (-needed +documented):\n%s", diff)
	}
}

// importers returns what imports a package: "program", or "tests" if nothing
// else does. The files of every system count, such as the lock for Windows.
func importers(t *testing.T, root string) map[string]string {
	t.Helper()
	by := map[string]string{}
	for _, name := range goFiles(t, root) {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		must(t, err)
		for _, i := range file.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			must(t, err)
			if !isTest(name) {
				by[path] = "program"
			} else if by[path] == "" {
				by[path] = "tests"
			}
		}
	}
	return by
}

// isTest reports whether a file is part of tests alone.
func isTest(name string) bool {
	return strings.HasSuffix(name, "_test.go") || filepath.Base(filepath.Dir(name)) == "testenv"
}

// needed returns what needs a module, "" if nothing does.
func needed(mod *modfile.File, module string, imported map[string]string) (where string) {
	for _, tool := range mod.Tool {
		if owner(mod, tool.Path) == module {
			where = "tool"
		}
	}
	for pkg, by := range imported {
		if where != "program" && owner(mod, pkg) == module {
			where = by
		}
	}
	return where
}

// owner returns the required module that has a package, "" if none does.
func owner(mod *modfile.File, pkg string) (module string) {
	for _, r := range mod.Require {
		if (pkg == r.Mod.Path || strings.HasPrefix(pkg, r.Mod.Path+"/")) && len(r.Mod.Path) > len(module) {
			module = r.Mod.Path
		}
	}
	return module
}

// Who imports the runtime, or bindings, gets the standard library alone; the
// limiter and the channel of messages bring one module each.
func TestRuntimeDependencies(t *testing.T) {
	for pattern, want := range map[string][]string{
		"./top":           nil,
		"./top/binding":   nil,
		"./top/toptest":   nil,
		"./top/record":    nil,
		"./generated/...": nil,
		"./top/limit":     {"golang.org/x/time"},
		"./top/tmc/...":   {"github.com/coder/websocket"},
	} {
		var got []string
		for line := range strings.Lines(goCommand(t, "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", pattern)) {
			if m := strings.TrimSpace(line); m != "" && !slices.Contains(got, m) {
				got = append(got, m)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s needs other modules (-want +got):\n%s", pattern, diff)
		}
	}
}

// Of topgen itself, tests of users build the runtime, who reads calls, and what a
// documented sample means in each form, which toptest makes of the one that the
// package of samples has: nothing that reads pages or writes Go.
func TestToptestStandsAlone(t *testing.T) {
	const module = "github.com/topgen/topgen/"
	var got []string
	for line := range strings.Lines(goCommand(t, "list", "-deps", "./top/toptest")) {
		if p, ok := strings.CutPrefix(strings.TrimSpace(line), module); ok {
			got = append(got, p)
		}
	}
	slices.Sort(got)
	want := []string{
		"internal/api", "internal/dates", "internal/diag", "internal/inbound", "internal/paged", "internal/protocol", "internal/sample", "internal/schema", "internal/visible",
		"top", "top/toptest",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("toptest brings other packages (-want +got):\n%s", diff)
	}
}

// The workflows of the repository pin each action by the hash of a commit, and
// their token reads and no more.
func TestWorkflowsArePinned(t *testing.T) {
	files, err := filepath.Glob("../.github/workflows/*.y*ml")
	must(t, err)
	if len(files) == 0 {
		t.Fatal("no workflow")
	}
	composite, err := filepath.Glob("../.github/actions/*/action.y*ml")
	must(t, err)
	uses := regexp.MustCompile(`(?m)^\s*-?\s*uses:\s*(.*)$`)
	pinned := regexp.MustCompile(`^[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+(\.\d+)*$`)
	for _, file := range append(composite, files...) {
		text, err := os.ReadFile(file)
		must(t, err)
		actions := uses.FindAllStringSubmatch(string(text), -1)
		for _, m := range actions {
			if !pinned.MatchString(m[1]) {
				t.Errorf("%s uses %s: pin it by the hash of a commit, with the version behind it", file, m[1])
			}
		}
		if slices.Contains(composite, file) {
			continue // it has the token of the workflow that uses it
		}
		if !regexp.MustCompile(`(?m)^permissions:\n  contents: read\n\n`).Match(text) || strings.Count(string(text), "permissions:") != 1 || strings.Contains(string(text), ": write") {
			t.Errorf("%s: the token of a workflow reads contents and nothing else", file)
		}
	}
}
