//go:build unix

package source_test

import (
	"os"
	"syscall"
	"testing"

	"github.com/topgen/topgen/internal/source"
)

// A pipe among the pages must not hang the run.
func TestReadPipe(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, syscall.Mkfifo("pipe.txt", 0o644))
	files, err := source.Find([]string{"."}, nil)
	must(t, err)
	if len(files) != 1 {
		t.Fatalf("%d files, want the pipe", len(files))
	}
	if _, err := files[0].Read(); err == nil {
		t.Error("no error for a pipe")
	}
}

// A folder that may not be opened is among the files, and the others are found.
func TestFindUnreadableFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may open every folder")
	}
	t.Chdir(t.TempDir())
	write(t, "docs/a.txt", "docs/closed/b.txt", "docs/z.txt")
	must(t, os.Chmod("docs/closed", 0))
	t.Cleanup(func() { os.Chmod("docs/closed", 0o755) })
	files, err := source.Find([]string{"docs"}, nil)
	must(t, err)
	if len(files) != 3 || files[1].Rel != "closed" || !files[1].IsFolder() {
		t.Fatalf("found %v, want a.txt, the folder closed and z.txt", files)
	}
	if _, err := files[1].Read(); err == nil || err.Error() != "permission denied" {
		t.Errorf("error %v, want the reason why it cannot be opened", err)
	}
}
