// Package mocktest has what the tests of the mock gateway and of its explorer
// share: methods to serve, and requests to make.
package mocktest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testenv"
)

func required(f *schema.Field) *schema.Field {
	yes := true
	f.Required = &yes
	return f
}

func field(name, typ string, fields ...*schema.Field) *schema.Field {
	return &schema.Field{Name: name, Type: typ, Fields: fields}
}

func listField(name, typ, element string, fields ...*schema.Field) *schema.Field {
	return &schema.Field{Name: name, Type: typ, List: true, Element: element, Fields: fields}
}

func limited(f *schema.Field, l schema.Limits) *schema.Field {
	f.Limits = &l
	return f
}

// APIs returns the methods of the gateways in these tests, new ones each time.
func APIs() []*schema.API {
	result := []*schema.Field{listField("items", "Item", "item", field("id", "Number"), field("title", "String"))}
	return []*schema.API{
		{
			Method: "taobao.items.get", Title: "查询", Protocol: schema.ProtocolTOP, Session: true, Root: "items_get_response",
			Request: []*schema.Field{
				required(field("q", "String")),
				limited(field("page_size", "Number"), schema.Limits{MinValue: "1", MaxValue: "100"}),
				limited(listField("ids", "Number", ""), schema.Limits{MaxListSize: "3"}),
				limited(field("title", "String"), schema.Limits{MaxLength: "4"}),
				field("since", "Date"),
				field("hot", "Boolean"),
				field("price", "Price"),
				field("ext", "Json"),
				field("filter", "Filter",
					required(field("sku", "String")), field("n", "Number"),
					listField("lines", "Line", "", required(limited(field("count", "Number"), schema.Limits{MaxValue: "9"}))),
					listField("tags", "String", "")),
			},
			Response: result,
			Errors:   []schema.ErrorCode{{Code: "isv.no-such-item", Message: "商品不存在"}, {Code: "4003", Message: "参数有误"}},
			Samples: schema.Samples{
				XML:   `<items_get_response><items><item><id>1</id><title>a</title></item></items></items_get_response>`,
				Error: `<error_response><code>50</code><msg>Remote service error</msg><sub_code>isv.invalid-parameter</sub_code><sub_msg>非法参数</sub_msg></error_response>`,
			},
		},
		{
			Method: "taobao.time.get", Protocol: schema.ProtocolTOP, Root: "time_get_response", Response: []*schema.Field{field("time", "Date")},
			Samples: schema.Samples{XML: `<time_get_response><time>2000-01-01 00:00:00</time></time_get_response>`},
		},
		{
			Method: "taobao.picture.upload", Protocol: schema.ProtocolTOP, Root: "picture_upload_response",
			Request: []*schema.Field{
				required(limited(field("image", "byte"), schema.Limits{MaxLength: "10", FileTypes: []string{"jpg", "png"}})),
				field("title", "String"),
			},
			Samples: schema.Samples{XML: `<picture_upload_response></picture_upload_response>`},
		},
		{
			Method: "taobao.qimen.order.create", Protocol: schema.ProtocolQimen,
			Request: []*schema.Field{required(field("request", "Request",
				required(field("orderCode", "String")), listField("lines", "Line", "", required(field("count", "Number"))), field("extendProps", "Map")))},
			Response: []*schema.Field{field("response", "Response", field("flag", "String"), field("code", "String"))},
			Samples:  schema.Samples{XML: `<response><flag>success</flag><code>0</code></response>`},
		},
		{
			Method: "qimen.order.query", Protocol: schema.ProtocolQimen, Root: "qimen_order_query_response",
			Request:  []*schema.Field{required(field("orderCode", "String"))},
			Response: []*schema.Field{field("flag", "String"), listField("lines", "Line", "line", field("count", "Number"))},
			Samples:  schema.Samples{XML: `<qimen_order_query_response><flag>success</flag><lines><line><count>2</count></line></lines></qimen_order_query_response>`},
		},
		{
			Method: "aliexpress.issue.get", Protocol: schema.ProtocolTOP, Session: true, Root: "aliexpress_issue_get_response",
			Request: []*schema.Field{required(field("id", "Number"))}, Response: result,
			Samples: schema.Samples{XML: `<aliexpress_issue_get_response><items><item><id>1</id></item></items></aliexpress_issue_get_response>`},
		},
	}
}

// Now is the time at the gateways of tests.
var Now = time.Date(2026, 11, 22, 12, 0, 0, 0, protocol.GMT8)

// Serve serves h until the test ends, and returns its address.
func Serve(t *testing.T, h http.Handler) string {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

// FormType is the content type of a form.
const FormType = "application/x-www-form-urlencoded;charset=UTF-8"

// Encode returns parameters as a form.
func Encode(p map[string]string) string {
	v := url.Values{}
	for name, value := range p {
		v.Set(name, value)
	}
	return v.Encode()
}

// Reply is an HTTP response that was read.
type Reply struct {
	Status int
	Header http.Header
	Body   string
}

// Do makes a request and reads the response.
func Do(t *testing.T, req *http.Request) Reply {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return Reply{resp.StatusCode, resp.Header, string(body)}
}

// NewRequest returns a request that ends with the test.
func NewRequest(t *testing.T, method, address, contentType, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return req
}

// Corpus reads the pages of a folder of the corpus that testenv.Corpus picks.
func Corpus(t testing.TB, folder string) []load.Page {
	t.Helper()
	files, err := source.Find(testenv.Corpus(t, folder), nil)
	if err != nil {
		t.Fatal(err)
	}
	var pages []load.Page
	load.All(files, runtime.GOMAXPROCS(0), func(p load.Page) load.Page { return p }, func(_ int, p load.Page) bool {
		pages = append(pages, p)
		return true
	})
	return pages
}
