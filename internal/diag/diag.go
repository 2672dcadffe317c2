// Package diag holds what topgen has to say about a page: diagnostics with a
// stable code, a severity and a position in the file that was read.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity ranks a diagnostic. The zero value is Warning.
type Severity int

const (
	// Warning marks a page that contradicts itself; bindings are still made.
	Warning Severity = iota
	// Error marks a page from which no bindings are made.
	Error
	// Note marks what is worth knowing and no fault of anything.
	Note
)

// String returns the word that listings print: "warning", "error" or "note".
func (s Severity) String() string { return [...]string{"warning", "error", "note"}[s] }

// Position is a place in a file. Line and Column count from 1, columns in
// runes; 0 means that the line or column is not known.
type Position struct {
	File   string
	Line   int
	Column int
}

// String returns "file:line:column" without the parts that are not known.
func (p Position) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Diagnostic is one thing to say about a page.
type Diagnostic struct {
	Code     Code
	Severity Severity
	Pos      Position
	Message  string // one line, no code, no position
	Hint     string // what to do about it; may be empty
	// About is what of the page topgen.yaml can settle so that nothing is left to
	// say: the path of a field ("response.result.fee"), AboutSession, AboutRoot, or
	// "" for what has no name.
	About string
}

// What diagnostics are about beside fields.
const (
	AboutSession = "session" // whether calls need one
	AboutRoot    = "root"    // of responses
)

// String returns the fixed text form: "file:1:2: warning: message [code]".
func (d Diagnostic) String() string {
	if d.Pos.File == "" {
		return fmt.Sprintf("%s: %s [%s]", d.Severity, d.Message, d.Code)
	}
	return fmt.Sprintf("%s: %s: %s [%s]", d.Pos, d.Severity, d.Message, d.Code)
}

// List is a number of diagnostics.
type List []Diagnostic

// HasErrors reports whether any diagnostic is an error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Sort orders the list by file, line, column and then code and message, so
// that the same pages always print the same listing.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
}
