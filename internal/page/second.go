package page

import (
	"fmt"
	"strings"
	"unicode"

	xhtml "golang.org/x/net/html"

	"github.com/topgen/topgen/internal/diag"
)

// tables are those of parameters that begin in a file, in order: a page has one of each
// section, and a file one page.
type tables []tableStart

// tableStart is where the table of a section begins.
type tableStart struct {
	name string // of the section, as the site has it
	line int
}

// messageTableName is the section of a message that has its table.
const messageTableName = "消息属性"

// tableNamed returns the section with a table of parameters that a heading names, "" if
// it names none.
func tableNamed(heading string) string {
	bare := bareHeading(heading)
	switch s := headings[bare]; {
	case s == sectionRequest || s == sectionResponse:
		return s.String()
	case messageHeadings[bare] == sectionResponse:
		return messageTableName
	}
	return ""
}

// add keeps where the table of a section begins. It returns the section and the line of
// the first table that the same page cannot have, 0 if there is none.
func (t *tables) add(name string, line int) (other string, at int) {
	for _, first := range *t {
		if first.name == name || (first.name == messageTableName) != (name == messageTableName) {
			return first.name, first.line
		}
	}
	*t = append(*t, tableStart{name, line})
	return "", 0
}

// reportSecond reports a table that is not of the page whose table began in a line
// before it: which page is meant, and what belongs to it, is for a person to say.
func reportSecond(report reporter, heading Text, name, other string, at int) {
	report(diag.NotAnAPIPage, diag.Error, heading, fmt.Sprintf("the file holds more than one page: a table %s begins here, and a table %s in line %d", name, other, at),
		"give each page a file of its own")
}

// second reports whether the line at hand begins a table of another page.
func (r *textReader) second() bool {
	text, _ := cutMark(r.line, bullet)
	name := tableNamed(text.S)
	if name == "" || !isColumnName(r.nextLine()) {
		return false
	}
	other, at := r.tables.add(name, r.number)
	if at == 0 {
		return false
	}
	reportSecond(r.report, r.line, name, other, at)
	return true
}

// isColumnName reports whether a line begins with the name of the first column of a
// table of parameters, whatever its borders are.
func isColumnName(line string) bool {
	words := strings.FieldsFunc(line, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("|*"+bullet, c) })
	return len(words) > 0 && columnWords[words[0]] == columnName
}

// second reports a heading of a table of another page. The table of the first was read
// when it is one: of two headings in a row, both are that of the same table.
func (r *htmlReader) second(n *xhtml.Node) {
	heading := r.text(n, false)
	name := tableNamed(heading.S)
	if name == "" {
		return
	}
	if other, at := r.tables.add(name, heading.Line); at > 0 && len(r.page.Request.Source)+len(r.page.Response.Source) > 0 {
		reportSecond(r.report, heading, name, other, at)
	}
}
