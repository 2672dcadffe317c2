//go:build unix

package output_test

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/testenv"
)

// helperEnv makes the test binary do one run of generate instead of the tests:
// its value is the lines that help takes.
const helperEnv = "TOPGEN_OUTPUT_HELPER"

func TestMain(m *testing.M) {
	if os.Getenv(helperEnv) == "" {
		os.Exit(m.Run())
	}
	if err := help(strings.Split(os.Getenv(helperEnv), "\n")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// help is the run in the other process: folder, version, and perhaps a limit
// to the size of a file.
func help(args []string) error {
	version, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	if len(args) > 2 {
		limit, err := strconv.ParseUint(args[2], 10, 64)
		if err != nil {
			return err
		}
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			return err
		}
	}
	_, err = generate(args[0], versionFiles(version), nil)
	return err
}

// versionFiles is what a run of that version makes. Two versions share some
// files, change some, and each has folders that the other has not.
func versionFiles(version int) files {
	out := files{"same/a.go": own("same", "always\n")}
	for i := range 40 {
		out[fmt.Sprintf("p%d/f%d.go", i%5, i)] = own("p", fmt.Sprintf("version %d\n%s", version, strings.Repeat("x", 2000)))
		out[fmt.Sprintf("v%d/deep/f%d.go", version%2, i)] = own("v", "only here\n")
	}
	return out
}

func command(t *testing.T, dir string, version int, more ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	must(t, err)
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), helperEnv+"="+strings.Join(append([]string{dir, strconv.Itoa(version)}, more...), "\n"))
	return cmd
}

var kills = flag.Int("kills", 60, "how many runs TestKill kills")

// TestKill kills runs at random moments. After each, the next run must find or
// make the tree wholly old or wholly new, and leave a person's file alone.
func TestKill(t *testing.T) {
	kills := *kills
	if testing.Short() {
		kills = min(kills, 10)
	}
	dir := filepath.Join(t.TempDir(), "out")
	mine := files{"p1/mine.go": "package p1\n", "notes.txt": "keep me\n"}
	mine.write(t, dir)
	start := time.Now()
	out, err := command(t, dir, 0).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	killer := testenv.NewKiller(time.Since(start))

	version, before, after, repaired := 0, 0, 0, 0
	for range kills {
		cmd := command(t, dir, version+1)
		killer.Kill(t, cmd)
		if _, err := os.Lstat(filepath.Join(dir, ".topgen")); err == nil {
			repaired++
		}
		w, err := output.Begin(dir) // what the next run does first
		must(t, err)
		must(t, w.Close())
		got := readTree(t, dir)
		if cmp.Equal(got, with(versionFiles(version+1), mine)) {
			version++
			after++
			continue
		}
		before++
		if diff := cmp.Diff(with(versionFiles(version), mine), got); diff != "" {
			t.Fatalf("after a kill the tree is neither old nor new (-old +got):\n%s", diff)
		}
	}
	t.Logf("%d kills: %d left the old tree, %d the new one, %d a tree that the next run repaired", kills, before, after, repaired)
}

func with(a, b files) files {
	for name, data := range b {
		a[name] = data
	}
	return a
}

// The states that a kill can leave, each built by hand, and what comes of them.
func TestRecover(t *testing.T) {
	oldFile, newFile := own("a", "old\n"), own("a", "new\n")
	const journal = `{"moves":[{"staged":1,"path":"a.go"},{"staged":2,"path":"x/y/b.go"}],"removes":["gone/c.go"]}`
	const whole = `{"moves":[{"staged":1,"path":"x"}]}`
	tests := []struct {
		name         string
		before, want files
		err          string
	}{
		{name: "staged, no journal", before: files{"a.go": oldFile, ".topgen/1": newFile}, want: files{"a.go": oldFile}},
		{name: "half a journal", before: files{"a.go": oldFile, ".topgen/1": newFile, ".topgen/journal.new": journal[:20]},
			want: files{"a.go": oldFile}},
		{name: "prepared", before: files{"a.go": oldFile, ".topgen/1": newFile, ".topgen/journal.new": journal, "x/y/.topgen-probe": "", "x/y/z.go": oldFile},
			want: files{"a.go": oldFile, "x/y/z.go": oldFile}},
		{name: "prepared over a file", before: files{"x": "mine\n", ".topgen/journal.new": journal}, want: files{"x": "mine\n"}},
		{name: "a folder staged, no journal", before: files{".topgen/1/y/b.go": newFile}, want: files{}},
		{name: "a folder, valid, nothing done", before: files{".topgen/1/y/b.go": newFile, ".topgen/journal": whole}, want: files{"x/y/b.go": newFile}},
		{name: "a folder, all done but the journal", before: files{"x/y/b.go": newFile, ".topgen/journal": whole}, want: files{"x/y/b.go": newFile}},
		{name: "a folder where one is since", before: files{"x/mine.go": "mine\n", ".topgen/1/y/b.go": newFile, ".topgen/journal": whole},
			err: "out/x was made while topgen was not running"},
		{name: "a folder where a file is since", before: files{"x": "mine\n", ".topgen/1/y/b.go": newFile, ".topgen/journal": whole},
			err: "out/x was made while topgen was not running"},
		{name: "a folder that leads out", before: files{".topgen/1/b.go": newFile, ".topgen/journal": `{"moves":[{"staged":1,"path":"../x"}]}`}, err: "no path inside"},
		{name: "valid, nothing done", before: files{"a.go": oldFile, "gone/c.go": oldFile, "x/y/": "", ".topgen/1": newFile, ".topgen/2": newFile,
			".topgen/journal": journal}, want: files{"a.go": newFile, "x/y/b.go": newFile}},
		{name: "half done", before: files{"a.go": newFile, "x/y/": "", ".topgen/2": newFile, ".topgen/journal": journal},
			want: files{"a.go": newFile, "x/y/b.go": newFile}},
		{name: "folder taken away since", before: files{"a.go": newFile, ".topgen/2": newFile, ".topgen/journal": journal},
			want: files{"a.go": newFile, "x/y/b.go": newFile}},
		{name: "all done but the journal", before: files{"a.go": newFile, "x/y/b.go": newFile, ".topgen/journal": journal},
			want: files{"a.go": newFile, "x/y/b.go": newFile}},
		{name: "all but a folder above one that is gone", before: files{"gone/": "", ".topgen/journal": `{"removes":["gone/deep/c.go"]}`}, want: files{}},
		{name: "a person's file since", before: files{"x/y/b.go": "mine\n", ".topgen/1": newFile, ".topgen/2": newFile, ".topgen/journal": journal},
			err: "out/x/y/b.go was not written by topgen"},
		{name: "a person's file to be removed", before: files{"gone/c.go": "mine\n", ".topgen/journal": journal},
			err: "out/gone/c.go was not written by topgen"},
		{name: "a journal that leads out", before: files{".topgen/1": newFile,
			".topgen/journal": `{"moves":[{"staged":1,"path":"../a.go"}]}`}, err: "no path inside"},
		{name: "no journal of ours", before: files{".topgen/journal": "hello"}, err: "the journal cannot be read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			tt.before.write(t, "out")
			if c, err := output.NewChecker("out"); err != nil {
				t.Fatal(err)
			} else if got, want := c.Interrupted(), tt.before[".topgen/journal"] != ""; got != want {
				t.Errorf("Interrupted() = %v, want %v", got, want)
			}
			w, err := output.Begin("out")
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("error %v, want one with %q", err, tt.err)
				}
				if diff := cmp.Diff(tt.before, readTree(t, "out")); diff != "" {
					t.Errorf("the tree has changed (-before +after):\n%s", diff)
				}
				return
			}
			must(t, err)
			must(t, w.Close())
			if diff := cmp.Diff(tt.want, readTree(t, "out")); diff != "" {
				t.Errorf("tree differs (-want +got):\n%s", diff)
			}
		})
	}
}

// A disk that takes no more: here a limit on the size of files.
func TestFullDisk(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "out")
	out, err := command(t, dir, 0).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	before := readTree(t, base)
	for _, limit := range []string{"0", "1000"} { // the first write fails; or the large files do
		out, err := command(t, dir, 1, limit).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "file too large") || !strings.Contains(string(out), "staging "+dir) {
			t.Errorf("limit %s: %v, %q; want an error that names the file and the cause", limit, err, out)
		}
		if diff := cmp.Diff(before, readTree(t, base)); diff != "" {
			t.Errorf("limit %s: the tree has changed (-before +after):\n%s", limit, diff)
		}
	}
}

// A folder that must not be changed, in the middle of the tree or at its top.
func TestReadOnly(t *testing.T) {
	base := t.TempDir()
	if os.Geteuid() == 0 {
		openTo(t, base)
	}
	for _, locked := range []string{"p3", "."} {
		dir := filepath.Join(base, "out"+locked)
		versionFiles(0).write(t, dir)
		must(t, filepath.Walk(dir, func(p string, _ os.FileInfo, err error) error {
			if err == nil && os.Geteuid() == 0 {
				err = os.Chown(p, nobody, nobody)
			}
			return err
		}))
		must(t, os.Chmod(filepath.Join(dir, locked), 0o555))
		before := readTree(t, base)
		cmd := command(t, dir, 1)
		if os.Geteuid() == 0 { // permissions mean nothing to root
			cmd.Path = copyFile(t, cmd.Path, filepath.Join(base, "helper"))
			before = readTree(t, base)
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
			cmd.Dir = base
		}
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "cannot be written to: permission denied") {
			t.Errorf("%s: %v, %q; want an error that names the folder and the cause", locked, err, out)
		}
		if diff := cmp.Diff(before, readTree(t, base)); diff != "" {
			t.Errorf("%s: the tree has changed (-before +after):\n%s", locked, diff)
		}
		must(t, os.Chmod(filepath.Join(dir, locked), 0o755))
	}
}

const nobody = 65534

// openTo lets everybody enter a folder of the test, or ends the test where the
// folder of temporary files is closed to others than root.
func openTo(t *testing.T, base string) {
	t.Helper()
	must(t, os.Chmod(base, 0o755))
	must(t, os.Chmod(filepath.Dir(base), 0o755))
	for dir := os.TempDir(); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		must(t, err)
		if info.Mode()&0o001 == 0 {
			t.Skipf("for root, this test needs a TMPDIR that others can enter, and %s is closed to them", dir)
		}
		if dir == filepath.Dir(dir) {
			return
		}
	}
}

func copyFile(t *testing.T, from, to string) string {
	t.Helper()
	in, err := os.Open(from)
	must(t, err)
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	must(t, err)
	_, err = io.Copy(out, in)
	must(t, err)
	must(t, out.Close())
	must(t, os.Chmod(to, 0o755)) // whatever the umask
	return to
}
