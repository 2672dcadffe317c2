package page

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sampleReader collects the lines of a sample.
type sampleReader struct {
	indent int // columns before the section's heading: the page's, not the sample's
	// parts are the samples of the section: one, or one in XML and one in JSON.
	parts   [2]samplePart
	current int
	gutter  int // line numbers seen, which a highlighter put before the sample
}

// samplePart is a run of lines of the source.
type samplePart struct {
	line       int // number of the first line
	start, end int // offsets
}

func (s *sampleReader) read(r *textReader) {
	text := r.line.S
	part := &s.parts[s.current]
	label := strings.TrimSpace(strings.TrimPrefix(text, bullet))
	switch {
	case isJSONTab(label) && s.current == 0 && part.line > 0:
		s.current = 1
		r.layout()
		return
	case isTabs(label) && (strings.HasPrefix(text, bullet) || part.line == 0):
		r.page.Unmarked = r.page.Unmarked || isNewTabs(label)
		r.layout()
		return
	case part.line == 0 && s.lineNumbers(text):
		r.layout()
		return
	case s.current == 0 && part.line > 0 && strings.HasPrefix(text, "{") && closed(r.src[part.start:part.end]):
		s.current = 1
		part = &s.parts[1]
	}
	if part.line == 0 {
		part.line, part.start = r.number, r.start
	}
	part.end = min(r.next-1, len(r.src))
}

// beginsSample reports whether a line is the first of a sample: a label of a
// tab, a line number, XML, JSON or a statement.
func beginsSample(line string) bool {
	label := strings.TrimSpace(strings.TrimPrefix(line, bullet))
	return isTabs(label) || line != "" && strings.ContainsAny(line[:1], "<{[1") || strings.HasSuffix(line, ";")
}

// lineNumbers reports whether a line has nothing but the next line numbers of a
// highlighter, "3" or "1 2 3".
func (s *sampleReader) lineNumbers(line string) bool {
	n := s.gutter
	for word := range strings.FieldsSeq(line) {
		n++
		if word != strconv.Itoa(n) {
			return false
		}
	}
	s.gutter = n
	return true
}

// closed reports whether an XML sample has its last end tag, so that a "{" on
// a new line begins another sample.
func closed(sample string) bool {
	sample = strings.TrimSpace(sample)
	name, _, ok := strings.Cut(strings.TrimPrefix(sample, "<"), ">")
	return ok && strings.HasPrefix(sample, "<") && strings.HasSuffix(sample, "</"+name+">")
}

// text returns the n-th sample of the section without the page's indentation.
func (s *sampleReader) text(src string, n int) Text {
	part := s.parts[n]
	if part.line == 0 {
		return Text{}
	}
	whole := src[part.start:part.end]
	if s.indent == 0 && s.gutter == 0 {
		return Text{S: strings.TrimRight(whole, " \t\n"), Line: part.line, Column: 1}
	}
	var b strings.Builder
	t := Text{Line: part.line}
	number := part.line
	for line := range strings.SplitSeq(strings.TrimRight(whole, " \t\n"), "\n") {
		cut := cutIndent(line, s.indent)
		if number > part.line {
			b.WriteByte('\n')
		}
		at := mark{b.Len(), number, 1 + utf8.RuneCountInString(line[:len(line)-len(cut)])}
		if s.gutter > 0 {
			t.marks = closeTags(&b, cut, at, t.marks)
		} else {
			t.marks = append(t.marks, at)
			b.WriteString(cut)
		}
		number++
	}
	t.S = b.String()
	t.Column = t.marks[0].column
	return t
}

// cutIndent cuts at most n spaces off the front of line.
func cutIndent(line string, n int) string {
	for n > 0 && line != "" && (line[0] == ' ' || line[0] == '\t') {
		line = line[1:]
		n--
	}
	return line
}

// spacedTag is a tag as highlighters copy it: "< cid >", "</ cid >".
var spacedTag = regexp.MustCompile(`(</?) *([^<> /][^<>]*?) *(/?>)`)

// closeTags writes a line without the spaces that highlighters put into tags,
// and adds marks where they were; at is the place of the line.
func closeTags(b *strings.Builder, line string, at mark, marks []mark) []mark {
	last, counted := 0, 0
	write := func(start, end int) {
		at.column += utf8.RuneCountInString(line[counted:start])
		at.offset, counted = b.Len(), start
		marks = append(marks, at)
		b.WriteString(line[start:end])
		last = end
	}
	for _, m := range spacedTag.FindAllStringSubmatchIndex(line, -1) {
		write(last, m[3]) // the text before, and "<" or "</"
		write(m[4], m[5])
		write(m[6], m[7])
	}
	write(last, len(line))
	return marks
}
