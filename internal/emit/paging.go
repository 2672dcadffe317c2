package emit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/topgen/topgen/internal/api"
)

// all returns the method that goes through the items of all pages.
func (w *writer) all(p *api.Paging) *jen.Statement {
	item, request, response := w.elementType(w.fields[p.Items.Field]), jen.Id(w.request.Name), jen.Id(w.response.Name)
	seq := jen.Id(w.file.use("iter") + ".Seq2").Index(jen.List(jen.Add(item), jen.Error()))
	// accessor returns a function from a request to a field of it.
	accessor := func(result *jen.Statement, field jen.Code) *jen.Statement {
		return jen.Func().Params(jen.Id("r").Op("*").Add(request)).Add(result).Custom(jen.Options{Open: "{", Close: "}"}, jen.Return(field))
	}
	pager := []jen.Code{
		jen.Id("Number").Op(":").Add(accessor(jen.Op("**").Int64(), jen.Op("&").Id("r."+w.fields[p.Number].Name))),
		jen.Id("Size").Op(":").Add(accessor(jen.Op("**").Int64(), jen.Op("&").Id("r."+w.fields[p.Size].Name))),
		jen.Id("First").Op(":").Op(strconv.FormatInt(p.First, 10)),
	}
	if p.DefaultSize > 0 {
		pager = append(pager, jen.Id("PerPage").Op(":").Op(strconv.FormatInt(p.DefaultSize, 10)))
	}
	if p.UseHasNext != nil && p.HasNext.Field != nil { // the platform fills it on demand only
		pager = append(pager, jen.Id("WantsHasNext").Op(":").Add(accessor(jen.Op("*").Bool(), jen.Id("r."+w.fields[p.UseHasNext].Name))))
	}
	page := jen.Add(w.binding("Page")).Index(jen.Add(item))
	pager = append(pager,
		jen.Id("Do").Op(":").Add(accessor(jen.Params(jen.Op("*").Add(response), jen.Error()), jen.Id("r.Do").Call(jen.Id("ctx"), jen.Id("c"), jen.Id("opts").Op("...")))),
		jen.Id("Page").Op(":").Func().Params(jen.Id("resp").Op("*").Add(response)).Params(jen.Id("page").Add(page)).Block(w.parts(p)...),
	)
	return commented(sentence("All calls %s for one page after the other, from the page of the request on, and returns the elements of %s. It works on a copy of the request.",
		w.api.Method, wirePath(p.Items)), "func").
		Params(jen.Id("r").Op("*").Id(w.request.Name)).Id("All").Params(w.callParams()...).Add(seq).Block(
		jen.Return(w.binding("Pages").Call(jen.Id("r"), w.binding("Pager").Index(jen.List(jen.Add(request), jen.Add(response), jen.Add(item))).Custom(multiline("{", "}"), pager...))),
	)
}

// callParams are the parameters of Do and All.
func (w *writer) callParams() []jen.Code {
	return []jen.Code{
		jen.Id("ctx").Add(w.std("context", "Context")), jen.Id("c").Add(w.top("Caller")), jen.Id("opts").Op("...").Add(w.top("CallOption")),
	}
}

// parts returns the statements that take a page from resp.
func (w *writer) parts(p *api.Paging) []jen.Code {
	var parts guarded
	parts.add(w.there(p.Items.Path), jen.Id("page.Items").Op("=").Id(w.expression(p.Items)))
	if p.Total.Field != nil {
		parts.add(w.there(p.Total.Path), jen.Id("page.Total").Op("=").Op("&").Id(w.expression(p.Total)))
	}
	if p.HasNext.Field != nil {
		parts.add(w.there(p.HasNext.Path), jen.Id("page.HasNext").Op("=").Op("&").Id(w.expression(p.HasNext)))
	}
	return append(parts.statements(), jen.Return(jen.Id("page")))
}

// there returns the condition that no pointer on the way of path through resp is
// nil, empty if there are none.
func (w *writer) there(path []*api.Field) string {
	var conditions []string
	within := w.response
	for i, wire := range path {
		f := w.fields[wire]
		if within.containsItselfBy(f) {
			conditions = append(conditions, w.expression(api.Place{Path: path[:i], Field: wire})+" != nil")
		}
		within = f.Object
	}
	return strings.Join(conditions, " && ")
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
		if condition == "" {
			code = append(code, g.blocks[i]...)
		} else {
			code = append(code, jen.If(jen.Op(condition)).Block(g.blocks[i]...))
		}
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
