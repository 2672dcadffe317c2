package top_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/top"
)

// checkDecoding decodes a body and checks what must hold for any: no panic,
// errors of the documented types that point into the body, and a response that
// comes back the same from JSON.
func checkDecoding(t *testing.T, body string) *top.DecodeError {
	resp := new(tradeResponse)
	unknown, err := top.UnmarshalReport([]byte(body), resp)
	var apiErr *top.Error
	var d *top.DecodeError
	switch {
	case errors.As(err, &apiErr):
		if !reflect.ValueOf(*resp).IsZero() {
			t.Errorf("beside %v, the response is %+v", err, resp)
		}
		return nil
	case errors.As(err, &d):
		for _, f := range d.Faults {
			if f.Offset < 0 || f.Offset > len(body) || f.Problem == "" {
				t.Errorf("misfit %+v in a body of %d bytes", f, len(body))
			}
		}
		if d.Path != d.Faults[0].Path || string(d.Body()) != body {
			t.Errorf("path %q, body %q", d.Path, d.Body())
		}
	case err != nil:
		t.Fatalf("an error of another type: %v", err)
	}
	checkPadded(t, body, resp)
	without := new(tradeResponse)
	if err := top.Unmarshal([]byte(body), without); (err == nil) != (d == nil) || !cmp.Equal(resp, without) {
		t.Errorf("Unmarshal differs from UnmarshalReport (%v; unknown: %q):\n%s", err, unknown, cmp.Diff(resp, without))
	}
	checkSent(t, body, resp)
	again, err := json.Marshal(resp)
	if err != nil {
		t.Fatalf("%+v does not marshal: %v", resp, err)
	}
	back := new(tradeResponse)
	if err := top.Unmarshal(again, back); err != nil {
		t.Fatalf("%s does not come back: %v", again, err)
	}
	if diff := cmp.Diff(resp, back); diff != "" {
		t.Errorf("%s comes back different (-want +got):\n%s", again, diff)
	}
	return d
}

// checkPadded decodes a body that white space before it makes large, and changes it:
// nothing of it may be in the response.
func checkPadded(t *testing.T, body string, want *tradeResponse) {
	large := []byte(padding + strings.TrimPrefix(body, "\ufeff"))
	got := new(tradeResponse)
	top.Unmarshal(large, got)
	for i := range large {
		large[i] = '#'
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the size of the body makes a difference (-small +large):\n%s", diff)
	}
}

// checkSent checks what Sent knows of a body that gives want: whatever is not zero
// came, and a list or a text that is came not.
func checkSent(t *testing.T, body string, want *tradeResponse) {
	resp := new(tradeResponse)
	sent, err := top.UnmarshalSent([]byte(body), resp)
	if err != nil && !top.Partial(err) || !cmp.Equal(want, resp) {
		t.Fatalf("UnmarshalSent differs from Unmarshal (%v):\n%s", err, cmp.Diff(want, resp))
	}
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		switch k := v.Kind(); {
		case k == reflect.Pointer && !v.IsNil():
			walk(v.Elem(), path)
		case k == reflect.Slice:
			for i := range v.Len() {
				at := fmt.Sprintf("%s[%d]", path, i)
				checkHas(t, sent, v.Index(i), at)
				walk(v.Index(i), at)
			}
		case isObject(v.Type()):
			for i := range v.NumField() {
				at := path + "." + v.Type().Field(i).Name
				checkHas(t, sent, v.Field(i), at)
				walk(v.Field(i), at)
			}
		}
	}
	walk(reflect.ValueOf(resp).Elem(), "")
}

func checkHas(t *testing.T, sent top.Sent, v reflect.Value, path string) {
	has, isZero := sent.Has(v.Addr().Interface()), v.IsZero()
	k := v.Kind()
	zeroCounts := k == reflect.Int64 || k == reflect.Bool || isObject(v.Type())
	if has && isZero && !zeroCounts || !has && !isZero {
		t.Errorf("%s is %v, and Has is %t", path, v, has)
	}
}

func FuzzJSON(f *testing.F) {
	for _, body := range inAllForms(`"name":"a\u4e2d\ud83d","id":"-7","ok":1,"fee":1.50,"created":1606003745000,"ext":{"a":[1,"\x"]},"lines":{"line":[{"sku":"a"}]},"tags":["x"],"nums":{"number":5},"next":{"next":{}}`) {
		f.Add(body)
	}
	f.Add(`{"error_response":{"code":50,"msg":"Remote service error"}}`)
	f.Add(`{"result":{"lines":{"line":"t"},"lines":{"line":"t","line":"u"},"flags":[null,""],"exts":{"json":[[],"",{"b":1}]}}}`)
	f.Add(`{"code":"x","msg":1}`)
	f.Add(`{,"total":"  ","request_id":5,}`)
	f.Fuzz(func(t *testing.T, body string) {
		d := checkDecoding(t, body)
		if d == nil || !json.Valid([]byte(body)) || !strings.HasPrefix(strings.TrimSpace(body), "{") {
			return
		}
		for _, misfit := range d.Faults {
			for _, syntax := range []string{"broken JSON", "ends in the middle", "goes on behind"} {
				if strings.Contains(misfit.Problem, syntax) {
					t.Errorf("the body is valid JSON, but %q %s", misfit.Path, misfit.Problem)
				}
			}
		}
	})
}

func FuzzXML(f *testing.F) {
	f.Add(`<?xml version="1.0"?><test_trade_get_response><result><name>a&lt;&#20013;<![CDATA[<]]></name><id> 7 </id><lines><line><sku>a</sku></line></lines><tags>x</tags><tags>y</tags><ext><a>1</a>t</ext></result><request_id>r</request_id></test_trade_get_response>`)
	f.Add(`<!DOCTYPE a [<!ENTITY x "y>">]><result><next><name/></next></result><total>1</total>`)
	f.Add(`<error_response><code>50</code><msg>x</msg></error_response>`)
	f.Add(`<r a='>'><!-- - --><result><lines><line/><line></line></lines><nums><number/></nums></result></r>`)
	f.Fuzz(func(t *testing.T, body string) {
		d := checkDecoding(t, body)
		if d == nil || !wellFormed(body) {
			return
		}
		for _, misfit := range d.Faults {
			if strings.Contains(misfit.Problem, "broken XML") || strings.Contains(misfit.Problem, "ends in the middle of") {
				t.Errorf("the body is well-formed XML, but %q %s", misfit.Path, misfit.Problem)
			}
		}
	})
}

// wellFormed reports whether encoding/xml reads a document of one element.
// What it takes and XML does not have, such as a directive within an element,
// does not count.
func wellFormed(body string) bool {
	dec := xml.NewDecoder(strings.NewReader(body))
	depth, elements := 0, 0
	for {
		token, err := dec.RawToken()
		if err == io.EOF {
			return depth == 0 && elements == 1 && strictlyWellFormed(body)
		}
		if err != nil {
			return false
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				elements++
			}
			depth++
		case xml.EndElement:
			depth--
		case xml.Directive:
			return false
		case xml.CharData:
			if depth == 0 && strings.TrimSpace(string(token)) != "" {
				return false
			}
		}
	}
}

func strictlyWellFormed(body string) bool {
	dec := xml.NewDecoder(strings.NewReader(body))
	for {
		switch _, err := dec.Token(); err {
		case nil:
		case io.EOF:
			return true
		default:
			return false
		}
	}
}
