package pages_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/bench/pages"
)

func TestPages(t *testing.T) {
	dir := t.TempDir()
	want := []string{filepath.Join(dir, "alibaba.idle.a.json"), filepath.Join(dir, "taobao.pc.b.json")}
	for _, name := range append(want, filepath.Join(dir, "notes.md")) {
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := pages.In(dir); err != nil || !cmp.Equal(want, got) {
		t.Errorf("In gives %q, %v; want %q", got, err, want)
	}
	if got, err := pages.Of(dir, "alibaba.idle"); err != nil || !cmp.Equal(want[:1], got) {
		t.Errorf("Of gives %q, %v; want %q", got, err, want[:1])
	}
}

// Without pages, the error names the command that gets them, for what is asked.
func TestNone(t *testing.T) {
	dir := t.TempDir()
	if _, err := pages.In(dir); err == nil || !strings.HasSuffix(err.Error(), "topgen fetch --all --out "+dir) {
		t.Errorf("error %v", err)
	}
	if _, err := pages.Of(dir, "alibaba.idle"); err == nil || !strings.HasSuffix(err.Error(), "topgen fetch alibaba.idle --out "+dir) {
		t.Errorf("error %v", err)
	}
}
