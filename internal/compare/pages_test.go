package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/parser"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

// FuzzPages compares any two pages. A page does not differ from itself, two
// that have other fields differ, and what is reported can be printed.
func FuzzPages(f *testing.F) {
	pages := testenv.Pages(f, "../../docs/pages/*.txt", "../page/testdata/*/*.txtar")
	for i, p := range pages {
		f.Add(filepath.Ext(p.Name), p.Data, pages[(i+1)%len(pages)].Data)
	}
	f.Fuzz(func(t *testing.T, ext string, first, second []byte) {
		old, new := apiOf(ext, first), apiOf(ext, second)
		if old == nil || new == nil {
			return
		}
		if r := Sets(Set{APIs: []*schema.API{old}}, Set{APIs: []*schema.API{old}}, options); len(r.APIs) > 0 {
			t.Errorf("a page differs from itself: %+v", r.APIs[0])
		}
		new.Method = old.Method // else one is gone, the other added, and nothing is compared
		r := Sets(Set{APIs: []*schema.API{old}}, Set{APIs: []*schema.API{new}}, options)
		if len(r.APIs) == 0 {
			if diff := cmp.Diff(leaves(old), leaves(new)); diff != "" {
				t.Errorf("no difference is reported, and there is one (-old +new):\n%s", diff)
			}
		}
		checkReport(t, r)
	})
}

// apiOf returns what a page says; nil if it is refused.
func apiOf(ext string, src []byte) *schema.API {
	p, diags := page.Read("p"+ext, src)
	if diags.HasErrors() {
		return nil
	}
	api, diags := parser.Parse(p)
	if diags.HasErrors() {
		return nil
	}
	return api
}

// leaves are the fields of an API with what a program sees of them. Of two
// fields of one name the first counts.
func leaves(api *schema.API) []string {
	seen := map[string]bool{}
	var list []string
	var walk func(path string, fields []*schema.Field)
	walk = func(path string, fields []*schema.Field) {
		for _, f := range fields {
			at := path + "." + f.Name
			if seen[at] {
				continue
			}
			seen[at] = true
			list = append(list, fmt.Sprintf("%s %s list=%t required=%t", at, f.Type, f.List, f.Required != nil && *f.Required))
			walk(at, f.Fields)
		}
	}
	walk("request", api.Request)
	walk("response", api.Response)
	slices.Sort(list)
	return list
}

// checkReport checks a report in every form.
func checkReport(t *testing.T, r *Report) {
	t.Helper()
	for _, form := range forms {
		var b bytes.Buffer
		if err := form.write(&b, r); err != nil {
			t.Fatalf("as %s: %v", form.name, err)
		}
		if form.name == "json" && !json.Valid(b.Bytes()) {
			t.Errorf("no JSON:\n%s", b.Bytes())
		}
		if i := strings.IndexFunc(b.String(), func(c rune) bool {
			return c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c))
		}); i >= 0 {
			t.Errorf("the report as %s has the character %q", form.name, b.String()[i:min(i+10, b.Len())])
		}
	}
}
