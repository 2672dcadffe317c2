package docs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The Go programs in README.md compile.
func TestReadmePrograms(t *testing.T) {
	root, err := filepath.Abs("..")
	must(t, err)
	readme, err := os.ReadFile("../README.md")
	must(t, err)
	programs := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(readme, -1)
	if len(programs) == 0 {
		t.Fatal("README.md has no Go program")
	}
	for i, program := range programs {
		// The go command sees the program inside the module, though nothing is there.
		file := filepath.Join(t.TempDir(), "main.go")
		must(t, os.WriteFile(file, program[1], 0o644))
		dir := filepath.Join(root, "internal", fmt.Sprintf("readme%d", i))
		overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(dir, "main.go"): file}})
		must(t, err)
		overlayFile := filepath.Join(t.TempDir(), "overlay.json")
		must(t, os.WriteFile(overlayFile, overlay, 0o644))
		cmd := exec.Command("go", "build", "-buildvcs=false", "-overlay", overlayFile, "-o", os.DevNull, filepath.Join(dir, "main.go"))
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("program %d of README.md: %v\n%s", i+1, err, out)
		}
	}
}

// The commands that README.md begins with are those of the guide, which a test
// runs, in the same order.
func TestReadmeCommands(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	must(t, err)
	guide, err := os.ReadFile("howto/own-bindings.md")
	must(t, err)
	shown := regexp.MustCompile("(?s)```sh\n(.*?)```").FindSubmatch(readme)
	if shown == nil {
		t.Fatal("README.md has no commands")
	}
	rest := string(guide)
	for line := range strings.Lines(string(shown[1])) {
		command, _, _ := strings.Cut(line, " #")
		command = strings.TrimSpace(command)
		if strings.Contains(command, " fetch ") { // other pages
			command = command[:strings.LastIndex(command, " ")]
		}
		_, after, ok := strings.Cut(rest, "\n"+command)
		if !ok {
			t.Errorf("howto/own-bindings.md does not have %q, or has it earlier", command)
		}
		rest = "\n" + after
	}
}

// documents returns the paths of all documents, relative to the repository.
func documents(t *testing.T) []string {
	t.Helper()
	var all []string
	must(t, filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		switch rel := filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator))); {
		case err != nil:
			return err
		case d.IsDir() && name != ".." && (strings.HasPrefix(d.Name(), ".") || rel == "testdata" || rel == "dist"):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(rel, ".md") && !strings.Contains(rel, "/testdata/"):
			all = append(all, rel)
		}
		return nil
	}))
	return all
}

// links are the targets of the links in a document to files of the repository, as
// the document has them, without the places in those files.
var links = regexp.MustCompile(`\]\(([^)#:"\s]+)(#[^)]*)?\)`)

// linked returns the files that a document links to, relative to the repository.
func linked(t *testing.T, document string) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", document))
	must(t, err)
	to := map[string]bool{}
	for _, m := range links.FindAllSubmatch(text, -1) {
		to[path.Join(path.Dir(document), string(m[1]))] = true
	}
	return to
}

// Every link to a file of the repository leads to one.
func TestLinks(t *testing.T) {
	found := 0
	for _, document := range documents(t) {
		for to := range linked(t, document) {
			found++
			if _, err := os.Stat(filepath.Join("..", to)); err != nil {
				t.Errorf("%s links to %s, which is not there", document, to)
			}
		}
	}
	if found == 0 {
		t.Error("no links were found")
	}
}

// README.md links every document.
func TestReadmeLinksEveryDocument(t *testing.T) {
	all := documents(t)
	to := linked(t, "README.md")
	for _, document := range all {
		if document != "README.md" && !to[document] {
			t.Errorf("README.md does not link %s", document)
		}
	}
	if len(all) < 10 {
		t.Errorf("only %d documents were found: %q", len(all), all)
	}
}

// The changelog has a section for what is not released yet and one for every tag,
// names every method of the bindings, and CONTRIBUTING.md tells how it is made.
func TestChangelog(t *testing.T) {
	text, err := os.ReadFile("../CHANGELOG.md")
	must(t, err)
	var sections []string
	for _, m := range regexp.MustCompile(`(?m)^## (\S+)`).FindAllSubmatch(text, -1) {
		sections = append(sections, string(m[1]))
	}
	if len(sections) == 0 || sections[0] != "Unreleased" {
		t.Errorf("the sections are %q, want Unreleased first", sections)
	}
	// Where this is no clone, or lies in a repository of something else, there are no
	// tags of ours.
	if prefix, err := exec.Command("git", "-C", "..", "rev-parse", "--show-prefix").Output(); err == nil && len(bytes.TrimSpace(prefix)) == 0 {
		tags, err := exec.Command("git", "-C", "..", "tag", "--list", "v*").Output()
		must(t, err)
		for tag := range strings.FieldsSeq(string(tags)) {
			if !slices.Contains(sections, tag) {
				t.Errorf("%s has no section", tag)
			}
		}
	}
	lock, err := os.ReadFile("../generated/topgen.lock")
	must(t, err)
	methods := regexp.MustCompile(`(?m)^api (\S+)`).FindAllSubmatch(lock, -1)
	for _, m := range methods {
		if !strings.Contains(string(text), "`"+string(m[1])+"`") {
			t.Errorf("nothing is said of %s", m[1])
		}
	}
	if len(methods) == 0 {
		t.Error("the lock file has no methods")
	}
	contributing, err := os.ReadFile("../CONTRIBUTING.md")
	must(t, err)
	makefile, err := os.ReadFile("../Makefile")
	must(t, err)
	const command = "./cmd/topgen diff git:%s:docs/pages docs/pages --format markdown"
	if !strings.Contains(string(contributing), fmt.Sprintf(command, "$(git describe --tags --abbrev=0)")) || !strings.Contains(string(makefile), fmt.Sprintf(command, "$$tag")) {
		t.Errorf("CONTRIBUTING.md and make changelog do not both say %s", command)
	}
}
