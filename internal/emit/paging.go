package emit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/topgen/topgen/internal/api"
)

// all returns the method that goes through the items of all pages.
func (w *writer) all(p *api.Paging) *jen.Statement {
	item := w.elementType(w.fields[p.Items.Field])
	seq := jen.Id(w.file.use("iter") + ".Seq2").Index(jen.List(jen.Add(item), jen.Error()))
	return commented(sentence("All calls %s for one page after the other, from the page of the request on, and returns the elements of %s. It works on a copy of the request.",
		w.api.Method, wirePath(p.Items)), "func").
		Params(jen.Id("r").Op("*").Id(w.request.Name)).Id("All").Params(w.callParams()...).Add(seq).Block(
		jen.Id("req").Op(":=").Op("*").Id("r"),
		jen.Return(w.top("Pages").Call(w.top("Pager").Index(jen.Add(item)).Custom(multiline("{", "}"),
			jen.Id("First").Op(":").Add(w.top("ValueOr")).Call(jen.Id("req."+w.fields[p.Number].Name), jen.Op(strconv.FormatInt(p.First, 10))),
			jen.Id("Size").Op(":").Add(w.top("ValueOr")).Call(jen.Id("req."+w.fields[p.Size].Name), jen.Op(strconv.FormatInt(p.DefaultSize, 10))),
			jen.Id("Get").Op(":").Func().Params(jen.Id("number").Int64()).Params(w.top("Page").Index(jen.Add(item)), jen.Error()).Block(w.getPage(p, item)...),
		))),
	)
}

// callParams are the parameters of Do and All.
func (w *writer) callParams() []jen.Code {
	return []jen.Code{
		jen.Id("ctx").Add(w.std("context", "Context")), jen.Id("c").Add(w.top("Caller")), jen.Id("opts").Op("...").Add(w.top("CallOption")),
	}
}

// getPage returns the statements that get one page.
func (w *writer) getPage(p *api.Paging, item *jen.Statement) []jen.Code {
	var parts guarded
	parts.add(w.there(p.Items.Path), jen.Id("page.Items").Op("=").Id(w.expression(p.Items)))
	if p.Total.Field != nil {
		parts.add(w.there(p.Total.Path), jen.Id("page.Total").Op("=").Op("&").Id(w.expression(p.Total)))
	}
	if p.HasNext.Field != nil {
		condition := w.there(p.HasNext.Path)
		if p.UseHasNext != nil {
			condition += fmt.Sprintf(" && %s(req.%s, false)", w.file.use(w.opt.Runtime)+".ValueOr", w.fields[p.UseHasNext].Name) // the platform fills it on demand only
		}
		parts.add(condition, jen.Id("page.HasNext").Op("=").Op("&").Id(w.expression(p.HasNext)))
	}
	code := []jen.Code{
		jen.Id("req").Op(":=").Id("req"),
		jen.Id("req." + w.fields[p.Number].Name).Op("=").Op("&").Id("number"),
		jen.List(jen.Id("resp"), jen.Err()).Op(":=").Id("req.Do").Call(jen.Id("ctx"), jen.Id("c"), jen.Id("opts").Op("...")),
		jen.Var().Id("page").Add(w.top("Page")).Index(jen.Add(item)),
	}
	return append(append(code, parts.statements()...), jen.Return(jen.Id("page"), jen.Err()))
}

// there returns the condition that the objects of path are in resp.
func (w *writer) there(path []*api.Field) string {
	condition := "resp != nil"
	for i, f := range path {
		condition += " && " + w.expression(api.Place{Path: path[:i], Field: f}) + " != nil"
	}
	return condition
}

// guarded is statements under conditions; those under equal ones go together.
type guarded struct {
	conditions []string
	blocks     [][]jen.Code
}

func (g *guarded) add(condition string, s *jen.Statement) {
	i := slices.Index(g.conditions, condition)
	if i < 0 {
		i = len(g.conditions)
		g.conditions, g.blocks = append(g.conditions, condition), append(g.blocks, nil)
	}
	g.blocks[i] = append(g.blocks[i], s)
}

func (g *guarded) statements() []jen.Code {
	var code []jen.Code
	for i, condition := range g.conditions {
		code = append(code, jen.If(jen.Op(condition)).Block(g.blocks[i]...))
	}
	return code
}

// expression returns the Go expression for a field of resp.
func (w *writer) expression(at api.Place) string {
	expr := "resp"
	for _, f := range at.Path {
		expr += "." + w.fields[f].Name
	}
	return expr + "." + w.fields[at.Field].Name
}

func wirePath(at api.Place) string {
	path := ""
	for _, f := range at.Path {
		path = api.Join(path, f.Wire)
	}
	return api.Join(path, at.Field.Wire)
}

// allTest adds the test that All gives the items of the documented response.
func (w *writer) allTest(p *api.Paging) {
	answer := w.bodies[0]
	items, node := "", answer.tree
	for _, f := range p.Items.Path {
		node = node.Get(f.Wire)
	}
	if lists := node.Values(p.Items.Field.Wire); len(lists) > 0 {
		e := expectation{pkg: answer.pkg}
		items = e.list(w.fields[p.Items.Field], lists, "")
	}
	if items == "" {
		return // the sample shows no list
	}
	w.useTop(items)
	name := "Test" + w.request.Name + "_All"
	failed := jen.Err().Op("!=").Nil()
	if len(answer.misfits) > 0 {
		failed = failed.Op("&&").Op("!").Add(w.top("Partial")).Call(jen.Err())
	}
	w.file.add(commented(sentence("%s gets the items of the documented response.", name), "func").Id(name).Params(w.testingT()).Block(
		jen.Id("srv").Op(":=").Add(w.toptest("NewServer")).Call(jen.Id("t")),
		jen.Id("srv.Answer").Call(jen.Lit(w.api.Method), jen.Id(w.sample())),
		jen.Id("want").Op(":=").Op(items),
		jen.Id("req").Op(":=").Add(w.buildRequest(w.repaired)),
		jen.Id("got").Op(":=").Op(items[:strings.IndexByte(items, '{')]+"{}"),
		jen.For(jen.List(jen.Id("item"), jen.Err()).Op(":=").Range().Id("req.All").Call(jen.Id("t.Context()"), jen.Id("srv.Client()"))).Block(
			jen.If(failed).Block(jen.Id("t.Fatal").Call(jen.Err())),
			jen.If(jen.Id("got").Op("=").Append(jen.Id("got"), jen.Id("item")), jen.Op("len(got) == len(want)")).Block(
				jen.Break().Comment("// every page is the documented one"),
			),
		),
		w.compare("want", "got", "the items differ"),
	))
}
