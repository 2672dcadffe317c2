package testenv

import (
	"os"
	"os/exec"
	"testing"
)

// Packages installs the npm packages of a folder with a lock file into a folder that
// ends with the test, and returns it. It runs nothing of what it installs.
func Packages(t testing.TB, folder string) (dir string) {
	t.Helper()
	npm := Program(t, "npm")
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		if _, ci := os.LookupEnv("CI"); ci {
			t.Fatalf("npm ci: %v\n%s", err, out)
		}
		t.Skipf("npm cannot install the packages of %s here, which needs its registry or a full cache: %v\n%s", folder, err, out)
	}
	return dir
}
