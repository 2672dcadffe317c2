package parser

import "github.com/topgen/topgen/internal/diag"

// findings are what a pass has to say about a page.
type findings struct {
	file string
	list diag.List
}

func (f *findings) warn(code diag.Code, line, column int, message, hint string) {
	f.report(code, diag.Warning, line, column, message, hint)
}

func (f *findings) report(code diag.Code, severity diag.Severity, line, column int, message, hint string) {
	f.list = append(f.list, diag.Diagnostic{
		Code: code, Severity: severity, Message: message, Hint: hint,
		Pos: diag.Position{File: f.file, Line: line, Column: column},
	})
}
