package cli

import (
	"os"
	"testing"
)

// TestMain takes away what somebody who runs the tests may have set for
// programs: tests of colours set it themselves.
func TestMain(m *testing.M) {
	os.Unsetenv("NO_COLOR")
	os.Setenv("TERM", "xterm")
	os.Exit(m.Run())
}
