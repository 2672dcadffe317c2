package emit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
)

// module is the import path of the packages that tests emit.
const module = "github.com/topgen/topgen/internal/emit/testdata/out"

// unitOf returns what is emitted of an API.
func unitOf(t *testing.T, s *schema.API) *Unit {
	t.Helper()
	unit, diags := Page(api.Meaning(s), Options{Module: module})
	if unit == nil {
		t.Fatal(diags)
	}
	return unit
}

// testsOf returns the emitted tests of an API.
func testsOf(t *testing.T, s *schema.API) (string, *ast.File) {
	t.Helper()
	src := string(unitOf(t, s).Files[1].Data)
	file, err := parser.ParseFile(token.NewFileSet(), "x_test.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return src, file
}

// TestRequests: the example shows what a request must have, the test sends all that
// the page shows, and DocumentedRequest finds that, whatever fields are called.
func TestRequests(t *testing.T) {
	for _, failure := range []string{protocol.UsualError, "<error_response><code>1</code></error_response>"} {
		testRequest(t, failure)
	}
}

// testRequest is TestRequests for a page that shows an error response.
func testRequest(t *testing.T, failure string) {
	src, file := testsOf(t, &schema.API{
		Method: "taobao.a.x.get", Protocol: schema.ProtocolTOP, Root: "a_x_get_response",
		Request:  fields("id Number ! 1\nname String n\norder Order !\n\tno Number ! 2\n\tmemo String m\nitems Item[] !\n\tsku String s", true),
		Response: fields("request String r", false),
		Samples:  schema.Samples{XML: "<a_x_get_response><request>r</request></a_x_get_response>", Error: failure},
	})
	if usual := strings.Contains(src, "toptest.TestUsual("); usual != (failure == protocol.UsualError) {
		t.Errorf("a test of a usual page: %t, of one with the error %s", usual, failure)
	}
	_, example, _ := strings.Cut(src, "func Example")
	for name, want := range map[string]bool{"SetID(1)": true, "SetName": false, "SetNo(2)": true, "SetMemo": false, `SetSKU("s")`: true} {
		if strings.Contains(example, name) != want || !strings.Contains(src, name) {
			t.Errorf("%s in the example: %t, want %t:\n%s", name, !want, want, src)
		}
	}
	request := DocumentedRequest(file)
	if request == nil {
		t.Fatal("no documented request was found")
	}
	at := func(p token.Pos) int { return int(p - file.FileStart) }
	if text := src[at(request.Pos()):at(request.End())]; !strings.Contains(text, "SetMemo") || strings.Contains(text, "Want") {
		t.Errorf("the documented request is %s", text)
	}
}

// A request can be written that nobody documents, and what is in it looked up.
func TestRequestAndNames(t *testing.T) {
	s := &schema.API{
		Method: "taobao.a.x.get", Protocol: schema.ProtocolTOP,
		Request:  fields("id Number ! 1\nopen_id String n\nopenid String n\norder Order !\n\tno Number ! 2\nimage byte\n", true),
		Response: fields("status Number 1", false),
	}
	s.Response[0].Values = []schema.Value{{Value: "01", Text: "paid"}}
	a := api.Meaning(s)
	v, err := a.ReadRequest([]api.Param{{Name: "order", Text: `{"no":7}`}, {Name: "id", Text: "12"}})
	if err != nil {
		t.Fatal(err)
	}
	expr, diags := Request(a, Options{Module: module}, v)
	if want := "a.NewXGetRequest().\nSetID(12).\nSetOrder(a.NewXGetOrder().\nSetNo(7))"; expr != want || diags.HasErrors() {
		t.Errorf("the request is %s, want %s; %v", expr, want, diags)
	}
	names, err := NamesOf(a, Options{Module: module})
	if err != nil {
		t.Fatal(err)
	}
	order, status := a.Request.Field("order").Field, a.Response.Field("status").Field
	got := []string{names.Package, names.Dir, names.Request, names.Response, names.Field(a.Request.Field("openid").Field), names.Type(order), names.Type(status), names.Value(status, "01"), names.Value(status, "2"), names.Value(order, "1")}
	want := []string{"a", "taobao/a", "XGetRequest", "XGetResponse", "OpenidField", "XGetOrder", "", "XGetStatus01", "", ""}
	if !slices.Equal(got, want) {
		t.Errorf("names are %q, want %q", got, want)
	}
	if (&Names{}).Field(order) != "" || (&Names{}).Type(order) != "" || (&Names{}).Value(order, "1") != "" {
		t.Error("names without bindings")
	}
}

// TestLongLines: no line of tests and samples is long, unless one value is.
func TestLongLines(t *testing.T) {
	var rows, json []string
	for range 30 {
		rows = append(rows, "<string>"+strings.Repeat("x", 20)+"</string>")
		json = append(json, `"`+strings.Repeat("x", 20)+`"`)
	}
	request := fields("names String[] ! "+strings.Join(json, ","), true)
	request[0].Example = "[" + strings.Join(json, ",") + "]"
	unit := unitOf(t, &schema.API{
		Method: "taobao.a.x.get", Protocol: schema.ProtocolTOP, Root: "a_x_get_response", Request: request,
		Response: []*schema.Field{{Name: "names", Type: "String", List: true, Element: "string"}},
		Samples: schema.Samples{
			XML:  "<a_x_get_response><names>" + strings.Join(rows, "") + "</names></a_x_get_response>",
			JSON: `{"a_x_get_response":{"names":{"string":[` + strings.Join(json, ",") + `]}}}`,
		},
	})
	for _, f := range unit.Files[1:] { // the tests, and the package of samples
		for line := range strings.Lines(string(f.Data)) {
			if len(line) > longestLine && !strings.Contains(line, `"names": "`) {
				t.Errorf("%s has a line of %d columns: %.100s", f.Path, len(line), line)
			}
		}
	}
}

// TestLongNames: nor are they of methods with long names, whatever stands beside these.
func TestLongNames(t *testing.T) {
	const root = "answer_response"
	usual := 0
	for n := range 100 {
		for _, request := range []string{"", "id Number ! 1"} {
			for _, response := range []string{"", "<status>1</status>"} {
				src := string(unitOf(t, &schema.API{
					Method: "taobao.a." + strings.Repeat("x", n+1) + ".get", Protocol: schema.ProtocolTOP, Root: root,
					Request: fields(request, true), Response: fields("status Number 1", false),
					Samples: schema.Samples{XML: "<" + root + ">" + response + "</" + root + ">", Error: protocol.UsualError},
				}).Files[1].Data)
				if strings.Contains(src, "TestUsual(") {
					usual++
				}
				for line := range strings.Lines(src) {
					if len(strings.TrimSuffix(line, "\n")) > longestLine {
						t.Fatalf("a name of %d letters gives a line of %d columns: %s", n, len(line), line)
					}
				}
			}
		}
	}
	if usual < 100 {
		t.Errorf("%d of 400 tests are those of usual pages", usual)
	}
}
