package openapi

import (
	"regexp"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// dateSchema returns the schema of a date: a text or, in responses whose page
// shows that, milliseconds since 1970. Where a layout is documented, requests have that,
// and responses any form that is read.
func dateSchema(f *api.Use, v variant) object {
	date := object{{"type", "string"}, {"pattern", patternDate}}
	millis := f.Time.LayoutOf() == schema.Milliseconds
	switch {
	case millis && v.request():
		date = object{{"type", "string"}, {"pattern", `^\d{13}$`}}
	case f.Time.LayoutOf() != "" && v.request():
		date = object{{"type", "string"}, {"pattern", layoutPattern(f.Time)}}
	case f.Time.LayoutOf() != "":
		date = object{{"type", "string"}}
	}
	if millis || !v.request() && isInteger(f.Doc.Example) {
		return object{{"oneOf", []any{date, object{{"type", "integer"}, {"format", "int64"}}}}}
	}
	return date
}

var (
	layoutDigit = regexp.MustCompile(`\d`)
	layoutWord  = regexp.MustCompile(`[A-Z][a-z]+|PM`)
)

// layoutPattern returns the regular expression of the texts of a layout.
func layoutPattern(t *schema.Time) string {
	text, offset := strings.CutSuffix(t.Layout, "Z07:00")
	text = layoutDigit.ReplaceAllString(layoutWord.ReplaceAllString(regexp.QuoteMeta(text), `\w+`), `\d`)
	if offset {
		text += `(Z|[+-]\d\d:\d\d)`
	}
	return "^" + text + "$"
}

// dateValue returns a date as JSON: what dateSchema describes.
func dateValue(f *api.Use, text string, v variant) any {
	switch {
	case !v.request() && isInteger(text) && (isInteger(f.Doc.Example) || f.Time.LayoutOf() == schema.Milliseconds):
		return number(text)
	case f.Time == nil:
		return api.DateText(text)
	case v.request():
		return f.RequestDate(text)
	}
	return text
}
