// Package parser makes the schema of an API from its page: it tells cells
// apart, recovers the depth of nested rows from the samples, and says where
// the page contradicts itself.
package parser

import (
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
	request := builder{side: pr.requestSide}
	response := builder{side: pr.responseSide}
	api.Request = request.fields(&p.Request, p.Format)
	api.Response = response.fields(&p.Response, p.Format)
	for _, b := range []*builder{&request, &response} {
		for _, f := range b.open {
			pr.warn(diag.AmbiguousDepth, f.Line, f.Column, f.Name+": the samples leave open how deep the field is", "check the page on the site, or take its HTML or JSON form")
		}
	}
	if pr.diags.HasErrors() {
		return nil, pr.diags
	}
	return api, pr.diags
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
	pr.diags = append(pr.diags, diag.Diagnostic{
		Code: code, Severity: diag.Warning, Message: message, Hint: hint,
		Pos: diag.Position{File: pr.page.Path, Line: line, Column: column},
	})
}

// readSamples reads the samples of the request and the response.
func (pr *pageParser) readSamples() {
	p := pr.page
	pr.requestSide.request = true
	request := strings.TrimSpace(p.RequestSample.S)
	switch {
	case strings.HasPrefix(request, "{"):
		doc := sample.ReadJSON(p.RequestSample.S)
		pr.requestSide.known = true
		pr.requestSide.sample = jsonNodes(doc.Value)
	case request != "":
		pr.java = sample.ReadJava(p.RequestSample.S)
		if pr.java.Request != nil {
			pr.requestSide.known = true
			pr.requestSide.java = true
			pr.requestSide.sample = javaNodes(pr.java.Request)
		}
	}
	response := strings.TrimSpace(p.ResponseSample.S)
	switch {
	case strings.HasPrefix(response, "{"):
		doc := sample.ReadJSON(p.ResponseSample.S)
		if doc.Value != nil {
			pr.readJSON(doc.Value)
		}
	case strings.HasPrefix(response, "<"):
		pr.readXML(sample.ReadXML(p.ResponseSample.S))
	}
}

// readXML takes the root off the response sample.
func (pr *pageParser) readXML(doc *sample.XML) {
	pr.responseSide.known = true
	elements := doc.Elements
	if len(elements) == 1 && !pr.documents(elements[0].Name) {
		pr.root = elements[0].Name
		elements = elements[0].Children
	}
	pr.responseSide.sample = xmlFields(elements)
}

// readJSON takes the root off the response sample.
func (pr *pageParser) readJSON(v *sample.Value) {
	pr.responseSide.known = true
	nodes := jsonNodes(v)
	if len(nodes) == 1 && len(nodes[0].children) > 0 && !pr.documents(nodes[0].name) {
		pr.root = nodes[0].name
		nodes = nodes[0].children
	}
	pr.responseSide.sample = nodes
}

// documents reports whether the response table has a row of that name.
func (pr *pageParser) documents(name string) bool {
	for i := range pr.page.Response.Rows {
		if pr.page.Response.Rows[i].Name.S == name {
			return true
		}
	}
	return false
}

// session reports whether calls pass a session key.
func (pr *pageParser) session() bool {
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
