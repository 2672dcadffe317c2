// Package api says what an API means. The schema has what its page says, row by
// row; here that is settled once: which rows are one field and which uses of a
// name one type, what is an integer and what a decimal, which rules hold, where the
// method is called, what the root of its responses is, whether it only reads, and
// how it gives out long lists. It also has the documented request and response in
// every form in which they go over the wire.
//
// Whoever makes something of an API (bindings, the mock gateway, OpenAPI documents,
// comparisons) reads it from here and decides nothing of this itself. Names in Go
// are no concern of this package.
package api

import (
	"cmp"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// API is a documented method or message, and what it means. Of a message, the
// response is what it holds; nothing else is there.
type API struct {
	// API is what the page says. Its request, response and root are rows and
	// the root of the sample: see below for what they mean.
	*schema.API

	Gateway protocol.Gateway
	// Root is the name of the root of responses: that which the page shows, else
	// that which the platform forms out of the method. It is "" for methods of
	// Qimen whose page shows none: their responses have no root.
	Root              string
	Effect            Effect
	Request, Response *Object
	// Types are the documented types within the request and the response, each
	// once, by the place of their first use: the request's first.
	Types []*Type
	// Paging is how the method gives out a list in pages; nil if it does not, or if
	// no loop over them is safe.
	Paging *Paging
	// PagingSaid has what topgen.yaml says of it.
	PagingSaid []schema.PagingSaid

	uses    map[*schema.Field]*Use
	samples *sample.Documents
	answers answers
}

// Resolve settles what the page of an API means, and says what contradicts that.
// Whatever topgen.yaml changes of the page comes before. If the list has an error,
// no bindings can be made.
func Resolve(s *schema.API) (*API, diag.List) {
	a := &API{
		API: s, Gateway: gatewayOf(s), Root: rootOf(s), Effect: EffectIn(s),
		uses: make(map[*schema.Field]*Use), samples: s.Documents,
	}
	if a.samples == nil {
		a.samples = sample.Read(s.Samples.Java, s.Samples.XML, s.Samples.JSON, s.Samples.Simplified)
	}
	a.Request = a.resolve(s.Request, &resolver{texts: a.textFields()})
	a.Response = a.resolve(s.Response, &resolver{response: true})
	a.readAnswers()
	var list diag.List
	if !s.Message {
		list = append(a.checkRoot(), a.checkReserved()...)
	}
	list = append(list, a.readValues()...)
	list = append(list, a.checkDates()...)
	list = append(list, a.settlePaging()...)
	list.Sort()
	return a, list.Limit(maxDiagnostics)
}

// gatewayOf returns where an API is called: as topgen.yaml has it, or by the name
// of its method.
func gatewayOf(s *schema.API) protocol.Gateway {
	for _, g := range protocol.Gateways() {
		if s.Settled.Gateway == g.String() {
			return g
		}
	}
	return protocol.GatewayOf(s.Method)
}

// Meaning returns what Resolve does, for those who have its diagnostics already.
func Meaning(s *schema.API) *API {
	a, _ := Resolve(s)
	return a
}

// rootOf returns the root of responses: see API.Root.
func rootOf(s *schema.API) string {
	if s.Message {
		return ""
	}
	if s.Root == "" && !protocol.IsQimen(s.Method) {
		return protocol.RootOf(s.Method)
	}
	return s.Root
}

// DocumentElement returns the name of the document element of a response in XML
// that has no root: the one that the platform forms out of the method.
func (a *API) DocumentElement() string { return cmp.Or(a.Root, protocol.RootOf(a.Method)) }

// Use returns the use that a row of the request or the response describes. Rows of
// one name in one object are one. It is nil for a row that counts for nothing: one
// within a field that an earlier row of its name makes a simple one.
func (a *API) Use(row *schema.Field) *Use { return a.uses[row] }

// ShownRoot returns the root that the page shows; "" if it shows none.
func (a *API) ShownRoot() string { return a.API.Root }

// IsQimen reports whether calls speak a protocol of Qimen.
func (a *API) IsQimen() bool {
	return a.Gateway == protocol.Qimen || a.Gateway == protocol.QimenCloud
}
