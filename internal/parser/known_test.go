package parser

import (
	"bytes"
	"math"
	"math/bits"
	"os"
	"path/filepath"
	"testing"

	"github.com/topgen/topgen/internal/schema"
)

// TestKnown holds known.bin against the pages of the corpus, and with -update
// makes it of them. What it says must not depend on what it said before: the
// parameters where it helps to guess are left out.
func TestKnown(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpusDir, "txt", "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("no corpus in %s", corpusDir)
	}
	shown := make(map[fact]bool)
	for _, file := range files {
		api, _ := parseFile(t, file)
		if api == nil {
			continue
		}
		for _, fields := range [][]*schema.Field{api.Request, api.Response} {
			for _, f := range fields {
				if anyAmbiguous([]*schema.Field{f}) {
					continue
				}
				for _, x := range facts(f, false) {
					shown[x] = true
				}
			}
		}
	}
	got := make([]byte, knownBytes)
	for x := range shown {
		for at, mask := range x.bits {
			got[at] |= mask
		}
	}
	set := 0
	for _, b := range got {
		set += bits.OnesCount8(b)
	}
	wrong := math.Pow(float64(set)/(8*knownBytes), knownProbes)
	t.Logf("%d facts, %.2f %% of others taken for known", len(shown), 100*wrong)
	if wrong > 0.01 {
		t.Error("the filter is too full: make knownBytes larger")
	}
	if *update {
		if err := os.WriteFile("known.bin", got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(got, []byte(knownFields)) {
		t.Error("known.bin is not what the pages of the corpus give: make it anew with -run TestKnown -update")
	}
}
