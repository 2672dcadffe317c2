package page

import (
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
	case label == tabJSON && s.current == 0 && part.line > 0:
		s.current = 1
		r.layout()
		return
	case isTabs(label) && (strings.HasPrefix(text, bullet) || part.line == 0):
		r.layout()
		return
	case part.line == 0 && text == strconv.Itoa(s.gutter+1):
		s.gutter++
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
		t.marks = append(t.marks, mark{b.Len(), number, 1 + utf8.RuneCountInString(line[:len(line)-len(cut)])})
		b.WriteString(cut)
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
