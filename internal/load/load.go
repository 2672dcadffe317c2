// Package load reads page files into APIs: on all cores, in order, and with
// what there is to say about them.
package load

import (
	"errors"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/parallel"
	"github.com/topgen/topgen/internal/parser"
	"github.com/topgen/topgen/internal/recorded"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
)

// Page is a file that was read. Its API is nil if the diagnostics have an
// error.
type Page struct {
	File  source.File
	API   *schema.API
	Diags diag.List
	// Method is the name that the page gives, also if it has an error; "" if it
	// gives none.
	Method string
}

// One reads one file.
func One(f source.File) Page {
	src, err := f.Read()
	if err != nil {
		return Page{File: f, Diags: diag.List{Unreadable(f, err)}}
	}
	return Parse(f, src)
}

// Unreadable is the diagnostic for a file whose Read failed.
func Unreadable(f source.File, err error) diag.Diagnostic {
	what := "the file cannot be read: "
	if f.IsFolder() {
		what = "the folder cannot be searched: "
	}
	d := diag.Diagnostic{Code: diag.Unreadable, Severity: diag.Error, Pos: diag.Position{File: f.Path},
		Message: what + err.Error()}
	switch {
	case errors.Is(err, source.ErrTooLarge):
		d.Code, d.Hint = diag.TooLarge, "real pages stay below one million bytes: take the page from the site"
	case errors.Is(err, source.ErrLinkedFolder):
		d.Hint = "put the folder itself here, or make the folder that is given to topgen the link"
	}
	return d
}

// Parse makes an API of the bytes of a file.
func Parse(f source.File, src []byte) Page {
	p, diags := page.Read(f.Path, src)
	out := Page{File: f, Diags: diags}
	if p != nil {
		out.Method = strings.Clone(p.Method.S)
	}
	if !diags.HasErrors() {
		s, more := parser.Parse(p)
		out.Diags = append(out.Diags, more...)
		if s != nil && !out.Diags.HasErrors() {
			s.Source.Path = f.Rel
			out.API = s
		}
	}
	out.Diags.Sort()
	return out
}

// Resolve lets topgen.yaml, and bodies that the gateway sent, change what the page says, settles what that means, and
// adds what contradicts it to the diagnostics. It returns the entries of topgen.yaml
// that matched. If the page has an error, the API and the page's own are nil.
func (p *Page) Resolve(c *config.Config, samples *recorded.Set) (*api.API, []config.Use) {
	if p.API == nil {
		return nil, nil
	}
	effect := api.EffectIn(p.API)
	uses, diags := c.Apply(p.API)
	p.Diags = samples.Apply(p.API, p.File.Path, p.Diags)
	a, found := api.Resolve(p.API)
	p.API.Documents = nil // who keeps the page need not keep them
	for _, d := range found {
		d.Pos.File = p.File.Path
		p.Diags = append(p.Diags, d)
	}
	diags = append(diags, c.Paged(p.API.Method, a.PagingSaid, &uses)...)
	p.Diags = append(c.Settle(p.API.Method, p.Diags, &uses), diags...)
	p.Diags.Sort()
	c.Value(config.Key{Kind: config.Effect, Method: p.API.Method}, string(effect), &uses)
	if p.Diags.HasErrors() {
		p.API = nil
		return nil, uses
	}
	return a, uses
}

// All reads the files on that many workers and hands what convert makes of
// each to yield, in order, until it returns false. Only convert sees the
// pages, so that a run over thousands of them does not hold them all.
func All[T any](files []source.File, workers int, convert func(Page) T, yield func(i int, v T) bool) {
	parallel.Ordered(len(files), workers, func(i int) T { return convert(One(files[i])) }, yield)
}
