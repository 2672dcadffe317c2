package parser

import (
	"fmt"
	"slices"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// samples are the samples of a page as its tables need them.
type samples struct {
	documents         sample.Documents
	xml, json         page.Text // of the response
	root              string    // of the response; "" where the sample has none
	rootAt            schema.Place
	request, response evidence
}

// sampleReader reads the samples of a page.
type sampleReader struct {
	findings
	page *page.Page
	out  samples
}

// readSamples reads the samples of a page and reports what is wrong in them.
func readSamples(p *page.Page) (samples, diag.List) {
	r := &sampleReader{findings: findings{file: p.Path}, page: p}
	r.out.xml, r.out.json = p.ResponseSample, p.JSONSample
	if sample.IsJSON(p.ResponseSample.S) {
		r.out.xml, r.out.json = page.Text{}, p.ResponseSample
	}
	r.readRequest()
	r.readResponse()
	r.out.documents.Simplified = readJSON(p.Simplified)
	r.reportDepth()
	return r.out, r.list
}

// readJSON reads a sample in JSON, nil if the page has none.
func readJSON(text page.Text) *sample.JSON {
	if text.Empty() {
		return nil
	}
	doc := sample.ReadJSON(text.S)
	doc.Places = text.At
	return doc
}

// readRequest reads the sample of the request, which is Java or, on some pages
// of Qimen, JSON.
func (r *sampleReader) readRequest() {
	text := r.page.RequestSample
	ev := &r.out.request
	ev.request, ev.text = true, text
	switch {
	case text.Empty():
	case sample.IsJSON(text.S):
		doc := readJSON(text)
		r.out.documents.Request = doc
		r.faults(text, doc.Faults)
		ev.present = true
		ev.nodes = members(doc.Root, false)
	default:
		java := sample.ReadJava(text.S)
		java.Places = text.At
		r.out.documents.Java = java
		r.faults(text, java.Faults)
		if java.Request != nil {
			ev.present, ev.setters = true, true
			ev.nodes = members(java.Request, true)
		}
		if protocol.IsQimen(r.page.Method.S) {
			r.readQimen()
		}
	}
}

// readResponse reads the samples of the response. What counts for the table is
// that in XML, which shows lists as the gateway sends them, or else that in JSON.
func (r *sampleReader) readResponse() {
	r.out.documents.JSON = readJSON(r.out.json)
	ev := &r.out.response
	ev.present = !r.out.xml.Empty() || !r.out.json.Empty()
	switch {
	case !r.out.xml.Empty():
		ev.text = r.out.xml
		r.readXML(ev)
	case ev.present:
		ev.text = r.out.json
		doc := r.out.documents.JSON
		r.faults(ev.text, doc.Faults)
		ev.nodes = members(doc.Root, false)
		if len(ev.nodes) == 1 && r.isRoot(ev.nodes[0].name) {
			r.takeRoot(ev.nodes[0].name, ev.nodes[0].pos)
			ev.nodes = ev.nodes[0].children
		}
	}
}

// readXML reads the sample of the response in XML.
func (r *sampleReader) readXML(ev *evidence) {
	doc := sample.ReadXML(ev.text.S)
	doc.Places = ev.text.At
	r.out.documents.XML = doc
	r.faults(ev.text, doc.Faults)
	elements := doc.Root.Members
	if len(elements) == 1 && elements[0].Name == protocol.ErrorResponse {
		line, column := ev.text.At(elements[0].Pos.Offset)
		r.warn(diag.SampleMismatch, line, column, "the sample of the response is one of an error", "nothing confirms the table of the response")
		ev.present = false
		return
	}
	if root := r.rootElement(elements); root != nil && r.isRoot(root.Name) {
		r.takeRoot(root.Name, root.Pos)
		elements = root.Value.Members
	}
	ev.nodes = xmlFields(elements)
}

// rootElement returns the element that can be the root: the only one or, where
// others stand beside it, the only one that is named like a root.
func (r *sampleReader) rootElement(elements []sample.Member) *sample.Member {
	if len(elements) == 1 {
		return &elements[0]
	}
	var root *sample.Member
	for i, e := range elements {
		if protocol.IsRoot(e.Name) && e.Name != protocol.ErrorResponse {
			if root != nil {
				return nil
			}
			root = &elements[i]
		}
	}
	if root == nil {
		return nil
	}
	for _, e := range elements {
		if e.Value != root.Value {
			line, column := r.out.response.text.At(e.Pos.Offset)
			r.warn(diag.SampleMismatch, line, column, fmt.Sprintf("the element %s stands beside the root of the sample", visible.Shown(e.Name)), "")
		}
	}
	return root
}

// isRoot reports whether the only member of the outermost level is the root: it
// is, unless the response table has a row for it.
func (r *sampleReader) isRoot(name string) bool {
	for i := range r.page.Response.Rows {
		if r.page.Response.Rows[i].Name.S == name {
			return false
		}
	}
	return !slices.ContainsFunc(r.page.Response.Cells, func(c page.Bullet) bool { return c.S == name })
}

// takeRoot takes a name for that of the root.
func (r *sampleReader) takeRoot(name string, at sample.Pos) {
	line, column := r.out.response.text.At(at.Offset)
	r.out.root, r.out.rootAt = name, schema.Place{Line: line, Column: column}
	if !isWireName(name) {
		r.report(diag.InvalidName, diag.Error, line, column, fmt.Sprintf("%q, the root of the sample, cannot be a name on the wire", visible.Shown(name)), "correct the page, or skip it in topgen.yaml")
	}
}

// reportDepth reports samples beside that of the response that exceed the
// depth that is read. Whatever else is odd about them does not matter: the
// other one counts.
func (r *sampleReader) reportDepth() {
	beside := []*sample.JSON{r.out.documents.Simplified}
	if r.out.documents.XML != nil {
		beside = append(beside, r.out.documents.JSON)
	}
	for _, doc := range beside {
		if doc == nil {
			continue
		}
		for _, f := range doc.Faults {
			if f.TooDeep {
				line, column := doc.Places(f.Offset)
				r.warn(diag.TooDeep, line, column, f.Message, "")
			}
		}
	}
}

// maxFaults is how many faults of one sample, and how many differences between
// a table and its sample, are told one by one: they tell what the rest would.
const maxFaults = 10

// faults reports what is wrong in a sample.
func (r *sampleReader) faults(text page.Text, faults []sample.Fault) {
	for i, f := range faults {
		line, column := text.At(f.Offset)
		code := diag.SampleSyntax
		if f.TooDeep {
			code = diag.TooDeep
		}
		if i == maxFaults {
			r.warn(code, line, column, fmt.Sprintf("%d more faults in the sample", len(faults)-maxFaults), "")
			return
		}
		r.warn(code, line, column, f.Text(text.At), "")
	}
}
