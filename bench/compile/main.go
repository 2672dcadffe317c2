// Command compile measures what bindings add to the build of a program from a
// cold cache: elapsed and processor time of whole runs of go build, each with
// an empty build cache, and the size of the stripped program; medians of several
// runs.
//
//	cd bench && go run ./compile -pages ../../shared/corpus/txt
//
// It builds topgen, generates the packages of two namespaces into an empty
// module, and builds three programs there, in turn:
//
//   - base uses net/http and encoding/json
//   - idle is base and a call of alibaba.idle.appraise.order.query
//   - alihealth is base and a call of one of the 356 APIs of alibaba.alihealth
//
// What a program adds is the median of the differences from the base that was
// built just before it. It fails if idle misses a bar: of size, or of the time
// by the clock, which is a share of what base takes, so that it says the same
// on every machine.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/bench/pages"
)

// module is the one that the programs are built in.
const module = "example.com/compile"

// program is what is built.
type program struct {
	name      string
	namespace string  // of the pages: "alibaba.idle"
	call      string  // of an API of it
	share     float64 // bar for the time by the clock that it adds, as a share of base's; 0 for none
	megabytes float64 // the same for the size of the program
}

var programs = []program{
	{name: "base"},
	{name: "idle", namespace: "alibaba.idle", call: "NewAppraiseOrderQueryRequest().SetBizOrderID(12354)", share: 0.8 / 12.7, megabytes: 0.28}, // the bar was set where base took 12.7 s
	{name: "alihealth", namespace: "alibaba.alihealth", call: "NewDrugcodeScanRequest()"},
}

// source is the program; its first argument is what it imports, the second
// what it calls.
const source = `package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
%s)

func main() {
	resp, err := http.Post("https://eco.taobao.com/router/rest", "application/x-www-form-urlencoded", os.Stdin)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	var v map[string]any
	fmt.Println(json.NewDecoder(resp.Body).Decode(&v), v)
%s}
`

// call is the part of a program that uses the bindings.
const call = `	client, err := top.NewClient(os.Args[1], os.Args[2], top.WithSession(os.Args[3]))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(%s.%s.Do(context.Background(), client))
`

func (p program) source() string {
	if p.call == "" {
		return fmt.Sprintf(source, "", "")
	}
	imports := fmt.Sprintf("\t\"context\"\n\n\t\"github.com/topgen/topgen/top\"\n\t%q\n", p.importPath())
	return fmt.Sprintf(source, imports, fmt.Sprintf(call, p.name, p.call))
}

func (p program) importPath() string {
	return module + "/generated/" + strings.ReplaceAll(p.namespace, ".", "/")
}

func main() {
	from := flag.String("pages", "../../shared/corpus/txt", "folder with pages in the text or JSON form")
	runs := flag.Int("runs", 3, "builds of each program, of which the median counts")
	parallel := flag.Int("p", 2, "processes that go build starts at once")
	flag.Parse()
	if err := run(*from, *runs, *parallel); err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}

func run(from string, runs, parallel int) error {
	dir, err := os.MkdirTemp("", "topgen-compile-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := bench{dir: dir, parallel: parallel}
	if err := b.prepare(from); err != nil {
		return err
	}
	// In turn, so that what else the machine does hits all alike.
	for range runs {
		for i := range programs {
			u, err := b.build(programs[i].name)
			if err != nil {
				return err
			}
			b.usage[i] = append(b.usage[i], u)
		}
	}
	return b.report()
}

type bench struct {
	dir      string
	parallel int
	usage    [3][]usage // by program
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

// usage is what a build took, and what it gave.
type usage struct {
	elapsed, cpu time.Duration
	size         int64
}

// prepare generates the bindings and writes the programs.
func (b *bench) prepare(from string) error {
	root, err := filepath.Abs("..") // the module above this one
	if err != nil {
		return err
	}
	files := map[string]string{"go.mod": "module " + module + "\n\ngo 1.26\n\nrequire github.com/topgen/topgen v0.0.0\n\nreplace github.com/topgen/topgen => " + strconv.Quote(root) + "\n"}
	for _, p := range programs {
		files[p.name+"/main.go"] = p.source()
		if p.namespace == "" {
			continue
		}
		names, err := pages.Of(from, p.namespace)
		if err != nil {
			return err
		}
		for _, name := range names {
			page, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			files["docs/"+filepath.Base(name)] = string(page)
		}
	}
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(b.path(name)), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(b.path(name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	if err := command(root, nil, "go", "build", "-o", b.path("topgen"), "./cmd/topgen"); err != nil {
		return err
	}
	return command(b.dir, nil, b.path("topgen"), "generate", "--quiet", "--docs", "docs", "--no-cache")
}

// command runs a command in dir; measure, if not nil, gets what it used.
func command(dir string, measure *usage, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, stderr.Bytes())
	}
	if measure != nil {
		measure.elapsed = time.Since(start)
		measure.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime() // with those of the compilers
	}
	return nil
}

// build builds a program from an empty cache.
func (b *bench) build(name string) (u usage, err error) {
	cache := b.path("cache")
	if err := os.RemoveAll(cache); err != nil {
		return u, err
	}
	out := b.path(name + ".out")
	err = command(b.dir, &u, "env", "GOCACHE="+cache, "GOFLAGS=-mod=mod",
		"go", "build", "-trimpath", "-ldflags=-s -w", "-p", fmt.Sprint(b.parallel), "-o", out, "./"+name)
	if err != nil {
		return u, err
	}
	info, err := os.Stat(out)
	if err != nil {
		return u, err
	}
	u.size = info.Size()
	return u, nil
}

// report prints the medians, and fails if what a program adds to base is over
// its bar: in elapsed time and, since other work on the machine only adds to that,
// in processor time, too.
func (b *bench) report() error {
	fmt.Printf("%s on %s/%s, go build -p %d, medians of %d runs\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, b.parallel, len(b.usage[0]))
	fmt.Printf("| program | elapsed | processor time | stripped | added: elapsed | of base | processor time | of base | size |\n|---|---|---|---|---|---|---|---|---|\n")
	base := median(b.usage[0])
	var errs []error
	for i, p := range programs {
		u, added := median(b.usage[i]), median(b.added(i))
		share := added.elapsed.Seconds() / base.elapsed.Seconds()
		size := float64(added.size) / 1e6
		fmt.Printf("| %s | %.2f s | %.2f s | %.2f MB | %.2f s | %.3f | %.2f s | %.3f | %.3f MB |\n",
			p.name, u.elapsed.Seconds(), u.cpu.Seconds(), float64(u.size)/1e6,
			added.elapsed.Seconds(), share, added.cpu.Seconds(), added.cpu.Seconds()/base.cpu.Seconds(), size)
		if p.share > 0 && share > p.share {
			errs = append(errs, fmt.Errorf("%s adds %.3f of the time of base by the clock, more than %.3f", p.name, share, p.share))
		}
		if p.megabytes > 0 && size > p.megabytes {
			errs = append(errs, fmt.Errorf("%s adds %.3f MB, more than %g MB", p.name, size, p.megabytes))
		}
	}
	return errors.Join(errs...)
}

// added returns what each build of program i took and gave beyond the build of base of the
// same turn.
func (b *bench) added(i int) []usage {
	added := make([]usage, len(b.usage[i]))
	for turn, u := range b.usage[i] {
		base := b.usage[0][turn]
		added[turn] = usage{elapsed: u.elapsed - base.elapsed, cpu: u.cpu - base.cpu, size: u.size - base.size}
	}
	return added
}

// median returns the median of each measure.
func median(all []usage) usage {
	middle := func(less func(a, b usage) int) usage {
		return slices.SortedFunc(slices.Values(all), less)[len(all)/2]
	}
	return usage{
		elapsed: middle(func(a, b usage) int { return int(a.elapsed - b.elapsed) }).elapsed,
		cpu:     middle(func(a, b usage) int { return int(a.cpu - b.cpu) }).cpu,
		size:    all[0].size, // the same every time
	}
}
