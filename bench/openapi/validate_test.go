// Package openapi_test holds the documents of internal/openapi against the
// specification of OpenAPI, with a validator that is not ours, and calls the
// gateway of internal/mock by what they say. It is in this module because the
// validator takes long to compile.
package openapi_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	verrors "github.com/pb33f/libopenapi-validator/errors"
	"github.com/pb33f/libopenapi-validator/schema_validation"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"golang.org/x/tools/txtar"

	"github.com/topgen/topgen/bench/openapi/openapitest"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

// checked is a document that libopenapi has read.
type checked struct {
	tb    testing.TB
	model *v3.Document
	json  schema_validation.SchemaValidator
	xml   schema_validation.XMLValidator

	n       int // examples that were validated
	texts   int // of JSON, among them
	skipped int // documents in XML that the validator misreads
}

// validate holds a document against the specification, and all examples in it
// against their schemas.
func validate(tb testing.TB, data []byte) *checked {
	tb.Helper()
	doc, err := libopenapi.NewDocument(data)
	if err != nil {
		tb.Fatal(err)
	}
	v, errs := validator.NewValidator(doc)
	if errs != nil {
		tb.Fatal(errs)
	}
	if ok, faults := v.ValidateDocument(); !ok {
		tb.Errorf("the document is not valid: %s", faultText(faults))
	}
	model, err := doc.BuildV3Model()
	if err != nil {
		tb.Fatal(err)
	}
	c := &checked{tb: tb, model: &model.Model, json: schema_validation.NewSchemaValidator(), xml: schema_validation.NewXMLValidator()}
	for path, item := range c.model.Paths.PathItems.FromOldest() {
		c.operation(path, item.Post)
	}
	for name, proxy := range c.model.Components.Schemas.FromOldest() {
		c.properties(name, proxy.Schema())
	}
	return c
}

func faultText(faults []*verrors.ValidationError) string {
	var b strings.Builder
	for _, f := range faults {
		fmt.Fprintf(&b, "\n%s: %s", f.Message, f.Reason)
		for _, s := range f.SchemaValidationErrors {
			fmt.Fprintf(&b, "\n  %s: %s", s.FieldPath, s.Reason)
		}
	}
	return b.String()
}

func (c *checked) operation(path string, op *v3.Operation) {
	if op.RequestBody != nil {
		for name, media := range op.RequestBody.Content.FromOldest() {
			c.examples(path+" request "+name, name, media)
		}
	}
	for name, media := range op.Responses.Codes.GetOrZero("200").Content.FromOldest() {
		c.examples(path+" response "+name, name, media)
	}
}

// examples validates the examples of a media type. The validator's XML knows
// nothing of oneOf, so each document is held against the schema whose name its
// root has.
func (c *checked) examples(where, mediaType string, media *v3.MediaType) {
	s := media.Schema.Schema()
	for name, example := range media.Examples.FromOldest() {
		where := where + " " + name
		if mediaType == "text/xml" {
			one := s
			for _, proxy := range s.OneOf {
				if o := proxy.Schema(); strings.Contains(example.Value.Value, "<"+o.XML.Name+">") {
					one = o
					break
				}
			}
			if one.XML == nil {
				c.tb.Errorf("%s: no schema has the root of\n%s", where, example.Value.Value)
				continue
			}
			if hasNamesake(one, make(map[*base.Schema]bool)) {
				c.skipped++
				continue
			}
			ok, faults := c.xml.ValidateXMLString(one, example.Value.Value)
			c.report(where, example.Value.Value, ok, faults)
			continue
		}
		var v any
		if err := example.Value.Decode(&v); err != nil {
			c.tb.Errorf("%s: %v", where, err)
			continue
		}
		c.value(where, s, v)
	}
}

// hasNamesake reports whether a list in a schema has elements whose own name one
// of their fields has, too: the validator takes the field for the element. Such
// samples are still validated as JSON.
func hasNamesake(s *base.Schema, seen map[*base.Schema]bool) bool {
	if s == nil || seen[s] || s.Properties == nil {
		return false
	}
	seen[s] = true
	for _, proxy := range s.Properties.FromOldest() {
		p := proxy.Schema()
		if p.Items == nil {
			if hasNamesake(p, seen) {
				return true
			}
			continue
		}
		item := p.Items.A.Schema()
		if item.XML != nil && item.Properties != nil && item.Properties.GetOrZero(item.XML.Name) != nil || hasNamesake(item, seen) {
			return true
		}
	}
	return false
}

func (c *checked) value(where string, s *base.Schema, v any) {
	c.content(where, s, v)
	data, err := json.Marshal(v)
	if err != nil {
		c.tb.Errorf("%s: %v", where, err)
		return
	}
	ok, faults := c.json.ValidateSchemaBytes(s, data)
	c.report(where, string(data), ok, faults)
}

// content validates the JSON in texts of an object, which validators leave to those
// who know what to do with it.
func (c *checked) content(where string, s *base.Schema, v any) {
	members, ok := v.(map[string]any)
	if !ok || s.Properties == nil {
		return
	}
	for name, member := range members {
		proxy := s.Properties.GetOrZero(name)
		if proxy == nil || proxy.Schema().ContentSchema == nil {
			continue
		}
		text, _ := member.(string)
		c.texts++
		ok, faults := c.json.ValidateSchemaBytes(proxy.Schema().ContentSchema.Schema(), []byte(text))
		c.report(where+"."+name, text, ok, faults)
	}
}

func (c *checked) report(where, text string, ok bool, faults []*verrors.ValidationError) {
	c.n++
	if !ok {
		c.tb.Errorf("%s: the example does not fit its schema: %s\n%s", where, faultText(faults), text)
	}
}

// properties validates the examples and defaults of the properties of a schema.
func (c *checked) properties(where string, s *base.Schema) {
	if s.Properties == nil {
		return
	}
	for name, proxy := range s.Properties.FromOldest() {
		if proxy.IsReference() {
			continue
		}
		p := proxy.Schema()
		examples := p.Examples
		if p.Default != nil {
			examples = append(slices.Clone(examples), p.Default)
		}
		for _, e := range examples {
			var v any
			if err := e.Decode(&v); err != nil {
				c.tb.Errorf("%s.%s: %v", where, name, err)
				continue
			}
			c.value(where+"."+name, p, v)
		}
	}
}

// TestPages validates the document of the five pages of docs.
func TestPages(t *testing.T) {
	apis := openapitest.Read(t, "../../docs/pages")
	c := validate(t, openapitest.Document(t, apis))
	if c.n < 5*5 {
		t.Errorf("only %d examples were validated", c.n)
	}
	if c.texts == 0 {
		t.Error("no text of JSON was validated")
	}
}

// TestEmpty: the document of no API is a document.
func TestEmpty(t *testing.T) {
	validate(t, openapitest.Document(t, nil))
}

// TestArchives validates the documents that the tests of internal/openapi hold
// ours against, byte for byte.
func TestArchives(t *testing.T) {
	testenv.Archives(t, "../../internal/openapi/testdata/*.txtar", func(t *testing.T, archive *txtar.Archive) {
		i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "openapi.json" })
		if i < 0 {
			t.Fatal("the archive has no document")
		}
		if c := validate(t, archive.Files[i].Data); c.n == 0 {
			t.Error("the document has no example")
		}
	})
}

const corpus = "../../../shared/corpus"

// TestCorpus validates the documents of the corpus in all its forms, with all
// samples. Without TOPGEN_CORPUS=all, it takes one page in 150.
func TestCorpus(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("no corpus: %v", err)
	}
	step := 150
	if os.Getenv("TOPGEN_CORPUS") == "all" {
		step = 1
	}
	for _, set := range []string{"txt", "html", "json", "variants/txt"} {
		t.Run(set, func(t *testing.T) {
			apis := openapitest.Read(t, filepath.Join(corpus, set))
			var some []*schema.API
			for i := 0; i < len(apis); i += step {
				some = append(some, apis[i])
			}
			n, skipped := 0, 0
			for chunk := range slices.Chunk(some, 50) {
				c := validate(t, openapitest.Document(t, chunk))
				n += c.n
				skipped += c.skipped
			}
			t.Logf("%d APIs, %d examples", len(some), n)
			if skipped > len(some)/100 {
				t.Errorf("%d of %d XML samples are not validated", skipped, len(some))
			}
		})
	}
}
