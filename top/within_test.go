package top_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/topgen/topgen/top"
)

// TestWithParamWithin: what a page lacks within an object goes there, beside what is set.
func TestWithParamWithin(t *testing.T) {
	type line struct {
		SKU *string `json:"sku,omitzero"`
	}
	type order struct {
		ID    *int64 `json:"id,omitzero"`
		Lines []line `json:"lines,omitzero"`
	}
	type request struct {
		Order  *order       `json:"order,omitzero"`
		Orders []order      `json:"orders,omitzero"`
		Ext    *top.RawJSON `json:"ext,omitzero"`
		Name   *string      `json:"name,omitzero"`
	}
	api := &top.API{Method: "x.y.add"}
	client := newClient(t, server(t, func(http.ResponseWriter, *http.Request) {}))
	one := &order{ID: new(int64(4694123551994757272)), Lines: []line{{SKU: new("a")}, {SKU: new("<b>")}}}
	for _, c := range []struct {
		req        *request
		name, v    string
		param, got string // or a part of the error
	}{
		{&request{Order: one}, "order.memo", "x \"y\"", "order", `{"id":4694123551994757272,"lines":[{"sku":"a"},{"sku":"<b>"}],"memo":"x \"y\""}`},
		{&request{Order: one}, "order.lines.memo", "x", "order", `{"id":4694123551994757272,"lines":[{"sku":"a","memo":"x"},{"sku":"<b>","memo":"x"}]}`},
		{&request{Order: one}, "order.lines[1].memo", `{"a":[1.0]}`, "order", `{"id":4694123551994757272,"lines":[{"sku":"a"},{"sku":"<b>","memo":{"a":[1.0]}}]}`},
		{&request{}, "order.buyer.memo", "1", "order", `{"buyer":{"memo":"1"}}`},
		{&request{Orders: []order{{}, {}}}, "orders[0].memo", "x", "orders", `[{"memo":"x"},{}]`},
		{&request{Ext: new(top.RawJSON(`{"a":1}`))}, "ext.b", "x", "ext", `{"a":1,"b":"x"}`},
		{&request{}, "other.name", "x", "other.name", "x"},
		{&request{Order: one}, "order.id", "1", "", "id is set by the request"},
		{&request{Order: one}, "order.lines[2].memo", "1", "", "the list has 2 elements"},
		{&request{Order: one}, "order.id.memo", "1", "", "there is no object"},
		{&request{Ext: new(top.RawJSON(`"text"`))}, "ext.b", "x", "", "there is no object"},
	} {
		form, err := client.AppendForm(nil, api, c.req, top.WithParam(c.name, c.v))
		values, _ := url.ParseQuery(string(form))
		switch {
		case c.param == "":
			if err == nil || !strings.Contains(err.Error(), c.got) {
				t.Errorf("%s: %s, %v", c.name, form, err)
			}
		case err != nil || values.Get(c.param) != c.got:
			t.Errorf("%s: %q, %v; want %q", c.name, values.Get(c.param), err, c.got)
		}
	}
	form, err := client.AppendForm(nil, api, &request{Order: one}, top.WithParam("order.b", "1"), top.WithParam("order.a", "2"), top.WithParam("orders.c", "3"))
	values, _ := url.ParseQuery(string(form))
	if err != nil || !strings.HasSuffix(values.Get("order"), `,"b":"1","a":"2"}`) || values.Get("orders") != `{"c":"3"}` {
		t.Errorf("several: %s, %v", form, err)
	}
	signed := map[string]string{}
	for name := range values {
		signed[name] = values.Get(name)
	}
	if want := top.Sign(top.SignHMACSHA256, "toptest-app-secret", signed, nil); values.Get("sign") != want {
		t.Errorf("signed by %s, want %s", values.Get("sign"), want)
	}
}

// TestWithParamInDocument: what a page lacks within a document of Qimen goes there, beside
// what is set, also when the call is repeated.
func TestWithParamInDocument(t *testing.T) {
	stock := &stockParam{OwnerCode: new("o"), Lines: []stockLine{{ItemCode: new("i")}, {}}, Codes: []string{"c"}, ExtendProps: new(top.RawJSON(` {"a":{"b":1},"l":[{"x":1},{"x":2}]}`))}
	const owner, lines, codes, props = "<ownerCode>o</ownerCode>", "<orderLines><orderLine><itemCode>i</itemCode></orderLine><orderLine></orderLine></orderLines>", "<itemCodes><itemCode>c</itemCode></itemCodes>",
		"<extendProps><a><b>1</b></a><l><x>1</x></l><l><x>2</x></l></extendProps>"
	for _, c := range []struct {
		stock     *stockParam
		add, want string // name=value each, apart by blanks; the document, or a part of the error
	}{
		{stock, "request.memo=<x>", owner + props + lines + codes + "<memo>&lt;x&gt;</memo>"},
		{stock, `request.buyer.nick=n request.buyer.tags=["a","b"]`, owner + props + lines + codes + "<buyer><nick>n</nick><tags>a</tags><tags>b</tags></buyer>"},
		{stock, "request.orderLines.memo=x", owner + props + "<orderLines><orderLine><itemCode>i</itemCode><memo>x</memo></orderLine><orderLine><memo>x</memo></orderLine></orderLines>" + codes},
		{stock, `request.orderLines[1].a={"b":[1,2]}`, owner + props + "<orderLines><orderLine><itemCode>i</itemCode></orderLine><orderLine><a><b>1</b><b>2</b></a></orderLine></orderLines>" + codes},
		{stock, "request.extendProps.a.c=2 request.extendProps.l[0].y=3", owner + "<extendProps><a><b>1</b><c>2</c></a><l><x>1</x><y>3</y></l><l><x>2</x></l></extendProps>" + lines + codes},
		{stock, "request.count=5", owner + props + lines + codes + "<count>5</count>"},
		{nil, "request.orderLines.memo=x request.a.b=1", "<orderLines><orderLine><memo>x</memo></orderLine></orderLines><a><b>1</b></a>"},
		{stock, "request.ownerCode=p", "WithParam: request.ownerCode: ownerCode is set by the request"},
		{stock, "request.orderLines=p", "orderLines is set by the request"},
		{stock, "request.ownerCode.x=p", "there is no object for x"},
		{stock, "request.itemCodes.x=p", "there is no object for x"},
		{stock, "request.orderLines[2].x=p", "the list has 2 elements"},
		{nil, "request.orderLines[0].x=p", "the list has 0 elements"},
		{stock, "request.ownerCode[0].x=p", "there is no list ownerCode"},
		{stock, "request[0].x=p", "there is no list request"},
		{stock, "request.extendProps.a=p", "a is set by the request"},
		{stock, "request.m=1 request.m=2", "WithParam: request.m: m is set by the request"},
		{stock, "request.a<b=1", "no name of an XML element"},
		{stock, "request.m=\x01", "request.m holds the character U+0001"},
	} {
		var bodies []string
		address := server(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if bodies = append(bodies, string(body)); len(bodies) == 1 {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			io.WriteString(w, `<response><flag>success</flag></response>`)
		})
		opts := []top.CallOption{top.WithoutValidation()}
		for _, add := range strings.Split(c.add, " ") {
			name, value, _ := strings.Cut(add, "=")
			opts = append(opts, top.WithParam(name, value))
		}
		client := newClient(t, address, top.WithRetry(top.Retry{Attempts: 2}))
		_, err := (&stockRequest{Request: c.stock}).Do(t.Context(), client, opts...)
		if !strings.HasPrefix(c.want, "<") {
			if err == nil || !strings.Contains(err.Error(), c.want) || len(bodies) > 0 {
				t.Errorf("%s: %v, sent %q; want %s", c.add, err, bodies, c.want)
			}
			continue
		}
		want := `<?xml version="1.0" encoding="utf-8"?><request>` + c.want + "</request>"
		if err != nil || len(bodies) != 2 || bodies[0] != want || bodies[1] != want {
			t.Errorf("%s: %v\n%s, want\n%s", c.add, err, strings.Join(bodies, "\n"), want)
		}
	}
}
