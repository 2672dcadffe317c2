package parser

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// maxDepth is how deep fields may be nested; pages of the platform stay at 7.
const maxDepth = 50

// fieldBuilder makes the fields of the schema from the rows of one table.
type fieldBuilder struct {
	findings
	evidence *evidence
	loose    map[string]*node
	refused  bool // for its depth
}

// tree makes fields of rows whose depth the page shows. Marked rows that stand in one
// line, though others have lists of their own, belong to the row before them.
func (b *fieldBuilder) tree(rows []page.Row, path string, depth int) []*schema.Field {
	fields := make([]*schema.Field, len(rows))
	for i := range rows {
		below := rows[i].Rows
		for _, marked := range rows[i].Bullets {
			below = append(below[:len(below):len(below)], *marked.Row)
		}
		said := len(b.list)
		fields[i] = b.field(newRow(&rows[i]), nil, len(below) > 0)
		b.about(said, path, fields[i].Name)
		switch {
		case len(below) == 0:
		case depth == maxDepth:
			b.tooDeep(fields[i])
		default:
			fields[i].Fields = b.tree(below, path+"."+fields[i].Name, depth+1)
		}
	}
	return fields
}

// buildTable makes the fields of a settled table.
func buildTable(file string, t *table) ([]*schema.Field, findings) {
	b := &fieldBuilder{findings: findings{file: file}, evidence: t.evidence, loose: t.loose}
	path := t.evidence.side()
	if t.tree != nil {
		fields := b.tree(t.tree, path, 1)
		return fields, b.findings
	}
	if t.flat != nil {
		fields := b.flatFields(t.flat, path)
		return fields, b.findings
	}
	fields := make([]*schema.Field, len(t.rows))
	for i, r := range t.rows {
		said := len(b.list)
		fields[i] = b.field(r.row, r.node, r.nested != nil)
		b.about(said, path, fields[i].Name)
		if r.nested != nil {
			b.nest(fields[i], path+"."+fields[i].Name, r.nested, 1)
		}
	}
	return fields, b.findings
}

// nest makes the fields below head, which has the path, and a depth.
func (b *fieldBuilder) nest(head *schema.Field, path string, n *nested, depth int) {
	if n.unaligned {
		said := len(b.list)
		b.warn(diag.AmbiguousDepth, head.Line, head.Column, visible.Shown(head.Name)+": table and sample differ too much to tell how deep its fields are", showsDepth)
		b.about(said, path, "")
	}
	objects := []*schema.Field{head} // by row, the head first
	depths := []int{depth}
	for i, pl := range n.places {
		var element *node
		if pl.node >= 0 {
			element = n.nodes[pl.node].node
		}
		said := len(b.list)
		f := b.field(pl.row, element, !pl.row.leaf && !(pl.row.joined && element.isValue(pl.row.list)))
		o := n.settled[i].object + 1
		objects[o].Fields = append(objects[o].Fields, f)
		objects, depths = append(objects, f), append(depths, depths[o]+1)
		if depths[o] == maxDepth {
			b.tooDeep(f)
		}
		if n.spans[i].ambiguous {
			f.Ambiguous = true
			f.Candidates = n.candidates(i, path)
			b.ambiguous(f, n.settled[i].reason)
		}
		if len(b.list) > said {
			b.about(said, n.path(n.settled[i].object, path), f.Name)
		}
	}
}

// showsDepth is the hint of diagnostics about depth.
const showsDepth = "look at the page on the site, or take its HTML or JSON form, which show it"

// ambiguous says of a field where it was put, and where else it could stand.
func (b *fieldBuilder) ambiguous(f *schema.Field, reason string) {
	if reason != "" {
		reason = " (" + reason + ")"
	}
	const most = 4 // objects that are named
	others := make([]string, 0, most)
	for _, path := range f.Candidates[1:min(len(f.Candidates), most)] {
		others = append(others, visible.Path(path))
	}
	if more := len(f.Candidates) - most; more > 0 {
		others = append(others, fmt.Sprintf("%d more", more))
	}
	tail := ""
	if len(others) > 0 {
		tail = ", it could stand in " + strings.Join(others, " or ")
	}
	if f.IsRequired() {
		tail += "; it is required, but Validate does not ask for it"
	}
	b.warn(diag.AmbiguousDepth, f.Line, f.Column, fmt.Sprintf("%s: the samples leave open how deep the field is: put into %s%s%s", visible.Shown(f.Name), visible.Path(f.Candidates[0]), reason, tail), showsDepth)
}

// tooDeep says once that a page is nested too deep.
func (b *fieldBuilder) tooDeep(f *schema.Field) {
	if !b.refused {
		b.refused = true
		b.report(diag.TooDeep, diag.Error, f.Line, f.Column, fmt.Sprintf("%s: fields are nested more than %d deep", visible.Shown(f.Name), maxDepth), "no page of the platform is: take the original")
	}
}

// field makes the field of a row, without the fields below it. n is the node
// that stands for it, nil where there is none.
func (b *fieldBuilder) field(r *row, n *node, isStruct bool) *schema.Field {
	typ, list := splitType(r.typ.S)
	typeAt := placeOf(r.typ)
	if typ == "" {
		typ, typeAt = "String", schema.Place{}
	}
	if odd := oddBrackets(r.typ.S); odd != "" {
		b.warn(diag.UnknownType, r.typ.Line, r.typ.Column, fmt.Sprintf("%s: the brackets %q behind the type are not those of a list", visible.Shown(r.name.S), visible.Shown(odd)), "it is taken for a list if one opens")
	}
	if n == nil {
		n = b.loose[setterName(r.name.S)]
	}
	example, description, open := b.evidence.split(r, n, isStruct)
	if open {
		b.warn(diag.CellBorder, description.Line, description.Column, visible.Shown(r.name.S)+": where the example ends and the description begins cannot be told: all is taken for the description", "take the HTML or JSON form of the page, which keep them apart")
	}
	f := &schema.Field{
		Name: r.name.S, Type: typ, List: list,
		Example: plain(example.S), Description: plain(description.S),
		Line: r.name.Line, Column: r.name.Column,
		TypeAt: typeAt, ExampleAt: placeOf(example),
	}
	if b.evidence.request {
		required := page.Required(r.required.S)
		if word := r.required; word.S != "" && !page.IsRequiredWord(word.S) {
			b.leaveOut(diag.StrayText, word, fmt.Sprintf("%s: %q says neither that the field is required nor that it is optional", visible.Shown(r.name.S), visible.Shown(word.S)), "it is taken for optional")
		} else if word.S == "" {
			b.warn(diag.StrayText, f.Line, f.Column, visible.Shown(f.Name)+": the row has no cell that says whether the field is required: it is taken for optional", "say which it is in topgen.yaml")
		}
		f.Required = &required
		f.Limits = readLimits(&b.findings, f.Name, r.limits)
		return f
	}
	for _, l := range r.limits {
		(&limitReader{&b.findings, f.Name}).badLimit(l, "stands in the response, which nobody checks")
	}
	return f
}

// placeOf returns where a text stands.
func placeOf(t page.Text) schema.Place {
	if t.S == "" {
		return schema.Place{}
	}
	return schema.Place{Line: t.Line, Column: t.Column}
}
