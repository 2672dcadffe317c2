package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRun counts the pages of the repository, which have two warnings, and one that
// is no page.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	pages, document := filepath.Join(dir, "pages"), filepath.Join(dir, "diagnostics.md")
	must(t, os.CopyFS(pages, os.DirFS("../../docs/pages")))
	must(t, os.WriteFile(filepath.Join(pages, "menu.txt"), []byte("API\n"), 0o666))
	must(t, os.WriteFile(document, []byte("# A\n\nThe corpus of 4,490 pages raises nothing on 5.\n\nMore.\n"), 0o666))
	const want = "The corpus of 8 pages raises example-type on 1 pages and not-an-api-page on 1."

	var out strings.Builder
	if err := run(&out, pages, document, false); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("a document with other figures: error %v, want one that says %q", err, want)
	}
	if !strings.Contains(out.String(), "8 pages\n") || !strings.Contains(out.String(), "       1        2  example-type\n") {
		t.Errorf("the table reads\n%s", &out)
	}
	must(t, run(&out, pages, document, true))
	must(t, run(&out, pages, document, false))
	text, err := os.ReadFile(document)
	must(t, err)
	if string(text) != "# A\n\n"+want+"\n\nMore.\n" {
		t.Errorf("the document became %q", text)
	}

	must(t, os.WriteFile(document, []byte("nothing\n"), 0o666))
	if err := run(&out, pages, document, true); err == nil {
		t.Error("no error for a document without the sentence")
	}
	out.Reset()
	must(t, run(&out, filepath.Join(dir, "none"), document, false))
	if !strings.Contains(out.String(), "there is no corpus") {
		t.Errorf("without a corpus it says %q", &out)
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 4490: "4,490", 1234056: "1,234,056"} {
		if got := thousands(n); got != want {
			t.Errorf("%d reads %s, want %s", n, got, want)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
