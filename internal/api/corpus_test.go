package api_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testenv"
)

// TestCorpus reads every body of the corpus with the standard library, and holds
// the texts in it against those of the page's sample.
func TestCorpus(t *testing.T) {
	for _, set := range []string{"txt", "html", "json", "variants/txt"} {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			files, err := source.Find(testenv.Corpus(t, set), nil)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			load.All(files, 2, func(p load.Page) string { return checkBodies(p) }, func(i int, bad string) bool {
				if bad != "" {
					t.Errorf("%s: %s", files[i].Rel, bad)
					n++
				}
				return n < 5
			})
		})
	}
}

// checkBodies says what is wrong with the bodies of a page, "" if nothing is.
func checkBodies(p load.Page) string {
	if p.API == nil {
		return ""
	}
	a := api.Meaning(p.API)
	inXML, err := xmlLeaves(a.Documented(api.XML).With("R"))
	if err != nil {
		return fmt.Sprintf("the XML is broken: %v", err)
	}
	for _, form := range []api.Form{api.JSON, api.Simplified} {
		inJSON, err := jsonLeaves(a.Documented(form).With("R"))
		if err != nil {
			return fmt.Sprintf("JSON form %d is broken: %v", form, err)
		}
		// Unescaped markup in a String is elements in XML, and a text in JSON.
		if diff := cmp.Diff(inXML, inJSON); diff != "" && !strings.Contains(strings.Join(inJSON, ""), "</") {
			return fmt.Sprintf("form %d has other texts than XML:\n%s", form, diff)
		}
	}
	return ""
}

// xmlLeaves returns the texts of the elements without children, sorted, each once:
// in JSON, a field that the page shows twice is there once.
func xmlLeaves(text string) ([]string, error) {
	var leaves []string
	d := xml.NewDecoder(strings.NewReader(text))
	var content strings.Builder
	leaf := false
	for {
		token, err := d.Token()
		if err == io.EOF {
			slices.Sort(leaves)
			return slices.Compact(leaves), nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			leaf = true
			content.Reset()
		case xml.CharData:
			content.Write(token)
		case xml.EndElement:
			if leaf && strings.TrimSpace(content.String()) != "" {
				leaves = append(leaves, content.String())
			}
			leaf = false
		}
	}
}

// jsonLeaves returns the texts of the scalars, sorted, each once.
func jsonLeaves(text string) ([]string, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	var leaves []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, m := range v {
				walk(m)
			}
		case []any:
			for _, e := range v {
				walk(e)
			}
		case nil, string:
			if s, _ := v.(string); strings.TrimSpace(s) != "" {
				leaves = append(leaves, s)
			}
		default:
			leaves = append(leaves, fmt.Sprint(v))
		}
	}
	walk(v)
	slices.Sort(leaves)
	return slices.Compact(leaves), nil
}
