package config

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/token"
	"os"
	"path"
	"regexp"
	"strings"

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

// form is what stands in topgen.yaml, less the settings, which readSettings reads.
type form struct {
	Docs   any `yaml:"docs"`
	Out    any `yaml:"out"`
	Module any `yaml:"module"`
	Tests  any `yaml:"tests"`

	Types []struct {
		Method string `yaml:"method"`
		Field  string `yaml:"field"`
		Type   string `yaml:"type"`
		Reason string `yaml:"reason"`
	} `yaml:"types"`
	Names []struct {
		Method string `yaml:"method"`
		Type   string `yaml:"type"`
		Field  string `yaml:"field"`
		Name   string `yaml:"name"`
		Reason string `yaml:"reason"`
	} `yaml:"names"`
	Packages []struct {
		Namespace string `yaml:"namespace"`
		Name      string `yaml:"name"`
		Reason    string `yaml:"reason"`
	} `yaml:"packages"`
	Withdrawn []struct {
		Method string `yaml:"method"`
		Reason string `yaml:"reason"`
	} `yaml:"withdrawn"`
	Skip []struct {
		Page   string `yaml:"page"`
		Reason string `yaml:"reason"`
	} `yaml:"skip"`
}

// Parse reads the bytes of a topgen.yaml; path is for positions. The Config is
// nil if the list is not empty.
func Parse(path string, data []byte) (c *Config, list diag.List) {
	defer func() {
		if recover() != nil { // the library panics on some files
			c, list = nil, diag.List{yamlError(path, errors.New("the file is no YAML, in a way for which the YAML library has no error"))}
		}
	}()
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) // as a reason of several lines shows in the bindings
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, diag.List{yamlError(path, err)}
	}
	if list := unknownKeys(path, tree); len(list) > 0 {
		return nil, list
	}
	var f form
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil && len(tree.Docs) > 0 && tree.Docs[0].Body != nil {
		return nil, diag.List{yamlError(path, err)}
	}
	c = &Config{Path: path, Sum: sha256.Sum256(data), index: make(map[Key]int)}
	c.addEntries(&f, path, tree)
	c.Settings, list = readSettings(path, tree)
	if list = append(list, c.check()...); len(list) > 0 {
		list.Sort()
		return nil, list
	}
	return c, nil
}

// addEntries brings the sections of f into one list.
func (c *Config) addEntries(f *form, path string, tree *ast.File) {
	add := func(section string, i int, e Entry) {
		e.Pos = position(path, tree, fmt.Sprintf("$.%s[%d]", section, i))
		c.Entries = append(c.Entries, e)
	}
	for i, x := range f.Types {
		add("types", i, Entry{Key: Key{FieldType, x.Method, x.Field}, Value: x.Type, Reason: x.Reason})
	}
	for i, x := range f.Names {
		e := Entry{Key: Key{Kind: Prefix, Method: x.Method}, Value: x.Name, Reason: x.Reason}
		switch {
		case x.Type != "" && x.Field != "":
			e.Key = Key{Kind: -1}
		case x.Type != "":
			e.Key = Key{TypeName, x.Method, x.Type}
		case x.Field != "":
			e.Key = Key{FieldName, x.Method, x.Field}
		}
		add("names", i, e)
	}
	for i, x := range f.Packages {
		add("packages", i, Entry{Key: Key{Kind: PackageName, Target: x.Namespace}, Value: x.Name, Reason: x.Reason})
	}
	for i, x := range f.Withdrawn {
		add("withdrawn", i, Entry{Key: Key{Kind: Withdrawn, Method: x.Method}, Value: IsWithdrawn, Reason: x.Reason})
	}
	for i, x := range f.Skip {
		add("skip", i, Entry{Key: Key{Kind: SkipPage, Target: x.Page}, Reason: x.Reason})
	}
}

// check validates the entries and fills the index.
func (c *Config) check() diag.List {
	var list diag.List
	for i, e := range c.Entries {
		if message, hint := e.fault(); message != "" {
			list = append(list, entryError(e, message, hint))
			continue
		}
		if first, ok := c.index[e.Key]; ok {
			list = append(list, entryError(e, fmt.Sprintf("%s has an entry already in line %d", e.Key, c.Entries[first].Pos.Line),
				"keep one of the two"))
			continue
		}
		c.index[e.Key] = i
	}
	return list
}

var (
	fieldPath   = regexp.MustCompile(`^(request|response)\..+$`)
	packageName = regexp.MustCompile(`^[a-z][a-z0-9]*$`)
	namespace   = regexp.MustCompile(`^[^.]+(\.[^.]+)?$`)
)

// fault says what is wrong with the entry itself, and what to do about it.
func (e Entry) fault() (message, hint string) {
	if e.Kind < 0 {
		return "an entry has either a type or a field, not both", "make two entries of it"
	}
	if strings.TrimSpace(e.Reason) == "" {
		return "the entry gives no reason", `say in "reason" what the page gets wrong`
	}
	switch e.Kind {
	case FieldType, Prefix, TypeName, FieldName, Withdrawn:
		if e.Method == "" {
			return "the entry names no method", `add "method" with the method name of the page`
		}
	}
	switch e.Kind {
	case FieldType, FieldName:
		if !fieldPath.MatchString(e.Target) {
			return fmt.Sprintf("%q is no path of a field", e.Target),
				`write "request." or "response." and the names on the wire, joined with dots: response.result.fee`
		}
	case PackageName:
		if !namespace.MatchString(e.Target) {
			return fmt.Sprintf("%q is no namespace", e.Target), "write the first two parts of the method name: taobao.item"
		}
	case SkipPage:
		if e.Target == "" || path.Clean(e.Target) != e.Target || path.IsAbs(e.Target) {
			return fmt.Sprintf("%q is no path of a page", e.Target), "write it relative to the folder of pages, with /: taobao.item.get.txt"
		}
	}
	return e.valueFault()
}

func (e Entry) valueFault() (message, hint string) {
	switch e.Kind {
	case FieldType:
		if strings.TrimSpace(e.Value) == "" {
			return "the entry names no type", `add "type" with a word that pages use: String, Number, Price, Json, Number []`
		}
	case Prefix, TypeName, FieldName:
		if !token.IsIdentifier(e.Value) || !token.IsExported(e.Value) {
			return fmt.Sprintf("%q is no exported Go name", e.Value), `"name" begins with a capital letter and has letters and digits only`
		}
	case PackageName:
		if !packageName.MatchString(e.Value) || token.IsKeyword(e.Value) {
			return fmt.Sprintf("%q is no package name", e.Value), `"name" has small letters and digits only and is no keyword`
		}
	}
	return "", ""
}

// position finds where the node at a YAML path begins; only the file is known
// if there is none.
func position(file string, tree *ast.File, yamlPath string) diag.Position {
	pos := diag.Position{File: file}
	p, err := yaml.PathString(yamlPath)
	if err != nil {
		return pos
	}
	node, err := p.FilterFile(tree)
	if err != nil {
		return pos
	}
	at := first(node).GetToken().Position
	pos.Line, pos.Column = at.Line, at.Column
	return pos
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
