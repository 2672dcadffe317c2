package explorer

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/mock"
)

// defaultModule stands in the code where nobody said what the import path of
// the bindings is.
const defaultModule = "github.com/topgen/topgen/generated"

// goProgram returns a program that makes a call, to the gateway at base. It is the
// example that topgen writes for the bindings, with a client. Without a request it makes
// the documented one.
func (x *Explorer) goProgram(a *api.API, base string, request *api.Value) (string, error) {
	unit, diags := emit.Page(a, x.opt.Emit)
	if unit == nil {
		return "", errors.New(diags[len(diags)-1].Message)
	}
	if request == nil {
		request, _ = a.Repaired(a.Shown())
	}
	expr, _ := emit.Request(a, x.opt.Emit, request)
	for _, f := range unit.Files {
		if strings.HasSuffix(f.Path, "_test.go") {
			return x.fromExample(a, f.Data, base, expr)
		}
	}
	return "", errors.New("topgen writes no example for it")
}

// fromExample makes a program of the example in a file of tests, with another request.
func (x *Explorer) fromExample(a *api.API, src []byte, base, request string) (string, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "example_test.go", src, parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	var example *ast.FuncDecl
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "Example") && strings.HasSuffix(f.Name.Name, "_Do") {
			example = f
		}
	}
	if example == nil || len(example.Body.List) < 2 {
		return "", errors.New("topgen writes no example for it")
	}
	text := func(n ast.Node) string {
		return string(src[fset.Position(n.Pos()).Offset:fset.Position(n.End()).Offset])
	}
	// The first statement makes the client that needs no gateway. The second makes the
	// call, here with another request.
	from, to := example.Body.List[1].Pos(), example.Body.List[len(example.Body.List)-1].End()
	body := string(src[fset.Position(from).Offset:fset.Position(to).Offset])
	if short := called(example.Body.List[1]); short != nil {
		body = strings.Replace(body, text(short), request, 1)
	}

	body = x.newClient(a, base) + body
	out, err := format.Source([]byte("package main\n\n" + imports(file, body) + "\nfunc main() {\n" + body + "\n}\n"))
	return string(out), err
}

// called returns the expression whose Do a statement calls.
func called(s ast.Stmt) ast.Expr {
	assign, ok := s.(*ast.AssignStmt)
	if !ok || len(assign.Rhs) != 1 {
		return nil
	}
	if call, ok := assign.Rhs[0].(*ast.CallExpr); ok {
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Do" {
			return sel.X
		}
	}
	return nil
}

// newClient returns the statements that make the client. Secrets that somebody
// chose do not get into it.
func (x *Explorer) newClient(a *api.API, base string) string {
	secret := strconv.Quote(x.app.AppSecret)
	if x.app.AppSecret != mock.DefaultAppSecret {
		secret = `os.Getenv("TOP_APP_SECRET")`
	}
	session := ""
	switch {
	case a.Session && x.app.Session != "":
		session = `, top.WithSession(os.Getenv("TOP_SESSION"))`
	case a.Session:
		session = `, top.WithSession("test")`
	}
	return fmt.Sprintf("client, err := top.NewClient(%q, %s,\n\ttop.WithGateway(%q)%s)\nif err != nil {\nlog.Fatal(err)\n}\n", x.app.AppKey, secret, base, session)
}

// imports returns the import declaration for statements out of file. They may
// use package os, too.
func imports(file *ast.File, body string) string {
	var std, others []string
	add := func(name, spec, path string) {
		switch used := strings.Contains(body, name+"."); {
		case used && strings.Contains(path, "."):
			others = append(others, spec)
		case used:
			std = append(std, spec)
		}
	}
	add("os", `"os"`, "os")
	for _, spec := range file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name, text := path.Base(p), spec.Path.Value
		if spec.Name != nil {
			name, text = spec.Name.Name, spec.Name.Name+" "+text
		}
		add(name, text, p)
	}
	if !slices.Contains(others, strconv.Quote(emit.DefaultRuntime)) {
		add("top", strconv.Quote(emit.DefaultRuntime), emit.DefaultRuntime)
	}
	slices.Sort(std)
	slices.Sort(others)
	return "import (\n" + strings.Join(std, "\n") + "\n\n" + strings.Join(others, "\n") + "\n)\n"
}
