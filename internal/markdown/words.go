package markdown

import (
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"github.com/topgen/topgen/internal/tty"
)

// word is a part of a line that is not broken. It may hold ANSI sequences, which
// take no columns.
type word struct {
	text    string
	columns int
	newLine bool // no word: the line ends here
}

// words takes apart what stands in a paragraph.
type words struct {
	*layout
	width int // of a line
	done  []word
	open  word // the word that the next text without a space before it goes on with
}

// children adds what the nodes in a node say, in a style.
func (w *words) children(parent ast.Node, style string) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		w.node(n, style)
	}
}

func (w *words) node(n ast.Node, style string) {
	switch n := n.(type) {
	case *ast.Text:
		w.add(html.UnescapeString(string(util.UnescapePunctuations(n.Value(w.src)))), style) // which goldmark leaves to the renderer
		if n.HardLineBreak() {
			w.end()
			w.done = append(w.done, word{newLine: true})
		} else if n.SoftLineBreak() {
			w.end()
		}
	case *ast.String:
		w.add(string(n.Value), style)
	case *ast.CodeSpan:
		w.code(n)
	case *ast.Emphasis:
		if n.Level > 1 {
			style = bold
		}
		w.children(n, style)
	case *ast.Link:
		w.children(n, style)
		if to := string(n.Destination); strings.Contains(to, "://") {
			w.add(" <"+to+">", style) // others lead to places in the documents that a terminal has not
		}
	case *ast.AutoLink:
		w.add("<"+string(n.URL(w.src))+">", style)
	default:
		w.children(n, style)
	}
}

// code adds a span of code.
func (w *words) code(n *ast.CodeSpan) {
	var code strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			code.Write(t.Value(w.src))
		}
	}
	text := strings.ReplaceAll(code.String(), "\n", " ")
	if w.color {
		w.add(text, cyan)
	} else {
		w.add("`"+text+"`", "")
	}
}

// add adds text in a style. Spaces in it end words, and so does the width of a line.
func (w *words) add(text, style string) {
	for i, part := range strings.Split(text, " ") {
		if i > 0 {
			w.end()
		}
		for w.open.columns+tty.Columns(part) > w.width { // then it fills a line, and the rest begins the next one
			if room := w.width - w.open.columns; room > 0 {
				fits := prefix(part, room)
				w.extend(fits, style)
				part = part[len(fits):]
			}
			w.end()
		}
		w.extend(part, style)
	}
}

// prefix returns as much of s as fits into that many columns: at least a character
// of a text, since nothing else would ever fit.
func prefix(s string, columns int) string {
	for i, r := range s {
		if columns -= tty.Columns(string(r)); columns < 0 && i > 0 {
			return s[:i]
		}
	}
	return s
}

// extend adds text to the word that is open.
func (w *words) extend(text, style string) {
	if text == "" {
		return
	}
	w.open.columns += tty.Columns(text)
	if w.color && style != "" {
		text = style + text + reset
	}
	w.open.text += text
}

// end ends the word that is open.
func (w *words) end() {
	if w.open.text != "" {
		w.done = append(w.done, w.open)
	}
	w.open = word{}
}

// numbered is the mark of an item in a numbered list.
func numbered(n int) string { return strconv.Itoa(n) + ". " }
