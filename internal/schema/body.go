package schema

import "github.com/topgen/topgen/internal/sample"

// Body is a body that the gateway sent as an answer of a method.
type Body struct {
	Path  string // of its file, as messages show it
	Name  string // of its file, without folders
	Text  string // as it is written
	XML   bool
	Error bool   // it is an error
	Root  string // around the members; "" if there is none
	Tree  *sample.Node
}
