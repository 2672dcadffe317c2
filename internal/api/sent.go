package api

import (
	"cmp"

	"github.com/topgen/topgen/internal/schema"
)

// sent returns the first response that the gateway really sent, in the shape of XML; nil
// if there is none.
func (a *API) sent() *Answer {
	for _, b := range a.Recorded {
		if b.Error {
			continue
		}
		tree := b.Tree
		if !b.XML {
			tree = toXML(a.Response, tree)
		}
		return &Answer{Form: XML, Root: cmp.Or(a.API.Root, b.Root), Tree: tree, api: a}
	}
	return nil
}

// AnswerOf returns a body that the gateway really sent.
func (a *API) AnswerOf(b schema.Body) *Answer {
	form := JSON
	if b.XML {
		form = XML
	}
	return &Answer{Form: form, Root: b.Root, Tree: b.Tree, api: a, sample: b.Text}
}
