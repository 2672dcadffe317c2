package generate

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
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

// Made is what became of one page, or of a package. Its exported fields follow from the page,
// the options and the executable alone, and are what the cache remembers.
type Made struct {
	Diags diag.List
	// Unit is nil if the page has an error. Its files are without their data,
	// and its claims are in Claims.
	Unit   *emit.Unit
	Claims claims
	// Files are the files of the unit and their sums.
	Files []lockfile.File

	file  source.File
	key   cache.Key     // of all that it follows from
	sum   output.Sum    // of the page
	files []output.File // what the target has made of Files
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
func skipKey(f source.File) config.Key { return config.Key{Kind: config.SkipPage, Target: f.Rel} }

func (m *maker) skips(f source.File) bool { return m.opt.Emit.Config.Has(skipKey(f)) }

// useSkip records that the entry which skips the page matched, and whether it
// is needed.
func (m *maker) useSkip(page *Made, needed bool, uses *[]config.Use) {
	was := "" // as an entry has it that changes nothing
	if needed {
		was = "an error"
	}
	m.opt.Emit.Config.Value(skipKey(page.file), was, uses)
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
func (m *maker) make(f source.File) (*Made, error) {
	buf := m.buffers.Get().(*[]byte)
	src, err := f.ReadInto(*buf)
	if err != nil {
		return &Made{file: f, Diags: diag.List{load.Unreadable(f, err)}}, nil
	}
	*buf = src
	sum := sumOf(src)
	key := cache.KeyOf(m.context, []byte(f.Path), []byte(f.Rel), sum[:])
	if known, ok := m.opt.Cache.Get(key); ok {
		// The entry stays as it is, for Save; what belongs to this run goes to a copy.
		made := &Made{Diags: known.Diags, Unit: known.Unit, Claims: known.Claims, Files: known.Files, file: f, key: key, sum: sum}
		current, err := m.current(made)
		if current || err != nil {
			m.buffers.Put(buf) // only here does nothing refer to the page any more
			return made, err
		}
	}
	made, data := m.emit(load.Parse(f, src))
	made.file, made.key, made.sum = f, key, sum
	m.opt.Cache.Put(key, &Made{Diags: made.Diags, Unit: made.Unit, Claims: made.Claims, Files: made.Files})
	if m.skips(f) {
		return made, nil
	}
	for i, file := range made.Files {
		done, err := m.target.Put(file.Path, data[i])
		if err != nil {
			return nil, err
		}
		made.files = append(made.files, done)
	}
	return made, nil
}

// packKey names what is made of those pages together: all that it depends on
// follows from them.
func packKey(pages []*Made) cache.Key {
	parts := [][]byte{[]byte("package")}
	for _, p := range pages {
		parts = append(parts, p.key[:])
	}
	return cache.KeyOf(parts...)
}

// pack makes the files of a package, or finds that the output folder has it
// already. The package also has what was made of the kept pages before they
// went bad.
func (m *maker) pack(pages []*Made, kept []lockfile.Page) (*Made, error) {
	key := packKey(pages)
	if known, ok := m.opt.Cache.Get(key); ok && len(kept) == 0 {
		made := &Made{Unit: known.Unit, Files: known.Files}
		current, err := m.current(made)
		if current || err != nil {
			return made, err
		}
	}
	var units []*emit.Unit
	for _, p := range pages {
		units = append(units, p.unit())
	}
	for _, p := range kept {
		if u := emit.Kept(p.API.Method, p.API.Response, p.API.Title, paths(p.Files)); u != nil {
			units = append(units, u)
		}
	}
	files, err := emit.Package(units)
	if err != nil {
		return nil, fmt.Errorf("making the package %s: %w", units[0].Dir, err)
	}
	made := &Made{Unit: &emit.Unit{Dir: units[0].Dir}}
	for _, f := range files {
		done, err := m.target.Put(f.Path, f.Data)
		if err != nil {
			return nil, err
		}
		made.Files = append(made.Files, lockfile.File{Path: f.Path, Sum: done.Sum})
		made.files = append(made.files, done)
	}
	if len(kept) == 0 {
		m.opt.Cache.Put(key, &Made{Unit: made.Unit, Files: made.Files})
	}
	return made, nil
}

func paths(files []lockfile.File) (paths []string) {
	for _, f := range files {
		paths = append(paths, f.Path)
	}
	return paths
}

// knownPackage reports whether an earlier run has made a package of exactly
// those pages. Then they have no conflicts.
func (m *maker) knownPackage(pages []*Made) bool {
	_, ok := m.opt.Cache.Get(packKey(pages))
	return ok
}

// current reports whether nothing need be done for a page that the cache
// knows.
func (m *maker) current(made *Made) (bool, error) {
	if made.Unit == nil || m.skips(made.file) {
		return true, nil
	}
	for _, f := range made.Files {
		same, err := m.target.Same(f.Path, f.Sum)
		if !same || err != nil {
			made.files = nil
			return false, err
		}
		made.files = append(made.files, output.Current(f.Path, f.Sum))
	}
	return true, nil
}

// emit makes the files of a page in memory.
func (m *maker) emit(p load.Page) (made *Made, data [][]byte) {
	a, uses := p.Resolve(m.opt.Emit.Config, m.opt.Samples)
	made = &Made{Diags: p.Diags}
	if a == nil {
		return made, nil
	}
	unit, diags := emit.Page(a, m.opt.Emit)
	if unit != nil {
		uses = append(uses, unit.Uses...)
	}
	made.Diags = append(made.Diags, m.opt.Emit.Config.Settle(a.Method, named(diags, p.File), &uses)...)
	made.Diags.Sort()
	if unit == nil || made.Diags.HasErrors() {
		return made, nil
	}
	unit.Uses = uses
	for i, f := range unit.Files {
		data = append(data, f.Data)
		made.Files = append(made.Files, lockfile.File{Path: f.Path, Sum: output.SumOf(f.Data)})
		unit.Files[i].Data = nil
	}
	made.Unit, made.Claims = unit, packClaims(unit.Claims)
	unit.Claims = nil
	release(unit)
	return made, data
}

// release copies the strings of a unit, which are parts of the text of its
// page and would keep all of it in memory.
func release(u *emit.Unit) {
	for _, s := range []*string{&u.Method, &u.Title, &u.Namespace, &u.Dir, &u.Package, &u.Response} {
		*s = strings.Clone(*s)
	}
	for i := range u.Uses {
		u.Uses[i].Was, u.Uses[i].Near = strings.Clone(u.Uses[i].Was), strings.Clone(u.Uses[i].Near)
	}
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
