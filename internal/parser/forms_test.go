package parser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

// TestFormsAgree holds the text form of each page against its HTML and JSON
// form: they must give one schema, but for what a form cannot show.
func TestFormsAgree(t *testing.T) {
	corpus, files := testenv.CorpusDir(t), testenv.Corpus(t, "html")
	guessed, compared := 0, 0
	for _, file := range files {
		stem := strings.TrimSuffix(filepath.Base(file), ".html")
		html := mustParse(t, file)
		json := mustParse(t, filepath.Join(corpus, "json", stem+".json"))
		if d := schema.Difference(html, json); d != "" {
			t.Errorf("%s: HTML and JSON differ: %s", stem, d)
		}
		textFile := filepath.Join(corpus, "txt", stem+".txt")
		if _, err := os.Stat(textFile); err != nil {
			continue // the corpus has fewer pages in the text form
		}
		compared++
		text := mustParse(t, textFile)
		if d := schema.Difference(text, html); d != "" {
			if anyAmbiguous(text.Request, text.Response) {
				guessed++
				continue
			}
			t.Errorf("%s: text and HTML differ: %s", stem, d)
		}
	}
	t.Logf("%d pages, %d of them in three forms, %d with another guess at a depth that the text leaves open", len(files), compared, guessed)
}

func mustParse(t *testing.T, file string) *schema.API {
	api, diags := parseFile(t, file)
	if api == nil {
		t.Fatalf("%s: %v", file, diags)
	}
	return api
}
