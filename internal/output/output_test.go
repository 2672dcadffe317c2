package output_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/output"
)

// own is a file as topgen writes it.
func own(page, body string) string {
	return output.Header + "\n// Source: " + page + "\n\n" + body
}

// files is a tree on disk: names with "/" and contents; a name that ends in
// "/" is an empty folder.
type files map[string]string

func (f files) write(t *testing.T, dir string) {
	t.Helper()
	for name, data := range f {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			must(t, os.MkdirAll(at, 0o755))
			continue
		}
		must(t, os.MkdirAll(filepath.Dir(at), 0o755))
		must(t, os.WriteFile(at, []byte(data), 0o644))
	}
}

func readTree(t *testing.T, dir string) files {
	t.Helper()
	got := files{}
	must(t, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(p, dir), string(filepath.Separator)))
		switch {
		case d.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(p)
			got[name] = "-> " + target
			return err
		case d.IsDir():
			entries, err := os.ReadDir(p)
			if err == nil && len(entries) == 0 && name != "" {
				got[name+"/"] = ""
			}
			return err
		}
		data, err := os.ReadFile(p)
		got[name] = string(data)
		return err
	}))
	return got
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// put hands over all the files, which is the same for a Writer and a Checker.
func put(p interface {
	Put(string, []byte) (output.File, error)
}, in files) (out []output.File, err error) {
	for name, data := range in {
		f, err := p.Put(name, []byte(data))
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// generate is a whole run.
func generate(dir string, in files, keep output.Keep) (output.Result, error) {
	w, err := output.Begin(dir)
	if err != nil {
		return output.Result{}, err
	}
	list, err := put(w, in)
	if err != nil {
		return output.Result{}, errors.Join(err, w.Close())
	}
	result, err := w.Commit(list, keep)
	return result, errors.Join(err, w.Close())
}

func TestCommit(t *testing.T) {
	a, a2, b := own("a.txt", "package a\n"), own("a.txt", "package a // new\n"), own("b.txt", "package b\n")
	tests := []struct {
		name         string
		before, made files
		keep         output.Keep
		want         files
		result       output.Result
	}{
		{name: "empty folder", made: files{"x/a.go": a, "x/y/b.go": b},
			want: files{"x/a.go": a, "x/y/b.go": b}, result: output.Result{Written: 2}},
		{name: "nothing changed", before: files{"x/a.go": a}, made: files{"x/a.go": a},
			want: files{"x/a.go": a}, result: output.Result{Unchanged: 1}},
		{name: "changed, stale and new", before: files{"x/a.go": a, "x/y/b.go": b}, made: files{"x/a.go": a2, "z/c.go": b},
			want: files{"x/a.go": a2, "z/c.go": b}, result: output.Result{Written: 2, Removed: 1}},
		{name: "a person's files stay", before: files{"x/b.go": b, "x/mine.go": "package x\n", "README.md": "hello", "empty/": ""},
			made:   files{"x/a.go": a},
			want:   files{"x/a.go": a, "x/mine.go": "package x\n", "README.md": "hello", "empty/": ""},
			result: output.Result{Written: 1, Removed: 1}},
		{name: "a header further down is a person's", before: files{"x/b.go": "package x\n" + b}, made: files{"a.go": a},
			want: files{"x/b.go": "package x\n" + b, "a.go": a}, result: output.Result{Written: 1}},
		{name: "stale with Windows line ends", before: files{"b.go": strings.ReplaceAll(b, "\n", "\r\n")}, made: files{"a.go": a},
			want: files{"a.go": a}, result: output.Result{Written: 1, Removed: 1}},
		{name: "keep", before: files{"x/a.go": a, "x/b.go": b}, made: files{"c.go": a},
			keep: func(path, source string) bool { return source == "b.txt" && path == "x/b.go" },
			want: files{"x/b.go": b, "c.go": a}, result: output.Result{Written: 1, Removed: 1}},
		{name: "hidden folders and other output folders", before: files{".git/b.go": b, "other/topgen.lock": "", "other/b.go": b},
			made: files{"a.go": a},
			want: files{".git/b.go": b, "other/topgen.lock": "", "other/b.go": b, "a.go": a}, result: output.Result{Written: 1}},
		{name: "all removed", before: files{"x/y/a.go": a}, made: files{}, want: files{}, result: output.Result{Removed: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			tt.before.write(t, dir)
			result, err := generate(dir, tt.made, tt.keep)
			must(t, err)
			if diff := cmp.Diff(tt.want, readTree(t, dir)); diff != "" {
				t.Errorf("tree differs (-want +got):\n%s", diff)
			}
			if result != tt.result {
				t.Errorf("result %+v, want %+v", result, tt.result)
			}
		})
	}
}

// Where nothing changes, nothing is written: not even times change.
// TestNewFolders: a folder that is not there comes as a whole, with the files that are
// committed and no others, whatever else was put into it.
func TestNewFolders(t *testing.T) {
	first, second := own("a", "first\n"), own("b", "second\n")
	for _, tt := range []struct {
		name string
		made [][2]string // names and contents, in the order in which they are put
		used []int       // which of them are committed
		want files
	}{
		{"all", [][2]string{{"x/a.go", first}, {"x/y/b.go", first}, {"z.go", first}}, []int{0, 1, 2},
			files{"x/a.go": first, "x/y/b.go": first, "z.go": first, "old/a.go": first}},
		{"not all", [][2]string{{"x/a.go", first}, {"x/y/b.go", first}, {"old/new/c.go", first}}, []int{0},
			files{"x/a.go": first, "old/a.go": first}},
		{"the first of one name", [][2]string{{"x/a.go", first}, {"x/a.go", second}}, []int{0}, files{"x/a.go": first, "old/a.go": first}},
		{"the second of one name", [][2]string{{"x/a.go", first}, {"x/a.go", second}}, []int{1}, files{"x/a.go": second, "old/a.go": first}},
		{"the second of one name, where a folder is", [][2]string{{"old/a.go", first}, {"old/b.go", first}, {"old/b.go", second}}, []int{0, 2},
			files{"old/a.go": first, "old/b.go": second}},
		{"none", [][2]string{{"x/y/a.go", first}, {"old/a.go", first}}, []int{1}, files{"old/a.go": first}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			files{"old/a.go": first}.write(t, dir)
			w, err := output.Begin(dir)
			must(t, err)
			var put []output.File
			for _, f := range tt.made {
				done, err := w.Put(f[0], []byte(f[1]))
				must(t, err)
				put = append(put, done)
			}
			list := []output.File{output.Current("old/a.go", output.SumOf([]byte(first)))}
			for _, i := range tt.used {
				if put[i].Path != list[0].Path {
					list = append(list, put[i])
				}
			}
			_, err = w.Commit(list, nil)
			must(t, err)
			must(t, w.Close())
			if diff := cmp.Diff(tt.want, readTree(t, dir)); diff != "" {
				t.Errorf("tree differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNewFolderInTheWay: what somebody makes while a run is at work is not touched.
func TestNewFolderInTheWay(t *testing.T) {
	dir := t.TempDir()
	w, err := output.Begin(dir)
	must(t, err)
	list, err := put(w, files{"x/a.go": own("a", "a\n")})
	must(t, err)
	mine := files{"x/mine.go": "mine\n"}
	mine.write(t, dir)
	if _, err := w.Commit(list, nil); !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), "/x") {
		t.Errorf("error %v, want one that names the folder", err)
	}
	must(t, w.Close())
	if diff := cmp.Diff(mine, readTree(t, dir)); diff != "" {
		t.Errorf("tree differs (-want +got):\n%s", diff)
	}
}

func TestCommitWritesNothing(t *testing.T) {
	dir := t.TempDir()
	in := files{"x/a.go": own("a.txt", "package x\n")}
	_, err := generate(dir, in, nil)
	must(t, err)
	before, err := os.Stat(filepath.Join(dir, "x"))
	must(t, err)
	must(t, os.Chmod(dir, 0o555))
	must(t, os.Chmod(filepath.Join(dir, "x"), 0o555))
	defer os.Chmod(dir, 0o755)
	defer os.Chmod(filepath.Join(dir, "x"), 0o755)
	result, err := generate(dir, in, nil)
	must(t, err)
	after, err := os.Stat(filepath.Join(dir, "x"))
	must(t, err)
	if result.Written != 0 || !before.ModTime().Equal(after.ModTime()) {
		t.Errorf("result %+v, folder changed at %v and %v", result, before.ModTime(), after.ModTime())
	}
}

func TestFolderIsMadeAndUnmade(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "deep", "out")
	w, err := output.Begin(dir)
	must(t, err)
	_, err = w.Put("a.go", []byte(own("a", "")))
	must(t, err)
	must(t, w.Close())
	if diff := cmp.Diff(files{}, readTree(t, base)); diff != "" {
		t.Errorf("a run without commit leaves (-want +got):\n%s", diff)
	}
	_, err = generate(dir, files{"a.go": own("a", "")}, nil)
	must(t, err)
	if diff := cmp.Diff(files{"deep/out/a.go": own("a", "")}, readTree(t, base)); diff != "" {
		t.Errorf("tree differs (-want +got):\n%s", diff)
	}
}

// What cannot be written is said, and nothing at all is changed.
func TestRefusals(t *testing.T) {
	a := own("a.txt", "package a\n")
	old := own("a.txt", "package old\n")
	tests := []struct {
		name   string
		before files
		link   [2]string // name and target
		made   files
		want   string
	}{
		{name: "a person's file", before: files{"x/a.go": "package x\n"}, made: files{"x/a.go": a, "x/b.go": a},
			want: "out/x/a.go was not written by topgen"},
		{name: "a person's empty file", before: files{"x/a.go": ""}, made: files{"x/a.go": a}, want: "out/x/a.go was not written by topgen"},
		{name: "a person's file in other case", before: files{"x/A.go": "package x\n"}, made: files{"x/a.go": a},
			want: "out/x/A.go was not written by topgen"},
		{name: "equal but for case", made: files{"x/a.go": a, "x/A.go": old}, want: "are one file where case does not count"},
		{name: "a folder in the way", before: files{"x/a.go/": ""}, made: files{"x/a.go": a}, want: "out/x/a.go is a folder"},
		{name: "a file in the way", before: files{"x": old}, made: files{"x/a.go": a}, want: "out/x is in the way of out/x/a.go"},
		{name: "a link to a file", before: files{"b.go": old}, link: [2]string{"a.go", "b.go"}, made: files{"a.go": a},
			want: "out/a.go is a symbolic link"},
		{name: "a link that leads out", link: [2]string{"a.go", "/etc/passwd"}, made: files{"a.go": a}, want: "out/a.go is a symbolic link"},
		{name: "a dangling link", link: [2]string{"a.go", "nowhere"}, made: files{"a.go": a}, want: "out/a.go is a symbolic link"},
		{name: "a link to a folder", before: files{"y/b.go": old}, link: [2]string{"x", "y"}, made: files{"x/a.go": a},
			want: "out/x is a symbolic link"},
		{name: "a linked folder outside", link: [2]string{"x", "../.."}, made: files{"x/a.go": a}, want: "out/x is a symbolic link"},
		{name: "a linked stage", link: [2]string{".topgen", "."}, made: files{"a.go": a}, want: "out/.topgen is no folder of topgen's"},
		{name: "another output folder", before: files{"x/topgen.lock": ""}, made: files{"x/a.go": a}, want: "out/x has a topgen.lock of its own"},
		{name: "above", made: files{"../a.go": a}, want: "no path inside the output folder"},
		{name: "absolute", made: files{"/a.go": a}, want: "no path inside the output folder"},
		{name: "not clean", made: files{"x//a.go": a}, want: "no path inside the output folder"},
		{name: "backslash", made: files{`x\..\..\a.go`: a}, want: "no path inside the output folder"},
		{name: "hidden", made: files{".git/a.go": a}, want: "begins with a dot"},
		{name: "hidden, and there as it is made", before: files{"x/.a.go": a}, made: files{"x/.a.go": a}, want: "begins with a dot"},
		{name: "hidden at the top, and there", before: files{".a.go": a}, made: files{".a.go": a}, want: "begins with a dot"},
		{name: "backslash, and there", before: files{`x\a.go`: a}, made: files{`x\a.go`: a}, want: "no path inside the output folder"},
		{name: "no name", made: files{"": a}, want: "no path inside the output folder"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			base := t.TempDir()
			t.Chdir(base)
			if tt.before == nil {
				tt.before = files{}
			}
			tt.before["stale.go"] = old
			tt.before.write(t, "out")
			if tt.link[0] != "" {
				must(t, os.Symlink(tt.link[1], filepath.Join("out", tt.link[0])))
			}
			before := readTree(t, base)
			_, err := generate("out", tt.made, nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
			if diff := cmp.Diff(before, readTree(t, base)); diff != "" {
				t.Errorf("the tree has changed (-before +after):\n%s", diff)
			}
		})
	}
}

// Links and other things that no file is written to are none of our business.
func TestOtherLinksStay(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Symlink("/etc/passwd", filepath.Join(dir, "passwd.go")))
	must(t, os.Symlink("..", filepath.Join(dir, "up")))
	_, err := generate(dir, files{"a.go": own("a", "")}, nil)
	must(t, err)
	want := files{"passwd.go": "-> /etc/passwd", "up": "-> ..", "a.go": own("a", "")}
	if diff := cmp.Diff(want, readTree(t, dir)); diff != "" {
		t.Errorf("tree differs (-want +got):\n%s", diff)
	}
}

func TestTwoRuns(t *testing.T) {
	dir := t.TempDir()
	w, err := output.Begin(dir)
	must(t, err)
	if _, err := output.Begin(dir); err == nil || !strings.Contains(err.Error(), "another topgen is writing to") {
		t.Errorf("error %v, want one that tells of the other run", err)
	}
	must(t, w.Close())
	w, err = output.Begin(dir)
	must(t, err)
	must(t, w.Close())
}

// Of runs that begin at once where there is no folder yet, one does its work;
// none takes the folder away from another.
func TestRunsRaceForTheFolder(t *testing.T) {
	want := files{"x/a.go": own("a", "")}
	for range 100 {
		dir := filepath.Join(t.TempDir(), "a", "out")
		var wg sync.WaitGroup
		var done atomic.Int64
		for range 4 {
			wg.Go(func() {
				switch _, err := generate(dir, want, nil); {
				case err == nil:
					done.Add(1)
				case !strings.Contains(err.Error(), "another topgen is writing to"):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if done.Load() == 0 {
			t.Fatal("no run has done its work")
		}
		if diff := cmp.Diff(want, readTree(t, dir)); diff != "" {
			t.Fatalf("tree differs (-want +got):\n%s", diff)
		}
	}
}

// The workers of one run put files at the same time.
func TestPutConcurrently(t *testing.T) {
	dir := t.TempDir()
	w, err := output.Begin(dir)
	must(t, err)
	const n = 100
	list := make([]output.File, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			var err error
			if list[i], err = w.Put(fmt.Sprintf("p%d/a.go", i%7+10*i), fmt.Appendf(nil, "%s\n%d\n", output.Header, i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	result, err := w.Commit(list, nil)
	must(t, err)
	must(t, w.Close())
	if result.Written != n || len(readTree(t, dir)) != n {
		t.Errorf("%+v, %d files on disk, want %d", result, len(readTree(t, dir)), n)
	}
	for i, f := range list {
		data, err := os.ReadFile(filepath.Join(dir, f.Path))
		must(t, err)
		if string(data) != fmt.Sprintf("%s\n%d\n", output.Header, i) {
			t.Errorf("%s has the contents of another file: %q", f.Path, data)
		}
	}
}

func TestChecker(t *testing.T) {
	base := t.TempDir()
	t.Chdir(base)
	before := files{
		"x/same.go": own("a", "same\n"), "x/changed.go": own("a", "one\ntwo\nthree\n"), "x/extra.go": own("b", "extra\n"),
		"x/mine.go": "package x\n", "x/kept.go": own("c", "kept\n"),
	}
	before.write(t, "out")
	c, err := output.NewChecker("out")
	must(t, err)
	defer c.Close()
	list, err := put(c, files{"x/same.go": own("a", "same\n"), "x/changed.go": own("a", "one\n2\nthree\n"), "y/missing.go": "new\n"})
	must(t, err)
	var out bytes.Buffer
	n, err := c.Diff(&out, list, func(path, _ string) bool { return path == "x/kept.go" })
	must(t, err)
	want := `diff out/x/changed.go out/x/changed.go
--- out/x/changed.go
+++ out/x/changed.go
@@ -2,5 +2,5 @@
 // Source: a
 
 one
-two
+2
 three
diff out/x/extra.go /dev/null
--- out/x/extra.go
+++ /dev/null
@@ -1,4 +0,0 @@
-// Code generated by topgen. DO NOT EDIT.
-// Source: b
-
-extra
diff /dev/null out/y/missing.go
--- /dev/null
+++ out/y/missing.go
@@ -0,0 +1,1 @@
+new
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("diff differs (-want +got):\n%s", diff)
	}
	if n != 3 {
		t.Errorf("%d files differ, want 3", n)
	}
	if diff := cmp.Diff(before, readTree(t, "out")); diff != "" {
		t.Errorf("a check changed the tree:\n%s", diff)
	}
}

func TestCheckerOfNoFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	t.Setenv("TMPDIR", t.TempDir())
	c, err := output.NewChecker(dir)
	must(t, err)
	list, err := put(c, files{"a.go": ""})
	must(t, err)
	var out bytes.Buffer
	if n, err := c.Diff(&out, list, nil); n != 1 || err != nil || !strings.Contains(out.String(), "--- /dev/null") {
		t.Errorf("Diff = %d, %v, %q; want one missing file", n, err, out.String())
	}
	must(t, c.Close())
	if _, err := os.Stat(dir); err == nil {
		t.Error("the check has made the folder")
	}
	if left := readTree(t, os.TempDir()); len(left) > 0 {
		t.Errorf("the check leaves temporary files: %v", left)
	}
}

func TestCheckerRefusals(t *testing.T) {
	dir := t.TempDir()
	files{"a.go": "mine\n"}.write(t, dir)
	c, err := output.NewChecker(dir)
	must(t, err)
	defer c.Close()
	list, err := put(c, files{"a.go": own("a", "")})
	must(t, err)
	if _, err := c.Diff(&bytes.Buffer{}, list, nil); err == nil || !strings.Contains(err.Error(), "was not written by topgen") {
		t.Errorf("error %v, want the one that generate gives", err)
	}
}

func TestSumText(t *testing.T) {
	sum := output.SumOf([]byte("x"))
	var got output.Sum
	if err := got.UnmarshalText([]byte(sum.String())); err != nil || got != sum {
		t.Errorf("%v comes back as %v, %v", sum, got, err)
	}
	for _, bad := range []string{"", "12", sum.String() + "00", strings.Repeat("g", 64)} {
		if err := got.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q passes for a sum", bad)
		}
	}
}

// A clone that has the line ends of Windows is current, and stays as it is; only
// what differs in something else is shown, and written anew.
func TestLineEnds(t *testing.T) {
	windows := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	long := own("a.txt", strings.Repeat("x", 64<<10-len(windows(own("a.txt", "")))-1)+"\nmore\n") // a line end across two reads
	a, b := own("a.txt", "package a\n"), own("b.txt", "package b\n\nvar b = 1\n")
	dir := t.TempDir()
	clone := files{"a.go": windows(a), "b.go": windows(strings.Replace(b, "1", "2", 1)), "long.go": windows(long), "cr.go": strings.ReplaceAll(a, "\n", "\r")}
	clone.write(t, dir)
	made := files{"a.go": a, "b.go": b, "long.go": long}

	c, err := output.NewChecker(dir)
	must(t, err)
	defer c.Close()
	list, err := put(c, made)
	must(t, err)
	var diff bytes.Buffer
	differ, err := c.Diff(&diff, list, nil)
	must(t, err)
	if lines := strings.Count(diff.String(), "\n+") + strings.Count(diff.String(), "\n-"); differ != 1 || lines != 4 { // with the two of names
		t.Errorf("%d files differ, want only b.go, in one line:\n%s", differ, diff.String())
	}
	result, err := generate(dir, made, nil)
	must(t, err)
	if result != (output.Result{Written: 1, Unchanged: 2}) {
		t.Errorf("result %+v, want b.go written and the others unchanged", result)
	}
	clone["b.go"] = b
	if diff := cmp.Diff(clone, readTree(t, dir)); diff != "" {
		t.Errorf("files differ (-want +got):\n%s", diff)
	}
}

// Whatever its size, a file is current only as a whole.
func TestSame(t *testing.T) {
	const buffer = 64 << 10 // which files are read through
	for _, size := range []int{0, 1, buffer - 1, buffer, buffer + 1, 2 * buffer, 3*buffer + 1} {
		dir, text := t.TempDir(), strings.Repeat("x", size)
		onDisk := files{"same.go": text, "longer.go": text + "y", "shorter.go": text[:max(size-1, 0)], "changed.go": text[:max(size-1, 0)] + "y"}
		onDisk.write(t, dir)
		tree, err := output.Open(dir)
		must(t, err)
		for _, name := range []string{"same.go", "longer.go", "shorter.go", "changed.go", "gone.go"} {
			want := name == "same.go" || name == "shorter.go" && size == 0
			if same, err := tree.Same(name, output.SumOf([]byte(text))); same != want || err != nil {
				t.Errorf("%s of %d bytes is the same: %v, %v; want %v", name, size, same, err, want)
			}
		}
		must(t, tree.Close())
	}
}

// Only "\r\n" is a line end: in Go code a lone "\r" makes two lines one.
func TestSumOf(t *testing.T) {
	if output.SumOf([]byte("a\r\nb\r\n")) != output.SumOf([]byte("a\nb\n")) {
		t.Error("line ends count")
	}
	for _, other := range []string{"a\rb\n", "ab\n", "a\r\r\nb\n", "a\nb\n\r"} {
		if output.SumOf([]byte(other)) == output.SumOf([]byte("a\nb\n")) {
			t.Errorf("%q passes for two lines", other)
		}
	}
}
