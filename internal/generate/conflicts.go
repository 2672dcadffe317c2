package generate

import (
	"strings"

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

// conflicts returns the dispute between pages that claim one name: one
// diagnostic for each two of them, whatever the number of names.
func conflicts(made []*Made) dispute {
	d := dispute{pages: make(map[*Made]bool)}
	units := make([]*emit.Unit, len(made))
	byRel := make(map[string]*Made, len(made))
	for i, m := range made {
		units[i] = m.Unit
		byRel[m.file.Rel] = m
	}
	settled := make(map[*Made]bool)
	for _, x := range emit.Conflicts(units) {
		blamed := byRel[x.Pos.File]
		if settled[blamed] {
			continue
		}
		settled[blamed] = true
		for _, m := range made {
			between := emit.Conflicts([]*emit.Unit{m.Unit, blamed.Unit})
			if m == blamed || len(between) == 0 {
				continue
			}
			d.pages[m], d.pages[blamed] = true, true
			if between[0].Pos.File == blamed.file.Rel { // else the other one is blamed, too
				between[0].Pos.File = blamed.file.Path
				between[0].Message = strings.ReplaceAll(between[0].Message, "("+m.file.Rel+":", "("+m.file.Path+":")
				d.list = append(d.list, between[0])
			}
		}
	}
	return d
}
