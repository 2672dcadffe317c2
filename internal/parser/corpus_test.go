package parser

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

// verdict counts pages as the platform's judge does.
type verdict struct {
	exact    int // as wanted, or refused as wanted
	flagged  int // not as wanted, but ambiguous or refused
	silent   int // not as wanted, and nothing says so
	cautious int // as wanted, and yet ambiguous
	codes    map[diag.Code]int
}

func (v *verdict) String() string {
	n := v.exact + v.flagged + v.silent
	return fmt.Sprintf("%d pages: exact %d (%.2f %%), flagged %d, SILENT %d, cautious %d (%.2f %%)",
		n, v.exact, 100*float64(v.exact)/float64(n), v.flagged, v.silent, v.cautious, 100*float64(v.cautious)/float64(n))
}

// TestCorpus holds pages of the corpus against the trees that they must parse to.
func TestCorpus(t *testing.T) {
	for _, set := range []struct {
		pages, trees string
		exact        float64 // percent
		cautious     float64
	}{
		{"txt", "trees", 99.2, 5},
		{"variants/txt", "variants/trees", 100, 0},
		{"html", "trees", 100, 0},
		{"json", "trees", 100, 0},
	} {
		t.Run(set.pages, func(t *testing.T) {
			files := testenv.Corpus(t, set.pages)
			v := judge(t, files, filepath.Join(testenv.CorpusDir(t), set.trees))
			t.Log(v)
			t.Log(v.codes)
			n := float64(len(files))
			missed := 100*float64(v.exact) < set.exact*n || 100*float64(v.cautious) > set.cautious*n
			if testenv.CorpusStep() > 1 && set.exact < 100 {
				missed = false // of a part of the pages, the bars say little
			}
			if v.silent > 0 || missed {
				t.Errorf("want exact >= %.1f %%, SILENT 0, cautious <= %.1f %%", set.exact, set.cautious)
			}
		})
	}
}

// judge holds pages against their trees, with all cores.
func judge(t *testing.T, files []string, trees string) *verdict {
	v := &verdict{codes: make(map[diag.Code]int)}
	var mu sync.Mutex
	var wg sync.WaitGroup
	queue := make(chan string)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for file := range queue {
				api, diags := parseFile(t, file)
				difference := compareWithTree(t, file, trees, api, diags)
				mu.Lock()
				v.count(t, file, api, diags, difference)
				mu.Unlock()
			}
		})
	}
	for _, file := range files {
		queue <- file
	}
	close(queue)
	wg.Wait()
	return v
}

func parseFile(t *testing.T, file string) (*schema.API, diag.List) {
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return readPage(filepath.Base(file), src)
}

// readPage parses a page and says what there is to say about it, also about what
// it means.
func readPage(name string, src []byte) (*schema.API, diag.List) {
	p, diags := page.Read(name, src)
	if diags.HasErrors() {
		return nil, diags
	}
	parsed, more := Parse(p)
	diags = append(diags, more...)
	if parsed != nil {
		_, more = api.Resolve(parsed)
		diags = append(diags, more...)
	}
	diags.Sort()
	if diags.HasErrors() {
		return nil, diags
	}
	return parsed, diags
}

func (v *verdict) count(t *testing.T, file string, api *schema.API, diags diag.List, difference string) {
	seen := make(map[diag.Code]bool)
	for _, d := range diags {
		if !seen[d.Code] {
			v.codes[d.Code]++
		}
		seen[d.Code] = true
	}
	switch {
	case difference == "":
		v.exact++
		if api != nil && anyAmbiguous(api.Request, api.Response) {
			v.cautious++
			if os.Getenv("CAUTIOUS") != "" {
				t.Logf("%s cautious", filepath.Base(file))
			}
		}
		return
	case api == nil && len(diags) > 0 || api != nil && anyAmbiguous(api.Request, api.Response):
		v.flagged++
	default:
		v.silent++
		difference = "SILENT " + difference
	}
	if v.flagged+v.silent <= 60 {
		t.Logf("%s %s", filepath.Base(file), difference)
	}
}

func anyAmbiguous(lists ...[]*schema.Field) bool {
	return slices.ContainsFunc(lists, func(fields []*schema.Field) bool {
		return slices.ContainsFunc(fields, func(f *schema.Field) bool { return f.Ambiguous || anyAmbiguous(f.Fields) })
	})
}

// compareWithTree says how a page differs from its tree, or from the
// diagnostic with which it must be refused.
func compareWithTree(t *testing.T, file, trees string, api *schema.API, diags diag.List) string {
	base := filepath.Base(file)
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	if want, err := os.ReadFile(filepath.Join(trees, stem+".error")); err == nil {
		code, _, _ := strings.Cut(string(want), " ")
		for _, d := range diags {
			if d.Severity == diag.Error && string(d.Code) == code && api == nil {
				return ""
			}
		}
		return fmt.Sprintf("must be refused with [%s], got %v", code, diags)
	}
	data, err := os.ReadFile(filepath.Join(trees, stem+".tree.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	if api == nil {
		return fmt.Sprintf("refused: %v", diags)
	}
	if filepath.Ext(file) == ".json" {
		delete(want, "category") // the document has none
	}
	return firstDifference(normal(want), normal(asMap(t, api)), "")
}

func asMap(t *testing.T, api *schema.API) map[string]any {
	data, err := json.Marshal(api)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// normal keeps what trees say, in one form.
func normal(api map[string]any) map[string]any {
	out := map[string]any{
		"method": api["method"], "title": str(api["title"]), "description": plain(str(api["description"])),
		"session": api["session"] == true,
	}
	for _, key := range []string{"category", "protocol", "root"} {
		if v, ok := api[key]; ok {
			out[key] = v
		}
	}
	for _, key := range []string{"request", "response"} {
		out[key] = normalFields(api[key], key == "request")
	}
	if list, ok := api["errors"].([]any); ok {
		errors := []any{}
		for _, e := range list {
			row := e.(map[string]any)
			errors = append(errors, map[string]any{"code": str(row["code"]), "message": str(row["message"]), "solution": str(row["solution"])})
		}
		out["errors"] = errors
	}
	return out
}

func normalFields(v any, request bool) []any {
	out := []any{}
	list, _ := v.([]any)
	for _, f := range list {
		out = append(out, normalField(f.(map[string]any), request))
	}
	return out
}

func normalField(f map[string]any, request bool) map[string]any {
	typ := str(f["type"])
	if typ == "" {
		typ = "String"
	}
	out := map[string]any{
		"name": str(f["name"]), "type": strings.TrimSpace(strings.ReplaceAll(typ, "[]", "")), "list": f["list"] == true,
	}
	if request {
		out["required"] = f["required"] == true
		limits := map[string]any{}
		if l, ok := f["limits"].(map[string]any); ok {
			for k, v := range l {
				if s := fmt.Sprint(v); v != nil && s != "" && s != "[]" {
					limits[k] = s
				}
			}
		}
		if len(limits) > 0 {
			out["limits"] = limits
		}
	}
	example, description := plain(str(f["example"])), plain(str(f["description"]))
	if fields, ok := f["fields"].([]any); ok && len(fields) > 0 {
		// The cells of a struct are not told apart.
		description = plain(example + " " + description)
		example = ""
		out["fields"] = normalFields(f["fields"], request)
	}
	if example != "" {
		out["example"] = example
	}
	if description != "" {
		out["description"] = description
	}
	return out
}

func str(v any) string {
	s, _ := v.(string)
	return s
}

// firstDifference says where got differs from want; what want lacks at the top
// is not asked for.
func firstDifference(want, got any, path string) string {
	switch w := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		for _, k := range sortedKeys(w) {
			gv, ok := g[k]
			if !ok {
				if wv := w[k]; wv == "" || fmt.Sprint(wv) == "[]" {
					continue
				}
				return fmt.Sprintf("%s.%s: missing (want %.80v)", path, k, w[k])
			}
			if d := firstDifference(w[k], gv, path+"."+k); d != "" {
				return d
			}
		}
		for _, k := range sortedKeys(g) {
			if _, ok := w[k]; !ok && path != "" {
				return fmt.Sprintf("%s: unexpected %s = %.80v", path, k, g[k])
			}
		}
	case []any:
		g, _ := got.([]any)
		for i := range min(len(w), len(g)) {
			name := fmt.Sprint(i)
			if f, ok := w[i].(map[string]any); ok {
				name = fmt.Sprint(f["name"])
			}
			if d := firstDifference(w[i], g[i], path+"["+name+"]"); d != "" {
				return d
			}
		}
		if len(w) != len(g) {
			return fmt.Sprintf("%s: want %d entries, got %d", path, len(w), len(g))
		}
	default:
		if want != got {
			return fmt.Sprintf("%s: want %.80q, got %.80q", path, fmt.Sprint(want), fmt.Sprint(got))
		}
	}
	return ""
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
