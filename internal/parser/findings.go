package parser

import (
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
)

// findings are what a pass has to say about a page.
type findings struct {
	file    string
	list    diag.List
	leftOut []page.Text // of which list says that the schema does not have them
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

// about says which field of an object the findings behind the first are about; without
// a name they are about the object.
func (f *findings) about(first int, path, name string) {
	if len(f.list) == first {
		return
	}
	if name != "" {
		path += "." + name
	}
	for i := range f.list[first:] {
		f.list[first+i].About = path
	}
}

// leaveOut warns of a text that the schema will not have.
func (f *findings) leaveOut(code diag.Code, t page.Text, message, hint string) {
	f.leftOut = append(f.leftOut, t)
	f.warn(code, t.Line, t.Column, message, hint)
}

// add adds what another pass found.
func (f *findings) add(other findings) {
	f.list = append(f.list, other.list...)
	f.leftOut = append(f.leftOut, other.leftOut...)
}
