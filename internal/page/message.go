package page

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/visible"
)

// This file and messagetable.go read pages that document a message, in the text form.
// They have the same parts as pages of APIs, under other headings, and one table, in
// which no row is nested. So that table is read also where its borders are "|".

// messageColumns are the columns of a table of fields without a header.
var messageColumns = []column{columnName, columnType, columnRequired, columnExample, columnDescription}

// messageReader reads the page of a message, line by line.
type messageReader struct {
	*textReader
	before []Text       // lines before the first section
	fields messageTable // nil before its section
	from   int          // offset behind the heading of the sample
	first  int          // number of the line there
	to     int          // offset where the sample ends
}

// messageTable reads the lines of a table of fields.
type messageTable interface {
	line()
	end()
}

func readMessage(p *Page, src string) diag.List {
	p.Message = true
	r := &messageReader{textReader: &textReader{page: p, src: src}}
	for r.advance() {
		if r.second() {
			return r.diags
		}
		if r.line.S != "" {
			r.readLine()
		}
	}
	if r.now == sectionHeader {
		r.header()
	}
	if r.fields != nil {
		r.fields.end()
	}
	r.readSample()
	r.finish()
	return r.diags
}

// readLine reads the line at hand, which is not empty.
func (r *messageReader) readLine() {
	if next, ok := messageHeadingOf(r.line.S, r.now); ok {
		r.enter(next)
		return
	}
	p := r.page
	switch r.now {
	case sectionHeader:
		bare := strings.TrimLeft(r.line.S, "#* \t")
		r.before = append(r.before, r.line.Cut(len(r.line.S)-len(bare), len(r.line.S)))
	case sectionCommon:
		p.Description = append(p.Description, r.line)
	case sectionResponse:
		p.Response.Source = append(p.Response.Source, r.line)
		r.fields.line()
	case sectionResponseSample:
		r.to = min(r.next-1, len(r.src))
	default:
		p.Tail = append(p.Tail, r.line)
	}
}

// enter begins a section.
func (r *messageReader) enter(next section) {
	r.layout()
	if r.now == sectionHeader {
		r.header()
	}
	r.now = next
	r.seen[next] = true
	switch next {
	case sectionResponse:
		r.page.Response.Heading = r.line
		r.fields = r.newTable()
	case sectionResponseSample:
		r.from, r.first = min(r.next, len(r.src)), r.number+1
		r.to = r.from
	}
}

// header reads the lines before the first section: perhaps menus of the site, the
// breadcrumb and a list of topics, then the title, then labels.
func (r *messageReader) header() {
	title := r.findTitle()
	if title < 0 {
		r.page.Banner = append(r.page.Banner, r.before...)
		return
	}
	r.begun = true
	r.crumbs(r.before[:title])
	rest := r.takeTitle(title)
	for _, line := range r.before[rest:] {
		if !r.page.takeMessageLabels(line) {
			r.page.Description = append(r.page.Description, line)
		}
	}
}

// findTitle returns the index of the line with the title, -1 if there is none: the last
// that begins with a topic and goes on in brackets, be it on the next line, or the only
// one with a topic.
func (r *messageReader) findTitle() int {
	found, bare := -1, -1
	topics := 0
	for i, line := range r.before {
		_, title, ok := parseTitle(line.S, IsTopic)
		switch {
		case !ok:
		case title != "" || r.bracketed(i) > 0:
			found = i
		default:
			bare = i
			topics++
		}
	}
	if found < 0 && topics == 1 {
		return bare
	}
	return found
}

// bracketed returns how many lines behind a line with a topic have the title in
// brackets, 0 if it is not there. The first bracket may stand on the line itself.
func (r *messageReader) bracketed(i int) int {
	const most = 3 // a bracket, the title, a bracket
	opened := strings.HasSuffix(r.before[i].S, "(") || strings.HasSuffix(r.before[i].S, "（")
	for n, line := range r.before[i+1 : min(len(r.before), i+1+most)] {
		if _, opens := cutBrackets(line.S); n == 0 && !opened && !opens {
			return 0
		}
		if strings.HasSuffix(line.S, ")") || strings.HasSuffix(line.S, "）") {
			return n + 1
		}
	}
	return 0
}

// takeTitle reads the title at a line and returns the index of what follows it.
func (r *messageReader) takeTitle(i int) int {
	line := r.before[i]
	topic, title, _ := parseTitle(line.S, IsTopic)
	r.page.Method = line.Cut(0, len(topic))
	at := line.Cut(len(topic), len(line.S))
	if n := r.bracketed(i); title == "" && n > 0 {
		at = Join(append([]Text{at.Trim()}, r.before[i+1:i+1+n]...))
		title, _ = cutBrackets(at.S)
		i += n
	}
	i++
	if title != "" {
		start := strings.Index(at.S, title)
		r.page.Title = at.Cut(start, start+len(title))
	}
	return i
}

// messageCrumb is the part of the breadcrumb behind which the category stands.
const messageCrumb = "消息类目"

// markdownLink is a link in Markdown.
var markdownLink = regexp.MustCompile(`\[([^\[\]]*)\]\([^()]*\)`)

// crumbs finds the category in the lines before the title: behind messageCrumb and a
// ">", both of which may stand on lines of their own.
func (r *messageReader) crumbs(lines []Text) {
	inCrumbs, behind := false, false
	for _, line := range lines {
		if strings.Contains(line.S, "授权") && r.page.takeMessageLabels(line) {
			continue // copies have the labels above the title, too
		}
		r.page.Banner = append(r.page.Banner, line)
		line.S = markdownLink.ReplaceAllString(line.S, "$1")
		if at := strings.LastIndex(line.S, messageCrumb); at >= 0 {
			inCrumbs, behind = true, false
			line = line.Cut(at+len(messageCrumb), len(line.S)).Trim()
		}
		for inCrumbs && strings.HasPrefix(line.S, ">") {
			behind = true
			line = line.Cut(len(">"), len(line.S)).Trim()
		}
		switch {
		case !inCrumbs || line.S == "":
		case behind:
			if at := strings.LastIndexByte(line.S, '>'); at >= 0 {
				line = line.Cut(at+1, len(line.S)).Trim()
			}
			r.page.Category = line
			inCrumbs, behind = false, false
		default:
			inCrumbs = false
		}
	}
}

// messageLabel is the label of every message that the platform sends.
const messageLabel = "推送消息"

// takeMessageLabels reads a line that has nothing but labels; false for others.
func (p *Page) takeMessageLabels(line Text) bool {
	rest := line
	for strings.HasPrefix(rest.S, messageLabel) {
		rest = rest.Cut(len(messageLabel), len(rest.S)).Trim()
	}
	if rest.S == "" {
		p.Layout = append(p.Layout, line)
		return true
	}
	labels, ok := splitLabels(rest)
	if ok {
		p.Labels = append(p.Labels, labels...)
	}
	return ok
}

// readSample reads the sample, without what a highlighter, a table or Markdown put
// around it.
func (r *messageReader) readSample() {
	if !r.seen[sectionResponseSample] {
		return
	}
	lines := r.sampleLines()
	numbers := &sampleReader{}
	isLayout := func(line Text) bool {
		text := strings.TrimSpace(line.S)
		return isFrame(text) || isTabs(text) || numbers.lineNumbers(text)
	}
	for len(lines) > 0 {
		if isLayout(lines[0]) {
			r.page.Layout = append(r.page.Layout, lines[0])
		} else if strings.ContainsAny(lines[0].S, "{}[]<\"") {
			break
		} else {
			r.report(diag.StrayText, diag.Warning, lines[0].Trim(), "the line before the sample is none of it", "")
		}
		lines = lines[1:]
	}
	for len(lines) > 0 && isFrame(lines[len(lines)-1].S) {
		r.page.Layout = append(r.page.Layout, lines[len(lines)-1])
		lines = lines[:len(lines)-1]
	}
	lines = withoutNumbers(lines)
	if len(lines) == 0 {
		return
	}
	b := newTextBuilder()
	for i, line := range lines {
		if i > 0 {
			b.write("\n")
		}
		b.add(line)
	}
	t := b.text()
	trimmed := strings.TrimPrefix(strings.TrimSpace(lines[0].S), "|")
	if gutter, _, ok := strings.Cut(trimmed, "|"); ok && strings.TrimSpace(gutter) != "" && numbers.lineNumbers(gutter) {
		start := strings.Index(t.S, "|"+strings.TrimPrefix(trimmed, gutter+"|"))
		t = t.Cut(start+len("|"), len(strings.TrimSuffix(strings.TrimRight(t.S, " \t\n"), "|"))).Trim()
	}
	r.page.ResponseSample = trimSample(t)
}

// sampleLines returns the lines of the section with the sample.
func (r *messageReader) sampleLines() []Text {
	var lines []Text
	number := r.first
	for line := range strings.SplitSeq(r.src[r.from:max(r.from, r.to)], "\n") {
		lines = append(lines, Text{S: line, Line: number, Column: 1})
		number++
	}
	return lines
}

// withoutNumbers takes the number off each line, if all begin with theirs.
func withoutNumbers(lines []Text) []Text {
	if len(lines) < 2 {
		return lines // a gutter in one line
	}
	bare := make([]Text, len(lines))
	for i, line := range lines {
		number := strconv.Itoa(i + 1)
		at := strings.Index(line.S, number) + len(number)
		if !strings.HasPrefix(strings.TrimSpace(line.S), number) || strings.TrimSpace(line.S[at:min(at+1, len(line.S))]) != "" {
			return lines
		}
		bare[i] = line.Cut(at, len(line.S))
	}
	return bare
}

// isFrame reports whether a line has nothing of a sample: it is blank, the line below
// the header of a table, or a mark of Markdown.
func isFrame(line string) bool {
	line = strings.TrimSpace(line)
	return strings.Trim(line, "|-: \t") == "" && line != "-" || strings.HasPrefix(line, "```") && !strings.ContainsAny(line, "{}[]\"")
}

// finish says why a page cannot be used, or what it lacks.
func (r *messageReader) finish() {
	at := Text{Line: max(r.end.Line, 1), Column: max(r.end.Column, 1)}
	e := ending{seen: r.seen, method: r.page.Method, at: at, src: r.src, report: r.report}
	e.reportMessage(r.page)
}

func hasRows(t *Table) bool { return len(t.Rows)+len(t.Cells) > 0 }

// reportMessage reports what the page of a message lacks.
func (e *ending) reportMessage(p *Page) {
	behind := ""
	if last := lastLine(e.src); last != "" {
		behind = ", behind " + strconv.Quote(visible.Shown(tailOf(last)))
	}
	switch {
	case p.Method.S == "":
		e.report(diag.NotAnAPIPage, diag.Error, Text{Line: 1, Column: 1}, `the page documents a message, but no line before its sections has the form "topic (title)"`, "")
	case !e.seen[sectionResponse]:
		e.report(diag.Truncated, diag.Error, e.at, "the page of the message has no section 消息属性: its fields are lost", hintWhole)
	case !e.seen[sectionResponseSample]:
		e.report(diag.Truncated, diag.Error, e.at, fmt.Sprintf("the page ends in 消息属性%s: what follows there is lost, and 消息示例", behind), hintWhole)
	case !hasRows(&p.Response) && len(p.Response.Source) > 0 && strings.Contains(p.ResponseSample.S, ":"):
		e.report(diag.StrayText, diag.Error, p.Response.Heading, "no line of the section 消息属性 reads as the row of a table, and the sample has fields", "take the page in another form")
	case !hasRows(&p.Response) && len(p.Response.Source) == 0:
		e.report(diag.Truncated, diag.Warning, p.Response.Heading, "the section 消息属性 has no table: the message has no fields", "if it has some on the site, "+hintWhole)
	case !e.seen[sectionTail]:
		e.report(diag.Truncated, diag.Warning, e.at, "nothing follows the sample: the end of it may be missing", hintWhole)
	}
}
