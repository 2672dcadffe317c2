// Command generator measures whole runs of topgen over a folder of pages:
// processor time (user and system), elapsed time and peak memory of the
// process, medians of several runs.
//
//	cd bench && go run ./generator -pages ../../shared/corpus/txt
//
// It builds topgen, works in a temporary folder with a cache of its own, and
// prints a table and how each figure stands to its bar:
//
//   - cold: generate into a new folder without a cache, against gofmt -l over
//     what it wrote, in turn
//   - warm: generate and check after one page has changed
//   - linear: ten times the pages, copies under other names
//
// Ratios and sizes that miss their bars make it fail; times on a clock do not. Nothing
// is removed before the end: ext4 looks for places of new files behind those of files
// that were deleted a short time ago, which can take as long as the run itself.
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

// The bars: multiples of the floor, gofmt -l over the output, or of the cold run;
// bytes.
const (
	coldBar   = 1.4       // of the floor
	warmBar   = 0.057     // of the floor: 3 % of what a cold run took when this bar was set, 1.91 times the floor
	linearBar = 10.5      // of cold, for ten times the pages
	peakBar   = 400 << 20 // with ten times the pages
	sizeBar   = 40e6      // of all files
	copies    = 10        // for the linear run
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
	out         string // name of the folder of the last cold run
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

// usage is what a process used.
type usage struct {
	cpu, system, elapsed time.Duration // system is part of cpu
	peak                 int64         // bytes
}

func (u usage) String() string {
	return fmt.Sprintf("| %.2f s | %.2f s | %.2f s | %d MiB |", u.cpu.Seconds(), u.system.Seconds(), u.elapsed.Seconds(), u.peak>>20)
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
	u := usage{cpu: state.UserTime() + state.SystemTime(), system: state.SystemTime(), elapsed: elapsed}
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
	return middle(all), nil
}

// middle returns the median by processor time.
func middle(all []usage) usage {
	slices.SortFunc(all, func(a, b usage) int { return int(a.cpu - b.cpu) })
	return all[len(all)/2]
}

// measureCold runs generate in new folders and gofmt over what it wrote, in turn.
func (b *bench) measureCold() error {
	var colds, floors []usage
	for i := range b.runs {
		b.out = fmt.Sprintf("out%d", i)
		if err := os.RemoveAll(b.path("cache")); err != nil {
			return err
		}
		cold, err := b.exec(false, b.topgen, b.topgenArgs("generate", "docs", b.out)...)
		if err != nil {
			return err
		}
		floor, err := b.exec(false, "gofmt", "-l", b.path(b.out))
		if err != nil {
			return err
		}
		colds, floors = append(colds, cold), append(floors, floor)
	}
	b.cold, b.floor = middle(colds), middle(floors)
	return nil
}

func (b *bench) topgenArgs(command, docs, out string) []string {
	return []string{command, "--quiet", "--docs", b.path(docs), "--out", b.path(out), "--module", module}
}

func (b *bench) measure() (err error) {
	if err := b.measureCold(); err != nil {
		return err
	}
	files, size, err := count(b.path(b.out))
	if err != nil {
		return err
	}
	fmt.Printf("%s on %s/%s, %d processors; %d files, %.1f MB emitted\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), files, float64(size)/1e6)
	if size > sizeBar {
		b.failed = append(b.failed, fmt.Sprintf("the %.1f MB emitted are over %.0f MB", float64(size)/1e6, sizeBar/1e6))
	}
	fmt.Printf("| run | processor time | of which system | elapsed | peak memory | ratio | bar |\n|---|---|---|---|---|---|---|\n")
	fmt.Printf("| gofmt -l over the output: the floor %v | |\n", b.floor)
	b.row("generate, cold, of the floor", b.cold, b.floor, coldBar)
	n := 0
	change := func(int) error {
		n++
		return changePage(b.path("docs"), n)
	}
	warm, err := b.median(change, func() (usage, error) { return b.exec(false, b.topgen, b.topgenArgs("generate", "docs", b.out)...) })
	if err != nil {
		return err
	}
	b.row("generate, warm, one page changed, of the floor", warm, b.floor, warmBar)
	checked, err := b.median(change, func() (usage, error) { return b.exec(true, b.topgen, b.topgenArgs("check", "docs", b.out)...) })
	if err != nil {
		return err
	}
	b.row("check, warm, one page changed, of the floor", checked, b.floor, warmBar)
	return nil
}

func (b *bench) measureLinear() error {
	ten, err := b.exec(false, b.topgen, append(b.topgenArgs("generate", "docs10", "out10"), "--no-cache")...)
	if err != nil {
		return err
	}
	b.row(fmt.Sprintf("generate, cold, %d times the pages, of cold", copies), ten, b.cold, linearBar)
	if ten.peak > peakBar {
		b.failed = append(b.failed, fmt.Sprintf("the peak of %d MiB is over %d MiB", ten.peak>>20, peakBar>>20))
	}
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
