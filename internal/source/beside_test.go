package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/source"
)

// TestBeside: a file that belongs to pages is looked for around them, and no further up
// than what the pages belong to.
func TestBeside(t *testing.T) {
	t.Chdir(t.TempDir())
	outer, err := filepath.EvalSymlinks(".")
	must(t, err)
	outer, err = filepath.Abs(outer)
	must(t, err)
	for name, text := range map[string]string{
		"topgen.yaml": "outer", "work/docs/pages/a.txt": "", "work/own/topgen.yaml": "own", "work/own/pages/a.txt": "", "work/folder/topgen.yaml/x": "",
		"module/go.mod": "", "module/pages/a.txt": "", "repository/.git/HEAD": "", "repository/pages/a.txt": "", "loose/pages/a.txt": "",
	} {
		writeFile(t, name, text)
	}
	t.Chdir("work")
	check := func(of, wantAt, wantText string) {
		t.Helper()
		at, data, err := source.Beside(t.Context(), of, "topgen.yaml")
		if at != filepath.ToSlash(wantAt) || string(data) != wantText || err != nil {
			t.Errorf("beside %s is %q with %q, %v; want %q with %q", of, at, data, err, wantAt, wantText)
		}
	}
	check("docs/pages", "", "") // not outside of the working folder
	check("../module/pages", "", "")
	check("../repository/pages", "", "")
	check("../loose/pages", "../topgen.yaml", "outer")
	check("own/pages", "own/topgen.yaml", "own")
	check("own/pages/a.txt", "own/topgen.yaml", "own")
	check(filepath.Join(outer, "loose"), filepath.Join(outer, "topgen.yaml"), "outer")
	if _, _, err := source.Beside(t.Context(), "folder", "topgen.yaml"); err == nil {
		t.Error("a folder of that name is passed over")
	}
	writeFile(t, "topgen.yaml", "work")
	check("docs/pages/a.txt", "topgen.yaml", "work")
	check("own/pages", "own/topgen.yaml", "own")
	check(source.Stdin, "topgen.yaml", "work")
}

// TestBesideGit: the same holds in the history of a repository, up to its root.
func TestBesideGit(t *testing.T) {
	git := inRepository(t)
	for name, text := range map[string]string{"topgen.yaml": "root", "docs/pages/a.txt": "", "own/topgen.yaml": "own", "own/pages/a.txt": "", "own/pages/topgen.yaml/x": ""} {
		writeFile(t, name, text)
	}
	git("add", ".")
	git("commit", "--quiet", "-m", "a")
	must(t, os.Remove("topgen.yaml"))
	for of, want := range map[string]string{
		"git:HEAD:docs/pages": "git:HEAD:topgen.yaml root", "git:HEAD:": "git:HEAD:topgen.yaml root", "git:HEAD:docs/pages/a.txt": "git:HEAD:topgen.yaml root",
		"git:HEAD:own/pages": "git:HEAD:own/topgen.yaml own", "git:none:own": " ", "git:HEAD": " ",
	} {
		at, data, err := source.Beside(t.Context(), of, "topgen.yaml")
		if got := at + " " + string(data); got != want || err != nil {
			t.Errorf("beside %s is %q, %v; want %q", of, got, err, want)
		}
	}
}

// TestSamples: the samples of pages are the bodies in the folder beside them, a folder
// for each method, on disk and in history.
func TestSamples(t *testing.T) {
	git := inRepository(t)
	for name, text := range map[string]string{
		"d[1]/pages/a.txt": "", "d[1]/samples/b.c/2.XML": "<b/>", "d[1]/samples/b.c/1.json": "{}", "d[1]/samples/a/1.json": "[]",
		"d[1]/samples/b.c/.1.json": "hidden", "d[1]/samples/b.c/notes.md": "notes", "d[1]/samples/README.json": "no method", "d[1]/samples/b.c/deep/1.json": "too deep",
		"d1/samples/b.c/1.json": "beside other pages", "none/pages/a.txt": "",
	} {
		writeFile(t, name, text)
	}
	git("add", ".")
	git("commit", "--quiet", "-m", "a")
	for _, of := range []string{"", "git:HEAD:"} {
		want := []source.Sample{
			{Path: of + "d[1]/samples/a/1.json", Method: "a", Data: []byte("[]")},
			{Path: of + "d[1]/samples/b.c/1.json", Method: "b.c", Data: []byte("{}")},
			{Path: of + "d[1]/samples/b.c/2.XML", Method: "b.c", Data: []byte("<b/>")},
		}
		for name, want := range map[string][]source.Sample{"d[1]/pages": want, "d[1]/pages/": want, "d[1]/pages/a.txt": want, "none/pages": nil} {
			got, err := source.Samples(t.Context(), of+name)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("samples of %s, %v (-want +got):\n%s", of+name, err, diff)
			}
		}
	}
	if got, err := source.Samples(t.Context(), source.Stdin); got != nil || err != nil {
		t.Errorf("standard input has the samples %v, %v", got, err)
	}
}
