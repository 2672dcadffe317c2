package hostile

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/emit"
)

// exports maps the path of each package that bindings and their tests can
// import to the file with what it exports.
type exports map[string]string

// Imports are the packages that emitted files may import, ready for Checkers.
type Imports struct{ files exports }

// LoadImports has the go command, run in the module's folder dir, compile what
// emitted files import.
func LoadImports(dir string) (*Imports, error) {
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{if .Export}}{{.ImportPath}}={{.Export}}{{end}}",
		emit.DefaultRuntime, emit.DefaultRuntime+"/binding", emit.DefaultRuntime+"/toptest", "github.com/google/go-cmp/cmp", "context", "fmt", "iter", "log", "testing", "time", "time/tzdata")
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, stderr.Bytes())
	}
	files := make(exports)
	for line := range strings.Lines(string(out)) {
		if pkg, file, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			files[pkg] = file
		}
	}
	return &Imports{files}, nil
}

// Checker type-checks emitted packages in memory. It is for one goroutine.
type Checker struct{ imports types.Importer }

// NewChecker returns a Checker that shares nothing with others.
func (im *Imports) NewChecker() *Checker {
	return &Checker{importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		file, ok := im.files[path]
		if !ok {
			return nil, errors.New("no emitted file imports this package")
		}
		return os.Open(file)
	})}
}

// Check type-checks the files of packages and then their tests, which can
// import them, as the compiler would; module is the import path of the output
// folder.
func (c *Checker) Check(module string, files []emit.File) error {
	fset := token.NewFileSet()
	packages, tests := make(map[string][]*ast.File), make(map[string][]*ast.File)
	for _, f := range files {
		parsed, err := parser.ParseFile(fset, f.Path, f.Data, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		importPath := module + "/" + path.Dir(f.Path)
		if strings.HasSuffix(f.Path, "_test.go") {
			tests[importPath] = append(tests[importPath], parsed)
		} else {
			packages[importPath] = append(packages[importPath], parsed)
		}
	}
	checked := with{c.imports, make(map[string]*types.Package)}
	conf := types.Config{Importer: checked}
	for _, importPath := range slices.Sorted(maps.Keys(packages)) {
		pkg, err := conf.Check(importPath, fset, packages[importPath], nil)
		if err != nil {
			return err
		}
		checked.packages[importPath] = pkg
	}
	for _, importPath := range slices.Sorted(maps.Keys(tests)) {
		if _, err := conf.Check(importPath+"_test", fset, tests[importPath], nil); err != nil {
			return err
		}
	}
	return nil
}

// with is an importer that knows some packages more.
type with struct {
	types.Importer
	packages map[string]*types.Package
}

func (w with) Import(path string) (*types.Package, error) {
	if pkg, ok := w.packages[path]; ok {
		return pkg, nil
	}
	return w.Importer.Import(path)
}
