package emit

import (
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// Bindings emits the one file of an API that programs compile against, without
// its tests: what a comparison of two versions of a page needs. The file is
// the zero File if the list has an error.
func Bindings(api *schema.API, opt Options) (File, diag.List) {
	w, list := newWriter(api, opt)
	if w == nil {
		return File{}, list
	}
	f, err := w.bindings()
	if err != nil {
		return File{}, append(list, pageError(api, diag.Internal, err.Error()))
	}
	return f, list
}

// newWriter names everything that the page gives rise to, with the diagnostics
// of that. It returns nil if a name cannot be had in Go.
func newWriter(api *schema.API, opt Options) (*writer, diag.List) {
	if opt.Runtime == "" {
		opt.Runtime = DefaultRuntime
	}
	m, err := newModel(api, opt)
	if err != nil {
		return nil, diag.List{pageError(api, diag.NameConflict, err.Error())}
	}
	if list := m.check(); list.HasErrors() {
		return nil, append(m.diags, list...)
	}
	return &writer{model: m, opt: opt}, m.diags
}
