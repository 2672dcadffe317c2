// Package docs holds the documentation that topgen shows, too.
package docs

import (
	_ "embed"
	"regexp"
	"strings"
)

// Diagnostics is diagnostics.md: a section of the second level for each code.
//
//go:embed diagnostics.md
var Diagnostics string

// Explain returns what diagnostics.md says of a code, as Markdown without the
// heading.
func Explain(code string) (text string, ok bool) {
	_, rest, ok := strings.Cut(Diagnostics, "\n## "+code+"\n")
	if !ok {
		return "", false
	}
	text, _, _ = strings.Cut(rest, "\n## ")
	return strings.TrimSpace(text), true
}

// Entry returns an entry of topgen.yaml that settles a warning of a code: the one that
// diagnostics.md shows for it, for another method and field. Without a field it is about
// the whole page; "" if diagnostics.md shows none.
func Entry(code, method, field string) string {
	text, _ := Explain(code)
	entry := entryShown.FindString(text + "\n")
	entry = entryMethod.ReplaceAllLiteralString(entry, "method: "+method)
	if field != "" {
		entry = entryField.ReplaceAllLiteralString(entry, "field: "+field)
	}
	var lines []string
	for line := range strings.Lines(entry) {
		lines = append(lines, strings.TrimPrefix(line, "    "))
	}
	return strings.Join(lines, "")
}

var (
	entryShown  = regexp.MustCompile(`(?m)^    (fields|apis|accept):\n(    .*\n)+`)
	entryMethod = regexp.MustCompile(`method: [^,}\s]+`)
	entryField  = regexp.MustCompile(`field: [^,}\s]+`)
)
