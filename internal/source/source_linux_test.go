package source_test

import (
	"os"
	"runtime"
	"syscall"
	"testing"

	"github.com/topgen/topgen/internal/source"
)

// notRoot takes from this test, and from no other, the right of root to open everything:
// what its thread opens from now on, it opens as somebody else. Others go on as they are.
func notRoot(t *testing.T) {
	if os.Getuid() != 0 {
		return
	}
	runtime.LockOSThread()
	const nobody = 65534
	must(t, syscall.Setfsuid(nobody))
	t.Cleanup(func() {
		must(t, syscall.Setfsuid(0))
		runtime.UnlockOSThread()
	})
}

// A folder that may not be opened is among the files, and the others are found.
func TestFindUnreadableFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "docs/a.txt", "docs/closed/b.txt", "docs/z.txt")
	must(t, os.Chmod("docs/closed", 0))
	t.Cleanup(func() { os.Chmod("docs/closed", 0o755) })
	notRoot(t)
	files, err := source.Find([]string{"docs"}, nil)
	must(t, err)
	if len(files) != 3 || files[1].Rel != "closed" || !files[1].IsFolder() {
		t.Fatalf("found %v, want a.txt, the folder closed and z.txt", files)
	}
	if _, err := files[1].Read(); err == nil || err.Error() != "permission denied" {
		t.Errorf("error %v, want the reason why it cannot be opened", err)
	}
}
