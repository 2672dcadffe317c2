// Package parser makes the schema of an API from its page: it tells cells
// apart, recovers the depth of nested rows from the samples, and says where
// the page contradicts itself.
//
// It works in passes. Each takes what those before it returned, and returns
// its result and what it has to say about the page:
//
//	samples.go   the samples of the page: what they show of each table, as trees of nodes
//	rows.go      the rows of a table, as far as a row itself tells its cells apart
//	flat.go      tables that do not mark how deep rows are, which are aligned as a whole
//	align.go     for each row the node that stands for it
//	depth.go     for each row the objects in which it can stand
//	settle.go    for each row the one in which it stands; where it must guess, it asks package guess
//	fields.go    the fields of the schema; cells.go tells their cells apart by their nodes
//	values.go    for each field the values that its description lists, in all forms of pages
//	match.go     for each field its node; and the elements of lists
//	contradict.go  which fields the sample has in another object than the table
//	message.go   pages of messages, whose tables are flat
//	check*.go    what table and sample contradict; last, that no word of the tables is lost
//
// The HTML and JSON forms show the depth of rows and need only what stands from fields.go
// on, but for tables without any nested row in which the sample has some.
package parser

import (
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/parser/guess"
	"github.com/topgen/topgen/internal/schema"
)

// maxDiagnostics is how many diagnostics of a code a page gives.
const maxDiagnostics = 1000

// Parse makes the schema of a page that was read without error. The API is nil
// if the list has an error.
func Parse(p *page.Page) (*schema.API, diag.List) { return ParseWith(p, guess.Choose) }

// ParseWith is Parse with another way to guess where depth is open. bench/guess
// measures with it what the guesses of Parse are worth.
func ParseWith(p *page.Page, choose guess.Chooser) (*schema.API, diag.List) {
	if p.Message {
		return parseMessage(p)
	}
	s, diags := readSamples(p)
	request, response, found := readTables(p, &s, choose)
	diags = append(diags, found.list...)
	errors, more := readErrors(p)
	diags = append(diags, more...)
	session, sessionless, more := readSession(p, s.documents.Java)
	diags = append(diags, more...)
	api := &schema.API{
		Method:      p.Method.S,
		Title:       plain(p.Title.S),
		Description: plain(page.Join(p.Description).S),
		Category:    plain(p.Category.S),
		Session:     session,
		Sessionless: sessionless,
		Protocol:    schema.ProtocolOf(p.Method.S),
		Root:        s.root,
		RootAt:      s.rootAt,
		Documents:   &s.documents,
		Source:      schema.Source{Path: p.Path, Format: string(p.Format), Line: p.Method.Line},
		Request:     request,
		Response:    response,
		Errors:      errors,
		Samples: schema.Samples{
			Java: p.RequestSample.S, XML: s.xml.S, JSON: s.json.S,
			Simplified: p.Simplified.S, Error: p.ErrorSample.S,
		},
	}
	if diags.HasErrors() {
		api = nil
	} else {
		diags = append(diags, checkWords(p, api, diags, found.leftOut)...)
	}
	diags.Sort()
	return api, diags.Limit(maxDiagnostics)
}

// readTables makes the fields of both tables and checks them.
func readTables(p *page.Page, s *samples, choose guess.Chooser) (request, response []*schema.Field, out findings) {
	in, answer := newTable(p, &p.Request, &s.request), newTable(p, &p.Response, &s.response)
	settleTables(in, answer, choose)
	request, out = buildTable(p.Path, in)
	out.list = append(out.list, finish(p, request, &s.request, in.loose)...)
	response, more := buildTable(p.Path, answer)
	out.add(more)
	out.list = append(out.list, finish(p, response, &s.response, answer.loose)...)
	return request, response, out
}

// finish reads the values of the fields of a table, names the elements of lists among
// them, and checks these.
func finish(p *page.Page, fields []*schema.Field, ev *evidence, loose map[string]*node) diag.List {
	readValues(fields)
	o := matchTable(fields, ev, loose)
	list := nameElements(p.Path, ev, o)
	list = append(list, doubtDepth(p.Path, ev, o)...)
	return append(list, check(p, ev, o)...)
}
