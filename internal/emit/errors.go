package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/schema"
)

// errorCode is a documented error code and the Go variable that stands for it.
type errorCode struct {
	Name string
	schema.ErrorCode
}

// nameErrors names the error codes of the page, each once, after all types.
func (m *model) nameErrors(taken map[string]bool) {
	seen := map[string]bool{}
	for _, e := range m.api.Errors {
		name := m.method.Prefix + "Err" + naming.Suffix(e.Code)
		if e.Code == "" || seen[e.Code] || !naming.Readable(e.Code) {
			continue
		}
		seen[e.Code] = true
		for taken[name] {
			name += "Code"
		}
		taken[name] = true
		m.errors = append(m.errors, errorCode{name, e})
	}
}

// errorCodes declares the documented error codes.
func (w *writer) errorCodes() {
	if len(w.errors) == 0 {
		return
	}
	specs := make([]jen.Code, len(w.errors))
	for i, e := range w.errors {
		specs[i] = commented(errorCodeComment(e), e.Name).Op("=").Custom(line("&"+w.top("ErrorCode")+"{", "}"), errorFields(e)...)
	}
	w.file.add(commented(sentence("The error codes that the page of %s documents, for errors.Is.", w.api.Method), "var").Custom(group, specs...))
}

func errorFields(e errorCode) []jen.Code {
	fields := []jen.Code{jen.Id("Code:").Op(quote(e.Code))}
	if e.Message != "" {
		fields = append(fields, jen.Id("Message:").Op(quote(e.Message)))
	}
	if e.Solution != "" {
		fields = append(fields, jen.Id("Solution:").Op(quote(e.Solution)))
	}
	return fields
}

// errorList returns the documented error codes for the descriptor.
func (w *writer) errorList() *jen.Statement {
	names := make([]jen.Code, len(w.errors))
	for i, e := range w.errors {
		names[i] = jen.Id(e.Name)
	}
	return jen.Custom(line("[]*"+w.top("ErrorCode")+"{", "}"), names...)
}
