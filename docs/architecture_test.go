package docs_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// architecture.md has a section for every package of the module, less the
// generated ones, and for nothing else; each has an example.
func TestArchitectureListsAllPackages(t *testing.T) {
	text, err := os.ReadFile("architecture.md")
	must(t, err)
	var listed []string
	for _, m := range regexp.MustCompile(`(?m)^### (.+)$`).FindAllStringSubmatch(string(text), -1) {
		listed = append(listed, m[1])
	}
	slices.Sort(listed)
	if diff := cmp.Diff(packages(t, ".."), listed); diff != "" {
		t.Errorf("docs/architecture.md does not list the packages that are there (-there +listed):\n%s", diff)
	}
	for section := range strings.SplitSeq(string(text), "\n### ") {
		name, body, _ := strings.Cut(section, "\n")
		if slices.Contains(listed, name) && !strings.Contains(body, "\n    ") {
			t.Errorf("%s has no example", name)
		}
	}
}

// Packages import lower lines only of the order that architecture.md gives, and
// the runtime is imported by those only that it names.
func TestImportDirections(t *testing.T) {
	text, err := os.ReadFile("architecture.md")
	must(t, err)
	_, section, _ := strings.Cut(string(text), "## Who may import whom")
	section, _, _ = strings.Cut(section, "\n## ")
	level := levels(t, section)
	if diff := cmp.Diff(packages(t, ".."), slices.Sorted(maps.Keys(level))); diff != "" {
		t.Fatalf("the order of imports does not list the packages that are there (-there +listed):\n%s", diff)
	}
	ofRuntime := map[string]bool{}
	sentence := regexp.MustCompile(`of the others only (.+) import it`).FindStringSubmatch(section)
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(sentence[1], -1) {
		ofRuntime[folder(m[1])] = true
	}
	for _, name := range goFiles(t, "..") {
		rel, err := filepath.Rel("..", filepath.Dir(name))
		must(t, err)
		from := filepath.ToSlash(rel)
		if strings.HasSuffix(name, "_test.go") || level[from] == 0 {
			continue
		}
		for _, to := range importsOf(t, name) {
			switch {
			case level[to] <= level[from]:
				t.Errorf("%s imports %s, which does not stand below it", name, to)
			case to == "top" && !ofRuntime[from]:
				t.Errorf("%s imports top, which is not for it", name)
			}
		}
	}
}

// levels returns the number of the line of each package in a list.
func levels(t *testing.T, section string) map[string]int {
	t.Helper()
	level := make(map[string]int)
	for i, m := range regexp.MustCompile(`(?m)^    (.+)$`).FindAllStringSubmatch(section, -1) {
		for name := range strings.FieldsSeq(m[1]) {
			if level[folder(name)] != 0 {
				t.Errorf("%s stands twice in the order of imports", name)
			}
			level[folder(name)] = i + 1
		}
	}
	return level
}

// folder returns the folder of a package by its short name.
func folder(name string) string {
	switch {
	case strings.HasPrefix(name, "top"), strings.HasPrefix(name, "cmd/"), name == "docs":
		return name
	}
	return "internal/" + name
}

// importsOf returns the folders of the packages of the module that a file imports.
func importsOf(t *testing.T, name string) (folders []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	must(t, err)
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		must(t, err)
		if rel, ours := strings.CutPrefix(path, "github.com/topgen/topgen/"); ours {
			folders = append(folders, rel)
		}
	}
	return folders
}

// packages returns the folders of the module with Go files that are no tests.
func packages(t *testing.T, root string) []string {
	t.Helper()
	var list []string
	for _, name := range goFiles(t, root) {
		rel, err := filepath.Rel(root, filepath.Dir(name))
		must(t, err)
		if rel = filepath.ToSlash(rel); !strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(rel, "generated/") {
			list = append(list, rel)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// goFiles returns the Go files of the module in a folder.
func goFiles(t *testing.T, root string) (names []string) {
	t.Helper()
	must(t, filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir():
			if strings.HasSuffix(name, ".go") {
				names = append(names, name)
			}
			return nil
		case name == root:
			return nil
		}
		_, inner := os.Stat(filepath.Join(name, "go.mod"))
		if d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") || inner == nil {
			return fs.SkipDir
		}
		return nil
	}))
	return names
}
