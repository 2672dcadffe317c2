package compare

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/parallel"
)

// bindings is what the bindings of one API export.
type bindings struct {
	decls []*decl
	// values has the constants of documented values and their table, by the name of that.
	values map[string][]*decl
	// fields finds the struct field for a path of wire names: "response.result.fee".
	fields map[string]*decl
	// types finds the struct type for a path of wire names: "response.result".
	types map[string]*decl
}

// declKind is what a declaration declares, in the words of apidiff.
type declKind string

const (
	typeDecl   declKind = "type"
	funcDecl   declKind = "func"
	varDecl    declKind = "var"
	constDecl  declKind = "const"
	fieldDecl  declKind = "field"
	methodDecl declKind = "method"
)

// decl is an exported declaration, or an exported field or method of one.
type decl struct {
	name string // as apidiff writes it: "XResult", "XResult.Fee", "(*XResult).SetFee"
	kind declKind
	typ  string // Go type of a field, variable or constant, signature of a function or method

	value string // of a constant: the literal

	owner      string  // type that has the field or method
	short      string  // name of the field or method itself
	lists      []*decl // of a type: the lists in its values, which == cannot compare
	deprecated bool
	wire       string // of a field: its name on the wire
	links      string // of a field: its comment, which names the tables of its documented values
	// paths of wire names, without list indices, at which values of the type or
	// field occur, from "request" or "response" on; of the variable of an error
	// code "errors.CODE"; of documented values those of their fields.
	paths []string
}

// readBindings emits the bindings of all findings for which they matter: those
// in whose package something might be gone.
func readBindings(findings []*finding, old, new Set, opt Options) {
	changed := make(map[string]bool)
	for _, f := range findings {
		if f.api.Status != Added {
			changed[namespaceOf(f.api.Method)] = true
		}
	}
	var todo []*version
	for _, f := range findings {
		if changed[namespaceOf(f.api.Method)] {
			for _, side := range []struct {
				version *version
				set     Set
			}{{f.old, old}, {f.new, new}} {
				if side.version != nil {
					side.version.config = side.set.Config
					todo = append(todo, side.version)
				}
			}
		}
	}
	type result struct {
		bindings *bindings
		err      error
	}
	parallel.Ordered(len(todo), opt.Workers, func(i int) result {
		options := opt.Emit
		options.Config = todo[i].config
		b, err := bindingsOf(todo[i].api, options)
		return result{b, err}
	}, func(i int, r result) bool {
		todo[i].bindings = r.bindings
		if r.err != nil {
			todo[i].refused = r.err.Error()
		}
		return true
	})
}

// bindingsOf emits the bindings of an API and reads what they export.
func bindingsOf(a *api.API, opt emit.Options) (*bindings, error) {
	file, diags := emit.Bindings(a, opt)
	for _, d := range diags {
		if d.Severity == diag.Error {
			return nil, errors.New(d.Message)
		}
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), file.Path, file.Data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("the emitted file does not read: %w", err)
	}
	b := &bindings{values: make(map[string][]*decl), fields: make(map[string]*decl), types: make(map[string]*decl)}
	for _, d := range syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			b.function(d)
		case *ast.GenDecl:
			b.general(d)
		}
	}
	b.locate()
	b.locateValues()
	return b, nil
}

// function reads a function or method.
func (b *bindings) function(d *ast.FuncDecl) {
	if !d.Name.IsExported() {
		return
	}
	decl := &decl{name: d.Name.Name, kind: funcDecl, typ: signature(d.Type), short: d.Name.Name, deprecated: isDeprecated(d.Doc)}
	if d.Recv != nil {
		receiver := types.ExprString(d.Recv.List[0].Type)
		decl.kind, decl.owner = methodDecl, strings.TrimPrefix(receiver, "*")
		decl.name = receiver + "." + d.Name.Name
		if decl.owner != receiver {
			decl.name = "(" + receiver + ")." + d.Name.Name
		}
	}
	b.decls = append(b.decls, decl)
}

// signature writes the type of a function without the names of parameters.
func signature(t *ast.FuncType) string {
	params, results := typeList(t.Params), typeList(t.Results)
	s := "func(" + strings.Join(params, ", ") + ")"
	switch len(results) {
	case 0:
		return s
	case 1:
		return s + " " + results[0]
	}
	return s + " (" + strings.Join(results, ", ") + ")"
}

func typeList(fields *ast.FieldList) []string {
	var list []string
	if fields == nil {
		return nil
	}
	for _, f := range fields.List {
		for range max(1, len(f.Names)) {
			list = append(list, types.ExprString(f.Type))
		}
	}
	return list
}

// general reads types, variables and constants.
func (b *bindings) general(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			doc := s.Doc
			if doc == nil {
				doc = d.Doc
			}
			b.structType(s, isDeprecated(doc))
		case *ast.ValueSpec:
			if d.Tok == token.VAR {
				b.variable(s)
			} else {
				b.constant(s)
			}
		}
	}
}

func (b *bindings) structType(s *ast.TypeSpec, deprecated bool) {
	t, ok := s.Type.(*ast.StructType)
	if !ok || !s.Name.IsExported() {
		return
	}
	typ := &decl{name: s.Name.Name, kind: typeDecl, deprecated: deprecated}
	b.decls = append(b.decls, typ)
	for _, f := range t.Fields.List {
		for _, name := range f.Names {
			b.decls = append(b.decls, &decl{
				name: typ.name + "." + name.Name, kind: fieldDecl, typ: types.ExprString(f.Type),
				owner: typ.name, short: name.Name, deprecated: isDeprecated(f.Doc), wire: wireName(f.Tag), links: f.Doc.Text(),
			})
		}
	}
}

// wireName returns the name in the json tag of a field; "" if the field has none.
func wireName(tag *ast.BasicLit) string {
	if tag == nil {
		return ""
	}
	text, err := strconv.Unquote(tag.Value)
	if err != nil {
		return ""
	}
	value := reflect.StructTag(text).Get("json")
	if value == "-" {
		return ""
	}
	name, _, _ := strings.Cut(value, ",")
	return name
}

// variable reads the exported variables: those of error codes with their type and, from
// the literal, their code, and tables of documented values.
func (b *bindings) variable(s *ast.ValueSpec) {
	for i, name := range s.Names {
		if !name.IsExported() || i >= len(s.Values) {
			continue
		}
		v := &decl{name: name.Name, kind: varDecl, short: name.Name}
		v.typ, v.paths = literal(s.Values[i])
		b.decls = append(b.decls, v)
		if strings.HasPrefix(v.typ, "top.Values[") {
			b.values[name.Name] = append(b.values[""], v) // its constants stand before it
			delete(b.values, "")
		}
	}
}

// constant reads the constants of documented values.
func (b *bindings) constant(s *ast.ValueSpec) {
	for i, name := range s.Names {
		if name.IsExported() && i < len(s.Values) {
			c := &decl{name: name.Name, kind: constDecl, short: name.Name, typ: types.ExprString(s.Type), value: types.ExprString(s.Values[i])}
			b.decls = append(b.decls, c)
			b.values[""] = append(b.values[""], c)
		}
	}
}

// locateValues gives documented values the paths of the fields that have them.
func (b *bindings) locateValues() {
	for _, f := range b.decls {
		for _, link := range docLink.FindAllStringSubmatch(f.links, -1) {
			for _, v := range b.values[link[1]] {
				v.paths = append(v.paths, f.paths...)
			}
		}
	}
}

// docLink matches what a comment links to.
var docLink = regexp.MustCompile(`\[(\w+)\]`)

// literal returns the type of &T{Code: "x"} and the path that the code stands for.
func literal(e ast.Expr) (typ string, paths []string) {
	pointer := ""
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		pointer, e = "*", u.X
	}
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return types.ExprString(e), nil
	}
	for _, element := range lit.Elts {
		kv, ok := element.(*ast.KeyValueExpr)
		if !ok || types.ExprString(kv.Key) != "Code" {
			continue
		}
		if value, ok := kv.Value.(*ast.BasicLit); ok {
			if code, err := strconv.Unquote(value.Value); err == nil {
				paths = append(paths, "errors."+code)
			}
		}
	}
	return pointer + types.ExprString(lit.Type), paths
}

func isDeprecated(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, c := range doc.List {
		if strings.HasPrefix(c.Text, "// Deprecated:") {
			return true
		}
	}
	return false
}

// locate gives types with their constructors, fields and methods the paths of wire names at which they
// occur. The request is what has the method Do, the response what Do returns.
func (b *bindings) locate() {
	structs := make(map[string]*structDecl)
	for _, d := range b.decls {
		switch d.kind {
		case typeDecl:
			structs[d.name] = &structDecl{decl: d, methods: make(map[string]*decl)}
		case fieldDecl:
			structs[d.owner].fields = append(structs[d.owner].fields, d)
		}
	}
	for _, d := range b.decls {
		if s := structs[d.owner]; d.kind == methodDecl && s != nil {
			s.methods[d.short] = d
		}
		if s := structs[strings.TrimPrefix(d.short, "New")]; d.kind == funcDecl && s != nil {
			s.constructor = d
		}
	}
	for _, d := range b.decls { // the function that makes handlers of a message takes one of its type
		if message := structs[strings.TrimPrefix(d.short, "On")]; d.kind == funcDecl && message != nil && strings.HasSuffix(d.typ, "top.MessageHandler") {
			b.walk(structs, message, "response", nil)
		}
	}
	for _, s := range structs {
		s.lists = lists(structs, s)
		if do := s.methods["Do"]; do != nil {
			b.walk(structs, s, "request", nil)
			b.walk(structs, structs[resultOf(do.typ)], "response", nil)
		}
	}
}

// lists returns the fields of a type, and of objects within its values, that are
// lists: what == cannot compare.
func lists(structs map[string]*structDecl, s *structDecl) []*decl {
	var found []*decl
	for _, f := range s.fields {
		if strings.HasPrefix(f.typ, "[]") {
			found = append(found, f)
		} else if inner := structs[f.typ]; inner != nil {
			found = append(found, lists(structs, inner)...)
		}
	}
	return found
}

// structDecl is a struct type with what belongs to it.
type structDecl struct {
	*decl
	fields      []*decl
	methods     map[string]*decl
	constructor *decl // nil if it has none
}

// resultOf returns the name of the type to which the first result of a
// signature points: XResponse of "func(...) (*XResponse, error)".
func resultOf(signature string) string {
	_, results, _ := strings.Cut(signature, ") (*")
	name, _, _ := strings.Cut(results, ",")
	return name
}

// walk records that values of a type occur at a path. A type within itself is
// not followed.
func (b *bindings) walk(structs map[string]*structDecl, s *structDecl, at string, outer []*structDecl) {
	if s == nil {
		return
	}
	for _, o := range outer {
		if o == s {
			return
		}
	}
	s.paths = append(s.paths, at)
	b.types[at] = s.decl
	if s.constructor != nil {
		s.constructor.paths = append(s.constructor.paths, at)
	}
	for _, f := range s.fields {
		if f.wire == "" {
			continue
		}
		here := at + "." + f.wire
		f.paths = append(f.paths, here)
		b.fields[here] = f
		if setter := s.methods["Set"+f.short]; setter != nil {
			setter.paths = append(setter.paths, here)
		}
		b.walk(structs, structs[strings.TrimLeft(f.typ, "[]*")], here, append(outer[:len(outer):len(outer)], s))
	}
}
