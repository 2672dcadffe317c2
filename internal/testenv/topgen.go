package testenv

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// name is what the program is called in a folder.
func name() string {
	if runtime.GOOS == "windows" {
		return "topgen.exe"
	}
	return "topgen"
}

// built is where the program is that the tests of a package share.
var built struct {
	once sync.Once
	from string // the package's folder: tests may go elsewhere
	dir  string
	err  error
}

// Main runs the tests of a package that call Topgen; it is for their TestMain.
func Main(m *testing.M) {
	built.from, built.err = os.Getwd()
	code := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// Topgen returns the path of the program as users have it, in a folder of the
// test's own. Linking it takes a second, so the tests of a package share it.
func Topgen(t testing.TB) string {
	t.Helper()
	if built.from == "" {
		t.Fatal("the package has no TestMain with testenv.Main")
	}
	built.once.Do(func() {
		if built.err == nil {
			built.dir, built.err = os.MkdirTemp("", "topgen-test-")
		}
		if built.err != nil {
			return
		}
		build := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(built.dir, name()), "github.com/topgen/topgen/cmd/topgen")
		build.Dir = built.from
		if out, err := build.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	exe := filepath.Join(t.TempDir(), name())
	if err := os.Link(filepath.Join(built.dir, name()), exe); err != nil {
		t.Fatal(err)
	}
	return exe
}
