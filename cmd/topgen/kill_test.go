//go:build unix

package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/testenv"
	"github.com/topgen/topgen/internal/testpage"
)

var kills = flag.Int("kills", 6, "how often TestKill kills the program")

// writeDocs makes the pages of a version: two versions share some methods, and
// each has some of its own.
func writeDocs(t *testing.T, dir string, version int) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		p := testpage.Page{Method: fmt.Sprintf("taobao.demo%d.item%d.get", i%6, i), Title: fmt.Sprintf("版本%d", version*(i%2))}
		if i%10 == 0 {
			p.Method = fmt.Sprintf("taobao.only%d.item%d.get", version, i)
		}
		if err := os.WriteFile(filepath.Join(dir, p.Method+".txt"), []byte(p.Text()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// versions makes the pages of two versions, docs0 and docs1, and what becomes
// of each: ref0 and ref1.
func versions(t *testing.T, exe, base string) (trees [2]map[string]string) {
	t.Helper()
	for version := range trees {
		docs, reference := filepath.Join(base, fmt.Sprint("docs", version)), filepath.Join(base, fmt.Sprint("ref", version))
		writeDocs(t, docs, version)
		if said, err := generateCommand(exe, docs, reference).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		trees[version] = tree(t, reference)
	}
	return trees
}

// generateCommand is a run over docs, without the cache of an earlier one.
func generateCommand(exe, docs, out string) *exec.Cmd {
	cmd := exec.Command(exe, "generate", "--quiet", "--docs", docs, "--out", out, "--module", "example.com/gen")
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(filepath.Dir(exe), "cache"), "HOME="+filepath.Dir(exe))
	return cmd
}

// tree returns the files below dir, less those of an interrupted run.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".topgen":
			return fs.SkipDir
		case d.IsDir(), d.Name() == ".topgen-probe":
			return nil
		}
		rel, _ := filepath.Rel(dir, name)
		if d.Type()&fs.ModeSymlink != 0 {
			to, err := os.Readlink(name)
			files[filepath.ToSlash(rel)] = "-> " + to
			return err
		}
		data, err := os.ReadFile(name)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestKill kills the program at random moments. Each time the tree is wholly
// the old one or wholly the new one, or the next run makes it so, and what a
// person put there is as it was.
func TestKill(t *testing.T) {
	exe := testenv.Topgen(t)
	base := t.TempDir()
	out := filepath.Join(base, "out")
	mine := map[string]string{"notes.txt": "keep me\n", "taobao/demo1/mine.go": "package demo1\n"}
	began := time.Now()
	want := versions(t, exe, base)
	killer := testenv.NewKiller(time.Since(began) / 2)
	for version := range want {
		for name, text := range mine {
			want[version][name] = text
		}
	}
	if cmp.Equal(want[0], want[1]) {
		t.Fatal("the versions do not differ")
	}
	run := func(version int) *exec.Cmd {
		return generateCommand(exe, filepath.Join(base, fmt.Sprint("docs", version)), out)
	}
	if said, err := run(0).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for name, text := range mine {
		if err := os.WriteFile(filepath.Join(out, filepath.FromSlash(name)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	version, old, fresh, repaired := 0, 0, 0, 0
	for n := range *kills {
		next := 1 - version
		cmd := run(next)
		var said bytes.Buffer
		cmd.Stderr = &said
		killer.Kill(t, cmd)
		got := tree(t, out)
		for name, text := range mine {
			if got[name] != text {
				t.Fatalf("kill %d: %s is not as it was: %q", n, name, got[name])
			}
		}
		switch {
		case cmp.Equal(got, want[version]):
			old++
		case cmp.Equal(got, want[next]):
			version = next
			fresh++
		default:
			if _, err := os.Stat(filepath.Join(out, ".topgen", "journal")); err != nil {
				t.Fatalf("kill %d: the tree is neither old nor new, and no journal says how to go on: %v (%s)", n, err, said.Bytes())
			}
			if text, err := run(next).CombinedOutput(); err != nil {
				t.Fatalf("kill %d: the next run does not repair: %v: %s", n, err, text)
			}
			if diff := cmp.Diff(want[next], tree(t, out)); diff != "" {
				t.Fatalf("kill %d: repaired tree differs (-want +got):\n%s", n, diff)
			}
			version = next
			repaired++
		}
	}
	t.Logf("%d kills: %d left the old tree, %d the new one, %d one that the next run repaired", *kills, old, fresh, repaired)
}

// TestRefusals: what is in the way is named, and the tree stays as it was.
func TestRefusals(t *testing.T) {
	exe := testenv.Topgen(t)
	for name, tt := range map[string]struct {
		prepare func(t *testing.T, base string)
		want    string
	}{
		"a link to a folder": {func(t *testing.T, base string) {
			link(t, filepath.Join(base, "outside"), filepath.Join(base, "out", "taobao"))
		}, "is a symbolic link"},
		"a link to a file": {func(t *testing.T, base string) {
			mkdir(t, filepath.Join(base, "out", "taobao", "demo1"))
			link(t, filepath.Join(base, "outside", "x"), filepath.Join(base, "out", "taobao", "demo1", "item1_get.go"))
		}, "is a symbolic link"},
		"another's file": {func(t *testing.T, base string) {
			mkdir(t, filepath.Join(base, "out", "taobao", "demo1"))
			write(t, filepath.Join(base, "out", "taobao", "demo1", "item1_get.go"), "package demo1\n")
		}, "was not written by topgen"},
		"a file for a folder": {func(t *testing.T, base string) {
			mkdir(t, filepath.Join(base, "out"))
			write(t, filepath.Join(base, "out", "taobao"), "x")
		}, "is in the way of"},
		"methods that differ in case": {func(t *testing.T, base string) {
			for _, method := range []string{"taobao.demo1.Item1.get", "taobao.demo1.item1.GET"} {
				write(t, filepath.Join(base, "docs", method+"-2.txt"), testpage.Page{Method: method}.Text())
			}
		}, "name-conflict"},
	} {
		t.Run(name, func(t *testing.T) {
			base := t.TempDir()
			writeDocs(t, filepath.Join(base, "docs"), 0)
			mkdir(t, filepath.Join(base, "outside"))
			write(t, filepath.Join(base, "outside", "x"), "not yours\n")
			tt.prepare(t, base)
			before := tree(t, base)
			said, err := generateCommand(exe, filepath.Join(base, "docs"), filepath.Join(base, "out")).CombinedOutput()
			if err == nil || !strings.Contains(string(said), tt.want) {
				t.Errorf("%v, %q; want an error with %q", err, said, tt.want)
			}
			if diff := cmp.Diff(before, tree(t, base)); diff != "" {
				t.Errorf("the tree has changed (-before +after):\n%s", diff)
			}
		})
	}
}

// TestTwoRuns: of two runs over one folder each either does its work or says
// that the other is at it, and the tree is whole.
func TestTwoRuns(t *testing.T) {
	exe := testenv.Topgen(t)
	base := t.TempDir()
	docs, out := filepath.Join(base, "docs"), filepath.Join(base, "out")
	writeDocs(t, docs, 0)
	if said, err := generateCommand(exe, docs, filepath.Join(base, "ref")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for range 5 {
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
		var said [2]bytes.Buffer
		var cmds [2]*exec.Cmd
		for i := range cmds {
			cmds[i] = generateCommand(exe, docs, out)
			cmds[i].Stderr = &said[i]
			if err := cmds[i].Start(); err != nil {
				t.Fatal(err)
			}
		}
		done := 0
		for i, cmd := range cmds {
			if cmd.Wait() == nil {
				done++
			} else if !strings.Contains(said[i].String(), "another") {
				t.Errorf("a run failed for another reason: %s", said[i].Bytes())
			}
		}
		if done == 0 {
			t.Error("both runs failed")
		}
		if diff := cmp.Diff(tree(t, filepath.Join(base, "ref")), tree(t, out)); diff != "" {
			t.Errorf("the tree differs (-want +got):\n%s", diff)
		}
	}
}

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, name string) {
	t.Helper()
	mkdir(t, filepath.Dir(name))
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}
