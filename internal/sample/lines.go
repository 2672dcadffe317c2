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
