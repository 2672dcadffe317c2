package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/diag"
)

// textReader reads the text form, line by line.
type textReader struct {
	page    *Page
	src     string
	line    Text // the line at hand, without the white space around it
	indent  int  // columns before it
	tabs    int  // how many tabs end it: empty cells of a table
	led     bool // a tab stands before it
	start   int  // offset of the line in src
	next    int  // offset of the line after it
	number  int  // its number, from 1
	now     section
	seen    [sectionTail + 1]bool
	begun   bool   // the title was read
	tail    bool   // sections without content follow
	cut     bool   // the page ends in the heading of one
	heads   string // the line before the one at hand, where it is the heading of the section
	table   *tableReader
	sample  *sampleReader
	errors  errorReader
	end     diag.Position // behind the last character
	diags   diag.List
	hasName map[string]bool // see inSamples
	tables  tables
}

func readText(p *Page, src string) diag.List {
	r := &textReader{page: p, src: src}
	for r.advance() {
		if r.second() {
			r.enter(sectionTail)
			return r.diags
		}
		if r.line.S != "" {
			r.read()
		}
	}
	r.readCutHeading()
	r.tail = r.seen[sectionTail]
	r.enter(sectionTail)
	r.finish()
	return r.diags
}

// advance moves to the next line of the source, if there is one.
func (r *textReader) advance() bool {
	if r.next >= len(r.src) {
		return false
	}
	r.start = r.next
	line := r.src[r.start:]
	if n := strings.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	r.next = r.start + len(line) + 1
	r.number++
	text := strings.TrimLeftFunc(line, unicode.IsSpace)
	r.indent = utf8.RuneCountInString(line[:len(line)-len(text)])
	r.line = Text{S: strings.TrimRightFunc(text, unicode.IsSpace), Line: r.number, Column: r.indent + 1}
	r.led = strings.HasSuffix(line[:len(line)-len(text)], "\t")
	r.tabs = strings.Count(text[len(r.line.S):], "\t")
	if r.line.S != "" {
		r.end = diag.Position{File: r.page.Path, Line: r.number, Column: r.indent + 1 + utf8.RuneCountInString(r.line.S)}
	}
	return true
}

func (r *textReader) report(code diag.Code, severity diag.Severity, at Text, message, hint string) {
	r.page.leaveOut(code, at)
	r.diags = append(r.diags, diag.Diagnostic{
		Code: code, Severity: severity, Message: message, Hint: hint,
		Pos: diag.Position{File: r.page.Path, Line: at.Line, Column: at.Column},
	})
}

// read reads the line at hand, which is not empty.
func (r *textReader) read() {
	if r.heading() {
		r.heads = r.line.S
		return
	}
	if r.line.S == r.heads {
		r.layout() // it stands there twice
		return
	}
	r.heads = ""
	switch r.now {
	case sectionHeader:
		r.header()
	case sectionCommon:
		r.page.Common = append(r.page.Common, r.line)
	case sectionRequest, sectionResponse:
		r.table.table.Source = append(r.table.table.Source, r.line)
		r.table.read(r)
	case sectionRequestSample, sectionResponseSample, sectionErrorSample:
		r.sample.read(r)
	case sectionErrors:
		r.page.ErrorSource = append(r.page.ErrorSource, r.line)
		r.errors.read(r)
	default:
		r.page.Tail = append(r.page.Tail, r.line)
	}
}

// heading reads the line at hand if it is a heading. A list that nobody closed
// gives its bullet to the next text of the page, which may be one.
func (r *textReader) heading() bool {
	text, bulleted := cutMark(r.line, bullet)
	next, ok := headingOf(text.S, r.now)
	inTable := r.now == sectionRequest || r.now == sectionResponse
	if !ok || (bulleted || inTable && r.table.cells) && r.now <= sectionResponse && !r.begins(next) {
		return false // a cell
	}
	r.layout()
	r.indent += text.Column - r.line.Column
	r.line = text
	if next == sectionCommon && bareHeading(text.S) != sectionCommon.String() {
		reportDescription(r.report, r.page.Description)
	}
	r.enter(next)
	return true
}

// cutMark cuts a mark off the front of a text.
func cutMark(t Text, mark string) (rest Text, ok bool) {
	if !strings.HasPrefix(t.S, mark) {
		return t, false
	}
	return t.Cut(len(mark), len(t.S)).Trim(), true
}

// begins reports whether the line behind the one at hand is how a section
// begins: a cell of a nested row, too, can be the word "错误码" behind a bullet.
func (r *textReader) begins(s section) bool {
	next := r.nextLine()
	if _, empty := headingOf(strings.TrimSpace(strings.TrimPrefix(next, bullet)), s); empty {
		return true // two headings without anything between them
	}
	switch s {
	case sectionRequest, sectionResponse:
		return isTableHeader(strings.Fields(next)) || columnWords[next] == columnName
	case sectionRequestSample, sectionResponseSample, sectionErrorSample:
		return beginsSample(next)
	case sectionErrors:
		return isErrorHeader(strings.Fields(next))
	}
	return true
}

// nextLine returns the line behind the one at hand, blank ones aside.
func (r *textReader) nextLine() string {
	for line := range strings.SplitSeq(r.src[min(r.next, len(r.src)):], "\n") {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}

// layout keeps the line at hand as one without content.
func (r *textReader) layout() { r.page.Layout = append(r.page.Layout, r.line) }

// enter ends the section at hand and begins another.
func (r *textReader) enter(next section) {
	p := r.page
	switch r.now {
	case sectionRequest, sectionResponse:
		r.table.endRow()
		r.table.endCells(r)
	case sectionRequestSample:
		p.RequestSample = r.sample.text(r.src, 0)
		r.other()
	case sectionResponseSample:
		p.ResponseSample, p.JSONSample = r.sample.text(r.src, 0), r.sample.text(r.src, 1)
	case sectionErrorSample:
		p.ErrorSample = r.sample.text(r.src, 0)
		r.other()
	case sectionErrors:
		r.errors.end(r)
	}
	r.now = next
	r.seen[next] = true
	switch next {
	case sectionRequest:
		r.table = &tableReader{table: &p.Request, columns: requestColumns}
		p.Request.Heading = r.line
	case sectionResponse:
		r.table = &tableReader{table: &p.Response, columns: responseColumns}
		p.Response.Heading = r.line
	case sectionRequestSample, sectionResponseSample, sectionErrorSample:
		r.sample = &sampleReader{indent: r.indent}
	}
}

// other keeps a second sample of a section that needs only one.
func (r *textReader) other() {
	if t := r.sample.text(r.src, 1); t.S != "" {
		r.page.OtherSamples = append(r.page.OtherSamples, t)
	}
}

// header reads a line before the first section.
func (r *textReader) header() {
	p, line := r.page, r.line
	if labels, ok := splitLabels(line); ok {
		p.Labels = append(p.Labels, labels...)
		return
	}
	if !r.begun {
		r.beforeTitle()
		return
	}
	if p.Title.S == "" && len(p.Description) == 0 {
		// The title may stand on a line of its own.
		if _, title, ok := ParseTitle(p.Method.S + " " + line.S); ok && line.S[0] != p.Method.S[0] {
			p.Title = line.Cut(strings.Index(line.S, title), strings.Index(line.S, title)+len(title))
			return
		}
	}
	p.Description = append(p.Description, line)
}

// beforeTitle reads a line up to the title.
func (r *textReader) beforeTitle() {
	p, line := r.page, r.line
	if crumbs := strings.Split(line.S, ">"); len(crumbs) > 1 && strings.TrimSpace(crumbs[0]) == "文档中心" {
		last := line.Cut(strings.LastIndexByte(line.S, '>')+1, len(line.S)).Trim()
		p.Category = last
		return
	}
	method, title, ok := ParseTitle(line.S)
	if !ok {
		p.Banner = append(p.Banner, line)
		return
	}
	r.begun = true
	p.Method = line.Cut(0, len(method))
	if title != "" {
		at := len(method) + strings.Index(line.S[len(method):], title)
		p.Title = line.Cut(at, at+len(title))
	}
}
