package parser

import (
	"fmt"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// This file says what explains a difference between a table and its sample: the line
// to look at is often not the one where the difference shows.

// explainer finds in a table what explains that the sample has something else.
type explainer struct {
	evidence *evidence
	source   []page.Text              // its lines, in the text form
	begins   map[int]bool             // lines in which rows begin
	unread   map[string]*schema.Field // the first row of a name that the sample lacks where the row stands
	examples map[string]*schema.Field // by example: the first of which the sample has another value
}

func newExplainer(p *page.Page, ev *evidence, table *object) *explainer {
	e := &explainer{evidence: ev, begins: make(map[int]bool), unread: make(map[string]*schema.Field), examples: make(map[string]*schema.Field)}
	switch {
	case p.Format != page.FormatText:
	case ev.request:
		e.source = p.Request.Source
	default:
		e.source = p.Response.Source
	}
	for _, p := range table.all() {
		e.begins[p.field.Line] = true
		if name := ev.wireName(p.field.Name); p.node == nil && e.unread[name] == nil {
			e.unread[name] = p.field
		}
		if _, other := p.otherValue(); other && e.examples[p.field.Example] == nil {
			e.examples[p.field.Example] = p.field
		}
	}
	return e
}

// explain says of an element without a row what in the table explains that; "" where
// nothing does.
func (e *explainer) explain(n *node) string {
	if f := e.unread[n.name]; f != nil {
		return fmt.Sprintf("; the row in line %d stands elsewhere", f.Line)
	}
	var rows []string
	for _, below := range n.children {
		if f := e.unread[below.name]; f != nil {
			rows = append(rows, fmt.Sprintf("%s (line %d)", visible.Shown(f.Name), f.Line))
		}
	}
	if len(rows) > 0 {
		return "; inside it stand " + listed(rows)
	}
	if line, text := e.lineOf(n.name); line > 0 {
		return fmt.Sprintf("; line %d, %q, was taken for text", line, visible.Shown(text))
	}
	return ""
}

// exampleOf says of a value that is not the example of its row whose it is: that cells
// have slipped shows where the sample has another value of that field, too.
func (e *explainer) exampleOf(value string) string {
	if f := e.examples[value]; f != nil {
		return fmt.Sprintf("; that is the example of %s, line %d", visible.Shown(f.Name), f.Line)
	}
	return ""
}

// lineOf returns the line of the table that begins with a name and is no row.
func (e *explainer) lineOf(name string) (line int, text string) {
	for _, t := range e.source {
		text := strings.TrimFunc(t.S, isBlank)
		word := text
		if i := strings.IndexFunc(word, isBlank); i > 0 {
			word = word[:i]
		}
		if page.IsName(word) && e.evidence.wireName(word) == name && !e.begins[t.Line] {
			return t.Line, text
		}
	}
	return 0, ""
}

// inside says what a sample has in a field of which the table shows no fields; "" where
// it has nothing there.
func (ev *evidence) inside(p *pair) string {
	if p.node == nil {
		return ""
	}
	nodes := p.node.children
	if inner := innerOf(p.field, p.node); p.field.List && inner != nil {
		nodes = inner.children
	}
	var names []string
	for _, n := range nodes {
		names = append(names, visible.Shown(n.name))
	}
	if len(names) == 0 {
		return ""
	}
	line, _ := ev.text.At(p.node.pos.Offset)
	return fmt.Sprintf("; the sample has %s in it, line %d", listed(names), line)
}

// listed lists names as a sentence does, the first few of them.
func listed(names []string) string {
	const most = 4
	if more := len(names) - most; more > 0 {
		names = append(slices.Clone(names[:most]), fmt.Sprintf("%d more", more))
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
