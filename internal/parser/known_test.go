package parser

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/topgen/topgen/internal/schema"
)

// TestKnown holds known.bin against the pages of the corpus, and with -update
// makes it of them. What it says must not depend on what it said before: pages
// where it helps to guess are left out.
func TestKnown(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpusDir, "txt", "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("no corpus in %s", corpusDir)
	}
	var hashes [][knownSize]byte
	for _, file := range files {
		api, _ := parseFile(t, file)
		if api == nil || anyAmbiguous(api.Request, api.Response) {
			continue
		}
		for _, fields := range [][]*schema.Field{api.Request, api.Response} {
			for _, f := range fields {
				hashes = append(hashes, edgeHashes(f, false)...)
			}
		}
	}
	got := packHashes(hashes)
	t.Logf("%d fields at edges, %d bytes", len(got)/knownSize, len(got))
	if *update {
		if err := os.WriteFile("known.bin", got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(got, []byte(knownEdges)) {
		t.Error("known.bin is not what the pages of the corpus give: make it anew with -run TestKnown -update")
	}
}
