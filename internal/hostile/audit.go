// Package hostile asks whether what topgen makes of a page can be trusted when
// the page cannot: Audit holds emitted syntax trees against the schema, Checker
// type-checks them in memory, Mutator makes broken pages of good ones, and Noiser
// copies of them that mean the same.
//
// Only tests use it.
package hostile

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/schema"
)

// Audit reports whatever the files of a unit hold that the API does not
// account for: another declaration, name, import, field, tag, string, comment
// or character than the schema gives rise to. It judges the syntax tree and
// derives what may stand in it from the schema alone.
func Audit(api *schema.API, u *emit.Unit, opt emit.Options) []string {
	if opt.Runtime == "" {
		opt.Runtime = emit.DefaultRuntime
	}
	a := &audit{api: api, unit: u, opt: opt, fset: token.NewFileSet(), declared: make(map[string]bool)}
	m, err := naming.Parse(api.Method)
	if err != nil {
		return []string{err.Error()}
	}
	a.method = m
	if u.Dir != m.Dir || u.Package != m.Package || len(u.Files) != 3 {
		a.fault(token.NoPos, "%d files of package %s in %s, want 3 of %s in %s", len(u.Files), u.Package, u.Dir, m.Package, m.Dir)
		return a.faults
	}
	bindings := a.file(u.Files[0], m.Package)
	tests := a.file(u.Files[1], m.Package+"_test")
	samples := a.file(u.Files[2], samplesPackage(m))
	if bindings == nil || tests == nil || samples == nil {
		return a.faults
	}
	if path.Dir(u.Files[2].Path) != m.Dir+"/"+samplesPackage(m) {
		a.fault(token.NoPos, "the documented response is in %s", u.Files[2].Path)
	}
	a.bindings(bindings)
	a.tests(tests)
	a.samples(samples)
	return a.faults
}

// audit is one call of Audit.
type audit struct {
	api      *schema.API
	unit     *emit.Unit
	opt      emit.Options
	method   naming.Method
	fset     *token.FileSet
	declared map[string]bool // names that the bindings declare
	faults   []string
}

// response is the name of the type of the response, or of the message.
func (a *audit) response() string {
	if a.api.Message {
		return a.method.Prefix
	}
	return a.method.Prefix + "Response"
}

func (a *audit) fault(pos token.Pos, format string, args ...any) {
	where := ""
	if pos.IsValid() {
		where = a.fset.Position(pos).String() + ": "
	}
	a.faults = append(a.faults, where+fmt.Sprintf(format, args...))
}

// file parses a file and checks what does not depend on the API.
func (a *audit) file(f emit.File, pkg string) *ast.File {
	a.path(f.Path)
	a.runes(f)
	file, err := parser.ParseFile(a.fset, f.Path, f.Data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		a.fault(token.NoPos, "%v", err)
		return nil
	}
	if file.Name.Name != pkg {
		a.fault(file.Name.Pos(), "package %s, want %s", file.Name.Name, pkg)
	}
	a.comments(file)
	a.constraints(f)
	a.formatted(f)
	return file
}

// formatted checks that gofmt would leave the file as it is.
func (a *audit) formatted(f emit.File) {
	data, err := format.Source(f.Data)
	if err != nil {
		a.fault(token.NoPos, "%s: %v", f.Path, err)
		return
	}
	want, got := strings.Split(string(data), "\n"), strings.Split(string(f.Data), "\n")
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			a.fault(token.NoPos, "%s:%d: %q, of which gofmt makes %q", f.Path, i+1, got[i], want[i])
			return
		}
	}
	if len(want) != len(got) {
		a.fault(token.NoPos, "%s: gofmt makes %d lines of %d", f.Path, len(want), len(got))
	}
}

// filePath is what the path of an emitted file looks like on every system.
var filePath = regexp.MustCompile(`^(messages/)?[a-z][a-z0-9]*(/[a-z][a-z0-9]*){1,2}/[a-z0-9][a-z0-9_]*\.go$`)

// deviceNames are the file names that Windows keeps for itself, whatever the
// ending.
var deviceNames = regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)

func (a *audit) path(name string) {
	if !filePath.MatchString(name) || len(path.Base(name)) > 255 {
		a.fault(token.NoPos, "%q is no path for a file of bindings", name)
	}
	parts := strings.Split(strings.TrimSuffix(name, ".go"), "/")
	for i, part := range parts {
		folder := i < len(parts)-1
		if deviceNames.MatchString(part) || folder && (part == "internal" || part == "vendor" || part == "testdata") {
			a.fault(token.NoPos, "%q has a part that means something", name)
		}
	}
}

// runes checks that all there is in the file can be seen.
func (a *audit) runes(f emit.File) {
	line := 1
	for i, w := 0, 0; i < len(f.Data); i += w {
		var r rune
		r, w = utf8.DecodeRune(f.Data[i:])
		switch {
		case r == '\n':
			line++
		case r == '\t':
		case r == utf8.RuneError && w == 1:
			a.fault(token.NoPos, "%s:%d: byte %#x is no UTF-8", f.Path, line, f.Data[i])
		case !unicode.IsPrint(r) || unicode.In(r, invisible...):
			a.fault(token.NoPos, "%s:%d: character %U cannot be seen", f.Path, line, r)
		}
	}
}

// invisible are the characters that show nothing although they print: fillers,
// joiners and selectors (Default_Ignorable_Code_Point).
var invisible = []*unicode.RangeTable{unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, unicode.Cf}

// comments checks that no comment is a directive, that none ends early, and
// that the file begins with the header.
func (a *audit) comments(file *ast.File) {
	if len(file.Comments) == 0 || file.Comments[0].List[0].Text != "// Code generated by topgen. DO NOT EDIT." || file.Comments[0].Pos() != file.FileStart {
		a.fault(file.FileStart, "the file does not begin with the header")
	}
	for _, g := range file.Comments {
		for _, c := range g.List {
			text, ok := strings.CutPrefix(c.Text, "//")
			if !ok || text != "" && text[0] != ' ' && text[0] != '\t' {
				a.fault(c.Pos(), "the comment %.60q may be a directive", c.Text)
			}
		}
	}
}

// systems are those for which every file must count.
var systems = []struct{ os, arch string }{{"linux", "amd64"}, {"windows", "arm64"}, {"darwin", "arm64"}, {"plan9", "386"}, {"js", "wasm"}}

// constraints checks that the go command takes the file everywhere.
func (a *audit) constraints(f emit.File) {
	for _, s := range systems {
		ctx := build.Default
		ctx.GOOS, ctx.GOARCH, ctx.CgoEnabled = s.os, s.arch, false
		ctx.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(f.Data))), nil }
		if ok, err := ctx.MatchFile("/", path.Base(f.Path)); err != nil || !ok {
			a.fault(token.NoPos, "%s does not count on %s/%s (%v)", f.Path, s.os, s.arch, err)
		}
	}
}

// imports checks that a file imports nothing but what is allowed, by its own
// name; only the package that is tested may have one with "api" behind it, and that of
// the zones is imported for what it does.
func (a *audit) imports(file *ast.File, allowed ...string) {
	for _, i := range file.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		own := path == a.opt.Module+"/"+a.method.Dir && i.Name != nil && i.Name.Name == a.method.Package+"api"
		zones := path == "time/tzdata" && i.Name != nil && i.Name.Name == "_"
		if !slices.Contains(allowed, path) || i.Name != nil && !own && !zones {
			a.fault(i.Pos(), "the import of %s", i.Path.Value)
		}
	}
}

// identifiers checks that all names in the file are declared by the bindings
// or in the vocabulary.
func (a *audit) identifiers(file *ast.File, vocabulary map[string]bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if !a.declared[n.Name] && !vocabulary[n.Name] && n.Name != file.Name.Name {
				a.fault(n.Pos(), "the name %s is not of the page", n.Name)
			}
		case *ast.GoStmt, *ast.DeferStmt, *ast.SelectStmt, *ast.SendStmt, *ast.ChanType, *ast.LabeledStmt, *ast.TypeAssertExpr:
			a.fault(n.Pos(), "a %T has no place in bindings", n)
		}
		return true
	})
}

// words makes a set of the words of a text.
func words(text string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(text) {
		set[w] = true
	}
	return set
}
