package parser

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/sample"
)

// samples are the samples of a page as its tables need them.
type samples struct {
	java              *sample.Java // nil where the request has no sample in Java
	root              string       // of the response; "" where the sample has none
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
	r.readRequest()
	r.readResponse()
	r.reportDepth()
	return r.out, r.list
}

// readRequest reads the sample of the request, which is Java or, on some pages
// of Qimen, JSON.
func (r *sampleReader) readRequest() {
	text := r.page.RequestSample
	ev := &r.out.request
	ev.request, ev.text = true, text
	switch {
	case text.Empty():
	case strings.HasPrefix(strings.TrimSpace(text.S), "{"):
		doc := sample.ReadJSON(text.S)
		r.faults(text, doc.Faults)
		ev.present = true
		ev.nodes = members(doc.Root, false)
	default:
		java := sample.ReadJava(text.S)
		r.faults(text, java.Faults)
		r.out.java = java
		if java.Request != nil {
			ev.present, ev.setters = true, true
			ev.nodes = members(java.Request, true)
		}
	}
}

// readResponse reads the sample of the response: that in XML, which shows
// lists as the gateway sends them, or else that in JSON.
func (r *sampleReader) readResponse() {
	text := r.page.ResponseSample
	ev := &r.out.response
	ev.text = text
	if text.Empty() {
		return
	}
	ev.present = true
	if head := strings.TrimSpace(text.S); strings.HasPrefix(head, "{") || strings.HasPrefix(head, "[") {
		doc := sample.ReadJSON(text.S)
		r.faults(text, doc.Faults)
		ev.nodes = members(doc.Root, false)
		if len(ev.nodes) == 1 && r.isRoot(ev.nodes[0].name) {
			r.takeRoot(ev.nodes[0].name, ev.nodes[0].pos)
			ev.nodes = ev.nodes[0].children
		}
		return
	}
	doc := sample.ReadXML(text.S)
	r.faults(text, doc.Faults)
	elements := doc.Root.Members
	if len(elements) == 1 && elements[0].Name == errorMember {
		line, column := text.At(elements[0].Pos.Offset)
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
		if strings.HasSuffix(e.Name, "_response") {
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
			line, column := r.page.ResponseSample.At(e.Pos.Offset)
			r.warn(diag.SampleMismatch, line, column, fmt.Sprintf("the element %s stands beside the root of the sample", shown(e.Name)), "")
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
	return true
}

// takeRoot takes a name for that of the root.
func (r *sampleReader) takeRoot(name string, at sample.Pos) {
	r.out.root = name
	line, column := r.page.ResponseSample.At(at.Offset)
	if !isWireName(name) {
		r.report(diag.InvalidName, diag.Error, line, column, fmt.Sprintf("%q, the root of the sample, cannot be a name on the wire", shown(name)), "correct the page, or skip it in topgen.yaml")
		return
	}
	r.list = append(r.list, checkRoot(r.file, r.page.Method.S, name, line, column)...)
}

// reportDepth reports samples beside that of the response that exceed the
// depth that is read. Whatever else is odd about them does not matter: the
// other one counts.
func (r *sampleReader) reportDepth() {
	for _, text := range []page.Text{r.page.JSONSample, r.page.Simplified} {
		if strings.Count(text.S, "{")+strings.Count(text.S, "[") <= sample.MaxDepth {
			continue
		}
		for _, f := range sample.ReadJSON(text.S).Faults {
			if f.TooDeep {
				r.faults(text, []sample.Fault{f})
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
