package cli

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/report"
)

// form is the form of diagnostics that was asked for.
func (a *app) form() report.Form { return report.Form(a.diagnostics) }

// printer returns where diagnostics go. On a terminal, text comes with
// listings and colours.
func (a *app) printer(w io.Writer, terminal bool) report.Printer {
	opt := report.Options{Form: a.form(), Version: buildVersion().version}
	if terminal && opt.Form == report.Text {
		opt.Color, opt.Width = colors(), a.columns
		opt.Listing = new(lines).line
	}
	return report.New(w, opt)
}

// note prints a line for people to standard error, unless they asked for quiet
// or for a document there.
func (a *app) note(format string, args ...any) {
	if !a.quiet && !a.form().Structured() {
		fmt.Fprintf(a.err, format+"\n", args...)
	}
}

// mostWarnings is how many warnings of one code a terminal shows one by one.
const mostWarnings = 10

// printBriefly prints what there is to say about pages. On a terminal, warnings of
// a code that has more than mostWarnings are left to a table, since nobody reads
// hundreds of them there; the paths are what lint is to be given to show them.
func (a *app) printBriefly(p report.Printer, list diag.List, pages int, paths []string) error {
	var many diag.List
	if a.errTerminal && a.form() == report.Text {
		list, many = splitMany(list)
	}
	p.Print(list)
	if err := p.Flush(); err != nil || len(many) == 0 {
		return err
	}
	if len(list) > 0 {
		fmt.Fprintln(a.err)
	}
	_, err := fmt.Fprintf(a.err, "%s\ntopgen lint %s shows each of them, topgen lint --explain CODE what they mean.\n\n", codeTable(many, pages), strings.Join(paths, " "))
	return err
}

// splitMany parts the warnings of codes that have more than mostWarnings from the
// rest.
func splitMany(list diag.List) (few, many diag.List) {
	warnings := make(map[diag.Code]int)
	for _, d := range list {
		if d.Severity == diag.Warning {
			warnings[d.Code]++
		}
	}
	for _, d := range list {
		if d.Severity == diag.Warning && warnings[d.Code] > mostWarnings {
			many = append(many, d)
		} else {
			few = append(few, d)
		}
	}
	return few, many
}

// lines finds lines of page files. Diagnostics come file by file, so it keeps
// the last file only.
type lines struct {
	file  string
	lines [][]byte
}

func (l *lines) line(pos diag.Position) (string, bool) {
	if pos.Line < 1 {
		return "", false // it is about the file as such, which may be a pipe or a device that nobody must wait for
	}
	if pos.File != l.file {
		data, err := os.ReadFile(filepath.FromSlash(pos.File))
		if err != nil {
			data = nil // standard input, or a file that went away: no listing
		}
		l.file, l.lines = pos.File, bytes.Split(data, []byte("\n"))
	}
	if pos.Line > len(l.lines) || len(l.lines) == 1 && len(l.lines[0]) == 0 {
		return "", false
	}
	line := bytes.TrimSuffix(l.lines[pos.Line-1], []byte("\r"))
	if !utf8.Valid(line) { // pages are in UTF-8 or GBK
		if decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(line); err == nil {
			line = decoded
		}
	}
	return string(line), true
}

// count counts errors and warnings.
func count(list diag.List) (errors, warnings int) {
	for _, d := range list {
		switch d.Severity {
		case diag.Error:
			errors++
		case diag.Warning:
			warnings++
		}
	}
	return errors, warnings
}

// plural writes a number and its noun: "1 page", "2 pages".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// codeTable says how many pages raised which code, the commonest first.
func codeTable(list diag.List, pages int) string {
	type row struct {
		code            diag.Code
		severity        diag.Severity
		pages, findings int
	}
	seen := make(map[string]bool)
	rows := make(map[string]*row)
	for _, d := range list {
		key := string(d.Code) + d.Severity.String()
		if rows[key] == nil {
			rows[key] = &row{code: d.Code, severity: d.Severity}
		}
		rows[key].findings++
		if file := key + " " + d.Pos.File; !seen[file] {
			seen[file] = true
			rows[key].pages++
		}
	}
	sorted := slices.SortedFunc(maps.Values(rows), func(a, b *row) int {
		if a.pages != b.pages {
			return b.pages - a.pages
		}
		return strings.Compare(string(a.code)+a.severity.String(), string(b.code)+b.severity.String())
	})
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "code\tseverity\tpages\tfindings\n")
	for _, r := range sorted {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\n", r.code, r.severity, r.pages, r.findings)
	}
	w.Flush()
	fmt.Fprintf(&b, "of %s", plural(pages, "page"))
	return b.String()
}

// joinWords writes "a, b and c".
func joinWords(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
