package report

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/tty"
)

// githubPrinter prints workflow commands:
// ::warning file=docs/a.txt,line=3,col=5,title=example-type::message
type githubPrinter struct{ w *bufio.Writer }

var (
	githubData     = strings.NewReplacer("%", "%25")
	githubProperty = strings.NewReplacer("%", "%25", ":", "%3A", ",", "%2C")
)

// escape makes a text safe for a command by the given rules. The lines of a
// text are lines of the annotation.
func escape(rules *strings.Replacer, text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = rules.Replace(tty.Escape(l))
	}
	return strings.Join(lines, "%0A")
}

func (p *githubPrinter) Print(list diag.List) {
	for _, d := range list {
		var props []string
		if d.Pos.File != "" {
			props = append(props, "file="+escape(githubProperty, d.Pos.File))
		}
		if d.Pos.Line > 0 {
			props = append(props, fmt.Sprintf("line=%d", d.Pos.Line))
		}
		if d.Pos.Column > 0 {
			props = append(props, fmt.Sprintf("col=%d", d.Pos.Column))
		}
		props = append(props, "title="+escape(githubProperty, string(d.Code)))
		fmt.Fprintf(p.w, "::%s %s::%s\n", githubCommand(d.Severity), strings.Join(props, ","), escape(githubData, withHint(d)))
	}
}

// githubCommand is the command for diagnostics of a severity.
func githubCommand(s diag.Severity) string {
	if s == diag.Note {
		return "notice"
	}
	return s.String()
}

func (p *githubPrinter) Fail(err error) {
	fmt.Fprintf(p.w, "::error title=topgen::%s\n", escape(githubData, err.Error()))
}

func (p *githubPrinter) Flush() error { return p.w.Flush() }

func (p *githubPrinter) Close() error { return p.w.Flush() }

// withHint is the message and, in a sentence of its own, what to do.
func withHint(d diag.Diagnostic) string {
	if d.Hint == "" {
		return d.Message
	}
	return d.Message + "; " + d.Hint
}
