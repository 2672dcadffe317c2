// Package generate makes bindings of pages: it reads, parses and emits them on
// all cores, and settles what concerns several pages at once.
//
// It holds no more than the pages under way: what is made of a page goes to
// the Target at once, and what the rest of the run needs of it is a summary.
package generate

import (
	"context"
	"maps"
	"path"
	"slices"

	"github.com/topgen/topgen/internal/cache"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/lockfile"
	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/parallel"
	"github.com/topgen/topgen/internal/recorded"
	"github.com/topgen/topgen/internal/source"
)

// Target takes the files that are made: an output.Writer or an output.Checker.
// Its methods are called by several goroutines.
type Target interface {
	// Same reports whether the output folder has the file with that sum.
	Same(path string, sum output.Sum) (bool, error)
	// Put hands over a file.
	Put(path string, data []byte) (output.File, error)
}

// Options say what to make.
type Options struct {
	Files     []source.File // the pages, sorted
	Emit      emit.Options
	KeepGoing bool           // make the good pages though others have errors
	Partial   bool           // the pages are not all there are: only look at them
	Workers   int            // how many pages at once
	Cache     *cache.Cache   // may be nil
	Samples   *recorded.Set  // bodies that the gateway sent; may be nil
	Old       *lockfile.Lock // of the output folder, for KeepGoing; may be nil
	Progress  func(done int) // called for each page, in order; may be nil
}

// Result is what was made.
type Result struct {
	// Diags is what there is to say about all pages, by file and line.
	Diags diag.List
	// Files are all files of the output folder, always in the same order. It is nil if
	// Diags has an error and KeepGoing is not set, and if Partial is set.
	Files []output.File
	// Pages and Packages count what the files were made of.
	Pages, Packages int

	bad      badPages
	keepDocs map[string]bool // files of packages whose pages all have errors
}

// Keep says which files stay though nothing was made for them: those of pages
// that have an error. It is for output.Writer and output.Checker.
func (r *Result) Keep(path, source string) bool { return r.bad.has(source) || r.keepDocs[path] }

// badPages are those with an error, by Rel: a page, or a folder that could not be
// searched and stands for all pages in it.
type badPages map[string]bool

// has reports whether the page is bad, or below a folder that is.
func (b badPages) has(rel string) bool {
	for at := rel; at != "." && at != "/"; at = path.Dir(at) {
		if b[at] {
			return true
		}
	}
	return false
}

// run is one call of Run.
type run struct {
	opt    Options
	target Target
	maker  *maker

	made    []*page // of pages that count
	skipped []*page // of pages that topgen.yaml skips
	uses    []config.Use
	diags   diag.List
	bad     badPages
}

// Run makes the bindings. The error is for what no page is to blame for: a
// full disk, a cancelled context.
func Run(ctx context.Context, opt Options, target Target) (*Result, error) {
	r := &run{opt: opt, target: target, maker: newMaker(opt, target), bad: make(badPages)}
	if err := r.pages(ctx); err != nil {
		return nil, err
	}
	r.settle()
	result := &Result{Diags: r.diags, bad: r.bad}
	if opt.Partial || r.diags.HasErrors() && !opt.KeepGoing {
		return result, nil
	}
	if err := r.finish(result); err != nil {
		return nil, err
	}
	return result, nil
}

// pages makes the files of every page.
func (r *run) pages(ctx context.Context) error {
	var failure error
	parallel.Ordered(len(r.opt.Files), r.opt.Workers, func(i int) outcome {
		if err := ctx.Err(); err != nil {
			return outcome{err: err}
		}
		p, err := r.maker.make(&r.opt.Files[i])
		return outcome{p, err}
	}, func(i int, o outcome) bool {
		if o.err != nil {
			failure = o.err
			return false
		}
		r.collect(o.page)
		if r.opt.Progress != nil {
			r.opt.Progress(i + 1)
		}
		return true
	})
	return failure
}

// outcome is what a worker hands over.
type outcome struct {
	page *page
	err  error
}

// collect takes what was made of a page, and keeps the record of it. Pages that the cache
// knew keep both: in a run that makes little the collector has little to do.
func (r *run) collect(p *page) {
	was := p.made
	if p.handles != nil {
		p.made = nil
	}
	if r.maker.skips(p.file) {
		r.skipped = append(r.skipped, p)
		return
	}
	r.diags = append(r.diags, was.Diags...)
	if was.Unit == nil {
		r.bad[p.file.Rel] = true
		return
	}
	r.uses = append(r.uses, was.Unit.Uses...)
	r.made = append(r.made, p)
}

// settle does what needs all pages: methods that two pages document, names
// that two pages claim, entries of topgen.yaml that no page needs.
func (r *run) settle() {
	for _, p := range slices.Concat(r.made, r.skipped) {
		if p.made == nil {
			p.unpack()
		}
	}
	kept, diags := dropDuplicates(r.made)
	conflicts := r.conflicts(kept)
	for _, m := range r.made {
		if diags.about(m) || conflicts.about(m) {
			r.bad[m.file.Rel] = true
		}
	}
	r.made = slices.DeleteFunc(kept, func(m *page) bool { return r.bad[m.file.Rel] })
	r.diags = append(append(r.diags, diags.list...), conflicts.list...)
	pages := config.Pages{Unread: len(r.bad) > 0, Partial: r.opt.Partial}
	if !r.opt.Partial {
		for _, s := range r.skipped {
			r.maker.useSkip(s, r.skipNeeded(s), &r.uses)
		}
	}
	for _, m := range r.made {
		pages.Methods = append(pages.Methods, m.Unit.Method)
	}
	r.diags = append(r.diags, r.opt.Emit.Config.Unused(r.uses, pages)...)
	if !pages.Partial && !pages.Unread {
		documented := make(map[string]bool)
		for _, m := range append(r.made, r.skipped...) {
			if m.Unit != nil {
				documented[m.Unit.Method] = true
			}
		}
		r.diags = append(r.diags, r.opt.Samples.Unknown(documented)...)
	}
	r.diags.Sort()
}

// skipNeeded reports whether the page gives a reason to skip it: something to
// say about it, or another page with which it does not go together.
func (r *run) skipNeeded(s *page) bool {
	if len(s.Diags) > 0 || s.Unit == nil {
		return true
	}
	with := append(slices.Clone(r.made), s)
	_, diags := dropDuplicates(with)
	return diags.about(s) || r.conflicts(with).about(s)
}

// finish makes what belongs to packages, and the lock file.
func (r *run) finish(result *Result) error {
	byDir := make(map[string][]*page)
	const filesOfPage = 4 // or fewer, with those of its package
	result.Files = make([]output.File, 0, filesOfPage*len(r.made))
	for _, m := range r.made {
		byDir[m.Unit.Dir] = append(byDir[m.Unit.Dir], m)
		result.Files = m.appendFiles(result.Files)
	}
	lock, kept := r.lock(result)
	for _, dir := range slices.Sorted(maps.Keys(byDir)) {
		pages := byDir[dir]
		made, files, err := r.maker.pack(pages, kept[dir])
		if err != nil {
			return err
		}
		result.Files = append(result.Files, files...)
		lock.Packages = append(lock.Packages, lockfile.Package{Dir: dir, Files: paths(made)})
	}
	done, err := r.target.Put(output.LockName, lock.Format())
	if err != nil {
		return err
	}
	result.Files = append(result.Files, done)
	result.Pages, result.Packages = len(r.made), len(byDir)
	return nil
}

// lock pins the pages. Of bad pages, whose files stay, it keeps what the old
// lock says, and so it does of packages that have bad pages only. The bad pages
// are kept by the folders of their packages.
func (r *run) lock(result *Result) (lock *lockfile.Lock, kept map[string][]lockfile.Page) {
	lock = &lockfile.Lock{Pages: make([]lockfile.Page, 0, len(r.made))}
	dirs := make(map[string]bool)
	for _, m := range r.made {
		api := lockfile.API{Method: m.Unit.Method, Response: m.Unit.Response, Title: m.Unit.Title}
		lock.Pages = append(lock.Pages, lockfile.Page{Path: m.file.Rel, Sum: m.sum, API: api, Files: paths(m.Files)})
		dirs[m.Unit.Dir] = true
	}
	if r.opt.Old == nil {
		return lock, nil
	}
	kept = make(map[string][]lockfile.Page)
	for _, p := range r.opt.Old.Pages {
		if r.bad.has(p.Path) && len(p.Files) > 0 {
			lock.Pages = append(lock.Pages, p)
			dir := p.Dir()
			kept[dir] = append(kept[dir], p)
		}
	}
	result.keepDocs = make(map[string]bool)
	for _, p := range r.opt.Old.Packages {
		if kept[p.Dir] != nil && !dirs[p.Dir] {
			lock.Packages = append(lock.Packages, p)
			for _, f := range p.Files {
				result.keepDocs[f] = true
			}
		}
	}
	return lock, kept
}
