// Command mockcalls adds to every generated package a test for each of its
// methods: the documented request, as the generated test builds it, is sent
// by a real client to the gateway that TOP_GATEWAY names, and answered in every
// form. See bench/corpus.sh.
//
//	mockcalls FOLDER
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/emit"
)

// fileName is the file that is added to each package.
const fileName = "mock_calls_test.go"

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: mockcalls FOLDER")
	}
	packages := make(map[string]*calls)
	err := filepath.WalkDir(os.Args[1], func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.go") || d.Name() == fileName {
			return err
		}
		dir := filepath.Dir(name)
		if packages[dir] == nil {
			packages[dir] = &calls{imports: map[string]bool{`"errors"`: true, `"os"`: true, `"testing"`: true, `"github.com/topgen/topgen/top"`: true}}
		}
		return packages[dir].add(name)
	})
	if err != nil {
		log.Fatal(err)
	}
	n := 0
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		c := packages[dir]
		n += len(c.tests)
		if err := c.write(filepath.Join(dir, fileName)); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Printf("%d calls in %d packages\n", n, len(packages))
}

// calls are the tests of one package.
type calls struct {
	pkg     string
	imports map[string]bool // as they stand in an import declaration
	tests   []string
}

// add adds a call with the documented request of a generated test file.
func (c *calls) add(name string) error {
	src, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	c.pkg = file.Name.Name
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || !strings.HasPrefix(f.Name.Name, "Example") || !strings.HasSuffix(f.Name.Name, "_Do") {
			continue
		}
		request := emit.DocumentedRequest(file)
		if request == nil {
			return fmt.Errorf("%s: %s makes no call", name, f.Name.Name)
		}
		text := func(n ast.Node) string {
			return string(src[fset.Position(n.Pos()).Offset:fset.Position(n.End()).Offset])
		}
		c.use(file, request)
		method := strings.TrimSuffix(strings.TrimPrefix(f.Name.Name, "Example"), "_Do")
		// Where the page's sample does not fit its own table, the example says so. One whose
		// elements are all empty leaves nothing for JSON, where these are left out.
		partial := strings.Contains(text(f.Body), "top.Partial(")
		c.tests = append(c.tests, fmt.Sprintf(`func TestMockCall%s(t *testing.T) {
	client := mockClient(t)
	for form, opt := range mockForms {
		_, err := %s.Do(t.Context(), client, opt...)
		if err != nil && !(%t && top.Partial(err)) && !(form != "XML" && errors.Is(err, top.ErrEmptyResponse)) {
			t.Errorf("%%s: %%v", form, err)
		}
	}
}
`, method, text(request), partial))
	}
	return nil
}

// use notes the imports of a file that an expression needs.
func (c *calls) use(file *ast.File, expr ast.Expr) {
	used := make(map[string]bool)
	ast.Inspect(expr, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			used[id.Name] = true
		}
		return true
	})
	for _, spec := range file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name, text := path.Base(p), spec.Path.Value
		if spec.Name != nil {
			name, text = spec.Name.Name, spec.Name.Name+" "+text
		}
		if used[name] {
			c.imports[text] = true
		}
	}
}

func (c *calls) write(name string) error {
	if len(c.tests) == 0 {
		return nil
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "package %s\n\nimport (\n%s\n)\n", c.pkg, strings.Join(slices.Sorted(maps.Keys(c.imports)), "\n"))
	b.WriteString(`
var mockForms = map[string][]top.CallOption{"JSON": nil, "simplified": {top.WithSimplify()}, "XML": {top.WithXML()}}

func mockClient(t *testing.T) *top.Client {
	client, err := top.NewClient("12345678", "helloworld", top.WithGateway(os.Getenv("TOP_GATEWAY")), top.WithSession("s"))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

`)
	b.WriteString(strings.Join(c.tests, "\n"))
	src, err := format.Source(b.Bytes())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.WriteFile(name, src, 0o644)
}
