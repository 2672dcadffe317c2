package compare

import (
	"maps"
	"slices"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/schema"
)

// finding is one method that is not the same on both sides.
type finding struct {
	api      *API
	old, new *version // nil where the method is not there
	// oldPackage is the folder of the old bindings.
	oldPackage string
}

// version is one side of a finding.
type version struct {
	api *api.API
	// bindings is what the Go package exports for the API; nil where that does
	// not matter, and where no bindings can be made.
	bindings *bindings
	// refused says why no bindings can be made; "" if they can.
	refused string
	config  *config.Config // by which they are made
}

// differing returns a finding for each method that differs, in order.
func differing(old, new Set) []*finding {
	was, is := byMethod(old.APIs), byMethod(new.APIs)
	both := maps.Clone(was)
	maps.Copy(both, is)
	var findings []*finding
	for _, method := range slices.Sorted(maps.Keys(both)) {
		sameNames := old.Config.SameFor(new.Config, method, namespaceOf(method))
		if f := differ(was[method], is[method], sameNames); f != nil {
			findings = append(findings, f)
		}
	}
	return findings
}

func byMethod(apis []*schema.API) map[string]*schema.API {
	m := make(map[string]*schema.API, len(apis))
	for _, a := range apis {
		m[a.Method] = a
	}
	return m
}

// differ compares two versions of a method, one of which may be nil. It
// returns nil if nothing differs that could matter to anybody; sameNames tells that
// topgen.yaml says the same of both.
func differ(old, new *schema.API, sameNames bool) *finding {
	switch {
	case old == nil:
		return &finding{new: &version{api: api.Meaning(new)}, api: &API{
			Method: new.Method, Title: new.Title, Status: Added, New: &new.Source, Changes: introduction(new),
		}}
	case new == nil:
		return &finding{old: &version{api: api.Meaning(old)}, api: &API{
			Method: old.Method, Title: old.Title, Status: Removed, Old: &old.Source,
		}}
	case sameNames && (old == new || same(old, new)):
		return nil
	}
	was, is := api.Meaning(old), api.Meaning(new)
	return &finding{old: &version{api: was}, new: &version{api: is}, api: &API{
		Method: new.Method, Title: new.Title, Status: Changed, Old: &old.Source, New: &new.Source,
		Changes: changesOf(was, is),
	}}
}

// same reports whether two versions of a page say the same in the same order,
// with the same samples: these and the order of rows can matter to the bindings.
func same(a, b *schema.API) bool {
	return schema.Difference(a, b) == "" && sameCategory(a, b) && a.Samples == b.Samples &&
		slices.EqualFunc(a.Recorded, b.Recorded, func(x, y schema.Body) bool { return x.Text == y.Text })
}

// sameCategory does not count a category that one form of the page does not
// give at all.
func sameCategory(a, b *schema.API) bool {
	return a.Category == b.Category || a.Category == "" || b.Category == ""
}

// namespaceOf returns the namespace of a method, which is its package: "" of
// a method that can have no bindings.
func namespaceOf(method string) string {
	m, err := naming.Parse(method)
	if err != nil {
		return ""
	}
	return m.Namespace
}

// namespaces returns those of all the APIs.
func namespaces(apis []*schema.API) map[string]bool {
	all := make(map[string]bool)
	for _, a := range apis {
		all[namespaceOf(a.Method)] = true
	}
	return all
}
