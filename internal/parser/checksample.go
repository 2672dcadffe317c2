package parser

import (
	"fmt"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// sampleChecker says where a table and its sample differ.
type sampleChecker struct {
	findings
	evidence *evidence
	table    *explainer
	places   *page.Locator              // in the sample
	count    map[diag.Code]int          // differences
	last     map[diag.Code]schema.Place // of one
}

// checkSample holds the fields of a table against the sample.
func checkSample(p *page.Page, ev *evidence, table *object) diag.List {
	c := &sampleChecker{
		findings: findings{file: p.Path}, evidence: ev, table: newExplainer(p, ev, table), places: page.NewLocator(ev.text),
		count: make(map[diag.Code]int), last: make(map[diag.Code]schema.Place),
	}
	c.object(table)
	for _, code := range []diag.Code{diag.SampleMismatch, diag.ExampleValue} {
		if more := c.count[code] - maxFaults; more > 0 {
			c.warn(code, c.last[code].Line, c.last[code].Column, fmt.Sprintf("%d more differences between table and sample", more), "")
		}
	}
	if !ev.present && len(table.pairs) > 0 {
		at, what := p.Response.Heading, "response"
		if ev.request {
			at, what = p.Request.Heading, "request"
		}
		if ev.message {
			what = "message"
		}
		if at.Line == 0 {
			at = p.Method
		}
		c.warn(diag.SampleMismatch, at.Line, at.Column, "the page has no sample of the "+what, "nothing confirms the table")
	}
	return c.list
}

func (c *sampleChecker) object(o *object) {
	for i := range o.pairs {
		p, said := &o.pairs[i], len(c.list)
		switch {
		case p.node != nil:
			c.value(p)
		case o.absent || p.repeated || c.evidence.spread && o.typ == "":
		default:
			c.missing(p.field)
		}
		c.about(said, o.path, p.field.Name)
		if p.fields != nil {
			c.object(p.fields)
		}
	}
	what := "element"
	if c.evidence.setters {
		what = "setter"
	}
	for _, n := range o.undocumented {
		line, column := c.places.At(n.pos.Offset)
		said := len(c.list)
		c.differ(diag.SampleMismatch, line, column, fmt.Sprintf("the %s %s of the sample has no row in the table%s", what, visible.Shown(n.name), c.table.explain(n)))
		c.about(said, o.path, n.name)
	}
}

// value checks that the sample has the value of the example.
func (c *sampleChecker) value(p *pair) {
	value, ok := p.otherValue()
	if !ok {
		return
	}
	line, column := c.places.At(p.node.at.Offset)
	c.differ(diag.ExampleValue, line, column, fmt.Sprintf("%s: the sample has %q, the table %q%s", visible.Shown(p.field.Name), visible.Shown(value), visible.Shown(p.field.Example), c.table.exampleOf(value)))
}

// otherValue returns the value that the sample has of a field, and false if it has none
// or the one of the example.
func (p *pair) otherValue() (value string, ok bool) {
	f, n := p.field, p.node
	if n == nil || schema.KindOf(f) == schema.KindStruct || n.kind == valueOpaque || len(n.children) > 0 && !f.List {
		return "", false
	}
	value = plain(n.join())
	same := value == "" || value == f.Example || valueEnd(f.Example, value, f.List || n.kind == valueUnescaped) == len(f.Example)
	return value, !same
}

// missing reports a field that the sample lacks, unless samples leave such
// fields out.
func (c *sampleChecker) missing(f *schema.Field) {
	bare := len(f.Fields) == 0 && f.Example == ""
	switch {
	case c.evidence.setters && bare:
	case c.evidence.setters:
		c.differ(diag.SampleMismatch, f.Line, f.Column, visible.Shown(f.Name)+": the sample never sets the field")
	case bare && f.List:
	default:
		c.differ(diag.SampleMismatch, f.Line, f.Column, visible.Shown(f.Name)+": the sample has no such element")
	}
}

// differ reports a difference between table and sample. Where they have little
// to do with each other, the first few of a code tell as much as all.
func (c *sampleChecker) differ(code diag.Code, line, column int, message string) {
	if c.count[code]++; c.count[code] <= maxFaults {
		c.warn(code, line, column, message, "")
		return
	}
	c.last[code] = schema.Place{Line: line, Column: column}
}
