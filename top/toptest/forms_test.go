package toptest_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testenv"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// TestForms: what toptest makes of a documented response, of which it knows a sample
// and a Go type, is what package api makes of it, which knows the page.
func TestForms(t *testing.T) {
	t.Run("repository", func(t *testing.T) { testForms(t, "../../docs/pages", "../../testdata") })
	for _, folder := range []string{"txt", "html", "json"} {
		t.Run("corpus/"+folder, func(t *testing.T) { testForms(t, testenv.Corpus(t, folder)...) })
	}
}

func testForms(t *testing.T, paths ...string) {
	files, err := source.Find(paths, nil)
	if err != nil {
		t.Fatal(err)
	}
	pages, loops := 0, 0
	load.All(files, 2, func(p load.Page) error { return checkForms(t, p) }, func(_ int, err error) bool {
		switch {
		case errors.Is(err, errNoAPI):
		case errors.Is(err, errLoop):
			loops++
		default:
			pages++
		}
		return true
	})
	if pages == 0 || loops > 1+pages/50 {
		t.Errorf("%d pages were looked at, and %d left out", pages, loops)
	}
}

var (
	errNoAPI = errors.New("the page is none of an API")
	errLoop  = errors.New("package reflect makes no types that contain themselves")
)

// checkForms compares the forms of one page.
func checkForms(t *testing.T, p load.Page) error {
	a, _ := p.Resolve(nil, nil)
	if a == nil || a.Message { // messages come in one form
		return errNoAPI
	}
	file, diags := emit.Bindings(a, emit.Options{Module: "example.com/gen"})
	if diags.HasErrors() {
		return errNoAPI
	}
	response, err := responseType(file.Data)
	if err != nil {
		return err
	}
	shown := a.ResponseSamples()
	shown.XML = a.Answer(api.XML).Text()

	page := *a.API
	page.Response = withoutNumbers(a, page.Response)
	want := make(map[string]string)
	for _, answer := range api.Sampled(&page, shown).Answers() {
		want[answer.Form.String()] = answer.Text()
	}
	got := toptest.Bodies(&top.API{Method: a.Method, Root: a.ShownRoot()}, response, shown)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: the documented responses differ (-api +toptest):\n%s", a.Source.Path, diff)
	}
	return nil
}

// withoutNumbers returns rows in which a Number with a fraction is a Price: that is
// what toptest cannot tell apart.
func withoutNumbers(a *api.API, rows []*schema.Field) []*schema.Field {
	var out []*schema.Field
	for _, row := range rows {
		r := *row
		if u := a.Use(row); u != nil && u.Decimal() && u.Kind == schema.KindNumber {
			r.Type = "Price"
		}
		r.Fields = withoutNumbers(a, r.Fields)
		out = append(out, &r)
	}
	return out
}

// responseType returns the response type of emitted bindings.
func responseType(src []byte) (reflect.Type, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "bindings.go", src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	b := typeBuilder{structs: make(map[string]*ast.StructType), open: make(map[string]bool)}
	response := ""
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.Name == "Do" {
				response = d.Type.Results.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					b.structs[spec.Name.Name] = spec.Type.(*ast.StructType)
				}
			}
		}
	}
	return b.named(response)
}

// typeBuilder makes types of their declarations.
type typeBuilder struct {
	structs map[string]*ast.StructType
	open    map[string]bool // types around the one at hand
}

func (b *typeBuilder) named(name string) (reflect.Type, error) {
	if b.open[name] {
		return nil, errLoop
	}
	b.open[name] = true
	defer delete(b.open, name)
	var fields []reflect.StructField
	for _, f := range b.structs[name].Fields.List {
		typ, err := b.expr(f.Type)
		if err != nil {
			return nil, err
		}
		tag, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			return nil, err
		}
		fields = append(fields, reflect.StructField{Name: f.Names[0].Name, Type: typ, Tag: reflect.StructTag(tag)})
	}
	return reflect.StructOf(fields), nil
}

func (b *typeBuilder) expr(e ast.Expr) (reflect.Type, error) {
	switch e := e.(type) {
	case *ast.ArrayType:
		element, err := b.expr(e.Elt)
		if err != nil {
			return nil, err
		}
		return reflect.SliceOf(element), nil
	case *ast.StarExpr:
		return b.expr(e.X)
	case *ast.SelectorExpr:
		return map[string]reflect.Type{
			"Decimal": reflect.TypeFor[top.Decimal](), "Time": reflect.TypeFor[top.Time](), "RawJSON": reflect.TypeFor[top.RawJSON](),
		}[e.Sel.Name], nil
	case *ast.Ident:
		if simple := map[string]reflect.Type{
			"string": reflect.TypeFor[string](), "int64": reflect.TypeFor[int64](), "bool": reflect.TypeFor[bool](),
		}[e.Name]; simple != nil {
			return simple, nil
		}
		return b.named(e.Name)
	}
	return nil, errors.New("a type of no form that bindings have")
}
