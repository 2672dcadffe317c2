package compare

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/emit"
)

// breakage is a declaration that programs can use by the old bindings and not,
// or not in the same way, by the new ones.
type breakage struct {
	decl *decl  // the old one
	text string // as apidiff words it
	// paths of wire names at which to look for the cause.
	paths []string
}

// breakCode finds, package by package, which declarations of the old bindings
// are gone or changed, and blames the changes for it. The new set has packages
// for the given namespaces.
func breakCode(findings []*finding, remaining map[string]bool, was, is *config.Config) {
	for _, pkg := range packagesOf(findings, was, is) {
		now := make(map[string]*decl)
		for _, f := range pkg {
			for _, d := range f.newDecls() {
				now[d.name] = d
			}
		}
		for _, f := range pkg {
			f.breakCode(now, remaining[namespaceOf(f.api.Method)])
		}
	}
}

// packagesOf groups the findings by package: the new one, or the old one of what was removed.
func packagesOf(findings []*finding, was, is *config.Config) [][]*finding {
	var order []string
	byDir := make(map[string][]*finding)
	for _, f := range findings {
		f.api.Package, f.oldPackage = emit.Dir(f.api.Method, is), emit.Dir(f.api.Method, was)
		if f.new == nil {
			f.api.Package = f.oldPackage
		}
		dir := strings.ToLower(f.api.Package)
		if byDir[dir] == nil {
			order = append(order, dir)
		}
		byDir[dir] = append(byDir[dir], f)
	}
	packages := make([][]*finding, len(order))
	for i, dir := range order {
		packages[i] = byDir[dir]
	}
	return packages
}

func (f *finding) oldDecls() []*decl {
	if f.old == nil || f.old.bindings == nil {
		return nil
	}
	return f.old.bindings.decls
}

func (f *finding) newDecls() []*decl {
	if f.new == nil || f.new.bindings == nil {
		return nil
	}
	return f.new.bindings.decls
}

// breakCode holds the old declarations of one API against all new ones of its
// package.
func (f *finding) breakCode(now map[string]*decl, remains bool) {
	old := f.oldDecls()
	if len(old) == 0 {
		return
	}
	if !remains {
		f.api.Go = []string{"package " + f.api.Package + ": removed"}
		return
	}
	if f.oldPackage != f.api.Package {
		text := "package " + f.oldPackage + ": removed"
		f.api.Go = []string{text}
		f.api.Changes = append(f.api.Changes, Change{Kind: GoNames, Breaks: Code, New: "package " + f.api.Package, Go: []string{text}})
		return
	}
	var broken []breakage
	for _, d := range old {
		if text := breaks(d, now); text != "" {
			broken = append(broken, breakage{decl: d, text: d.name + ": " + text, paths: d.paths})
			f.api.Go = append(f.api.Go, d.name+": "+text)
		}
	}
	slices.Sort(f.api.Go)
	if f.api.Status == Changed {
		f.blame(broken, now)
	}
}

// breaks compares an old declaration with the new one of its name, by the
// rules of apidiff. What belongs to a type that is gone is not told apart.
func breaks(d *decl, now map[string]*decl) string {
	if d.owner != "" && (now[d.owner] == nil || now[d.owner].kind != typeDecl) {
		return ""
	}
	n := now[d.name]
	switch {
	case n == nil:
		return "removed"
	case n.kind != d.kind:
		return fmt.Sprintf("changed from %s to %s", d.kind, n.kind)
	case d.typ != n.typ:
		return fmt.Sprintf("changed from %s to %s", d.typ, n.typ)
	case d.value != n.value:
		return fmt.Sprintf("value changed from %s to %s", d.value, n.value)
	case len(d.lists) == 0 && len(n.lists) > 0:
		return "old is comparable, new is not"
	}
	return ""
}

// blame puts each breakage to the changes that cause it, or makes it a change
// of its own: other names on account of something elsewhere on the page.
func (f *finding) blame(broken []breakage, now map[string]*decl) {
	if f.new.refused != "" {
		c := Change{Kind: GoNames, Breaks: Code, New: "no bindings can be made of the page: " + f.new.refused}
		for _, b := range broken {
			c.Go = append(c.Go, b.text)
		}
		f.api.Changes = append(f.api.Changes, c)
		return
	}
	own := make(map[string]int) // index of the change of its own, by path
	for _, b := range broken {
		if d := now[b.decl.name]; d != nil && b.decl.kind == typeDecl {
			b.paths = d.pathsOfLists() // the old one had none
		}
		if f.blameChanges(b) {
			continue
		}
		where := ""
		if len(b.paths) > 0 {
			where = b.paths[0]
		}
		i, ok := own[where]
		if !ok {
			i = len(f.api.Changes)
			own[where] = i
			f.api.Changes = append(f.api.Changes, Change{Kind: GoNames, Where: where, Breaks: Code, New: f.nowAt(b, where)})
		}
		c := &f.api.Changes[i]
		c.Go = append(c.Go, b.text)
	}
}

// pathsOfLists returns the paths of the lists in the values of a type.
func (d *decl) pathsOfLists() []string {
	var paths []string
	for _, list := range d.lists {
		for _, p := range list.paths {
			if slices.ContainsFunc(d.paths, func(at string) bool { return strings.HasPrefix(p, at+".") }) {
				paths = append(paths, p)
			}
		}
	}
	return paths
}

// blameChanges puts a breakage to the changes at its paths or, if there are
// none, to the first change that explains it: an object around it that is
// gone, or a change of the fields within it. It reports whether it found any.
func (f *finding) blameChanges(b breakage) bool {
	found := false
	if i := slices.IndexFunc(f.api.Changes, func(c Change) bool { return c.Kind == Paging }); i >= 0 && b.decl.kind == methodDecl && b.decl.short == "All" {
		f.api.Changes[i].blame(b)
		return true
	}
	for i := range f.api.Changes {
		c := &f.api.Changes[i]
		if (c.Kind.structural() || c.removes(b.decl)) && slices.Contains(b.paths, c.Where) {
			c.blame(b)
			found = true
		}
	}
	if found {
		return true
	}
	for i := range f.api.Changes {
		c := &f.api.Changes[i]
		if c.Kind.structural() && slices.ContainsFunc(b.paths, func(p string) bool { return c.explains(p) }) {
			c.blame(b)
			return true
		}
	}
	return false
}

// removes reports whether a declaration is that of a value which is documented no more: its
// constant or, if none is left, the table of all.
func (c *Change) removes(d *decl) bool {
	if c.Kind != ValueRemoved {
		return false
	}
	value, err := strconv.Unquote(d.value)
	if err != nil {
		value = d.value
	}
	return d.kind == varDecl || d.kind == constDecl && value == c.What
}

// explains reports whether the change can be why the Go declaration for
// another path is different.
func (c *Change) explains(path string) bool {
	around := strings.HasPrefix(path, c.Where+".") && (c.Kind == FieldAdded || c.Kind == FieldRemoved || c.Kind == Type)
	return around || strings.HasPrefix(c.Where, path+".")
}

func (c *Change) blame(b breakage) {
	c.Breaks |= Code
	c.Go = append(c.Go, b.text)
}

// nowAt says what the new bindings have for a path, if that is something else
// than before.
func (f *finding) nowAt(b breakage, path string) string {
	var d *decl
	switch b.decl.kind {
	case typeDecl:
		d = f.new.bindings.types[path]
	case constDecl, varDecl: // which have no place of their own
	default:
		d = f.new.bindings.fields[path]
	}
	if d == nil || d.name == b.decl.name {
		return ""
	}
	return d.name
}

// noteDeprecations adds a change for each declaration that the new bindings
// mark as deprecated and the old ones do not.
func (f *finding) noteDeprecations() {
	if f.api.Status != Changed || f.old.bindings == nil || f.new.bindings == nil {
		return
	}
	was, is := f.old.bindings.deprecations(), f.new.bindings.deprecations()
	for _, where := range is.order {
		if known, ok := was.at[where]; ok && !known && is.at[where] {
			if where == "request" {
				where = "" // the request stands for the API
			}
			c := Change{Kind: Withdrawn, Where: where}
			if where == "" {
				c.New = f.new.api.Settled.Withdrawn
			}
			f.api.Changes = append(f.api.Changes, c)
		}
	}
}

// deprecations tells for paths of wire names whether they are deprecated.
type deprecations struct {
	order []string
	at    map[string]bool
}

// deprecations returns those of the request, which stands for the API, and of
// all fields.
func (b *bindings) deprecations() deprecations {
	d := deprecations{at: make(map[string]bool)}
	for _, decl := range b.decls {
		for _, p := range decl.paths {
			if decl.kind == fieldDecl || decl.kind == typeDecl && p == "request" {
				d.order = append(d.order, p)
				d.at[p] = decl.deprecated
			}
		}
	}
	return d
}
