package toptest_test

import (
	"bytes"
	"context"
	"io"
	"iter"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/binding"
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

// TestUsual: of a usual page, too, every part is tested.
func TestUsual(t *testing.T) {
	want, request, sent := itemGetResponse{Title: "x", Stock: 5}, &itemGetRequest{ID: new(int64(1))}, map[string]string{"id": "1"}
	toptest.TestUsual(t, cmp.Diff, sampleOfItem, want, sent, request)
	responses := []string{"response/json", "response/simplified", "response/xml"}
	for name, test := range map[string]struct {
		page  toptest.Documented[itemGetResponse]
		fails []string
	}{
		"nothing":    {toptest.Usual(sampleOfItem, want, sent, request), nil},
		"sample":     {toptest.Usual(strings.Replace(sampleOfItem, "5", "6", 1), want, sent, request), responses},
		"response":   {toptest.Usual(sampleOfItem, itemGetResponse{Title: "x"}, sent, request), responses},
		"parameters": {toptest.Usual(sampleOfItem, want, nil, request), []string{"request"}},
		"request":    {toptest.Usual(sampleOfItem, want, sent, &itemGetRequest{ID: new(int64(2))}), []string{"request"}},
	} {
		var failed []string
		checks := test.page.Checks(&apiGet, diff)
		for name, run := range checks {
			if failures(t, run) != "" {
				failed = append(failed, name)
			}
		}
		if slices.Sort(failed); !slices.Equal(failed, test.fails) {
			t.Errorf("%s: %q failed, want %q", name, failed, test.fails)
		}
		if checks["error"] == nil {
			t.Errorf("%s: the error response is not tested", name)
		}
	}
}

// TestRootOfResponse: the root of a response is found where its type names it, by the
// server and for the forms of a documented response.
func TestRootOfResponse(t *testing.T) {
	srv := toptest.NewServer(t)
	toptest.Respond(srv, func(*rootedRequest) (*rootedResponse, error) { return &rootedResponse{Title: "x"}, nil })
	var body string
	client := srv.Client(top.WithHTTPClient(&http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err == nil {
			text, _ := io.ReadAll(resp.Body)
			body, resp.Body = string(text), io.NopCloser(bytes.NewReader(text))
		}
		return resp, err
	})}))
	resp, err := new(rootedRequest).Do(t.Context(), client)
	if err != nil || resp.Title != "x" || !strings.HasPrefix(body, `{"odd_answer":{`) {
		t.Errorf("%+v, %v, of the body %s", resp, err, body)
	}
	documented := toptest.Bodies(&apiRooted, reflect.TypeFor[rootedResponse](), schema.Samples{Simplified: `{"title":"x"}`})
	if got := documented["json"]; !strings.HasPrefix(got, `{"odd_answer":{`) {
		t.Errorf("the documented response in JSON is %s", got)
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

var apiRooted = top.API{Method: "taobao.demo.rooted.get"}

type rootedRequest struct{}

func (*rootedRequest) Validate() error { return nil }

func (r *rootedRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*rootedResponse, error) {
	return binding.Do(ctx, c, &apiRooted, r, new(rootedResponse), opts...)
}

type rootedResponse struct {
	Title     string `json:"title"`
	RequestID string `json:"request_id,omitzero" top:"root=odd_answer"`
}

type listRequest struct {
	PageNo *int64 `json:"page_no,omitzero"`
}

func (*listRequest) Validate() error { return nil }

func (r *listRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*listResponse, error) {
	return binding.Do(ctx, c, &apiList, r, new(listResponse), opts...)
}

var apiList = top.API{Method: "taobao.demo.list", Root: "demo_list_response"}

type listResponse struct {
	Items []listItem `json:"items,omitzero" top:"element=item"`
	Total int64      `json:"total"`
}

type listItem struct {
	OK    bool   `json:"ok"`
	Title string `json:"title"`
}

// TestAllOf: a loop that gets all items passes; one that loses some, gets some twice or
// ends with an error does not.
func TestAllOf(t *testing.T) {
	d := toptest.Documented[listResponse]{
		Sample:  "<demo_list_response><total>9</total><items><item><ok>true</ok><title>x</title></item></items></demo_list_response>",
		Request: new(listRequest),
	}
	list := toptest.List{Number: "page_no", First: 1, Items: "items", Total: "total"}
	all := func(pager binding.Pager[listRequest, listResponse, listItem]) func(ctx context.Context, c top.Caller, opts ...top.CallOption) iter.Seq2[listItem, error] {
		return func(ctx context.Context, c top.Caller, opts ...top.CallOption) iter.Seq2[listItem, error] {
			pager.Number = func(r *listRequest) **int64 { return &r.PageNo }
			pager.Do = func(r *listRequest, opts ...top.CallOption) (*listResponse, error) { return r.Do(ctx, c, opts...) }
			return binding.Pages(new(listRequest), pager, opts...)
		}
	}
	items := func(resp *listResponse) []listItem { return resp.Items }
	page := func(resp *listResponse) binding.Page[listItem] {
		return binding.Page[listItem]{Items: resp.Items, Total: &resp.Total}
	}
	toptest.AllOf(t, cmp.Diff, d, all(binding.Pager[listRequest, listResponse, listItem]{First: 1, Page: page}), list, items)
	for name, test := range map[string]struct {
		pager binding.Pager[listRequest, listResponse, listItem]
		want  string
	}{
		"the first page is lost": {binding.Pager[listRequest, listResponse, listItem]{First: 2, Page: page}, "the items differ"},
		"one page only": {binding.Pager[listRequest, listResponse, listItem]{First: 1, Page: func(resp *listResponse) binding.Page[listItem] {
			return binding.Page[listItem]{Items: resp.Items, Total: new(int64(1))}
		}}, "the items differ"},
		"no total": {binding.Pager[listRequest, listResponse, listItem]{First: 1, FromLast: true, Page: func(resp *listResponse) binding.Page[listItem] {
			return binding.Page[listItem]{Items: resp.Items}
		}}, "how many items"},
	} {
		if got := failures(t, func(t testing.TB) { toptest.CheckAllOf(t, diff, &d, all(test.pager), list, items) }); !strings.Contains(got, test.want) {
			t.Errorf("%s: the test failed with %q", name, got)
		}
	}
	d.Misfits = []string{"items[0].ok"} // of which one item is enough
	toptest.AllOf(t, cmp.Diff, d, all(binding.Pager[listRequest, listResponse, listItem]{First: 1, Page: page}), list, items)
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

type objectsRequest struct{}

func (r *objectsRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*objectsResponse, error) {
	return binding.Do(ctx, c, &top.API{Method: "taobao.demo.objects.get", Root: "demo_objects_get_response"}, r, new(objectsResponse), opts...)
}

type objectsResponse struct {
	Result    struct{ ID int64 } `json:"result,omitzero"`
	RequestID string             `json:"request_id,omitzero" top:"root=demo_objects_get_response"`
}

// TestRespondWithNothing: a response of which all is zero is one.
func TestRespondWithNothing(t *testing.T) {
	srv := toptest.NewServer(t)
	toptest.Respond(srv, func(*objectsRequest) (*objectsResponse, error) { return new(objectsResponse), nil })
	if resp, err := new(objectsRequest).Do(t.Context(), srv.Client()); err != nil || resp.RequestID == "" {
		t.Errorf("%+v, %v", resp, err)
	}
}
