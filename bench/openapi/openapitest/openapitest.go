// Package openapitest has what the tests of bench/openapi and of its generators
// begin with: pages, and the document of some.
package openapitest

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/openapi"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
)

// Read reads the pages of a folder, each method once; those of messages, which nobody
// calls, are not in these documents.
func Read(tb testing.TB, dir string) []*schema.API {
	tb.Helper()
	files, err := source.Find([]string{dir}, nil)
	if err != nil {
		tb.Fatal(err)
	}
	_, v := load.Versions(load.Side{}, load.Side{Files: files}, 2, func(int) bool { return true })
	return slices.DeleteFunc(v.APIs, func(a *schema.API) bool { return a.Message })
}

// Document writes the document of some APIs.
func Document(tb testing.TB, apis []*schema.API) []byte {
	tb.Helper()
	parts := make([]*openapi.Part, len(apis))
	for i, page := range apis {
		parts[i] = openapi.New(api.Meaning(page))
	}
	slices.SortFunc(parts, func(a, b *openapi.Part) int { return strings.Compare(a.Method, b.Method) })
	var b bytes.Buffer
	if err := openapi.Write(&b, parts); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}
