package report

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
)

// githubPrinter prints workflow commands:
// ::warning file=docs/a.txt,line=3,col=5,title=example-type::message
type githubPrinter struct{ w *bufio.Writer }

var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func (p *githubPrinter) Print(list diag.List) {
	for _, d := range list {
		var props []string
		if d.Pos.File != "" {
			props = append(props, "file="+githubProperty.Replace(d.Pos.File))
		}
		if d.Pos.Line > 0 {
			props = append(props, fmt.Sprintf("line=%d", d.Pos.Line))
		}
		if d.Pos.Column > 0 {
			props = append(props, fmt.Sprintf("col=%d", d.Pos.Column))
		}
		props = append(props, "title="+githubProperty.Replace(string(d.Code)))
		fmt.Fprintf(p.w, "::%s %s::%s\n", d.Severity, strings.Join(props, ","), githubData.Replace(withHint(d)))
	}
}

func (p *githubPrinter) Fail(err error) {
	fmt.Fprintf(p.w, "::error title=topgen::%s\n", githubData.Replace(err.Error()))
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
