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
	color := [...]string{diag.Warning: ansiYellow, diag.Error: ansiRed, diag.Note: ansiGray}[d.Severity]
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

// listingMargin is how many columns stand before the text of a listing.
const listingMargin = len("   123 | ")

// The columns that the text of a listing takes at most: as many as a terminal of
// 80 columns has for it where the width is not known, and enough to see something
// where the terminal is too narrow.
const (
	usualRoom = 80 - listingMargin - 1
	leastRoom = 10
)

// listing shows the line, and a caret below its column if that is known. Both fit
// on a line of the terminal, or the caret would stand below something else; the
// last column stays free, since some terminals begin a new line there.
func (p *textPrinter) listing(pos diag.Position, line string) {
	room := usualRoom
	if p.opt.Width > 0 {
		room = max(p.opt.Width-listingMargin-1, leastRoom)
	}
	text, caret := excerpt(line, pos.Column, room)
	margin := fmt.Sprintf("%6d |", pos.Line)
	fmt.Fprintf(p.w, "%s %s\n", p.paint(ansiGray, margin), text)
	if pos.Column > 0 {
		fmt.Fprintf(p.w, "%s %s%s\n", p.paint(ansiGray, strings.Repeat(" ", len(margin)-1)+"|"), strings.Repeat(" ", caret), p.paint(ansiGreen, "^"))
	}
}

// cut marks where an excerpt leaves out a part of the line.
const cut = "…"

// excerpt returns what to show of a line around a column (in runes, from 1) in
// that many columns of a terminal, and how many of them stand before that column.
// Of a line that is too long, most is shown of what follows the column. HTML pages
// have lines of many thousand runes.
func excerpt(line string, column, room int) (text string, before int) {
	runes := []rune(strings.ToValidUTF8(line, "\uFFFD"))
	at := min(max(column-1, 0), len(runes))
	if columns, whole := columnsUpTo(runes, room); whole && (at < len(runes) || columns < room) {
		return shown(runes), tty.Columns(shown(runes[:at]))
	}
	room -= 2 * tty.Columns(cut)
	from, to, used := at, at, 0
	grow := func(limit int, left bool) {
		for {
			next := to
			if left {
				next = from - 1
			}
			if next < 0 || next == len(runes) {
				return
			}
			columns := tty.Columns(shown(runes[next : next+1]))
			if used+columns > limit {
				return
			}
			used += columns
			if left {
				from = next
			} else {
				to = next + 1
			}
		}
	}
	grow(room*2/5, true)
	grow(room, false)
	grow(room, true) // what the end of the line has left
	if from > 0 {
		text = cut
	}
	before = tty.Columns(text + shown(runes[from:at]))
	text += shown(runes[from:to])
	if to < len(runes) {
		text += cut
	}
	return text, before
}

// columnsUpTo returns how many columns the runes take, and whether they are no
// more than limit; it does not look at all of them else.
func columnsUpTo(runes []rune, limit int) (columns int, whole bool) {
	for _, r := range runes {
		if columns += tty.Columns(shown([]rune{r})); columns > limit {
			return columns, false
		}
	}
	return columns, true
}

// shown returns the runes as a terminal may have them: a tab is one space, so that
// the caret below stays in place.
func shown(runes []rune) string {
	return tty.Escape(strings.ReplaceAll(string(runes), "\t", " "))
}
