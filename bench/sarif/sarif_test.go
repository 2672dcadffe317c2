// Package sarif_test holds the SARIF of internal/report against its schema. It is
// in this module so that the module of users has no validator of JSON schemas.
package sarif_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/report"
)

// sample has diagnostics of both severities, with and without a place and a
// hint, in files whose names need escapes.
var sample = diag.List{
	{Code: diag.ExampleType, Pos: diag.Position{File: "docs/pages/a.txt", Line: 307, Column: 5},
		Message: `issue_id: example "1.01" is no integer, other uses are integers`},
	{Code: diag.Truncated, Severity: diag.Error, Pos: diag.Position{File: "docs/a,b: 100%.txt", Line: 9},
		Message: "the page ends early", Hint: "fetch it again"},
	{Code: diag.Unreadable, Severity: diag.Error, Pos: diag.Position{File: "/abs/页 面.txt"}, Message: "permission denied"},
	{Code: diag.NotAnAPIPage, Severity: diag.Error, Pos: diag.Position{File: "-", Line: 1, Column: 1}, Message: "100% menu\nand more"},
}

// TestSchema validates logs of no, one and two lists of diagnostics, of runs
// that go well and of some that fail.
func TestSchema(t *testing.T) {
	schema := compileSchema(t)
	for name, lists := range map[string][]diag.List{"empty": nil, "sample": {sample}, "twice": {sample, sample}} {
		for _, failure := range []error{nil, errors.New("disk full")} {
			var b bytes.Buffer
			p := report.New(&b, report.Options{Form: report.SARIF, Version: "v1.2.3"})
			for _, l := range lists {
				p.Print(l)
			}
			if failure != nil {
				p.Fail(failure)
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("%s, failure %v: not valid SARIF 2.1.0: %v\n%s", name, failure, err, b.Bytes())
			}
		}
	}
}

// compileSchema compiles the OASIS schema, taken from the module
// github.com/owenrumney/go-sarif/v3 (v3.3.1).
func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	if schema.Validate(map[string]any{"version": "2.1.0"}) == nil {
		t.Fatal("the schema accepts a log without runs: it checks nothing")
	}
	return schema
}
