package explorer

import (
	"github.com/topgen/topgen/docs"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// diagView is a diagnostic as the page shows it.
type diagView struct {
	Severity, Message, Hint, Pos, Code string
	Field, Link                        string   // the field that it is about, and where that stands
	Entries                            []string // of topgen.yaml, of which each settles it
}

func (x *Explorer) diagViews(list diag.List) []diagView {
	var views []diagView
	for _, d := range list {
		views = append(views, diagView{Severity: d.Severity.String(), Message: d.Message, Hint: d.Hint, Pos: d.Pos.String(), Code: string(d.Code)})
	}
	return views
}

// settle adds where the field stands that a diagnostic is about, and the entries that
// settle it.
func (v *diagView) settle(d diag.Diagnostic, method string, fields map[string]*schema.Field) {
	f, under := fields[d.About], ""
	if f != nil {
		v.Field, v.Link = d.About, anchorURL("", d.About)
		if len(f.Candidates) > 1 {
			under = f.Candidates[1]
		}
	}
	v.Entries = docs.Entries(string(d.Code), method, v.Field, under)
}
