package mock

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/topgen/topgen/generated/alibaba/idle"
	"github.com/topgen/topgen/generated/aliexpress/issue"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/top"
)

// documented serves the pages of this repository, and those of testPages.
func documented(t *testing.T, opt Options) (address string) {
	t.Helper()
	files, err := source.Find([]string{"../../docs/pages"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	pages := testPages()
	for _, f := range files {
		p := load.One(f)
		pages = append(pages, Page{Path: filepath.ToSlash(f.Path), API: p.API, Diags: p.Diags})
	}
	return mocktest.Serve(t, New(pages, opt))
}

func client(t *testing.T, address string, opts ...top.Option) *top.Client {
	t.Helper()
	opts = append([]top.Option{top.WithGateway(address), top.WithSession("s"), top.WithRetry(top.Retry{})}, opts...)
	c, err := top.NewClient(DefaultAppKey, DefaultAppSecret, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The types of calls that none of the repository's pages makes, as topgen
// writes them.
type (
	uploadRequest struct {
		Image *top.File `json:"image,omitzero" top:"required,maxLength=10,fileTypes=jpg|png"`
		Title *string   `json:"title,omitzero"`
	}
	orderRequest struct {
		Request *order `json:"request,omitzero" top:"required"`
	}
	order struct {
		OrderCode   *string      `json:"orderCode,omitzero" top:"required"`
		Lines       []line       `json:"lines,omitzero"`
		ExtendProps *top.RawJSON `json:"extendProps,omitzero"`
	}
	line struct {
		Count *int64 `json:"count,omitzero" top:"required"`
	}
	orderResponse struct {
		Response  *flagged `json:"response,omitzero"`
		RequestID string   `json:"request_id,omitzero"`
	}
	flagged struct {
		Flag string `json:"flag"`
	}
	emptyResponse struct {
		RequestID string `json:"request_id,omitzero"`
	}
)

// TestClient has the runtime's client call the gateway in every way it knows.
func TestClient(t *testing.T) {
	address := documented(t, Options{})
	query := idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12354)
	for name, opts := range map[string][]top.CallOption{
		"HMAC-SHA256": nil, "HMAC-MD5": {top.WithSignMethod(top.SignHMAC)}, "MD5": {top.WithSignMethod(top.SignMD5)},
		"XML": {top.WithXML()}, "simplified": {top.WithSimplify()}, "more parameters": {top.WithPartnerID("p"), top.WithTargetAppKey("k")},
	} {
		resp, err := query.Do(t.Context(), client(t, address), opts...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if resp.Result.Module.OrderStatus == "" || resp.Result.ErrCode != "0" || len(resp.RequestID) != 12 {
			t.Errorf("%s: %+v", name, resp)
		}
	}
	var sent top.Sent
	resp, err := issue.NewDetailGetRequest().SetBuyerLoginID("x").SetIssueID(1).Do(t.Context(), client(t, address), top.WithSent(&sent))
	if err != nil && !top.Partial(err) || !sent.Has(&resp.ResultObject) {
		t.Errorf("AliExpress: %v", err)
	}

	image := top.FileBytes("a.jpg", []byte("0123456789"))
	upload := &top.API{Method: "taobao.picture.upload", Root: "picture_upload_response"}
	if err := client(t, address).Call(t.Context(), upload, &uploadRequest{Image: &image}, new(emptyResponse)); err != nil {
		t.Errorf("file: %v", err)
	}

	code, count, props := "a<b", int64(3), top.RawJSON(`{"k":"v"}`)
	req := &orderRequest{&order{&code, []line{{&count}, {&count}}, &props}}
	for _, gateway := range []string{top.GatewayQimen, top.GatewayQimenCloud} {
		api := &top.API{Method: "taobao.qimen.order.create", Protocol: top.ProtocolQimen, Gateway: gateway}
		resp := new(orderResponse)
		if err := client(t, address).Call(t.Context(), api, req, resp, top.WithCustomerID("c")); err != nil || resp.Response == nil || resp.Response.Flag != "success" {
			t.Errorf("%s: %+v, %v", gateway, resp, err)
		}
	}
}

// TestClientQimenCloud has a method of a scene of Qimen, whose page documents the
// members of the response and no root.
func TestClientQimenCloud(t *testing.T) {
	address := documented(t, Options{})
	api := &top.API{Method: "qimen.order.query", Effect: top.EffectRead, Root: "qimen_order_query_response", Protocol: top.ProtocolQimen}
	code := "a"
	for name, opts := range map[string][]top.CallOption{"JSON": nil, "XML": {top.WithXML()}, "simplified": {top.WithSimplify()}} {
		req := &struct {
			OrderCode *string `json:"orderCode,omitzero"`
		}{&code}
		resp := new(struct {
			Flag  string `json:"flag"`
			Lines []struct {
				Count int64 `json:"count"`
			} `json:"lines" top:"element=line"`
			RequestID string `json:"request_id,omitzero" top:"root=qimen_order_query_response"`
		})
		if err := client(t, address).Call(t.Context(), api, req, resp, opts...); err != nil || resp.Flag != "success" || len(resp.Lines) != 1 || resp.RequestID == "" {
			t.Errorf("%s: %+v, %v", name, resp, err)
		}
	}
}

func TestClientBatch(t *testing.T) {
	c := client(t, documented(t, Options{}))
	b := top.NewBatch()
	var results []*top.Result[idle.AppraiseOrderQueryResponse]
	for range 3 {
		results = append(results, top.Add(b, idle.NewAppraiseOrderQueryRequest().SetBizOrderID(1)))
	}
	boost := top.Add(b, idle.NewGameBoostCompensateQueryRequest(), top.WithoutValidation())
	if err := c.Send(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, r := range results {
		resp, err := r.Get()
		if err != nil {
			t.Fatal(err)
		}
		ids[resp.RequestID] = true
	}
	if len(ids) != 3 {
		t.Errorf("request ids %v", ids)
	}
	var e *top.Error
	if _, err := boost.Get(); !errors.As(err, &e) || e.Code != "40" {
		t.Errorf("a call without its parameters: %v", err)
	}
}

// withHeader sends a header with every request.
type withHeader struct{ name, value string }

func (h withHeader) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set(h.name, h.value)
	return http.DefaultTransport.RoundTrip(r)
}

// TestClientFaults has calls fail as they are asked to, and looks at what the
// client makes of it.
func TestClientFaults(t *testing.T) {
	t.Parallel()
	address := documented(t, Options{})
	for fault, check := range map[string]func(error) bool{
		"flow=30": func(err error) bool {
			var e *top.Error
			if !errors.As(err, &e) {
				return false
			}
			wait, ok := e.FlowControl()
			return ok && wait == 30*time.Second
		},
		"error=27":                      func(err error) bool { return errors.Is(err, top.ErrSessionInvalid) },
		"error=11":                      func(err error) bool { return errors.Is(err, top.ErrPermission) },
		"error=25":                      func(err error) bool { return errors.Is(err, top.ErrSignature) },
		"error=isp.service-unavailable": func(err error) bool { return errors.Is(err, top.ErrUnavailable) },
		"error=sample": func(err error) bool {
			var e *top.Error
			return errors.As(err, &e) && e.SubCode == "isv.invalid-parameter" && e.SubMsg == "非法参数"
		},
		"status=503": func(err error) bool {
			var e *top.HTTPError
			return errors.As(err, &e) && e.Status == 503
		},
		"reset": func(err error) bool {
			var e *top.TransportError
			return errors.As(err, &e) && e.Sent
		},
		"cut=20": func(err error) bool {
			var e *top.TransportError
			return errors.As(err, &e) && e.Sent
		},
		"delay=10s": func(err error) bool { return errors.Is(err, context.DeadlineExceeded) },
	} {
		c := client(t, address, top.WithHTTPClient(&http.Client{Transport: withHeader{FaultHeader, fault}}), top.WithTimeout(2*time.Second))
		_, err := idle.NewAppraiseOrderQueryRequest().SetBizOrderID(1).Do(t.Context(), c)
		if err == nil || !check(err) {
			t.Errorf("%s: %v", fault, err)
		}
	}
}

// TestClientRefusals has calls that the client itself would not send.
func TestClientRefusals(t *testing.T) {
	address := documented(t, Options{})
	c := client(t, address)
	_, err := idle.NewAppraiseOrderQueryRequest().Do(t.Context(), c, top.WithoutValidation())
	var e *top.Error
	if !errors.As(err, &e) || e.Code != "40" || !errors.Is(err, top.ErrInvalidArgument) || !strings.Contains(e.SubMsg, "biz_order_id") {
		t.Errorf("without its parameter: %v", err)
	}
	_, err = issue.NewDetailGetRequest().SetBuyerLoginID("x").SetIssueID(1).Do(t.Context(), c, top.WithSession(""), top.WithoutSessionCheck())
	if !errors.Is(err, top.ErrSessionInvalid) {
		t.Errorf("without a session: %v", err)
	}
	other, err := top.NewClient("other", "secret", top.WithGateway(address), top.WithSession("s"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = idle.NewAppraiseOrderQueryRequest().SetBizOrderID(1).Do(t.Context(), other); !errors.Is(err, top.ErrSignature) {
		t.Errorf("another app: %v", err)
	}
}
