// Values measures how well the lists of values in descriptions are read:
//
//	cd bench && go run ./values -accepted accepted.tsv -refused refused.tsv -draw 100 ../../shared/corpus/txt
//
// It says how many fields of the pages have a list, and what kinds of lists. With
// a file of lists that somebody has judged to be right, it says of how many of them
// the same values were read; with one of texts that look like lists and are none,
// how many of them were taken for one. With -draw it prints lists, drawn at random,
// for people to judge.
//
// Both files have a line for each field, in columns with tabs between: method, "req"
// or "res", path within that, type, style and, of accepted ones, the list in the form
// "1=text ; 2=text"; refused ones have the reason before the style.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

func main() {
	accepted := flag.String("accepted", "", "`file` with lists that are right")
	refused := flag.String("refused", "", "`file` with texts that are no lists")
	draw := flag.Int("draw", 0, "print that many different lists, drawn at random")
	seed := flag.Uint64("seed", 1, "of the drawing")
	wrong := flag.Bool("wrong", false, "print what differs from the two files")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: values [flags] FOLDER")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(os.Stdout, flag.Arg(0), *accepted, *refused, *draw, *seed, *wrong); err != nil {
		fmt.Fprintln(os.Stderr, "values:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, dir, accepted, refused string, draw int, seed uint64, wrong bool) error {
	fields, err := readPages(dir)
	if err != nil {
		return err
	}
	report(w, fields)
	byKey := make(map[string]field, len(fields))
	for _, f := range fields {
		byKey[f.key] = f
	}
	for _, set := range []struct {
		file    string
		compare func(io.Writer, []judged, map[string]field, bool)
	}{{accepted, compareAccepted}, {refused, compareRefused}} {
		if set.file == "" {
			continue
		}
		lists, err := readJudged(set.file)
		if err != nil {
			return err
		}
		set.compare(w, lists, byKey, wrong)
	}
	drawLists(w, fields, draw, seed)
	return nil
}

// report counts the lists by the type of their fields and by their length.
func report(w io.Writer, fields []field) {
	described, lists := 0, 0
	types, lengths := make(map[string]int), make(map[string]int)
	for _, f := range fields {
		if f.Description != "" {
			described++
		}
		if len(f.Values) == 0 {
			continue
		}
		lists++
		types[f.Type]++
		lengths[lengthClass(len(f.Values))]++
	}
	fmt.Fprintf(w, "%d fields have a description, %d of them a list of values (%.1f %%).\n", described, lists, percent(lists, described))
	fmt.Fprintln(w, "by type:  ", counts(types))
	fmt.Fprintln(w, "by length:", counts(lengths))
}

func lengthClass(n int) string {
	switch {
	case n < 6:
		return fmt.Sprint(n)
	case n < 10:
		return "6-9"
	}
	return "10 or more"
}

// counts writes numbers, the largest first.
func counts(of map[string]int) string {
	var parts []string
	for _, k := range slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		return cmp.Or(of[b]-of[a], strings.Compare(a, b))
	}) {
		parts = append(parts, fmt.Sprintf("%s %d", k, of[k]))
	}
	return strings.Join(parts, ", ")
}

// drawLists prints lists of different texts.
func drawLists(w io.Writer, fields []field, n int, seed uint64) {
	var lists []field
	seen := make(map[string]bool)
	for _, f := range fields {
		if len(f.Values) > 0 && !seen[f.Description] {
			seen[f.Description] = true
			lists = append(lists, f)
		}
	}
	rand.New(rand.NewPCG(seed, seed)).Shuffle(len(lists), func(i, j int) { lists[i], lists[j] = lists[j], lists[i] })
	for i, f := range lists[:min(n, len(lists))] {
		fmt.Fprintf(w, "%d\t%s\t%s\n\t%s\n\t%s\n", i+1, strings.ReplaceAll(f.key, "\t", " "), f.Type, f.Description, written(f.Values))
	}
}

// written writes a list on a line.
func written(list []schema.Value) string {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = v.Value + "=" + v.Text
	}
	return strings.Join(parts, " ; ")
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
