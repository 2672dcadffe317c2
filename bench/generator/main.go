// Command generator measures whole runs of topgen over a folder of pages:
// processor time (user and system), elapsed time and peak memory of the
// process, medians of several runs.
//
//	cd bench && go run ./generator -pages ../../shared/corpus/txt
//
// It builds topgen, works in a temporary folder with a cache of its own, and
// prints a table and how each figure stands to its bar:
//
//   - cold: generate into an empty folder without a cache, against gofmt -l
//     over what it wrote
//   - warm: generate and check after one page has changed
//   - linear: ten times the pages, copies under other names
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/topgen/topgen/bench/pages"
)

// The bars, as multiples of the floor or of the cold run.
const (
	coldBar   = 2.0     // of gofmt -l
	warmBar   = 0.05    // of cold
	linearBar = 11.0    // of cold, for ten times the pages
	peakBar   = 1 << 30 // bytes
	copies    = 10      // for the linear run
	module    = "example.com/bench"
)

func main() {
	from := flag.String("pages", "../../shared/corpus/txt", "folder with pages in the text or JSON form")
	dir := flag.String("dir", "", "folder to work in (default a temporary one)")
	runs := flag.Int("runs", 3, "runs of each kind, of which the median counts")
	linear := flag.Bool("linear", true, "measure ten times the pages, too")
	flag.Parse()
	if err := run(*from, *dir, *runs, *linear); err != nil {
		fmt.Fprintln(os.Stderr, "generator:", err)
		os.Exit(1)
	}
}

func run(from, dir string, runs int, linear bool) error {
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "topgen-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	b := &bench{dir: dir, runs: runs, topgen: filepath.Join(dir, "topgen")}
	if err := copyPages(from, b.path("docs"), 1); err != nil {
		return err
	}
	build := exec.Command("go", "build", "-o", b.topgen, "./cmd/topgen")
	build.Dir = ".." // the module above this one
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building topgen: %v\n%s", err, out)
	}
	if err := b.measure(); err != nil {
		return err
	}
	if linear {
		if err := copyPages(from, b.path("docs10"), copies); err != nil {
			return err
		}
		if err := b.measureLinear(); err != nil {
			return err
		}
	}
	return b.verdict()
}

// bench is a working folder and what was measured in it.
type bench struct {
	dir, topgen string
	runs        int
	failed      []string
	floor, cold usage
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

// usage is what a process used.
type usage struct {
	cpu, elapsed time.Duration
	peak         int64 // bytes
}

func (u usage) String() string {
	return fmt.Sprintf("| %.2f s | %.2f s | %d MiB |", u.cpu.Seconds(), u.elapsed.Seconds(), u.peak>>20)
}

// exec runs a command and measures it. differs allows exit status 1.
func (b *bench) exec(differs bool, name string, args ...string) (usage, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+b.path("cache"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	elapsed := time.Since(start)
	var exit *exec.ExitError
	if err != nil && !(differs && errors.As(err, &exit) && exit.ExitCode() == 1) {
		return usage{}, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, stderr.Bytes())
	}
	state := cmd.ProcessState
	u := usage{cpu: state.UserTime() + state.SystemTime(), elapsed: elapsed}
	if r, ok := state.SysUsage().(*syscall.Rusage); ok {
		u.peak = int64(r.Maxrss)
		if runtime.GOOS != "darwin" { // which counts bytes, the others kibibytes
			u.peak <<= 10
		}
	}
	return u, nil
}

// median runs prepare and the command several times.
func (b *bench) median(prepare func(i int) error, command func() (usage, error)) (usage, error) {
	var all []usage
	for i := range b.runs {
		if err := prepare(i); err != nil {
			return usage{}, err
		}
		u, err := command()
		if err != nil {
			return usage{}, err
		}
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b usage) int { return int(a.cpu - b.cpu) })
	return all[len(all)/2], nil
}

func (b *bench) topgenArgs(command, docs, out string) []string {
	return []string{command, "--quiet", "--docs", b.path(docs), "--out", b.path(out), "--module", module}
}

func (b *bench) measure() (err error) {
	fresh := func(i int) error {
		return errors.Join(os.RemoveAll(b.path("cache")), os.RemoveAll(b.path("out")))
	}
	b.cold, err = b.median(fresh, func() (usage, error) { return b.exec(false, b.topgen, b.topgenArgs("generate", "docs", "out")...) })
	if err != nil {
		return err
	}
	nothing := func(int) error { return nil }
	b.floor, err = b.median(nothing, func() (usage, error) { return b.exec(false, "gofmt", "-l", b.path("out")) })
	if err != nil {
		return err
	}
	files, size, err := count(b.path("out"))
	if err != nil {
		return err
	}
	fmt.Printf("%s on %s/%s, %d processors; %d files, %.1f MB emitted\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), files, float64(size)/1e6)
	fmt.Printf("| run | processor time | elapsed | peak memory | ratio | bar |\n|---|---|---|---|---|---|\n")
	fmt.Printf("| gofmt -l over the output (floor) %v | |\n", b.floor)
	b.row("generate, cold", b.cold, b.floor, coldBar)
	if b.cold.peak > peakBar {
		b.failed = append(b.failed, fmt.Sprintf("the peak of %d MiB is over %d MiB", b.cold.peak>>20, peakBar>>20))
	}
	n := 0
	change := func(int) error {
		n++
		return changePage(b.path("docs"), n)
	}
	warm, err := b.median(change, func() (usage, error) { return b.exec(false, b.topgen, b.topgenArgs("generate", "docs", "out")...) })
	if err != nil {
		return err
	}
	b.row("generate, warm, one page changed", warm, b.cold, warmBar)
	checked, err := b.median(change, func() (usage, error) { return b.exec(true, b.topgen, b.topgenArgs("check", "docs", "out")...) })
	if err != nil {
		return err
	}
	b.row("check, warm, one page changed", checked, b.cold, warmBar)
	return nil
}

func (b *bench) measureLinear() error {
	ten, err := b.exec(false, b.topgen, append(b.topgenArgs("generate", "docs10", "out10"), "--no-cache")...)
	if err != nil {
		return err
	}
	b.row(fmt.Sprintf("generate, cold, %d times the pages", copies), ten, b.cold, linearBar)
	return nil
}

// row prints a run and its ratio to another one.
func (b *bench) row(name string, u, to usage, bar float64) {
	ratio := u.cpu.Seconds() / to.cpu.Seconds()
	fmt.Printf("| %s %v %.3g | %g |\n", name, u, ratio, bar)
	if ratio > bar {
		b.failed = append(b.failed, fmt.Sprintf("%s: the ratio %.3g is over the bar %g", name, ratio, bar))
	}
}

func (b *bench) verdict() error {
	if len(b.failed) == 0 {
		return nil
	}
	return errors.New(strings.Join(b.failed, "\n"))
}

// titles are where a page has its method and its title, by the ending of its file.
var titles = map[string]struct{ method, title string }{
	".txt":  {`(?m)^()%s( \()`, `(?s)^(.*? \()`},
	".json": {`("name":\s*")%s(")`, `("apiChineseName":\s*")`},
}

// copyPages copies pages, n times. All copies but the first get a method of
// their own, so that they are pages of other APIs.
func copyPages(from, to string, n int) error {
	if err := os.MkdirAll(to, 0o777); err != nil {
		return err
	}
	names, err := pages.In(from)
	if err != nil {
		return err
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		extension := filepath.Ext(name)
		method := strings.TrimSuffix(filepath.Base(name), extension)
		place := regexp.MustCompile(fmt.Sprintf(titles[extension].method, regexp.QuoteMeta(method)))
		for i := range n {
			page, file := data, method
			if i > 0 {
				at := place.FindSubmatchIndex(data)
				if at == nil {
					continue // a page whose title is not its file's name
				}
				file = fmt.Sprintf("%s.copy%d", method, i)
				page = slices.Concat(data[:at[3]], []byte(file), data[at[4]:])
			}
			if err := os.WriteFile(filepath.Join(to, file+extension), page, 0o666); err != nil {
				return err
			}
		}
	}
	return nil
}

// changePage changes the title of one page, to something new for each n.
func changePage(docs string, n int) error {
	names, err := pages.In(docs)
	if err != nil {
		return err
	}
	name := names[len(names)/2]
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	at := regexp.MustCompile(titles[filepath.Ext(name)].title).FindIndex(data)
	if at == nil {
		return fmt.Errorf("%s has no title to change", name)
	}
	return os.WriteFile(name, slices.Concat(data[:at[1]], fmt.Appendf(nil, "%d ", n), data[at[1]:]), 0o666)
}

// count counts the files below a folder and their bytes.
func count(dir string) (files int, size int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			files++
			size += info.Size()
		}
		return err
	})
	return files, size, err
}
