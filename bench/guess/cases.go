package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/parser"
	"github.com/topgen/topgen/internal/parser/guess"
	"github.com/topgen/topgen/internal/schema"
)

// question is a row that could stand in several objects, and the one in which
// it does.
type question struct {
	namespace string // the first two parts of the method
	open      bool   // the page leaves it open; else an element was taken out of the sample
	features  []guess.Features
	right     int // index among these
}

// openPage is a page that leaves a depth open.
type openPage struct {
	file, namespace string
	src             []byte
	tree            *tree
}

// tree is what a page must parse to.
type tree struct {
	Request, Response []branch
}

// branch is a field of a tree.
type branch struct {
	Name   string
	Fields []branch
}

// corpus is what the corpus tells about guesses.
type corpus struct {
	pages     int // in the text form, with a tree
	open      []openPage
	questions []question
}

// readCorpus reads the pages of dir/txt and their trees.
func readCorpus(dir string) (*corpus, error) {
	files, err := filepath.Glob(filepath.Join(dir, "txt", "*.txt"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("no pages in " + filepath.Join(dir, "txt"))
	}
	c := new(corpus)
	for _, file := range files {
		if err := c.add(dir, file); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *corpus) add(dir, file string) error {
	src, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(dir, "trees", strings.TrimSuffix(filepath.Base(file), ".txt")+".tree.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a page that must be refused
	}
	if err != nil {
		return err
	}
	t := new(tree)
	if err := json.Unmarshal(data, t); err != nil {
		return err
	}
	c.pages++
	p := openPage{file: file, namespace: namespaceOf(file), src: src, tree: t}
	if asked := p.questions(); len(asked) > 0 {
		c.open = append(c.open, p)
		c.questions = append(c.questions, p.answered(asked, true)...)
	}
	for _, cut := range withoutElements(string(src)) {
		p.src = []byte(cut.src)
		asked := slices.DeleteFunc(p.questions(), func(a asked) bool { return bare(a.Name) != bare(cut.name) })
		c.questions = append(c.questions, p.answered(asked, false)...)
	}
	return nil
}

// asked is a question of the parser and its right answer, -1 where there is none.
type asked struct {
	*guess.Question
	right int
}

// namespaceOf returns the first two parts of the method that a file documents.
func namespaceOf(file string) string {
	parts := strings.SplitN(filepath.Base(file), ".", 3)
	return parts[0] + "." + parts[1]
}

func (p *openPage) answered(all []asked, open bool) []question {
	var out []question
	for _, a := range all {
		if a.right >= 0 {
			out = append(out, question{namespace: p.namespace, open: open, features: a.Features(), right: a.right})
		}
	}
	return out
}

// questions returns what is asked about a page. It answers rightly as it goes,
// so that no question hangs on a wrong answer before it.
func (p *openPage) questions() []asked {
	api := p.parse(guess.Choose)
	if api == nil {
		return nil
	}
	right := make(map[int]int) // the line of the object, by that of the row; 0 for the top level
	if !place(right, api.Request, p.tree.Request) || !place(right, api.Response, p.tree.Response) {
		return nil
	}
	var all []asked
	p.parse(func(q *guess.Question) guess.Answer {
		a := asked{Question: q, right: slices.IndexFunc(q.Objects, func(o guess.Object) bool { return o.Line == right[q.Line] })}
		all = append(all, a)
		return guess.Answer{Object: max(a.right, 0)}
	})
	return all
}

func (p *openPage) parse(choose guess.Chooser) *schema.API {
	read, diags := page.Read(p.file, p.src)
	if diags.HasErrors() {
		return nil
	}
	api, _ := parser.ParseWith(read, choose)
	return api
}

// isRight reports whether every field of the page is where it must be.
func (p *openPage) isRight(choose guess.Chooser) bool {
	api := p.parse(choose)
	return api != nil && same(api.Request, p.tree.Request) && same(api.Response, p.tree.Response)
}

func same(fields []*schema.Field, branches []branch) bool {
	return slices.EqualFunc(fields, branches, func(f *schema.Field, b branch) bool {
		return f.Name == b.Name && same(f.Fields, b.Fields)
	})
}

// place notes in which object each row of a table must stand. A tree has the
// rows in the order of the page; place returns false where it has others.
func place(right map[int]int, fields []*schema.Field, branches []branch) bool {
	rows := flatten(nil, fields)
	slices.SortStableFunc(rows, func(a, b *schema.Field) int { return a.Line - b.Line })
	ok := true
	var walk func(branches []branch, object int)
	walk = func(branches []branch, object int) {
		for _, b := range branches {
			if len(rows) == 0 || rows[0].Name != b.Name {
				ok = false
				return
			}
			line := rows[0].Line
			rows = rows[1:]
			right[line] = object
			walk(b.Fields, line)
		}
	}
	walk(branches, 0)
	return ok && len(rows) == 0
}

func flatten(rows []*schema.Field, fields []*schema.Field) []*schema.Field {
	for _, f := range fields {
		rows = flatten(append(rows, f), f.Fields)
	}
	return rows
}

// cut is a page without one element of a sample.
type cut struct{ src, name string }

// mostCuts is how many elements are taken out of each sample of a page, one at
// a time, so that long pages do not count for more than others.
const mostCuts = 6

var (
	leafElement = regexp.MustCompile(`^\s*<(\w+)>[^<]*</\w+>\s*$`)
	leafSetter  = regexp.MustCompile(`^\s*\w+\.set(\w+)\(`)
	endElement  = regexp.MustCompile(`^\s*</`)
	attachment  = regexp.MustCompile(`\((?:obj|list)\d+\)`)
)

// withoutElements returns the page without some element of a sample that stands
// at the edge of an object: behind one that ends, or where its own ends. The
// sample then leaves open what it has told before.
func withoutElements(src string) []cut {
	lines := strings.Split(src, "\n")
	var cuts []cut
	take := func(leaf, edge *regexp.Regexp) {
		n := 0
		for i := 1; i < len(lines)-1 && n < mostCuts; i++ {
			m := leaf.FindStringSubmatch(lines[i])
			if m == nil || edge.MatchString(lines[i]) || !edge.MatchString(lines[i-1]) && !edge.MatchString(lines[i+1]) {
				continue
			}
			n++
			cuts = append(cuts, cut{strings.Join(slices.Delete(slices.Clone(lines), i, i+1), "\n"), m[1]})
		}
	}
	take(leafElement, endElement)
	take(leafSetter, attachment)
	return cuts
}

// bare returns a name as setters and elements share it.
func bare(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }
