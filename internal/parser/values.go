package parser

import (
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/values"
)

// readValues gives fields the values that their descriptions list.
func readValues(fields []*schema.Field) {
	for _, f := range fields {
		f.Values = values.Read(f.Description, schema.KindOf(f))
		readValues(f.Fields)
	}
}
