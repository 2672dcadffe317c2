package testenv

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// Archives runs a test for each archive of the pattern, of which there must be some.
// The test has the path below testdata as its name, without the ending.
func Archives(t *testing.T, pattern string, test func(t *testing.T, archive *txtar.Archive)) {
	t.Helper()
	archives(t, pattern, func(t *testing.T, _ string, archive *txtar.Archive) { test(t, archive) })
}

func archives(t *testing.T, pattern string, test func(t *testing.T, path string, archive *txtar.Archive)) {
	t.Helper()
	for _, path := range glob(t, pattern) {
		_, name, _ := strings.Cut(filepath.ToSlash(path), "testdata/")
		t.Run(strings.TrimSuffix(name, ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			test(t, path, archive)
		})
	}
}

// Golden holds archives, each of them what is given and what comes of it, against
// what remake gives for each today, which must not change the archive. With update,
// that is written instead: read the diff.
func Golden(t *testing.T, pattern string, update bool, remake func(t *testing.T, archive *txtar.Archive) *txtar.Archive) {
	t.Helper()
	archives(t, pattern, func(t *testing.T, path string, archive *txtar.Archive) {
		got := remake(t, archive)
		if update {
			if err := os.WriteFile(path, txtar.Format(got), 0o666); err != nil {
				t.Fatal(err)
			}
			return
		}
		if diff := cmp.Diff(contents(archive), contents(got)); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", path, diff)
		}
	})
}

// contents are the files of an archive by their names, so that a diff names them.
func contents(a *txtar.Archive) map[string]string {
	m := make(map[string]string)
	for _, f := range a.Files {
		m[f.Name] = string(f.Data)
	}
	return m
}

// Pages returns the pages of the patterns, of which each must have some: files, and
// in archives the first that is not what the test wants.
func Pages(tb testing.TB, patterns ...string) []txtar.File {
	tb.Helper()
	var pages []txtar.File
	for _, pattern := range patterns {
		for _, path := range glob(tb, pattern) {
			data, err := os.ReadFile(path)
			if err != nil {
				tb.Fatal(err)
			}
			page := txtar.File{Name: path, Data: data}
			if filepath.Ext(path) == ".txtar" {
				files := txtar.Parse(data).Files
				page = files[slices.IndexFunc(files, func(f txtar.File) bool { return f.Name != "want" })]
			}
			pages = append(pages, page)
		}
	}
	return pages
}

func glob(tb testing.TB, pattern string) []string {
	tb.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		tb.Fatalf("no files %s: %v", pattern, err)
	}
	return paths
}
