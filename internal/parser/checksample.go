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
	places   *page.Locator // in the sample
	count    int           // differences
	last     schema.Place  // of one
}

// checkSample holds the fields of a table against the sample.
func checkSample(p *page.Page, ev *evidence, table *object) diag.List {
	c := &sampleChecker{findings: findings{file: p.Path}, evidence: ev, places: page.NewLocator(ev.text)}
	c.object(table)
	if c.count > maxFaults {
		c.warn(diag.SampleMismatch, c.last.Line, c.last.Column, fmt.Sprintf("%d more differences between table and sample", c.count-maxFaults), "")
	}
	if !ev.present && len(table.pairs) > 0 {
		at, what := p.Response.Heading, "response"
		if ev.request {
			at, what = p.Request.Heading, "request"
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
		c.differ(line, column, fmt.Sprintf("the %s %s of the sample has no row in the table", what, visible.Shown(n.name)))
		c.about(said, o.path, n.name)
	}
}

// value checks that the sample has the value of the example.
func (c *sampleChecker) value(p *pair) {
	f, n := p.field, p.node
	if schema.KindOf(f) == schema.KindStruct || n.kind == valueOpaque || len(n.children) > 0 && !f.List {
		return
	}
	value := plain(n.join())
	if value == "" || value == f.Example || valueEnd(f.Example, value, f.List || n.kind == valueUnescaped) == len(f.Example) {
		return
	}
	line, column := c.places.At(n.at.Offset)
	c.differ(line, column, fmt.Sprintf("%s: the sample has %q, the table %q", visible.Shown(f.Name), visible.Shown(value), visible.Shown(f.Example)))
}

// missing reports a field that the sample lacks, unless samples leave such
// fields out.
func (c *sampleChecker) missing(f *schema.Field) {
	bare := len(f.Fields) == 0 && f.Example == ""
	switch {
	case c.evidence.setters && bare:
	case c.evidence.setters:
		c.differ(f.Line, f.Column, visible.Shown(f.Name)+": the sample never sets the field")
	case bare && f.List:
	default:
		c.differ(f.Line, f.Column, visible.Shown(f.Name)+": the sample has no such element")
	}
}

// differ reports a difference between table and sample. Where they have little
// to do with each other, the first few tell as much as all.
func (c *sampleChecker) differ(line, column int, message string) {
	if c.count++; c.count <= maxFaults {
		c.warn(diag.SampleMismatch, line, column, message, "")
		return
	}
	c.last = schema.Place{Line: line, Column: column}
}
