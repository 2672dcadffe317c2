// Command figures counts what topgen says about a corpus of pages, by code, and
// holds docs/diagnostics.md against that.
//
//	cd bench && go run ./figures -pages ../../shared/corpus/txt          # does the document say so?
//	cd bench && go run ./figures -pages ../../shared/corpus/txt -write   # make it say so
//
// It ends with status 1 if the document says something else, and does nothing where
// there is no corpus.
package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/generate"
	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/source"
)

func main() {
	pages := flag.String("pages", "../../shared/corpus/txt", "folder with pages")
	document := flag.String("document", "../docs/diagnostics.md", "file with the figures")
	write := flag.Bool("write", false, "put the figures into the document")
	flag.Parse()
	if err := run(os.Stdout, *pages, *document, *write); err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, pages, document string, write bool) error {
	if _, err := os.Stat(pages); errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(w, "there is no corpus in %s: the figures of %s are not checked\n", pages, filepath.Base(document))
		return nil
	}
	counts, err := count(pages)
	if err != nil {
		return err
	}
	counts.print(w)
	text, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	wanted, err := replace(text, counts.sentence())
	if err != nil {
		return fmt.Errorf("%s: %w", document, err)
	}
	switch {
	case bytes.Equal(text, wanted):
		return nil
	case write:
		return os.WriteFile(document, wanted, 0o666)
	}
	return fmt.Errorf("%s has other figures: make figures WRITE=1 puts in these:\n%s", document, counts.sentence())
}

// figures is how much there is to say about a corpus.
type figures struct {
	pages int
	codes []figure // those that most pages raise first
}

// figure is how often a code was raised, and by how many pages.
type figure struct {
	code            diag.Code
	pages, findings int
}

// count reads the pages as topgen lint does, without a topgen.yaml.
func count(dir string) (*figures, error) {
	files, err := source.Find([]string{dir}, nil)
	if err != nil {
		return nil, err
	}
	result, err := generate.Run(context.Background(), generate.Options{
		Files: files, Emit: emit.Options{Module: "example.com/figures"}, Partial: true, Workers: runtime.GOMAXPROCS(0),
	}, nowhere{})
	if err != nil {
		return nil, err
	}
	f := &figures{pages: len(files)}
	at := make(map[diag.Code]int)
	seen := make(map[string]bool)
	for _, d := range result.Diags {
		i, ok := at[d.Code]
		if !ok {
			i = len(f.codes)
			at[d.Code] = i
			f.codes = append(f.codes, figure{code: d.Code})
		}
		f.codes[i].findings++
		if key := string(d.Code) + " " + d.Pos.File; !seen[key] {
			seen[key] = true
			f.codes[i].pages++
		}
	}
	slices.SortFunc(f.codes, func(a, b figure) int { return cmp.Or(b.pages-a.pages, cmp.Compare(a.code, b.code)) })
	return f, nil
}

// nowhere is a generate.Target for what nobody wants to keep.
type nowhere struct{}

func (nowhere) Same(string, output.Sum) (bool, error) { return true, nil }

func (nowhere) Put(path string, data []byte) (output.File, error) {
	return output.Current(path, output.SumOf(data)), nil
}

func (f *figures) print(w io.Writer) {
	fmt.Fprintf(w, "%d pages\n%8s %8s  %s\n", f.pages, "pages", "findings", "code")
	for _, c := range f.codes {
		fmt.Fprintf(w, "%8d %8d  %s\n", c.pages, c.findings, c.code)
	}
}

// sentence says it as the document does.
func (f *figures) sentence() string {
	if len(f.codes) == 0 {
		return fmt.Sprintf("The corpus of %s pages raises none of the codes.", thousands(f.pages))
	}
	parts := make([]string, len(f.codes))
	for i, c := range f.codes {
		parts[i] = fmt.Sprintf("%s on %s", c.code, thousands(c.pages))
	}
	list := parts[0] + " pages"
	if last := len(parts) - 1; last > 0 {
		parts[0] += " pages"
		list = strings.Join(parts[:last], ", ") + " and " + parts[last]
	}
	return fmt.Sprintf("The corpus of %s pages raises %s.", thousands(f.pages), list)
}

// thousands writes a number with a comma before its last three digits.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// sentences finds the one with the figures, which is a paragraph of its own.
var sentences = regexp.MustCompile(`(?m)^The corpus of [0-9,]+ pages raises [^\n]*\.$`)

// replace returns the document with the sentence in place of the one that it has.
func replace(document []byte, sentence string) ([]byte, error) {
	if n := len(sentences.FindAll(document, 2)); n != 1 {
		return nil, fmt.Errorf("it has %d sentences with the figures, not one: %q begins it, in a line of its own", n, "The corpus of ")
	}
	return sentences.ReplaceAllLiteral(document, []byte(sentence)), nil
}
