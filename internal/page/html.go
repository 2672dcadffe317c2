package page

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	xhtml "golang.org/x/net/html"

	"github.com/topgen/topgen/internal/diag"
)

// The parts of the site's markup that have no counterpart in the text. A
// selector that does not compile stops the program at its start.
var (
	selectTitle   = cascadia.MustCompile(".mtl h2, h2.mtl-main, h2, h1, h3")
	selectCrumbs  = cascadia.MustCompile(".crumbs")
	selectSummary = cascadia.MustCompile(".mtl-desc, .mtl p")
	selectCode    = cascadia.MustCompile("td.code .line")
)

// htmlReader reads the HTML form.
type htmlReader struct {
	page     *Page
	source   *htmlSource
	now      section
	seen     [sectionTail + 1]bool
	done     map[*xhtml.Node]bool // read by header
	read     []bool               // by number: the text was asked for
	headings bool                 // there are some
	title    *xhtml.Node          // nil where the page has none
	titled   bool                 // it stands before what is being read
	summary  bool                 // the description has its element
	diags    diag.List
	tables   tables
}

func readHTML(p *Page, text string) diag.List {
	r := &htmlReader{page: p, source: newHTMLSource(text), done: make(map[*xhtml.Node]bool)}
	root, err := xhtml.Parse(strings.NewReader(r.source.clean))
	if err != nil {
		return diag.List{{
			Code: diag.TooDeep, Severity: diag.Error, Pos: diag.Position{File: p.Path, Line: 1, Column: 1},
			Message: "the HTML is nested more than 512 elements deep", Hint: "no page of the platform is: take the original",
		}}
	}
	r.read = make([]bool, len(r.source.texts))
	doc := goquery.NewDocumentFromNode(root)
	p.Message = isMessage(r.headingTexts(root))
	r.header(doc)
	r.walk(root)
	r.finish()
	return r.diags
}

func (r *htmlReader) report(code diag.Code, severity diag.Severity, at Text, message, hint string) {
	r.page.leaveOut(code, at)
	r.diags = append(r.diags, diag.Diagnostic{
		Code: code, Severity: severity, Message: message, Hint: hint,
		Pos: diag.Position{File: r.page.Path, Line: at.Line, Column: at.Column},
	})
}

// header reads the title, the breadcrumb and the description.
func (r *htmlReader) header(doc *goquery.Document) {
	p := r.page
	for _, node := range doc.FindMatcher(selectTitle).Nodes {
		t := r.text(node, false)
		isName := IsMethod
		if p.Message {
			isName = IsTopic
		}
		method, title, ok := parseTitle(t.S, isName)
		if !ok {
			continue
		}
		r.done[node], r.title = true, node
		p.Method = t.Cut(0, len(method))
		if title != "" {
			at := len(method) + strings.Index(t.S[len(method):], title)
			p.Title = t.Cut(at, at+len(title))
		}
		break
	}
	if crumbs := doc.FindMatcher(selectCrumbs); crumbs.Length() > 0 {
		if t := r.text(crumbs.Nodes[0], false); strings.Contains(t.S, ">") {
			r.done[crumbs.Nodes[0]] = true
			p.Category = t.Cut(strings.LastIndexByte(t.S, '>')+1, len(t.S)).Trim()
		}
	}
	if summary := doc.FindMatcher(selectSummary); summary.Length() > 0 {
		r.done[summary.Nodes[0]], r.summary = true, true
		p.Description = []Text{r.text(summary.Nodes[0], false)}
	}
}

// walk reads the nodes below n in the order of the page. The parser has
// limited their depth.
func (r *htmlReader) walk(n *xhtml.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if !r.node(c) {
			r.walk(c)
		}
	}
}

// node reads one node and reports whether what stands below it was read with it.
func (r *htmlReader) node(n *xhtml.Node) bool {
	switch {
	case n.Type == xhtml.TextNode:
		r.stray(n)
		return true
	case n.Type != xhtml.ElementNode:
		return false
	case r.done[n]:
		r.titled = r.titled || n == r.title
		return true
	case isHeading(n):
		r.headings = true
		r.second(n)
		next, ok := r.headingOf(r.text(n, false).S)
		if ok {
			r.enter(next, n)
		}
		return ok
	case n.Data == "table":
		return r.readTable(n)
	case n.Data == "pre" || hasClass(n, "syntaxhighlighter"):
		return r.readSample(n)
	}
	return false
}

// headingTexts yields the texts of all headings.
func (r *htmlReader) headingTexts(root *xhtml.Node) iter.Seq[string] {
	return func(yield func(string) bool) {
		for n := range root.Descendants() {
			if n.Type == xhtml.ElementNode && isHeading(n) && !yield(r.peek(n)) {
				return
			}
		}
	}
}

// peek returns the text of a node, which stays unread.
func (r *htmlReader) peek(n *xhtml.Node) string {
	read := slices.Clone(r.read)
	text := r.text(n, false).S
	r.read = read
	return text
}

// headingOf returns the section that a heading begins.
func (r *htmlReader) headingOf(text string) (section, bool) {
	if r.page.Message {
		return messageHeadingOf(text, r.now)
	}
	return headingOf(text, r.now)
}

func isHeading(n *xhtml.Node) bool {
	return len(n.Data) == 2 && n.Data[0] == 'h' && '1' <= n.Data[1] && n.Data[1] <= '6'
}

func (r *htmlReader) enter(next section, heading *xhtml.Node) {
	r.now = next
	r.seen[next] = true
	switch next {
	case sectionRequest:
		r.page.Request.Heading = r.text(heading, false)
	case sectionResponse:
		r.page.Response.Heading = r.text(heading, false)
	}
}

// stray keeps text that stands in no table or sample.
func (r *htmlReader) stray(n *xhtml.Node) {
	t := r.text(n, false)
	if t.S == "" {
		return
	}
	p := r.page
	switch r.now {
	case sectionHeader:
		labels, ok := splitLabels(t)
		switch {
		case p.Message && p.takeMessageLabels(t):
		case ok:
			p.Labels = append(p.Labels, labels...)
		case r.titled && !r.summary:
			p.Description = append(p.Description, t)
		default:
			p.Banner = append(p.Banner, t)
		}
	case sectionCommon:
		if p.Message {
			p.Description = append(p.Description, t)
		} else {
			p.Common = append(p.Common, t)
		}
	case sectionErrors, sectionTail:
		p.Tail = append(p.Tail, t)
	case sectionRequestSample, sectionResponseSample, sectionErrorSample:
		if !isTabs(t.S) {
			r.report(diag.StrayText, diag.Warning, t, "the text belongs to no sample", "")
		}
	default:
		r.report(diag.StrayText, diag.Warning, t, "the text belongs to no row of the table", "")
	}
}

// readSample reads a pre, or the code of a highlighter without its gutter.
func (r *htmlReader) readSample(n *xhtml.Node) bool {
	p := r.page
	if r.now < sectionRequestSample || r.now > sectionErrorSample {
		return false
	}
	t := r.code(n)
	if t.Empty() {
		return true
	}
	switch r.now {
	case sectionRequestSample:
		p.setFirst(&p.RequestSample, t)
	case sectionResponseSample:
		if strings.HasPrefix(t.S, "{") && p.ResponseSample.S != "" {
			p.setFirst(&p.JSONSample, t)
		} else {
			p.setFirst(&p.ResponseSample, t)
		}
	default:
		p.setFirst(&p.ErrorSample, t)
	}
	return true
}

// setFirst keeps the first of the samples in the tabs of a section.
func (p *Page) setFirst(to *Text, t Text) {
	if to.S == "" {
		*to = t
	} else {
		p.OtherSamples = append(p.OtherSamples, t)
	}
}

// code returns the text of a sample with its lines.
func (r *htmlReader) code(n *xhtml.Node) Text {
	lines := goquery.NewDocumentFromNode(n).FindMatcher(selectCode).Nodes
	if len(lines) == 0 {
		return trimSample(r.text(n, true))
	}
	b := newTextBuilder()
	for i, line := range lines {
		if i > 0 {
			b.write("\n")
		}
		b.add(r.text(line, true))
	}
	return trimSample(breakable(b.text()))
}

// breakable makes spaces of no-break spaces: highlighters indent with them.
func breakable(t Text) Text {
	const noBreak = "\u00a0"
	if !strings.Contains(t.S, noBreak) {
		return t
	}
	b := newTextBuilder()
	from := newCutter(t)
	for start := 0; start < len(t.S); {
		end := strings.Index(t.S[start:], noBreak)
		if end < 0 {
			b.add(from.cut(start, len(t.S)))
			break
		}
		b.add(from.cut(start, start+end))
		b.write(" ")
		start += end + len(noBreak)
	}
	return b.text()
}

// trimSample cuts empty lines off the front and white space off the end.
func trimSample(t Text) Text {
	start := 0
	for i := 0; i < len(t.S) && (t.S[i] == ' ' || t.S[i] == '\n' || t.S[i] == '\t'); i++ {
		if t.S[i] == '\n' {
			start = i + 1
		}
	}
	return t.Cut(start, max(start, len(strings.TrimRight(t.S, " \t\n"))))
}

// finish says why a page cannot be used.
func (r *htmlReader) finish() {
	p := r.page
	at := Text{}
	at.Line, at.Column = r.source.position(len(r.source.text))
	e := ending{seen: r.seen, method: p.Method, at: at, report: r.report}
	if !r.summary {
		e.description = p.Description
	}
	if p.Message {
		e.reportMessage(p)
		return
	}
	if p.Method.S == "" || !r.seen[sectionRequest] && !r.seen[sectionResponse] && !r.seen[sectionCommon] {
		message := "there is neither a section 请求参数 nor 响应参数"
		if p.Method.S == "" {
			message = `no heading has the form "method (title)"`
		}
		hint := ""
		if !r.headings {
			hint = "the site draws its newer pages by a script: take the JSON document instead"
		}
		r.report(diag.NotAnAPIPage, diag.Error, Text{Line: 1, Column: 1}, message, hint)
		return
	}
	e.reportMissing()
	if r.seen[sectionErrors] && !r.source.ended {
		r.report(diag.Truncated, diag.Warning, at, "the HTML ends before </html>", "fetch or save the whole page again")
	}
}

// text returns the text of a node. With lines, white space and line ends stay
// as they are; else a block is separated by a space and white space collapses.
func (r *htmlReader) text(n *xhtml.Node, lines bool) Text {
	b := newTextBuilder()
	r.addText(b, n, lines)
	if lines {
		return b.text()
	}
	return collapse(b.text())
}

func (r *htmlReader) addText(b *textBuilder, n *xhtml.Node, lines bool) {
	if n.Type == xhtml.TextNode {
		r.addTexts(b, n.Data)
		return
	}
	if n.Type == xhtml.ElementNode && hasClass(n, "icon-wrap") {
		return
	}
	block := n.Type == xhtml.ElementNode && n.Data != "span"
	switch {
	case lines && n.Type == xhtml.ElementNode && n.Data == "br":
		b.write("\n")
	case block && !lines:
		b.write(" ")
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == xhtml.ElementNode && (isCell(c) || hasClass(c, "tr")) {
			if !lines {
				b.write(" ")
			}
			continue // a list of limits was left open: these are other cells
		}
		r.addText(b, c, lines)
	}
	if block && !lines {
		b.write(" ")
	}
}

// addTexts adds the texts whose numbers stand in data, and the white space
// between them.
func (r *htmlReader) addTexts(b *textBuilder, data string) {
	for data != "" {
		open := strings.IndexByte(data, '{')
		if open < 0 {
			b.write(data)
			return
		}
		b.write(data[:open])
		number, rest, _ := strings.Cut(data[open+1:], "}")
		if n, err := strconv.Atoi(number); err == nil && n < len(r.source.texts) {
			b.add(r.source.texts[n])
			r.read[n] = true
		}
		data = rest
	}
}

func hasClass(n *xhtml.Node, class string) bool {
	for _, a := range n.Attr {
		if a.Key == "class" && slices.Contains(strings.Fields(a.Val), class) {
			return true
		}
	}
	return false
}
