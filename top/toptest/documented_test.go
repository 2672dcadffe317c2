package toptest_test

import (
	"context"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

const sampleOfItem = `<demo_item_get_response>
    <title>x</title>
    <stock>5</stock>
</demo_item_get_response>`

func diff(want, got any) string { return cmp.Diff(want, got) }

// documentedItem is what the page of the API in small says.
func documentedItem() toptest.Documented[itemGetResponse] {
	return toptest.Documented[itemGetResponse]{
		Sample:  sampleOfItem,
		Want:    itemGetResponse{Title: "x", Stock: 5},
		Request: &itemGetRequest{ID: new(int64(1)), Owner: &owner{Nick: new("n")}, Image: new(top.FileBytes("a.jpg", []byte("x")))},
		Shown:   new(itemGetRequest),
		Faults:  []string{"id required"},
		Sent:    map[string]string{"id": "1", "owner": "{\n  \"nick\": \"n\"\n}"},
		Files:   map[string]toptest.FilePart{"image": {Name: "a.jpg", Data: []byte("x")}},
		Error:   toptest.UsualError,
	}
}

func TestDocumented(t *testing.T) { toptest.Test(t, cmp.Diff, documentedItem()) }

// TestDocumentedFails: every part of what a page says is tested.
func TestDocumentedFails(t *testing.T) {
	type item = toptest.Documented[itemGetResponse]
	for _, test := range []struct {
		name   string
		change func(*item)
		fails  []string // parts of the test
	}{
		{"nothing", func(*item) {}, nil},
		{"response", func(d *item) { d.Want.Stock = 6 }, []string{"response/json", "response/simplified", "response/xml"}},
		{"misfits", func(d *item) { d.Misfits = []string{"stock"} }, []string{"response/json", "response/simplified", "response/xml"}},
		{"unknown", func(d *item) { d.Unknown = []string{"a"} }, []string{"response/json", "response/simplified", "response/xml"}},
		{"another JSON", func(d *item) { d.JSON = `{"demo_item_get_response":{"title":"y"}}` }, []string{"response/json"}},
		{"another simplified JSON", func(d *item) { d.Simplified = `{"title":"y"}` }, []string{"response/simplified"}},
		{"otherwise", func(d *item) {
			d.Simplified = `{"title":"y","a":1}`
			d.Otherwise = map[string]toptest.Decoded[itemGetResponse]{"simplified": {Want: itemGetResponse{Title: "y"}, Unknown: []string{"a"}}}
		}, nil},
		{"request", func(d *item) { d.Request = &itemGetRequest{ID: new(int64(2))} }, []string{"request"}},
		{"request that breaks rules", func(d *item) { d.Request, d.Sent, d.Files = new(itemGetRequest), nil, nil }, []string{"request"}},
		{"faults", func(d *item) { d.Faults = nil }, []string{"request"}},
		{"parameters", func(d *item) { delete(d.Sent, "owner") }, []string{"request"}},
		{"parameter in lines", func(d *item) { d.Sent["owner"] = "{\n\"nick\": \"m\"}" }, []string{"request"}},
		{"file", func(d *item) { d.Files["image"] = toptest.FilePart{Name: "a.jpg", Data: []byte("y")} }, []string{"request"}},
		{"files", func(d *item) { d.Files = nil }, []string{"request"}},
		{"type of a file", func(d *item) {
			d.Files["image"] = toptest.FilePart{Name: "a.jpg", Type: "image/png", Data: []byte("x")}
		}, []string{"request"}},
		{"error", func(d *item) { d.Error.Want.Code = "51" }, []string{"error"}},
		{"no error", func(d *item) { d.Error.Text = "<a/>" }, []string{"error"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := documentedItem()
			test.change(&d)
			var failed []string
			for name, run := range d.Checks(&apiGet, diff) {
				if failures(t, run) != "" {
					failed = append(failed, name)
				}
			}
			if slices.Sort(failed); !slices.Equal(failed, test.fails) {
				t.Errorf("%q failed, want %q", failed, test.fails)
			}
		})
	}
}

// TestAllOf: the items of all pages are compared, up to as many as are wanted.
func TestAllOf(t *testing.T) {
	d := documentedItem()
	titles := func(ctx context.Context, c top.Caller, opts ...top.CallOption) iter.Seq2[string, error] {
		return func(yield func(string, error) bool) {
			for {
				resp, err := d.Request.Do(ctx, c, opts...)
				if err != nil {
					yield("", err)
					return
				}
				if !yield(resp.Title, nil) {
					return
				}
			}
		}
	}
	toptest.AllOf(t, cmp.Diff, d, titles, []string{"x", "x"})
	for name, want := range map[string]string{"x": "", "y": "the items differ"} {
		got := failures(t, func(t testing.TB) { toptest.CheckAllOf(t, diff, &d, titles, []string{"x", name}) })
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("with %s wanted, the test failed with %q", name, got)
		}
	}
	d.Sample = "<error_response><code>1</code></error_response>"
	if got := failures(t, func(t testing.TB) { toptest.CheckAllOf(t, diff, &d, titles, []string{"x"}) }); !strings.Contains(got, "code 1") {
		t.Errorf("with an error, the test failed with %q", got)
	}
}

// TestRowsOf: the rows of a response type are those of a page with such a response.
func TestRowsOf(t *testing.T) {
	type node struct {
		Price    top.Decimal   `json:"price"`
		At       top.Time      `json:"at"`
		Ext      []top.RawJSON `json:"ext,omitzero" top:"element=json"`
		Children []*struct{}   `json:"-"`
	}
	type loop struct {
		Ok   bool  `json:"ok"`
		Next *loop `json:"next,omitzero"`
	}
	type response struct {
		Nodes []node `json:"nodes,omitzero" top:"element=node"`
		Loop  loop   `json:"loop,omitzero"`
		//lint:ignore SA5008 this is how encoding/json writes the name "-"
		Dash      string `json:"-,"`
		RequestID string `json:"request_id,omitzero" top:"root=x_response"`
	}
	want := []*schema.Field{
		{Name: "nodes", Type: "node", List: true, Element: "node", Fields: []*schema.Field{
			{Name: "price", Type: "Price"}, {Name: "at", Type: "Date"}, {Name: "ext", Type: "Map", List: true, Element: "json"},
		}},
		{Name: "loop", Type: "loop", Fields: []*schema.Field{{Name: "ok", Type: "Boolean"}, {Name: "next", Type: "loop"}}},
		{Name: "-", Type: "String"},
	}
	if diff := cmp.Diff(want, toptest.RowsOf(reflect.TypeFor[response]())); diff != "" {
		t.Errorf("the rows differ (-want +got):\n%s", diff)
	}
}
