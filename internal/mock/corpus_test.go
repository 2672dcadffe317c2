package mock

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/top"
)

// corpus has thousands of pages. It is no part of the repository.
const corpus = "../../../shared/corpus"

// readPages reads the pages of a folder of the corpus.
func readPages(t testing.TB, dir string) []Page {
	t.Helper()
	dir = filepath.Join(corpus, dir)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no corpus: %v", err)
	}
	files, err := source.Find([]string{dir}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var pages []Page
	load.All(files, runtime.GOMAXPROCS(0), func(p load.Page) load.Page { return p }, func(_ int, p load.Page) bool {
		pages = append(pages, Page{Path: p.File.Path, API: p.API, Diags: p.Diags})
		return true
	})
	return pages
}

// documentedCall is the documented request of a method.
func documentedCall(a *api.API) *sending {
	c := &sending{api: a, values: make(map[string]string), session: "s", format: "json", signMethod: top.SignHMACSHA256}
	for _, p := range a.DocumentedRequest() {
		if p.File {
			c.files = append(c.files, upload{p.Name, p.Text, "image/png", []byte("x")})
		} else {
			c.values[p.Name] = p.Text
		}
	}
	return c
}

// TestCorpus sends the documented request of every page, in every format.
func TestCorpus(t *testing.T) {
	for _, dir := range []string{"txt", "html", "json", "variants/txt"} {
		t.Run(dir, func(t *testing.T) {
			var last Call
			s := New(readPages(t, dir), Options{Log: func(c Call) { last = c }})
			failed := 0
			for _, e := range s.sorted {
				for _, format := range []string{"json", "simplified", "xml"} {
					c := documentedCall(e.meaning())
					c.format = format
					req, err := c.request(t.Context(), s, "http://mock", &exchange{})
					if err != nil {
						t.Fatalf("%s: %v", e.page.Path, err)
					}
					w := httptest.NewRecorder()
					s.ServeHTTP(w, req)
					if last.Code != "" || len(last.Notes) > 0 || w.Code != http.StatusOK {
						t.Errorf("%s: HTTP %d, code %s: %s %q", e.page.Path, w.Code, last.Code, last.Reason, last.Notes)
						if failed++; failed > 5 {
							t.FailNow()
						}
					}
				}
			}
			t.Logf("%d methods", s.Methods())
		})
	}
}

// BenchmarkCall measures a call over a real connection: with -cpu 1, on one core
// together with its caller.
func BenchmarkCall(b *testing.B) {
	s := New(testPages(), Options{Now: func() time.Time { return testNow }})
	h := httptest.NewServer(s)
	defer h.Close()
	body := encoded(signed(params("taobao.items.get", "q", "x", "page_size", "10", "ids", "1,2,3", "filter", `{"sku":"a","lines":[{"count":1}]}`), nil))
	b.ResetTimer()
	for b.Loop() {
		resp, err := http.Post(h.URL+"/router/rest", formType, strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		var got bytes.Buffer
		got.ReadFrom(resp.Body)
		resp.Body.Close()
		if !strings.HasPrefix(got.String(), `{"items_get_response"`) {
			b.Fatal(got.String())
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
}
