package compare

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGuide: docs/howto/diff.md lists the kinds of changes, which are part of the JSON
// form, and no others.
func TestGuide(t *testing.T) {
	guide, err := os.ReadFile("../../docs/howto/diff.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| `kind` \\|.*$").Find(guide)
	var listed []string
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllSubmatch(row, -1) {
		if word := string(m[1]); word != "kind" {
			listed = append(listed, word)
		}
	}
	slices.Sort(listed)
	if diff := cmp.Diff(kindsInSource(t), listed); diff != "" {
		t.Errorf("the kinds of changes differ (-source +guide):\n%s", diff)
	}
}

// kindsInSource returns the values of the constants of type Kind, sorted.
func kindsInSource(t *testing.T) (kinds []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "compare.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Kind" {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			kinds = append(kinds, value)
		}
		return true
	})
	slices.Sort(kinds)
	return kinds
}
