// Package parser makes the schema of an API from its page: it tells cells
// apart, recovers the depth of nested rows from the samples, and says where
// the page contradicts itself.
package parser

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// Parse makes the schema of a page that was read without error. The API is nil
// if the list has an error.
func Parse(p *page.Page) (*schema.API, diag.List) {
	pr := &pageParser{page: p}
	pr.readSamples()
	api := &schema.API{
		Method:      p.Method.S,
		Title:       plain(p.Title.S),
		Description: plain(page.Join(p.Description).S),
		Category:    plain(p.Category.S),
		Session:     pr.session(),
		Protocol:    protocolOf(p.Method.S),
		Root:        pr.root,
		Source:      schema.Source{Path: p.Path, Format: string(p.Format), Line: p.Method.Line},
		Request:     []*schema.Field{},
		Response:    []*schema.Field{},
		Errors:      []schema.ErrorCode{},
		Samples: schema.Samples{
			Java: p.RequestSample.S, XML: p.ResponseSample.S, JSON: p.JSONSample.S,
			Simplified: p.Simplified.S, Error: p.ErrorSample.S,
		},
	}
	api.Request, api.Response = pr.tables()
	api.Errors = pr.errors()
	pr.diags.Sort()
	pr.diags = pr.diags.Limit(maxDiagnostics)
	if pr.diags.HasErrors() {
		return nil, pr.diags
	}
	return api, pr.diags
}

// maxDiagnostics is how many diagnostics of a code a page gives.
const maxDiagnostics = 1000

// tables makes the fields of both tables and checks them.
func (pr *pageParser) tables() (request, response []*schema.Field) {
	said := len(pr.diags)
	in, request := pr.build(&pr.page.Request, pr.requestSide, nil)
	out, response := pr.build(&pr.page.Response, pr.responseSide, nil)
	if in.guesses+out.guesses > 0 {
		// Now that all structs are known, they tell about each other.
		known := &structs{byType: make(map[string][]*schema.Field), byField: make(map[string][]*schema.Field)}
		known.add(request)
		known.add(response)
		pr.diags = pr.diags[:said]
		in, request = pr.build(&pr.page.Request, pr.requestSide, known)
		out, response = pr.build(&pr.page.Response, pr.responseSide, known)
	}
	pr.finish(in, &pr.page.Request, request)
	pr.finish(out, &pr.page.Response, response)
	return request, response
}

func (pr *pageParser) build(table *page.Table, s side, twins *structs) (*builder, []*schema.Field) {
	b := &builder{pageParser: pr, side: s, cells: make(map[*schema.Field]cells), twins: twins}
	return b, b.fields(table)
}

// finish says what is open in a table, and checks its fields.
func (pr *pageParser) finish(b *builder, table *page.Table, fields []*schema.Field) {
	for _, f := range b.open {
		pr.warn(diag.AmbiguousDepth, f.Line, f.Column, shown(f.Name)+": the samples leave open how deep the field is",
			"look at the page on the site, or take its HTML or JSON form, which show it")
	}
	for _, f := range b.deep {
		pr.warn(diag.AmbiguousDepth, f.Line, f.Column, shown(f.Name)+": table and sample differ too much to tell how deep its fields are",
			"look at the page on the site, or take its HTML or JSON form, which show it")
	}
	pr.check(b, fields)
	if !b.known && len(fields) > 0 {
		at := table.Heading
		if at.Line == 0 {
			at = pr.page.Method
		}
		what := "response"
		if b.request {
			what = "request"
		}
		pr.warn(diag.SampleMismatch, at.Line, at.Column, "the page has no sample of the "+what, "nothing confirms the table")
	}
}

type pageParser struct {
	page         *page.Page
	java         *sample.Java
	root         string
	requestSide  side
	responseSide side
	diags        diag.List
}

func (pr *pageParser) warn(code diag.Code, line, column int, message, hint string) {
	pr.report(code, diag.Warning, line, column, message, hint)
}

func (pr *pageParser) report(code diag.Code, severity diag.Severity, line, column int, message, hint string) {
	pr.diags = append(pr.diags, diag.Diagnostic{
		Code: code, Severity: severity, Message: message, Hint: hint,
		Pos: diag.Position{File: pr.page.Path, Line: line, Column: column},
	})
}

// readSamples reads the samples of the request and the response.
func (pr *pageParser) readSamples() {
	pr.requestSide.request = true
	pr.requestSide.source = pr.page.RequestSample
	text := pr.page.RequestSample
	switch {
	case text.Empty():
	case strings.HasPrefix(strings.TrimSpace(text.S), "{"):
		doc := sample.ReadJSON(text.S)
		pr.faults(text, doc.Faults)
		pr.requestSide.known = true
		pr.requestSide.sample = jsonFields(doc.Value)
	default:
		pr.java = sample.ReadJava(text.S)
		pr.faults(text, pr.java.Faults)
		if pr.java.Request != nil {
			pr.requestSide.known = true
			pr.requestSide.setters = true
			pr.requestSide.sample = javaNodes(pr.java.Request)
		}
	}
	pr.readResponse()
	pr.deepSamples()
}

// deepSamples reports samples beside that of the response which nobody follows
// to their end. Whatever else is odd about them does not matter: the other one
// counts.
func (pr *pageParser) deepSamples() {
	for _, text := range []page.Text{pr.page.JSONSample, pr.page.Simplified} {
		if strings.Count(text.S, "{")+strings.Count(text.S, "[") <= sample.MaxDepth {
			continue
		}
		for _, f := range sample.ReadJSON(text.S).Faults {
			if f.TooDeep {
				pr.faults(text, []sample.Fault{f})
			}
		}
	}
}

// readResponse reads the sample of the response: that in XML, which shows
// lists as the gateway sends them, or else that in JSON.
func (pr *pageParser) readResponse() {
	text := pr.page.ResponseSample
	pr.responseSide.source = text
	if text.Empty() {
		return
	}
	pr.responseSide.known = true
	if head := strings.TrimSpace(text.S); strings.HasPrefix(head, "{") || strings.HasPrefix(head, "[") {
		doc := sample.ReadJSON(text.S)
		pr.faults(text, doc.Faults)
		nodes := jsonFields(doc.Value)
		if len(nodes) == 1 && pr.isRoot(nodes[0].name, nodes[0].pos) {
			nodes = nodes[0].children
		}
		pr.responseSide.sample = nodes
		return
	}
	doc := sample.ReadXML(text.S)
	pr.faults(text, doc.Faults)
	elements := doc.Elements
	if len(elements) == 1 && elements[0].Name == errorMember {
		line, column := text.At(elements[0].Offset)
		pr.warn(diag.SampleMismatch, line, column, "the sample of the response is one of an error", "nothing confirms the table of the response")
		pr.responseSide.known = false
		return
	}
	if root := pr.rootElement(elements); root != nil && pr.isRoot(root.Name, root.Pos) {
		elements = root.Children
	}
	pr.responseSide.sample = xmlFields(elements)
}

// rootElement returns the element that can be the root: the only one or, where
// others stand beside it, the only one that is named like a root.
func (pr *pageParser) rootElement(elements []*sample.Element) *sample.Element {
	if len(elements) == 1 {
		return elements[0]
	}
	var root *sample.Element
	for _, e := range elements {
		if strings.HasSuffix(e.Name, "_response") {
			if root != nil {
				return nil
			}
			root = e
		}
	}
	if root == nil {
		return nil
	}
	for _, e := range elements {
		if e != root {
			line, column := pr.page.ResponseSample.At(e.Offset)
			pr.warn(diag.SampleMismatch, line, column, fmt.Sprintf("the element %s stands beside the root of the sample", shown(e.Name)), "")
		}
	}
	return root
}

// isRoot takes the only member of the outermost level for the root, unless the
// response table has a row for it.
func (pr *pageParser) isRoot(name string, at sample.Pos) bool {
	for i := range pr.page.Response.Rows {
		if pr.page.Response.Rows[i].Name.S == name {
			return false
		}
	}
	pr.root = name
	line, column := pr.page.ResponseSample.At(at.Offset)
	if !isWireName(name) {
		pr.report(diag.InvalidName, diag.Error, line, column, fmt.Sprintf("%q, the root of the sample, cannot be a name on the wire", shown(name)), "correct the page, or skip it in topgen.yaml")
	} else if want := rootOf(pr.page.Method.S); name != want {
		pr.warn(diag.SampleMismatch, line, column, fmt.Sprintf("the root %s of the sample is not that of the method, %s", shown(name), shown(want)), "the sample may be that of another method")
	}
	return true
}

// rootOf returns the name that the platform gives the root of a response.
func rootOf(method string) string {
	name := strings.NewReplacer(".", "_", "-", "_").Replace(strings.TrimPrefix(method, "taobao."))
	return name + "_response"
}

// faults reports what is wrong in a sample.
func (pr *pageParser) faults(text page.Text, faults []sample.Fault) {
	for i, f := range faults {
		line, column := text.At(f.Offset)
		code := diag.SampleSyntax
		if f.TooDeep {
			code = diag.TooDeep
		}
		if i == enough {
			pr.warn(code, line, column, fmt.Sprintf("%d more faults in the sample", len(faults)-enough), "")
			return
		}
		pr.warn(code, line, column, f.Text(text.At), "")
	}
}

// session reports whether calls need a session key. Samples of a method that
// takes one or none pass it all the same, so that its label comes first.
func (pr *pageParser) session() bool {
	for _, l := range pr.page.Labels {
		if strings.Contains(l.S, "可选授权") || strings.Contains(l.S, "可选用户授权") {
			return false
		}
	}
	if pr.java != nil && pr.java.Executes {
		return pr.java.Session
	}
	for _, l := range pr.page.Labels {
		for word := range strings.FieldsSeq(l.S) {
			if word == "需要授权" || word == "需要用户授权" {
				return true
			}
		}
	}
	return false
}

func protocolOf(method string) string {
	if strings.HasPrefix(method, "qimen.") || strings.HasPrefix(method, "taobao.qimen.") {
		return schema.ProtocolQimen
	}
	return schema.ProtocolTOP
}

// errors makes the rows of the error table: the text form joins message and
// solution by a space.
func (pr *pageParser) errors() []schema.ErrorCode {
	errors := make([]schema.ErrorCode, 0, len(pr.page.Errors))
	for _, row := range pr.page.Errors {
		e := schema.ErrorCode{Code: plain(row.Code.S), Message: plain(row.Message.S), Solution: plain(row.Solution.S), Line: row.Code.Line}
		if !row.Told {
			var ok bool
			if e.Message, e.Solution, ok = splitError(plain(row.Rest.S)); !ok {
				pr.warn(diag.ErrorRow, row.Rest.Line, max(row.Rest.Column, 1), "where the message ends and the solution begins cannot be told: all is taken for the message", "")
			}
		}
		errors = append(errors, e)
	}
	return errors
}

// splitError splits a message and a solution: two equal halves, or two words.
func splitError(s string) (message, solution string, ok bool) {
	if half := len(s) / 2; len(s)%2 == 1 && s[half] == ' ' && s[:half] == s[half+1:] {
		return s[:half], s[half+1:], true
	}
	if message, solution, ok = strings.Cut(s, " "); ok && !strings.Contains(solution, " ") {
		return message, solution, true
	}
	return s, "", s == ""
}
