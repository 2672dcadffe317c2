package source_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/source"
)

func write(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		must(t, os.MkdirAll(filepath.Dir(name), 0o755))
		must(t, os.WriteFile(name, []byte("page "+name), 0o644))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFind(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "docs/pages/b.txt", "docs/pages/a.html", "docs/pages/c.htm", "docs/pages/d.json", "docs/pages/E.TXT",
		"docs/pages.txt", "docs/README.md", "docs/Makefile", "docs/.git/x.txt", "docs/.hidden.txt", "elsewhere/real.txt", "elsewhere/page")
	must(t, os.Symlink("../../elsewhere/real.txt", "docs/pages/link.txt"))
	must(t, os.Symlink("../elsewhere", "docs/folder.txt"))
	must(t, os.Symlink("../elsewhere", "docs/folder"))
	must(t, os.Symlink("../elsewhere", "docs/.folder"))
	must(t, os.Symlink("nowhere", "docs/gone"))
	must(t, os.Symlink("../elsewhere/page", "docs/page"))
	must(t, os.Symlink("loop.md", "docs/loop.md"))
	must(t, os.Symlink("docs", "docslink"))
	must(t, os.Mkdir("empty", 0o755))

	tests := []struct {
		name string
		args []string
		want []string // Path and Rel
	}{
		{"folder", []string{"docs"}, []string{
			"docs/folder folder (a folder)", "docs/folder.txt folder.txt (a folder)", "docs/gone gone", "docs/loop.md loop.md",
			"docs/pages.txt pages.txt", "docs/pages/E.TXT pages/E.TXT", "docs/pages/a.html pages/a.html", "docs/pages/b.txt pages/b.txt",
			"docs/pages/c.htm pages/c.htm", "docs/pages/d.json pages/d.json", "docs/pages/link.txt pages/link.txt"}},
		{"inner folder, twice and unclean", []string{"./docs/pages/", "docs/pages/b.txt"}, []string{
			"docs/pages/E.TXT E.TXT", "docs/pages/a.html a.html", "docs/pages/b.txt b.txt", "docs/pages/c.htm c.htm", "docs/pages/d.json d.json",
			"docs/pages/link.txt link.txt"}},
		{"file", []string{"docs/pages/b.txt"}, []string{"docs/pages/b.txt b.txt"}},
		{"file of any name", []string{"elsewhere/page"}, []string{"elsewhere/page page"}},
		{"linked folder that was named", []string{"docslink/pages"}, []string{
			"docslink/pages/E.TXT E.TXT", "docslink/pages/a.html a.html", "docslink/pages/b.txt b.txt", "docslink/pages/c.htm c.htm",
			"docslink/pages/d.json d.json", "docslink/pages/link.txt link.txt"}},
		{"stdin", []string{"elsewhere/page", "-"}, []string{"- -", "elsewhere/page page"}},
		{"no pages", []string{"empty"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files, err := source.Find(tt.args, strings.NewReader("from stdin"))
			must(t, err)
			var got []string
			for _, f := range files {
				line := f.Path + " " + f.Rel
				if f.IsFolder() {
					line += " (a folder)"
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("files differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFindAbsent(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, err := source.Find([]string{"nowhere"}, nil); err == nil || err.Error() != "there is no file or folder nowhere" {
		t.Errorf("error %v, want one that names what is missing", err)
	}
}

func TestRead(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "real.txt", "docs/a.txt")
	must(t, os.Symlink("../real.txt", "docs/link.txt"))
	must(t, os.Symlink("nowhere", "docs/dangling.txt"))
	must(t, os.Symlink("nowhere", "docs/dangling"))
	must(t, os.Symlink("..", "docs/up"))
	want := map[string]string{"docs/a.txt": "page docs/a.txt", "docs/link.txt": "page real.txt", "docs/dangling.txt": "it is a link that leads nowhere",
		"docs/dangling": "it is a link that leads nowhere", "docs/up": "it is a link, and links to folders are not followed", "-": "from stdin"}
	files, err := source.Find([]string{"docs", "-"}, strings.NewReader("from stdin"))
	must(t, err)
	got := map[string]string{}
	for _, f := range files {
		data, err := f.Read()
		if err != nil {
			data = []byte(err.Error())
		}
		got[f.Path] = string(data)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("contents differ (-want +got):\n%s", diff)
	}
}

func TestReadTooLarge(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "a.txt")
	must(t, os.Truncate("a.txt", source.MaxSize+1))
	files, err := source.Find([]string{"a.txt", "-"}, bytes.NewReader(make([]byte, source.MaxSize+10)))
	must(t, err)
	for _, f := range files {
		if _, err := f.Read(); err == nil || !strings.Contains(err.Error(), "32 MiB") {
			t.Errorf("%s: error %v, want one that names the limit", f.Path, err)
		}
	}
}

func TestReadBrokenStdin(t *testing.T) {
	if _, err := source.Find([]string{"-"}, brokenReader{}); err == nil || !strings.Contains(err.Error(), "standard input: broken") {
		t.Errorf("error %v, want one that names standard input", err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("broken") }
