package readfile_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/topgen/topgen/internal/readfile"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open opens the folder of that name in root, "." for root, until the end of the test.
func open(t *testing.T, root *os.Root, name string) *readfile.Dir {
	t.Helper()
	dir, err := readfile.OpenRoot(root)
	must(t, err)
	t.Cleanup(func() { dir.Close() })
	if name != "." {
		dir, err = dir.OpenDir(name)
		must(t, err)
		t.Cleanup(func() { dir.Close() })
	}
	return dir
}

func TestRead(t *testing.T) {
	base := t.TempDir()
	must(t, os.Mkdir(filepath.Join(base, "d"), 0o777))
	root, err := os.OpenRoot(base)
	must(t, err)
	defer root.Close()
	dir := open(t, root, "d")
	for _, size := range []int{0, 1, 511, 512, 513, 1024, 100_000} {
		want := bytes.Repeat([]byte{byte(size)}, size)
		name := filepath.Join(base, "d", "f")
		must(t, os.WriteFile(name, want, 0o666))
		for _, open := range []func() (*readfile.File, error){
			func() (*readfile.File, error) { return readfile.Open(name) },
			func() (*readfile.File, error) { return dir.Open("f") },
		} {
			f, err := open()
			must(t, err)
			if n, err := f.Size(); err != nil || n != int64(size) {
				t.Errorf("Size() = %d, %v; want %d", n, err, size)
			}
			if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bytes read as %d, %v", size, len(got), err)
			}
			must(t, f.Close())
		}
	}
}

func TestWriteNew(t *testing.T) {
	base := t.TempDir()
	root, err := os.OpenRoot(base)
	must(t, err)
	defer root.Close()
	dir := open(t, root, ".")
	want := bytes.Repeat([]byte("a"), 100_000)
	must(t, dir.WriteNew("f", want))
	if got, err := os.ReadFile(filepath.Join(base, "f")); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes were written of %d: %v", len(got), len(want), err)
	}
	if err := dir.WriteNew("f", nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
	if got, err := os.ReadFile(filepath.Join(base, "f")); err != nil || !bytes.Equal(got, want) {
		t.Errorf("a file that is there has %d bytes now: %v", len(got), err)
	}
}

func TestErrors(t *testing.T) {
	base := t.TempDir()
	root, err := os.OpenRoot(base)
	must(t, err)
	defer root.Close()
	if _, err := readfile.Open(filepath.Join(base, "gone")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	must(t, os.WriteFile(filepath.Join(base, "secret"), []byte("x"), 0o666))
	must(t, os.MkdirAll(filepath.Join(base, "d", "below"), 0o777))
	top := open(t, root, ".")
	if _, err := top.OpenDir("gone"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
	for _, name := range []string{"secret", "..", "../" + filepath.Base(base), "/"} {
		if _, err := top.OpenDir(name); err == nil {
			t.Errorf("%s is opened as a folder in the folder", name)
		}
	}
	dir := open(t, root, "d")
	if err := os.Symlink("../secret", filepath.Join(base, "d", "link")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	must(t, os.Symlink("below", filepath.Join(base, "d", "linked folder")))
	if _, err := dir.OpenDir("linked folder"); err == nil && runtime.GOOS != "windows" {
		t.Error("a link to a folder is opened")
	}
	if f, err := dir.Open("link"); err == nil {
		data, _ := io.ReadAll(f)
		f.Close()
		t.Errorf("a link out of the folder is read: %q", data)
	}
	f, err := readfile.Open(filepath.Join(base, "d"))
	if err == nil {
		_, err = f.Read(make([]byte, 10))
		f.Close()
	}
	if err == nil {
		t.Error("a folder is read as a file")
	}
}
