// Package emit writes Go bindings from the intermediate schema: for each API a
// file with its types, request builder and Do, a file with tests made from its
// page, and a file with its documented response, which users' tests can have,
// too; for each package a doc.go. The tests and the documented responses can be
// left out.
//
// It works in memory and reads nothing but its arguments: the same schema
// gives the same bytes.
package emit

import (
	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// Options tell what the bindings need to know beside the pages.
type Options struct {
	Module  string         // import path of the output folder
	Runtime string         // import path of the runtime; "" is DefaultRuntime
	Config  *config.Config // what topgen.yaml overrides; may be nil
	// WithoutTests leaves out the tests and the packages of documented responses.
	WithoutTests bool
}

// DefaultRuntime is the import path of the runtime that bindings stand on.
const DefaultRuntime = runtimeModule + "/top"

// cmpPackage is what tests compare with.
const cmpPackage = cmpModule + "/cmp"

// The modules of these packages.
const (
	runtimeModule = "github.com/topgen/topgen"
	cmpModule     = "github.com/google/go-cmp"
)

// Import is a package beside the standard library that bindings need.
type Import struct {
	Path   string
	Module string // that has it
	Of     string // who imports it: "the bindings", "their tests"
}

// Imports returns what bindings with the default runtime import. Their tests
// import more of the runtime's module, too.
func (o Options) Imports() []Import {
	imports := []Import{{DefaultRuntime, runtimeModule, "the bindings"}}
	if !o.WithoutTests {
		imports = append(imports, Import{cmpPackage, cmpModule, "their tests"})
	}
	return imports
}

// File is an emitted file.
type File struct {
	Path string // relative to the output folder, with slashes: "alibaba/idle/doc.go"
	Data []byte
}

// Unit is what one page gives rise to.
type Unit struct {
	Method    string
	Message   bool // Method is the topic of a message
	Title     string
	Namespace string // "alibaba.idle", or of messages "taobao_trade"
	Dir       string // folder of the package: "alibaba/idle"
	Package   string
	Response  string // Go name of the response, and of the documented one in the package of samples
	Files     []File
	Claims    []Claim
	Source    schema.Source
	Uses      []config.Use // entries of topgen.yaml that the page met
}

// Claim is a name that a unit takes within its package.
type Claim struct {
	Name string // Go identifier, or path of a file
	What string // what it is, for messages: "type", "function", "file"
	Line int    // of the page, where the name comes from
}

// Page emits the files of one API. If the API's own name, or a name of
// topgen.yaml, cannot be had in Go, it returns no unit and a diagnostic that
// is an error.
func Page(a *api.API, opt Options) (*Unit, diag.List) {
	w, list := newWriter(a, opt)
	if w == nil {
		return nil, list
	}
	u := &Unit{
		Method: a.Method, Message: a.Message, Title: a.Title, Source: a.Source, Uses: w.uses,
		Namespace: w.method.Namespace, Dir: w.method.Dir, Package: w.method.Package, Response: w.response.Name,
	}
	emits := []func() (File, error){w.code}
	switch {
	case opt.WithoutTests:
	case a.Message:
		emits = append(emits, w.messageTest, w.messageSample)
	default:
		w.sampleTexts = w.samplesOf()
		w.bodies = w.responseBodies()
		w.shown = a.Shown()
		w.repaired, w.broken = a.Repaired(w.shown)
		emits = append(emits, w.tests, w.samples)
	}
	for _, emit := range emits {
		f, err := emit()
		if err != nil {
			return nil, append(list, pageError(a, diag.Internal, err.Error()))
		}
		u.Files = append(u.Files, f)
	}
	u.Claims = w.claims(u.Files)
	return u, list
}

// code emits the file that programs compile against.
func (w *writer) code() (File, error) {
	if w.api.Message {
		return w.message()
	}
	return w.bindings()
}

func pageError(a *api.API, code diag.Code, message string) diag.Diagnostic {
	return diag.Diagnostic{
		Code: code, Severity: diag.Error, Message: message,
		Pos: diag.Position{File: a.Source.Path, Line: a.Source.Line},
	}
}
