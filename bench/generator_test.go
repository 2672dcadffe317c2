package bench

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/format"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/cache"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/generate"
	"github.com/topgen/topgen/internal/layout"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/parser"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
)

// The benchmarks of the generator work on the pages of the corpus if it is
// there, and else on those of this repository:
//
//	go test -run '^$' -bench Generator -cpuprofile cpu.out .
//	go tool pprof -top bench.test cpu.out
//
// Each handles one page an iteration, so that ns/op is the time for a page.
// The command generator measures whole processes.

// pages returns the page files to measure with.
func pages(b *testing.B) []source.File {
	b.Helper()
	dir := "../docs/pages"
	if _, err := os.Stat("../../shared/corpus/txt"); err == nil {
		dir = "../../shared/corpus/txt"
	}
	files, err := source.Find([]string{dir}, nil)
	if err != nil || len(files) == 0 {
		b.Fatalf("no pages in %s: %v", filepath.Clean(dir), err)
	}
	return files
}

// texts returns the contents of the files, and reports their mean size.
func texts(b *testing.B, files []source.File) [][]byte {
	b.Helper()
	var all [][]byte
	total := 0
	for _, f := range files {
		src, err := f.Read()
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, src)
		total += len(src)
	}
	b.SetBytes(int64(total / len(all)))
	return all
}

func apis(b *testing.B) []*schema.API {
	b.Helper()
	files := pages(b)
	var all []*schema.API
	load.All(files, runtime.GOMAXPROCS(0), func(p load.Page) *schema.API { return p.API }, func(_ int, api *schema.API) bool {
		if api != nil {
			all = append(all, api)
		}
		return true
	})
	if len(all) < len(files)*9/10 {
		b.Fatalf("only %d of %d pages could be read", len(all), len(files))
	}
	return all
}

// BenchmarkGeneratorRead reads pages into the page model.
func BenchmarkGeneratorRead(b *testing.B) {
	files := pages(b)
	all := texts(b, files)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		page.Read(files[i%len(files)].Path, all[i%len(all)])
	}
}

// BenchmarkGeneratorParse makes schemas of page models.
func BenchmarkGeneratorParse(b *testing.B) {
	files := pages(b)
	all := texts(b, files)
	var models []*page.Page
	for i, f := range files {
		p, diags := page.Read(f.Path, all[i])
		if !diags.HasErrors() {
			models = append(models, p)
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		parser.Parse(models[i%len(models)])
	}
}

// BenchmarkGeneratorEmit makes the files of schemas.
func BenchmarkGeneratorEmit(b *testing.B) {
	all := apis(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if unit, diags := emit.Page(api.Meaning(all[i%len(all)]), emit.Options{Module: "example.com/bench"}); unit == nil {
			b.Fatal(diags)
		}
	}
}

// BenchmarkGeneratorFormat lays out the files that emit makes, by package layout and by
// go/format, which was used before: what anything pays that prints syntax trees.
func BenchmarkGeneratorFormat(b *testing.B) {
	all := apis(b)
	var files [][]byte
	for i := 0; i < len(all); i += max(1, len(all)/500) {
		unit, _ := emit.Page(api.Meaning(all[i]), emit.Options{Module: "example.com/bench"})
		for _, f := range unit.Files {
			files = append(files, f.Data)
		}
	}
	for name, lay := range map[string]func([]byte) ([]byte, error){"layout": layout.Code, "gofmt": format.Source} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				for j := range 3 { // an API has three files
					file := files[(3*i+j)%len(files)]
					if out, err := lay(file); err != nil || !bytes.Equal(out, file) {
						b.Fatalf("the emitted file is not formatted: %v", err)
					}
				}
			}
		})
	}
}

// BenchmarkGeneratorWrite writes 1,000 files of 3 KB, into folders that are not there,
// which are moved whole, and into folders that are, to which each is moved alone.
func BenchmarkGeneratorWrite(b *testing.B) {
	data := append([]byte(output.Header+"\n"), bytes.Repeat([]byte("// a comment\n"), 230)...)
	write := func(dir, prefix string) {
		w, err := output.Begin(dir)
		if err != nil {
			b.Fatal(err)
		}
		defer w.Close()
		var files []output.File
		for i := range 1000 {
			f, err := w.Put(fmt.Sprintf("folder/n%d/%s%d.go", i/10, prefix, i), data)
			if err != nil {
				b.Fatal(err)
			}
			files = append(files, f)
		}
		if _, err := w.Commit(files, func(string, string) bool { return true }); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("new folders", func(b *testing.B) {
		for i, dir := 0, b.TempDir(); b.Loop(); i++ {
			write(filepath.Join(dir, strconv.Itoa(i)), "a")
		}
	})
	b.Run("folders that are there", func(b *testing.B) {
		dir := b.TempDir()
		write(dir, "a")
		for i := 0; b.Loop(); i++ {
			write(dir, "b"+strconv.Itoa(i)+"_")
		}
	})
}

// BenchmarkGeneratorAll runs all stages on all cores, less the writing.
func BenchmarkGeneratorAll(b *testing.B) {
	files := pages(b)
	for b.Loop() {
		result, err := generate.Run(b.Context(), generate.Options{
			Files: files, Emit: emit.Options{Module: "example.com/bench"}, KeepGoing: true, Workers: runtime.GOMAXPROCS(0),
		}, nowhere{})
		if err != nil || result.Pages == 0 {
			b.Fatalf("%v, %d pages", err, result.Pages)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(files)), "ns/page")
}

// BenchmarkGeneratorHeld says what is left of a page while others are read: the collector goes
// through it each time that memory is used up, so a run of many pages takes longer the more pieces it is in.
func BenchmarkGeneratorHeld(b *testing.B) {
	files := pages(b)
	live := func() (pieces, size float64) {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return float64(m.Mallocs - m.Frees), float64(m.HeapAlloc)
	}
	for b.Loop() {
		pieces, size := live()
		_, err := generate.Run(b.Context(), generate.Options{
			Files: files, Emit: emit.Options{Module: "example.com/bench"}, KeepGoing: true, Workers: runtime.GOMAXPROCS(0),
			Progress: func(done int) {
				if done == len(files) {
					p, s := live()
					b.ReportMetric((p-pieces)/float64(done), "pieces/page")
					b.ReportMetric((s-size)/float64(done), "held-B/page")
				}
			},
		}, nowhere{})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGeneratorWarm runs generate on an output folder that is current,
// with the cache that the run before has left.
func BenchmarkGeneratorWarm(b *testing.B) {
	files := pages(b)
	out, store := filepath.Join(b.TempDir(), "out"), filepath.Join(b.TempDir(), "exe", "scope")
	run := func() (written int) {
		w, err := output.Begin(out)
		if err != nil {
			b.Fatal(err)
		}
		defer w.Close()
		opt := generate.Options{
			Files: files, Emit: emit.Options{Module: "example.com/bench"}, KeepGoing: true, Workers: runtime.GOMAXPROCS(0),
			Cache: cache.OpenFile(store),
		}
		result, err := generate.Run(b.Context(), opt, w)
		if err != nil {
			b.Fatal(err)
		}
		done, err := w.Commit(result.Files, result.Keep)
		if err != nil {
			b.Fatal(err)
		}
		if err := opt.Cache.Save(); err != nil {
			b.Fatal(err)
		}
		return done.Written
	}
	if run() == 0 {
		b.Fatal("the first run has written nothing")
	}
	b.ReportAllocs()
	for b.Loop() {
		if n := run(); n != 0 {
			b.Fatalf("a warm run has written %d files", n)
		}
	}
}

// BenchmarkGeneratorExecutable opens an empty cache, for which the executable is named by the ID that
// the go command gave it, and hashes the executable, as is done where it has none.
func BenchmarkGeneratorExecutable(b *testing.B) {
	b.Run("build ID", func(b *testing.B) {
		b.Setenv("XDG_CACHE_HOME", b.TempDir())
		for b.Loop() {
			if cache.Open("bench") == nil {
				b.Fatal("there is no cache")
			}
		}
	})
	b.Run("hash", func(b *testing.B) {
		name, err := os.Executable()
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			f, err := os.Open(name)
			if err != nil {
				b.Fatal(err)
			}
			_, err = io.Copy(sha256.New(), f)
			if err := errors.Join(err, f.Close()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// nowhere takes files and forgets them.
type nowhere struct{}

func (nowhere) Same(string, output.Sum) (bool, error) { return false, nil }

func (nowhere) Put(path string, data []byte) (output.File, error) {
	return output.Current(path, output.SumOf(data)), nil
}
