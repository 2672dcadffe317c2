package top_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMapOfFiles: doc.go names every file of the package, and no others.
func TestMapOfFiles(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "\n// The files,")
	list, _, _ = strings.Cut(list, "\n// # ")
	var named []string
	for _, line := range regexp.MustCompile(`(?m)^//\t(.*)$`).FindAllStringSubmatch(list, -1) {
		files, _, _ := strings.Cut(line[1], "  ")
		for file := range strings.SplitSeq(strings.TrimSuffix(files, ","), ", ") {
			named = append(named, file+".go")
		}
	}
	there, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	there = slices.DeleteFunc(there, func(name string) bool { return strings.HasSuffix(name, "_test.go") || name == "doc.go" })
	slices.Sort(named)
	if diff := cmp.Diff(there, named); diff != "" {
		t.Errorf("the map of files in doc.go (-there +named):\n%s", diff)
	}
}
