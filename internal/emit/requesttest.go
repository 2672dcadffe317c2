package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// requestTest adds the test that sends the documented request to a local
// gateway and checks every parameter. Where the documented request breaks its
// own rules, the test says which, and sends it repaired.
func (w *writer) requestTest() {
	name := "Test" + w.request.Name
	code := []jen.Code{
		jen.Id("srv").Op(":=").Add(w.toptest("NewServer")).Call(jen.Id("t")),
		jen.Id("srv.Answer").Call(jen.Lit(w.api.Method), jen.Id(w.sample())),
	}
	if len(w.broken) > 0 {
		faults := []jen.Code{jen.Id("documented.Validate").Call()}
		for _, b := range w.broken {
			faults = append(faults, jen.Op(quote(b.Path+" "+b.Rule)))
		}
		code = append(code,
			jen.Comment("// What the page shows breaks the page's own rules; it is sent with them repaired."),
			jen.Id("documented").Op(":=").Add(w.buildRequest(w.shown)),
			w.toptest("Faults").Call(append([]jen.Code{jen.Id("t")}, faults...)...),
		)
	}
	params, files := w.sentParams()
	code = append(code,
		jen.Id("req").Op(":=").Add(w.buildRequest(w.repaired)),
		w.toptest("Faults").Call(jen.Id("t"), jen.Id("req.Validate").Call()),
		w.send(),
		jen.Id("want").Op(":=").Add(params),
		w.compare("want", "srv.LastCall().Params", "the parameters differ"),
	)
	if files != nil {
		code = append(code, jen.Id("files").Op(":=").Add(files), w.compare("files", "srv.LastCall().Files", "the files differ"))
	}
	w.file.add(commented(sentence("%s sends the documented request to a local gateway, which checks the signature.", name), "func").Id(name).Params(w.testingT()).Block(code...))
}

// send returns the statement that sends req. The answer is the page's sample,
// of which a leaf may not fit its documented type.
func (w *writer) send() *jen.Statement {
	failed := jen.Err().Op("!=").Nil()
	if len(w.bodies[0].misfits) > 0 {
		failed = failed.Op("&&").Op("!").Add(w.top("Partial")).Call(jen.Err())
	}
	return jen.If(jen.List(jen.Id("_"), jen.Err()).Op(":=").Id("req.Do").Call(jen.Id("t.Context()"), jen.Id("srv.Client()")), failed).Block(
		jen.Id("t.Fatal").Call(jen.Err()))
}

// buildRequest returns the expression that makes the request with its setters.
func (w *writer) buildRequest(v *api.Value) *jen.Statement {
	expr := w.build(w.request, w.api.Request, v)
	w.useTop(expr)
	return jen.Op(expr)
}

// build returns the expression that makes a request, or an object in one, with
// its constructor and setters. The object's use on the wire is use.
func (w *writer) build(o *object, use *api.Object, v *api.Value) string {
	var b strings.Builder
	b.WriteString(w.tested() + ".New" + o.Name + "()")
	for u, uv := range use.Each(v) {
		f := o.wire[u.Wire]
		fmt.Fprintf(&b, ".\nSet%s(%s)", f.Name, strings.Join(w.setterArgs(f, u, uv), ", "))
	}
	return b.String()
}

// setterArgs returns the arguments of the setter of a field, whose use on the
// wire is u.
func (w *writer) setterArgs(f *field, u *api.Use, v *api.Value) []string {
	if !f.List {
		return []string{w.setterArg(f, u, v)}
	}
	args := make([]string, len(v.Items))
	for i, item := range v.Items {
		args[i] = w.setterArg(f, u, item)
	}
	return args
}

func (w *writer) setterArg(f *field, u *api.Use, v *api.Value) string {
	switch f.Kind {
	case schema.KindStruct:
		return w.build(f.Object, u.Object, v)
	case schema.KindDate:
		return requestScalar(f, v.Text) + ".Time"
	}
	return requestScalar(f, v.Text)
}

// requestScalar returns the Go value of a scalar of a request.
func requestScalar(f *field, text string) string {
	switch {
	case f.IsFile():
		return fmt.Sprintf("top.FileBytes(%s, []byte(%q))", quote(text), api.FileContent)
	case f.HoldsJSON(text):
		return "top.RawJSON(" + quote(text) + ")"
	}
	return scalarLiteral(f, text)
}

// sentParams returns the business parameters, and the files if there are any,
// that the gateway must receive.
func (w *writer) sentParams() (params, files *jen.Statement) {
	var texts, parts []jen.Code
	sent := map[string]string{}
	for _, p := range w.api.Params(w.repaired) {
		_, again := sent[p.Name]
		sent[p.Name] = p.Text
		switch {
		case !p.File:
			texts = append(texts, jen.Lit(p.Name).Op(":").Op(goString(p.Text)))
		case !again: // of several files of one name, the gateway of the tests keeps one
			parts = append(parts, jen.Lit(p.Name).Op(fmt.Sprintf(": {Name: %s, Type: %q, Data: []byte(%q)}", quote(p.Text), "application/octet-stream", api.FileContent)))
		}
	}
	if w.api.SendsXML() {
		content, err := w.api.RequestContent(sent)
		if err != nil {
			panic(err) // Params writes no JSON that does not read
		}
		texts, parts = []jen.Code{jen.Lit(api.QimenRequest).Op(":").Op(goString(content))}, nil
	}
	params = jen.Map(jen.String()).String().Custom(multiline("{", "}"), texts...)
	if len(parts) > 0 {
		files = jen.Map(jen.String()).Add(w.toptest("FilePart")).Custom(multiline("{", "}"), parts...)
	}
	return params, files
}
