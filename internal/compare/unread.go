package compare

import (
	"path"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// unread are the APIs of which a page could not be read.
type unread struct {
	reported []*API
	apis     []*schema.API // as the other side has them
}

// withoutUnread takes out the findings about methods whose page could not be read on
// one of the sides: what changed there nobody knows, and nothing was added or removed.
func withoutUnread(findings []*finding, old, new Set) (kept []*finding, u unread) {
	byName := make(map[string]*API)
	for _, page := range old.Unread {
		for _, name := range old.methodsOf(page, new) {
			u.add(byName, name, page).Old = &schema.Source{Path: page.File.Rel}
		}
	}
	for _, page := range new.Unread {
		for _, name := range new.methodsOf(page, old) {
			u.add(byName, name, page).New = &schema.Source{Path: page.File.Rel}
		}
	}
	for _, f := range findings {
		a := byName[f.api.Method]
		if a == nil {
			kept = append(kept, f)
			continue
		}
		a.Title = f.api.Title
		if f.api.Old != nil {
			a.Old = f.api.Old
		}
		if f.api.New != nil {
			a.New = f.api.New
		}
		for _, v := range []*version{f.old, f.new} {
			if v != nil {
				u.apis = append(u.apis, v.api.API)
			}
		}
	}
	return kept, u
}

// add notes that a page could not be read, which is about a method.
func (u *unread) add(byName map[string]*API, name string, page load.Unread) *API {
	a := byName[name]
	if a == nil {
		a = &API{Method: name, Status: Unread}
		byName[name] = a
		u.reported = append(u.reported, a)
	}
	if text := visible.Plain(page.Err.String()); !slices.Contains(a.Errors, text) {
		a.Errors = append(a.Errors, text)
	}
	return a
}

// methodsOf returns the methods that an unread page of the set is about: the one that
// it names, else those that the other set has at its place or, of a folder, within
// it. Where nobody knows, and where another page of the set has the method, it is the
// path of the page.
func (s Set) methodsOf(page load.Unread, other Set) []string {
	var methods []string
	if page.Method != "" {
		methods = append(methods, page.Method)
	} else {
		base := strings.TrimSuffix(path.Base(page.File.Rel), path.Ext(page.File.Rel))
		for _, a := range other.APIs {
			at := a.Source.Path
			if at == page.File.Rel || strings.HasPrefix(at, page.File.Rel+"/") || a.Method == base {
				methods = append(methods, a.Method)
			}
		}
	}
	methods = slices.DeleteFunc(methods, func(method string) bool {
		return slices.ContainsFunc(s.APIs, func(a *schema.API) bool { return a.Method == method })
	})
	if len(methods) == 0 {
		return []string{page.File.Rel}
	}
	return methods
}
