//go:build unix

// Package dist_test builds releases. It is in this module because every build
// begins with the standard library.
package dist_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var full = flag.Bool("full", false, "compile everything for both builds")

// TestDist: the script of releases gives the same bytes for every system from
// another folder and with another environment. The second build takes from the
// first what the go command takes for compiled from the same: sources, flags and,
// without -trimpath, folders. With -full it has a cache of its own, so that the
// compiler has to give the same bytes, too.
func TestDist(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	copySources(t, root, elsewhere)
	cache := t.TempDir()
	first := dist(t, root, cache, "GOFLAGS=-tags=x", "GOAMD64=v3")
	if *full {
		cache = t.TempDir()
	}
	if second := dist(t, elsewhere, cache); second != first {
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

// dist runs the script in the folder, with a build cache, and returns the checksums.
func dist(t *testing.T, dir, cache string, env ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "dist")
	cmd := exec.Command(filepath.Join(dir, ".ci", "dist"), out)
	cmd.Env = append(append(os.Environ(), "GOCACHE="+cache), env...)
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
