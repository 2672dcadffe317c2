package gomod_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/gomod"
)

const tool = "github.com/topgen/topgen/cmd/topgen"

// inTree makes files in a new folder and goes there.
func inTree(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("GOWORK", "")
	for name, text := range files {
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
}

func find(t *testing.T, dir string) *gomod.Module {
	t.Helper()
	m, err := gomod.Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFind(t *testing.T) {
	inTree(t, map[string]string{
		"go.mod":     "module example.com/shop\n\ngo 1.26\n\nrequire example.org/lib v1.0.0 // indirect\n\nreplace example.org/other => ./other\n\ntool " + tool + "\n",
		"lib/go.mod": "module example.org/lib/v2\n",
		"odd/go.mod": "go 1.26\n",
	})
	for dir, want := range map[string]string{
		"": "example.com/shop", "generated": "example.com/shop/generated", "a/b/../c": "example.com/shop/a/c", "lib": "example.org/lib/v2", "lib/x/y": "example.org/lib/v2/x/y",
	} {
		if got, err := find(t, dir).ImportPath(dir); got != want || err != nil {
			t.Errorf("the import path of %q is %q, error %v; want %q", dir, got, err, want)
		}
	}
	if m := find(t, "odd"); m.Path != "" {
		t.Errorf("the path of a go.mod without one is %q", m.Path)
	}
	m := find(t, "")
	got := map[string]bool{}
	for _, pkg := range []string{"example.com/shop", "example.com/shop/x", "example.com/shopping", "example.org/lib", "example.org/lib/x", "example.org/library", "example.org/other"} {
		got[pkg] = m.Has(pkg)
	}
	want := map[string]bool{"example.com/shop": true, "example.com/shop/x": true, "example.com/shopping": false, "example.org/lib": true,
		"example.org/lib/x": true, "example.org/library": false, "example.org/other": false} // what is replaced is not required by that
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what the module has differs (-want +got):\n%s", diff)
	}
	if !m.HasTool(tool) || m.HasTool("example.org/lib") || find(t, "lib").HasTool(tool) {
		t.Error("the tools are not those of go.mod")
	}
}

func TestFindNone(t *testing.T) {
	inTree(t, nil)
	if m, err := gomod.Find("generated"); m != nil || !errors.Is(err, gomod.ErrNone) {
		t.Errorf("outside of a module: %v, %v; want ErrNone", m, err)
	}
	if err := os.Mkdir("go.mod", 0o777); err != nil {
		t.Fatal(err)
	}
	if m, err := gomod.Find("generated"); m != nil || err == nil || errors.Is(err, gomod.ErrNone) {
		t.Errorf("with a go.mod that cannot be read: %v, %v; want the cause", m, err)
	}
}

func TestWorkspace(t *testing.T) {
	inTree(t, map[string]string{
		"go.work":    "go 1.26\n\nuse (\n\t./a\n\t./b\n\t./gone\n)\n",
		"a/go.mod":   "module example.com/a\n",
		"b/go.mod":   "module example.com/b\n\ngo 1.26\n\ntool " + tool + "\n",
		"out/go.mod": "module example.com/out\n",
	})
	a, out := find(t, "a"), find(t, "out")
	if !a.Work.Uses(a) || !a.Has("example.com/b/x") || !a.HasTool(tool) {
		t.Error("a module of the workspace does not have what the others are")
	}
	if out.Work == nil || out.Work.Uses(out) || out.Has("example.com/b/x") || out.HasTool(tool) {
		t.Error("a module that the workspace does not use has what its modules are")
	}
	w, err := gomod.FindWorkspace("")
	if err != nil || w == nil || len(w.Modules) != 3 {
		t.Errorf("the workspace is %v, %v", w, err)
	}
	work, err := filepath.Abs("go.work")
	if err != nil {
		t.Fatal(err)
	}
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "go.mod"), []byte("module example.com/outside\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(work, []byte("go 1.26\n\nuse (\n\t./a\n\t"+strconv.Quote(outside)+"\n)\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if !find(t, "a").Has("example.com/outside/x") {
		t.Error("a module that the workspace uses by its whole path is not in it")
	}
	t.Setenv("GOWORK", "off")
	if a := find(t, "a"); a.Work != nil || a.Has("example.com/b") {
		t.Error("GOWORK=off does not switch the workspace off")
	}
	t.Chdir(t.TempDir())
	t.Setenv("GOWORK", work)
	if w, err := gomod.FindWorkspace(""); err != nil || w == nil || w.Dir != filepath.Dir(work) {
		t.Errorf("the workspace that GOWORK names is %v, %v", w, err)
	}
}

func TestUnvendored(t *testing.T) {
	inTree(t, map[string]string{"go.mod": "module example.com/shop\n", "a/go.mod": "module example.com/a\n"})
	vendor := func(dir string) {
		t.Helper()
		for _, name := range []string{"modules.txt", "example.org/lib/lib.go"} {
			file := filepath.Join(dir, "vendor", name)
			if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, nil, 0o666)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if find(t, "").Unvendored("example.org/lib/x") {
		t.Error("a package is missing in a vendor folder that is not there")
	}
	vendor("")
	if m := find(t, ""); m.Unvendored("example.org/lib") || !m.Unvendored("example.org/lib/x") {
		t.Error("what the vendor folder lacks is not told")
	}
	if find(t, "a").Unvendored("example.org/lib/x") {
		t.Error("the vendor folder of another module counts")
	}
	if err := os.WriteFile("go.work", []byte("go 1.26\n\nuse ./a\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if m := find(t, "a"); m.Unvendored("example.org/lib") || !m.Unvendored("example.org/lib/x") {
		t.Error("the vendor folder of a workspace does not count")
	}
}

func TestCheckImportPath(t *testing.T) {
	for path, want := range map[string]bool{
		"example.com/shop/generated": true, "shop": true, "github.com/a/b-c_d.e~f/v2": true,
		"": false, "./x": false, "../x": false, "/abs": false, "a/": false, "a//b": false, "bad path!": false, `a"b`: false, "a\nb": false, `a\b`: false, "-x": false,
		"example.com/商店": false,
	} {
		if err := gomod.CheckImportPath(path); (err == nil) != want {
			t.Errorf("%q: error %v", path, err)
		}
	}
}
