// Command sizes counts the bytes of generated bindings by what they are for: the
// code that programs compile, the comments on it, the tests, the documented
// responses. It also counts comments by how they begin, which shows whether they
// say anything.
//
//	topgen generate --docs ../shared/corpus/txt --out /tmp/bindings --module example.com/bindings
//	cd bench && go run ./sizes /tmp/bindings
package main

import (
	"cmp"
	"flag"
	"fmt"
	"go/scanner"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	first := flag.Int("first", 25, "how many beginnings of comments to print")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: sizes [-first N] FOLDER")
		os.Exit(2)
	}
	c, err := count(flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, "sizes:", err)
		os.Exit(1)
	}
	c.print(os.Stdout, *first)
}

// counts is what a folder of bindings holds.
type counts struct {
	files  int
	bytes  map[string]int // by kind of content
	begins map[string]int // comments in bindings, by how they begin
}

// count reads all files below a folder.
func count(folder string) (*counts, error) {
	c := &counts{bytes: make(map[string]int), begins: make(map[string]int)}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		c.files++
		switch dir := filepath.Base(filepath.Dir(path)); {
		case !strings.HasSuffix(path, ".go"):
			c.bytes["lock file"] += len(src)
		case strings.HasSuffix(path, "_test.go"):
			c.code("tests", src)
		case dir == filepath.Base(filepath.Dir(filepath.Dir(path)))+"test":
			c.code("documented responses", src)
		default:
			c.code("bindings", src)
		}
		return nil
	})
	return c, err
}

// code adds a Go file: its comments with the white space before them, its texts,
// and the rest.
func (c *counts) code(what string, src []byte) {
	file := token.NewFileSet().AddFile("", -1, len(src))
	var s scanner.Scanner
	s.Init(file, src, nil, scanner.ScanComments)
	end, last := 0, -1 // of the token before; line of the comment before
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			c.bytes[what+": code"] += len(src) - end
			return
		}
		start := file.Offset(pos)
		if tok == token.SEMICOLON && text == "\n" {
			continue // nothing that the file has
		}
		kind := ": code"
		switch tok {
		case token.COMMENT:
			kind = ": comments"
			line := file.Line(pos)
			if what == "bindings" && line != last+1 {
				c.begins[beginning(text)]++
			}
			last = line
		case token.STRING:
			kind = ": texts"
		}
		c.bytes[what+kind] += start + len(text) - end
		end = start + len(text)
	}
}

var (
	han        = regexp.MustCompile(`\p{Han}`)
	identifier = regexp.MustCompile(`^[A-Za-z0-9_]*[A-Z_0-9][A-Za-z0-9_]*$`)
)

// beginning returns the first three words of a comment, with X for names and 字
// for anything with Chinese in it: comments of one pattern begin alike.
func beginning(comment string) string {
	words := strings.Fields(strings.TrimPrefix(comment, "//"))
	words = words[:min(3, len(words))]
	for i, w := range words {
		switch {
		case han.MatchString(w):
			return strings.Join(append(words[:i], "字"), " ")
		case identifier.MatchString(strings.Trim(w, "().,:")):
			words[i] = "X"
		}
	}
	return strings.Join(words, " ")
}

func (c *counts) print(w io.Writer, first int) {
	total := 0
	for _, n := range c.bytes {
		total += n
	}
	fmt.Fprintf(w, "%d files, %.1f MB\n\n", c.files, megabytes(total))
	for _, kind := range slices.Sorted(maps.Keys(c.bytes)) {
		fmt.Fprintf(w, "%8.2f MB  %s\n", megabytes(c.bytes[kind]), kind)
	}
	begins := slices.SortedFunc(maps.Keys(c.begins), func(a, b string) int {
		return cmp.Or(cmp.Compare(c.begins[b], c.begins[a]), cmp.Compare(a, b))
	})
	total = 0
	for _, n := range c.begins {
		total += n
	}
	fmt.Fprintf(w, "\n%d comments in bindings, by how they begin\n\n", total)
	for _, b := range begins[:min(first, len(begins))] {
		fmt.Fprintf(w, "%8d  %s\n", c.begins[b], b)
	}
}

func megabytes(n int) float64 { return float64(n) / 1e6 }
