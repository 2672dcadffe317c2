package compare

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"math/rand/v2"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/exp/apidiff"
	"golang.org/x/tools/go/packages"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testenv"
)

// module is the import path of the packages that tests emit.
const module = "example.com/generated"

var options = Options{Emit: emit.Options{Module: module}, Workers: 1}

// imported loads what emitted files import, once.
var imported = sync.OnceValues(func() (map[string]*types.Package, error) {
	mode := packages.NeedName | packages.NeedTypes | packages.NeedImports
	pkgs, err := packages.Load(&packages.Config{Mode: mode}, emit.DefaultRuntime, emit.DefaultRuntime+"/binding", "context", "errors", "fmt", "iter", "time", "time/tzdata")
	if err != nil {
		return nil, err
	}
	all := make(map[string]*types.Package)
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		all[p.PkgPath] = p.Types
		if len(p.Errors) > 0 && err == nil {
			err = p.Errors[0]
		}
	})
	return all, err
})

type importer map[string]*types.Package

func (i importer) Import(path string) (*types.Package, error) {
	if p := i[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("the test does not load %s", path)
}

// compile emits the bindings of a set and type-checks them, package by package.
func compile(t *testing.T, apis []*schema.API) map[string]*types.Package {
	t.Helper()
	known, err := imported()
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	files := make(map[string][]*ast.File)
	for _, page := range apis {
		f, diags := emit.Bindings(api.Meaning(page), options.Emit)
		if diags.HasErrors() {
			t.Fatalf("%s: %v", page.Method, diags)
		}
		syntax, err := parser.ParseFile(fset, f.Path, f.Data, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		dir := path.Dir(f.Path)
		files[dir] = append(files[dir], syntax)
	}
	compiled := make(map[string]*types.Package)
	config := &types.Config{Importer: importer(known)}
	for dir, list := range files {
		if compiled[dir], err = config.Check(module+"/"+dir, fset, list, nil); err != nil {
			t.Fatal(err)
		}
	}
	return compiled
}

// apidiffBreaks returns what apidiff finds to break code, by package.
func apidiffBreaks(t *testing.T, old, new []*schema.API) map[string][]string {
	t.Helper()
	was, is := compile(t, old), compile(t, new)
	breaks := make(map[string][]string)
	for dir, pkg := range was {
		if is[dir] == nil {
			breaks[dir] = []string{"package " + dir + ": removed"}
			continue
		}
		for _, c := range apidiff.Changes(pkg, is[dir]).Changes {
			if !c.Compatible {
				breaks[dir] = append(breaks[dir], c.Message)
			}
		}
		breaks[dir] = append(breaks[dir], iteratorBreaks(pkg, is[dir])...)
		for i, text := range breaks[dir] {
			breaks[dir][i] = strings.ReplaceAll(text, emit.DefaultRuntime+".", "top.")
		}
		slices.Sort(breaks[dir])
	}
	return breaks
}

// iteratorBreaks returns the methods All that give elements of another type,
// in the words of apidiff, which does not see that: of types of other packages,
// such as iter.Seq2, it does not compare the type arguments.
func iteratorBreaks(old, new *types.Package) (breaks []string) {
	signature := func(pkg *types.Package, name string) (text, element string) {
		obj := pkg.Scope().Lookup(name)
		if obj == nil {
			return "", ""
		}
		m, _, _ := types.LookupFieldOrMethod(types.NewPointer(obj.Type()), false, pkg, "All")
		f, ok := m.(*types.Func)
		if !ok {
			return "", ""
		}
		seq := f.Signature().Results().At(0).Type().(*types.Named)
		element = types.TypeString(seq.TypeArgs().At(0), types.RelativeTo(pkg))
		return "func(context.Context, top.Caller, ...top.CallOption) iter.Seq2[" + element + ", error]", element
	}
	for _, name := range old.Scope().Names() {
		was, wasElement := signature(old, name)
		is, element := signature(new, name)
		if was != "" && is != "" && wasElement != element {
			breaks = append(breaks, fmt.Sprintf("(*%s).All: changed from %s to %s", name, was, is))
		}
	}
	return breaks
}

// ourBreaks returns what a report says to break code, by package, and checks
// that every such declaration is put to a change, and that nothing else is
// called a break of code.
func ourBreaks(t *testing.T, r *Report) map[string][]string {
	t.Helper()
	breaks := make(map[string][]string)
	for _, a := range r.APIs {
		if len(a.Go) == 0 && a.Breaks()&Code != 0 && a.Status != Removed {
			t.Errorf("%s breaks code, but no declaration", a.Method)
		}
		breaks[a.Package] = append(breaks[a.Package], a.Go...)
		var blamed []string
		for _, c := range a.Changes {
			if (c.Breaks&Code != 0) != (len(c.Go) > 0) {
				t.Errorf("%s: a change breaks %v and takes away %q", a.Method, c.Breaks, c.Go)
			}
			blamed = append(blamed, c.Go...)
		}
		slices.Sort(blamed)
		if diff := cmp.Diff(a.Go, slices.Compact(blamed)); diff != "" && a.Status == Changed {
			t.Errorf("%s: what is gone and what changes are blamed for differ (-gone +blamed):\n%s", a.Method, diff)
		}
	}
	for dir, list := range breaks {
		slices.Sort(list)
		if breaks[dir] = slices.Compact(list); len(list) == 0 {
			delete(breaks, dir)
		}
	}
	return breaks
}

// crossCheck holds the report about two sets against apidiff.
func crossCheck(t *testing.T, old, new []*schema.API) *Report {
	t.Helper()
	r := Sets(Set{APIs: old}, Set{APIs: new}, options)
	want, got := apidiffBreaks(t, old, new), ourBreaks(t, r)
	for dir, list := range want {
		if len(list) == 0 {
			delete(want, dir)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what breaks code differs (-apidiff +topgen):\n%s", diff)
	}
	return r
}

var sets = flag.Int("sets", 60, "how many sets of APIs TestAgainstApidiff changes")

// TestAgainstApidiff changes sets of APIs at random, and holds what is said to
// break code against apidiff, run over the packages of both sides.
func TestAgainstApidiff(t *testing.T) {
	n := *sets
	files, err := source.Find([]string{"../../docs/pages"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, pages := load.Versions(load.Side{}, load.Side{Files: files}, 1, func(int) bool { return true })
	pages.APIs = slices.DeleteFunc(pages.APIs, func(a *schema.API) bool { return a.Message })
	if len(pages.APIs) != 5 {
		t.Fatalf("docs/pages has %d APIs, want 5", len(pages.APIs))
	}
	broken := 0
	for seed := range n {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(seed), 0))
			old := randomSet(r)
			if seed%4 == 0 {
				old = []*schema.API{pages.APIs[seed/4%5]}
			}
			new := mutate(r, old, 1+r.IntN(4))
			if crossCheck(t, old, new).Breaks()&Code != 0 {
				broken++
			}
			if t.Failed() {
				t.Logf("old:\n%s\nnew:\n%s", dump(old), dump(new))
			}
		})
	}
	if broken < n/3 || broken > n*19/20 {
		t.Errorf("%d of %d sets break code: the changes are not what the test is about", broken, n)
	}
}

// TestAgainstApidiffOnCorpus does the same with real pages: whole namespaces, of
// which some pages change in some places.
func TestAgainstApidiffOnCorpus(t *testing.T) {
	files, err := source.Find([]string{filepath.Join(testenv.CorpusDir(t), "txt")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	byNamespace := make(map[string][]source.File)
	for _, f := range files {
		ns := namespaceOf(f.Rel)
		byNamespace[ns] = append(byNamespace[ns], f)
	}
	changed, broken := 0, 0
	for i, ns := range slices.Sorted(maps.Keys(byNamespace)) {
		if i%(10*testenv.CorpusStep()) != 0 || len(byNamespace[ns]) > 30 {
			continue
		}
		changed++
		t.Run(ns, func(t *testing.T) {
			_, pages := load.Versions(load.Side{}, load.Side{Files: byNamespace[ns]}, 1, func(int) bool { return true })
			r := rand.New(rand.NewPCG(uint64(i), 1))
			for range 3 {
				new := mutate(r, pages.APIs, 1+r.IntN(6))
				if crossCheck(t, pages.APIs, new).Breaks()&Code != 0 {
					broken++
				}
				if t.Failed() {
					t.Fatalf("new:\n%s", dump(new))
				}
			}
		})
	}
	if broken < changed || broken > 3*changed*19/20 {
		t.Errorf("%d of %d sets break code: the changes are not what the test is about", broken, 3*changed)
	}
}

// FuzzSets is TestAgainstApidiff with other seeds.
func FuzzSets(f *testing.F) {
	f.Add(uint64(1), uint64(1), uint8(3))
	f.Fuzz(func(t *testing.T, seed1, seed2 uint64, n uint8) {
		r := rand.New(rand.NewPCG(seed1, seed2))
		old := randomSet(r)
		crossCheck(t, old, mutate(r, old, 1+int(n%8)))
		if r := Sets(Set{APIs: old}, Set{APIs: old}, options); len(r.APIs) > 0 {
			t.Errorf("a set differs from itself: %+v", r.APIs[0])
		}
	})
}
