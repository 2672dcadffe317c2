package docs_test

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/testenv"
)

// callingNames are what the code of calling-the-platform.md may use without
// saying where it comes from, beside packages.
const callingNames = `
var (
	ctx = context.Background()
	appKey, appSecret, session, state string
	client *top.Client
	w http.ResponseWriter
	r *http.Request
	data []byte
	reader io.Reader
	size int64
	token *top.Token
	stored string
)

func save(context.Context, *top.Token) error { return nil }
`

// callingPackages are the import paths of packages by name.
var callingPackages = map[string]string{
	"context": "context", "errors": "errors", "fmt": "fmt", "http": "net/http", "io": "io", "json": "encoding/json", "log": "log",
	"os": "os", "slog": "log/slog", "time": "time",
	"attribute": "go.opentelemetry.io/otel/attribute", "codes": "go.opentelemetry.io/otel/codes", "otel": "go.opentelemetry.io/otel",
	"top": "github.com/topgen/topgen/top", "limit": "github.com/topgen/topgen/top/limit", "toptest": "github.com/topgen/topgen/top/toptest",
	"idle": "example.com/shop/generated/alibaba/idle", "issue": "example.com/shop/generated/aliexpress/issue",
	"tmc": "github.com/topgen/topgen/top/tmc", "trade": "example.com/shop/generated/messages/taobao/trade",
	"openmall": "example.com/shop/generated/taobao/openmall", "ump": "example.com/shop/generated/taobao/ump", "testing": "testing",
}

// TestCallingCode compiles every Go block of calling-the-platform.md, in a
// module of its own with bindings of the pages that the blocks are about.
func TestCallingCode(t *testing.T) {
	text, err := os.ReadFile("calling-the-platform.md")
	must(t, err)
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(text, -1)
	if len(blocks) < 10 {
		t.Fatalf("%d blocks of Go were found", len(blocks))
	}
	root, err := filepath.Abs("..")
	must(t, err)
	dir := t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS("../testdata/calling")))
	must(t, os.CopyFS(filepath.Join(dir, "pages"), os.DirFS("pages")))
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(strings.Replace(string(mod), "../..", strconv.Quote(root), 1)), 0o666))
	run := func(dir, name string, args ...string) {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
	}
	run(dir, testenv.Topgen(t), "generate", "--quiet", "--docs", "pages")
	for i, b := range blocks {
		src := callingProgram(t, i, string(b[1]))
		must(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("block%d.go", i)), src, 0o666))
	}
	must(t, os.WriteFile(filepath.Join(dir, "names.go"), withImports(t, callingNames), 0o666))
	run(dir, "go", "vet", "-mod=mod", ".")
}

// callingProgram returns a file that holds a block: as it is if it declares
// functions, else as the body of one.
func callingProgram(t *testing.T, i int, block string) []byte {
	t.Helper()
	if strings.HasPrefix(block, "func ") {
		return withImports(t, block)
	}
	src := fmt.Sprintf("func block%d() error {\n%s\n%s\nreturn nil\n}\n", i, block, "%s")
	file, err := parser.ParseFile(token.NewFileSet(), "", "package main\n"+strings.Replace(src, "%s", "", 1), 0)
	if err != nil {
		t.Fatalf("block %d: %v\n%s", i+1, err, block)
	}
	var used strings.Builder // what a block declares for the text that follows
	for _, s := range file.Decls[0].(*ast.FuncDecl).Body.List {
		if a, ok := s.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			for _, name := range a.Lhs {
				if id := name.(*ast.Ident).Name; id != "_" {
					fmt.Fprintf(&used, "_ = %s\n", id)
				}
			}
		}
		if d, ok := s.(*ast.DeclStmt); ok {
			for _, spec := range d.Decl.(*ast.GenDecl).Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					fmt.Fprintf(&used, "_ = %s\n", name.Name)
				}
			}
		}
	}
	return withImports(t, strings.Replace(src, "%s", used.String(), 1))
}

// withImports returns a file of package main with the imports that src needs.
func withImports(t *testing.T, src string) []byte {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "", "package main\n"+src, 0)
	if err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	paths := map[string]bool{}
	for _, id := range file.Unresolved {
		if path, ok := callingPackages[id.Name]; ok {
			paths[path] = true
		}
	}
	imports := ""
	for path := range paths {
		imports += fmt.Sprintf("import %q\n", path)
	}
	out, err := format.Source([]byte("package main\n" + imports + src))
	if err != nil {
		t.Fatal(err)
	}
	return out
}
