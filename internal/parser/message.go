package parser

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// parseMessage makes the schema of a page that documents a message. Its table is flat,
// so that nothing has to be found out of depth.
func parseMessage(p *page.Page) (*schema.API, diag.List) {
	r := &sampleReader{findings: findings{file: p.Path}, page: p}
	ev := &r.out.response
	ev.message, ev.text, ev.present = true, p.ResponseSample, !p.ResponseSample.Empty()
	if ev.present {
		r.out.documents.JSON = readJSON(p.ResponseSample)
		r.faults(p.ResponseSample, r.out.documents.JSON.Faults)
		ev.nodes = members(schema.Respell(messageNames(&p.Response), r.out.documents.JSON.Root), false)
	}
	diags := r.list
	b := &fieldBuilder{findings: findings{file: p.Path}, evidence: ev}
	fields := b.messageFields(p.Response.Rows)
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

// messageFields makes the fields of the rows of a message.
func (b *fieldBuilder) messageFields(rows []page.Row) []*schema.Field {
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
		if src.Piped {
			b.takePipes(r, src.Rest, n)
		}
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

// takePipes tells the cells behind a row's first ones apart, between which "|" stands,
// as it may in a cell. The value in the sample shows the example. Where the example is
// empty, the cell of the description has moved into its place, and an empty one stands
// behind it.
func (b *fieldBuilder) takePipes(r *row, rest page.Text, n *node) {
	one := func(cell page.Text) {
		r.split, r.joined, r.cells = false, false, nil
		if !cell.Empty() {
			r.cells = []page.Text{cell}
		}
	}
	two := func(example, description page.Text) {
		r.split, r.cells = true, []page.Text{example, description}
	}
	value := ""
	if n != nil && n.kind != valueOpaque {
		value = n.join()
	}
	if end := pipedValue(rest.S, value); end >= 0 {
		example, description := rest.Cut(0, end).Trim(), rest.Cut(end, len(rest.S)).Trim()
		two(example, description.Cut(len(description.S)-len(strings.TrimPrefix(description.S, "|")), len(description.S)).Trim())
		return
	}
	cells := strings.Split(rest.S, "|")
	first, second := rest.Cut(0, len(cells[0])).Trim(), page.Text{}
	if len(cells) > 1 {
		second = rest.Cut(len(cells[0])+1, len(rest.S)).Trim()
	}
	blank := n != nil && strings.TrimSpace(value) == ""
	last := strings.TrimSpace(cells[len(cells)-1])
	switch {
	case len(cells) == 1, len(cells) == 2 && second.Empty():
		one(first)
	case first.Empty(), len(cells) == 2 && !blank:
		two(first, second)
	case blank && last == "":
		one(rest.Cut(0, strings.LastIndexByte(rest.S, '|')).Trim())
	default:
		b.warn(diag.CellBorder, first.Line, first.Column, visible.Shown(r.name.S)+": which of the signs | ends the example cannot be told: the first is taken", "take the page in another form")
		two(first, second)
	}
}

// pipedValue returns where a value ends in a text that begins with it, but for white
// space, and goes on with "|" or not at all; -1 if it does not, or there is no value.
func pipedValue(text, value string) int {
	i := 0
	value = strings.Join(strings.Fields(value), "")
	if value == "" {
		return -1
	}
	for _, c := range value {
		i += len(text[i:]) - len(strings.TrimLeftFunc(text[i:], unicode.IsSpace))
		t, size := utf8.DecodeRuneInString(text[i:])
		if t != c || size == 0 {
			return -1
		}
		i += size
	}
	if rest := strings.TrimLeftFunc(text[i:], unicode.IsSpace); rest == "" || rest[0] == '|' {
		return i
	}
	return -1
}
