//go:build unix && !race

package mock

import (
	"syscall"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/mock/mocktest"
)

// TestStart measures what it takes until all pages of the corpus are served. It
// counts processor time, so that 3 s are kept on a single core, and whatever
// else the machine has to do. (Under the race detector everything takes longer.)
func TestStart(t *testing.T) {
	before := processorTime(t)
	s := New(pagesOf(mocktest.Corpus(t, "../..", "txt")), Options{})
	d := processorTime(t) - before
	t.Logf("%d methods are served after %v of processor time", len(s.Methods()), d)
	if d > 3*time.Second {
		t.Error("want 3 s at most")
	}
}

func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
