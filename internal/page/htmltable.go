package page

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	xhtml "golang.org/x/net/html"

	"github.com/topgen/topgen/internal/diag"
)

// column is a column of a parameter table.
type column int

const (
	columnNone column = iota
	columnName
	columnType
	columnRequired
	columnExample
	columnLimits
	columnDescription
)

// columnNames are the words for columns that the site has now.
var columnNames = [...]string{columnName: "名称", columnType: "类型", columnRequired: "是否必须", columnExample: "示例值", columnLimits: "更多限制", columnDescription: "描述"}

func (c column) String() string { return columnNames[c] }

// columnWords are the words of table headers.
var columnWords = map[string]column{
	"名称": columnName, "参数名": columnName, "参数名称": columnName, "字段名": columnName, "字段名称": columnName, "Name": columnName,
	"类型": columnType, "参数类型": columnType, "字段类型": columnType, "Type": columnType,
	"是否必须": columnRequired, "必须": columnRequired, "是否必填": columnRequired, "必填": columnRequired, "是否必选": columnRequired, "Required": columnRequired,
	"示例值": columnExample, "示例": columnExample, "Example": columnExample,
	"更多限制": columnLimits, "限制": columnLimits,
	"描述": columnDescription, "说明": columnDescription, "Description": columnDescription,
}

// requestColumns and responseColumns are the columns of tables without a
// header, and of nested rows whose number of cells is not the header's.
var (
	requestColumns  = []column{columnName, columnType, columnRequired, columnExample, columnLimits, columnDescription}
	responseColumns = []column{columnName, columnType, columnExample, columnDescription}
)

// htmlTable reads the rows of a parameter table.
type htmlTable struct {
	*htmlReader
	columns []column
	// path are the rows that are open: path[0] is of the top level.
	path []*[]Row
}

// readTable reads a table as its section wants it.
func (r *htmlReader) readTable(n *xhtml.Node) bool {
	switch r.sectionOf(n) {
	case sectionRequest:
		r.readParams(n, &r.page.Request, requestColumns)
	case sectionResponse:
		r.readParams(n, &r.page.Response, responseColumns)
	case sectionErrors:
		r.readErrors(n)
	case sectionCommon:
		texts, _ := r.sourceOf(n)
		r.page.Common = append(r.page.Common, texts...)
	default:
		return false
	}
	return true
}

// sectionOf returns the section of a table, which is the one at hand but for a table that
// is not closed: browsers put the headings behind it in front of it. Its own header then
// says what it is, if that section has no table yet.
func (r *htmlReader) sectionOf(n *xhtml.Node) section {
	for tr := range elements(n, "tr") {
		var words []string
		for _, cell := range children(tr, "td", "th") {
			words = append(words, r.text(cell, false).S)
		}
		own := r.now
		switch {
		case r.now == sectionRequest && isCommonHeader(words):
			return sectionCommon
		case isErrorHeader(words) && len(r.page.Errors) == 0:
			own = sectionErrors
		case !isTableHeader(words):
			continue
		case slices.ContainsFunc(words, func(w string) bool { return columnWords[w] == columnRequired }):
			if len(r.page.Request.Source) == 0 {
				own = sectionRequest
			}
		case len(r.page.Response.Source) == 0:
			own = sectionResponse
		}
		if own < r.now && r.seen[own] {
			return own
		}
		break
	}
	return r.now
}

func (r *htmlReader) readParams(n *xhtml.Node, to *Table, columns []column) {
	source, unread := r.beginTable(n)
	to.Source = append(to.Source, source...)
	defer r.reportUnread(unread)
	t := &htmlTable{htmlReader: r, columns: columns, path: []*[]Row{&to.Rows}}
	for tr := range elements(n, "tr") {
		cells := children(tr, "td", "th")
		switch {
		case len(cells) == 0:
		case len(cells) == 1 && contains(cells[0], "ul"):
			t.nested(cells[0])
		case t.header(cells):
			r.layout(tr)
		default:
			t.path = t.path[:1]
			t.row(tr, cells, false)
		}
	}
}

// children returns the children of n with one of the names.
func children(n *xhtml.Node, names ...string) []*xhtml.Node {
	var out []*xhtml.Node
	for c := range n.ChildNodes() {
		if c.Type == xhtml.ElementNode && slices.Contains(names, c.Data) {
			out = append(out, c)
		}
	}
	return out
}

// elements returns the elements of that name in n.
func elements(n *xhtml.Node, name string) iter.Seq[*xhtml.Node] {
	return func(yield func(*xhtml.Node) bool) {
		for d := range n.Descendants() {
			if d.Type == xhtml.ElementNode && d.Data == name && !yield(d) {
				return
			}
		}
	}
}

// contains reports whether an element of that name stands in n.
func contains(n *xhtml.Node, name string) bool {
	for range elements(n, name) {
		return true
	}
	return false
}

// header reads the names of the columns, if the cells are those.
func (t *htmlTable) header(cells []*xhtml.Node) bool {
	columns := make([]column, len(cells))
	for i, cell := range cells {
		if c := columnWords[t.text(cell, false).S]; !slices.Contains(columns[:i], c) {
			columns[i] = c // of a second column of a kind nobody knows what it holds
		}
	}
	if len(columns) < 2 || columns[0] != columnName || columns[1] != columnType {
		return false
	}
	t.columns = columns
	return true
}

// nested reads the rows in a cell below a row of the top level: lists of
// cells, and for the fields of a row a div behind it. Lists of limits are
// often left open, so that cells stand in cells; their classes tell.
func (t *htmlTable) nested(cell *xhtml.Node) {
	var row *xhtml.Node
	var cells []*xhtml.Node
	classes := containsRow(cell)
	flush := func() {
		if row != nil {
			t.open(1 + depthOf(row, cell))
			t.row(row, cells, true)
		}
		row, cells = nil, nil
	}
	for n := range cell.Descendants() {
		switch {
		case n.Type != xhtml.ElementNode:
		case n.Data == "ul" && (hasClass(n, "tr") || !classes && n.Parent.Data != "li"):
			flush()
			row = n
		case n.Data == "li" && row != nil && (isCell(n) || n.Parent == row):
			cells = append(cells, n)
		}
	}
	flush()
}

// containsRow reports whether a cell has nested rows with their class.
func containsRow(cell *xhtml.Node) bool {
	for n := range cell.Descendants() {
		if n.Type == xhtml.ElementNode && n.Data == "ul" && hasClass(n, "tr") {
			return true
		}
	}
	return false
}

// depthOf returns how many div.list stand around row, but for the outermost.
func depthOf(row, cell *xhtml.Node) int {
	depth := -1
	for n := row.Parent; n != nil && n != cell; n = n.Parent {
		if hasClass(n, "list") {
			depth++
		}
	}
	return max(depth, 0)
}

// isCell reports whether an li is a cell of a row, as its class "td-11" says.
func isCell(n *xhtml.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "class" && strings.HasPrefix(a.Val, "td-") {
			return true
		}
	}
	return false
}

// open makes the last row above depth the one to which rows are added.
func (t *htmlTable) open(depth int) {
	if depth < len(t.path) {
		t.path = t.path[:depth+1]
		return
	}
	rows := t.path[len(t.path)-1]
	if len(*rows) == 0 {
		return // see row
	}
	t.path = append(t.path, &(*rows)[len(*rows)-1].Rows)
}

// row adds the row of n, a tr or a ul.
func (t *htmlTable) row(n *xhtml.Node, cells []*xhtml.Node, nested bool) {
	row := Row{Told: true}
	columns := t.columnsFor(len(cells))
	for i, cell := range cells {
		if i >= len(columns) {
			r := t.text(cell, false)
			if r.S != "" {
				t.report(diag.StrayText, diag.Warning, r, "the cell belongs to no column of the table", "")
			}
			continue
		}
		t.cell(&row, columns[i], cell)
	}
	if row.Name.Line == 0 {
		row.Name.Line, row.Name.Column = t.place(n)
	}
	rows := t.path[len(t.path)-1]
	if last := len(*rows) - 1; !nested && last >= 0 && strings.HasPrefix(t.text(cells[0], false).S, leaf) {
		above := &(*rows)[last]
		above.Bullets = append(above.Bullets, Bullet{Text: row.Name, Leaf: true, Row: &row})
		return
	}
	if nested && len(t.path) == 1 {
		t.report(diag.StrayText, diag.Warning, row.Name, "the nested row stands below no row", "")
	}
	*rows = append(*rows, row)
}

// columnsFor returns the columns of a row with n cells. Old pages leave out
// limits, and the example as well, in nested rows.
func (t *htmlTable) columnsFor(n int) []column {
	columns := t.columns
	for _, spare := range []column{columnLimits, columnExample} {
		if n < len(columns) {
			columns = slices.DeleteFunc(slices.Clone(columns), func(c column) bool { return c == spare })
		}
	}
	return columns
}

func (t *htmlTable) cell(row *Row, c column, n *xhtml.Node) {
	text := t.text(n, false)
	switch c {
	case columnName:
		if strings.HasPrefix(text.S, leaf) {
			text = text.Cut(len(leaf), len(text.S)).Trim()
		}
		row.Name = text
	case columnType:
		row.Type = text
	case columnRequired:
		row.Required = text
	case columnExample:
		row.Example = text
	case columnLimits:
		var rest Text
		if row.Limits, rest = readLimits(text, row.Type.S); rest.S != "" {
			t.report(diag.LimitValue, diag.Warning, rest, unknownLimit(rest), "")
		}
	case columnDescription:
		row.Description = text
	default:
		if text.S != "" {
			t.report(diag.StrayText, diag.Warning, text, "the cell belongs to no column that topgen knows", "")
		}
	}
}

// splitLimits splits "默认值:1 最大长度:32".
func splitLimits(t Text) []Limit {
	var limits []Limit
	starts := []int{}
	for i := range t.S {
		if (i == 0 || t.S[i-1] == ' ') && startsLimit(t.S[i:]) {
			starts = append(starts, i)
		}
	}
	for i, start := range starts {
		end := len(t.S)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		if limit, ok := ParseLimit(t.Cut(start, end).Trim(), true); ok {
			limits = append(limits, limit)
		}
	}
	return limits
}

func startsLimit(s string) bool {
	label, _, ok := strings.Cut(strings.Replace(s, "：", ":", 1), ":")
	return ok && IsLimitLabel(strings.TrimSpace(label))
}

// place returns where the content of an element begins.
func (r *htmlReader) place(n *xhtml.Node) (line, column int) {
	for ; n != nil; n = n.Parent {
		for _, a := range n.Attr {
			if offset, err := strconv.Atoi(a.Val); err == nil && a.Key == offsetAttr {
				return r.source.position(offset)
			}
		}
	}
	return 1, 1
}
