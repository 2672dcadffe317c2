package generate

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"sync"

	"github.com/topgen/topgen/internal/cache"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/lockfile"
	"github.com/topgen/topgen/internal/output"
	"github.com/topgen/topgen/internal/source"
)

// made is what became of one page, or of a package. It follows from the page, the
// options and the executable alone, and the cache remembers it as a record.
type made struct {
	Diags diag.List
	// Unit is nil if the page has an error. Its files are in Files, and its claims in
	// Claims.
	Unit   *emit.Unit
	Claims claims
	// Files are the files of the unit and their sums.
	Files []madeFile
}

// madeFile is a file that was made.
type madeFile struct {
	Path string // relative to the output folder
	Sum  output.Sum
}

// page is a page in a run.
type page struct {
	*made   // nil while other pages are still read, which is when the record stands for it
	record  record
	file    *source.File
	key     cache.Key // of all that it follows from
	sum     output.Sum
	handles []int // of the files that the target was given; none if it has them all
}

// unpack makes what the record says. It reports false if that is none.
func (p *page) unpack() (ok bool) {
	p.made, ok = p.record.made()
	return ok
}

// appendFiles appends what the target has made of the files.
func (p *page) appendFiles(files []output.File) []output.File {
	for i, f := range p.Files {
		file := output.Current(f.Path, f.Sum)
		if p.handles != nil {
			file.Handle = p.handles[i]
		}
		files = append(files, file)
	}
	return files
}

// maker makes the files of single pages. Its methods are called by several
// goroutines.
type maker struct {
	opt     Options
	target  Target
	context []byte // what every page's result depends on
	buffers sync.Pool
}

func newMaker(opt Options, target Target) *maker {
	var configSum [sha256.Size]byte
	if opt.Emit.Config != nil {
		configSum = opt.Emit.Config.Sum
	}
	samples := opt.Samples.Sum()
	k := cache.KeyOf([]byte(opt.Emit.Module), []byte(opt.Emit.Runtime), fmt.Append(nil, opt.Emit.WithoutTests), configSum[:], samples[:])
	return &maker{opt: opt, target: target, context: k[:], buffers: sync.Pool{New: func() any { return new([]byte) }}}
}

// skipKey is the entry of topgen.yaml that skips the page.
func skipKey(f *source.File) config.Key { return config.Key{Kind: config.SkipPage, Target: f.Rel} }

func (m *maker) skips(f *source.File) bool { return m.opt.Emit.Config.Has(skipKey(f)) }

// useSkip records that the entry which skips the page matched, and whether it
// is needed.
func (m *maker) useSkip(p *page, needed bool, uses *[]config.Use) {
	was := "" // as an entry has it that changes nothing
	if needed {
		was = "an error"
	}
	m.opt.Emit.Config.Value(skipKey(p.file), was, uses)
}

// sumOf returns the sum of a page as it is read: without a byte order mark, and
// with a lone carriage return as a line end, which no Go file may have it be.
func sumOf(page []byte) output.Sum {
	page = bytes.TrimPrefix(page, []byte("\ufeff"))
	if bytes.IndexByte(page, '\r') >= 0 {
		page = bytes.ReplaceAll(page, []byte("\r\n"), []byte("\n"))
		page = bytes.ReplaceAll(page, []byte("\r"), []byte("\n"))
	}
	return output.SumOf(page)
}

// make makes the files of a page and hands them to the target, or finds that
// the output folder has them already.
func (m *maker) make(f *source.File) (*page, error) {
	buf := m.buffers.Get().(*[]byte)
	src, err := f.ReadInto(*buf)
	if err != nil {
		bad := &made{Diags: diag.List{load.Unreadable(*f, err)}}
		return &page{made: bad, record: bad.record(), file: f}, nil
	}
	*buf = src
	sum := sumOf(src)
	p := &page{file: f, sum: sum, key: cache.KeyOf(m.context, []byte(f.Path), []byte(f.Rel), sum[:])}
	known, _ := m.opt.Cache.Get(p.key)
	if p.record = record(known); p.unpack() {
		current, err := m.current(p)
		if current || err != nil {
			m.buffers.Put(buf) // only here does nothing refer to the page any more
			return p, err
		}
	}
	of, data := m.emit(load.Parse(*f, src))
	p.record = of.record()
	p.unpack() // so that nothing holds on to the text of the page
	m.opt.Cache.Put(p.key, string(p.record))
	if m.skips(f) {
		return p, nil
	}
	p.handles = make([]int, 0, len(p.Files))
	for i, file := range p.Files {
		done, err := m.target.Put(file.Path, data[i])
		if err != nil {
			return nil, err
		}
		p.handles = append(p.handles, done.Handle)
	}
	return p, nil
}

// packKey names what is made of those pages together: all that it depends on
// follows from them.
func packKey(pages []*page) cache.Key {
	parts := [][]byte{[]byte("package")}
	for _, p := range pages {
		parts = append(parts, p.key[:])
	}
	return cache.KeyOf(parts...)
}

// pack makes the files of a package, or finds that the output folder has it
// already. The package also has what was made of the kept pages before they
// went bad.
func (m *maker) pack(pages []*page, kept []lockfile.Page) ([]madeFile, []output.File, error) {
	key := packKey(pages)
	known, _ := m.opt.Cache.Get(key)
	if old, ok := record(known).made(); ok && len(kept) == 0 {
		current, err := m.have(old.Files)
		if current || err != nil {
			return old.Files, (&page{made: old}).appendFiles(nil), err
		}
	}
	var units []*emit.Unit
	for _, p := range pages {
		units = append(units, p.unit())
	}
	for _, p := range kept {
		if u := emit.Kept(p.API.Method, p.API.Response, p.API.Title, p.Files); u != nil {
			units = append(units, u)
		}
	}
	emitted, err := emit.Package(units)
	if err != nil {
		return nil, nil, fmt.Errorf("making the package %s: %w", units[0].Dir, err)
	}
	var pack made
	var files []output.File
	for _, f := range emitted {
		done, err := m.target.Put(f.Path, f.Data)
		if err != nil {
			return nil, nil, err
		}
		pack.Files = append(pack.Files, madeFile{Path: f.Path, Sum: done.Sum})
		files = append(files, done)
	}
	if len(kept) == 0 {
		m.opt.Cache.Put(key, string(pack.record()))
	}
	return pack.Files, files, nil
}

func paths(files []madeFile) []string {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.Path
	}
	return paths
}

// knownPackage reports whether an earlier run has made a package of exactly
// those pages. Then they have no conflicts.
func (m *maker) knownPackage(pages []*page) bool {
	_, ok := m.opt.Cache.Get(packKey(pages))
	return ok
}

// current reports whether nothing need be done for a page that the cache
// knows.
func (m *maker) current(p *page) (bool, error) {
	if p.Unit == nil || m.skips(p.file) {
		return true, nil
	}
	return m.have(p.Files)
}

// have reports whether the output folder has the files.
func (m *maker) have(files []madeFile) (bool, error) {
	for _, f := range files {
		same, err := m.target.Same(f.Path, f.Sum)
		if !same || err != nil {
			return false, err
		}
	}
	return true, nil
}

// emit makes the files of a page in memory.
func (m *maker) emit(p load.Page) (of *made, data [][]byte) {
	a, uses := p.Resolve(m.opt.Emit.Config, m.opt.Samples)
	of = &made{Diags: p.Diags}
	if a == nil {
		return of, nil
	}
	unit, diags := emit.Page(a, m.opt.Emit)
	if unit != nil {
		uses = append(uses, unit.Uses...)
	}
	of.Diags = append(of.Diags, m.opt.Emit.Config.Settle(a.Method, named(diags, p.File), &uses)...)
	of.Diags.Sort()
	if unit == nil || of.Diags.HasErrors() {
		return of, nil
	}
	unit.Uses = uses
	for _, f := range unit.Files {
		data = append(data, f.Data)
		of.Files = append(of.Files, madeFile{Path: f.Path, Sum: output.SumOf(f.Data)})
	}
	of.Unit, of.Claims = unit, packClaims(unit.Claims)
	return of, data
}

// named gives diagnostics that know the page by its path in the schema the
// path that people know.
func named(diags diag.List, f source.File) diag.List {
	for i := range diags {
		if diags[i].Pos.File == f.Rel {
			diags[i].Pos.File = f.Path
		}
	}
	return diags
}
