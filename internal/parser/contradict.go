package parser

import (
	"fmt"
	"slices"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/visible"
)

// This file is about depth that a page shows and its sample contradicts: of HTML that
// has lost an end tag, rows stand in the object before them, and where the sample has
// them no row stands.

// doubter marks rows of which the sample says that they stand in an outer object.
type doubter struct {
	findings
	evidence *evidence
	taken    map[*node]bool // nodes that a row has after all
}

// doubtDepth marks the rows of a table that the sample does not have in their object,
// and has in one around it.
func doubtDepth(file string, ev *evidence, table *object) diag.List {
	d := &doubter{findings: findings{file: file}, evidence: ev, taken: make(map[*node]bool)}
	d.object(table, nil)
	return d.list
}

func (d *doubter) object(o *object, around []*object) {
	for i := range o.pairs {
		p := &o.pairs[i]
		if p.node == nil && !p.repeated && !p.field.Ambiguous {
			d.row(p, o, around)
		}
		if p.fields != nil {
			d.object(p.fields, append(around[:len(around):len(around)], o))
		}
	}
}

// row looks for a row in the objects around its own, the nearest first.
func (d *doubter) row(p *pair, o *object, around []*object) {
	name := d.evidence.wireName(p.field.Name)
	for _, outer := range slices.Backward(around) {
		for _, n := range outer.undocumented {
			if n.name != name || d.taken[n] {
				continue
			}
			d.taken[n] = true
			f, said := p.field, len(d.list)
			line, _ := d.evidence.text.At(n.pos.Offset)
			f.Ambiguous, f.Candidates = true, []string{o.path, outer.path}
			d.warn(diag.AmbiguousDepth, f.Line, f.Column, fmt.Sprintf("%s: the table has the field in %s, the sample in %s, line %d", visible.Shown(f.Name), visible.Path(o.path), visible.Path(outer.path), line), "look at the page on the site: the markup of your copy may lack an end tag")
			d.about(said, o.path, f.Name)
			return
		}
	}
}
