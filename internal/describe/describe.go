// Package describe shows an API to people: what the page says, with the tree
// of fields that the page itself cannot show.
package describe

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/tty"
)

// Options say how an API is shown.
type Options struct {
	Width int  // columns of the terminal; 0 means not to cut lines
	Color bool // with ANSI colours
}

// The ANSI sequences that are used.
const (
	reset = "\x1b[0m"
	bold  = "\x1b[1m"
	gray  = "\x1b[90m"
	red   = "\x1b[31m"
	cyan  = "\x1b[36m"
)

// API writes the API to w.
func API(w io.Writer, a *api.API, opt Options) error {
	p := &printer{w: bufio.NewWriter(w), opt: opt}
	p.head(a)
	if a.Message {
		p.fields("Fields", a.API.Response)
		return p.w.Flush()
	}
	p.fields("Request", a.API.Request)
	p.fields("Response", a.API.Response)
	p.errors(a.Errors)
	return p.w.Flush()
}

type printer struct {
	w   *bufio.Writer
	opt Options
}

// cell is a piece of a line: its text, its colour and, if not 0, the number of
// columns that it fills at least.
type cell struct {
	text, color string
	fill        int
}

// line writes cells side by side and cuts them at the width of the terminal.
// Nothing follows the last text of a line.
func (p *printer) line(cells ...cell) {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1].text) == "" {
		cells = cells[:len(cells)-1]
	}
	left := p.opt.Width
	if left == 0 {
		left = math.MaxInt
	}
	for i, c := range cells {
		text := tty.Cut(tty.Escape(c.text), left)
		if i == len(cells)-1 {
			text = strings.TrimRight(text, " ")
		} else if pad := min(c.fill, left) - tty.Columns(text); pad > 0 {
			text += strings.Repeat(" ", pad)
		}
		left -= tty.Columns(text)
		if p.opt.Color && c.color != "" && text != "" {
			text = c.color + text + reset
		}
		p.w.WriteString(text)
	}
	p.w.WriteByte('\n')
}

func (p *printer) head(a *api.API) {
	p.line(cell{text: a.Method, color: bold}, cell{text: "  " + a.Title})
	if a.Description != "" && a.Description != a.Title {
		p.line(cell{text: "  " + a.Description})
	}
	if why := a.WithdrawnBecause(); why != "" {
		p.line(cell{text: "  deprecated: " + why, color: red})
	}
	session := "no session"
	if a.Session {
		session = "session"
	}
	facts := []string{"protocol " + a.Protocol, session}
	if a.Message {
		facts = []string{"message"}
		if a.Session {
			facts = append(facts, "of users who have permitted it")
		}
	}
	if root := a.ShownRoot(); root != "" {
		facts = append(facts, "root "+root)
	}
	if a.Category != "" {
		facts = append(facts, a.Category)
	}
	p.line(cell{text: "  " + strings.Join(facts, ", "), color: gray})
	p.line(cell{text: fmt.Sprintf("  %s:%d (%s)", a.Source.Path, a.Source.Line, a.Source.Format), color: gray})
}

// row is a line of a table of fields.
type row struct {
	branch, name, typ, text string
	required                bool
	ambiguous               bool
}

func (p *printer) fields(title string, fields []*schema.Field) {
	p.line()
	p.line(cell{text: title, color: bold})
	if len(fields) == 0 {
		p.line(cell{text: "  none", color: gray})
		return
	}
	rows := appendRows(nil, "", true, fields)
	nameFill, typeFill := 0, 0
	for _, r := range rows {
		nameFill = max(nameFill, tty.Columns(r.branch+r.name)+1)
		typeFill = max(typeFill, tty.Columns(r.typ))
	}
	for _, r := range rows {
		mark := " "
		if r.required {
			mark = "*"
		}
		text := r.text
		if r.ambiguous {
			text = "(depth not certain) " + text
		}
		p.line(cell{text: "  "}, cell{text: r.branch, color: gray}, cell{text: r.name}, cell{text: mark, color: red},
			cell{fill: nameFill - tty.Columns(r.branch+r.name) - 1}, cell{text: "  "}, cell{text: r.typ, color: cyan, fill: typeFill},
			cell{text: "  "}, cell{text: text})
	}
}

// appendRows adds a row for each field and, below it, its fields. indent is
// drawn left of them; the fields at the top have no branches.
func appendRows(rows []row, indent string, top bool, fields []*schema.Field) []row {
	for i, f := range fields {
		branch, below := indent+"├ ", indent+"│ "
		switch {
		case top:
			branch, below = "", ""
		case i == len(fields)-1:
			branch, below = indent+"└ ", indent+"  "
		}
		rows = append(rows, row{
			branch: branch, name: f.Name, typ: f.DocumentedType(), text: about(f),
			required: f.IsRequired(), ambiguous: f.Ambiguous,
		})
		rows = appendRows(rows, below, false, f.Fields)
	}
	return rows
}

// about is what a row says of a field beside name and type.
func about(f *schema.Field) string {
	var parts []string
	if f.Example != "" {
		parts = append(parts, f.Example)
	}
	if f.Limits != nil {
		parts = append(parts, "["+limits(f.Limits)+"]")
	}
	if f.Time != nil {
		parts = append(parts, "["+f.Time.String()+"]")
	}
	if len(f.Values) > 0 {
		parts = append(parts, "["+values(f.Values)+"]")
	}
	if f.Description != "" {
		parts = append(parts, f.Description)
	}
	return strings.Join(parts, "  ")
}

func limits(l *schema.Limits) string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+" "+value)
		}
	}
	add("default", l.Default)
	add("max length", l.MaxLength.String())
	add("max list size", l.MaxListSize.String())
	add("min", l.MinValue.String())
	add("max", l.MaxValue.String())
	add("file types", strings.Join(l.FileTypes, " "))
	return strings.Join(parts, ", ")
}

// values lists the values of a field. What they mean stands in the description.
func values(list []schema.Value) string {
	s := "values"
	for _, v := range list {
		s += " " + v.Value
	}
	return s
}

func (p *printer) errors(errors []schema.ErrorCode) {
	if len(errors) == 0 {
		return
	}
	p.line()
	p.line(cell{text: "Errors", color: bold})
	fill := 0
	for _, e := range errors {
		fill = max(fill, tty.Columns(e.Code))
	}
	for _, e := range errors {
		text := e.Message
		if e.Solution != "" {
			text += ": " + e.Solution
		}
		p.line(cell{text: "  "}, cell{text: e.Code, color: cyan, fill: fill}, cell{text: "  " + text})
	}
}
