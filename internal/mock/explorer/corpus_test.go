package explorer

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/top"
)

// pagesOf returns pages that were read as those of a gateway.
func pagesOf(read []load.Page) []mock.Page {
	var pages []mock.Page
	for _, p := range read {
		pages = append(pages, mock.Page{Path: p.File.Path, API: p.API, Diags: p.Diags})
	}
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
			var last mock.Call
			s := mock.New(pagesOf(mocktest.Corpus(t, dir)), mock.Options{Log: func(c mock.Call) { last = c }})
			app := s.Options()
			failed := 0
			for _, e := range s.Methods() {
				documented := e.Meaning().DocumentedRequest()
				if v, err := e.Meaning().ReadRequest(documented); err != nil || !slices.Equal(e.Meaning().Params(v), documented) {
					t.Errorf("%s: the documented request does not read again: %v", e.Path, err)
				}
				for _, format := range []string{"json", "simplified", "xml"} {
					c := documentedCall(e.Meaning())
					c.format = format
					req, err := c.request(t.Context(), &app, "http://mock", &exchange{})
					if err != nil {
						t.Fatalf("%s: %v", e.Path, err)
					}
					w := httptest.NewRecorder()
					s.ServeHTTP(w, req)
					notes := last.Notes
					if e.API.Method == "taobao.tmc.messages.confirm" {
						notes = nil // the messages of the page were not given out, which it says
					}
					if last.Code != "" || len(notes) > 0 || w.Code != http.StatusOK {
						t.Errorf("%s: HTTP %d, code %s: %s %q", e.Path, w.Code, last.Code, last.Reason, last.Notes)
						if failed++; failed > 5 {
							t.FailNow()
						}
					}
				}
			}
			t.Logf("%d methods", len(s.Methods()))
		})
	}
}

// TestCorpusPages opens pages of methods of the corpus: an id stands once in each, and
// whatever the search finds in it has a place there.
func TestCorpusPages(t *testing.T) {
	s := mock.New(pagesOf(mocktest.Corpus(t, "txt")), mock.Options{})
	x := New(s, Options{})
	anchors := make(map[string][]string)
	f := x.find()
	for _, e := range f.entries {
		if method := f.texts[f.entries[e.owner].name]; e.anchor != "" {
			anchors[method] = append(anchors[method], e.anchor)
		}
	}
	const step = 5
	looked := 0
	for i := 0; i < len(s.Methods()); i += step {
		method := s.Methods()[i].API.Method
		w := httptest.NewRecorder()
		x.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, methodURL(method), nil))
		doc, err := goquery.NewDocumentFromReader(w.Body)
		if err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: status %d, %v", method, w.Code, err)
		}
		ids := make(map[string]int)
		for _, e := range doc.Find("[id]").EachIter() {
			id, _ := e.Attr("id")
			if ids[id]++; ids[id] == 2 {
				t.Errorf("%s: id %s stands there twice", method, id)
			}
		}
		for _, a := range anchors[method] {
			if looked++; ids[a] != 1 {
				t.Errorf("%s: a search leads to %s, which is not there", method, a)
			}
		}
	}
	t.Logf("%d places were looked for", looked)
	if looked < len(s.Methods())/step {
		t.Error("the search finds next to nothing")
	}
}
