package parser

import (
	"slices"
	"testing"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
)

// TestFileTypes: signs around and between file types say nothing, and a list that
// has nothing else is said to be left out.
func TestFileTypes(t *testing.T) {
	for value, want := range map[string][]string{
		"jpg,.png、gif": {"jpg", "png", "gif"}, "| a | b |": {"a", "b"}, "jpg,,png": {"jpg", "png"}, ".": nil, "|,": nil, "图片": nil,
	} {
		out := &findings{file: "a.txt"}
		limits := readLimits(out, "image", []page.Limit{{Label: page.Text{S: page.LabelFileTypes}, Value: page.Text{S: value}}})
		var got []string
		if limits != nil {
			got = limits.FileTypes
		}
		said := len(out.list) == 1 && out.list[0].Code == diag.LimitValue
		if !slices.Equal(got, want) || said != (want == nil) {
			t.Errorf("%q gives %q, and says %v", value, got, out.list)
		}
	}
}
