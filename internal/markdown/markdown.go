// Package markdown lays out our own documents, which are Markdown, for a terminal.
package markdown

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/topgen/topgen/internal/tty"
)

// Options say what the terminal can show.
type Options struct {
	Width int  // in columns; 0 is usualWidth
	Color bool // with ANSI colours; without, code stands in backticks
}

// The columns that text takes: as many as people like to read in a line, or fewer
// where the terminal is narrower, but never so few that nothing can be read.
const (
	usualWidth = 80
	mostWidth  = 100
	leastWidth = 20
)

// The ANSI sequences that are used.
const (
	reset = "\x1b[0m"
	bold  = "\x1b[1m"
	cyan  = "\x1b[36m"
)

// Layout returns the document laid out: headings bold, paragraphs and lists wrapped,
// columns of tables below one another, and code as it is, however long its lines.
// It ends in a newline, unless it is empty.
func Layout(document string, opt Options) string {
	if opt.Width == 0 {
		opt.Width = usualWidth
	}
	l := &layout{src: []byte(document), color: opt.Color}
	width := max(min(opt.Width, mostWidth), leastWidth)
	parser := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()
	lines := l.blocks(parser.Parse(text.NewReader(l.src)), width, true)
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ") + "\n"
	}
	return strings.Join(lines, "")
}

// layout turns nodes into lines.
type layout struct {
	src   []byte
	color bool
}

// blocks lays out the blocks in a node, apart by an empty line if they are spaced.
func (l *layout) blocks(parent ast.Node, width int, spaced bool) []string {
	var lines []string
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if len(lines) > 0 && spaced {
			lines = append(lines, "")
		}
		lines = append(lines, l.block(n, width)...)
	}
	return lines
}

func (l *layout) block(n ast.Node, width int) []string {
	switch n := n.(type) {
	case *ast.Heading:
		return l.wrap(n, bold, width)
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
		return l.code(n)
	case *ast.List:
		return l.list(n, width)
	case *tables.Table:
		return l.table(n, width)
	case *ast.ThematicBreak:
		return []string{strings.Repeat("-", width)}
	case *ast.Blockquote:
		return indent(l.blocks(n, width-2, true), "> ", "> ")
	}
	if n.Type() == ast.TypeBlock && n.HasChildren() && n.FirstChild().Type() == ast.TypeBlock {
		return l.blocks(n, width, true)
	}
	return l.wrap(n, "", width)
}

// code returns the lines of a block as they are written, four columns to the right.
func (l *layout) code(n ast.Node) []string {
	var lines []string
	for i := range n.Lines().Len() {
		at := n.Lines().At(i)
		lines = append(lines, strings.TrimRight(string(at.Value(l.src)), "\n"))
	}
	return indent(lines, "    ", "    ")
}

func (l *layout) list(n *ast.List, width int) []string {
	var lines []string
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "- "
		if n.IsOrdered() {
			mark = numbered(number)
			number++
		}
		if len(lines) > 0 && !n.IsTight {
			lines = append(lines, "")
		}
		lines = append(lines, indent(l.blocks(item, width-len(mark), !n.IsTight), mark, strings.Repeat(" ", len(mark)))...)
	}
	return lines
}

// indent puts first before the first line and rest before the others.
func indent(lines []string, first, rest string) []string {
	for i, line := range lines {
		if i == 0 {
			lines[i] = first + line
		} else {
			lines[i] = rest + line
		}
	}
	return lines
}

// wrap lays out what stands in a node, all of it in a style, in lines of at most
// that many columns. Only words that are longer than a line are broken.
func (l *layout) wrap(n ast.Node, style string, width int) []string {
	width = max(width, 1) // whatever it is nested in
	w := &words{layout: l, width: width}
	w.children(n, style)
	w.end()
	var lines []string
	line, columns := "", 0
	for _, word := range w.done {
		switch {
		case word.newLine:
			lines, line, columns = append(lines, line), "", 0
			continue
		case columns > 0 && columns+1+word.columns > width:
			lines, line, columns = append(lines, line), "", 0
		case columns > 0:
			line += " "
			columns++
		}
		line += word.text
		columns += word.columns
	}
	return append(lines, line)
}

// columnsOf is the number of columns of a line that may hold ANSI sequences.
func columnsOf(line string) int {
	for _, sequence := range []string{reset, bold, cyan} {
		line = strings.ReplaceAll(line, sequence, "")
	}
	return tty.Columns(line)
}
