package load

import (
	"fmt"
	"maps"
	"slices"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
)

// Entry is what Duplicates needs to know of a page that was read.
type Entry struct {
	File   source.File
	Method string
	Line   int    // of the title
	Format string // as schema.Source has it
}

// EntryOf returns the entry of a page with an API.
func EntryOf(f source.File, api *schema.API) Entry {
	return Entry{File: f, Method: api.Method, Line: api.Source.Line, Format: api.Source.Format}
}

// rank orders the forms of a page by how much they say: the JSON document has
// all samples, HTML has every cell, text has lost some.
var rank = map[string]int{"json": 0, "html": 1, "text": 2}

// Duplicates looks for methods that several pages document. If such pages say
// the same, the one that says most is kept and the others are in drop, by
// File.Path. If not, that is an error at each but the first, and all of them
// are in drop. The pages are read again for this, since that is rare.
func Duplicates(entries []Entry) (drop map[string]bool, diags diag.List) {
	pages := make(map[string]int, len(entries)) // of a method
	for _, e := range entries {
		pages[e.Method]++
	}
	byMethod := make(map[string][]Entry) // those of several
	for _, e := range entries {
		if pages[e.Method] > 1 {
			byMethod[e.Method] = append(byMethod[e.Method], e)
		}
	}
	drop = make(map[string]bool)
	for _, method := range slices.Sorted(maps.Keys(byMethod)) {
		same := byMethod[method]
		found := compare(same)
		diags = append(diags, found...)
		kept := slices.MinFunc(same, func(a, b Entry) int { return rank[a.Format] - rank[b.Format] })
		for _, e := range same {
			if len(found) > 0 || e.File.Path != kept.File.Path {
				drop[e.File.Path] = true
			}
		}
	}
	diags.Sort()
	return drop, diags
}

// compare holds every page of one method against the first.
func compare(same []Entry) diag.List {
	var diags diag.List
	first := One(same[0].File)
	for _, e := range same[1:] {
		other := One(e.File)
		if first.API == nil || other.API == nil {
			continue // the files have changed since; what is wrong with them now is not our question
		}
		where := schema.Difference(first.API, other.API)
		if where == "" {
			continue
		}
		diags = append(diags, diag.Diagnostic{
			Code: diag.DuplicateMethod, Severity: diag.Error, Pos: diag.Position{File: e.File.Path, Line: e.Line},
			Message: fmt.Sprintf("%s is also documented in %s:%d, differently (there, here): %s", e.Method, same[0].File.Path, same[0].Line, where),
			Hint:    "remove the older of the two pages, or skip it in topgen.yaml",
		})
	}
	return diags
}
