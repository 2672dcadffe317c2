package inbound_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

func init() { top.UseTimeFormats() } // as generated packages do

// The methods of both gateways: their pages, for the mock, and what topgen would
// write for them, for toptest.

func required(name, typ string, fields ...*schema.Field) *schema.Field {
	yes := true
	return &schema.Field{Name: name, Type: typ, Required: &yes, Fields: fields}
}

func pages() []mock.Page {
	image := &schema.Field{Name: "image", Type: "byte"}
	remark := &schema.Field{Name: "remark", Type: "String"}
	day := &schema.Field{Name: "day", Type: "Date", Time: schema.TimeIn("", "2006-01-02")}
	paid := &schema.Field{Name: "paid", Type: "Date", Time: schema.TimeIn("America/Los_Angeles", "")}
	hours := &schema.Field{Name: "hours", Type: "Date", List: true, Time: schema.TimeIn("", "15:04")}
	stamp := &schema.Field{Name: "stamp", Type: "Date", Time: schema.TimeIn("", schema.Milliseconds)}
	sale := &schema.Field{Name: "sale", Type: "Sale", Fields: []*schema.Field{paid, hours, stamp}}
	form := []*schema.Field{required("id", "Number"), image, remark, day, sale}
	apis := []*schema.API{
		{Method: itemGet.Method, Protocol: schema.ProtocolTOP, Session: true, Root: itemGet.Root, Request: form},
		{Method: issueGet.Method, Protocol: schema.ProtocolTOP, Session: true, Root: issueGet.Root, Request: form},
		{
			Method: orderCreate.Method, Protocol: schema.ProtocolQimen,
			Request: []*schema.Field{required("request", "Request", required("code", "String"))},
			Samples: schema.Samples{XML: `<response><flag>success</flag></response>`},
		},
	}
	var list []mock.Page
	for _, api := range apis {
		list = append(list, mock.Page{API: api})
	}
	return list
}

var (
	itemGet     = top.API{Method: "taobao.demo.item.get", Effect: top.EffectRead, Root: "demo_item_get_response", Session: true}
	issueGet    = top.API{Method: "aliexpress.demo.issue.get", Effect: top.EffectRead, Root: "aliexpress_demo_issue_get_response", Session: true, Gateway: top.GatewayAliExpress}
	orderCreate = top.API{Method: "taobao.qimen.order.create", Protocol: top.ProtocolQimen}
)

type form struct {
	ID     *int64    `json:"id,omitzero" top:"required"`
	Image  *top.File `json:"image,omitzero"`
	Remark *string   `json:"remark,omitzero"`
	Day    *top.Time `json:"day,omitzero" top:"layout=2006-01-02"`
	Sale   *sale     `json:"sale,omitzero"`
}

type sale struct {
	Paid  *top.Time  `json:"paid,omitzero" top:"zone=America/Los_Angeles"`
	Hours []top.Time `json:"hours,omitzero" top:"layout=15:04"`
	Stamp *top.Time  `json:"stamp,omitzero" top:"layout=milliseconds"`
}

type (
	itemRequest  form
	issueRequest form
	orderRequest struct {
		Request *order `json:"request,omitzero" top:"required"`
	}
	order struct {
		Code *string `json:"code,omitzero" top:"required"`
	}
	response struct {
		RequestID string `json:"request_id,omitzero"`
	}
)

func do[R any](ctx context.Context, c top.Caller, api *top.API, req *R, opts []top.CallOption) (*response, error) {
	resp := new(response)
	return resp, c.Call(ctx, api, req, resp, opts...)
}

func (r *itemRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*response, error) {
	return do(ctx, c, &itemGet, r, opts)
}

func (r *issueRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*response, error) {
	return do(ctx, c, &issueGet, r, opts)
}

func (r *orderRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*response, error) {
	return do(ctx, c, &orderCreate, r, opts)
}

// gateways starts both gateways and returns their addresses.
func gateways(t *testing.T) map[string]string {
	m := httptest.NewServer(mock.New(pages(), mock.Options{AppKey: toptest.AppKey, AppSecret: toptest.AppSecret}))
	t.Cleanup(m.Close)
	srv := toptest.NewServer(t)
	toptest.Respond(srv, func(*itemRequest) (*response, error) { return &response{}, nil })
	toptest.Respond(srv, func(*issueRequest) (*response, error) { return &response{}, nil })
	toptest.Respond(srv, func(*orderRequest) (*response, error) { return &response{}, nil })
	return map[string]string{"mock": m.URL, "toptest": srv.URL}
}

// call is a request that is made of both gateways.
type call struct {
	name   string
	verb   string // POST unless given
	path   string // that of the gateway TOP unless given
	change params // parameters that are other than usual; "" leaves one out
	sent   params // the same, but behind the signature's back
	typ    string // content type; a form unless given
	body   string // what is sent beside the parameters, which are in the query then
	signed string // what is signed for the body, if that is something else
	// signBlank has blank parameters signed by their names.
	signBlank bool
	want      string // code of the error that is answered; "" for none
}

type params map[string]string

func (p params) with(change params) params {
	p = maps.Clone(p)
	for name, value := range change {
		if p[name] = value; value == "" {
			delete(p, name)
		}
	}
	return p
}

// request makes the HTTP request of a call.
func (c *call) request(t *testing.T, address string) *http.Request {
	path, verb, typ := c.path, c.verb, c.typ
	if path == "" {
		path = protocol.TOP.Path()
	}
	if verb == "" {
		verb = http.MethodPost
	}
	if typ == "" {
		typ = mocktest.FormType
	}
	p := params{
		"method": itemGet.Method, "app_key": toptest.AppKey, "session": toptest.Session, "timestamp": ago(0), "v": "2.0",
		"sign_method": "hmac-sha256", "format": "json", "id": "1",
	}.with(c.change)
	method := top.SignMethod(p["sign_method"])
	if method == "sha256" {
		method = top.SignHMACSHA256
	}
	signed := c.body
	if c.signed != "" || strings.HasPrefix(typ, "multipart/") {
		signed = c.signed
	}
	p["sign"] = top.Sign(method, toptest.AppSecret, p, []byte(signed))
	if c.signBlank {
		p["sign"] = top.Sign(method, toptest.AppSecret, nil, []byte("app_key"+p["app_key"]+"formatjsonid1method"+p["method"]+
			"remark"+p["remark"]+"session"+p["session"]+"sign_methodhmac-sha256timestamp"+p["timestamp"]+"v2.0"))
	}
	p = p.with(c.sent)
	query, body := "", mocktest.Encode(p)
	if c.typ != "" || c.body != "" || verb == http.MethodGet {
		query, body = "?"+body, c.body
	}
	return mocktest.NewRequest(t, verb, address+path+query, typ, body)
}

// ago returns the timestamp of a call that was made some time ago.
func ago(d time.Duration) string {
	return time.Now().Add(-d).In(protocol.GMT8).Format(time.DateTime)
}

func millis(d time.Duration) string { return fmt.Sprint(time.Now().Add(-d).UnixMilli()) }

// parts makes a multipart form of a file and a parameter.
func parts(t *testing.T) (typ, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	file, err := w.CreateFormFile("image", "a.jpg")
	if err != nil {
		t.Fatal(err)
	}
	file.Write([]byte("\xff\xd8"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

// calls are what the platform takes and what it refuses.
func calls(t *testing.T) []call {
	ali := params{"method": issueGet.Method, "session": "", "access_token": "t", "sign_method": "sha256", "timestamp": millis(0), "v": ""}
	qimen := params{"method": orderCreate.Method, "id": "", "format": "xml", "customerId": "c"}
	multipartType, multipartBody := parts(t)
	const sync, qm, service, batch = "/sync", "/router/qm", "/router/qimen/service", "/router/batch"
	return []call{
		{name: "in order"},
		{name: "MD5", change: params{"sign_method": "md5"}},
		{name: "HMAC-MD5", change: params{"sign_method": "hmac"}},
		{name: "XML", change: params{"format": "xml"}},
		{name: "simplified", change: params{"simplify": "true"}},
		{name: "GET", verb: http.MethodGet},
		{name: "PUT", verb: http.MethodPut, want: "9"},
		{name: "what the platform's page for trying adds", change: params{"force_sensitive_param_fuzzy": "true", "partner_id": "top-apitools"}},
		{name: "file", typ: multipartType, body: multipartBody},

		{name: "no method", change: params{"method": ""}, want: "21"},
		{name: "other format", change: params{"format": "yaml"}, want: "23"},
		{name: "no signature", sent: params{"sign": ""}, want: "24"},
		{name: "other signature", sent: params{"sign": "0"}, want: "25"},
		{name: "changed", sent: params{"id": "2"}, want: "25"},
		{name: "other sign method", change: params{"sign_method": "crc"}, want: "25"},
		{name: "no session", change: params{"session": ""}, want: "26"},
		{name: "no app key", change: params{"app_key": ""}, want: "28"},
		{name: "other app key", change: params{"app_key": "1"}, want: "29"},
		{name: "no timestamp", change: params{"timestamp": ""}, want: "30"},
		{name: "other timestamp", change: params{"timestamp": "now"}, want: "31"},
		{name: "milliseconds", change: params{"timestamp": millis(0)}},
		{name: "old milliseconds", change: params{"timestamp": millis(11 * time.Minute)}, want: "31"},
		{name: "seconds", change: params{"timestamp": fmt.Sprint(time.Now().Unix())}, want: "31"},
		{name: "UTC", change: params{"timestamp": time.Now().UTC().Format(time.RFC3339)}, want: "31"},
		{name: "blank, not signed", sent: params{"remark": " "}},
		{name: "blank, signed", change: params{"remark": " "}, signBlank: true},
		{name: "blank, some signed", change: params{"remark": " "}, sent: params{"image": " "}, signBlank: true, want: "25"},
		{name: "nine minutes old", change: params{"timestamp": ago(9 * time.Minute)}},
		{name: "eleven minutes old", change: params{"timestamp": ago(11 * time.Minute)}, want: "31"},
		{name: "no version", change: params{"v": ""}, want: "32"},
		{name: "other version", change: params{"v": "3.0"}, want: "33"},
		{name: "old version", change: params{"v": "1.0"}, want: "34"},
		{name: "twice", typ: mocktest.FormType, body: "id=1", signed: " ", want: "43"},
		{name: "broken escape", typ: mocktest.FormType, body: "a=%zz", want: "43"},
		{name: "broken content type", typ: ";", body: "x", want: "43"},
		{name: "broken multipart form", typ: "multipart/form-data; boundary=x", body: "--x\r\nno header\r\n\r\n", want: "3"},
		{name: "no boundary", typ: "multipart/form-data", body: "x", want: "43"},
		{name: "JSON", typ: "application/json", body: `{"a":1}`},
		{name: "JSON that is not signed", typ: "application/json", body: `{"a":1}`, signed: " ", want: "25"},

		{name: "AliExpress", path: sync, change: ali},
		{name: "AliExpress, local time", path: sync, change: ali.with(params{"timestamp": ago(0)})},
		{name: "AliExpress, UTC", path: sync, change: ali.with(params{"timestamp": time.Now().UTC().Format(time.RFC3339)})},
		{name: "AliExpress, an hour old", path: sync, change: ali.with(params{"timestamp": millis(time.Hour)})},
		{name: "AliExpress, three hours old", path: sync, change: ali.with(params{"timestamp": millis(3 * time.Hour)}), want: "IllegalTimestamp"},
		{name: "AliExpress, no session", path: sync, change: ali.with(params{"access_token": ""}), want: "IllegalAccessToken"},
		{name: "AliExpress, other signature", path: sync, change: ali, sent: params{"sign": "0"}, want: "IncompleteSignature"},

		{name: "Qimen", path: service, change: qimen, typ: "text/xml", body: `<?xml version="1.0"?><request><code>a</code></request>`},
		{name: "Qimen, version 1.0", path: service, change: qimen.with(params{"v": "1.0"}), typ: "text/xml", body: `<request><code>a</code></request>`},
		{name: "Qimen, changed", path: service, change: qimen, typ: "text/xml", body: `<request><code>b</code></request>`, signed: " ", want: "25"},
		{name: "Qimen cloud", path: qm, change: qimen.with(params{"request": `{"code":"a"}`, "format": "json2"})},
		{name: "Qimen cloud, old", path: qm, change: qimen.with(params{"request": `{"code":"a"}`, "timestamp": ago(time.Hour)}), want: "31"},

		{name: "batch", path: batch, change: params{"method": "", "id": ""}, typ: "text/plain", body: "#PUBLIC#method=" + itemGet.Method + "\r\n-S-\r\nid=1\r\n-S-\r\nid=2"},
		{name: "batch, changed", path: batch, change: params{"method": ""}, typ: "text/plain", body: "method=" + itemGet.Method, signed: " ", want: "25"},
		{name: "batch without calls", path: batch, change: params{"method": ""}, typ: "text/plain", want: "40"},
		{name: "batch, a call without method", path: batch, change: params{"method": ""}, typ: "text/plain", body: "N", want: "21"},
		{name: "batch, a call that does not read", path: batch, change: params{"method": ""}, typ: "text/plain", body: "a=%zz", want: "43"},
		{name: "batch by GET", verb: http.MethodGet, path: batch, want: "9"},
	}
}

var (
	codeOf    = regexp.MustCompile(`(?:"code":"?|<code>)(\w+)`)
	requestID = regexp.MustCompile(`("request_id":"|<request_id>)\w+`)
	clock     = regexp.MustCompile(`(of now, which is )[-: \d]+`) // the second gateway is asked later
)

// TestGatewaysAgree makes the same calls of both gateways: they take and refuse
// the same ones, in the same words.
func TestGatewaysAgree(t *testing.T) {
	addresses := gateways(t)
	for _, c := range calls(t) {
		t.Run(c.name, func(t *testing.T) {
			answers := map[string]string{}
			for gateway, address := range addresses {
				body := mocktest.Do(t, c.request(t, address)).Body
				code := ""
				if m := codeOf.FindStringSubmatch(body); m != nil {
					code = m[1]
				}
				if code != c.want {
					t.Errorf("%s answers with the code %q, want %q: %s", gateway, code, c.want, body)
				}
				answers[gateway] = clock.ReplaceAllString(requestID.ReplaceAllString(body, "${1}ID"), "${1}NOW")
			}
			if c.want != "" && answers["mock"] != answers["toptest"] {
				t.Errorf("the answers differ:\nmock    %s\ntoptest %s", answers["mock"], answers["toptest"])
			}
		})
	}
}

// TestGatewaysReadDates: both gateways take dates in the zone and layout of their field,
// and no others, at any depth.
func TestGatewaysReadDates(t *testing.T) {
	addresses := gateways(t)
	for text, want := range map[string]string{
		"day=2026-11-25":                         "",
		"day=2026-11-25 00:00:00":                "41",
		"day=20261125":                           "41",
		`sale={"paid":"2026-11-25 16:00:00"}`:    "",
		`sale={"paid":"2026-11-25"}`:             "",
		`sale={"paid":"2026-11-25 16:00"}`:       "41",
		`sale={"hours":["09:30","10:00"]}`:       "",
		`sale={"hours":["09:30","9:30"]}`:        "41",
		`sale={"paid":"2026-11-25 16:00:00.5"}`:  "41",
		`sale={"hours":["2026-11-25 09:30:00"]}`: "41",
		`sale={"stamp":1795651200000}`:           "",
		`sale={"stamp":1795651200}`:              "41",
	} {
		name, value, _ := strings.Cut(text, "=")
		for gateway, address := range addresses {
			body := mocktest.Do(t, (&call{change: params{name: value}}).request(t, address)).Body
			code := ""
			if m := codeOf.FindStringSubmatch(body); m != nil {
				code = m[1]
			}
			if code != want {
				t.Errorf("%s: %s answers with the code %q, want %q: %s", text, gateway, code, want, body)
			}
		}
	}
}

// TestGatewaysCompress asks for gzip, as the platform's SDKs do.
func TestGatewaysCompress(t *testing.T) {
	for gateway, address := range gateways(t) {
		for _, c := range []call{{name: "answer"}, {name: "error", sent: params{"sign": "0"}}} {
			req := c.request(t, address)
			req.Header.Set("Accept-Encoding", "gzip")
			r := mocktest.Do(t, req)
			if r.Header.Get("Content-Encoding") != "gzip" || !strings.HasPrefix(r.Body, "\x1f\x8b") {
				t.Errorf("%s: the %s is not compressed: %q", gateway, c.name, r.Body)
			}
		}
	}
}

// TestOtherPaths has a path at which the platform takes no calls.
func TestOtherPaths(t *testing.T) {
	for gateway, address := range gateways(t) {
		if r := mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/no/such/path", mocktest.FormType, "")); r.Status != http.StatusNotFound {
			t.Errorf("%s: HTTP %d", gateway, r.Status)
		}
	}
}
