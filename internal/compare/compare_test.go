package compare

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

var update = flag.Bool("update", false, "write what is reported into the archives of testdata")

// forms writes a report in each of its forms, by the name that the form has in
// the archives.
var forms = []struct {
	name  string
	write func(*bytes.Buffer, *Report) error
}{
	{"text", func(b *bytes.Buffer, r *Report) error { return WriteText(b, r, false) }},
	{"markdown", func(b *bytes.Buffer, r *Report) error { return WriteMarkdown(b, r) }},
	{"json", func(b *bytes.Buffer, r *Report) error { return WriteJSON(b, r) }},
}

// TestArchives compares the old and new schema of each archive, and holds the
// report against its other files and, as to code, against apidiff. Run with
// -update after a change, and read the diff.
func TestArchives(t *testing.T) {
	testenv.Golden(t, "testdata/*.txtar", *update, func(t *testing.T, archive *txtar.Archive) *txtar.Archive {
		got := &txtar.Archive{Comment: archive.Comment, Files: archive.Files[:2:2]} // lest append writes over what is wanted
		r := crossCheck(t, readSet(t, archive.Files[0]), readSet(t, archive.Files[1]))
		for _, form := range forms {
			var b bytes.Buffer
			if err := form.write(&b, r); err != nil {
				t.Fatal(err)
			}
			got.Files = append(got.Files, txtar.File{Name: form.name, Data: b.Bytes()})
		}
		return got
	})
}

// readSet reads a JSON array of APIs. What every API has is filled in.
func readSet(t *testing.T, f txtar.File) []*schema.API {
	t.Helper()
	var apis []*schema.API
	d := json.NewDecoder(bytes.NewReader(f.Data))
	d.DisallowUnknownFields()
	if err := d.Decode(&apis); err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	for _, a := range apis {
		if a.Protocol == "" {
			a.Protocol = schema.ProtocolTOP
		}
		if a.Source.Path == "" {
			a.Source = schema.Source{Path: a.Method + ".txt", Format: "text", Line: 1}
		}
	}
	return apis
}

// TestSame: the same pages in any order, read from another form, give no
// difference in any form of the report but Markdown, which says so.
func TestSame(t *testing.T) {
	old := []*schema.API{{
		Method: "a.b.c", Title: "t", Category: "x", Root: "c_response", Protocol: schema.ProtocolTOP, Source: schema.Source{Path: "a.txt", Format: "text", Line: 3},
		Request: []*schema.Field{{Name: "x", Type: "String", Line: 9, Ambiguous: true, Required: new(false)}},
		Response: []*schema.Field{{Name: "y", Type: "Number", Line: 10}, {Name: "z", Type: "Number", Line: 11},
			{Name: "s", Type: "S", Example: "one", Description: "two", Line: 12, Fields: []*schema.Field{{Name: "a", Type: "String"}}}},
		Errors:  []schema.ErrorCode{{Code: "1", Message: "m", Line: 20}},
		Samples: schema.Samples{XML: "<c_response><y>1</y></c_response>"},
	}, {Method: "a.b.d", Protocol: schema.ProtocolTOP}}
	new := clone(old)
	new[0], new[1] = new[1], new[0]
	c := new[1]
	c.Category, c.Source = "", schema.Source{Path: "a.html", Format: "html", Line: 77}
	c.Samples = schema.Samples{Java: "X req = new X();", JSON: "{}"}
	c.Request[0].Line, c.Request[0].Ambiguous, c.Request[0].Required = 1, false, nil
	c.Response[0], c.Response[1] = c.Response[1], c.Response[0]
	c.Response[2].Example, c.Response[2].Description = "", "one two" // the text form cannot tell the cells of a struct
	c.Errors[0].Line = 5

	r := Sets(Set{APIs: old}, Set{APIs: new}, options)
	if len(r.APIs) > 0 || r.Breaks() != 0 {
		t.Errorf("%d APIs differ, which breaks %v", len(r.APIs), r.Breaks())
	}
	want := map[string]string{
		"text":     "",
		"markdown": "**The pages say the same as before.**\n",
		"json":     "{\n  \"diff\": 1,\n  \"breaks\": [],\n  \"apis\": []\n}\n",
	}
	for _, form := range forms {
		var b bytes.Buffer
		if err := form.write(&b, r); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[form.name], b.String()); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", form.name, diff)
		}
	}
}

// TestSampleShowsFraction: a sample that shows a fraction now makes a decimal of a
// Number, although its example is what it was.
func TestSampleShowsFraction(t *testing.T) {
	page := func(value string) []*schema.API {
		return []*schema.API{{
			Method: "a.b.c", Root: "c_response", Protocol: schema.ProtocolTOP,
			Response: []*schema.Field{{Name: "y", Type: "Number", Example: "2"}},
			Samples:  schema.Samples{XML: "<c_response><y>" + value + "</y></c_response>"},
		}}
	}
	r := Sets(Set{APIs: page("2")}, Set{APIs: page("1.5")}, options)
	if len(r.APIs) != 1 || len(r.APIs[0].Changes) != 1 {
		t.Fatalf("%d APIs differ: %+v", len(r.APIs), r.APIs)
	}
	c := r.APIs[0].Changes[0]
	want := Change{Kind: Example, Where: "response.y", What: "sample", Old: "2", New: "1.5", Breaks: Code | Calls, Why: "programs read integer, and it has a fraction", Go: c.Go}
	if diff := cmp.Diff(want, c); diff != "" || len(c.Go) == 0 {
		t.Errorf("the change (-want +got):\n%s; it takes away %q", diff, c.Go)
	}
	if got := c.words().String(); got != `the sample shows "1.5"` {
		t.Errorf("the change reads %s", got)
	}
	if r := Sets(Set{APIs: page("2")}, Set{APIs: page("3")}, options); len(r.APIs) > 0 {
		t.Errorf("a sample with another integer is a change: %+v", r.APIs[0])
	}
}

// TestAmbiguousWithin: what comes or goes with a field whose depth is open may do neither,
// however deep that field is in it.
func TestAmbiguousWithin(t *testing.T) {
	field := func(name string, ambiguous bool, fields ...*schema.Field) *schema.Field {
		return &schema.Field{Name: name, Type: "X", Ambiguous: ambiguous, Fields: fields}
	}
	open := field("outer", false, field("inner", false, field("open", true)))
	certain := field("outer", false, field("inner", false, field("leaf", false)))
	for want, outer := range map[bool]*schema.Field{true: open, false: certain} {
		w := new(walk)
		w.removed("response.outer", outer, place{})
		w.added("response.outer", outer, place{})
		for _, c := range w.changes {
			if c.Ambiguous != want {
				t.Errorf("%s is ambiguous: %t, want %t", c.Kind, c.Ambiguous, want)
			}
		}
	}
}

// TestUnchangedArguments: comparing changes neither side.
func TestUnchangedArguments(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/fields.txtar")
	if err != nil {
		t.Fatal(err)
	}
	old, new := readSet(t, archive.Files[0]), readSet(t, archive.Files[1])
	wasOld, wasNew := dump(old), dump(new)
	Sets(Set{APIs: old}, Set{APIs: new}, options)
	if diff := cmp.Diff(wasOld+wasNew, dump(old)+dump(new)); diff != "" {
		t.Errorf("the schemas changed (-before +after):\n%s", diff)
	}
}

// TestMarkdownFits: a report that is longer than a comment may be is cut, and says so.
func TestMarkdownFits(t *testing.T) {
	r := &Report{}
	for range 4000 {
		r.APIs = append(r.APIs, &API{Method: "a.b.c", Status: Removed, Old: &schema.Source{}}, &API{Method: "a.b.d", Status: Added, New: &schema.Source{}})
	}
	var b bytes.Buffer
	if err := WriteMarkdown(&b, r); err != nil {
		t.Fatal(err)
	}
	if n := b.Len(); n > 65536 || n < MaxMarkdown*9/10 {
		t.Errorf("%d bytes are written, want nearly %d", n, MaxMarkdown)
	}
	if s := b.String(); strings.Count(s, " more, for which there is no room here") != 2 || !strings.HasSuffix(s, "</details>\n") {
		t.Errorf("the end does not say what is left out: %s", s[max(0, len(s)-300):])
	}
}

// TestMarkdownOfOneAPI: of an API with more changes than there is room for, those that
// fit are shown.
func TestMarkdownOfOneAPI(t *testing.T) {
	a := &API{Method: "a.b.c", Title: "订单", Status: Changed, Old: &schema.Source{}, New: &schema.Source{}}
	for range 5000 {
		a.Changes = append(a.Changes, Change{Kind: FieldRemoved, Where: "response.字段", Old: "String", Breaks: Calls})
	}
	var b bytes.Buffer
	if err := WriteMarkdown(&b, &Report{APIs: []*API{a, a}}); err != nil {
		t.Fatal(err)
	}
	s := b.String()
	if n := utf8.RuneCountInString(s); n > MaxMarkdown || n < MaxMarkdown*9/10 {
		t.Errorf("%d characters are written, want nearly %d", n, MaxMarkdown)
	}
	shown := strings.Count(s, "response.字段")
	if want := fmt.Sprintf("- … and %d changes more\n\n… and 1 API more, for which there is no room here", 5000-shown); !strings.Contains(s, want) {
		t.Errorf("the end does not say %q: %s", want, s[max(0, len(s)-300):])
	}
}

// TestRefused: a page of which no bindings can be made any more breaks code.
// Only topgen.yaml can bring that about between two readable pages.
func TestRefused(t *testing.T) {
	c, diags := config.Parse("topgen.yaml", []byte("fields:\n  - {method: a.b.c, field: request.a, name: B, reason: test}\n"))
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	old := []*schema.API{{Method: "a.b.c", Protocol: schema.ProtocolTOP, Request: []*schema.Field{{Name: "a", Type: "String"}}}}
	new := clone(old)
	new[0].Request = append([]*schema.Field{{Name: "b", Type: "String"}}, new[0].Request...)
	r := Sets(Set{APIs: old, Config: c}, Set{APIs: new, Config: c}, options)
	if len(r.APIs) != 1 || len(r.APIs[0].Changes) != 2 {
		t.Fatalf("%+v, want two changes of one API", r.APIs)
	}
	got := r.APIs[0].Changes[1]
	if got.Kind != GoNames || got.Breaks != Code || !strings.Contains(got.New, "no bindings can be made") || !slices.Contains(got.Go, "CRequest: removed") {
		t.Errorf("change %+v, want that all Go declarations are gone", got)
	}
	if back := Sets(Set{APIs: new, Config: c}, Set{APIs: old, Config: c}, options); back.Breaks() != Calls {
		t.Errorf("the way back breaks %v, want calls: there were no bindings", back.Breaks())
	}
}

// texts are values on the wire, some of each kind.
var texts = []string{"", "x", "0", "1", "-5", "1.5", "9223372036854775808", "1e3", "true", "2018-12-13", "2018-12-13 23:10:20", "{}", "[1]", "a,b"}

// TestReads: what programs are said to read, the old type holds, text by text;
// and for what they are said not to read there is a text that it does not hold.
func TestReads(t *testing.T) {
	kinds := []schema.Kind{schema.KindString, schema.KindNumber, schema.KindDecimal, schema.KindBoolean, schema.KindDate}
	for _, old := range kinds {
		for _, new := range kinds {
			lost := ""
			for _, text := range texts {
				if new.Holds(text, false) && !old.Holds(text, false) {
					lost = text
				}
			}
			got := reads(wireType{kind: old}, wireType{kind: new})
			if old == schema.KindDate && new == schema.KindNumber {
				if got {
					t.Error("an integer reads as a date, but is none")
				}
				continue
			}
			if got != (lost == "") {
				t.Errorf("reads(%v, %v) = %t, but %q is lost", old, new, got, lost)
			}
			if sent := accepts(wireType{kind: new}, wireType{kind: old}, true); sent != got {
				t.Errorf("accepts(%v, %v) = %t, but reads the other way round = %t", new, old, sent, got)
			}
		}
	}
}

// TestTypeBreaks lists what types.Holds knows nothing of: lists, objects, JSON.
func TestTypeBreaks(t *testing.T) {
	child := []*schema.Field{{Name: "x", Type: "String"}}
	use := func(typ string) *api.Use {
		f := &schema.Field{Name: "f"}
		if name, ok := strings.CutPrefix(typ, "struct "); ok {
			typ, f.Fields = name, child
		}
		f.SetType(typ)
		return api.Meaning(&schema.API{Request: []*schema.Field{f}}).Use(f)
	}
	for _, test := range []struct {
		old, new                 string
		atTop, nested, answering bool // whether calls break
	}{
		{"String", "String []", false, true, true},
		{"String []", "String", false, true, false},
		{"Number []", "String", false, true, true},
		{"String []", "Number", true, true, false},
		{"Number", "Number []", false, true, true},
		{"Number []", "Price []", false, false, true},
		{"Price []", "Number []", true, true, false},
		{"byte[]", "byte[] []", false, true, true},
		{"byte[]", "String", true, true, false},
		{"String", "byte[]", true, true, false},
		{"Json", "String", false, false, true},
		{"Map", "String", false, true, true},
		{"String", "Json", true, true, false},
		{"String", "Map", true, true, true},
		{"Json", "Map", false, true, true},
		{"Map", "Object", false, false, false},
		{"struct T", "String", false, true, true},
		{"struct T", "T", false, false, true},
		{"struct T", "Json", false, true, true},
		{"T", "struct T", true, true, false},
		{"Json", "struct T", true, true, true},
		{"struct T", "struct T []", true, true, true},
		{"struct T []", "struct T", true, true, false},
		{"struct T []", "struct U []", false, false, false},
		{"struct T []", "String []", true, true, true},
	} {
		old, new := wireTypeOf(use(test.old)), wireTypeOf(use(test.new))
		got := [3]bool{
			typeBreaks(old, new, place{request: true, top: true}) != "",
			typeBreaks(old, new, place{request: true}) != "",
			typeBreaks(old, new, place{}) != "",
		}
		if want := [3]bool{test.atTop, test.nested, test.answering}; got != want {
			t.Errorf("%s to %s breaks calls (parameter, nested, response): %v, want %v", test.old, test.new, got, want)
		}
	}
}

// TestNarrower covers limits that are no plain numbers.
func TestNarrower(t *testing.T) {
	for _, test := range []struct {
		old, new json.Number
		side     int
		want     bool
	}{
		{"", "5", 1, true}, {"5", "", 1, false}, {"5", "5.0", 1, false}, {"5", "4.9", 1, true},
		{"", "5", -1, true}, {"5", "", -1, false}, {"5", "4", -1, false}, {"5", "5.1", -1, true},
		{"10", "many", 1, false}, {"many", "10", 1, true},
		{"1e400000000", "1e3", 1, true}, {"1e3", "999", 1, true}, {"1e3", "1000", 1, false},
	} {
		if got := narrower(test.old, test.new, test.side) != ""; got != test.want {
			t.Errorf("narrower(%s, %s, %d) = %t, want %t", test.old, test.new, test.side, got, test.want)
		}
	}
}

// FuzzCode: whatever a text holds, its code span is one line that ends where it
// should.
func FuzzCode(f *testing.F) {
	for _, text := range []string{"", "`", "a``b`", "\n# x", "\x1b[2J", "@all <b> #1", "`` `` ```"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := phrase{theText(text)}.markdown()
		fence := got[:len(got)-len(strings.TrimLeft(got, "`"))]
		inner, ok := strings.CutSuffix(strings.TrimPrefix(got, fence), fence)
		if fence == "" || !ok || strings.ContainsAny(got, "\n\r\x1b") {
			t.Fatalf("%q is no code span on one line", got)
		}
		for run := range strings.SplitSeq(strings.Map(func(r rune) rune {
			if r == '`' {
				return r
			}
			return ' '
		}, inner), " ") {
			if run == fence {
				t.Errorf("%q ends early", got)
			}
		}
	})
}

// TestFileTypes: which file types a page lists, not how or how often, is what counts.
func TestFileTypes(t *testing.T) {
	for _, types := range [][]string{{"png", "jpg"}, {"JPG", "png", "jpg"}} {
		if got := fileTypes(schema.Limits{FileTypes: types}); !slices.Equal(got, []string{"jpg", "png"}) {
			t.Errorf("%q are %q", types, got)
		}
	}
}
