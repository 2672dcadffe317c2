package parser

import (
	"encoding/json"
	"strings"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// limitsOf makes limits of what the page says, nil where it says nothing.
func limitsOf(limits []page.Limit) *schema.Limits {
	var out *schema.Limits
	for _, l := range limits {
		value := plain(l.Value.S)
		if value == "" {
			continue
		}
		if out == nil {
			out = new(schema.Limits)
		}
		switch l.Label.S {
		case page.LabelDefault:
			out.Default = value
		case page.LabelMaxLength:
			out.MaxLength = json.Number(value)
		case page.LabelMaxListSize:
			out.MaxListSize = json.Number(value)
		case page.LabelMinValue:
			out.MinValue = json.Number(value)
		case page.LabelMaxValue:
			out.MaxValue = json.Number(value)
		case page.LabelFileTypes:
			out.FileTypes = fileTypes(value)
		}
	}
	return out
}

// fileTypes splits "jpg,.png、gif".
func fileTypes(s string) []string {
	var types []string
	for _, t := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(",;|/，；、 ", c) }) {
		if t = strings.TrimPrefix(t, "."); t != "" {
			types = append(types, t)
		}
	}
	return types
}
