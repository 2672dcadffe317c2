package cache

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// Programs that differ have different names, whether the go command's ID tells it or, where it
// is none, the bytes.
func TestExecutableName(t *testing.T) {
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	id := string(regexp.MustCompile(`([\w-]{20}/){3}[\w-]{20}`).Find(data))
	if id == "" {
		t.Fatal("the program of this test has no build ID")
	}
	name := func(data []byte) string {
		t.Helper()
		file := filepath.Join(t.TempDir(), "program")
		if err := os.WriteFile(file, data, 0o666); err != nil {
			t.Fatal(err)
		}
		name, err := executableName(file)
		if err != nil || len(name) != 24 {
			t.Fatalf("the name is %q, %v", name, err)
		}
		return name
	}
	with := func(id2 string) []byte { return bytes.ReplaceAll(data, []byte(id), []byte(id2)) }
	marked := func(data []byte) []byte { return append(bytes.Clone(data), 'x') }

	if again, err := executableName(own); err != nil || again != name(data) {
		t.Errorf("the same program has the names %s and %s, %v", again, name(data), err)
	}
	last := []byte(id)
	last[len(last)-1] ^= 1
	if name(data) == name(with(string(last))) {
		t.Error("programs of two build IDs have one name")
	}
	if known := name(data) == name(marked(data)); known != (runtime.GOOS == "linux") {
		t.Errorf("that the program is told by its build ID alone is %v", known)
	}
	first := id[:20]
	for _, none := range []string{
		"redacted" + strings.Repeat("\x00", len(id)-len("redacted")),
		strings.Repeat("\x00", len(id)),
		id[:63] + first,                  // as it is before the go command knows the hash
		strings.ReplaceAll(id, "/", "_"), // not four parts
		id[:19] + "/a" + id[21:],         // parts of another length
	} {
		if len(none) != len(id) {
			t.Fatalf("%q has not the length of a build ID", none)
		}
		if name(with(none)) == name(marked(with(none))) {
			t.Errorf("with the build ID %q, programs that differ have one name", none)
		}
	}
}

func TestNoExecutable(t *testing.T) {
	if name, err := executableName(filepath.Join(t.TempDir(), "gone")); err == nil {
		t.Errorf("a program that is not there has the name %s", name)
	}
}
