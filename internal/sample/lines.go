package sample

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// Lines returns JSON or XML with a line for every value, for people; any other
// text as it is. OneLine is the way back, where no value has a line end beside a
// tag.
func Lines(text string) string {
	switch {
	case IsJSON(text):
		var b bytes.Buffer
		if json.Indent(&b, []byte(strings.TrimSpace(text)), "", "  ") == nil {
			return b.String()
		}
	case strings.HasPrefix(strings.TrimSpace(text), "<"):
		if doc := ReadXML(text); doc.Reads() && !doc.Mixed {
			elements := make([]string, len(doc.Root.Members))
			for i, m := range doc.Root.Members {
				elements[i] = m.Value.XML(m.Name)
			}
			return strings.Join(elements, "\n")
		}
	}
	return text
}

// Indent returns JSON or XML in lines with a tab for each step of its indentation,
// however wide the steps are. A line that begins within a value stays as it is. White
// space between the tokens of JSON means nothing; that between tags does, where a field
// holds markup as its text, so XML is for those who can tell what it was by OneLine.
func Indent(text string) string {
	isJSON := IsJSON(text) && json.Valid([]byte(text))
	if !isJSON && (!strings.HasPrefix(strings.TrimSpace(text), "<") || strings.Contains(text, "<!")) {
		return text // in a comment or a CDATA section anything may stand
	}
	var b strings.Builder
	var widths []int // of the indentation of the lines that this one is in
	before := ">"    // the last line that is not blank
	for line := range strings.Lines(text) {
		rest := strings.TrimLeft(line, " \t")
		if isJSON || endsInTag(before) && strings.HasPrefix(rest, "<") {
			width := len(line) - len(rest)
			for len(widths) > 0 && widths[len(widths)-1] >= width {
				widths = widths[:len(widths)-1]
			}
			b.WriteString(strings.Repeat("\t", len(widths)))
			widths = append(widths, width)
			line = rest
		}
		b.WriteString(line)
		if text := strings.TrimRight(rest, " \t\r\n"); text != "" {
			before = text
		}
	}
	return b.String()
}

// endsInTag reports whether a line of XML ends behind a tag.
func endsInTag(line string) bool {
	tag, ok := strings.CutSuffix(line, ">")
	return ok && strings.LastIndexByte(tag, '<') >= strings.LastIndexByte(tag, '>')
}

// betweenTags is white space with a line end in it, and nothing else beside it.
var betweenTags = regexp.MustCompile(`>\s*\n\s*<`)

// OneLine returns JSON or XML that is in lines without the white space between its
// values.
func OneLine(text string) string {
	var b bytes.Buffer
	if IsJSON(text) && json.Compact(&b, []byte(text)) == nil {
		return b.String()
	}
	return betweenTags.ReplaceAllString(text, "><")
}
