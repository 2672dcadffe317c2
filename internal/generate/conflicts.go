package generate

import (
	"maps"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/load"
)

// dispute is what several pages have against each other.
type dispute struct {
	list  diag.List
	pages map[*page]bool // all that take part, not only those that the list blames
}

func (d dispute) about(m *page) bool { return d.pages[m] }

// dropDuplicates returns the pages less those that say what another one says,
// and the dispute between those that document one method differently.
func dropDuplicates(pages []*page) (kept []*page, d dispute) {
	entries := make([]load.Entry, len(pages))
	for i, m := range pages {
		entries[i] = load.Entry{File: *m.file, Method: m.Unit.Method, Line: m.Unit.Source.Line, Format: m.Unit.Source.Format}
	}
	drop, diags := load.Duplicates(entries)
	d = dispute{list: diags, pages: make(map[*page]bool)}
	blamed := make(map[string]bool) // paths
	for _, x := range diags {
		blamed[x.Pos.File] = true
	}
	disputed := make(map[string]bool) // methods
	for _, m := range pages {
		if blamed[m.file.Path] {
			disputed[m.Unit.Method] = true
		}
	}
	for _, m := range pages {
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
// diagnostic for each two of them, whatever the number of names. Claims are
// claims within a folder, so each folder is looked at alone, and only if it is
// not known to be without conflicts.
func (r *run) conflicts(among []*page) dispute {
	d := dispute{pages: make(map[*page]bool)}
	byFolder := make(map[string][]*page)
	for _, m := range among {
		folder := strings.ToLower(m.Unit.Dir) // as a disk may have it on which case does not count
		byFolder[folder] = append(byFolder[folder], m)
	}
	for _, folder := range slices.Sorted(maps.Keys(byFolder)) {
		if pages := byFolder[folder]; !r.maker.knownPackage(pages) {
			d.find(pages)
		}
	}
	return d
}

// find adds the conflicts between the pages.
func (d *dispute) find(pages []*page) {
	units := make([]*emit.Unit, len(pages))
	byRel := make(map[string]int, len(pages))
	for i, m := range pages {
		units[i] = m.unit()
		byRel[m.file.Rel] = i
	}
	settled := make(map[int]bool)
	for _, x := range emit.Conflicts(units) {
		blamed := byRel[x.Pos.File]
		if settled[blamed] {
			continue
		}
		settled[blamed] = true
		for i, m := range pages {
			between := emit.Conflicts([]*emit.Unit{units[i], units[blamed]})
			if i == blamed || len(between) == 0 {
				continue
			}
			d.pages[m], d.pages[pages[blamed]] = true, true
			if first := between[0]; first.Pos.File == pages[blamed].file.Rel { // else the other one is blamed, too
				first.Pos.File = pages[blamed].file.Path
				first.Message = strings.ReplaceAll(first.Message, "("+m.file.Rel+":", "("+m.file.Path+":")
				d.list = append(d.list, first)
			}
		}
	}
}
