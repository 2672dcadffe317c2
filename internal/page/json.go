package page

import (
	"html"
	"strings"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/visible"
)

// jsonReader reads the document from which the site draws a page.
type jsonReader struct {
	page  *Page
	src   string
	diags diag.List
}

func readJSON(p *Page, src string) diag.List {
	r := &jsonReader{page: p, src: src}
	doc := sample.ReadJSON(src)
	if data := r.open(doc); data != nil {
		r.read(data)
	}
	return r.diags
}

func (r *jsonReader) report(code diag.Code, severity diag.Severity, at sample.Pos, message, hint string) {
	r.diags = append(r.diags, diag.Diagnostic{
		Code: code, Severity: severity, Message: message, Hint: hint,
		Pos: diag.Position{File: r.page.Path, Line: max(at.Line, 1), Column: max(at.Column, 1)},
	})
}

// open returns the document in its envelope, or nil and says what it is instead.
func (r *jsonReader) open(doc *sample.JSON) *sample.Node {
	if len(doc.Faults) > 0 {
		f := doc.Faults[0]
		switch {
		case f.TooDeep:
			r.report(diag.TooDeep, diag.Error, f.Pos, f.Message, "no document of the platform is: take the original")
		case doc.Truncated:
			r.report(diag.Truncated, diag.Error, f.Pos, f.Message, "fetch the whole document again")
		default:
			r.report(diag.NotAnAPIPage, diag.Error, f.Pos, "the document is no valid JSON: "+f.Message, "")
		}
		return nil
	}
	root := doc.Root
	data := root
	if inner := root.Get("data"); inner != nil && root.Get("name") == nil {
		data = inner
	}
	name := data.Get("name")
	if r.isMessage(data) {
		return nil
	}
	if name == nil || name.Kind != sample.TextNode || data.Get("requestParams") == nil && data.Get("responseParams") == nil {
		message := "the document has no name and no parameters"
		if answer := r.answer(root); answer != "" {
			message = "the document is an answer without one: " + answer
		}
		r.report(diag.NotAnAPIPage, diag.Error, sample.Pos{}, message, "")
		return nil
	}
	if !IsMethod(strings.TrimSpace(name.Text)) {
		r.report(diag.InvalidName, diag.Error, name.Pos, "the name is no method name", "")
		return nil
	}
	return data
}

// isMessage refuses the document of a message: nobody has seen one, so that what its
// members mean is not known.
func (r *jsonReader) isMessage(data *sample.Node) bool {
	for _, member := range []string{"name", "topic", "messageName"} {
		if v := data.Get(member); v != nil && v.Kind == sample.TextNode && IsTopic(strings.TrimSpace(v.Text)) {
			r.report(diag.NotAnAPIPage, diag.Error, v.Pos, "the document is that of a message, "+visible.Shown(strings.TrimSpace(v.Text))+", and topgen does not know the JSON form of these", "take the page as text or HTML")
			return true
		}
	}
	return false
}

// answer returns what the endpoint says in place of a document.
func (r *jsonReader) answer(root *sample.Node) string {
	for _, name := range []string{"ret", "errMsg", "msg"} {
		v := root.Get(name)
		if v != nil && len(v.Items) > 0 {
			v = v.Items[0]
		}
		if v != nil && v.Text != "" {
			return v.Text
		}
	}
	return ""
}

func (r *jsonReader) read(data *sample.Node) {
	p := r.page
	p.Method = r.text(data.Get("name")).Trim()
	p.Title = r.text(data.Get("apiChineseName")).Trim()
	if description := r.markup(data.Get("description")); description.S != "" {
		p.Description = []Text{description}
	}
	for _, label := range r.items(data.Get("labels")) {
		if t := r.text(label.Get("displayName")); t.S != "" {
			p.Labels = append(p.Labels, Label{Text: t, Key: r.text(label.Get("key")).S})
		}
	}
	for _, member := range []string{"requestParams", "responseParams"} {
		if data.Get(member) == nil {
			r.report(diag.NotAnAPIPage, diag.Error, data.Pos, "the document has no member "+member, "take the whole document: of an API without parameters it has an empty list")
		}
	}
	p.Request = r.table(data, "requestParams")
	p.Response = r.table(data, "responseParams")
	for _, e := range r.items(data.Get("errorCodes")) {
		row := ErrorRow{
			Code: r.text(e.Get("errorCode")).Trim(), Told: true,
			Message: r.markup(e.Get("errorMsg")), Solution: r.markup(e.Get("solution")),
		}
		if row.Code.Line == 0 {
			row.Code.Line, row.Code.Column = e.Pos.Line, e.Pos.Column
		}
		p.Errors = append(p.Errors, row)
		r.sourceOf(e, "errorCode", errorMembers, &p.ErrorSource)
	}
	r.samples(data)
}

func (r *jsonReader) samples(data *sample.Node) {
	p := r.page
	for _, demo := range r.items(data.Get("sdkDemos")) {
		if strings.EqualFold(r.text(demo.Get("name")).S, "JAVA") && p.RequestSample.S == "" {
			p.RequestSample = r.first(demo, "descprition", "description", "content") // sic
		}
	}
	if p.RequestSample.S == "" {
		p.RequestSample = r.first(data, "reqSampleJson")
	}
	p.JSONSample = r.first(data, "rspSampleJson")
	p.ResponseSample = r.first(data, "rspSampleXml")
	if p.ResponseSample.S == "" {
		p.ResponseSample, p.JSONSample = p.JSONSample, Text{}
	}
	p.Simplified = r.first(data, "rspSampleSimplifyJson")
	p.ErrorSample = r.first(data, "apiErrDemoXml", "apiErrDemoJson")
}

// first returns the first member that is there and not blank.
func (r *jsonReader) first(v *sample.Node, names ...string) Text {
	for _, name := range names {
		if t := r.text(v.Get(name)); !t.Empty() {
			return trimSample(t)
		}
	}
	return Text{}
}

// text returns the text of a string or number, or what is written for true and
// false; null is empty.
func (r *jsonReader) text(v *sample.Node) Text {
	if v == nil || !v.IsLeaf() {
		return Text{}
	}
	t := Text{S: v.Text, Line: v.Pos.Line, Column: v.Pos.Column}
	source := r.src[v.Pos.Offset:v.End]
	if v.Kind != sample.TextNode || !strings.Contains(source, `\`) {
		return t
	}
	// Behind an escape, the text and its source go apart.
	line, column, offset := t.Line, t.Column, 0
	for i := 0; i < len(source)-1; {
		if source[i] != '\\' {
			_, size := utf8.DecodeRuneInString(source[i:])
			line, column = advance(line, column, source[i:i+size])
			i += size
			offset += size
			continue
		}
		escaped, n := sample.Unescape(source[i:])
		line, column = advance(line, column, source[i:i+n])
		i += n
		offset += len(escaped)
		t.marks = append(t.marks, mark{offset, line, column})
	}
	return t
}

// markup returns the plain text of a fragment of HTML: a block or a line break
// is a space, other tags are nothing, entities are resolved once.
func (r *jsonReader) markup(v *sample.Node) Text {
	t := r.text(v)
	if strings.ContainsAny(t.S, "<&") {
		t = plainText(t)
	}
	return collapse(t)
}

// plainText takes the tags and entities off a text. "<" begins a tag only
// before a letter, "/" or "!", and only up to the next ">" without a "<"
// between them.
func plainText(t Text) Text {
	b := newTextBuilder()
	from := newCutter(t)
	for i := 0; i < len(t.S); {
		n := strings.IndexAny(t.S[i:], "<&")
		if n < 0 {
			b.add(from.cut(i, len(t.S)))
			break
		}
		b.add(from.cut(i, i+n))
		i += n
		if t.S[i] == '&' {
			n = referenceLength(t.S[i:])
			e := from.cut(i, i+n)
			e.S = html.UnescapeString(e.S)
			e.marks = nil
			b.add(e)
			i += n
			continue
		}
		name, end := tagAt(t.S[i:])
		if end == 0 {
			b.add(from.cut(i, i+1))
			end = 1
		} else if isBlock[name] {
			b.write(" ")
		}
		i += end
	}
	return b.text()
}

// tagAt returns the name of the tag or comment that s begins with and its
// length, 0 where "<" begins none.
func tagAt(s string) (name string, length int) {
	if strings.HasPrefix(s, "<!--") {
		if end := strings.Index(s, "-->"); end >= 0 {
			return "", end + len("-->")
		}
	}
	if len(s) < 2 || !isLetter(s[1]) && s[1] != '/' && s[1] != '!' {
		return "", 0
	}
	end := strings.IndexAny(s[1:], "<>")
	if end < 0 || s[1+end] == '<' {
		return "", 0
	}
	name = strings.TrimPrefix(s[1:1+end], "/")
	if stop := strings.IndexFunc(name, func(c rune) bool { return c >= utf8.RuneSelf || !isLetter(byte(c)) && !isDigit(byte(c)) }); stop >= 0 {
		name = name[:stop]
	}
	return strings.ToLower(name), end + 2
}

// isBlock has the elements that stand on lines of their own.
var isBlock = blocks()

func blocks() map[string]bool {
	m := make(map[string]bool)
	for _, name := range []string{
		"address", "article", "aside", "blockquote", "br", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset",
		"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "menu", "nav",
		"ol", "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
	} {
		m[name] = true
	}
	return m
}
