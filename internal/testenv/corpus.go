package testenv

import (
	"os"
	"path/filepath"
	"testing"
)

// CorpusDir returns the folder of the corpus, thousands of pages of the platform.
// It is no part of the repository, but lies beside it, in ../shared/corpus; where
// it does not, CorpusDir skips the test.
func CorpusDir(t testing.TB) string {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(root, "go.mod")) {
		above := filepath.Dir(root)
		if above == root {
			t.Fatal("no folder above the test's has a go.mod")
		}
		root = above
	}
	dir := filepath.Join(filepath.Dir(root), "shared", "corpus")
	if !exists(dir) {
		t.Skipf("there is no corpus of pages in %s", dir)
	}
	return dir
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// CorpusStep says how much of the corpus a test takes: each page of it (1) with
// TOPGEN_CORPUS=all in the environment, as CI has it once; else one in ten, and
// with -short one in a hundred.
func CorpusStep() int {
	switch {
	case os.Getenv("TOPGEN_CORPUS") == "all":
		return 1
	case testing.Short():
		return 100
	}
	return 10
}

// Corpus returns the paths of every CorpusStep-th page in a folder of the corpus,
// in the order of their names.
func Corpus(t testing.TB, folder string) []string {
	t.Helper()
	dir := filepath.Join(CorpusDir(t), filepath.FromSlash(folder))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for i := 0; i < len(entries); i += CorpusStep() {
		files = append(files, filepath.Join(dir, entries[i].Name()))
	}
	return files
}
