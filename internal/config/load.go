package config

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/topgen/topgen/internal/diag"
)

// DefaultPath is the file that is read from the working folder when no other
// is named.
const DefaultPath = "topgen.yaml"

// Load reads the file at path. If it does not exist and optional is set, the
// Config is nil and overrides nothing. What is wrong with the contents is in
// the list, with positions; the error is for a file that cannot be read.
func Load(path string, optional bool) (*Config, diag.List, error) {
	data, err := os.ReadFile(path)
	if optional && errors.Is(err, os.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the configuration: %w", err)
	}
	c, list := Parse(path, data)
	return c, list, nil
}

// Parse reads the bytes of a topgen.yaml; path is for positions. The Config is
// nil if the list is not empty.
func Parse(path string, data []byte) (c *Config, list diag.List) {
	defer func() {
		if recover() != nil { // the library panics on some files
			c, list = nil, diag.List{yamlError(path, errors.New("the file is no YAML, in a way for which the YAML library has no error"))}
		}
	}()
	data = bytes.TrimPrefix(data, []byte("\ufeff"))             // of an editor of Windows
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) // as a reason of several lines shows in the bindings
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, diag.List{yamlError(path, err)}
	}
	c = &Config{Path: path, Settings: make(map[string]string), Sum: sha256.Sum256(data), index: make(map[Key]int), methods: make(map[string][]int)}
	r := newReader(path, tree)
	c.read(r, tree)
	c.fill(r)
	if len(r.list) > 0 {
		r.list.Sort()
		return nil, r.list
	}
	return c, nil
}

// read reads the first document of the file, and what stands behind it is an error.
func (c *Config) read(r *reader, tree *ast.File) {
	for _, doc := range tree.Docs[min(1, len(tree.Docs)):] {
		if doc.Body != nil {
			r.fail(doc.Body, "a second document begins here, and only one is read", `take out the line "---"`)
			return
		}
	}
	if len(tree.Docs) == 0 || isNull(tree.Docs[0].Body) {
		return
	}
	top, ok := r.pairs(tree.Docs[0].Body)
	if !ok {
		r.fail(tree.Docs[0].Body, "the file holds no keys", "docs/diagnostics.md shows the form of topgen.yaml")
		return
	}
	for _, p := range top {
		read, isSetting := settings[p.name]
		s, isSection := sections[p.name]
		switch {
		case isSetting:
			text, message, hint := read(r.file, p.value)
			if message != "" {
				r.failAt(p, p.name+": "+message, hint)
				continue
			}
			c.Settings[p.name] = text
		case isSection:
			c.section(r, p, s)
		default:
			r.unknown(p, slices.Concat(slices.Collect(maps.Keys(settings)), slices.Collect(maps.Keys(sections))))
		}
	}
}

// section reads the entries of a section.
func (c *Config) section(r *reader, p pair, s section) {
	if isNull(p.value) {
		return
	}
	items, ok := p.value.(*ast.SequenceNode)
	if !ok {
		r.failAt(p, p.name+": a list of entries belongs here", `begin each with "- "`)
		return
	}
	for _, item := range items.Values {
		pairs, ok := r.pairs(item)
		if !ok {
			r.fail(item, p.name+": an entry with keys belongs here", "the keys are "+joined(s.keys()))
			continue
		}
		c.item(r, s, r.at(item), pairs)
	}
}

// item reads one entry of a section: each thing that it changes is an Entry.
func (c *Config) item(r *reader, s section, at diag.Position, pairs []pair) {
	it := &item{reader: r, section: s, at: at, texts: make(map[string]string)}
	if !it.identify(pairs) {
		return
	}
	for _, p := range pairs {
		prop, ok := s.properties[p.name]
		if !ok {
			continue
		}
		if message, hint := it.property(p, prop); message != "" {
			r.failAt(p, p.name+": "+message, hint)
		}
	}
	if len(s.properties) > 0 && len(it.entries) == 0 && len(r.list) == it.known {
		r.list = append(r.list, Entry{Pos: at}.error("the entry changes nothing", "it can have "+joined(slices.Sorted(maps.Keys(s.properties)))))
	}
	c.Entries = append(c.Entries, it.entries...)
}

// fill fills the indexes.
func (c *Config) fill(r *reader) {
	slices.SortStableFunc(c.Entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
	for i, e := range c.Entries {
		if first, ok := c.index[e.Key]; ok {
			r.list = append(r.list, e.error(fmt.Sprintf("%s has an entry already in line %d", e.Key, c.Entries[first].Pos.Line), "keep one of the two"))
			continue
		}
		c.index[e.Key] = i
		if e.Method != "" {
			c.methods[e.Method] = append(c.methods[e.Method], i)
		}
	}
}

// yamlError turns what the YAML library says into a diagnostic.
func yamlError(file string, err error) diag.Diagnostic {
	d := diag.Diagnostic{Code: diag.Config, Severity: diag.Error, Pos: diag.Position{File: file}, Message: err.Error(),
		Hint: "docs/diagnostics.md shows the form of topgen.yaml"}
	var at yaml.Error
	if errors.As(err, &at) {
		d.Message = at.GetMessage()
		if t := at.GetToken(); t != nil && t.Position != nil {
			d.Pos.Line, d.Pos.Column = t.Position.Line, t.Position.Column
		}
	}
	return d
}
