package hostile

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// Noiser writes pages in the text form as people's copies of them look: the same words
// with other signs around them. What it writes means what the page means, unlike what a
// Mutator makes of it. The same seed and number give the same noise on every machine.
type Noiser struct {
	r    *rand.Rand
	how  []string
	page *page.Page
	api  *schema.API
	said map[int]bool // lines of which something was said: what they mean is open

	lines  []string // by number, from 1
	fields map[schema.Place]*schema.Field
}

// NewNoiser returns the Noiser of that number in a series.
func NewNoiser(seed, number uint64) *Noiser {
	return &Noiser{r: rand.New(rand.NewPCG(seed, number))}
}

// How says what was done to the last page.
func (n *Noiser) How() string { return strings.Join(n.how, ", ") }

// noises are what can be done to a page, in the order in which it is.
var noises = []struct {
	name string
	do   func(*Noiser)
}{
	{"a bullet before rows", (*Noiser).bulletRows},
	{"tabs in the request", func(n *Noiser) { n.tabs(&n.page.Request, n.api.Request, true) }},
	{"tabs in the response", func(n *Noiser) { n.tabs(&n.page.Response, n.api.Response, false) }},
	{"tabs in the error table", (*Noiser).tabErrors},
	{"bullets before headings", (*Noiser).bulletHeadings},
	{"joined labels", (*Noiser).label},
	{"tabs of samples in one line", (*Noiser).sampleTabs},
	{"blank lines", (*Noiser).blanks},
}

// Noise returns a page with some noise; p and api are what was read of it, and said is
// what topgen has to say of it.
func (n *Noiser) Noise(src []byte, p *page.Page, api *schema.API, said diag.List) []byte {
	n.how, n.page, n.api = nil, p, api
	n.lines = append([]string{""}, strings.Split(string(src), "\n")...)
	n.said, n.fields = make(map[int]bool), make(map[schema.Place]*schema.Field)
	for _, d := range said {
		n.said[d.Pos.Line] = true
	}
	n.place(api.Request)
	n.place(api.Response)
	border := []string{" ", "\n"}[n.r.IntN(2)]
	if n.r.IntN(3) == 0 && n.newSite(border) {
		n.how = append(n.how, fmt.Sprintf("a copy of the new site with %q between cells", border))
		return []byte(strings.Join(n.lines[1:], "\n"))
	}
	for _, noise := range noises {
		if n.r.IntN(2) == 0 {
			n.how = append(n.how, noise.name)
			noise.do(n)
		}
	}
	return []byte(strings.Join(n.lines[1:], "\n"))
}

func (n *Noiser) place(fields []*schema.Field) {
	for _, f := range fields {
		n.fields[schema.Place{Line: f.Line, Column: f.Column}] = f
		n.place(f.Fields)
	}
}

func (n *Noiser) fieldAt(t page.Text) *schema.Field {
	return n.fields[schema.Place{Line: t.Line, Column: t.Column}]
}

// gone is a line that was written into another.
const gone = "\x00"

// write puts a text in the place of the lines from one up to another. Some of these may
// be blank: the others are those of the table.
func (n *Noiser) write(from, to int, text string) {
	n.lines[from] = text
	for i := from + 1; i < to; i++ {
		if strings.TrimSpace(n.lines[i]) != "" {
			n.lines[i] = gone
		}
	}
}

// tabs writes a table as a browser does: tabs between cells, two where one is empty, a
// row a line. Rows with fields that are nested keep their lines: copies differ there.
func (n *Noiser) tabs(t *page.Table, fields []*schema.Field, request bool) {
	if len(fields) != len(t.Rows) || len(t.Source) == 0 {
		return
	}
	header := t.Source[0]
	n.lines[header.Line] = strings.Join(strings.Fields(header.S), "\t")
	after := "\t"
	switch n.r.IntN(3) {
	case 0:
		after = "\t\t" // the cell of a name has two columns in some copies
	case 1:
		after = " \t " // the cells have spaces around them
	}
	end := t.Source[len(t.Source)-1].Line + 1
	for i := range t.Rows {
		row, next := &t.Rows[i], end
		if i+1 < len(t.Rows) {
			next = t.Rows[i+1].Name.Line
		}
		own := next
		if len(row.Bullets) > 0 {
			own = row.Bullets[0].Line
		}
		if f := n.fieldAt(row.Name); f != nil && f.Name == row.Name.S {
			n.row("", after, f, row.Type.S, row.Required.S, row.Name.Line, own, request)
		}
		n.leaves(row, after, next, request)
	}
	n.drop()
}

// leaves writes the rows below row that have a "└" in one line each.
func (n *Noiser) leaves(row *page.Row, after string, end int, request bool) {
	for i, b := range row.Bullets {
		f := n.fieldAt(b.Text)
		if f == nil || !b.Leaf || b.Row != nil || f.Name != b.S {
			continue
		}
		next, required := end, ""
		for _, c := range row.Bullets[i+1:] {
			if n.fieldAt(c.Text) != nil {
				next = c.Line
				break
			}
			if required == "" && page.IsRequiredWord(c.S) {
				required = c.S
			}
		}
		typ := f.Type
		if f.List {
			typ += " []"
		}
		n.row("└ ", after, f, typ, required, b.Line, next, request)
	}
}

// row writes a row in one line if it is known for certain what stands in it.
func (n *Noiser) row(mark, after string, f *schema.Field, typ, required string, from, to int, request bool) {
	for i := from; i < to; i++ {
		if n.said[i] {
			return
		}
	}
	cells := []string{f.Example}
	if request {
		cells = []string{required, f.Example, limitsOf(f)}
	}
	cells = append(cells, f.Description)
	if strings.ContainsAny(strings.Join(cells, ""), "<>&\t") || typ == "" {
		return // it may mean something else
	}
	border := strings.Replace(after, "\t\t", "\t", 1)
	n.write(from, to, mark+f.Name+after+typ+border+strings.Join(cells, border))
}

// limitsOf writes the limits of a field as the site does, or with a full-width colon.
func limitsOf(f *schema.Field) string {
	l := f.Constraints()
	var parts []string
	for _, limit := range []struct{ label, value string }{
		{page.LabelDefault, l.Default}, {page.LabelMaxLength, l.MaxLength.String()}, {page.LabelMaxListSize, l.MaxListSize.String()},
		{page.LabelMinValue, l.MinValue.String()}, {page.LabelMaxValue, l.MaxValue.String()}, {page.LabelFileTypes, strings.Join(l.FileTypes, ",")},
	} {
		if limit.value != "" {
			parts = append(parts, limit.label+"："+limit.value)
		}
	}
	return strings.Join(parts, " ")
}

// tabErrors writes the rows of the error table with tabs.
func (n *Noiser) tabErrors() {
	source, errors := n.page.ErrorSource, n.api.Errors
	if len(source) == 0 {
		return
	}
	n.lines[source[0].Line] = strings.Join(strings.Fields(source[0].S), "\t")
	for i, e := range errors {
		next := source[len(source)-1].Line + 1
		if i+1 < len(errors) {
			next = errors[i+1].Line
		}
		if e.Code != "" && !n.said[e.Line] && next > e.Line && !strings.ContainsAny(e.Message+e.Solution, "<>&\t") {
			n.write(e.Line, next, e.Code+"\t"+e.Message+"\t"+e.Solution)
		}
	}
	n.drop()
}

// drop forgets the lines that were written into others, so that those behind them keep
// their numbers.
func (n *Noiser) drop() {
	for i, line := range n.lines {
		if line == gone {
			n.lines[i] = ""
		}
	}
}

// bulletRows puts a bullet before each row behind one that has a limit and no
// description: the list of limits was not closed.
func (n *Noiser) bulletRows() {
	rows := n.page.Request.Rows
	for i := 1; i < len(rows); i++ {
		if before := rows[i-1]; len(before.Limits) > 0 && len(before.Bullets) == 0 && before.Description.S == "" && rows[i].Required.S != "" {
			n.lines[rows[i].Name.Line] = "  • " + strings.TrimSpace(n.lines[rows[i].Name.Line])
		}
	}
}

// bulletHeadings puts bullets before headings.
func (n *Noiser) bulletHeadings() {
	for _, heading := range []string{"请求参数", "响应参数", "请求示例", "响应示例", "异常示例", "错误码解释"} {
		for i, line := range n.lines {
			if strings.TrimSpace(line) == heading && n.r.IntN(2) == 0 {
				n.lines[i] = strings.Repeat(" ", n.r.IntN(6)) + "• " + heading
			}
		}
	}
}

// label puts a line of labels before the title, without spaces between them.
func (n *Noiser) label() {
	if len(n.page.Labels) > 0 {
		return
	}
	label := []string{"不需要授权", "无需授权", "不需用户授权"}
	if n.api.Session {
		label = []string{"必须用户授权", "需要授权", "需要用户授权"}
	}
	at := n.page.Method.Line
	n.lines[at] = fmt.Sprintf("¥开放平台免费API%s\n%s", label[n.r.IntN(len(label))], n.lines[at])
}

// sampleTabs writes the labels of the tabs above a sample in one line.
func (n *Noiser) sampleTabs() {
	for i := 1; i < len(n.lines); i++ {
		if !strings.HasPrefix(strings.TrimSpace(n.lines[i]), "• JAVA") {
			continue
		}
		var labels []string
		for ; i < len(n.lines) && strings.HasPrefix(strings.TrimSpace(n.lines[i]), "•"); i++ {
			labels = append(labels, strings.TrimSpace(strings.Trim(n.lines[i], " •")))
			n.lines[i] = ""
		}
		n.lines[i-1] = strings.Join(labels, []string{" ", ""}[n.r.IntN(2)])
	}
}

// blanks puts blank lines between the lines of the tables and white space behind them.
func (n *Noiser) blanks() {
	for _, t := range append(n.page.Request.Source, n.page.Response.Source...) {
		if n.r.IntN(4) == 0 && n.lines[t.Line] != "" {
			n.lines[t.Line] += []string{"\n", "  ", "\n   \n"}[n.r.IntN(3)]
		}
	}
}

// newSite writes the tables as copies of the new site have them: no marks of depth, a
// row a line with its cells joined by spaces or a line for each cell, no column of
// limits. It reports false for a page with what such copies do not have.
func (n *Noiser) newSite(border string) bool {
	if len(n.said) > 0 || limited(n.api.Request) || doubtful(n.api.Request) || doubtful(n.api.Response) {
		return false
	}
	for _, t := range []struct {
		table  *page.Table
		fields []*schema.Field
		header string
	}{{&n.page.Request, n.api.Request, "名称 类型 必须 示例值 描述"}, {&n.page.Response, n.api.Response, "名称 类型 示例值 描述"}} {
		source := t.table.Source
		if len(source) == 0 {
			continue
		}
		if border == "\n" && n.r.IntN(2) == 0 {
			t.header = strings.ReplaceAll(t.header, " ", border)
		}
		rows := n.unmarked([]string{t.header}, border, t.fields)
		n.write(source[0].Line, source[len(source)-1].Line+1, strings.Join(rows, "\n"))
	}
	n.drop()
	for i, line := range n.lines {
		switch label := strings.Trim(line, " •"); {
		case label == "JAVA":
			n.lines[i] = "JAVAPHP.NETCURLPythonNodeJSC/C++Python3GOPHP7"
		case label == "XML示例":
			n.lines[i] = "XMLJSON"
		case strings.HasPrefix(strings.TrimSpace(line), "•"):
			n.lines[i] = ""
		}
	}
	return true
}

// limited reports whether any of the fields has a limit.
func limited(fields []*schema.Field) bool {
	return slices.ContainsFunc(fields, func(f *schema.Field) bool { return f.Limits != nil || limited(f.Fields) })
}

// doubtful reports whether any field has a description of two words and no example: in a
// row of joined cells these are read as an example and a description.
func doubtful(fields []*schema.Field) bool {
	return slices.ContainsFunc(fields, func(f *schema.Field) bool {
		return f.Example == "" && len(strings.Fields(f.Description)) == 2 || doubtful(f.Fields)
	})
}

// unmarked adds the rows of fields, with a border between their cells.
func (n *Noiser) unmarked(rows []string, border string, fields []*schema.Field) []string {
	for _, f := range fields {
		cells := []string{f.Name, f.Type}
		if f.List {
			cells[1] += "[]"
		}
		if f.Required != nil {
			cells = append(cells, strconv.FormatBool(*f.Required))
		}
		for _, cell := range []string{f.Example, f.Description} {
			if cell != "" {
				cells = append(cells, cell)
			}
		}
		rows = n.unmarked(append(rows, strings.Join(cells, border)), border, f.Fields)
	}
	return rows
}
