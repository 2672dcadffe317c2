package emit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/topgen/topgen/internal/schema"
)

// The names, without "_" and in lower case, under which the platform's methods
// know the parts of a list that comes in pages.
var (
	pageNumberNames = []string{"pageno", "page", "currentpage", "pageindex", "pagenum"}
	pageSizeNames   = []string{"pagesize"}
	totalNames      = []string{"totalresults", "totalcount", "totalnum", "total"}
	hasNextNames    = []string{"hasnext"}
	useHasNextNames = []string{"usehasnext"}
)

// paging is how a method gives out a list in pages.
type paging struct {
	number, size *field // of the request
	useHasNext   *field // of the request; may be nil
	path         []*field
	items        *field // the list, in the object to which path leads from the response
	total        place  // how many items there are; may be empty
	hasNext      place  // whether another page follows; may be empty
}

// place is a field of the response and the objects that lead to it.
type place struct {
	path  []*field
	field *field
}

// paging returns how the method gives out a list in pages, nil if it does not:
// it takes a page number and size, and has one list that is nearest to the top.
func (m *model) paging() *paging {
	number := named(m.request, schema.KindNumber, pageNumberNames)
	size := named(m.request, schema.KindNumber, pageSizeNames)
	if number == nil || size == nil || number.Decimal() || size.Decimal() {
		return nil
	}
	p := &paging{number: number, size: size, useHasNext: named(m.request, schema.KindBoolean, useHasNextNames)}
	if p.path, p.items = nearestList([]place{{field: &field{Object: m.response}}}); p.items == nil {
		return nil
	}
	for depth := len(p.path); depth >= 0; depth-- {
		o := m.response
		if depth > 0 {
			o = p.path[depth-1].Object
		}
		if f := named(o, schema.KindNumber, totalNames); f != nil && !f.Decimal() && p.total.field == nil {
			p.total = place{p.path[:depth], f}
		}
		if f := named(o, schema.KindBoolean, hasNextNames); f != nil && p.hasNext.field == nil {
			p.hasNext = place{p.path[:depth], f}
		}
	}
	return p
}

// named returns the field of a kind that has one of the names, the first of
// the names that there is; no list.
func named(o *object, kind schema.Kind, names []string) *field {
	for _, name := range names {
		for _, f := range o.Fields {
			if f.Doc != nil && f.Kind == kind && !f.List && squash(f.Wire) == name {
				return f
			}
		}
	}
	return nil
}

// nearestList returns the list of objects that is nearest to the top, reached
// through objects only, or the list of scalars if there is none of objects so
// near; nil if two are equally near.
func nearestList(level []place) ([]*field, *field) {
	const maxDepth = 5 // real ones are at most 3 deep
	for range maxDepth {
		var next, objects, scalars []place
		for _, at := range level {
			for _, f := range at.field.Object.Fields {
				here := place{append(append([]*field(nil), at.path...), f), f}
				switch {
				case f.Doc == nil || f.Loop:
				case f.List && f.Kind == schema.KindStruct:
					objects = append(objects, place{at.path, f})
				case f.List:
					scalars = append(scalars, place{at.path, f})
				case f.Kind == schema.KindStruct:
					next = append(next, here)
				}
			}
		}
		switch {
		case len(objects) == 1:
			return objects[0].path, objects[0].field
		case len(objects) > 1 || len(scalars) > 1:
			return nil, nil
		case len(scalars) == 1:
			return scalars[0].path, scalars[0].field
		}
		level = next
	}
	return nil, nil
}

// all returns the method that goes through the items of all pages.
func (w *writer) all(p *paging) *jen.Statement {
	item, request, response := w.elementType(p.items), jen.Id(w.request.Name), jen.Id(w.response.Name)
	seq := jen.Id(w.file.use("iter") + ".Seq2").Index(jen.List(jen.Add(item), jen.Error()))
	// accessor returns a function from a request to a field of it.
	accessor := func(result *jen.Statement, field jen.Code) *jen.Statement {
		return jen.Func().Params(jen.Id("r").Op("*").Add(request)).Add(result).Custom(jen.Options{Open: "{", Close: "}"}, jen.Return(field))
	}
	pager := []jen.Code{
		jen.Id("Number").Op(":").Add(accessor(jen.Op("**").Int64(), jen.Op("&").Id("r."+p.number.Name))),
		jen.Id("Size").Op(":").Add(accessor(jen.Op("**").Int64(), jen.Op("&").Id("r."+p.size.Name))),
		jen.Id("First").Op(":").Op(documentedNumber(p.number, "1")),
	}
	if n := documentedNumber(p.size, "0"); n != "0" {
		pager = append(pager, jen.Id("PerPage").Op(":").Op(n))
	}
	if p.useHasNext != nil && p.hasNext.field != nil { // the platform fills it on demand only
		pager = append(pager, jen.Id("WantsHasNext").Op(":").Add(accessor(jen.Op("*").Bool(), jen.Id("r."+p.useHasNext.Name))))
	}
	page := jen.Add(w.binding("Page")).Index(jen.Add(item))
	pager = append(pager,
		jen.Id("Do").Op(":").Add(accessor(jen.Params(jen.Op("*").Add(response), jen.Error()), jen.Id("r.Do").Call(jen.Id("ctx"), jen.Id("c"), jen.Id("opts").Op("...")))),
		jen.Id("Page").Op(":").Func().Params(jen.Id("resp").Op("*").Add(response)).Params(jen.Id("page").Add(page)).Block(p.parts()...),
	)
	return commented(sentence("All calls %s for one page after the other, from the page of the request on, and returns the elements of %s. It works on a copy of the request.",
		w.api.Method, strings.Join(wirePath(p.path, p.items), ".")), "func").
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
func (p *paging) parts() []jen.Code {
	var parts guarded
	parts.add(there(p.path), jen.Id("page.Items").Op("=").Id(expression(p.path, p.items)))
	if p.total.field != nil {
		parts.add(there(p.total.path), jen.Id("page.Total").Op("=").Op("&").Id(expression(p.total.path, p.total.field)))
	}
	if p.hasNext.field != nil {
		parts.add(there(p.hasNext.path), jen.Id("page.HasNext").Op("=").Op("&").Id(expression(p.hasNext.path, p.hasNext.field)))
	}
	return append(parts.statements(), jen.Return(jen.Id("page")))
}

// there returns the condition that the objects of path are in resp, empty if path is.
func there(path []*field) string {
	var conditions []string
	for i := range path {
		conditions = append(conditions, expression(path[:i], path[i])+" != nil")
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
func expression(path []*field, f *field) string {
	expr := "resp"
	for _, p := range path {
		expr += "." + p.Name
	}
	return expr + "." + f.Name
}

func wirePath(path []*field, f *field) []string {
	var names []string
	for _, p := range path {
		names = append(names, p.Wire)
	}
	return append(names, f.Wire)
}

// documentedNumber returns the documented default of a parameter, or fallback.
func documentedNumber(f *field, fallback string) string {
	if l := f.Doc.Limits; l != nil {
		if n, err := strconv.ParseInt(strings.TrimSpace(l.Default), 10, 64); err == nil && n >= 0 {
			return strconv.FormatInt(n, 10)
		}
	}
	return fallback
}

// allTest adds the test that All gives the items of the documented response.
func (w *writer) allTest(p *paging) {
	answer := w.bodies[0]
	items, node := "", answer.tree
	for _, f := range p.path {
		node = node.Get(f.Wire)
	}
	if lists := node.Values(p.items.Wire); len(lists) > 0 {
		e := expectation{pkg: answer.pkg}
		items = e.list(p.items, lists, "")
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
