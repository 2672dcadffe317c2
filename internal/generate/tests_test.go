package generate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/generate"
	"github.com/topgen/topgen/internal/lockfile"
)

// Without tests there are the bindings alone, the same as with tests.
func TestWithoutTests(t *testing.T) {
	t.Chdir(t.TempDir())
	opt := options(pages{"a.txt": page("taobao.demo.item.get"), "b.txt": page("taobao.demo.item.add")}.write(t))
	with, without := newMemory(), newMemory()
	_, err := generate.Run(t.Context(), opt, with)
	must(t, err)
	opt.Emit.WithoutTests = true
	r, err := generate.Run(t.Context(), opt, without)
	must(t, err)
	want := []string{"taobao/demo/doc.go", "taobao/demo/item_add.go", "taobao/demo/item_get.go", "topgen.lock"}
	if diff := cmp.Diff(want, paths(r)); diff != "" {
		t.Errorf("files differ (-want +got):\n%s", diff)
	}
	for _, name := range want[:3] {
		if diff := cmp.Diff(with.files[name], without.files[name]); diff != "" {
			t.Errorf("%s is another one without tests (-with +without):\n%s", name, diff)
		}
	}
	if lock := without.files["topgen.lock"]; strings.Contains(lock, "test") || strings.Count(lock, ".go") != 3 {
		t.Errorf("the lock has other files than those:\n%s", lock)
	}
}

// A page that goes bad keeps the files that it has; the package of documented
// responses is what these make it, whether tests have been switched on or off.
func TestKeepGoingAcrossTests(t *testing.T) {
	for _, without := range []bool{false, true} {
		t.Chdir(t.TempDir())
		in := pages{"a.txt": page("taobao.demo.item.get"), "b.txt": page("taobao.demo.item.add")}
		opt := options(in.write(t))
		opt.Emit.WithoutTests = !without
		before := newMemory()
		_, err := generate.Run(t.Context(), opt, before)
		must(t, err)

		in["b.txt"] = "hello\n"
		opt.Files, opt.KeepGoing, opt.Emit.WithoutTests = in.write(t), true, without
		opt.Old, err = lockfile.Parse([]byte(before.files["topgen.lock"]))
		must(t, err)
		after := newMemory()
		r, err := generate.Run(t.Context(), opt, after)
		must(t, err)
		samples := after.files["taobao/demo/demotest/doc.go"]
		get, add := strings.Contains(samples, "ItemGetResponse,"), strings.Contains(samples, "ItemAddResponse,")
		if get != !without || add != without {
			t.Errorf("without tests %v, and with those of b.txt from before %v: the package of samples is\n%s", without, without, samples)
		}
		if !r.Keep("taobao/demo/demotest/item_add.go", "b.txt") || !slices.Contains(paths(r), "taobao/demo/demotest/doc.go") {
			t.Error("the files of the bad page do not stay, or not as a package")
		}
	}
}
