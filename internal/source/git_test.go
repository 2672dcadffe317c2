package source_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testenv"
)

// inRepository changes to an empty git repository and returns a function that
// runs git there.
func inRepository(t *testing.T) (git func(args ...string)) {
	t.Helper()
	git = testenv.Git(t)
	t.Chdir(t.TempDir())
	git("init", "--quiet", "--initial-branch=main")
	return git
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestGit(t *testing.T) {
	git := inRepository(t)
	writeFile(t, "docs/b.txt", "old b")
	writeFile(t, "docs/sub/a b.HTML", "old a")
	writeFile(t, "docs/empty.json", "")
	writeFile(t, "docs/new\nline.txt", "line")
	writeFile(t, "docs/README.md", "no page")
	writeFile(t, "docs/.hidden/x.txt", "hidden")
	writeFile(t, "docs/huge.txt", strings.Repeat("x", source.MaxSize+1))
	writeFile(t, "elsewhere/real.txt", "linked")
	links := map[string]string{"docs/link.txt": "../elsewhere/real.txt", "docs/folder.txt": "../elsewhere", "docs/folder": "../elsewhere",
		"docs/.folder": "../elsewhere", "docs/notes.md": "../elsewhere/real.txt", "docs/gone": "nowhere", "pages": "docs/sub"}
	for link, target := range links {
		if err := os.Symlink(target, link); err != nil {
			t.Skipf("no links here: %v", err)
		}
	}
	git("add", ".")
	git("update-index", "--add", "--cacheinfo", "160000,1234567890123456789012345678901234567890,docs/sub/module")
	git("commit", "--quiet", "-m", "old")
	git("tag", "v1")
	writeFile(t, "docs/b.txt", "new b")
	git("rm", "--quiet", "docs/empty.json")
	git("commit", "--quiet", "-am", "new")
	writeFile(t, "docs/b.txt", "not committed")

	for _, tt := range []struct {
		name, arg string
		want      []string // path, path in the folder, content
	}{
		{"a folder", "git:v1:docs", []string{
			"git:v1:docs/b.txt|b.txt|old b",
			"git:v1:docs/empty.json|empty.json|",
			"git:v1:docs/folder|folder|it is a link, and links to folders are not followed",
			"git:v1:docs/folder.txt|folder.txt|it is a link, and links to folders are not followed",
			"git:v1:docs/gone|gone|it is a link that leads nowhere",
			"git:v1:docs/huge.txt|huge.txt|it has more than the 32 MiB that a page may have",
			"git:v1:docs/link.txt|link.txt|linked",
			"git:v1:docs/new\nline.txt|new\nline.txt|line",
			"git:v1:docs/sub/a b.HTML|sub/a b.HTML|old a",
			"git:v1:docs/sub/module|sub/module|it is a submodule, whose pages are in a repository of their own",
		}},
		{"with a slash", "git:HEAD~1:docs/sub/", []string{
			"git:HEAD~1:docs/sub/a b.HTML|a b.HTML|old a",
			"git:HEAD~1:docs/sub/module|module|it is a submodule, whose pages are in a repository of their own",
		}},
		{"a linked folder that was named", "git:HEAD~1:pages", []string{
			"git:HEAD~1:pages/a b.HTML|a b.HTML|old a",
			"git:HEAD~1:pages/module|module|it is a submodule, whose pages are in a repository of their own",
		}},
		{"a file", "git:main:docs/b.txt", []string{"git:main:docs/b.txt|b.txt|new b"}},
		{"a link", "git:main:docs/link.txt", []string{"git:main:docs/link.txt|link.txt|linked"}},
		{"a link to a folder, of any name", "git:main:docs/folder.txt", []string{"git:main:docs/folder.txt/real.txt|real.txt|linked"}},
		{"the root", "git:main:", []string{
			"git:main:docs/b.txt|docs/b.txt|new b",
			"git:main:docs/folder|docs/folder|it is a link, and links to folders are not followed",
			"git:main:docs/folder.txt|docs/folder.txt|it is a link, and links to folders are not followed",
			"git:main:docs/gone|docs/gone|it is a link that leads nowhere",
			"git:main:docs/huge.txt|docs/huge.txt|it has more than the 32 MiB that a page may have",
			"git:main:docs/link.txt|docs/link.txt|linked",
			"git:main:docs/new\nline.txt|docs/new\nline.txt|line",
			"git:main:docs/sub/a b.HTML|docs/sub/a b.HTML|old a",
			"git:main:elsewhere/real.txt|elsewhere/real.txt|linked",
			"git:main:pages|pages|it is a link, and links to folders are not followed",
		}},
		{"a revision with spaces", "git:main^{/new}:elsewhere", []string{"git:main^{/new}:elsewhere/real.txt|real.txt|linked"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, gitPages(t, tt.arg)); diff != "" {
				t.Errorf("pages differ (-want +got):\n%s", diff)
			}
		})
	}

	t.Chdir("docs/sub")
	for arg, want := range map[string][]string{
		"git:v1:./a b.HTML":      {"git:v1:./a b.HTML|a b.HTML|old a"},
		"git:v1:.":               {"git:v1:./a b.HTML|a b.HTML|old a", "git:v1:./module|module|it is a submodule, whose pages are in a repository of their own"},
		"git:v1:../../elsewhere": {"git:v1:../../elsewhere/real.txt|real.txt|linked"},
		"git:v1:docs/sub":        {"git:v1:docs/sub/a b.HTML|a b.HTML|old a", "git:v1:docs/sub/module|module|it is a submodule, whose pages are in a repository of their own"},
	} {
		if diff := cmp.Diff(want, gitPages(t, arg)); diff != "" {
			t.Errorf("%s from within a folder (-want +got):\n%s", arg, diff)
		}
	}
}

// gitPages lists the pages of a revision, with what is in them.
func gitPages(t *testing.T, arg string) []string {
	t.Helper()
	files, err := source.Git(t.Context(), arg)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range files {
		data, err := f.Read()
		text := string(data)
		if err != nil {
			text = err.Error()
		}
		got = append(got, f.Path+"|"+f.Rel+"|"+text)
	}
	return got
}

func TestGitRefuses(t *testing.T) {
	git := inRepository(t)
	writeFile(t, "docs/a.txt", "a")
	git("add", ".")
	git("commit", "--quiet", "-m", "old")
	if err := os.Symlink("nowhere.txt", "dangling"); err != nil {
		t.Skipf("no links here: %v", err)
	}
	must(t, os.Symlink("/etc/hosts", "docs/outside.txt"))
	git("add", ".")
	git("commit", "--quiet", "-m", "links")
	if diff := cmp.Diff([]string{"git:HEAD:docs/a.txt|a.txt|a", "git:HEAD:docs/outside.txt|outside.txt|it is a link to /etc/hosts, which is not in the repository"},
		gitPages(t, "git:HEAD:docs")); diff != "" {
		t.Errorf("pages differ (-want +got):\n%s", diff)
	}
	for arg, want := range map[string]string{
		"git:HEAD":                  "git:HEAD: want git:REVISION:PATH, such as git:HEAD:docs",
		"git::docs":                 "git::docs: want git:REVISION:PATH, such as git:HEAD:docs",
		"HEAD:docs":                 "HEAD:docs: want git:REVISION:PATH, such as git:HEAD:docs",
		"git:nonsense:docs":         "git:nonsense:docs: the repository has no revision nonsense (a shallow clone may lack it: git fetch)",
		"git:--all:docs":            "git:--all:docs: the repository has no revision --all (a shallow clone may lack it: git fetch)",
		"git:HEAD:pages":            "git:HEAD:pages: revision HEAD has no file or folder pages",
		"git:HEAD:docs/a.txt/b":     "git:HEAD:docs/a.txt/b: revision HEAD has no file or folder docs/a.txt/b",
		"git:HEAD:dangling":         "git:HEAD:dangling: dangling: it is a link that leads nowhere",
		"git:HEAD:docs/outside.txt": "git:HEAD:docs/outside.txt: docs/outside.txt: it is a link to /etc/hosts, which is not in the repository",
	} {
		_, err := source.Git(t.Context(), arg)
		if err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", arg, err, want)
		}
	}

	t.Chdir(t.TempDir())
	if _, err := source.Git(t.Context(), "git:HEAD:docs"); err == nil || !strings.HasPrefix(err.Error(), "git:HEAD:docs: the current folder is in no git repository") {
		t.Errorf("outside of a repository: error %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := source.Git(cancelled, "git:HEAD:docs"); err == nil {
		t.Error("a cancelled call succeeds")
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := source.Git(t.Context(), "git:HEAD:docs"); err == nil || err.Error() != "git:HEAD:docs: there is no git command to read it with" {
		t.Errorf("without git: error %v", err)
	}
}
