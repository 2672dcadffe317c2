package generate_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/cache"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/generate"
	"github.com/topgen/topgen/internal/lockfile"
	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testpage"
)

// memory is a Target that starts empty and counts what it is given.
type memory struct {
	mu    sync.Mutex
	files map[string]string
	puts  atomic.Int64
	fail  string // Put fails for this path
}

func newMemory() *memory { return &memory{files: map[string]string{}} }

func (m *memory) Same(path string, sum output.Sum) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	data, ok := m.files[path]
	return ok && output.SumOf([]byte(data)) == sum, nil
}

func (m *memory) Put(path string, data []byte) (output.File, error) {
	if path == m.fail {
		return output.File{}, errors.New("disk full")
	}
	m.puts.Add(1)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[path] = string(data)
	return output.Current(path, output.SumOf(data)), nil
}

// soakPage is a page in JSON.
var soakPage, _ = filepath.Abs("../../testdata/soak/taobao.soak.items.get.json")

// pages are files of a docs folder: names and texts.
type pages map[string]string

func page(method string) string { return testpage.Page{Method: method}.Text() }

// write makes the folder docs below the working folder and returns its pages.
func (p pages) write(t *testing.T) []source.File {
	t.Helper()
	must(t, os.RemoveAll("docs"))
	names := slices.Collect(maps.Keys(p))
	rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] }) // order on disk must not count
	for _, name := range names {
		file := filepath.Join("docs", name)
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, []byte(p[name]), 0o644))
	}
	files, err := source.Find([]string{"docs"}, nil)
	must(t, err)
	return files
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func options(files []source.File) generate.Options {
	return generate.Options{Files: files, Emit: emit.Options{Module: "example.com/gen"}, Workers: 2}
}

func withConfig(t *testing.T, opt generate.Options, yaml string) generate.Options {
	t.Helper()
	c, diags := config.Parse("topgen.yaml", []byte(yaml))
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	opt.Emit.Config = c
	return opt
}

// diagnostics and paths of a result.
func diagnostics(r *generate.Result) []string {
	var out []string
	for _, d := range r.Diags {
		out = append(out, d.String())
	}
	return out
}

func paths(r *generate.Result) []string {
	var out []string
	for _, f := range r.Files {
		out = append(out, f.Path)
	}
	slices.Sort(out)
	return out
}

func TestRun(t *testing.T) {
	t.Chdir(t.TempDir())
	files := pages{"b.txt": page("taobao.demo.item.get"), "a/x.txt": page("taobao.demo.item.add"), "c.txt": page("tmall.shop.get")}.write(t)
	target := newMemory()
	r, err := generate.Run(t.Context(), options(files), target)
	must(t, err)
	want := []string{"taobao/demo/demotest/doc.go", "taobao/demo/demotest/item_add.go", "taobao/demo/demotest/item_get.go", "taobao/demo/doc.go",
		"taobao/demo/item_add.go", "taobao/demo/item_add_test.go", "taobao/demo/item_get.go", "taobao/demo/item_get_test.go",
		"tmall/shop/doc.go", "tmall/shop/get.go", "tmall/shop/get_test.go", "tmall/shop/shoptest/doc.go", "tmall/shop/shoptest/get.go", "topgen.lock"}
	if diff := cmp.Diff(want, paths(r)); diff != "" {
		t.Errorf("files differ (-want +got):\n%s", diff)
	}
	if r.Pages != 3 || r.Packages != 2 || len(r.Diags) > 0 {
		t.Errorf("%d pages, %d packages, diagnostics %v; want 3, 2 and none", r.Pages, r.Packages, r.Diags)
	}
	if text := target.files["taobao/demo/item_add.go"]; !strings.HasPrefix(text, output.Header+"\n// Source: a/x.txt\n") {
		t.Errorf("a file does not name its page:\n%.200s", text)
	}
	lock, err := lockfile.Parse([]byte(target.files["topgen.lock"]))
	must(t, err)
	locked := []string{"topgen.lock"}
	for _, p := range lock.Pages {
		locked = append(locked, p.Files...)
	}
	for _, p := range lock.Packages {
		locked = append(locked, p.Files...)
	}
	slices.Sort(locked)
	if diff := cmp.Diff(want, locked); diff != "" {
		t.Errorf("the files that the lock names differ (-want +got):\n%s", diff)
	}
	if p := pinned(lock, "a/x.txt"); p == nil || p.Sum != output.SumOf([]byte(page("taobao.demo.item.add"))) || len(p.Files) != 3 ||
		p.API != (lockfile.API{Method: "taobao.demo.item.add", Response: "ItemAddResponse", Title: "演示"}) {
		t.Errorf("the lock says of a/x.txt: %v", p)
	}
}

// pinned returns what a lock says of a page, nil if that is nothing.
func pinned(lock *lockfile.Lock, path string) *lockfile.Page {
	for i := range lock.Pages {
		if lock.Pages[i].Path == path {
			return &lock.Pages[i]
		}
	}
	return nil
}

// The same pages give the same bytes and diagnostics for every number of
// workers and every order on disk.
func TestRunIsDeterministic(t *testing.T) {
	t.Chdir(t.TempDir())
	in := pages{}
	for i := range 30 {
		in[fmt.Sprintf("p%d.txt", i)] = testpage.Page{Method: fmt.Sprintf("taobao.demo%d.item.get", i%4*10+i), Type: []string{"String", "Number"}[i%2]}.Text()
	}
	var first *memory
	var said []string
	for _, workers := range []int{1, 2, 3, 16} {
		opt := options(in.write(t))
		opt.Workers = workers
		target := newMemory()
		r, err := generate.Run(t.Context(), opt, target)
		must(t, err)
		if first == nil {
			first, said = target, diagnostics(r)
			if len(said) == 0 {
				t.Fatal("no diagnostics whose order could be compared")
			}
			continue
		}
		if diff := cmp.Diff(first.files, target.files); diff != "" {
			t.Errorf("%d workers: files differ:\n%s", workers, diff)
		}
		if diff := cmp.Diff(said, diagnostics(r)); diff != "" {
			t.Errorf("%d workers: diagnostics differ:\n%s", workers, diff)
		}
	}
}

// Pages with the line ends of Windows and of old Macs, or a byte order mark, give
// the same files as those of Linux, the lock file included.
func TestLineEnds(t *testing.T) {
	t.Chdir(t.TempDir())
	json, err := os.ReadFile(soakPage)
	must(t, err)
	linux := pages{"a/text.txt": page("taobao.demo.item.get"), "json.json": string(json)}
	var want map[string]string
	for name, change := range map[string]func(string) string{
		"":                  func(s string) string { return s },
		"Windows":           func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"old Macs":          func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
		"a byte order mark": func(s string) string { return "\ufeff" + s },
	} {
		in := pages{}
		for file, text := range linux {
			in[file] = change(text)
		}
		target := newMemory()
		_, err := generate.Run(t.Context(), options(in.write(t)), target)
		must(t, err)
		if want == nil {
			want = target.files
		}
		if diff := cmp.Diff(want, target.files); diff != "" {
			t.Errorf("with the line ends of %q files differ:\n%s", name, diff)
		}
	}
}

func TestErrors(t *testing.T) {
	item := testpage.Page{Method: "taobao.demo.item.get"}
	other := item
	other.Type, other.Example = "Number", "12"
	tests := []struct {
		name   string
		pages  pages
		config string
		want   []string
		good   []string // packages made with KeepGoing
	}{
		{name: "no API page", pages: pages{"a.txt": "hello\n", "b.txt": item.Text()},
			want: []string{"docs/a.txt:1:1: error: * [not-an-api-page]"}, good: []string{"taobao/demo"}},
		{name: "one method twice, differently", pages: pages{"a.txt": item.Text(), "b.txt": other.Text(), "c.txt": page("tmall.shop.get")},
			want: []string{`docs/b.txt:1: error: taobao.demo.item.get is also documented in docs/a.txt:1, differently (there, here): ` +
				`response.title: type String, Number [duplicate-method]`}, good: []string{"tmall/shop"}},
		{name: "one name twice", pages: pages{"a.txt": page("taobao.demo.item.get"), "b.txt": page("taobao.demo.item_get"), "c.txt": page("tmall.shop.get")},
			want: []string{"docs/b.txt:1: error: *taobao.demo.item_get*taobao.demo.item.get (docs/a.txt:1) [name-conflict]"}, good: []string{"tmall/shop"}},
		{name: "unneeded entries", pages: pages{"a.txt": item.Text()},
			config: "fields:\n- {method: taobao.demo.item.get, field: response.title, type: String, reason: r}\n" +
				"- {method: taobao.demo.item.get, field: response.titel, type: Number, reason: r}\nskip:\n- {page: a.txt, reason: r}\n",
			want: []string{
				"topgen.yaml:2:57: error: no page has the field response.title of taobao.demo.item.get [config]", // its page is skipped
				"topgen.yaml:3:57: error: no page has the field response.titel of taobao.demo.item.get [config]",
				"topgen.yaml:5:4: error: page a.txt reads without a complaint; it need not be skipped [config]"}},
		{name: "type without need", pages: pages{"a.txt": item.Text()},
			config: "fields:\n- {method: taobao.demo.item.get, field: response.title, type: ' String', reason: r}\n",
			want:   []string{"topgen.yaml:2:57: error: field response.title of taobao.demo.item.get is String without this entry [config]"},
			good:   []string{"taobao/demo"}},
		{name: "withdrawn by its page, too", pages: pages{"a.txt": strings.Replace(item.Text(), "(演示)", "(演示,已下线)", 1)},
			config: "apis:\n- {method: taobao.demo.item.get, withdrawn: true, reason: r}\n- {method: taobao.demo.item.add, withdrawn: true, reason: r}\n",
			want: []string{"topgen.yaml:2:34: error: method taobao.demo.item.get is withdrawn without this entry [config]",
				"topgen.yaml:3:34: error: no page has the method taobao.demo.item.add; did you mean the method taobao.demo.item.get? [config]"},
			good: []string{"taobao/demo"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			opt := withConfig(t, options(tt.pages.write(t)), tt.config)
			target := newMemory()
			r, err := generate.Run(t.Context(), opt, target)
			must(t, err)
			got := diagnostics(r)
			if len(got) != len(tt.want) {
				t.Fatalf("diagnostics %q, want %q", got, tt.want)
			}
			for i := range got {
				if !match(tt.want[i], got[i]) {
					t.Errorf("diagnostic %q, want %q", got[i], tt.want[i])
				}
			}
			if r.Files != nil {
				t.Errorf("files %v are to be written in spite of errors", paths(r))
			}

			opt.KeepGoing = true
			r, err = generate.Run(t.Context(), opt, target)
			must(t, err)
			var good []string
			for _, p := range paths(r) {
				if dir, ok := strings.CutSuffix(p, "/doc.go"); ok && !strings.HasSuffix(dir, "test") {
					good = append(good, dir)
				}
			}
			if diff := cmp.Diff(tt.good, good); diff != "" {
				t.Errorf("packages differ (-want +got):\n%s", diff)
			}
		})
	}
}

// match compares with a pattern in which "*" is any text.
func match(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(s, parts[0]) || !strings.HasSuffix(s, parts[len(parts)-1]) {
		return false
	}
	for _, p := range parts {
		_, rest, ok := strings.Cut(s, p)
		if !ok {
			return false
		}
		s = rest
	}
	return true
}

// Of pages that say the same, the form that says most is taken.
func TestEqualDuplicates(t *testing.T) {
	t.Chdir(t.TempDir())
	item := testpage.Page{Method: "taobao.demo.item.get"}
	target := newMemory()
	r, err := generate.Run(t.Context(), options(pages{"a.txt": item.Text(), "b.json": item.JSON(), "c.txt": item.Text()}.write(t)), target)
	must(t, err)
	if len(r.Diags) > 0 || r.Pages != 1 {
		t.Errorf("diagnostics %v, %d pages; want none, and one page", r.Diags, r.Pages)
	}
	if text := target.files["topgen.lock"]; !strings.Contains(text, "page b.json ") || strings.Contains(text, "page a.txt") {
		t.Errorf("the JSON form was not taken:\n%s", text)
	}
}

func TestOverrides(t *testing.T) {
	t.Chdir(t.TempDir())
	files := pages{"a.txt": page("taobao.demo.item.get"), "bad.txt": "hello\n"}.write(t)
	opt := withConfig(t, options(files), `
fields:
- {method: taobao.demo.item.get, field: request.item_id, type: "String []", reason: r}
apis:
- {method: taobao.demo.item.get, name: Fetch, withdrawn: true, reason: the platform ends it on 2027-01-01}
skip:
- {page: bad.txt, reason: the export is broken}
`)
	target := newMemory()
	r, err := generate.Run(t.Context(), opt, target)
	must(t, err)
	if len(r.Diags) > 0 {
		t.Errorf("diagnostics %v, want none", r.Diags)
	}
	text := strings.Join(slices.Sorted(maps.Values(target.files)), "\n")
	for _, want := range []string{"type FetchRequest struct", "ItemID []string", "//\n// Deprecated: the platform ends it on 2027-01-01.\ntype FetchRequest"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in the bindings", want)
		}
	}
	if strings.Contains(text, "bad.txt") {
		t.Error("the skipped page is in the lock file")
	}
}

// A page that cannot go with another one gives a reason to skip it.
func TestSkipOfOneOfTwo(t *testing.T) {
	t.Chdir(t.TempDir())
	files := pages{"a.txt": page("taobao.demo.item.get"), "b.txt": page("taobao.demo.item_get")}.write(t)
	r, err := generate.Run(t.Context(), withConfig(t, options(files), "skip:\n- {page: a.txt, reason: the name is taken}\n"), newMemory())
	must(t, err)
	if len(r.Diags) > 0 || r.Pages != 1 {
		t.Errorf("diagnostics %v, %d pages; want none and one", r.Diags, r.Pages)
	}
}

// With KeepGoing, what there was of bad pages stays, in the lock file too.
func TestKeepGoingKeeps(t *testing.T) {
	t.Chdir(t.TempDir())
	in := pages{"a.txt": page("taobao.demo.item.get"), "b.txt": page("tmall.shop.get"), "c.txt": page("taobao.demo.item.add")}
	before := newMemory()
	_, err := generate.Run(t.Context(), options(in.write(t)), before)
	must(t, err)

	in["b.txt"], in["a.txt"] = "hello\n", "hello\n"
	opt := options(in.write(t))
	opt.KeepGoing = true
	opt.Old, err = lockfile.Parse([]byte(before.files["topgen.lock"]))
	must(t, err)
	after := newMemory()
	r, err := generate.Run(t.Context(), opt, after)
	must(t, err)
	want := []string{"taobao/demo/demotest/doc.go", "taobao/demo/demotest/item_add.go", "taobao/demo/doc.go", "taobao/demo/item_add.go", "taobao/demo/item_add_test.go", "topgen.lock"}
	if diff := cmp.Diff(want, paths(r)); diff != "" {
		t.Errorf("files differ (-want +got):\n%s", diff)
	}
	for _, doc := range want[:3:3] { // what the package says of all its APIs
		if path.Base(doc) == "doc.go" && after.files[doc] != before.files[doc] {
			t.Errorf("%s has changed though all APIs are still there:\n%s", doc, cmp.Diff(before.files[doc], after.files[doc]))
		}
	}
	for path, want := range map[string]bool{"tmall/shop/get.go": true, "tmall/shop/doc.go": true, "tmall/shop/shoptest/doc.go": true, "taobao/demo/item_get.go": true, "taobao/demo/demotest/item_get.go": true, "taobao/gone/x.go": false} {
		source := "gone.txt"
		for _, line := range strings.Split(before.files[path], "\n")[:min(2, strings.Count(before.files[path], "\n"))] {
			if after, ok := strings.CutPrefix(line, "// Source: "); ok {
				source = after
			}
		}
		if got := r.Keep(path, source); got != want {
			t.Errorf("Keep(%s, %s) = %v, want %v", path, source, got, want)
		}
	}
	lock, err := lockfile.Parse([]byte(after.files["topgen.lock"]))
	must(t, err)
	if p := pinned(lock, "b.txt"); p == nil || p.Sum != output.SumOf([]byte(page("tmall.shop.get"))) || len(p.Files) != 3 || p.API.Method != "tmall.shop.get" {
		t.Errorf("the lock says of the bad page: %v, want what it said before", p)
	}
	if len(lock.Packages) != 2 {
		t.Errorf("the lock has the packages %v, want two", lock.Packages)
	}
}

func TestCache(t *testing.T) {
	t.Chdir(t.TempDir())
	cacheFile := filepath.Join(t.TempDir(), "exe", "scope")
	in := pages{"a.txt": page("taobao.demo.item.get"), "b.txt": page("tmall.shop.get"), "warns.txt": testpage.Page{Method: "taobao.odd.get", Type: "Number"}.Text()}
	target := newMemory()
	runOnce := func(yaml string) (*generate.Result, int64) {
		t.Helper()
		opt := withConfig(t, options(in.write(t)), yaml)
		opt.Cache = cache.OpenFile(cacheFile)
		target.puts.Store(0)
		r, err := generate.Run(t.Context(), opt, target)
		must(t, err)
		must(t, opt.Cache.Save())

		opt.Cache = nil // the same without the cache
		plain, err := generate.Run(t.Context(), opt, newMemory())
		must(t, err)
		if diff := cmp.Diff(diagnostics(plain), diagnostics(r)); diff != "" {
			t.Errorf("the cache changes the diagnostics:\n%s", diff)
		}
		if diff := cmp.Diff(sums(plain), sums(r)); diff != "" {
			t.Errorf("the cache changes the files:\n%s", diff)
		}
		return r, target.puts.Load()
	}
	const perPage, perPackage, lock = 3, 2, 1 // the lock file is made every time
	if _, puts := runOnce(""); puts != 3*(perPage+perPackage)+lock {
		t.Errorf("the first run made %d files, want all", puts)
	}
	if r, puts := runOnce(""); puts != lock || len(r.Diags) == 0 {
		t.Errorf("the second run made %d files and said %v; want the lock file only, and the warnings again", puts, r.Diags)
	}
	target.files["tmall/shop/get.go"] += "// changed by hand\n"
	if _, puts := runOnce(""); puts != perPage+lock {
		t.Errorf("after a change on disk %d files were made, want those of that page and the lock file", puts)
	}
	delete(target.files, "taobao/odd/get_test.go")
	if _, puts := runOnce(""); puts != perPage+lock {
		t.Errorf("after a file was lost %d files were made, want those of that page and the lock file", puts)
	}
	delete(target.files, "taobao/odd/doc.go")
	if _, puts := runOnce(""); puts != perPackage+lock {
		t.Errorf("after a doc.go was lost %d files were made, want those of the package and the lock file", puts)
	}
	in["a.txt"] = testpage.Page{Method: "taobao.demo.item.get", Title: "新"}.Text()
	if _, puts := runOnce(""); puts != perPage+perPackage+lock {
		t.Errorf("after a page changed %d files were made, want its own, its package's and the lock file", puts)
	}
	if _, puts := runOnce("# another configuration\n"); puts != 3*(perPage+perPackage)+lock {
		t.Errorf("after the configuration changed %d files were made, want all", puts)
	}
	in["new.txt"] = "hello\n"
	for range 2 {
		if r, puts := runOnce("# another configuration\n"); puts != 0 || !r.Diags.HasErrors() {
			t.Errorf("with a bad page %d files were made, errors %v", puts, r.Diags)
		}
	}
}

func sums(r *generate.Result) map[string]string {
	out := map[string]string{}
	for _, f := range r.Files {
		out[f.Path] = f.Sum.String()
	}
	return out
}

func TestTargetFails(t *testing.T) {
	t.Chdir(t.TempDir())
	files := pages{"a.txt": page("taobao.demo.item.get"), "b.txt": page("tmall.shop.get")}.write(t)
	for _, path := range []string{"tmall/shop/get_test.go", "tmall/shop/doc.go", "topgen.lock"} {
		target := newMemory()
		target.fail = path
		if _, err := generate.Run(t.Context(), options(files), target); err == nil || err.Error() != "disk full" {
			t.Errorf("%s: error %v, want the target's", path, err)
		}
	}
}

func TestCancel(t *testing.T) {
	t.Chdir(t.TempDir())
	in := pages{}
	for i := range 100 {
		in[fmt.Sprintf("p%d.txt", i)] = page(fmt.Sprintf("taobao.demo.item%d.get", i))
	}
	ctx, cancel := context.WithCancel(t.Context())
	opt := options(in.write(t))
	opt.Progress = func(done int) {
		if done == 10 {
			cancel()
		}
	}
	target := newMemory()
	if _, err := generate.Run(ctx, opt, target); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if n := target.puts.Load(); n >= 200 {
		t.Errorf("%d files were made after the work was cancelled", n)
	}
}

func TestProgress(t *testing.T) {
	t.Chdir(t.TempDir())
	var got []int
	opt := options(pages{"a.txt": page("taobao.demo.item.get"), "b.txt": "hello\n", "c.txt": page("tmall.shop.get")}.write(t))
	opt.Progress = func(done int) { got = append(got, done) }
	_, err := generate.Run(t.Context(), opt, newMemory())
	must(t, err)
	if diff := cmp.Diff([]int{1, 2, 3}, got); diff != "" {
		t.Errorf("progress differs (-want +got):\n%s", diff)
	}
}

// What is left of a run must not hold on to the texts of its pages.
func TestRunHoldsNoPages(t *testing.T) {
	t.Chdir(t.TempDir())
	const n, size = 20, 100_000
	in := pages{}
	for i := range n {
		text := page(fmt.Sprintf("taobao.demo.item%d.get", i))
		in[fmt.Sprintf("p%d.txt", i)] = strings.Replace(text, "一个演示接口", strings.Repeat("long ", size/5), 1)
	}
	opt := options(in.write(t))
	opt.Cache = cache.OpenFile(filepath.Join(t.TempDir(), "exe", "scope"))
	in = nil
	before := heap()
	r, err := generate.Run(t.Context(), opt, discard{})
	must(t, err)
	if grown := heap() - before; grown > n*size/10 {
		t.Errorf("after %d pages of %d bytes, %d bytes more are in use", n, size, grown)
	}
	if r.Pages != n {
		t.Errorf("%d pages were made", r.Pages)
	}
	runtime.KeepAlive(opt)
}

func heap() int64 {
	runtime.GC()
	runtime.GC() // pools let go in the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// discard is a Target that has nothing and keeps nothing.
type discard struct{}

func (discard) Same(string, output.Sum) (bool, error) { return false, nil }

func (discard) Put(path string, data []byte) (output.File, error) {
	return output.Current(path, output.SumOf(data)), nil
}
