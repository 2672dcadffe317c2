package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestDist: the script of releases gives the same bytes from another folder,
// with another environment. It builds for this system only.
func TestDist(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the script needs a Unix shell")
	}
	if testing.Short() {
		t.Skip("it links the program twice")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	copySources(t, root, elsewhere)
	first := dist(t, root, "GOFLAGS=-tags=x", "GOAMD64=v3")
	if second := dist(t, elsewhere); second != first {
		t.Errorf("two builds differ:\n%s%s", first, second)
	}
	system := "topgen-" + runtime.GOOS + "-" + runtime.GOARCH
	if fields := strings.Fields(first); len(fields) != 2 || len(fields[0]) != 64 || fields[1] != system {
		t.Errorf("SHA256SUMS is %q, want one line for %s", first, system)
	}
}

// dist runs the script in the folder and returns the checksums.
func dist(t *testing.T, dir string, env ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "dist")
	cmd := exec.Command(filepath.Join(dir, ".ci", "dist"), out)
	cmd.Env = append(os.Environ(), "SYSTEMS="+runtime.GOOS+"/"+runtime.GOARCH)
	cmd.Env = append(cmd.Env, env...)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	sums, err := os.ReadFile(filepath.Join(out, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	return string(sums)
}

// copySources copies what the program is built from.
func copySources(t *testing.T, root, to string) {
	t.Helper()
	if err := os.Mkdir(to, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum", ".ci", "cmd", "internal", "top", "docs"} {
		from := filepath.Join(root, name)
		info, err := os.Stat(from)
		if err != nil {
			t.Fatal(err)
		}
		if info.IsDir() {
			if err := os.CopyFS(filepath.Join(to, name), os.DirFS(from)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		copyFile(t, from, filepath.Join(to, name))
	}
}
