package cli

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// nextSteps is what init says in a module that has nothing of topgen's.
const nextSteps = `
Next:
  go get -tool github.com/topgen/topgen/cmd/topgen  # pins this version of topgen in go.mod
  go tool topgen fetch METHOD                       # or put pages into docs/pages yourself: text, HTML or JSON
  go generate ./...                                 # makes the bindings
  go mod tidy                                       # brings what they import
  go test ./...                                     # all of it
`

// inFolder makes files in a new folder and goes there.
func inFolder(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("GOWORK", "")
	for name, text := range files {
		write(t, name, text)
	}
}

func TestInit(t *testing.T) {
	inFolder(t, map[string]string{"go.mod": "module example.com/shop\n"})
	topgen(t, "init").want(t, 0, "made topgen.yaml\nmade docs/pages\nmade topgen.go\n", nextSteps)
	made := tree(t, ".")
	want := []string{"go.mod", "topgen.go", "topgen.yaml"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(made))); diff != "" {
		t.Errorf("files differ (-want +got):\n%s", diff)
	}
	for _, line := range []string{"//go:build generate\n", "\npackage main\n", "\n" + generateLine + "\n"} {
		if !strings.Contains(made["topgen.go"], line) {
			t.Errorf("topgen.go has no line %q:\n%s", line, made["topgen.go"])
		}
	}

	write(t, "topgen.yaml", made["topgen.yaml"]+"# mine\n")
	before := tree(t, ".")
	topgen(t, "init", "--quiet").want(t, 0, `topgen.yaml is there already, and is left as it is
docs/pages is there already, and is left as it is
topgen.go has a go:generate line for topgen already, and is left as it is
`, "")
	if diff := cmp.Diff(before, tree(t, ".")); diff != "" {
		t.Errorf("a second init changes files:\n%s", diff)
	}

	write(t, "docs/pages/a.txt", page("taobao.demo.item.get"))
	topgen(t, "generate").want(t, 0, "", "1 page in 1 package: 6 files written, *") // what init wrote holds
	topgen(t, "check").want(t, 0, "", "")
}

// What is there already is kept, and what follows from it is said.
func TestInitBesideOthers(t *testing.T) {
	tests := []struct {
		name     string
		files    map[string]string
		out, err string
		generate string // what topgen.go is to begin with; "" if it is not to be
	}{
		{name: "a package", files: map[string]string{"shop.go": "package shop\n", "shop_test.go": "package shop_test\n", "gen.go": "//go:build ignore\n\npackage main\n"},
			out: "made topgen.yaml\nmade docs/pages\nmade topgen.go\n", err: nextSteps, generate: "package shop\n"},
		{name: "a package in the making", files: map[string]string{"shop.go": "package shop\n", "main.go": "package main\n"},
			out: "made topgen.yaml\nmade docs/pages\nmade topgen.go\n", err: nextSteps, generate: "//go:build generate\n"},
		{name: "a line in another file", files: map[string]string{"main.go": "package main\n\n//go:generate go run github.com/topgen/topgen/cmd/topgen@v0.1.0 generate --quiet\n"},
			out: "made topgen.yaml\nmade docs/pages\nmain.go has a go:generate line for topgen already, and is left as it is\n", err: nextSteps},
		{name: "another topgen.go", files: map[string]string{"topgen.go": "package shop\n\n//go:generate stringer -type T\n"},
			out: "made topgen.yaml\nmade docs/pages\ntopgen.go is there already, and is left as it is\n",
			err: "put this line into it, or into another Go file of the folder: " + generateLine + "\n" + nextSteps, generate: "package shop\n\n//go:generate stringer"},
		{name: "a topgen.yaml", files: map[string]string{"topgen.yaml": "docs: api/pages\n"},
			out: "topgen.yaml is there already, and is left as it is\nmade api/pages\nmade topgen.go\n", err: strings.ReplaceAll(nextSteps, "docs/pages", "api/pages"), generate: "//go:build"},
		{name: "the tool", files: map[string]string{"go.mod": "module example.com/shop\n\ngo 1.26\n\ntool github.com/topgen/topgen/cmd/topgen\n"},
			out: "made topgen.yaml\nmade docs/pages\nmade topgen.go\n", err: "\nNext:\n  go tool topgen fetch METHOD  # or *", generate: "//go:build"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inFolder(t, map[string]string{"go.mod": "module example.com/shop\n"})
			for name, text := range tt.files {
				write(t, name, text)
			}
			topgen(t, "init").want(t, 0, tt.out, tt.err)
			after := tree(t, ".")
			for name, text := range tt.files {
				if after[name] != text {
					t.Errorf("%s has changed to\n%s", name, after[name])
				}
			}
			if got, ok := after["topgen.go"]; ok != (tt.generate != "") || !strings.HasPrefix(got, tt.generate) {
				t.Errorf("topgen.go is %q, want it to begin with %q", got, tt.generate)
			}
		})
	}
}

func TestInitWithoutModule(t *testing.T) {
	inFolder(t, nil)
	topgen(t, "init").want(t, 1, "", "topgen: there is no go.mod here or above: make a module with go mod init example.com/shop, and run topgen init again\n")
	write(t, "go.work", "go 1.26\n\nuse (\n\t./a\n\t./b\n)\n")
	write(t, "a/go.mod", "module example.com/a\n")
	topgen(t, "init").want(t, 1, "", "topgen: there is no go.mod here or above: run topgen init in a module of the workspace (a, b), or make one with go mod init example.com/shop\n")
	if left := tree(t, "."); len(left) != 2 {
		t.Errorf("files were made: %q", slices.Sorted(maps.Keys(left)))
	}
}

func TestInitRefuses(t *testing.T) {
	inFolder(t, map[string]string{"go.mod": "module example.com/shop\n", "docs/pages": "not a folder\n"})
	topgen(t, "init").want(t, 1, "made topgen.yaml\n*", "topgen: docs/pages, the folder for the pages, is a file: move it away, or name another folder in topgen.yaml\n")
	topgen(t, "init", "extra").want(t, 2, "", "*\nRun 'topgen init --help' for usage.\n")
}

// In a folder further down, and in a module of a workspace, all is made there.
func TestInitElsewhere(t *testing.T) {
	inFolder(t, map[string]string{
		"go.work": "go 1.26\n\nuse ./a\n", "a/go.mod": "module example.com/a\n\ngo 1.26\n\ntool github.com/topgen/topgen/cmd/topgen\n", "a/internal/x.go": "package internal\n",
		"b/go.mod": "module example.com/b\n", "a/internal/docs/pages/a.txt": page("taobao.demo.item.get"),
	})
	root, err := os.Getwd()
	must(t, err)
	t.Chdir(filepath.Join(root, "a/internal"))
	topgen(t, "init").want(t, 0, "made topgen.yaml\ndocs/pages is there already, and is left as it is\nmade topgen.go\n", "\nNext:\n  go tool topgen fetch *")
	topgen(t, "generate").want(t, 0, "", "1 page in 1 package: 6 files written, *")
	if text := tree(t, ".")["generated/taobao/demo/item_get_test.go"]; !strings.Contains(text, `"example.com/a/internal/generated/taobao/demo"`) {
		t.Errorf("the bindings are not in the folder of topgen.yaml:\n%.400s", text)
	}
	t.Chdir(filepath.Join(root, "b"))
	topgen(t, "init").want(t, 0, "*made topgen.go\n", "\nNext:\n  go work use .  * # the workspace does not use this module\n  go get -tool *")
}
