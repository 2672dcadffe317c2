package generate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/generate"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testenv"
)

// Real pages give the same files and diagnostics whatever the number of
// workers, and no page of them is refused.
func TestCorpusIsDeterministic(t *testing.T) {
	files, err := source.Find(testenv.Corpus(t, "txt"), nil)
	must(t, err)
	type outcome struct {
		Sums  map[string]string
		Diags []string
	}
	var first *outcome
	for _, workers := range []int{1, 4} {
		r, err := generate.Run(t.Context(), generate.Options{Files: files, Emit: emit.Options{Module: "example.com/gen"}, Workers: workers}, discard{})
		must(t, err)
		if r.Diags.HasErrors() || r.Pages != len(files) {
			t.Fatalf("%d of %d pages were made; errors: %v", r.Pages, len(files), r.Diags.HasErrors())
		}
		got := &outcome{sums(r), diagnostics(r)}
		if first == nil {
			first = got
			continue
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("%d workers make another result:\n%s", workers, diff)
		}
	}
}

// The three forms of a page give the same bindings: in one folder they are no
// duplicates, except where the text form says itself that it is not sure.
func TestCorpusForms(t *testing.T) {
	corpus, dir := testenv.CorpusDir(t), t.TempDir()
	for _, name := range testenv.Corpus(t, "json") {
		stem := filepath.Base(name[:len(name)-len(".json")])
		for _, form := range []string{"json", "html", "txt"} {
			must(t, os.Symlink(filepath.Join(corpus, form, stem+"."+form), filepath.Join(dir, stem+"."+form)))
		}
	}
	files, err := source.Find([]string{dir}, nil)
	must(t, err)
	r, err := generate.Run(t.Context(), generate.Options{Files: files, Emit: emit.Options{Module: "example.com/gen"}, Workers: 2, KeepGoing: true}, discard{})
	must(t, err)
	unsure := map[string]bool{}
	stem := func(file string) string { return strings.TrimSuffix(file, filepath.Ext(file)) }
	for _, d := range r.Diags {
		if d.Code == diag.AmbiguousDepth {
			unsure[stem(d.Pos.File)] = true
		}
	}
	for _, d := range r.Diags {
		if d.Severity == diag.Error && !(d.Code == diag.DuplicateMethod && unsure[stem(d.Pos.File)]) {
			t.Error(d)
		}
	}
	if want := len(files)/3 - len(unsure); r.Pages < want {
		t.Errorf("%d methods were made of %d files, want at least %d", r.Pages, len(files), want)
	}
}
