package load_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testpage"
)

// TestVersions: what is on both sides is parsed once, and is named as each side
// names it.
func TestVersions(t *testing.T) {
	t.Chdir(t.TempDir())
	a, b, odd := testpage.Page{Method: "a.b.c"}.Text(), testpage.Page{Method: "a.b.d"}.Text(), testpage.Page{Method: "a.b.e", Type: "Number"}.Text()
	for name, text := range map[string]string{
		"old/a.txt": a, "old/moved.txt": odd, "old/bad.txt": "hello\n",
		"new/a.txt": a, "new/sub/odd.txt": odd, "new/bad.txt": "hello\n", "new/b.txt": b, "new/b2.txt": b,
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	find := func(name string) []source.File {
		files, err := source.Find([]string{name}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	describe := func(v load.Version) []string {
		var got []string
		for _, api := range v.APIs {
			got = append(got, api.Method+" "+api.Source.Path)
		}
		for _, d := range v.Diags {
			got = append(got, d.Pos.File+" "+string(d.Code))
		}
		return got
	}
	last := 0
	was, is := load.Versions(load.Side{Files: find("old")}, load.Side{Files: find("new")}, 2, func(n int) bool { last = n; return true })
	if last != 8 {
		t.Errorf("the last number of files is %d, want 8", last)
	}
	want := [][]string{
		{"a.b.c a.txt", "a.b.e moved.txt", "old/bad.txt not-an-api-page", "old/moved.txt example-type"},
		{"a.b.c a.txt", "a.b.d b.txt", "a.b.e sub/odd.txt", "new/bad.txt not-an-api-page", "new/sub/odd.txt example-type"},
	}
	if diff := cmp.Diff(want, [][]string{describe(was), describe(is)}); diff != "" {
		t.Errorf("versions differ (-want +got):\n%s", diff)
	}
	if was.APIs[0] != is.APIs[0] || was.APIs[1] == is.APIs[2] {
		t.Error("an API is shared if and only if its page has one name on both sides")
	}
	if &was.APIs[1].Response[0] != &is.APIs[2].Response[0] {
		t.Error("a page that moved is parsed twice")
	}

	same, again := load.Versions(load.Side{Files: find("new")}, load.Side{Files: find("new")}, 2, func(int) bool { return true })
	if diff := cmp.Diff(describe(same), describe(again)); diff != "" {
		t.Errorf("one folder on both sides differs:\n%s", diff)
	}
	n := 0
	if load.Versions(load.Side{Files: find("old")}, load.Side{Files: find("new")}, 1, func(int) bool { n++; return false }); n > 2 {
		t.Errorf("%d files are read after the call to stop", n)
	}
}
