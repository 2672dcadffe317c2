package explorer

import (
	"github.com/topgen/topgen/docs"
	"github.com/topgen/topgen/internal/diag"
)

// diagView is a diagnostic as the page shows it.
type diagView struct {
	Severity, Message, Hint, Pos, Code string
	Field, Link                        string // the field that it is about, and where that stands
	Entry                              string // of topgen.yaml, that would settle it
}

func (x *Explorer) diagViews(list diag.List) []diagView {
	var views []diagView
	for _, d := range list {
		views = append(views, diagView{Severity: d.Severity.String(), Message: d.Message, Hint: d.Hint, Pos: d.Pos.String(), Code: string(d.Code)})
	}
	return views
}

// settle adds the field that a diagnostic is about, "" for none, and the entry that
// would settle it.
func (v *diagView) settle(code diag.Code, method, field string) {
	v.Field, v.Entry = field, docs.Entry(string(code), method, field)
	if field != "" {
		v.Link = anchorURL("", field)
	}
}
