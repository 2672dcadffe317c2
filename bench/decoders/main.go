// Command decoders measures how fast package top decodes JSON beside the fastest
// decoders that there are: the same bodies into the same types, each decoder called
// as its users call it, in turn, round by round, in processor time on one core. It
// prints, for each body, the median of what each takes for what top takes, and the
// allocations.
//
//	cd bench && go run ./decoders
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/topgen/topgen/bench/bodies"
)

func main() {
	rounds := flag.Int("rounds", 15, "rounds, of which the median counts")
	only := flag.String("only", "", "a regular expression for the bodies to read, such as '140 B' or ASCII")
	flag.Parse()
	runtime.GOMAXPROCS(1) // so that the collector's work is in the time of those who cause it
	if err := run(*rounds, *only); err != nil {
		fmt.Fprintln(os.Stderr, "decoders:", err)
		os.Exit(1)
	}
}

func run(rounds int, only string) error {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	fmt.Printf("%s, %s/%s, medians of %d rounds\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, rounds)
	head, line := "| body |", "|---|"
	for _, d := range decoders[1:] {
		head += " " + d.name + version(d.module) + " |"
		line += "---:|"
	}
	fmt.Println(head + " fastest | allocations: top, the fastest |\n" + line + "---:|---|")
	for _, doc := range documents() {
		if !wanted.MatchString(doc.size + ", " + doc.script) {
			continue
		}
		r, err := measure(doc, rounds)
		if err != nil {
			return err
		}
		fmt.Println(r.row(doc))
	}
	return nil
}

// version returns the version of a module, after a blank; nothing for what is part of Go.
func version(module string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok || module == "" {
		return ""
	}
	for _, m := range info.Deps {
		if m.Path == module {
			return " " + strings.TrimPrefix(m.Version, "v")
		}
	}
	return ""
}

// result is what was measured of a body, by decoder.
type result struct {
	times  []float64 // for that of top, in the same round
	allocs []uint64
}

// row returns the row of the table.
func (r result) row(doc document) string {
	row := fmt.Sprintf("| %s, %s (%d bytes) |", doc.size, doc.script, len(doc.text))
	for _, t := range r.times[1:] {
		row += fmt.Sprintf(" %.2f |", t)
	}
	fastest := 1
	for i, t := range r.times {
		if i > 0 && t < r.times[fastest] {
			fastest = i
		}
	}
	return row + fmt.Sprintf(" **%.2f** | %d, %d |", r.times[fastest], r.allocs[0], r.allocs[fastest])
}

// measure has all decoders decode a body, in turn.
func measure(doc document, rounds int) (result, error) {
	const work = 4 << 20 // bytes that a decoder reads in a round
	n := max(1, work/len(doc.text))
	ratios := make([][]float64, len(decoders))
	r := result{make([]float64, len(decoders)), make([]uint64, len(decoders))}
	for range rounds + 1 { // the first prepares what decoders keep of types
		var times []time.Duration
		for i, d := range decoders {
			runtime.GC() // what others have left
			before, start := allocations(), processorTime()
			for range n {
				if err := d.decode(doc.text, doc.target()); err != nil {
					return r, fmt.Errorf("%s: %s, %s: %w", d.name, doc.size, doc.script, err)
				}
			}
			times = append(times, processorTime()-start)
			r.allocs[i] = (allocations() - before) / uint64(n)
			ratios[i] = append(ratios[i], float64(times[i])/float64(times[0]))
		}
	}
	for i, all := range ratios {
		all = all[1:]
		slices.Sort(all)
		r.times[i] = all[len(all)/2]
	}
	return r, nil
}

// target returns what the document is decoded into.
func (d document) target() any {
	if d.small {
		return new(bodies.Small)
	}
	return new(bodies.Trades)
}

func allocations() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

func processorTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
