package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/visible"
)

// hintWhole is what to do about a page that ends early.
const hintWhole = "fetch or copy the whole page again"

// reporter reports a diagnostic of a page.
type reporter func(code diag.Code, severity diag.Severity, at Text, message, hint string)

// finish says why a page cannot be used.
func (r *textReader) finish() {
	if p := findPipes(r.src); p.header.Line > 0 && (!r.begun || len(r.page.Request.Rows)+len(r.page.Response.Rows) == 0) {
		r.report(diag.PipeRendering, diag.Error, p.header, `tables are written as "a | b |" rows`+p.problem(), "take the page as text, HTML or JSON")
		return
	}
	sections := r.seen[sectionRequest] || r.seen[sectionResponse]
	if !r.begun || !sections && !r.seen[sectionCommon] {
		message := "there is neither a section 请求参数 nor 响应参数"
		if !r.begun {
			message = `no line has the form "method (title)"`
		}
		r.report(diag.NotAnAPIPage, diag.Error, Text{Line: 1, Column: 1}, message, "")
		return
	}
	r.checkEnd()
}

// checkEnd tells whether the page is complete.
func (r *textReader) checkEnd() {
	at := Text{Line: r.end.Line, Column: r.end.Column}
	e := ending{seen: r.seen, method: r.page.Method, description: r.page.Description, at: at, src: r.src, report: r.report}
	e.reportMissing()
	switch {
	case !r.seen[sectionErrors] || r.tail:
	case r.cut:
		r.report(diag.Truncated, diag.Warning, at, fmt.Sprintf("the page ends in a heading behind the error table, %q: nothing of the API is lost", visible.Shown(lastLine(r.src))), hintWhole)
	case !r.errors.header:
		r.report(diag.Truncated, diag.Error, at, fmt.Sprintf("the page ends in %s, before the header of its table is complete: its rows are lost", sectionErrors), hintWhole)
	default:
		r.report(diag.Truncated, diag.Warning, at, "nothing follows the error table: rows of it may be missing", hintWhole)
	}
}

// readCutHeading takes the last line of a page that ends in the error table for the
// beginning of the next heading, if it can be one.
func (r *textReader) readCutHeading() {
	if r.now != sectionErrors || r.end.Line == 0 {
		return
	}
	e := &r.errors
	errors := r.page.Errors
	var last Text
	switch {
	case len(e.more) > 0:
		last = e.more[len(e.more)-1]
	case len(errors) > 0 && errors[len(errors)-1].Rest.S == "" && !errors[len(errors)-1].Told:
		last = errors[len(errors)-1].Code
	default:
		return
	}
	if last.Line != r.end.Line || !beginsTail(last.S) {
		return
	}
	r.cut = true
	r.page.Layout = append(r.page.Layout, last)
	if n := len(e.more); n > 0 {
		e.more = e.more[:n-1]
	} else {
		r.page.Errors = errors[:len(errors)-1]
	}
}

// beginsTail reports whether a line is the beginning of a heading behind the error
// table.
func beginsTail(line string) bool {
	for heading, s := range headings {
		if s == sectionTail && strings.HasPrefix(heading, line) {
			return true
		}
	}
	return false
}

// ending is what is known of the sections of a page when all of it was read.
type ending struct {
	seen   [sectionTail + 1]bool
	method Text
	// description is what a heading ends; nil where an element of its own does.
	description []Text
	at          Text   // the end of the page
	src         string // the text, by lines; "" of pages in HTML
	report      reporter
}

// reportMissing reports the sections that a page lacks. Every page has the same, in
// the same order, and the error table is the last with content.
func (e *ending) reportMissing() {
	if !e.seen[sectionErrors] {
		now := sectionErrors
		for !e.seen[now] && now > sectionHeader {
			now--
		}
		var lost []string
		for s := now + 1; s <= sectionErrors; s++ {
			lost = append(lost, s.String())
		}
		behind := ""
		if last := lastLine(e.src); last != "" && last != now.String() {
			behind = ", behind " + strconv.Quote(visible.Shown(tailOf(last)))
		}
		e.report(diag.Truncated, diag.Error, e.at, fmt.Sprintf("the page ends in %s%s: what follows there is lost, and %s", now, behind, strings.Join(lost, ", ")), hintWhole)
		return
	}
	for s := sectionRequest; s <= sectionResponse; s++ {
		if e.seen[s] {
			continue
		}
		message := "the page has no section " + s.String()
		if line := e.lineNaming(s); line.Line > 0 {
			e.report(diag.NotAnAPIPage, diag.Error, line, fmt.Sprintf("%s: this line names it, but %q is no heading that topgen knows", message, visible.Shown(line.S)), "")
			continue
		}
		if header, above := e.headerOf(s); header.Line > 0 {
			e.report(diag.NotAnAPIPage, diag.Error, header, fmt.Sprintf("%s: this is the header of its table, and the line before it, %q, is not its heading", message, visible.Shown(tailOf(above))), "")
			continue
		}
		e.report(diag.NotAnAPIPage, diag.Error, e.method, message, "")
	}
	if !e.seen[sectionCommon] {
		reportDescription(e.report, e.description)
	}
}

// reportDescription reports a description that its heading does not end: a heading that
// nobody knows, or what stands below it, can be its last lines.
func reportDescription(report reporter, description []Text) {
	if n := len(description); n > 0 {
		report(diag.CellBorder, diag.Warning, description[n-1], fmt.Sprintf("the page has no heading %s, which ends the description: all up to this line is taken for it", sectionCommon), "mend the heading in your copy of the page")
	}
}

// headerOf returns the header of a table of parameters that is that of a section by its
// columns, and the line before it.
func (e *ending) headerOf(s section) (header Text, above string) {
	number, last := 0, ""
	for line := range strings.SplitSeq(e.src, "\n") {
		number++
		words := strings.Fields(line)
		required := slices.ContainsFunc(words, func(w string) bool { return columnWords[w] == columnRequired })
		if number > e.method.Line && isTableHeader(words) && len(words) > 2 && required == (s == sectionRequest) && !isCommonHeader(words) {
			return Text{S: line, Line: number, Column: 1}, last
		}
		if len(words) > 0 {
			last = strings.TrimSpace(line)
		}
	}
	return Text{}, ""
}

// isCommonHeader reports whether the header of a table is that of the section 公共参数, whose
// tables have no examples.
func isCommonHeader(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return columnWords[w] == columnExample })
}

// lastLine returns the last line that is not blank.
func lastLine(src string) string {
	src = strings.TrimSpace(src)
	return strings.TrimSpace(src[strings.LastIndexByte(src, '\n')+1:])
}

// tailOf returns the end of a line, as much as a message can show.
func tailOf(line string) string {
	const longest = 30
	for n := utf8.RuneCountInString(line); n > longest; n-- {
		_, size := utf8.DecodeRuneInString(line)
		line = line[size:]
	}
	return line
}

// lineNaming returns the first line behind the title that has the heading of a section
// and little else, though it is no heading.
func (e *ending) lineNaming(s section) Text {
	const most = 12 // characters beside the heading: a number, marks, a few words
	number := 0
	for line := range strings.SplitSeq(e.src, "\n") {
		number++
		line = strings.TrimSpace(line)
		for heading, of := range headings {
			more := utf8.RuneCountInString(line) - utf8.RuneCountInString(heading)
			if number > e.method.Line && of == s && strings.Contains(line, heading) && more <= most {
				return Text{S: line, Line: number, Column: 1}
			}
		}
	}
	return Text{}
}

// pipes are tables in the form "a | b |".
type pipes struct {
	header Text   // of the first; empty where there is none
	lost   string // a row that must have had nested rows
	marked bool   // nested rows are there, with a mark
}

// problem says why such tables are not read.
func (p *pipes) problem() string {
	const unread = ", a form that topgen does not read"
	if p.lost != "" && !p.marked {
		return unread + ": which rows are nested in " + visible.Shown(p.lost) + " cannot be told"
	}
	return unread
}

// findPipes looks for parameter tables in the form "a | b |".
func findPipes(src string) pipes {
	var p pipes
	number := 0
	for line := range strings.SplitSeq(src, "\n") {
		number++
		if !strings.Contains(line, "|") {
			continue
		}
		cells := pipeCells(line)
		found := p.header.Line > 0
		switch {
		case !found && isTableHeader(cells):
			p.header = Text{S: line, Line: number, Column: 1}
		case found && strings.ContainsAny(cells[0], "├└│"):
			p.marked = true
		case found && p.lost == "" && len(cells) > 2 && isIdentifier(cells[0]):
			if word, _, ok := typeAt(strings.Fields(cells[1]), 0); ok && !isSimple(strings.TrimSuffix(word, "[]")) {
				p.lost = cells[0]
			}
		}
	}
	return p
}

func pipeCells(line string) []string {
	line = strings.TrimPrefix(strings.TrimSpace(line), "|")
	cells := strings.Split(line, "|")
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(cell)
	}
	return cells
}
