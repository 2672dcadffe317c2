package cli

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What stands beside the folder of pages does not count.
func TestDefaultFolders(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/notes.txt": "call Li on Monday\n"})
	topgen(t, "generate").want(t, 0, "", "1 page in 1 package: 6 files written, 0 unchanged, 0 removed; 0 warnings\n")
	if text := tree(t, "generated")["generated/taobao/demo/item_get.go"]; !strings.Contains(text, "\n// Source: a.txt\n") {
		t.Errorf("the source is not relative to the folder of pages:\n%.300s", text)
	}
	topgen(t, "check").want(t, 0, "", "")
	topgen(t, "lint").want(t, 0, "", "")
	all := topgen(t, "schema")
	all.want(t, 0, "*taobao.demo.item.get*", "")
	topgen(t, "schema", "docs/pages").want(t, 0, all.out, "")
}

func TestSettings(t *testing.T) {
	inModule(t, map[string]string{
		"pages/a.txt": page("taobao.demo.item.get"), "other/b.txt": page("tmall.shop.get"),
		"topgen.yaml": "docs: pages\nout: api\nmodule: example.org/api\ntests: false\n",
	})
	topgen(t, "generate").want(t, 0, "", "1 page in 1 package: 3 files written, *")
	want := []string{"api/taobao/demo/doc.go", "api/taobao/demo/item_get.go", "api/topgen.lock"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(tree(t, "api")))); diff != "" {
		t.Errorf("files differ (-want +got):\n%s", diff)
	}
	topgen(t, "check").want(t, 0, "", "")
	topgen(t, "lint").want(t, 0, "", "")
	topgen(t, "schema").want(t, 0, "*taobao.demo.item.get*", "")
	topgen(t, "schema", "taobao.demo.item.get").want(t, 0, "*\"path\": \"a.txt\"*", "")

	// flags win
	topgen(t, "check", "--tests").want(t, 1, "*+package demotest\n*\"example.org/api/taobao/demo\"*", "*")
	topgen(t, "check", "--tests", "--module", "example.net/x").want(t, 1, "*\"example.net/x/taobao/demo\"*", "*")
	topgen(t, "generate", "--docs", "other", "--out", "elsewhere").want(t, 0, "", "1 page in 1 package: 3 files written, *")
	if tree(t, "elsewhere")["elsewhere/tmall/shop/get.go"] == "" {
		t.Error("the flags do not win")
	}

	// paths are relative to the file, which --config may name
	write(t, "api/conf.yaml", "docs: ../other\nout: ../gen\n")
	topgen(t, "generate", "--config", "api/conf.yaml").want(t, 0, "", "1 page in 1 package: 6 files written, *")
	if text := tree(t, "gen")["gen/tmall/shop/get_test.go"]; !strings.Contains(text, `"example.com/shop/gen/tmall/shop"`) {
		t.Errorf("the folders of another file are not relative to it:\n%.400s", text)
	}
}

// A setting that is wrong stops every command that reads it, with its place.
func TestWrongSettings(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get")})
	for in, want := range map[string]string{
		"dosc: pages\n":            `topgen.yaml:1:1: error: there is no key "dosc" here; did you mean "docs"? [config]`,
		"module: example.com/a/\n": `topgen.yaml:1:9: error: module: malformed import path "example.com/a/": trailing slash [config]`,
		"tests: no\n":              `topgen.yaml:1:8: error: tests: true or false belongs here [config]`,
	} {
		write(t, "topgen.yaml", in)
		for _, command := range []string{"generate", "check", "schema", "mock", "fetch", "init"} {
			if got := topgen(t, command); got.status != 1 || got.err != want+"\n" {
				t.Errorf("%s with %s exits %d and says %q, want 1 and %q", command, in, got.status, got.err, want)
			}
		}
		topgen(t, "lint").want(t, 1, want+"\n", "")
	}
}

// The pages of a project are where its topgen.yaml says, for fetch and for the
// completion of methods, too.
func TestSettingsOfFetch(t *testing.T) {
	_, base := newSite(t)
	write(t, "topgen.yaml", "docs: pages\nout: api\n")
	topgen(t, "fetch", "--base", base, "--rate", "10000", "taobao.time.get").want(t, 0, "", "pages: 1 new, 0 changed, 0 unchanged\n")
	topgen(t, "__complete", "schema", "taobao.").want(t, 0, "taobao.time.get\n:0\n", "*")
	topgen(t, "fetch", "--base", base, "--rate", "10000", "--out", "more", "taobao.time.get").want(t, 0, "", "more: 1 new, 0 changed, 0 unchanged\n")
	if _, err := os.Stat("api"); err == nil {
		t.Error("fetch has made the folder for the bindings")
	}
}

// Without a path lint says all that generate says.
func TestLintWhole(t *testing.T) {
	inModule(t, map[string]string{
		"docs/pages/odd.txt": odd("taobao.odd.get"), "docs/pages/bad.txt": "hello\n",
		"topgen.yaml": "skip:\n- {page: bad.txt, reason: broken export}\n- {page: gone.txt, reason: so is this}\n",
	})
	const unneeded = "topgen.yaml:3:4: error: no page has the page gone.txt [config]\n"
	for range 2 { // the second time from the cache
		topgen(t, "generate").want(t, 1, "", oddWarning+unneeded+"1 error, 1 warning: nothing was written\n")
		topgen(t, "lint").want(t, 1, oddWarning+unneeded, "\ncode *")
		topgen(t, "lint", "docs/pages").want(t, 0, oddWarning, "\ncode *")
	}
	must(t, os.RemoveAll("docs"))
	topgen(t, "lint").want(t, 1, "", "topgen: there is no file or folder docs/pages: topgen init makes a folder for pages, --docs names another\n")
}

// To switch tests off removes those that topgen wrote, and nothing else.
func TestWithoutTests(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/pages/b.txt": page("tmall.shop.get")})
	topgen(t, "generate").want(t, 0, "", "2 pages in 2 packages: 11 files written, *")
	with := tree(t, "generated")
	write(t, "generated/taobao/demo/own_test.go", "package demo\n")
	write(t, "generated/taobao/demo/demotest/own.go", "package demotest\n")
	topgen(t, "check", "--tests=false").want(t, 1, "*diff generated/taobao/demo/item_get_test.go /dev/null\n*", "7 files differ from what the pages give: run topgen generate\n")
	topgen(t, "generate", "--tests=false").want(t, 0, "", "2 pages in 2 packages: 1 file written, 4 unchanged, 6 removed; 0 warnings\n")
	want := []string{"generated/taobao/demo/demotest/own.go", "generated/taobao/demo/doc.go", "generated/taobao/demo/item_get.go", "generated/taobao/demo/own_test.go",
		"generated/tmall/shop/doc.go", "generated/tmall/shop/get.go", "generated/topgen.lock"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(tree(t, "generated")))); diff != "" {
		t.Errorf("files differ (-want +got):\n%s", diff)
	}
	for range 2 { // with and without what the cache knows
		topgen(t, "check", "--tests=false").want(t, 0, "", "")
		topgen(t, "check", "--tests=false", "--no-cache").want(t, 0, "", "")
	}
	topgen(t, "check").want(t, 1, "*", "7 files differ from what the pages give: run topgen generate\n")
	must(t, os.Remove("generated/taobao/demo/own_test.go"))
	must(t, os.Remove("generated/taobao/demo/demotest/own.go"))
	topgen(t, "generate").want(t, 0, "", "*")
	if diff := cmp.Diff(with, tree(t, "generated")); diff != "" {
		t.Errorf("switched on again, the tests are not what they were:\n%s", diff)
	}
}

// An import path becomes Go source: one that Go cannot import is refused before
// anything is written.
func TestModuleIsChecked(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get")})
	for _, module := range []string{"bad path!", `a"b`, "./x", "/abs", "example.com/x/", "a//b", "a\nb", "example.com/商店"} {
		for _, command := range []string{"generate", "check", "mock"} {
			topgen(t, command, "--module", module).want(t, 2, "",
				"topgen: --module: malformed import path *; give the path by which programs import the output folder: *\nRun 'topgen "+command+" --help' for usage.\n")
		}
	}
	topgen(t, "generate", "--out", "my bindings").want(t, 2, "",
		`topgen: no program could import what would be in my bindings: malformed import path "example.com/shop/my bindings": invalid char ' '; name another folder with --out`+"\n")
	if left := tree(t, "."); len(left) != 2 {
		t.Errorf("files were made: %q", slices.Sorted(maps.Keys(left)))
	}
}
