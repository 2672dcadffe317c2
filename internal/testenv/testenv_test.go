package testenv_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/testenv"
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
		testenv.Program(r, names...)
	}()
	<-done
	return r.ended
}

func TestMain(m *testing.M) { testenv.Main(m) }

// TestTopgen: the program is there, twice, and is built from this module.
func TestTopgen(t *testing.T) {
	first, second := testenv.Topgen(t), testenv.Topgen(t)
	if first == second {
		t.Errorf("two tests share %s", first)
	}
	for _, exe := range []string{first, second} {
		out, err := exec.Command(exe, "version").CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), "topgen ") {
			t.Errorf("%s version: %v, %q", exe, err, out)
		}
	}
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
