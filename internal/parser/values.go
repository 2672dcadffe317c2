package parser

import (
	"github.com/topgen/topgen/internal/dates"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/values"
)

// readValues gives fields the values that their descriptions list, and dates the zones
// and layouts that these name.
func readValues(fields []*schema.Field) {
	for _, f := range fields {
		f.Values = values.Read(f.Description, schema.KindOf(f))
		f.Time = dates.Of(f)
		readValues(f.Fields)
	}
}
