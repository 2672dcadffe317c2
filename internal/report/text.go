package report

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/tty"
)

// textPrinter prints "file:1:2: warning: message [code]", and below it, if it
// is given the lines, the line with a caret and what to do about it.
type textPrinter struct {
	w   *bufio.Writer
	opt Options
}

// The ANSI sequences that the text form uses.
const (
	ansiReset  = "\x1b[0m"
	ansiBold   = "\x1b[1m"
	ansiRed    = "\x1b[1;31m"
	ansiYellow = "\x1b[1;33m"
	ansiGreen  = "\x1b[1;32m"
	ansiGray   = "\x1b[90m"
)

func (p *textPrinter) Print(list diag.List) {
	for _, d := range list {
		p.print(d)
	}
}

func (p *textPrinter) print(d diag.Diagnostic) {
	if pos := tty.Escape(d.Pos.String()); pos != "" {
		fmt.Fprintf(p.w, "%s: ", p.paint(ansiBold, pos))
	}
	color := ansiYellow
	if d.Severity == diag.Error {
		color = ansiRed
	}
	fmt.Fprintf(p.w, "%s: %s %s\n", p.paint(color, d.Severity.String()), tty.Escape(d.Message), p.paint(ansiGray, "["+string(d.Code)+"]"))
	if p.opt.Listing == nil {
		return
	}
	if line, ok := p.opt.Listing(d.Pos); ok && d.Pos.Line > 0 {
		p.listing(d.Pos, line)
	}
	if d.Hint != "" {
		fmt.Fprintf(p.w, "        %s %s\n", p.paint(ansiGray, "hint:"), tty.Escape(d.Hint))
	}
}

func (p *textPrinter) Fail(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			p.Fail(e)
		}
		return
	}
	fmt.Fprintf(p.w, "%s %s\n", p.paint(ansiBold, "topgen:"), tty.Escape(err.Error()))
}

func (p *textPrinter) Flush() error { return p.w.Flush() }

func (p *textPrinter) Close() error { return p.w.Flush() }

func (p *textPrinter) paint(color, s string) string {
	if !p.opt.Color {
		return s
	}
	return color + s + ansiReset
}

// listing shows the line, and a caret below its column if that is known.
func (p *textPrinter) listing(pos diag.Position, line string) {
	text, caret := excerpt(line, pos.Column)
	fmt.Fprintf(p.w, "%s %s\n", p.paint(ansiGray, fmt.Sprintf("%6d |", pos.Line)), text)
	if pos.Column > 0 {
		fmt.Fprintf(p.w, "%s %s%s\n", p.paint(ansiGray, "       |"), strings.Repeat(" ", caret), p.paint(ansiGreen, "^"))
	}
}

// How much of a long line an excerpt shows, in runes on each side of the column.
const (
	excerptBefore = 40
	excerptAfter  = 60
)

// excerpt returns what to show of a line around a column (in runes, from 1),
// and how many cells of a terminal stand before that column. HTML pages have
// lines of many thousand runes.
func excerpt(line string, column int) (text string, cells int) {
	runes := []rune(strings.ToValidUTF8(line, "\uFFFD"))
	at := min(max(column-1, 0), len(runes))
	from, to := max(at-excerptBefore, 0), min(at+excerptAfter, len(runes))
	if from > 0 {
		text, cells = "…", 1
	}
	for i, r := range runes[from:to] {
		s := string(r)
		if r == '\t' {
			s = " " // so that the caret below stays in place
		}
		s = tty.Escape(s)
		text += s
		if from+i < at {
			cells += tty.Columns(s)
		}
	}
	if to < len(runes) {
		text += "…"
	}
	return text, cells
}
