package mock

import (
	"testing"

	"github.com/topgen/topgen/internal/mock/mocktest"
)

// BenchmarkStart measures what it takes until all pages of the corpus are served.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s := New(pagesOf(mocktest.Corpus(b, "txt")), Options{})
		b.ReportMetric(float64(len(s.Methods())), "methods")
	}
}
