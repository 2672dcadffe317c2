package schema

import (
	"strconv"
	"strings"
)

// Shape writes down what makes two uses of a type name one type: the names, types,
// lists and nesting of its rows, and the zones and layouts of dates.
func Shape(b *strings.Builder, rows []*Field) {
	for _, r := range rows {
		b.WriteString(strconv.Quote(r.Name) + strconv.Quote(r.Type) + strconv.FormatBool(r.List))
		if r.Time != nil {
			b.WriteString(strconv.Quote(r.Time.Zone) + strconv.Quote(r.Time.Layout))
		}
		if len(r.Fields) > 0 {
			b.WriteByte('{')
			Shape(b, r.Fields)
			b.WriteByte('}')
		}
		b.WriteByte(';')
	}
}
