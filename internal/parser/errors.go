package parser

import (
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// readErrors makes the rows of the error table: the text form joins message and
// solution by a space.
func readErrors(p *page.Page) ([]schema.ErrorCode, diag.List) {
	out := findings{file: p.Path}
	errors := make([]schema.ErrorCode, 0, len(p.Errors))
	for _, row := range p.Errors {
		e := schema.ErrorCode{Code: plain(row.Code.S), Message: plain(row.Message.S), Solution: plain(row.Solution.S), Line: row.Code.Line, Column: row.Code.Column}
		if !row.Told {
			var ok bool
			if e.Message, e.Solution, ok = splitError(plain(row.Rest.S)); !ok {
				out.warn(diag.ErrorRow, row.Rest.Line, max(row.Rest.Column, 1), "where the message ends and the solution begins cannot be told: all is taken for the message", "")
			}
		}
		errors = append(errors, e)
	}
	return errors, out.list
}

// splitError splits a message and a solution: two equal halves, or two words.
func splitError(s string) (message, solution string, ok bool) {
	if half := len(s) / 2; len(s)%2 == 1 && s[half] == ' ' && s[:half] == s[half+1:] {
		return s[:half], s[half+1:], true
	}
	if message, solution, ok = strings.Cut(s, " "); ok && !strings.Contains(solution, " ") {
		return message, solution, true
	}
	return s, "", s == ""
}
