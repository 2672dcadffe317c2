package parser

import (
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// parseMessage makes the schema of a page that documents a message. Its table is flat,
// so that nothing has to be found out of depth.
func parseMessage(p *page.Page) (*schema.API, diag.List) {
	r := &sampleReader{findings: findings{file: p.Path}, page: p}
	ev := &r.out.response
	ev.message, ev.text, ev.present = true, p.ResponseSample, !p.ResponseSample.Empty()
	var sent *sample.Node
	if ev.present {
		r.out.documents.JSON = readJSON(p.ResponseSample)
		r.faults(p.ResponseSample, r.out.documents.JSON.Faults)
		sent = schema.Respell(messageNames(&p.Response), r.out.documents.JSON.Root)
		ev.nodes = members(sent, false)
	}
	diags := r.list
	b := &fieldBuilder{findings: findings{file: p.Path}, evidence: ev}
	fields := b.messageFields(p.Response.Rows, sent)
	if len(p.Response.Cells) > 0 {
		fields = b.messageCells(&p.Response)
	}
	diags = append(diags, b.list...)
	diags = append(diags, finish(p, fields, ev, nil)...)
	session, _, more := readSession(p, nil)
	diags = append(diags, more...)
	m := &schema.API{
		Message:     true,
		Method:      p.Method.S,
		Title:       plain(p.Title.S),
		Description: plain(page.Join(p.Description).S),
		Category:    plain(p.Category.S),
		Session:     session,
		Protocol:    schema.ProtocolTOP,
		Documents:   &r.out.documents,
		Source:      schema.Source{Path: p.Path, Format: string(p.Format), Line: p.Method.Line},
		Response:    fields,
		Samples:     schema.Samples{JSON: p.ResponseSample.S},
	}
	if diags.HasErrors() {
		m = nil
	} else {
		diags = append(diags, checkWords(p, m, diags, b.leftOut)...)
	}
	diags.Sort()
	return m, diags.Limit(maxDiagnostics)
}

// messageNames returns what can be the name of a field in the table of a message.
func messageNames(t *page.Table) (names []string) {
	for _, row := range t.Rows {
		names = append(names, row.Name.S)
	}
	for _, cell := range t.Cells {
		names = append(names, cell.S)
	}
	return names
}

// messageFields makes the fields of the rows of a message, given its sample.
func (b *fieldBuilder) messageFields(rows []page.Row, sent *sample.Node) []*schema.Field {
	named := make(map[string]*node, len(b.evidence.nodes))
	for _, n := range b.evidence.nodes {
		if named[n.name] == nil {
			named[n.name] = n
		}
	}
	fields := make([]*schema.Field, len(rows))
	for i := range rows {
		src := &rows[i]
		said := len(b.list)
		n := named[src.Name.S]
		r := newRow(src)
		b.messageCellsOf(r, src, messageValueOf(n, sent))
		r.describe(src.Bullets)
		path := b.evidence.side()
		fields[i] = b.field(r, n, len(src.Rows) > 0)
		b.about(said, path, src.Name.S)
		if len(src.Rows) > 0 {
			fields[i].Fields = b.tree(src.Rows, path+"."+src.Name.S, 2)
		}
	}
	return fields
}

// messageCells makes the fields of a table in which each cell has a line of its own.
func (b *fieldBuilder) messageCells(src *page.Table) []*schema.Field {
	n := alignFlat(src, b.evidence).flat
	fields := make([]*schema.Field, len(n.places))
	for i, pl := range n.places {
		var element *node
		if pl.node >= 0 {
			element = n.nodes[pl.node].node
		}
		said := len(b.list)
		fields[i] = b.field(pl.row, element, false)
		b.about(said, b.evidence.side(), fields[i].Name)
	}
	return fields
}
