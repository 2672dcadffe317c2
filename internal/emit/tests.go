package emit

import (
	"fmt"
	"go/scanner"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// tests returns the test file of the method, made from its page: the
// documented response in every wire form, the documented request, the
// documented error, and an example for the documentation.
func (w *writer) tests() (File, error) {
	w.file = newFile(w.method.Package + "_test")
	w.file.useAs(w.importPath(), w.tested())
	w.responseTest()
	w.requestTest()
	if p := w.paging(); p != nil {
		w.allTest(p)
	}
	w.errorTest()
	w.exampleTest()
	return w.finish(w.method.Dir, w.method.File+"_test.go")
}

// testLocals are what the tests call their variables, and what they need of the
// names that Go declares itself. A package of such a name hides it, or is hidden.
var testLocals = strings.Fields(`t want got body diff srv req documented files client resp err item append bool byte error false int64
	len new nil string true`)

// tested is the name by which the tests know the package.
func (w *writer) tested() string {
	if slices.Contains(testLocals, w.method.Package) {
		return w.method.Package + "api"
	}
	return w.method.Package
}

// errorMember is what a response holds that says that there is none.
const errorMember = "error_response"

// body is the documented response in one wire form, and what it decodes to.
type body struct {
	name string // "xml", "json", "simplified"
	text string
	tree *node
	want string // Go literal of the response, without type and "&"
	expectation
}

// responseBodies returns the documented response in XML, JSON and simplified
// JSON. What the page has no sample of is derived from the sample that it has.
func (w *writer) responseBodies() []body {
	tree, text := w.xmlSample()
	if tree == nil {
		tree, text = w.jsonSample()
	}
	bodies := []body{w.expect("xml", text, tree)}
	plain := w.withoutRoots(tree)
	for _, form := range []struct{ name, sample string }{{"json", w.api.Samples.JSON}, {"simplified", w.api.Samples.Simplified}} {
		if own := w.ownSample(form.sample); own != nil {
			bodies = append(bodies, w.expect(form.name, form.sample, own))
			continue
		}
		b := jsonBody{simplified: form.name == "simplified"}
		if (b.simplified || w.api.Root == "") && len(plain.members) > 0 && !hasField(w.response, plain) {
			continue // without a root, nothing would say what body this is
		}
		b.object(w.response, plain)
		derived := b.String()
		if form.name == "json" && w.api.Root != "" {
			derived = "{" + jsonString(w.api.Root) + ":" + derived + "}"
		}
		d := w.expect(form.name, derived, plain)
		d.unknown = slices.Compact(d.unknown) // elements that repeat are one member in JSON
		bodies = append(bodies, d)
	}
	return bodies
}

// withoutRoots returns the members of a response without those that would be
// taken for the root of a JSON body, or for an error: strays of a sample.
func (w *writer) withoutRoots(tree *node) *node {
	out := &node{kind: tree.kind, source: tree.source}
	for _, m := range tree.members {
		if w.response.wire[m.name] != nil || !strings.HasSuffix(m.name, "_response") || m.value.isLeaf() && m.name != errorMember {
			out.members = append(out.members, m)
		}
	}
	return out
}

func (w *writer) expect(name, text string, tree *node) body {
	b := body{name: name, text: text, tree: tree, expectation: expectation{pkg: w.tested() + "."}}
	b.want = b.object(w.response, tree, "")
	if len(tree.members) > 0 && !w.documents(tree) {
		b.misfits = append(b.misfits, "")
	}
	slices.Sort(b.misfits)
	slices.Sort(b.unknown)
	return b
}

// documents reports whether the response has a field for any member of its
// sample; one that documents nothing takes anything under its root.
func (w *writer) documents(tree *node) bool {
	if len(w.response.Fields) == 1 && w.api.Root != "" || len(tree.values(wireRequestID)) > 0 {
		return true
	}
	return hasField(w.response, tree)
}

// xmlSample returns the members of the response in the XML sample, and a
// document that holds them; nil if the page has no such sample. A sample that
// is no well-formed document is written anew from what it holds.
func (w *writer) xmlSample() (*node, string) {
	if strings.TrimSpace(w.api.Samples.XML) == "" {
		return nil, ""
	}
	doc := sample.ReadXML(w.api.Samples.XML)
	if len(doc.Elements) == 0 || len(doc.Elements) == 1 && doc.Elements[0].Name == errorMember {
		return nil, ""
	}
	elements := doc.Elements
	for _, e := range elements {
		if w.api.Root != "" && e.Name == w.api.Root {
			elements = e.Children // what stands beside the root does not count
		}
	}
	tree := xmlObject(elements)
	if len(doc.Elements) == 1 && isWellFormed(doc) && !hasMixed(doc.Elements) {
		return tree, w.api.Samples.XML
	}
	tree = markupAsText(w.response, tree)
	return tree, w.xmlDocument(tree)
}

func isWellFormed(doc *sample.XML) bool { return len(doc.Faults) == 0 && !doc.Truncated && !doc.Loose }

// markupAsText returns the tree with the elements in texts as what they are:
// text that somebody forgot to escape.
func markupAsText(o *object, n *node) *node {
	out := &node{kind: n.kind, text: n.text, source: n.source, items: n.items}
	for _, m := range n.members {
		switch f := o.wire[m.name]; {
		case f == nil || m.value.isLeaf():
		case f.Kind == schema.KindString && !f.isSlice():
			m.value = &node{kind: leafText, text: m.value.source}
		case f.Object != nil && !f.isSlice():
			m.value = markupAsText(f.Object, m.value)
		case f.Object != nil:
			m.value = markupInItems(f, m.value)
		}
		out.members = append(out.members, m)
	}
	return out
}

// markupInItems does the same for a list: its elements may stand in an element
// of the list's own.
func markupInItems(f *field, list *node) *node {
	holder, items := list.only()
	if len(list.values(f.Doc.Element)) > 0 {
		holder, items = f.Doc.Element, list.values(f.Doc.Element)
	}
	if len(items) == 0 || isOwnField(f, holder) && holder != f.Doc.Element {
		return markupAsText(f.Object, list)
	}
	out := &node{kind: list.kind, source: list.source}
	for _, m := range list.members {
		if m.name == holder && !m.value.isLeaf() {
			m.value = markupAsText(f.Object, m.value)
		}
		out.members = append(out.members, m)
	}
	return out
}

// xmlDocument writes the members of a response as a well-formed document.
func (w *writer) xmlDocument(tree *node) string {
	root := w.api.Root
	if root == "" {
		root = strings.ReplaceAll(strings.TrimPrefix(w.api.Method, "taobao."), ".", "_") + "_response"
	}
	var b strings.Builder
	writeXML(&b, root, tree)
	return b.String()
}

func writeXML(b *strings.Builder, name string, n *node) {
	b.WriteString("<" + name + ">")
	switch n.kind {
	case objectNode:
		for _, m := range n.members {
			writeXML(b, m.name, m.value)
		}
	case arrayNode:
		for _, item := range n.items {
			writeXML(b, name, item)
		}
	case leafText, leafToken:
		b.WriteString(xmlEscaper.Replace(n.text))
	}
	b.WriteString("</" + name + ">")
}

var xmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")

// jsonSample returns the members of the response in a JSON sample, or what the
// table's examples say where the page has no sample at all, and an XML
// document that holds them.
func (w *writer) jsonSample() (*node, string) {
	for _, text := range []string{w.api.Samples.JSON, w.api.Samples.Simplified} {
		if tree := w.ownSample(text); tree != nil {
			tree = inXML(w.response, tree)
			return tree, w.xmlDocument(tree)
		}
	}
	tree := exampleTree(w.api.Response)
	return tree, w.xmlDocument(tree)
}

// ownSample returns the members of the response in a JSON sample of the page,
// nil if there is none or it is no JSON.
func (w *writer) ownSample(text string) *node {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	doc := sample.ReadJSON(text)
	if doc.Value == nil || doc.Value.Kind != sample.JSONObject || doc.Truncated || len(doc.Faults) > 0 {
		return nil
	}
	n := jsonNode(text, doc.Value)
	if name, inner := n.only(); len(inner) == 1 && inner[0].kind == objectNode &&
		(name == w.api.Root || strings.HasSuffix(name, "_response") && w.response.wire[name] == nil) {
		return inner[0]
	}
	return n
}

// inXML returns what the tree of a JSON sample looks like in XML: every array
// is an element with inner elements.
func inXML(o *object, n *node) *node {
	out := &node{kind: objectNode}
	for _, m := range n.members {
		f := o.wire[m.name]
		switch {
		case f == nil:
			out.members = append(out.members, m)
		case !f.isSlice():
			out.members = append(out.members, member{m.name, elementInXML(f, m.value)})
		default:
			list := listNodes(f, []*node{m.value})
			if !list.present {
				out.members = append(out.members, member{m.name, &node{kind: leafText}})
				continue
			}
			wrapper := &node{kind: objectNode}
			for _, item := range list.items {
				wrapper.members = append(wrapper.members, member{innerName(f), elementInXML(f, item)})
			}
			out.members = append(out.members, member{m.name, wrapper})
		}
	}
	return out
}

func innerName(f *field) string {
	if f.Doc.Element != "" {
		return f.Doc.Element
	}
	return "item"
}

func elementInXML(f *field, n *node) *node {
	if f.Object != nil && n.kind == objectNode {
		return inXML(f.Object, n)
	}
	return n
}

// exampleTree returns the response that the examples of the table describe.
func exampleTree(rows []*schema.Field) *node {
	n := &node{kind: objectNode}
	for _, r := range rows {
		v := &node{kind: leafText, text: r.Example}
		if len(r.Fields) > 0 {
			v = exampleTree(r.Fields)
		}
		if r.List && r.Element != "" {
			v = &node{kind: objectNode, members: []member{{r.Element, v}}}
		}
		n.members = append(n.members, member{r.Name, v})
	}
	return n
}

// responseTest adds the tests that decode the documented response. Bodies that
// must give the same are one test.
func (w *writer) responseTest() {
	bodies := w.bodies
	for len(bodies) > 0 {
		same := []body{bodies[0]}
		var rest []body
		for _, b := range bodies[1:] {
			if b.want == same[0].want && slices.Equal(b.misfits, same[0].misfits) && slices.Equal(b.unknown, same[0].unknown) {
				same = append(same, b)
			} else {
				rest = append(rest, b)
			}
		}
		w.decodeTest(same)
		bodies = rest
	}
}

func (w *writer) decodeTest(bodies []body) {
	first := bodies[0]
	var cases []jen.Code
	for _, b := range bodies {
		text := goString(b.text)
		if b.name == "xml" {
			text = w.sample()
		}
		cases = append(cases, jen.Op(fmt.Sprintf("{Name: %q, Text: %s}", b.name, text)))
	}
	name := "Test" + w.response.Name
	if first.name != "xml" {
		name += strings.ToUpper(first.name[:1]) + first.name[1:]
	}
	w.useTop(first.want)
	w.file.add(commented(sentence("%s decodes the page's sample, every leaf of which is accounted for.", name), "func").Id(name).Params(w.testingT()).Block(
		jen.Id("want").Op(":=").Op("&"+first.pkg+w.response.Name+"{\n"+first.want+"}"),
		jen.For(jen.List(jen.Id("_"), jen.Id("body")).Op(":=").Range().Index().Add(w.toptest("Body")).Custom(multiline("{", "}"), cases...)).Block(
			jen.Id("t.Run").Call(jen.Id("body.Name"), jen.Func().Params(w.testingT()).Block(
				jen.Id("got").Op(":=").New(jen.Id(first.pkg+w.response.Name)),
				w.toptest("Decode").Call(jen.Id("t"), jen.Id("body.Text"), jen.Id("got"), w.outcome(first.expectation)),
				w.compare("want", "got", "the response differs"),
			)),
		),
	))
}

// outcome tells what decoding must leave out.
func (w *writer) outcome(e expectation) *jen.Statement {
	var parts []jen.Code
	for _, list := range []struct {
		name  string
		paths []string
	}{{"Misfits", e.misfits}, {"Unknown", e.unknown}} {
		if len(list.paths) > 0 {
			parts = append(parts, jen.Id(list.name).Op(":").Add(stringsLiteral(list.paths)))
		}
	}
	return w.toptest("Outcome").Values(parts...)
}

func stringsLiteral(texts []string) *jen.Statement {
	quoted := make([]jen.Code, len(texts))
	for i, t := range texts {
		quoted[i] = jen.Op(quote(t))
	}
	return jen.Index().String().Values(quoted...)
}

// compare returns the statement that fails the test unless both are equal.
func (w *writer) compare(want, got, what string) *jen.Statement {
	w.file.use("github.com/google/go-cmp/cmp")
	return jen.If(jen.Id("diff").Op(":=").Id("cmp.Diff").Call(jen.Id(want), jen.Id(got)), jen.Id("diff").Op("!=").Lit("")).Block(
		jen.Id("t.Errorf").Call(jen.Lit(what+" (-want +got):\n%s"), jen.Id("diff")))
}

func (w *writer) testingT() *jen.Statement {
	return jen.Id("t").Op("*").Add(w.std("testing", "T"))
}

func (w *writer) toptest(name string) *jen.Statement {
	return jen.Id(w.file.use(w.opt.Runtime+"/toptest") + "." + name)
}

// useTop imports the runtime if the code refers to it. Texts of the page that
// stand in the code do not.
func (w *writer) useTop(code string) {
	if !strings.Contains(code, "top.") {
		return
	}
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(code)), []byte(code), nil, 0)
	var before, last string // the tokens before the one at hand
	for {
		_, tok, text := s.Scan()
		switch {
		case tok == token.EOF:
			return
		case tok == token.PERIOD && last == "top" && before != ".":
			w.file.use(w.opt.Runtime)
			return
		}
		if !tok.IsLiteral() {
			text = tok.String()
		}
		before, last = last, text
	}
}

// errorTest adds the test that the documented error comes back as *top.Error.
func (w *writer) errorTest() {
	want, ok := documentedError(w.api.Samples.Error)
	if !ok {
		return
	}
	name := "Test" + w.method.Prefix + "Error"
	w.file.add(commented(sentence("%s decodes the page's error sample.", name), "func").Id(name).Params(w.testingT()).Block(
		w.toptest("DecodeError").Call(jen.Id("t"), jen.Op(goString(w.api.Samples.Error)), jen.New(jen.Id(w.tested()+"."+w.response.Name)), w.top("Error").Custom(multiline("{", "}"), want...)),
	))
}

// documentedError returns the fields of the error that the error sample shows;
// false if it shows none.
func documentedError(text string) ([]jen.Code, bool) {
	members := errorMembers(text)
	if members == nil {
		return nil, false
	}
	var fields []jen.Code
	for _, f := range []struct{ name, wire string }{
		{"Code", "code"}, {"Msg", "msg"}, {"SubCode", "sub_code"}, {"SubMsg", "sub_msg"}, {"RequestID", wireRequestID},
	} {
		if vs := members.values(f.wire); len(vs) > 0 && !vs[0].blank() {
			text := vs[0].text
			if !vs[0].isLeaf() {
				text = vs[0].source // the runtime keeps markup as it is
			}
			fields = append(fields, jen.Id(f.name).Op(":").Op(quote(text)))
		}
	}
	return fields, true
}

// errorMembers returns what an error sample holds in its error_response.
func errorMembers(text string) *node {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "{") {
		doc := sample.ReadJSON(text)
		if v := doc.Value.Get(errorMember); v != nil && len(doc.Faults) == 0 && !doc.Truncated {
			return jsonNode(text, v)
		}
		return nil
	}
	doc := sample.ReadXML(text)
	if len(doc.Elements) != 1 || doc.Elements[0].Name != errorMember || !isWellFormed(doc) {
		return nil
	}
	return xmlNode(doc.Elements[0])
}

// goString returns text as a Go string literal, in backquotes where that shows
// it as it is.
func goString(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool {
		return r == '`' || r == utf8.RuneError || !visible.Rune(r) && r != '\n' && r != '\t'
	}) {
		return "`" + text + "`"
	}
	return quote(text)
}

// quote returns text as a Go string literal in which every character can be
// seen: strconv takes some that show nothing for letters.
func quote(text string) string {
	quoted := strconv.Quote(text)
	if !strings.ContainsFunc(quoted, func(r rune) bool { return !visible.Rune(r) }) {
		return quoted
	}
	var b strings.Builder
	for _, r := range quoted {
		writeVisible(&b, r)
	}
	return b.String()
}
