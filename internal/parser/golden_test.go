package parser

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

var update = flag.Bool("update", false, "write what the tests got into the files under testdata")

// TestFirstPages compares the five pages in docs with trees that were checked
// row by row against the pages.
func TestFirstPages(t *testing.T) {
	for method, fields := range map[string]int{
		"alibaba.idle.game.boost.compensate.query": 37,
		"taobao.pc.refund.detail":                  57,
		"alibaba.idle.appraise.order.query":        62,
		"aliexpress.issue.detail.get":              107,
		"alibaba.idle.recycle.order.get":           51,
	} {
		t.Run(method, func(t *testing.T) {
			api, diags := parseFile(t, "../../docs/pages/"+method+".txt")
			if api == nil {
				t.Fatal(diags)
			}
			if got := countFields(api.Request) + countFields(api.Response); got != fields {
				t.Errorf("%d fields, want %d", got, fields)
			}
			if anyAmbiguous(api.Request, api.Response) {
				t.Error("a field is ambiguous")
			}
			compareGolden(t, filepath.Join("testdata", "pages", method+".json"), encode(t, api)+dumpDiags(diags))
		})
	}
}

func countFields(fields []*schema.Field) int {
	n := len(fields)
	for _, f := range fields {
		n += countFields(f.Fields)
	}
	return n
}

// encode writes an API as topgen schema does.
func encode(t *testing.T, api *schema.API) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(api); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func dumpDiags(diags diag.List) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintln(&b, d)
	}
	return b.String()
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update if that is meant:\n%s", file, diff)
	}
}

// TestOddPages parses the page in each archive and compares the tree, and what
// is said about the page, with the files "tree" and "diagnostics".
func TestOddPages(t *testing.T) {
	testenv.Golden(t, "testdata/odd/*.txtar", *update, func(t *testing.T, archive *txtar.Archive) *txtar.Archive {
		source := archive.Files[0]
		read, diags := readPage(source.Name, source.Data)
		return &txtar.Archive{Comment: archive.Comment, Files: []txtar.File{
			source, {Name: "tree", Data: []byte(dumpAPI(read))}, {Name: "diagnostics", Data: []byte(dumpDiags(diags))},
		}}
	})
}

// dumpAPI writes what archives compare of an API, a field a line.
func dumpAPI(api *schema.API) string {
	if api == nil {
		return "refused\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %q session %t protocol %s root %q\n", api.Method, api.Title, api.Session, api.Protocol, api.Root)
	b.WriteString("request\n")
	dumpFields(&b, api.Request, "  ")
	b.WriteString("response\n")
	dumpFields(&b, api.Response, "  ")
	for _, e := range api.Errors {
		fmt.Fprintf(&b, "error %d %q %q %q\n", e.Line, e.Code, e.Message, e.Solution)
	}
	return b.String()
}

func dumpFields(b *strings.Builder, fields []*schema.Field, indent string) {
	for _, f := range fields {
		fmt.Fprintf(b, "%s%s %s", indent, f.Name, f.Type)
		if f.List {
			fmt.Fprintf(b, " [%s]", f.Element)
		}
		if f.IsRequired() {
			b.WriteString(" required")
		}
		if f.Ambiguous {
			fmt.Fprintf(b, " AMBIGUOUS in %s", strings.Join(f.Candidates, " or "))
		}
		fmt.Fprintf(b, " example %q description %q", f.Example, f.Description)
		dumpLimits(b, f.Limits)
		for _, v := range f.Values {
			fmt.Fprintf(b, " value %s %q", v.Value, v.Text)
		}
		b.WriteString("\n")
		dumpFields(b, f.Fields, indent+"  ")
	}
}

func dumpLimits(b *strings.Builder, l *schema.Limits) {
	if l == nil {
		return
	}
	for _, limit := range []struct{ name, value string }{
		{"default", l.Default},
		{"maxLength", l.MaxLength.String()},
		{"maxListSize", l.MaxListSize.String()},
		{"minValue", l.MinValue.String()},
		{"maxValue", l.MaxValue.String()},
		{"fileTypes", strings.Join(l.FileTypes, "|")},
	} {
		if limit.value != "" {
			fmt.Fprintf(b, " %s %s", limit.name, limit.value)
		}
	}
}
