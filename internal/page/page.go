// Package page reads documentation pages, in the three forms in which people
// have them, into one model: what stands where, word for word.
//
// The model says nothing about what the words mean. In the text form the rows
// of a table have neither depth nor told-apart cells; recovering those is the
// work of package parser.
package page

import (
	"path"
	"strings"

	"github.com/topgen/topgen/internal/diag"
)

// Format is a form of pages.
type Format string

// The forms of pages.
const (
	FormatText Format = "text" // what a browser's page gives when it is copied or printed
	FormatHTML Format = "html" // the site's page
	FormatJSON Format = "json" // the document from which the site draws the page
)

// Page is a documentation page, word for word. A Text that the page does not
// have is empty.
type Page struct {
	Path   string // as given to Read; for positions
	Format Format
	// Message tells that the page documents a message: Method is its topic, Response has
	// its fields and ResponseSample its sample; there is no request, and no error.
	Message bool

	Banner      []Text // lines before the title that belong to the site
	Category    Text   // last part of the breadcrumb
	Method      Text
	Title       Text
	Description []Text  // lines, or in HTML and JSON one fragment
	Labels      []Label // how a method may be called
	Common      []Text  // content of the section 公共参数

	Request, Response Table
	Errors            []ErrorRow
	// Unmarked tells that the text is a copy of the site of today, which has no mark of
	// how deep a row is: other tabs above samples, or no column 更多限制, tell.
	Unmarked bool

	RequestSample  Text // in Java; of some Qimen pages in JSON
	ResponseSample Text // in XML, or in JSON where there is no XML
	JSONSample     Text // in JSON, beside one in XML
	Simplified     Text // in JSON without root and list wrappers
	ErrorSample    Text
	OtherSamples   []Text // beside these; of no use

	Tail []Text // content of the sections behind the error table

	// Layout are the lines of the text form, and in HTML the cells, that say nothing
	// themselves: headings, headers of tables, labels of tabs and line numbers. With
	// them, each line that is not blank is in the model or in a diagnostic.
	Layout []Text
	// LeftOut are the texts of which a diagnostic of Read says that they are.
	LeftOut []Text
	// ErrorSource is what Table.Source is, of the error table.
	ErrorSource []Text
}

// Table is a table of parameters.
type Table struct {
	Heading Text // empty in JSON, and where the page lacks the section
	Rows    []Row
	// Cells are the cells of all rows, in place of Rows, where each has a line of its own.
	Cells []Bullet
	// Source is all text of the table as it is written, before anything was made of it:
	// its lines, in HTML its texts, in JSON the values of its members. It is in the order
	// of the rows, and the name comes first of what a row has.
	Source []Text
}

// Row is a parameter of the top level or, in HTML and JSON, of any level.
type Row struct {
	Name Text
	Type Text // as written, with "[]"; empty where the page has none
	// Required is the word in the column 是否必须, "必须" or "可选" in most
	// pages; empty where the table has no such column.
	Required Text
	Limits   []Limit
	// Told tells that Example and Description are in their places. Else Rest
	// holds what follows in the row, one cell or two joined by a space.
	Told                 bool
	Example, Description Text
	Rest                 Text
	// Short tells that Rest is the last cell of a row in which tabs show borders, but
	// too few: where two cells have met, not even a space may stand between them.
	Short bool
	// Piped tells that the "|" in Rest are borders of cells, unless they belong to what
	// stands in one.
	Piped bool
	// Lines are cells that have lines of their own, or several each; nil where what is
	// behind the first cells of the row has at most one line, which is Rest.
	Lines []Text
	// Rows are the fields of the row in HTML and JSON.
	Rows []Row
	// Bullets are the nested cells of the text form, of whatever depth, one
	// cell an entry.
	Bullets []Bullet

	// cells are what stands between tabs behind the type or 是否必须, until the table
	// ends. Where loose is set, no tab stands before the first.
	cells []Text
	loose bool
}

// Bullet is a cell of a nested row in the text form, or all of one.
type Bullet struct {
	Text
	Leaf   bool // "└" stands before the name: a row without fields
	Row    *Row // a nested row that stands in one line, with its name in Text
	Indent int  // columns before the bullet
}

// Begins reports whether a nested row certainly begins with the cell.
func (b *Bullet) Begins() bool { return b.Leaf || b.Row != nil }

// Limit is a documented constraint.
type Limit struct {
	Label Text // one of the Label constants
	Value Text
}

// The labels of limits.
const (
	LabelDefault     = "默认值"
	LabelMaxLength   = "最大长度"
	LabelMaxListSize = "最大列表长度"
	LabelMinValue    = "最小值"
	LabelMaxValue    = "最大值"
	LabelFileTypes   = "支持的文件类型"
)

// ErrorRow is a row of the page's error table. In the text form everything
// behind the code is in Rest.
type ErrorRow struct {
	Code              Text
	Told              bool
	Message, Solution Text
	Rest              Text
}

// Read reads a page. The extension of file says its form; without one that is
// known ("-", standard input) the content does. A page that cannot be read
// gives an error in the list; the Page then holds what was read before.
func Read(file string, src []byte) (*Page, diag.List) {
	p := &Page{Path: file, Format: formatOf(file, src)}
	text, diags := decode(file, src)
	if diags.HasErrors() {
		return p, diags
	}
	switch p.Format {
	case FormatText:
		if isMessage(strings.SplitSeq(text, "\n")) {
			diags = append(diags, readMessage(p, text)...)
		} else {
			diags = append(diags, readText(p, text)...)
		}
	case FormatJSON:
		diags = append(diags, readJSON(p, text)...)
	case FormatHTML:
		diags = append(diags, readHTML(p, text)...)
	}
	return p, diags.Limit(maxDiagnostics)
}

// leaveOut notes a text of which a diagnostic says that it is left out.
func (p *Page) leaveOut(code diag.Code, t Text) {
	if t.S != "" && (code == diag.StrayText || code == diag.LimitValue) {
		p.LeftOut = append(p.LeftOut, t)
	}
}

// maxDiagnostics is how many diagnostics of a code a page gives.
const maxDiagnostics = 1000

// formatOf tells the form of a page from its file name or, failing that, from
// its first character.
func formatOf(file string, src []byte) Format {
	switch strings.ToLower(path.Ext(file)) {
	case ".txt":
		return FormatText
	case ".html", ".htm":
		return FormatHTML
	case ".json":
		return FormatJSON
	}
	head := strings.TrimLeft(strings.TrimPrefix(string(src[:min(len(src), 512)]), byteOrderMark), " \t\r\n")
	switch {
	case strings.HasPrefix(head, "{"):
		return FormatJSON
	case strings.HasPrefix(head, "<"):
		return FormatHTML
	}
	return FormatText
}
