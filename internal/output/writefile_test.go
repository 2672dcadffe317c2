package output_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/output"
)

// names returns what is in the folder, with the contents of files.
func names(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	got := map[string]string{}
	for _, e := range entries {
		data, _ := os.ReadFile(filepath.Join(dir, e.Name()))
		got[e.Name()] = string(data)
	}
	return got
}

func TestWriteFile(t *testing.T) {
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "mine")
	must(t, os.WriteFile(outside, []byte("mine"), 0o666))
	must(t, os.WriteFile(filepath.Join(dir, "old"), []byte("a longer text"), 0o666))
	must(t, os.Symlink(outside, filepath.Join(dir, "link")))
	must(t, os.Mkdir(filepath.Join(dir, "folder"), 0o777))
	root, err := os.OpenRoot(dir)
	must(t, err)
	defer root.Close()
	for _, name := range []string{"old", "new", "link"} {
		must(t, output.WriteFile(root, name, []byte("text")))
	}
	for _, name := range []string{"folder", "none/x", "../x"} {
		if output.WriteFile(root, name, nil) == nil {
			t.Errorf("%s could be written", name)
		}
	}
	if diff := cmp.Diff(map[string]string{"old": "text", "new": "text", "link": "text", "folder": ""}, names(t, dir)); diff != "" {
		t.Errorf("the folder differs (-want +got):\n%s", diff)
	}
	if data, err := os.ReadFile(outside); err != nil || string(data) != "mine" {
		t.Errorf("a file outside of the folder has %q (%v)", data, err)
	}
}

func TestRemoveTemporary(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{output.TemporaryPrefix + "old", output.TemporaryPrefix + "young", ".topgen-fetch", "page.json"} {
		file := filepath.Join(dir, name)
		must(t, os.WriteFile(file, nil, 0o666))
		if name != output.TemporaryPrefix+"young" {
			must(t, os.Chtimes(file, time.Time{}, time.Now().Add(-2*time.Hour)))
		}
	}
	root, err := os.OpenRoot(dir)
	must(t, err)
	defer root.Close()
	must(t, output.RemoveTemporary(root))
	if diff := cmp.Diff(map[string]string{output.TemporaryPrefix + "young": "", ".topgen-fetch": "", "page.json": ""}, names(t, dir)); diff != "" {
		t.Errorf("the folder differs (-want +got):\n%s", diff)
	}
}
