package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// undone reports the entries of which nothing is left, since another one takes their field
// away, and those that take a field away which another one puts elsewhere.
func (a *applier) undone() {
	left := make(map[*schema.Field]bool)
	a.eachField(func(f *schema.Field) { left[f] = true })
	for _, i := range slices.Sorted(maps.Keys(a.uses)) {
		e := a.config.Entries[i]
		if !e.isField() || a.uses[i].Missing || slices.ContainsFunc(a.list, func(d diag.Diagnostic) bool { return d.Pos == e.Pos }) {
			continue
		}
		rows := a.places.byPath[e.Target]
		gone := len(rows) > 0 && !slices.ContainsFunc(rows, func(r *row) bool { return left[r.Field] })
		switch {
		case gone && e.Kind != FieldRemove:
			a.fault(i, "the entry changes nothing, since the field is taken away by the one"+a.lineOf(FieldRemove, FieldType, e), "keep one of the two")
		case !gone && e.Kind == FieldRemove:
			a.fault(i, "the field is not taken away, since it is put elsewhere by the entry"+a.lineOf(FieldUnder, FieldUnder, e), "keep one of the two")
		}
	}
}

// lineOf says in which line an entry of one of two kinds stands that is about the field of
// another, or about an object around it.
func (a *applier) lineOf(one, two Kind, e Entry) string {
	for _, i := range a.config.methods[a.api.Method] {
		o := a.config.Entries[i]
		if (o.Kind == one || o.Kind == two) && o.Pos != e.Pos && strings.HasPrefix(e.Target+".", o.Target+".") {
			return fmt.Sprintf(" in line %d", o.Pos.Line)
		}
	}
	return " about an object around it"
}
