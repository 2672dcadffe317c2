package api

import (
	"fmt"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// maxDiagnostics is how many diagnostics of a code Resolve gives.
const maxDiagnostics = 1000

// findings are what there is to say about the meaning of a page.
type findings struct {
	file string
	list diag.List
}

// warn reports a warning about a field, or about what else topgen.yaml can settle.
func (f *findings) warn(code diag.Code, about string, at schema.Place, message, hint string) {
	f.report(code, diag.Warning, about, at, message, hint)
}

func (f *findings) report(code diag.Code, severity diag.Severity, about string, at schema.Place, message, hint string) {
	f.list = append(f.list, diag.Diagnostic{
		Code: code, Severity: severity, About: about, Message: message, Hint: hint,
		Pos: diag.Position{File: f.file, Line: at.Line, Column: at.Column},
	})
}

// checkRoot reports a root that is not the one of the method.
func (a *API) checkRoot() diag.List {
	f := findings{file: a.Source.Path}
	if shown, want := a.ShownRoot(), protocol.RootOf(a.Method); shown != "" && shown != want {
		f.warn(diag.SampleMismatch, diag.AboutRoot, a.RootAt, fmt.Sprintf("the root %s of the sample is not that of the method, %s", visible.Shown(shown), visible.Shown(want)),
			"the sample may be that of another method")
	}
	return f.list
}

// checkReserved reports fields of the outermost level whose names mean something
// in the protocol.
func (a *API) checkReserved() diag.List {
	f := findings{file: a.Source.Path}
	check := func(rows []*schema.Field, reserved func(name string) bool) {
		for _, r := range rows {
			if reserved(r.Name) {
				f.report(diag.InvalidName, diag.Error, "", schema.Place{Line: r.Line, Column: r.Column},
					fmt.Sprintf("%s has a meaning of its own in the protocol, so the API cannot have it", r.Name), "correct the page, or skip it in topgen.yaml")
			}
		}
	}
	check(a.API.Request, protocol.Reserved)
	check(a.API.Response, func(name string) bool { return name == protocol.ErrorResponse })
	return f.list
}
