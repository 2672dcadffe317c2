package parser

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// This check holds the schema against the words of the tables as they are written:
// each must be in the field in whose row it stands, in a diagnostic, or be layout, and
// a field must have nothing that its row has not. It knows nothing of how cells are
// told apart or rows are found, and so what it finds is a fault of topgen.

// checkWords checks all tables of a page; said is what was said of it, and leftOut are
// texts of which that says that the schema does not have them.
func checkWords(p *page.Page, api *schema.API, said diag.List, leftOut []page.Text) diag.List {
	c := &wordChecker{
		findings: findings{file: p.Path}, mixed: p.Format == page.FormatHTML,
		layout: make(map[schema.Place]bool), leftOut: make(characters), types: make(map[schema.Place]bool),
	}
	for _, r := range p.Response.Rows {
		c.piped = c.piped || r.Piped
	}
	for _, t := range p.Layout {
		c.layout[placeOf(t)] = true
	}
	for _, t := range slices.Concat(p.LeftOut, leftOut) {
		c.leftOut.add(t.S, 1)
	}
	for _, d := range said {
		if d.Code == diag.UnknownType {
			c.types[schema.Place{Line: d.Pos.Line, Column: d.Pos.Column}] = true
		}
	}
	c.table(p.Request.Source, c.rowsOf(api.Request, nil))
	c.table(p.Response.Source, c.rowsOf(api.Response, nil))
	c.table(p.ErrorSource, errorRows(api.Errors))
	return c.list
}

// wordChecker holds tables of a page against the schema.
type wordChecker struct {
	findings
	layout  map[schema.Place]bool // where texts stand that say nothing
	leftOut characters            // of texts of which a diagnostic says that they are
	types   map[schema.Place]bool // where types stand that are odd
	mixed   bool                  // words may stand in the row of another field
	piped   bool                  // "|" can be a border of cells
	lost    []lostWord            // words that no field has
	added   []lostWord            // words that fields have and the page has not
}

// wordRow is a row of the schema as this check sees it.
type wordRow struct {
	name     string
	at       schema.Place // where it begins
	required *bool
	// texts are what the schema has of the row, in the order of the page.
	texts []string
	// may are characters that the row can have beside them: of labels, and signs
	// between the parts of a limit.
	may     string
	numbers []string // its limits that are numbers, as JSON has them
}

// rowsOf lists fields as the page does, each before those below it.
func (c *wordChecker) rowsOf(fields []*schema.Field, rows []wordRow) []wordRow {
	for _, f := range fields {
		r := wordRow{name: f.Name, at: schema.Place{Line: f.Line, Column: f.Column}, required: f.Required, texts: []string{f.Name}}
		if f.TypeAt.Line > 0 {
			r.texts = append(r.texts, f.Type)
			if f.List && !c.types[f.TypeAt] {
				r.texts = append(r.texts, "[]")
			}
			if f.Type == "byte" {
				r.may = "[]"
			}
		}
		if c.types[f.TypeAt] || f.TypeAt.Line == 0 {
			r.may += strings.Repeat("[]", maxBrackets)
		}
		r.texts = append(r.texts, c.bare(f.Example))
		r.addLimits(f.Constraints())
		r.texts = append(r.texts, c.bare(f.Description))
		rows = c.rowsOf(f.Fields, append(rows, r))
	}
	return rows
}

// maxBrackets is how many pairs of brackets a type can have of which a diagnostic says
// that they are odd.
const maxBrackets = 100

// maxSeparators is how many signs of a kind can stand between file types and around
// them: people write "| jpg | png |" and ".jpg,,.png", and all of them say nothing.
const maxSeparators = 100

// addLimits adds limits. In JSON they have no label, and neither has a bare default.
func (r *wordRow) addLimits(l schema.Limits) {
	for _, limit := range []struct{ label, value string }{
		{page.LabelDefault, l.Default}, {page.LabelMaxLength, l.MaxLength.String()}, {page.LabelMaxListSize, l.MaxListSize.String()},
		{page.LabelMinValue, l.MinValue.String()}, {page.LabelMaxValue, l.MaxValue.String()}, {page.LabelFileTypes, strings.Join(l.FileTypes, "")},
	} {
		if limit.value != "" {
			r.texts = append(r.texts, limit.value)
			r.may += limit.label + ":"
		}
	}
	for _, n := range []json.Number{l.MaxLength, l.MaxListSize, l.MinValue, l.MaxValue} {
		r.numbers = append(r.numbers, n.String())
	}
	if len(l.FileTypes) > 0 {
		r.may += strings.Repeat(",.;|/，；、", maxSeparators)
	}
}

// errorRows lists the rows of the error table.
func errorRows(errors []schema.ErrorCode) []wordRow {
	rows := make([]wordRow, len(errors))
	for i, e := range errors {
		rows[i] = wordRow{name: e.Code, at: schema.Place{Line: e.Line, Column: e.Column}, texts: []string{e.Code, e.Message, e.Solution}}
	}
	return rows
}

// pageWord is a word of the page.
type pageWord struct {
	text string
	at   schema.Place
	free bool // it need not be in the schema
}

// table holds the text of a table against its rows. The words of a row are those from
// where it begins up to where another one does.
func (c *wordChecker) table(source []page.Text, rows []wordRow) {
	begins := make(map[schema.Place]int, len(rows))
	for i, r := range rows {
		at := r.at
		for _, ch := range r.name {
			if !isBlank(ch) {
				break
			}
			at.Column++
		}
		begins[at] = i
	}
	of := make([][]pageWord, len(rows)+1) // words by row, those before the first at the end
	current := len(rows)
	for _, w := range c.words(source) {
		if i, ok := begins[w.at]; ok {
			current = i
		} else if next := (current + 1) % (len(rows) + 1); next < len(rows) && rows[next].isBehind(w.at) {
			current = next
		}
		of[current] = append(of[current], w)
	}
	for i := range rows {
		c.row(rows[i], of[i])
	}
	c.row(wordRow{}, of[len(rows)])
	c.tell()
}

// isBehind reports whether a row has begun before at although no word does so there: a
// row of the error table without a code.
func (r *wordRow) isBehind(at schema.Place) bool {
	return strings.TrimFunc(r.name, isBlank) == "" && (at.Line > r.at.Line || at.Line == r.at.Line && at.Column >= r.at.Column)
}

// words splits a text into words, without marks of rows and what is layout.
func (c *wordChecker) words(source []page.Text) []pageWord {
	var words []pageWord
	for _, t := range source {
		if c.layout[placeOf(t)] {
			continue
		}
		places := page.NewLocator(t)
		for start, end := range wordsIn(c.bare(t.S)) {
			w := pageWord{text: t.S[start:end]}
			w.at.Line, w.at.Column = places.At(start)
			label, value, _ := strings.Cut(strings.Replace(w.text, "：", ":", 1), ":")
			w.free = page.IsImage(w.text) || value == "" && page.IsLimitLabel(label)
			if n := strings.Index(w.text, "!["); n > 0 && page.IsImage(w.text[n:]) { // an icon
				words = append(words, pageWord{text: w.text[n:], at: w.at, free: true})
				w.text = w.text[:n]
			}
			words = append(words, w)
		}
	}
	return words
}

// bare returns a text of which "|" says nothing, if it can be a border of cells.
func (c *wordChecker) bare(s string) string {
	if c.piped {
		return strings.ReplaceAll(s, "|", " ")
	}
	return s
}

// wordsIn yields where the words of a text begin and end. White space separates
// them, and so do the marks of rows.
func wordsIn(s string) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		start := -1
		for i, r := range s {
			switch separates := isBlank(r); {
			case !separates && start < 0:
				start = i
			case separates && start >= 0:
				if !yield(start, i) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(start, len(s))
		}
	}
}

// isBlank reports whether a character says nothing: white space or a mark of a row.
func isBlank(r rune) bool { return unicode.IsSpace(r) || r == '•' || r == '└' }

// row holds the words of a row against what the schema has of it. One of them can be
// that of the column 是否必须, and which one is told by the others.
func (c *wordChecker) row(r wordRow, words []pageWord) {
	var lost, added []lostWord
	compared := false
	try := func(words []pageWord) (ok bool) {
		l, a := r.compare(words)
		if !compared || len(l)+len(a) < len(lost)+len(added) {
			lost, added = l, a
		}
		compared = true
		return len(l)+len(a) == 0
	}
	tries := 0
	for i, w := range words {
		if !r.saysRequired(w) {
			continue
		}
		if tries++; tries > mostTries {
			break
		}
		if try(slices.Concat(words[:i], words[i+1:])) {
			return
		}
	}
	try(words)
	c.lost, c.added = append(c.lost, lost...), append(c.added, added...)
}

// mostTries is how many words of a row are tried for the one of 是否必须, which stands
// behind its name and type: a name and a type can be such words, too.
const mostTries = 10

// tell reports what was found in a table. In broken HTML the cells of one row can
// stand among those of another: there, what one row lacks another may have.
func (c *wordChecker) tell() {
	spare := c.leftOut
	if c.mixed {
		spare = maps.Clone(c.leftOut)
		lost := make(characters)
		for _, w := range c.lost {
			lost.add(w.text, 1)
		}
		for _, w := range c.added {
			spare.add(w.text, 1)
		}
		c.added = slices.DeleteFunc(c.added, func(w lostWord) bool { return take(w.text, lost) })
	}
	for _, w := range c.lost {
		if !take(w.text, spare) {
			c.warn(diag.Internal, w.at.Line, w.at.Column, fmt.Sprintf("%sthe word %q of the table is in no field: topgen has lost it", w.row.prefix(), visible.Shown(w.text)), hintReport)
		}
	}
	for _, w := range c.added {
		c.warn(diag.Internal, max(w.at.Line, 1), max(w.at.Column, 1), fmt.Sprintf("%sits row in the table does not have %q: topgen has put it there", w.row.prefix(), visible.Shown(w.text)), hintReport)
	}
	c.lost, c.added = nil, nil
}

// hintReport is what to do about what this check finds.
const hintReport = "this is a bug of topgen: please report it with the page"

func (r *wordRow) prefix() string {
	if r.name == "" {
		return ""
	}
	return visible.Shown(r.name) + ": "
}
