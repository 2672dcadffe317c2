// Package docs holds the documentation that topgen shows, too.
package docs

import (
	_ "embed"
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
