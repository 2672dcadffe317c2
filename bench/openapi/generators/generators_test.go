// Package generators_test gives the documents of internal/openapi to the
// generators that Go programs use, and compiles what they make of them.
package generators_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	// What the generated code imports and nothing else here.
	_ "github.com/oapi-codegen/runtime"
	_ "github.com/ogen-go/ogen/otelogen"
	_ "go.opentelemetry.io/otel"
	"golang.org/x/tools/go/packages"

	"github.com/topgen/topgen/bench/openapi/openapitest"
	"github.com/topgen/topgen/internal/schema"
)

// corpus has the pages of the platform, of which TestCorpus takes so many.
const (
	corpus      = "../../../../shared/corpus/txt"
	corpusPages = 300
)

// TestPages: both generators take the document of the five pages of docs.
func TestPages(t *testing.T) {
	generators(t, openapitest.Read(t, "../../../docs/pages"), build)
}

// TestCorpus: both take that of 300 pages out of all namespaces. What ogen makes of
// them are 900,000 lines, of which the compiler would make code for minutes: a type
// checker says as well whether they compile.
func TestCorpus(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("no corpus: %v", err)
	}
	apis := openapitest.Read(t, corpus)
	var some []*schema.API
	for i := range corpusPages {
		some = append(some, apis[i*len(apis)/corpusPages])
	}
	generators(t, slices.Compact(some), typeCheck)
}

// generators has both generators make code of the document of some APIs, which must
// compile.
func generators(t *testing.T, apis []*schema.API, compile func(t *testing.T, files map[string]string)) {
	document := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(document, openapitest.Document(t, apis), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Run("oapi-codegen", func(t *testing.T) {
		out := t.TempDir()
		run(t, "go", "tool", "oapi-codegen", "-generate", "types,client", "-package", "made", "-o", filepath.Join(out, "made.go"), document)
		compile(t, made(t, out))
	})
	t.Run("ogen", func(t *testing.T) {
		// It has no XML, in which calls of Qimen's protocol 1.x are: these are left out.
		config := filepath.Join(t.TempDir(), "ogen.yml")
		if err := os.WriteFile(config, []byte("generator:\n  ignore_not_implemented: [\"unsupported content types\"]\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		out := t.TempDir()
		run(t, "go", "tool", "ogen", "--config", config, "--target", out, "--package", "made", document)
		compile(t, made(t, out))
	})
}

// made returns the Go files of a folder by paths at which they would be the package
// made of this module, which requires what they import.
func made(t *testing.T, folder string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no code was made: %v", err)
	}
	files := make(map[string]string)
	for _, path := range paths {
		virtual, err := filepath.Abs(filepath.Join("made", filepath.Base(path)))
		if err != nil {
			t.Fatal(err)
		}
		files[virtual] = path
	}
	return files
}

// build has the go command compile the files.
func build(t *testing.T, files map[string]string) {
	overlay, err := json.Marshal(map[string]any{"Replace": files})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(name, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "go", "build", "-overlay", name, "./made")
}

// typeCheck reports every error that the compiler would find in the files. What they
// import is loaded alone: with the files, the go command would compile these, too.
func typeCheck(t *testing.T, files map[string]string) {
	fset := token.NewFileSet()
	var parsed []*ast.File
	imports := map[string]bool{}
	for _, path := range files {
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
		for _, i := range file.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			imports[name] = true
		}
	}
	pkgs, err := packages.Load(&packages.Config{Context: t.Context(), Mode: packages.LoadTypes}, slices.Collect(maps.Keys(imports))...)
	if err != nil {
		t.Fatal(err)
	}
	loaded := importer{}
	for _, p := range pkgs {
		for _, e := range p.Errors {
			t.Error(e)
		}
		loaded[p.PkgPath] = p.Types
	}
	conf := types.Config{Importer: loaded, Error: func(err error) { t.Error(err) }}
	conf.Check("made", fset, parsed, nil)
}

// importer has packages by their paths.
type importer map[string]*types.Package

func (m importer) Import(path string) (*types.Package, error) {
	if p := m[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%s is not loaded", path)
}

// run runs a command, which must succeed.
func run(t *testing.T, name string, args ...string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		const most = 3000
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out[max(0, len(out)-most):])
	}
}
