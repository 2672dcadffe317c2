//go:build unix

// Package dist_test builds releases. It is in this module because every build
// begins with the standard library.
package dist_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDist: the script of releases gives the same bytes for every system from
// another folder, with another environment and a build cache of its own.
func TestDist(t *testing.T) {
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
	t.Logf("both builds:\n%s", first)
	want := []string{"topgen-darwin-amd64", "topgen-darwin-arm64", "topgen-linux-amd64", "topgen-linux-arm64", "topgen-windows-amd64.exe", "topgen-windows-arm64.exe"}
	var got []string
	for line := range strings.Lines(first) {
		if fields := strings.Fields(line); len(fields) == 2 && len(fields[0]) == 64 {
			got = append(got, fields[1])
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("SHA256SUMS has other files (-want +got):\n%s", diff)
	}
}

// dist runs the script in the folder and returns the checksums.
func dist(t *testing.T, dir string, env ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "dist")
	cmd := exec.Command(filepath.Join(dir, ".ci", "dist"), out)
	cmd.Env = append(append(os.Environ(), "GOCACHE="+t.TempDir()), env...)
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
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
