package top_test

import (
	"testing"

	"github.com/topgen/topgen/top"
)

func TestBodyHas(t *testing.T) {
	wrapped := `{"test_trade_get_response":{"result":{"fee":0,"name":"","none":null,"ok":false,"lines":{"line":[{"sku":"a"},{"num":0}]},"tags":["x"," "],"one":{"line":{"sku":"a"}},"ext":{}},"request_id":"r"}}`
	simplified := `{"result":{"fee":0,"name":"","none":null,"ok":false,"lines":[{"sku":"a"},{"num":0}],"tags":["x"," "],"one":[{"sku":"a"}],"ext":{}},"request_id":"r"}`
	xml := `<?xml version="1.0"?><r><result><fee>0</fee><name/><none></none><ok>false</ok><lines><line><sku>a</sku></line><line><num>0</num></line></lines><tags><string>x</string><string> </string></tags><one><line><sku>a</sku></line></one><ext>{}</ext></result><request_id>r</request_id></r>`
	for path, want := range map[string]bool{
		"result": true, "result.fee": true, "result.ok": true, "result.ext": true, "request_id": true,
		"result.name": false, "result.none": false, "result.absent": false, "absent": false, "": false, "result.fee.x": false,
		"result.lines": true, "result.lines[0].sku": true, "result.lines[0].num": false, "result.lines[1].num": true, "result.lines[2]": false,
		"result.one[0].sku": true, "result.one[1]": false, "result.tags[0]": true, "result.tags[1]": false, "result.lines[x]": false, "result.lines[-1]": false,
	} {
		for form, body := range map[string]string{"wrapped": wrapped, "simplified": simplified, "XML": xml} {
			if got := top.BodyHas([]byte(body), path); got != want {
				t.Errorf("%s: BodyHas(%q) = %t", form, path, got)
			}
		}
	}
	for _, body := range []string{"", "x", `{"a":`, `<a`, `<a/>`, `[1]`, `"a"`} {
		if top.BodyHas([]byte(body), "a") {
			t.Errorf("%q has a", body)
		}
	}
	if !top.BodyHas([]byte(`{"a":[[1,2],[3]]}`), "a[1][0]") {
		t.Error("lists in lists are not found")
	}
}
