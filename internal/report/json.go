package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/visible"
)

// jsonPrinter prints an array with one object a line.
type jsonPrinter struct {
	w *bufio.Writer
	n int
}

// jsonDiagnostic is the public JSON form of a diagnostic. Errors that belong
// to no page have no code and no file.
type jsonDiagnostic struct {
	Code     diag.Code `json:"code,omitempty"`
	Severity string    `json:"severity"`
	File     string    `json:"file,omitempty"`
	Line     int       `json:"line,omitempty"`
	Column   int       `json:"column,omitempty"`
	Message  string    `json:"message"`
	About    string    `json:"about,omitempty"` // as entries of topgen.yaml name it
	Hint     string    `json:"hint,omitempty"`
}

func (p *jsonPrinter) Print(list diag.List) {
	for _, d := range list {
		p.print(jsonDiagnostic{d.Code, d.Severity.String(), d.Pos.File, d.Pos.Line, d.Pos.Column, d.Message, visible.Plain(d.About), d.Hint})
	}
}

func (p *jsonPrinter) Fail(err error) {
	p.print(jsonDiagnostic{Severity: diag.Error.String(), Message: err.Error()})
}

func (p *jsonPrinter) print(d jsonDiagnostic) {
	if p.n == 0 {
		p.w.WriteString("[\n")
	} else {
		p.w.WriteString(",\n")
	}
	p.n++
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d); err != nil {
		panic(fmt.Sprintf("report: a diagnostic has no JSON form: %v", err)) // strings and ints always have one
	}
	p.w.WriteString(strings.TrimSuffix(b.String(), "\n"))
}

func (p *jsonPrinter) Flush() error { return p.w.Flush() }

func (p *jsonPrinter) Close() error {
	if p.n == 0 {
		p.w.WriteString("[]\n")
	} else {
		p.w.WriteString("\n]\n")
	}
	return p.w.Flush()
}
