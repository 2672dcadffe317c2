package hostile_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/hostile"
)

var (
	mutations = flag.Int("mutations", 500, "number of pages that TestMutate makes")
	seed      = flag.Uint64("seed", 1, "seed of TestMutate")
	first     = flag.Int("first", 0, "first page of TestMutate")
)

// corpus returns good pages in all forms: those of the corpus that lies beside
// the repository, if it is there, and those of the repository.
func corpus(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"../../../shared/corpus/txt/*.txt", "../../../shared/corpus/html/*.html", "../../../shared/corpus/json/*.json",
		"../../docs/pages/*.txt", testdata + "/pages/good-*"} {
		found, err := filepath.Glob(pattern)
		must(t, err)
		slices.Sort(found)
		files = append(files, found...)
	}
	return files
}

// TestMutate compiles broken pages. No page makes topgen panic or hang, and
// what is accepted type-checks and holds nothing but what the schema says.
func TestMutate(t *testing.T) {
	files := corpus(t)
	var accepted atomic.Int64
	numbers := make([]int, *mutations)
	for i := range numbers {
		numbers[i] = *first + i
	}
	var slowest atomic.Int64
	workers(t, numbers, func(c *hostile.Checker, n int) string {
		name, src := mutation(t, files, n)
		began := time.Now()
		if survive(t, c, name, src) {
			accepted.Add(1)
		}
		if took := int64(time.Since(began)); took > slowest.Load() {
			slowest.Store(took)
		}
		return ""
	})
	t.Logf("%d pages of %d made from %d with seed %d are accepted; the slowest took %v",
		accepted.Load(), *mutations, len(files), *seed, time.Duration(slowest.Load()).Round(time.Millisecond))
	if n := int(accepted.Load()); n < *mutations/10 || n == *mutations {
		t.Errorf("%d of %d pages are accepted: they say nothing", n, *mutations)
	}
}

// mutation makes the n-th page.
func mutation(t *testing.T, files []string, n int) (name string, src []byte) {
	m := hostile.NewMutator(*seed, uint64(n))
	var pages [2][]byte
	var names [2]string
	for i := range pages {
		names[i] = files[m.N(len(files))]
		data, err := os.ReadFile(names[i])
		if err != nil {
			t.Error(err)
		}
		pages[i] = data
	}
	src = m.Mutate(pages[0], pages[1])
	return fmt.Sprintf("mutation %d of seed %d (%s: %s)", n, *seed, filepath.Base(names[0]), m.How()), src
}

// survive judges a page that may do anything.
func survive(t *testing.T, c *hostile.Checker, name string, src []byte) (accepted bool) {
	hang := time.AfterFunc(time.Minute, func() { panic(name + " hangs") })
	defer hang.Stop()
	defer func() {
		if v := recover(); v != nil {
			t.Errorf("%s: panic: %v\n%s", name, v, debug.Stack())
		}
	}()
	return judge(t, c, name, "page"+extension(name), src)
}

// extension returns the ending of the page that a mutation began with.
func extension(name string) string {
	original, _, _ := strings.Cut(name, ":")
	return filepath.Ext(original)
}

// FuzzGenerate judges any page, from its bytes to the types of what is emitted.
func FuzzGenerate(f *testing.F) {
	for file, text := range (slotPage{}).forms() {
		f.Add(filepath.Ext(file), []byte(text))
	}
	pages, err := filepath.Glob("../../docs/pages/*.txt")
	if err != nil || len(pages) == 0 {
		f.Fatalf("%d pages: %v", len(pages), err)
	}
	for _, file := range append(pages, pageFiles(f)...) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(filepath.Ext(file), data)
	}
	c := newChecker(f)
	f.Fuzz(func(t *testing.T, ext string, src []byte) {
		if ext != ".html" && ext != ".json" {
			ext = ".txt"
		}
		judge(t, c, "the page", "page"+ext, src)
	})
}

// TestMutator: the same number gives the same page, another number another
// one, and all changes are made.
func TestMutator(t *testing.T) {
	page := []byte((slotPage{}).text())
	other := []byte((slotPage{}).html(func(s string) string { return s }))
	seen := map[string]bool{}
	for n := range uint64(300) {
		m, again := hostile.NewMutator(1, n), hostile.NewMutator(1, n)
		got := m.Mutate(page, other)
		if !bytes.Equal(got, again.Mutate(page, other)) || m.How() != again.How() {
			t.Fatalf("mutation %d is not repeatable", n)
		}
		seen[string(got)] = true
	}
	if len(seen) < 250 {
		t.Errorf("only %d different pages of 300", len(seen))
	}
	for n := range uint64(100) { // pages with next to nothing in them
		for _, src := range []string{"", "x", "<>", "\n"} {
			hostile.NewMutator(2, n).Mutate([]byte(src), nil)
		}
	}
}
