package emit

import (
	"cmp"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/schema"
)

// Bindings emits the one file of an API that programs compile against, without
// its tests: what a comparison of two versions of a page needs. The file is
// the zero File if the list has an error.
func Bindings(a *api.API, opt Options) (File, diag.List) {
	w, list := newWriter(a, opt)
	if w == nil {
		return File{}, list
	}
	f, err := w.code()
	if err != nil {
		return File{}, append(list, pageError(a, diag.Internal, err.Error()))
	}
	return f, list
}

// Dir returns the folder of the package with the bindings of a method,
// "alibaba/idle"; "" if the method's name gives none.
func Dir(method string, c *config.Config) string {
	name, err := naming.Parse(method)
	if err != nil {
		return ""
	}
	m := &model{api: &api.API{API: &schema.API{Method: method}}, method: name}
	m.applyConfig(c)
	return m.method.Dir
}

// newWriter names everything that the page gives rise to, with the diagnostics
// of that. It returns nil if a name cannot be had in Go.
func newWriter(a *api.API, opt Options) (*writer, diag.List) {
	opt.Runtime = cmp.Or(opt.Runtime, DefaultRuntime)
	m, err := newModel(a, opt)
	if err != nil {
		return nil, diag.List{pageError(a, diag.NameConflict, err.Error())}
	}
	if list := m.check(); list.HasErrors() {
		return nil, append(m.diags, list...)
	}
	return &writer{model: m, opt: opt}, m.diags
}
