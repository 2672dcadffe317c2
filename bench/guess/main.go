// Guess reports from a corpus what the guesses at open depths are worth: how
// often each fact of package guess was right, how many bits that makes, what is
// lost without it, and how far what was measured on some namespaces carries over
// to others.
//
//	cd bench && go run ./guess ../../shared/corpus
//
// The corpus has two kinds of questions: rows whose depth pages leave open, and
// rows of which the sample does tell, as if it did not: one element at the edge
// of an object is taken out of it at a time.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/topgen/topgen/internal/parser/guess"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: guess CORPUS")
		os.Exit(2)
	}
	c, err := readCorpus(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "guess:", err)
		os.Exit(1)
	}
	c.report(os.Stdout)
}

// report writes the tables of docs/benchmarks.md.
func (c *corpus) report(w io.Writer) {
	open, cut := c.split()
	fmt.Fprintf(w, "%d of %d pages ask about %d rows; %d more are asked by taking an element out of a sample.\n\n", len(c.open), c.pages, len(open), len(cut))
	all := guess.Bits()
	fmt.Fprintln(w, "| fact | bits | right, open rows | right, others | measured | without it: pages | rows | others |")
	fmt.Fprintln(w, "|---|---:|---:|---:|---:|---:|---:|---:|")
	for fact := range guess.Fact(len(all)) {
		without := all
		without[fact] = 0
		o, t := count(open, fact), count(cut, fact)
		fmt.Fprintf(w, "| %s | %+d | %d of %d | %d of %d | %+.2f | %+d | %+d | %+d |\n", fact, all[fact], o.right, o.spoke, t.right, t.spoke, count(c.questions, fact).bits(),
			c.right(&without)-c.right(&all), answer(open, &without)-answer(open, &all), answer(cut, &without)-answer(cut, &all))
	}
	var none guess.Weights
	pages, rows, others := c.crossValidate()
	fmt.Fprintln(w, "\n| guess | exact pages | open rows | others |")
	fmt.Fprintln(w, "|---|---:|---:|---:|")
	c.line(w, "the innermost object, always", c.right(&none), answer(open, &none), answer(cut, &none))
	c.line(w, "by the bits", c.right(&all), answer(open, &all), answer(cut, &all))
	c.line(w, "by bits measured on other namespaces", pages, rows, others)
}

func (c *corpus) line(w io.Writer, what string, pages, open, cut int) {
	pages += c.pages - len(c.open)
	all, others := c.split()
	fmt.Fprintf(w, "| %s | %d (%.2f %%) | %d (%.0f %%) | %d (%.0f %%) |\n", what,
		pages, percent(pages, c.pages), open, percent(open, len(all)), cut, percent(cut, len(others)))
}

// split returns the questions that pages leave open, and the others.
func (c *corpus) split() (open, cut []question) {
	for _, q := range c.questions {
		if q.open {
			open = append(open, q)
		} else {
			cut = append(cut, q)
		}
	}
	return open, cut
}

// right returns how many of the open pages are right if guessed by w.
func (c *corpus) right(w *guess.Weights) int {
	n := 0
	for i := range c.open {
		if c.open[i].isRight(w.Choose) {
			n++
		}
	}
	return n
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
