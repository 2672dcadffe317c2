package nearest_test

import (
	"slices"
	"testing"

	"github.com/topgen/topgen/internal/nearest"
)

func TestWord(t *testing.T) {
	known := slices.Values([]string{"docs", "out", "module", "tests", "types", "packages"})
	for word, want := range map[string]string{
		"dosc": "docs", "doc": "docs", "docs": "docs", "modul": "module", "modules": "module", "test": "tests", "tyes": "types", "typess": "types",
		"pakcages": "packages", "skip": "", "pack": "packages", "p": "packages", "mod": "module", "t": "", "": "", "x": "", "文档": "",
	} {
		if got := nearest.Word(word, known); got != want {
			t.Errorf("the word nearest to %q is %q, want %q", word, got, want)
		}
	}
}
