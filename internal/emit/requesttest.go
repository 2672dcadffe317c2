package emit

import (
	"fmt"
	"go/ast"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/tty"
)

// requestLiterals writes requests as Go expressions.
type requestLiterals struct {
	literals
	pkg string // qualifier of the constructors: "idle."
}

// buildRequest returns the expression that makes the request with its setters.
func (w *writer) buildRequest(v *api.Value) string {
	l := requestLiterals{pkg: w.tested() + "."}
	expr := l.build(w.request, w.api.Request, v)
	w.useRuntime(l.literals)
	return expr
}

// build returns the expression that makes a request, or an object in one, with
// its constructor and setters. The object's use on the wire is use.
func (l *requestLiterals) build(o *object, use *api.Object, v *api.Value) string {
	var b strings.Builder
	b.WriteString(l.pkg + "New" + o.Name + "()")
	for u, uv := range use.Each(v) {
		f := o.wire[u.Wire]
		fmt.Fprintf(&b, ".\nSet%s(%s)", f.Name, l.setterArgs(f, u, uv))
	}
	return b.String()
}

// setterArgs returns the arguments of the setter of a field, whose use on the
// wire is u.
func (l *requestLiterals) setterArgs(f *field, u *api.Use, v *api.Value) string {
	if !f.List {
		return l.setterArg(f, u, v)
	}
	return elements(v.Items, func(item *api.Value) string { return l.setterArg(f, u, item) })
}

func (l *requestLiterals) setterArg(f *field, u *api.Use, v *api.Value) string {
	switch f.Kind {
	case schema.KindStruct:
		return l.build(f.Object, u.Object, v)
	case schema.KindDate:
		return l.value(f, v.Text) + ".Time"
	}
	return l.value(f, v.Text)
}

// value returns the Go value of a scalar.
func (l *requestLiterals) value(f *field, text string) string {
	switch {
	case f.IsFile():
		return l.noted(fmt.Sprintf("top.FileBytes(%s, []byte(%q))", quote(text), api.FileContent))
	case f.HoldsJSON(text):
		return l.noted("top.RawJSON(" + quote(text) + ")")
	}
	return l.scalar(f, text)
}

// sentParams returns the business parameters, and the files, that the gateway must
// receive, as elements of maps.
func (w *writer) sentParams() (texts, files []string) {
	sent := map[string]string{}
	for _, p := range w.api.Params(w.repaired) {
		_, again := sent[p.Name]
		sent[p.Name] = p.Text
		switch {
		case !p.File:
			texts = append(texts, fmt.Sprintf("%q: %s", p.Name, sentLiteral(p.Text)))
		case !again: // of several files of one name, the gateway of the tests keeps one
			files = append(files, fmt.Sprintf("%q: {Name: %s, Data: []byte(%q)}", p.Name, quote(p.Text), api.FileContent))
		}
	}
	if !w.api.SendsXML() {
		return texts, files
	}
	content, err := w.api.RequestContent(sent)
	if err != nil {
		panic(err) // Params writes no JSON that does not read
	}
	return []string{fmt.Sprintf("%q: %s", api.QimenRequest, sentLiteral(content))}, nil
}

// sentLiteral returns the literal of a parameter. JSON and XML that are long stand in
// lines, if toptest can tell from these what they were.
func sentLiteral(text string) string {
	if lines := sample.Lines(text); tty.Columns(text) > commentWidth && sample.OneLine(lines) == text {
		text = lines
	}
	return goString(text)
}

// DocumentedRequest returns the expression that makes the documented request in a
// file of tests, as Page emits them; nil if the file has none. The example in it shows
// what a request must have, and no more.
func DocumentedRequest(tests *ast.File) (request ast.Expr) {
	ast.Inspect(tests, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if id, ok := n.Lhs[0].(*ast.Ident); ok && id.Name == "req" {
				request = n.Rhs[0]
			}
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "TestUsual" {
				request = n.Args[len(n.Args)-1]
			}
		case *ast.CompositeLit:
			if value := documentedElement(n, "Request"); value != nil && request == nil {
				request = value
			}
		}
		return request == nil
	})
	return request
}

// documentedElement returns an element of a literal of toptest.Documented; nil if it is
// another literal, or has none of that name.
func documentedElement(lit *ast.CompositeLit, name string) ast.Expr {
	typ, ok := lit.Type.(*ast.IndexExpr)
	if !ok {
		return nil
	}
	if sel, ok := typ.X.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Documented" {
		return nil
	}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && id.Name == name {
				return kv.Value
			}
		}
	}
	return nil
}
