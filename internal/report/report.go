// Package report prints diagnostics: as text for people, as JSON for programs,
// as workflow commands for GitHub and as SARIF 2.1.0 for code scanning.
package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/topgen/topgen/internal/diag"
)

// Form is the form in which diagnostics are printed.
type Form string

// The forms, as --diagnostics names them.
const (
	Text   Form = "text"   // one line each; on a terminal with the source line below
	JSON   Form = "json"   // one array of objects
	GitHub Form = "github" // workflow commands, which GitHub shows beside the code
	SARIF  Form = "sarif"  // one SARIF 2.1.0 log
)

// Forms lists every Form in the order of the help text.
var Forms = []Form{Text, JSON, GitHub, SARIF}

// ParseForm returns the form of that name.
func ParseForm(name string) (Form, error) {
	var names []string
	for _, f := range Forms {
		if string(f) == name {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fmt.Errorf("there are no diagnostics of the form %q, only %s", name, strings.Join(names, ", "))
}

// Structured reports whether the output of the form is one document, into
// which no other text may be mixed.
func (f Form) Structured() bool { return f == JSON || f == SARIF }

// Options say how a Printer prints.
type Options struct {
	Form Form
	// Color marks severities and positions with ANSI colours (text only).
	Color bool
	// Listing returns the line that a position is in, without its end; if it
	// is set, text diagnostics show that line with a caret below.
	Listing func(diag.Position) (line string, ok bool)
	// Width is how many columns the terminal has; 0 if that is not known.
	Width int
	// Version of topgen, for SARIF.
	Version string
}

// Printer prints diagnostics in one form. Print may be called many times;
// Close ends the document.
type Printer interface {
	// Print prints the list in its order.
	Print(diag.List)
	// Fail prints an error that belongs to no page: an unwritable folder, say.
	Fail(error)
	// Flush writes out what the form allows to be written before the end, so
	// that other output can follow it.
	Flush() error
	// Close completes the output and returns the first error of writing it.
	Close() error
}

// New returns a Printer that writes to w.
func New(w io.Writer, opt Options) Printer {
	b := bufio.NewWriter(w)
	switch opt.Form {
	case JSON:
		return &jsonPrinter{w: b}
	case GitHub:
		return &githubPrinter{w: b}
	case SARIF:
		return newSARIF(b, opt.Version)
	}
	return &textPrinter{w: b, opt: opt}
}
