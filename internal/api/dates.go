package api

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/dates"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// checkDates reports dates whose texts name a zone or a form that cannot be told for
// certain. What they name for certain is in Field.Time.
func (a *API) checkDates() diag.List {
	f := findings{file: a.Source.Path}
	f.dates(a.Request, "request", map[*Object]bool{})
	f.dates(a.Response, "response", map[*Object]bool{})
	return f.list
}

func (f *findings) dates(o *Object, path string, seen map[*Object]bool) {
	if o == nil || seen[o] {
		return // of an object that contains itself
	}
	seen[o] = true
	for _, u := range o.Fields {
		at := Join(path, u.Wire)
		if u.Kind == schema.KindDate {
			f.date(u, at)
		}
		if !u.Loop {
			f.dates(u.Object, at, seen)
		}
	}
}

// date reports what the text of a date leaves open and topgen.yaml does not say.
func (f *findings) date(u *Use, path string) {
	said := dates.Read(u.Doc.Description)
	side, name, _ := strings.Cut(path, ".")
	say := func(d *dates.Doubt, taken, hint string) {
		place := schema.Place{Line: u.Doc.Line, Column: u.Doc.Column}
		f.warn(diag.DateZone, u.Key, place, fmt.Sprintf("%s: the text says %q, and %s: the bindings %s", name, d.Said, d.Why, taken), hint)
	}
	if d := said.ZoneDoubt; d != nil && !u.Doc.ZoneSettled && u.Time.LayoutOf() != schema.Milliseconds {
		say(d, "take it for a time in "+u.Time.ZoneWord(), `say which zone it is with "zone" in topgen.yaml`)
	}
	if d := said.LayoutDoubt; d != nil && !u.Doc.LayoutSettled && (side == "request" || !d.Sent) {
		verb := map[string]string{"request": "send ", "response": "read "}[side]
		say(d, verb+u.Time.Pattern(), `say which form it is with "layout" in topgen.yaml`)
	}
}
