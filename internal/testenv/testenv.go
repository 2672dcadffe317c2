// Package testenv is for tests of what the machine may not have. Where CI is set,
// which installs all of it, what is missing fails the test; elsewhere it skips
// the test and says what to install.
package testenv

import (
	"os"
	"os/exec"
	"testing"
)

// Program returns the path of the first of the programs that is there. Without
// any of them, it ends the test.
func Program(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const missing = "there is no %s on this machine: install it to run this test"
	if _, ci := os.LookupEnv("CI"); ci {
		t.Fatalf(missing+", which in CI must run", names[0])
	}
	t.Skipf(missing, names[0])
	return ""
}
