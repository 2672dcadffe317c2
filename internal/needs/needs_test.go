package needs_test

import (
	"fmt"
	"os"
	"runtime"
	"testing"

	"github.com/topgen/topgen/internal/needs"
)

// recorder takes down how a test ends.
type recorder struct {
	testing.TB
	ended string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.end("fails: " + fmt.Sprintf(format, args...))
}
func (r *recorder) Skipf(format string, args ...any) { r.end("skips: " + fmt.Sprintf(format, args...)) }

func (r *recorder) end(how string) {
	r.ended = how
	runtime.Goexit()
}

func ending(names ...string) string {
	r := new(recorder)
	done := make(chan struct{})
	go func() {
		defer close(done)
		needs.Program(r, names...)
	}()
	<-done
	return r.ended
}

func TestProgram(t *testing.T) {
	t.Setenv("CI", "true")
	if got := ending("no-such-program", "go"); got != "" {
		t.Errorf("with go there, the test %s", got)
	}
	const missing = "there is no no-such-program on this machine: install it to run this test"
	if got, want := ending("no-such-program"), "fails: "+missing+", which in CI must run"; got != want {
		t.Errorf("in CI the test %q, want %q", got, want)
	}
	os.Unsetenv("CI")
	if got, want := ending("no-such-program"), "skips: "+missing; got != want {
		t.Errorf("elsewhere the test %q, want %q", got, want)
	}
}
