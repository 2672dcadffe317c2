//go:build unix

package source_test

import (
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
