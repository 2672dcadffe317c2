package parser

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

// FuzzParse reads and parses pages of all forms. Nothing panics, each place
// lies in the file, each row becomes a field, the schema can be written, and
// doing it again gives the same.
func FuzzParse(f *testing.F) {
	for _, p := range testenv.Pages(f, "../../docs/pages/*.txt", "testdata/odd/*.txtar", "../page/testdata/*/*.txtar") {
		f.Add(filepath.Ext(p.Name), p.Data)
	}
	f.Fuzz(func(t *testing.T, ext string, src []byte) {
		switch ext {
		case ".txt", ".html", ".json":
		default:
			ext = ".txt"
		}
		p, diags := page.Read("p"+ext, src)
		if diags.HasErrors() {
			return
		}
		api, diags := Parse(p)
		lines := linesOf(src)
		for _, d := range diags {
			if d.Pos.Line < 1 || d.Pos.Line > len(lines) || d.Pos.Column < 1 || d.Pos.Column > utf8.RuneCountInString(lines[d.Pos.Line-1])+1 {
				t.Errorf("%s: no place in the file", d)
			}
			if d.Code == diag.Internal {
				t.Error(d)
			}
			if strings.ContainsAny(d.Message, "\n\r") {
				t.Errorf("message of several lines: %q", d.Message)
			}
		}
		if (api == nil) != diags.HasErrors() {
			t.Fatalf("API is nil: %t, with %v", api == nil, diags)
		}
		if api == nil {
			return
		}
		if got, want := countFields(api.Request), countRows(p.Request.Rows); ext != ".txt" && got != want {
			t.Errorf("%d fields in the request, %d rows", got, want)
		}
		auditFields(t, api.Request, "request", len(lines), 1)
		auditFields(t, api.Response, "response", len(lines), 1)
		first, err := json.Marshal(api)
		if err != nil {
			t.Fatal(err)
		}
		p, _ = page.Read("p"+ext, src)
		again, _ := Parse(p)
		if second, _ := json.Marshal(again); string(first) != string(second) {
			t.Errorf("two runs differ:\n%s\n%s", first, second)
		}
	})
}

func countRows(rows []page.Row) int {
	n := len(rows)
	for i := range rows {
		n += countRows(rows[i].Rows)
	}
	return n
}

func auditFields(t *testing.T, fields []*schema.Field, object string, lines, depth int) {
	if depth > maxDepth {
		t.Fatalf("fields are nested %d deep", depth)
	}
	for _, f := range fields {
		if f.Line < 1 || f.Line > lines || f.Column < 1 {
			t.Errorf("%s stands at %d:%d of %d lines", f.Name, f.Line, f.Column, lines)
		}
		if !isWireName(f.Name) {
			t.Errorf("%q is no name", f.Name)
		}
		// A type that cannot be a name on the wire gives the items none.
		named := f.Element != "" || f.List && !isWireName(schema.ElementName(f.Type))
		if f.Type == "" || f.List != named {
			t.Errorf("%s: type %q, list %t, element %q", f.Name, f.Type, f.List, f.Element)
		}
		if f.Ambiguous != (len(f.Candidates) > 0) || f.Ambiguous && f.Candidates[0] != object || len(f.Candidates) > maxCandidates {
			t.Errorf("%s in %s: ambiguous %t, candidates %q", f.Name, object, f.Ambiguous, f.Candidates)
		}
		auditFields(t, f.Fields, object+"."+f.Name, lines, depth+1)
	}
}

func linesOf(src []byte) []string {
	text := string(src)
	if !utf8.ValidString(text) {
		if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(text); err == nil {
			text = decoded
		}
	}
	text = strings.TrimPrefix(text, "\ufeff")
	return strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n")
}
