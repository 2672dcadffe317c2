//go:build unix

package source_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/topgen/topgen/internal/source"
)

// A pipe among the pages must not hang the run.
func TestReadPipe(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, syscall.Mkfifo("pipe.txt", 0o644))
	files, err := source.Find([]string{"."}, nil)
	must(t, err)
	if len(files) != 1 {
		t.Fatalf("%d files, want the pipe", len(files))
	}
	if _, err := files[0].Read(); err == nil {
		t.Error("no error for a pipe")
	}
}

// TestGitBreaksOff: a git that fails within what it says is an error that names the page.
func TestGitBreaksOff(t *testing.T) {
	git := inRepository(t)
	writeFile(t, "a.txt", "page")
	git("add", ".")
	git("commit", "--quiet", "-m", "a")
	path, err := exec.LookPath("git")
	must(t, err)
	bin := t.TempDir()
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	for script, want := range map[string]string{
		"exit 3":                     ":a.txt: git does not answer\nexit status 3",
		`printf '1234 blob 9\npage'`: ":a.txt: git breaks off: EOF",
		`echo nonsense; exec head -c 999999 /dev/zero`: ":a.txt: git cannot read it: nonsense",
		`printf '1234 blob 4\npage\n'; exit 3`:         ":a.txt: exit status 3",
	} {
		program := "#!/bin/sh\ncase \"$*\" in *'--batch '*) cat >/dev/null; " + script + ";; *) exec " + path + " \"$@\";; esac\n"
		must(t, os.WriteFile(filepath.Join(bin, "git"), []byte(program), 0o755))
		_, err := source.Git(t.Context(), "git:HEAD:a.txt")
		if err == nil || !strings.HasPrefix(err.Error(), "git:HEAD:a.txt: ") || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", script, err, want)
		}
	}
}
