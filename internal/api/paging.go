package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// Paging is how a method gives out a list in pages, so that a loop gets every item.
type Paging struct {
	Kind       PagingKind
	Number     Place  // the parameter that is a page number or a row offset; of cursors it may be there beside
	Size       Place  // the parameter that says how many items a page has; its field is nil if there is none
	UseHasNext Place  // the parameter on demand of which HasNext is filled
	First      int64  // number of the first page or row
	PerPage    int64  // the documented default of Size; 0 where there is none
	Cursor     Place  // the parameter that takes the cursor
	FirstValue string // of Cursor, where the page documents one; "" if it is left out
	LastValue  string // of NextCursor, behind which nothing follows, beside none
	OfLastItem bool   // NextCursor is a field of the last item, or that itself
	CountsRows bool   // of cursors: Number, beside them, counts rows
	Forward    Place  // the parameter that says which way to go from Cursor
	ForwardBy  string // its value

	Items      Place // the list
	Total      Place // how many items there are; its field is nil where nothing says so
	HasNext    Place // whether another page follows; its field is nil where nothing says so
	NextCursor Place // the cursor for what follows
	Success    Place // whether the call succeeded; its field is nil where nothing says so
}

// PagingKind says what chooses a page.
type PagingKind string

// The kinds of paging.
const (
	ByPage   PagingKind = "page"            // page numbers, from the first one on
	FromLast PagingKind = "last-page-first" // page numbers, from the last one back
	ByOffset PagingKind = "offset"          // how many rows come before
	ByCursor PagingKind = "cursor"          // what the answer before said
)

// Place is a field of the request or the response and the objects that lead to it.
type Place struct {
	Path  []*Use
	Field *Use // nil where there is none
}

// Of returns the place's names on the wire, such as "query.page_no"; "" of none.
func (p Place) Of() string {
	path := ""
	for _, f := range p.Path {
		path = Join(path, f.Wire)
	}
	if p.Field == nil {
		return ""
	}
	return Join(path, p.Field.Wire)
}

// pager finds out how a method pages.
type pager struct {
	*API
	said    map[string]string // by topgen.yaml: see schema.Settled
	faults  map[string]fault  // of that, by the parts
	scalars []Place           // of the request, outermost first
	answers []Place           // scalars of the response beside the list or around it, innermost first
	Paging
}

// fault says what is wrong with what topgen.yaml says, and what to do.
type fault struct{ message, hint string }

// settlePaging settles how the method gives out a list in pages: not at all, if it does
// not or if no loop is safe. Why none is, the diagnostic says.
func (a *API) settlePaging() diag.List {
	said := a.Settled.Paging
	a.Paging, a.PagingSaid = nil, nil
	result := a.pagingBy(said)
	for _, part := range schema.PagingParts() {
		if _, ok := said[part.Name]; !ok {
			continue
		}
		without := maps.Clone(said)
		delete(without, part.Name)
		other := a.pagingBy(without)
		s := schema.PagingSaid{Part: part.Name, Was: other.part(part.Name), Needed: !result.same(other)}
		f := result.faults[part.Name]
		s.Fault, s.Hint = f.message, f.hint
		if !s.Needed { // and so it does not make another part superfluous
			said = without
		}
		a.PagingSaid = append(a.PagingSaid, s)
	}
	a.Paging = result.paging
	return result.unsafe
}

// pagingResult is how a method pages by what topgen.yaml says, or why no loop is safe.
type pagingResult struct {
	paging *Paging
	unsafe diag.List
	faults map[string]fault
}

// pagingBy finds out how the method pages if topgen.yaml says that.
func (a *API) pagingBy(said map[string]string) pagingResult {
	p := &pager{API: a, said: said, faults: make(map[string]fault), scalars: scalarsOf(a.Request)}
	if said["kind"] == schema.NoPaging {
		return pagingResult{}
	}
	at := p.position()
	if at.Field == nil {
		p.nowhere()
		return pagingResult{faults: p.faults}
	}
	if why := p.loop(); why != "" {
		f := findings{file: a.Source.Path}
		doc := at.Field.Doc
		f.warn(diag.UnsafePaging, inSide("request", at), schema.Place{Line: doc.Line, Column: doc.Column}, fmt.Sprintf("%s: no method All goes through the pages: %s", at.Of(), why),
			"topgen.yaml can say how the pages are read, or that there is to be no method, by paging: none")
		return pagingResult{unsafe: f.list, faults: p.faults}
	}
	return pagingResult{paging: &p.Paging, faults: p.faults}
}

// same reports whether two results are the same for whoever reads them.
func (r pagingResult) same(other pagingResult) bool {
	return reflect.DeepEqual(r.paging.Schema(), other.paging.Schema()) && slices.Equal(r.unsafe, other.unsafe) && maps.Equal(r.faults, other.faults)
}

// part returns a part of the result in the form in which topgen.yaml has it, "" if there
// is none.
func (r pagingResult) part(name string) string {
	text, err := json.Marshal(r.paging.Schema())
	var parts map[string]any
	if err != nil || json.Unmarshal(text, &parts) != nil || parts[name] == nil {
		return ""
	}
	return fmt.Sprint(parts[name])
}

// Schema returns the paging as topgen schema prints it; p may be nil.
func (p *Paging) Schema() *schema.Paging {
	if p == nil {
		return nil
	}
	s := &schema.Paging{
		Kind: string(p.Kind), Number: inSide("request", p.Number), Size: inSide("request", p.Size), UseHasNext: inSide("request", p.UseHasNext),
		Cursor: inSide("request", p.Cursor), FirstCursor: p.FirstValue, NextCursor: inSide("response", p.NextCursor), LastCursor: p.LastValue,
		Forward: inSide("request", p.Forward), ForwardValue: p.ForwardBy,
		Items: inSide("response", p.Items), Total: inSide("response", p.Total), HasNext: inSide("response", p.HasNext), Success: inSide("response", p.Success),
	}
	if p.Number.Field != nil {
		s.First = &p.First
	}
	return s
}

func inSide(side string, p Place) string {
	if p.Field == nil {
		return ""
	}
	return Join(side, p.Of())
}

// The names, squashed, under which the platform's methods know the parts of a list
// that comes in pages.
var (
	pageNumberNames = strings.Fields("pageno page currentpage pageindex pagenum pagenumber curpage currentpageno currentpagenum topage")
	offsetNames     = strings.Fields("offset start startrow startindex")
	pageSizeNames   = strings.Fields("pagesize perpagesize size limit limitcount count pagerows rows")
	totalNames      = strings.Fields("totalresults totalcount totalnum total totalrecords totalitems totalresult totalitem totalrecord totals totalnumber totalsize totallines totalrecordcount totalitemsize")
	hasNextNames    = strings.Fields("hasnext hasnextpage hasmore nextpage")
	useHasNextNames = strings.Fields("usehasnext")
	successNames    = strings.Fields("success issuccess succeed succeeded succ issucc responsesuccess successres ressuccess resultsuccess bizsuccess businesssuccess querysuccess successstatus")
)

// scalarsOf returns the fields of an object, and of the objects within it, that have one
// value, the outermost first.
func scalarsOf(o *Object) []Place {
	const maxDepth = 4 // real ones are at most 3 deep
	var scalars []Place
	level := []Place{{Field: &Use{Object: o}}}
	for range maxDepth {
		var next []Place
		for _, at := range level {
			for _, f := range at.Field.Object.Fields {
				switch {
				case f.List || f.Loop:
				case f.Kind == schema.KindStruct:
					next = append(next, Place{append(slices.Clip(at.Path), f), f})
				default:
					scalars = append(scalars, Place{at.Path, f})
				}
			}
		}
		level = next
	}
	return scalars
}

// named returns the first of the places that has a field of a kind with one of the
// names, by the order of the names within one object.
func named(places []Place, kind schema.Kind, names []string) Place {
	for len(places) > 0 {
		n := slices.IndexFunc(places, func(p Place) bool { return !slices.Equal(p.Path, places[0].Path) })
		if n < 0 {
			n = len(places)
		}
		for _, name := range names {
			for _, p := range places[:n] {
				if p.Field.Kind == kind && !p.Field.Decimal() && squash(p.Field.Wire) == name {
					return p
				}
			}
		}
		places = places[n:]
	}
	return Place{}
}

// beside returns those places that are in the same object as one.
func beside(places []Place, one Place) []Place {
	var same []Place
	for _, p := range places {
		if slices.Equal(p.Path, one.Path) && p.Field != one.Field {
			same = append(same, p)
		}
	}
	return same
}

// nearestList returns the list of objects that is nearest to the top, reached
// through objects only, or the list of scalars if there is none of objects so
// near; none if two are equally near.
func nearestList(response *Object) Place {
	const maxDepth = 5 // real ones are at most 3 deep
	level := []Place{{Field: &Use{Object: response}}}
	for range maxDepth {
		var next, objects, scalars []Place
		for _, at := range level {
			for _, f := range at.Field.Object.Fields {
				switch {
				case f.Loop:
				case f.List && f.Kind == schema.KindStruct:
					objects = append(objects, Place{at.Path, f})
				case f.List:
					scalars = append(scalars, Place{at.Path, f})
				case f.Kind == schema.KindStruct:
					next = append(next, Place{append(slices.Clip(at.Path), f), f})
				}
			}
		}
		switch {
		case len(objects) == 1:
			return objects[0]
		case len(objects) > 1 || len(scalars) > 1:
			return Place{}
		case len(scalars) == 1:
			return scalars[0]
		}
		level = next
	}
	return Place{}
}
