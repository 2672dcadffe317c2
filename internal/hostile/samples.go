package hostile

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/naming"
)

// samplesPackage is the name of the package with the documented responses.
func samplesPackage(m naming.Method) string { return m.Package + "test" }

// samples checks the file with the documented response: a constant whose text
// can say anything, and nothing else.
func (a *audit) samples(file *ast.File) {
	want := a.response()
	names := []string{want, want + "JSON", want + "Simplified"}
	for i, d := range file.Decls {
		name := a.sample(d)
		at := slices.Index(names, name)
		if name == "" || at < 0 || i == 0 && at > 0 {
			a.fault(d.Pos(), "a declaration other than %s", want)
			return
		}
		names[at] = "" // once
	}
	if len(file.Decls) == 0 {
		a.fault(file.Package, "no declaration of %s", want)
	}
}

// sample returns the name of the constant that d declares as a text, "" if it is
// anything else.
func (a *audit) sample(d ast.Decl) string {
	decl, ok := d.(*ast.GenDecl)
	if !ok || decl.Tok != token.CONST || len(decl.Specs) != 1 {
		return ""
	}
	spec := decl.Specs[0].(*ast.ValueSpec)
	if len(spec.Names) != 1 || spec.Type != nil || len(spec.Values) != 1 || !isText(spec.Values[0]) {
		return ""
	}
	return spec.Names[0].Name
}

// isText reports whether an expression is a text, or lines of one.
func isText(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING
	case *ast.BinaryExpr:
		return e.Op == token.ADD && isText(e.X) && isText(e.Y)
	}
	return false
}

// AuditPackage reports whatever the files of a package hold that its methods
// do not account for: a doc.go that declares nothing, and one that declares
// the function which returns the documented responses.
func AuditPackage(methods []string, files []emit.File) []string {
	a := &audit{fset: token.NewFileSet()}
	byMethod := make(map[string]string)
	for _, method := range methods {
		m, err := naming.Parse(method)
		if err != nil {
			return []string{err.Error()}
		}
		a.method = m
		if byMethod[method] = m.Prefix + "Response"; !strings.Contains(method, ".") {
			byMethod[method] = m.Prefix // a message
		}
	}
	samplesDir := a.method.Dir + "/" + samplesPackage(a.method)
	if len(files) != 2 || files[0].Path != a.method.Dir+"/doc.go" || files[1].Path != samplesDir+"/doc.go" {
		a.fault(token.NoPos, "the files of the package %s are not its two doc.go", a.method.Dir)
		return a.faults
	}
	if doc := a.file(files[0], a.method.Package); doc != nil && len(doc.Decls) > 0 {
		a.fault(doc.Decls[0].Pos(), "doc.go declares something")
	}
	if doc := a.file(files[1], samplesPackage(a.method)); doc != nil {
		a.samplesFunc(doc, byMethod)
	}
	return a.faults
}

// samplesFunc checks that a file declares nothing but
//
//	func Samples() map[string]string { return map[string]string{"method": Name, ...} }
func (a *audit) samplesFunc(file *ast.File, want map[string]string) {
	a.declared = words("Samples map string")
	for _, name := range want {
		a.declared[name] = true
	}
	a.identifiers(file, nil)
	if len(file.Decls) != 1 {
		a.fault(file.Package, "%d declarations, want Samples alone", len(file.Decls))
		return
	}
	lit := returned(file.Decls[0])
	if lit == nil {
		a.fault(file.Decls[0].Pos(), "a declaration other than Samples")
		return
	}
	var got []string
	for _, e := range lit.Elts {
		method, name, ok := entry(e)
		if !ok || want[method] != name || slices.Contains(got, method) {
			a.fault(e.Pos(), "the sample %s of %q", name, method)
			continue
		}
		got = append(got, method)
	}
	if len(got) != len(want) {
		a.fault(lit.Pos(), "samples of %q, want those of %d methods", got, len(want))
	}
}

// returned returns the literal that the function Samples returns, nil if the
// declaration is anything else.
func returned(d ast.Decl) *ast.CompositeLit {
	f, ok := d.(*ast.FuncDecl)
	if !ok || f.Recv != nil || f.Name.Name != "Samples" || f.Type.Params.NumFields() > 0 || len(f.Body.List) != 1 {
		return nil
	}
	ret, ok := f.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return nil
	}
	lit, _ := ret.Results[0].(*ast.CompositeLit)
	return lit
}

// entry returns the method and the name of its sample.
func entry(e ast.Expr) (method, name string, ok bool) {
	kv, ok := e.(*ast.KeyValueExpr)
	if !ok {
		return "", "", false
	}
	key, isLit := kv.Key.(*ast.BasicLit)
	value, isName := kv.Value.(*ast.Ident)
	if !isLit || !isName {
		return "", "", false
	}
	method, err := strconv.Unquote(key.Value)
	return method, value.Name, err == nil
}
