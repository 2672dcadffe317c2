package top_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// stockRequest is a request of Qimen, whose pages document the one parameter request.
type stockRequest struct {
	Request *stockParam `json:"request,omitzero" top:"required"`
}

type stockParam struct {
	OwnerCode   *string      `json:"ownerCode,omitzero" top:"required"`
	Count       *int64       `json:"count,omitzero"`
	When        *top.Time    `json:"when,omitzero"`
	ExtendProps *top.RawJSON `json:"extendProps,omitzero"`
	Lines       []stockLine  `json:"orderLines,omitzero" top:"element=orderLine"`
	Codes       []string     `json:"itemCodes,omitzero"`
}

type stockLine struct {
	ItemCode *string `json:"itemCode,omitzero"`
}

var apiStock = top.API{Method: "taobao.qimen.stock.query", Effect: top.EffectRead, Protocol: top.ProtocolQimen, Root: "response"}

func (r *stockRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*stockResponse, error) {
	resp := new(stockResponse)
	err := c.Call(ctx, &apiStock, r, resp, opts...)
	if err != nil && !top.Partial(err) {
		return nil, err
	}
	return resp, err
}

type stockResponse struct {
	Response struct {
		Flag    string `json:"flag"`
		Code    string `json:"code"`
		Message string `json:"message"`
		Stock   int64  `json:"stock"`
	} `json:"response,omitzero"`
	RequestID string `json:"request_id,omitzero"`
}

// TestQimen checks protocol 1.x: XML in the body, the rest in the query.
func TestQimen(t *testing.T) {
	const answer = `<?xml version="1.0" encoding="utf-8"?><response><flag>success</flag><code>0</code><message>ok</message><stock>5</stock></response>`
	var header http.Header
	var query url.Values
	var body string
	address := asked(t, &header, &query, &body, answer)
	req := &stockRequest{Request: &stockParam{
		OwnerCode: new("a<b>&c"), Count: new(int64(3)), When: new(top.MustTime("2020-11-22 08:09:05")),
		ExtendProps: new(top.RawJSON(`{"key1":"value & 1","key2":{"a":[1,true]}}`)),
		Lines:       []stockLine{{ItemCode: new("i1")}, {}}, Codes: []string{"c1", "c2"},
	}}
	resp, err := req.Do(t.Context(), newClient(t, address), top.WithCustomerID("c123"))
	if err != nil || resp.Response.Stock != 5 || resp.Response.Flag != "success" {
		t.Errorf("got %+v, %v", resp, err)
	}
	want := `<?xml version="1.0" encoding="utf-8"?><request><ownerCode>a&lt;b&gt;&amp;c</ownerCode><count>3</count><when>2020-11-22 08:09:05</when>` +
		`<extendProps><key1>value &amp; 1</key1><key2><a>1</a><a>true</a></key2></extendProps>` +
		`<orderLines><orderLine><itemCode>i1</itemCode></orderLine><orderLine></orderLine></orderLines>` +
		`<itemCodes><itemCode>c1</itemCode><itemCode>c2</itemCode></itemCodes></request>`
	if body != want {
		t.Errorf("the body is\n%s, want\n%s", body, want)
	}
	if got := header.Get("Content-Type"); got != "text/xml;charset=utf-8" {
		t.Errorf("the content type is %q", got)
	}
	params := map[string]string{}
	for name, v := range query {
		params[name] = v[0]
	}
	if params["sign"] != naiveSign(top.SignMD5, toptest.AppSecret, params, body) {
		t.Errorf("the signature %s is wrong", params["sign"])
	}
	delete(params, "sign")
	delete(params, "timestamp")
	wantParams := map[string]string{
		"method": "taobao.qimen.stock.query", "app_key": toptest.AppKey, "format": "xml", "v": "2.0", "sign_method": "md5", "customerId": "c123", "session": toptest.Session,
	}
	if diff := cmp.Diff(wantParams, params); diff != "" {
		t.Errorf("the query differs (-want +got):\n%s", diff)
	}
}

func TestQimenNames(t *testing.T) {
	client := toptest.Sample(`<response><flag>success</flag></response>`)
	for _, raw := range []top.RawJSON{`{"a b":1}`, `{"":1}`, `{"x":{"<":1}}`, `{"1":2}`} {
		req := &stockRequest{Request: &stockParam{ExtendProps: &raw}}
		if _, err := req.Do(t.Context(), client); err == nil || !strings.Contains(err.Error(), "no name of an XML element") {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

// TestQimenCharacters sends no text that XML cannot hold, nor another one instead.
func TestQimenCharacters(t *testing.T) {
	var header http.Header
	var query url.Values
	var body string
	address := asked(t, &header, &query, &body, `<response><flag>success</flag></response>`)
	client := newClient(t, address)
	for text, want := range map[string]string{
		"a\x00b": "U+0000", "a\x01b": "U+0001", "\x0b": "U+000B", "\x1f": "U+001F", "a\ufffeb": "U+FFFE", "\uffff": "U+FFFF", "a\xffb": "UTF-8", "a\xed\xa0\x80b": "UTF-8",
		"a\tb\r\nc": "", " \x7f\u0085\ud7ff\ue000\ufffd\U00010000\U0010fffe\U0010ffff": "",
	} {
		body = ""
		raw := top.RawJSON(`{"key":` + string(top.RawString(text)) + `}`)
		for path, param := range map[string]*stockParam{"request.ownerCode": {OwnerCode: &text}, "request.itemCodes.itemCode": {Codes: []string{"c", text}}, "request.extendProps": {ExtendProps: &raw}} {
			_, err := (&stockRequest{Request: param}).Do(t.Context(), client, top.WithoutValidation())
			switch {
			case want == "" && err != nil:
				t.Errorf("%q at %s: %v", text, path, err)
			case want == "":
				var got struct {
					Text []string `xml:",any"`
				}
				if err := xml.Unmarshal([]byte(body), &got); err != nil {
					t.Errorf("%q at %s: the body is no XML: %v", text, path, err)
				}
			case err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) || body != "":
				t.Errorf("%q at %s: %v, sent %q", text, path, err, body)
			}
		}
	}
}

// TestQimenFailure makes an error of a flag.
func TestQimenFailure(t *testing.T) {
	for _, body := range []string{
		`<response><flag>failure</flag><code>S003</code><message>no stock</message></response>`,
		`{"response":{"flag":"failure","code":"S003","message":"no stock"}}`,
		`{"flag":"FAILURE","code":"S003","message":"no stock"}`,
		`<response><flag> fail </flag><code>S003</code><message>no stock</message></response>`,
		`{"flag":"failed","code":"S003","message":"no stock"}`,
	} {
		resp, err := new(stockRequest).Do(t.Context(), toptest.Sample(body))
		var apiErr *top.Error
		if resp != nil || !errors.As(err, &apiErr) || apiErr.Code != "S003" || apiErr.Msg != "no stock" || apiErr.Method != apiStock.Method {
			t.Errorf("%s: %+v, %v", body, resp, err)
		}
		// What was stored decodes as it is.
		var stored stockResponse
		if err := top.Unmarshal([]byte(body), &stored); err != nil || !strings.Contains(strings.ToLower(stored.Response.Flag), "fail") {
			t.Errorf("%s: %+v, %v", body, stored, err)
		}
	}
}

// TestQimenCloud sends a form, as other calls do.
func TestQimenCloud(t *testing.T) {
	srv := toptest.NewServer(t)
	api := &top.API{Method: "qimen.alibaba.x.query", Effect: top.EffectRead, Protocol: top.ProtocolQimen}
	srv.Answer(api.Method, `{"response":{"flag":"success","stock":5}}`)
	resp := new(stockResponse)
	err := srv.Client(top.WithTargetAppKey("t")).Call(t.Context(), api, &stockRequest{Request: &stockParam{OwnerCode: new("o")}}, resp)
	if err != nil || resp.Response.Stock != 5 {
		t.Errorf("got %+v, %v", resp, err)
	}
	call := srv.LastCall()
	if diff := cmp.Diff(map[string]string{"request": `{"ownerCode":"o"}`}, call.Params); diff != "" {
		t.Error(diff)
	}
	if call.Public["sign_method"] != "hmac-sha256" || call.Public["target_app_key"] != "t" {
		t.Errorf("the parameters of the protocol are %v", call.Public)
	}
}

// TestQimenServer has toptest decode what a client sends by protocol 1.x.
func TestQimenServer(t *testing.T) {
	srv := toptest.NewServer(t)
	want := &stockRequest{Request: &stockParam{OwnerCode: new("<o>"), Lines: []stockLine{{ItemCode: new("i")}}, Codes: []string{"a", "b"}}}
	toptest.Respond(srv, func(got *stockRequest) (*stockResponse, error) {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the request differs (-want +got):\n%s", diff)
		}
		resp := new(stockResponse)
		return resp, top.Unmarshal([]byte(`{"flag":"success","stock":9}`), resp)
	})
	resp, err := want.Do(t.Context(), srv.Client())
	if err != nil || resp.Response.Stock != 9 {
		t.Errorf("got %+v, %v", resp, err)
	}
	if call := srv.LastCall(); !bytes.Contains([]byte(call.Body), []byte("<ownerCode>&lt;o&gt;</ownerCode>")) || call.Params["request"] == "" {
		t.Errorf("the call is %+v", call)
	}
}
