package top_test

import (
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
