package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
