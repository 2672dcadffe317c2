package hostile_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/hostile"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/parser"
	"github.com/topgen/topgen/internal/schema"
)

var (
	noisy    = flag.Int("noisy", 200, "number of pages that TestNoise makes")
	noisyDir = flag.String("noisydir", "", "folder into which TestNoise writes them")
)

// read returns all of a page that the parser takes.
func read(file string, src []byte) (*page.Page, *schema.API, diag.List) {
	p, diags := page.Read(file, src)
	if diags.HasErrors() {
		return p, nil, diags
	}
	api, more := parser.Parse(p)
	return p, api, append(diags, more...)
}

// TestNoise copies pages as browsers do. The copy means what the page means, or a
// diagnostic that the page does not have says what is open.
func TestNoise(t *testing.T) {
	files := slices.DeleteFunc(corpus(t), func(f string) bool { return filepath.Ext(f) != ".txt" })
	numbers := make([]int, *noisy)
	for i := range numbers {
		numbers[i] = *first + i
	}
	changed, same, said := 0, 0, 0
	for _, i := range numbers {
		file := files[i%len(files)]
		src, err := os.ReadFile(file)
		must(t, err)
		p, api, before := read("page.txt", src)
		if api == nil || api.Message { // messages have tables of their own
			continue
		}
		n := hostile.NewNoiser(*seed, uint64(i))
		copied := n.Noise(src, p, api, before)
		if *noisyDir != "" {
			must(t, os.WriteFile(filepath.Join(*noisyDir, filepath.Base(file)), copied, 0o666))
		}
		if string(copied) != string(src) {
			changed++
		}
		name := fmt.Sprintf("noise %d of seed %d (%s: %s)", i, *seed, filepath.Base(file), n.How())
		_, got, after := read("page.txt", copied)
		switch d := difference(api, got); {
		case d == "":
			same++
		case len(after) > len(before):
			said++
			t.Logf("%s: %s\n\t%v", name, d, after)
		default:
			t.Errorf("%s: %s, and nothing says so", name, d)
		}
	}
	t.Logf("%d pages, %d with noise: %d mean the same, of %d a diagnostic says what is open", *noisy, changed, same, said)
	if said > *noisy/50 {
		t.Errorf("of %d pages in %d something is open: noise does not change what a page means", said, *noisy)
	}
	if changed < *noisy/2 {
		t.Errorf("only %d of %d pages have noise", changed, *noisy)
	}
}

// difference says where two schemas differ, also in the cells of structs.
func difference(a, b *schema.API) string {
	if b == nil {
		return "the page is refused"
	}
	if d := schema.Difference(a, b); d != "" {
		return d
	}
	return cellsDiffer(a.Request, b.Request) + cellsDiffer(a.Response, b.Response)
}

// cellsDiffer compares what Difference leaves out: how the cells of structs are told apart.
func cellsDiffer(a, b []*schema.Field) string {
	for i, f := range a {
		if f.Example != b[i].Example || f.Description != b[i].Description {
			return fmt.Sprintf("%s: %q %q, %q %q", f.Name, f.Example, f.Description, b[i].Example, b[i].Description)
		}
		if d := cellsDiffer(f.Fields, b[i].Fields); d != "" {
			return d
		}
	}
	return ""
}
