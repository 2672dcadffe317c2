package generate

import (
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/load"
)

// dispute is what several pages have against each other.
type dispute struct {
	list  diag.List
	pages map[*Made]bool // all that take part, not only those that the list blames
}

func (d dispute) about(m *Made) bool { return d.pages[m] }

// dropDuplicates returns the pages less those that say what another one says,
// and the dispute between those that document one method differently.
func dropDuplicates(made []*Made) (kept []*Made, d dispute) {
	entries := make([]load.Entry, len(made))
	for i, m := range made {
		entries[i] = load.Entry{File: m.file, Method: m.Unit.Method, Line: m.Unit.Source.Line, Format: m.Unit.Source.Format}
	}
	drop, diags := load.Duplicates(entries)
	d = dispute{list: diags, pages: make(map[*Made]bool)}
	disputed := make(map[string]bool) // methods
	byPath := make(map[string]*Made, len(made))
	for _, m := range made {
		byPath[m.file.Path] = m
	}
	for _, x := range diags {
		disputed[byPath[x.Pos.File].Unit.Method] = true
	}
	for _, m := range made {
		if disputed[m.Unit.Method] {
			d.pages[m] = true
		}
		if !drop[m.file.Path] {
			kept = append(kept, m)
		}
	}
	return kept, d
}

// conflicts returns the dispute between pages that claim one name.
func conflicts(made []*Made) dispute {
	d := dispute{pages: make(map[*Made]bool)}
	units := make([]*emit.Unit, len(made))
	byRel := make(map[string]*Made, len(made))
	for i, m := range made {
		units[i] = m.Unit
		byRel[m.file.Rel] = m
	}
	d.list = emit.Conflicts(units)
	for i, x := range d.list {
		blamed := byRel[x.Pos.File]
		d.list[i].Pos.File = blamed.file.Path
		for _, m := range made {
			if m != blamed && len(emit.Conflicts([]*emit.Unit{m.Unit, blamed.Unit})) > 0 {
				d.pages[m], d.pages[blamed] = true, true
			}
		}
	}
	return d
}
