package load_test

import (
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testpage"
)

func write(t *testing.T, files map[string]string) []source.File {
	t.Helper()
	t.Chdir(t.TempDir())
	must(t, os.Mkdir("docs", 0o755))
	for name, text := range files {
		must(t, os.WriteFile("docs/"+name, []byte(text), 0o644))
	}
	must(t, os.Symlink("nowhere", "docs/dangling.txt"))
	found, err := source.Find([]string{"docs"}, nil)
	must(t, err)
	return found
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAll(t *testing.T) {
	files := write(t, map[string]string{"a.txt": testpage.Page{Method: "taobao.demo.item.get"}.Text(), "b.txt": "hello\n"})
	var got []string
	load.All(files, 2, func(p load.Page) string {
		if p.API != nil {
			return p.File.Path + " " + p.API.Method + " " + p.API.Source.Path
		}
		return p.Diags[0].String()
	}, func(i int, s string) bool {
		got = append(got, s)
		return true
	})
	want := []string{
		"docs/a.txt taobao.demo.item.get a.txt",
		`docs/b.txt:1:1: error: no line has the form "method (title)" [not-an-api-page]`,
		"docs/dangling.txt: error: the file cannot be read: it is a link that leads nowhere [unreadable]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pages differ (-want +got):\n%s", diff)
	}
}

func TestDuplicates(t *testing.T) {
	item := testpage.Page{Method: "taobao.demo.item.get"}
	other := testpage.Page{Method: "taobao.demo.item.get", Title: "另一个"}
	single := testpage.Page{Method: "taobao.demo.item.add"}
	tests := []struct {
		name  string
		files map[string]string
		drop  []string
		said  []string
	}{
		{"none", map[string]string{"a.txt": item.Text(), "b.txt": single.Text()}, nil, nil},
		{"equal", map[string]string{"a.txt": item.Text(), "b.json": item.JSON(), "c.txt": item.Text(), "d.txt": single.Text()},
			[]string{"docs/a.txt", "docs/c.txt"}, nil},
		{"one of three differs", map[string]string{"a.txt": item.Text(), "b.json": item.JSON(), "c.txt": other.Text(), "d.txt": single.Text()},
			[]string{"docs/a.txt", "docs/b.json", "docs/c.txt"},
			[]string{"docs/c.txt:1: error: taobao.demo.item.get is also documented in docs/a.txt:1, differently (there, here): title: 演示, 另一个 [duplicate-method]"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var entries []load.Entry
			for _, f := range write(t, tt.files) {
				if p := load.One(f); p.API != nil {
					entries = append(entries, load.EntryOf(f, p.API))
				}
			}
			drop, diags := load.Duplicates(entries)
			if diff := cmp.Diff(tt.drop, slices.Sorted(maps.Keys(drop))); diff != "" {
				t.Errorf("dropped pages differ (-want +got):\n%s", diff)
			}
			var said []string
			for _, d := range diags {
				said = append(said, d.String())
			}
			if diff := cmp.Diff(tt.said, said); diff != "" {
				t.Errorf("diagnostics differ (-want +got):\n%s", diff)
			}
		})
	}
}
