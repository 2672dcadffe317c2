package hostile_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/recorded"
	"github.com/topgen/topgen/internal/source"
)

// scratch is a module on disk into which bindings are emitted.
type scratch struct{ dir string }

func newScratch(t *testing.T) scratch {
	t.Helper()
	if testing.Short() {
		t.Skip("-short is for the race detector, which does not see into the programs that this compiles and runs")
	}
	root, err := filepath.Abs("../..")
	must(t, err)
	s := scratch{t.TempDir()}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(s.dir, "go.sum"), sum, 0o666))
	s.write(t, emit.File{Path: "go.mod", Data: fmt.Appendf(nil, `module %s

go 1.26

require (
	github.com/google/go-cmp v0.7.0
	github.com/topgen/topgen v0.0.0
)

replace github.com/topgen/topgen => %q
`, module, root)})
	return s
}

func (s scratch) write(t *testing.T, f emit.File) {
	t.Helper()
	name := filepath.Join(s.dir, filepath.FromSlash(f.Path))
	must(t, os.MkdirAll(filepath.Dir(name), 0o777))
	must(t, os.WriteFile(name, f.Data, 0o666))
}

// run runs the tests of the module, which with -full is vetted, too; about says where
// the API with that Go prefix comes from.
func (s scratch) run(t *testing.T, about map[string]string) {
	t.Helper()
	commands := [][]string{{"test", "-mod=mod", "-vet=off", "./..."}}
	if *full {
		commands = append(commands, []string{"vet", "-mod=mod", "./..."})
	}
	for _, args := range commands {
		cmd := exec.Command("go", args...)
		cmd.Dir = s.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go %s: %v\n%.20000s", args[0], err, out)
			for prefix, where := range about {
				if regexp.MustCompile(`\b(Test|Example|new|api)?` + prefix + `[A-Z]`).Match(out) {
					t.Logf("%s is %s", prefix, where)
				}
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// only picks pages when something is wrong with some: "slash in the leaf".
var only = flag.String("only", "", "regular expression for the pages that TestRunPayloads takes")

// TestRunPayloads runs the tests that are emitted for pages with payloads: with
// -full for every payload in every slot, else for some in all text slots at once.
func TestRunPayloads(t *testing.T) {
	s := newScratch(t)
	pages, accepted := 0, 0
	about := make(map[string]string)
	add := func(what string, p slotPage) {
		if !regexp.MustCompile(*only).MatchString(what) {
			return
		}
		pages++
		p["method"] = fmt.Sprintf("taobao.hostile%d.p%d", pages/400, pages)
		if _, ok := p["root"]; !ok {
			p["root"] = fmt.Sprintf("hostile%d_p%d_response", pages/400, pages)
		}
		forms := p.forms()
		file := slices.Sorted(maps.Keys(forms))[pages%len(forms)]
		_, u, _ := compile(file, []byte(forms[file]))
		if u == nil {
			return
		}
		accepted++
		about[fmt.Sprintf("P%d", pages)] = what + " of " + file
		for _, f := range u.Files {
			s.write(t, f)
		}
	}
	for i, payload := range payloads(t) {
		if len(payload.text) > 10_000 {
			continue
		}
		if *full {
			for _, slot := range slotNames() {
				if slot != "method" && slot != "method end" {
					add(payload.name+" in the "+slot, slotPage{slot: payload.text})
				}
			}
		} else if i%9 == 0 {
			p := slotPage{}
			for _, slot := range textSlots {
				p[slot] = payload.text
			}
			add(payload.name+" in the texts", p)
		}
	}
	s.run(t, about)
	t.Logf("%d pages, the tests of %d run", pages, accepted)
	if accepted < pages/2 {
		t.Errorf("only %d of %d pages are accepted", accepted, pages)
	}
}

// TestRunPages runs the tests that are emitted for the good pages of
// testdata/hostile/pages, with what stands in testdata/hostile/samples: with -full of
// all, else of one in eight, since each page is a program to link, and of the messages
// and the lists in pages, which make one each.
func TestRunPages(t *testing.T) {
	s := newScratch(t)
	files := pageFiles(t)
	sent, err := source.Samples(t.Context(), files[0])
	must(t, err)
	if len(sent) == 0 {
		t.Error("there are no samples")
	}
	set := recorded.NewSet(sent)
	for i, file := range files {
		if !*full && i%8 != 0 && !strings.Contains(file, "good-message") {
			continue
		}
		src, err := os.ReadFile(file)
		must(t, err)
		_, u, _ := compileWith(set, filepath.Base(file), src)
		if u == nil {
			continue
		}
		for _, f := range u.Files {
			s.write(t, f)
		}
	}
	writeLists(t, s)
	s.run(t, nil)
}

// runs is small by default because each page is a program to link.
var runs = flag.Int("runs", 2, "number of accepted pages whose tests TestRunMutated runs")

// mutationsPerRun is how many broken pages TestRunMutated makes at most for each
// whose tests it runs. Of the corpus' pages every second is refused or names the
// API of one before it; where there is no corpus, the pages to break are few, and
// it is three of four.
const mutationsPerRun = 20

// TestRunMutated runs the tests that are emitted for broken pages: what topgen
// says of them must be what the runtime does.
func TestRunMutated(t *testing.T) {
	s := newScratch(t)
	files := corpus(t)
	taken := make(map[string]bool)
	about := make(map[string]string)
	var units []*emit.Unit
	var made int
	for ; len(units) < *runs && made < *runs*mutationsPerRun; made++ {
		name, src := mutation(t, files, *first+made)
		api, u, _ := compile("page"+extension(name), src)
		if u == nil || taken[u.Files[0].Path] {
			continue
		}
		if len(emit.Conflicts(append(units, u))) > 0 { // with an earlier page
			continue
		}
		units = append(units, u)
		taken[u.Files[0].Path] = true
		method, err := naming.Parse(api.Method)
		must(t, err)
		about[method.Prefix] = name
		for _, f := range u.Files {
			s.write(t, f)
		}
	}
	if len(units) == 0 {
		t.Fatalf("none of %d pages is accepted", made)
	}
	s.run(t, about)
	t.Logf("%d pages, the tests of %d run", made, len(units))
}
