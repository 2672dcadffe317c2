// Package sample reads the samples of a page: XML and JSON responses and the
// Java code of a request.
//
// Samples are written by hand or by a generator with known bugs, cut short,
// or interrupted by prose. So the readers never fail: they return what can be
// told, and a Fault for each place that made no sense. They keep texts exactly
// and say where everything stands, as an offset in bytes into the sample and
// as a line and column of it.
package sample

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxDepth is how deep a sample may be nested. Real ones stay below 20; a
// sample that goes deeper has a fault and ends there.
const MaxDepth = 200

// Pos is a place in a sample. Line and Column count from 1, columns in runes.
type Pos struct {
	Offset       int // in bytes, from 0
	Line, Column int
}

// Fault is a place in a sample that does not read as it should.
type Fault struct {
	Pos
	Message string // one line, no position
	TooDeep bool   // the sample is nested deeper than MaxDepth
	// Open is the element that is open at an end tag which closes none; nil at any
	// other fault, and where none is open.
	Open *Member
}

// Text is the message with the place at which Open begins, since only who knows
// where the sample stands on its page can tell that: at gives the line and column
// of an offset into the sample.
func (f Fault) Text(at func(offset int) (line, column int)) string {
	if f.Open == nil {
		return f.Message
	}
	line, column := at(f.Open.Pos.Offset)
	return oneLine(fmt.Sprintf("%s: <%s> is open since %d:%d", f.Message, f.Open.Name, line, column))
}

// cursor finds the line and column of offsets that only grow, so that a whole
// sample costs one pass.
type cursor struct {
	src string
	pos Pos
}

func newCursor(src string) cursor {
	return cursor{src: src, pos: Pos{Line: 1, Column: 1}}
}

// at returns the place of offset, which must not lie before an earlier one.
func (c *cursor) at(offset int) Pos {
	s := c.src[c.pos.Offset:offset]
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' {
			c.pos.Line++
			c.pos.Column = 1
			start = i + 1
		}
	}
	c.pos.Column += utf8.RuneCountInString(s[start:])
	c.pos.Offset = offset
	return c.pos
}

func fault(pos Pos, format string, args ...any) Fault {
	return Fault{Pos: pos, Message: oneLine(fmt.Sprintf(format, args...))}
}

// oneLine makes s fit for a message: what a sample holds must not break the
// listing of diagnostics, nor fill it.
func oneLine(s string) string {
	const longest = 200
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	n := 0
	for i, c := range s {
		if n++; n > longest {
			s = s[:i] + "…"
			break
		}
		if !strconv.IsPrint(c) {
			return oneLine(strings.Map(printable, s))
		}
	}
	return s
}

// printable returns r, or U+FFFD for what cannot be seen.
func printable(r rune) rune {
	if strconv.IsPrint(r) {
		return r
	}
	return utf8.RuneError
}

// isSpace reports whether c is white space in XML, JSON and Java.
func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// skipSpace returns the first offset from i on that holds no white space.
func skipSpace(s string, i int) int {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}
