package load

import (
	"hash/maphash"
	"path"
	"strings"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/parallel"
	"github.com/topgen/topgen/internal/recorded"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
)

// Version is one of two versions of a set of pages.
type Version struct {
	// APIs are those of the pages without an error, one a method, in the order
	// of the files.
	APIs  []*schema.API
	Diags diag.List
	// Unread are the pages with an error, and folders that could not be searched.
	Unread []Unread
}

// Unread is a page that could not be read, or that contradicts another.
type Unread struct {
	File   source.File
	Method string // "" if nobody knows
	Err    diag.Diagnostic
}

// Side is what to read a version of: its pages, and what changes them: topgen.yaml,
// and bodies that the gateway sent.
type Side struct {
	Files   []source.File
	Config  *config.Config
	Samples *recorded.Set
}

// Versions reads two versions of a set of pages, as topgen.yaml changes them. A
// page that is in both is parsed once, if topgen.yaml and the samples are the same, and if it is the
// same file its API is the same pointer. The
// function done is called with the number of files that have been read; when
// it returns false, Versions returns what it has so far.
func Versions(old, new Side, workers int, done func(n int) bool) (was, is Version) {
	known := knownPages{byPath: make(map[string]Page, len(new.Files)), byContent: make(map[content]Page, len(new.Files))}
	shared := old.Config.Same(new.Config) && old.Samples.Sum() == new.Samples.Sum()
	is = readVersion(new, workers, knownPages{}, func(i int, c content, p Page) bool {
		if p.API != nil && shared {
			known.byPath[p.File.Path], known.byContent[c] = p, p
		}
		return done(i + 1)
	})
	was = readVersion(old, workers, known, func(i int, _ content, _ Page) bool {
		return done(len(new.Files) + i + 1)
	})
	return was, is
}

// knownPages are those that have been read without an error.
type knownPages struct {
	byPath    map[string]Page
	byContent map[content]Page
}

// content is what the outcome of parsing a file depends on, but for the path.
// The bytes are told apart by two random hash functions: the chance that two
// files of millions meet in both, and in their size, is below one in 10^24.
type content struct {
	extension string
	size      int
	hash      [2]uint64
}

var seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func contentOf(f source.File, src []byte) content {
	return content{
		extension: strings.ToLower(path.Ext(f.Rel)),
		size:      len(src),
		hash:      [2]uint64{maphash.Bytes(seeds[0], src), maphash.Bytes(seeds[1], src)},
	}
}

// readVersion reads the files of one version, but for what is known. The known
// pages are not added to.
func readVersion(side Side, workers int, known knownPages, yield func(i int, c content, p Page) bool) Version {
	type result struct {
		content content
		page    Page
	}
	var v Version
	var pages []Page
	parallel.Ordered(len(side.Files), workers, func(i int) result {
		f := side.Files[i]
		if p, ok := known.byPath[f.Path]; ok {
			return result{page: p}
		}
		src, err := f.Read()
		if err != nil {
			return result{page: Page{File: f, Diags: diag.List{Unreadable(f, err)}}}
		}
		c := contentOf(f, src)
		if p, ok := known.byContent[c]; ok {
			return result{c, p.at(f)}
		}
		p := Parse(f, src)
		p.Resolve(side.Config, side.Samples)
		return result{c, p}
	}, func(i int, r result) bool {
		v.Diags = append(v.Diags, r.page.Diags...)
		if r.page.API != nil {
			pages = append(pages, r.page)
		} else {
			v.Unread = append(v.Unread, Unread{r.page.File, r.page.Method, r.page.firstError()})
		}
		return yield(i, r.content, r.page)
	})
	v.APIs = v.once(pages)
	v.Diags.Sort()
	return v
}

// firstError returns what makes that a page has no API.
func (p Page) firstError() diag.Diagnostic {
	for _, d := range p.Diags {
		if d.Severity == diag.Error {
			return d
		}
	}
	return diag.Diagnostic{}
}

// at returns a page as it would have been read from a file of the same
// content.
func (p Page) at(f source.File) Page {
	diags := make(diag.List, len(p.Diags))
	for i, d := range p.Diags {
		d.Pos.File = f.Path
		diags[i] = d
	}
	api := p.API
	if api.Source.Path != f.Rel {
		moved := *api
		moved.Source.Path = f.Rel
		api = &moved
	}
	return Page{File: f, API: api, Diags: diags, Method: p.Method}
}

// once returns the APIs of the pages, each method once, and adds what there is
// to say about methods that several pages document.
func (v *Version) once(pages []Page) []*schema.API {
	entries := make([]Entry, len(pages))
	for i, p := range pages {
		entries[i] = EntryOf(p.File, p.API)
	}
	drop, diags := Duplicates(entries)
	v.Diags = append(v.Diags, diags...)
	for _, d := range diags { // one for each page but the first
		for _, p := range pages {
			if p.File.Path == d.Pos.File {
				v.Unread = append(v.Unread, Unread{p.File, p.API.Method, d})
			}
		}
	}
	apis := make([]*schema.API, 0, len(pages))
	for _, p := range pages {
		if !drop[p.File.Path] {
			apis = append(apis, p.API)
		}
	}
	return apis
}
