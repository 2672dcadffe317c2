// Package generators_test gives the documents of internal/openapi to the
// generators that Go programs use, and compiles what they make of them.
package generators_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// typeCheck reports every error that the compiler would find in the files.
func typeCheck(t *testing.T, files map[string]string) {
	overlay := make(map[string][]byte)
	for virtual, path := range files {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		overlay[virtual] = src
	}
	mode := packages.NeedName | packages.NeedTypes | packages.NeedSyntax | packages.NeedImports
	pkgs, err := packages.Load(&packages.Config{Context: t.Context(), Mode: mode, Overlay: overlay}, "./made")
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) != 1 || len(pkgs[0].Syntax) != len(files) {
		t.Fatalf("the code is not one package of %d files", len(files))
	}
	for _, e := range pkgs[0].Errors {
		t.Error(e)
	}
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
