// Package generators_test gives the documents of internal/openapi to the
// generators that Go programs use, and compiles what they make of them.
package generators_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
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

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/openapi"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
)

// corpus has the pages of the platform, of which TestCorpus takes so many.
const (
	corpus      = "../../../../shared/corpus/txt"
	corpusPages = 300
)

// TestPages: both generators take the document of the five pages of docs.
func TestPages(t *testing.T) {
	generators(t, read(t, "../../../docs/pages"), func(t *testing.T, overlay string) {
		run(t, "go", "build", "-overlay", overlay, "./made")
	})
}

// TestCorpus: both take that of 300 pages out of all namespaces. What ogen makes of
// them are 900,000 lines, of which the compiler would make code for minutes: its type
// checker says as well whether they compile, and vet runs that.
func TestCorpus(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("no corpus: %v", err)
	}
	apis := read(t, corpus)
	var some []*schema.API
	for i := range corpusPages {
		some = append(some, apis[i*len(apis)/corpusPages])
	}
	generators(t, slices.Compact(some), func(t *testing.T, overlay string) {
		run(t, "go", "vet", "-asmdecl", "-overlay", overlay, "./made")
	})
}

// generators has both generators make code of the document of some APIs, and has
// compile find a package of it, by an overlay.
func generators(t *testing.T, apis []*schema.API, compile func(t *testing.T, overlay string)) {
	document := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(document, write(t, apis), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Run("oapi-codegen", func(t *testing.T) {
		out := t.TempDir()
		run(t, "go", "tool", "oapi-codegen", "-generate", "types,client", "-package", "made", "-o", filepath.Join(out, "made.go"), document)
		compile(t, overlay(t, out))
	})
	t.Run("ogen", func(t *testing.T) {
		// It has no XML, in which calls of Qimen's protocol 1.x are: these are left out.
		config := filepath.Join(t.TempDir(), "ogen.yml")
		if err := os.WriteFile(config, []byte("generator:\n  ignore_not_implemented: [\"unsupported content types\"]\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		out := t.TempDir()
		run(t, "go", "tool", "ogen", "--config", config, "--target", out, "--package", "made", document)
		compile(t, overlay(t, out))
	})
}

// overlay returns the file that makes the Go files of a folder the package made of
// this module, which requires what they import.
func overlay(t *testing.T, folder string) string {
	t.Helper()
	replace := make(map[string]string)
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".go") {
			virtual, absErr := filepath.Abs(filepath.Join("made", filepath.Base(path)))
			replace[virtual] = path
			return absErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(replace) == 0 {
		t.Fatal("no code was made")
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
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

// read reads pages, each method once.
func read(t *testing.T, dir string) []*schema.API {
	t.Helper()
	files, err := source.Find([]string{dir}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, v := load.Versions(nil, files, nil, 2, func(int) bool { return true })
	return v.APIs
}

// write writes the document of some APIs.
func write(t *testing.T, apis []*schema.API) []byte {
	t.Helper()
	parts := make([]*openapi.Part, len(apis))
	for i, page := range apis {
		parts[i] = openapi.New(api.Meaning(page))
	}
	slices.SortFunc(parts, func(a, b *openapi.Part) int { return strings.Compare(a.Method, b.Method) })
	var b bytes.Buffer
	if err := openapi.Write(&b, parts); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
