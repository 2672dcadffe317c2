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
// however wide the steps are. What stands between tags or JSON's tokens means
// nothing; a line that begins within a value stays as it is.
func Indent(text string) string {
	isJSON := IsJSON(text)
	if !isJSON && (!strings.HasPrefix(strings.TrimSpace(text), "<") || strings.Contains(text, "<!")) {
		return text // a comment or a CDATA section has lines of its own
	}
	var b strings.Builder
	var widths []int // of the indentation of the lines around
	var before string
	for line := range strings.Lines(text) {
		rest := strings.TrimLeft(line, " \t")
		if before == "" || isJSON || strings.HasSuffix(before, ">") && strings.HasPrefix(rest, "<") {
			width := len(line) - len(rest)
			for len(widths) > 0 && widths[len(widths)-1] >= width {
				widths = widths[:len(widths)-1]
			}
			if before == "" || width == 0 {
				widths = widths[:0]
			}
			b.WriteString(strings.Repeat("\t", len(widths)))
			widths = append(widths, width)
			line = rest
		}
		b.WriteString(line)
		before = strings.TrimRight(line, " \t\r\n")
	}
	return b.String()
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
