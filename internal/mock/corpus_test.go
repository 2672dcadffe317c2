package mock

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/mock/mocktest"
)

// pagesOf returns pages that were read as those of a gateway.
func pagesOf(read []load.Page) []Page {
	var pages []Page
	for _, p := range read {
		pages = append(pages, Page{Path: p.File.Path, API: p.API, Diags: p.Diags})
	}
	return pages
}

// BenchmarkCall measures a call over a real connection: with -cpu 1, on one core
// together with its caller.
func BenchmarkCall(b *testing.B) {
	s := New(testPages(), Options{Now: func() time.Time { return mocktest.Now }})
	h := httptest.NewServer(s)
	defer h.Close()
	body := mocktest.Encode(signed(params("taobao.items.get", "q", "x", "page_size", "10", "ids", "1,2,3", "filter", `{"sku":"a","lines":[{"count":1}]}`), nil))
	b.ResetTimer()
	for b.Loop() {
		resp, err := http.Post(h.URL+"/router/rest", mocktest.FormType, strings.NewReader(body))
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
