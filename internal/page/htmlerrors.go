package page

import (
	"slices"
	"strconv"
	"strings"

	xhtml "golang.org/x/net/html"

	"github.com/topgen/topgen/internal/diag"
)

// readErrors reads the error table.
func (r *htmlReader) readErrors(n *xhtml.Node) {
	source, unread := r.beginTable(n)
	r.page.ErrorSource = append(r.page.ErrorSource, source...)
	defer r.reportUnread(unread)
	for tr := range elements(n, "tr") {
		var cells []Text
		for _, cell := range children(tr, "td", "th") {
			cells = append(cells, r.text(cell, false))
		}
		if len(cells) == 0 {
			continue
		}
		if slices.Contains(codeColumn, cells[0].S) {
			r.layout(tr)
			continue
		}
		for _, cell := range cells[min(len(cells), errorColumns):] {
			if cell.S != "" {
				r.report(diag.StrayText, diag.Warning, cell, "the cell belongs to no column of the table", "")
			}
		}
		cells = append(cells, Text{}, Text{})
		row := ErrorRow{Code: cells[0], Told: true, Message: cells[1], Solution: cells[2]}
		if row.Code.Line == 0 {
			row.Code.Line, row.Code.Column = r.place(tr)
		}
		r.page.Errors = append(r.page.Errors, row)
	}
}

// sourceText is a text of a table, whichever cell it stands in.
type sourceText struct {
	Text
	number int
}

// sourceOf returns all texts below a node, each by itself, and those again by number.
func (r *htmlReader) sourceOf(n *xhtml.Node) (all []Text, numbered []sourceText) {
	for d := range n.Descendants() {
		if d.Type != xhtml.TextNode || hasClass(d.Parent, "icon-wrap") {
			continue
		}
		for piece := range strings.SplitSeq(d.Data, "{") {
			number, _, ok := strings.Cut(piece, "}")
			n, err := strconv.Atoi(number)
			if !ok || err != nil || n >= len(r.source.texts) {
				continue
			}
			if t := collapse(r.source.texts[n]); t.S != "" {
				all = append(all, t)
				numbered = append(numbered, sourceText{t, n})
			}
		}
	}
	return all, numbered
}

// beginTable returns the texts of a table, of which none is read yet.
func (r *htmlReader) beginTable(n *xhtml.Node) (source []Text, unread []sourceText) {
	source, unread = r.sourceOf(n)
	for _, t := range unread {
		r.read[t.number] = false // a heading around the table had it, too
	}
	return source, unread
}

// layout keeps the texts of a row without content.
func (r *htmlReader) layout(tr *xhtml.Node) {
	texts, _ := r.sourceOf(tr)
	r.page.Layout = append(r.page.Layout, texts...)
}

// reportUnread reports the texts of a table that no cell has: those between its rows,
// for example.
func (r *htmlReader) reportUnread(texts []sourceText) {
	for _, t := range texts {
		if !r.read[t.number] {
			r.report(diag.StrayText, diag.Warning, t.Text, "the text belongs to no cell of the table", "")
		}
	}
}
