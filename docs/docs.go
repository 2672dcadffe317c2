// Package docs holds the documentation that topgen shows, too.
package docs

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
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

// Entries returns entries of topgen.yaml each of which settles a warning of a code: those
// that diagnostics.md shows for it, for another method and field. The object under which
// the field stands, if it is known, is where the page leaves that open. Without a field
// they are about the whole page. What else is in them is an example.
func Entries(code, method, field, under string) []string {
	text, _ := Explain(code)
	var list []string
	for line := range strings.Lines(entriesShown.FindString(text + "\n")) {
		line = strings.TrimPrefix(line, "    ")
		if !strings.HasPrefix(line, " ") {
			list = append(list, "") // a section begins
		}
		line = entryComment.ReplaceAllString(line, "")
		line = entryMethod.ReplaceAllLiteralString(line, "method: "+inYAML(method))
		if field != "" {
			line = entryField.ReplaceAllLiteralString(line, "field: "+inYAML(field))
		} else if strings.HasPrefix(list[len(list)-1], "accept:") {
			line = entryNoField.ReplaceAllLiteralString(line, "")
		}
		if under != "" {
			line = entryUnder.ReplaceAllLiteralString(line, "under: "+inYAML(under))
		}
		list[len(list)-1] += line
	}
	return slices.DeleteFunc(list, func(entry string) bool { return field == "" && entryField.MatchString(entry) })
}

// inYAML returns a text as YAML has it, in quotes if it is not as plain as names are.
func inYAML(text string) string {
	if plainName.MatchString(text) {
		return text
	}
	return strconv.Quote(text)
}

var (
	plainName    = regexp.MustCompile(`^[\p{L}\p{N}_.-]+$`)
	entriesShown = regexp.MustCompile(`(?m)^    (fields|apis|accept):\n(    .*\n)+`)
	entryMethod  = regexp.MustCompile(`\bmethod: [^,}\s]+`)
	entryField   = regexp.MustCompile(`\bfield: [^,}\s]+`)
	entryNoField = regexp.MustCompile(`\bfield: [^,}\s]+, `)
	entryUnder   = regexp.MustCompile(`\bunder: [^,}\s]+`)
	entryComment = regexp.MustCompile(` +# .*`)
)
