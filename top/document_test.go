package top_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

func TestUnmarshalEmptyDocuments(t *testing.T) {
	for _, body := range []string{`{}`, `{"test_trade_get_response":{}}`, `{"other_response":{}}`, `<test_trade_get_response/>`, `<test_trade_get_response></test_trade_get_response>`} {
		got := new(tradeResponse)
		if err := top.Unmarshal([]byte(body), got); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if diff := cmp.Diff(new(tradeResponse), got); diff != "" {
			t.Errorf("%s:\n%s", body, diff)
		}
	}
	// An API for which nothing is documented but the root.
	type nothing struct {
		RequestID string `json:"request_id,omitzero" top:"root=x_get_response"`
	}
	for _, body := range []string{`{"x_get_response":{"a":1}}`, `<x_get_response><a>1</a></x_get_response>`} {
		if err := top.Unmarshal([]byte(body), new(nothing)); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	if err := top.Unmarshal([]byte(`{"a":1}`), new(nothing)); err == nil {
		t.Error("a body without root and fields decoded")
	}
}

// TestUnmarshalRoots is about which member of a document is the response.
func TestUnmarshalRoots(t *testing.T) {
	type response struct {
		Value string `json:"value"`
		Data  *struct {
			Value string `json:"value"`
		} `json:"data_response,omitzero"`
		RequestID string `json:"request_id,omitzero" top:"root=root"`
	}
	type data = struct {
		Value string `json:"value"`
	}
	for _, test := range []struct {
		name string
		body string
		want response
	}{
		{"documented root before fields beside it", `{"value":"outer","root":{"value":"inner"},"x":{}}`, response{Value: "inner"}},
		{"documented root that is a text", `{"value":"outer","root":"text"}`, response{Value: "outer"}},
		{"documented field with the name of a root", `{"data_response":{"value":"d"}}`, response{Data: &data{"d"}}},
		{"undocumented root", `{"any_response":{"value":"inner"}}`, response{Value: "inner"}},
		{"undocumented root beside what is not documented", `{"x":1,"any_response":{"value":"inner"},"request_id":"r"}`, response{Value: "inner", RequestID: "r"}},
		{"undocumented field with the name of a root", `{"value":"outer","any_response":{"value":"inner"}}`, response{Value: "outer"}},
		{"the same, behind", `{"any_response":{"value":"inner"},"value":"outer"}`, response{Value: "outer"}},
		{"field before the documented root", `{"data_response":{"value":"d"},"root":{"value":"inner"}}`, response{Value: "inner", Data: &data{"d"}}},
		{"field behind the documented root", `{"root":{"value":"inner"},"data_response":{"value":"d"}}`, response{Value: "inner", Data: &data{"d"}}},
		{"all fields beside the documented root", `{"root":{},"value":"outer"}`, response{Value: "outer"}},
		{"request ids", `{"request_id":"outer","root":{"value":"inner","request_id":"inner"}}`, response{Value: "inner", RequestID: "inner"}},
		{"request id that is blank in the root", `{"root":{"value":"inner","request_id":""},"request_id":"outer"}`, response{Value: "inner", RequestID: "outer"}},
		{"two objects", `{"value":"outer","any_response":{"value":"inner"},"x":{}}`, response{Value: "outer"}},
		{"other name", `{"value":"outer","any":{"value":"inner"}}`, response{Value: "outer"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got response
			if err := top.Unmarshal([]byte(test.body), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the response differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestUnmarshalBesideRoot reports what is wrong and what is not documented
// wherever it stands beside the root, once each.
func TestUnmarshalBesideRoot(t *testing.T) {
	for _, root := range []string{`"test_trade_get_response":{"result":{"id":"x","more":1}}`, `"test_trade_get_response":{"result":{"id":"x","more":1}},"new":{"a":1}`} {
		for _, body := range []string{`{"total":"x","old":[1],` + root + `}`, `{` + root + `,"old":[1],"total":"x"}`, `{"old":[1],` + root + `,"total":"x"}`} {
			unknown := []string{"result.more", "old"}
			if strings.Contains(root, "new") {
				unknown = append(unknown, "new")
			}
			got := new(tradeResponse)
			toptest.Decode(t, body, got, toptest.Outcome{Misfits: []string{"result.id", "total"}, Unknown: unknown})
			if diff := cmp.Diff(&tradeResponse{Result: trade{}}, got); diff != "" {
				t.Errorf("%s: the response differs (-want +got):\n%s", body, diff)
			}
		}
	}
	// Of two roots, one is too many; of two values beside it, one is wrong.
	toptest.Decode(t, `{"test_trade_get_response":{"total":1},"test_trade_get_response":{"total":2}}`, new(tradeResponse), toptest.Outcome{Misfits: []string{""}})
	toptest.Decode(t, `{"test_trade_get_response":{"result":{}},"total":1,"total":2}`, new(tradeResponse), toptest.Outcome{Misfits: []string{"total"}})
}

// TestUnmarshalSaysNothing: a body that holds something, and nothing of it in a
// documented field but the request id, is none that the page describes.
func TestUnmarshalSaysNothing(t *testing.T) {
	for _, body := range []string{
		`{"test_trade_get_response":{"reslut":{"name":"n"},"totle":5,"request_id":"r"}}`,
		`{"reslut":{"name":"n"},"totle":5,"request_id":"r"}`,
		`{"request_id":"r","other_response":{"reslut":{"name":"n"}}}`,
		`{"other_response":{"reslut":{"name":"n"},"request_id":"r"}}`,
		`<test_trade_get_response><reslut><name>n</name></reslut><request_id>r</request_id></test_trade_get_response>`,
		`<reslut><name>n</name></reslut><request_id>r</request_id>`,
		`{"test_trade_get_response":{"request_id":"r"}}`,
		`{"request_id":"r"}`,
		`<a_response><request_id>r</request_id></a_response>`,
	} {
		got := new(tradeResponse)
		err := top.Unmarshal([]byte(body), got)
		var d *top.DecodeError
		want := "nothing but its request id"
		if strings.Contains(body, "reslut") {
			want = "none of the documented fields"
		}
		if !errors.As(err, &d) || d.Path != "" || !strings.Contains(err.Error(), want) || errors.Is(err, top.ErrEmptyResponse) == strings.Contains(body, "reslut") {
			t.Errorf("%s: %v", body, err)
		}
		if diff := cmp.Diff(&tradeResponse{RequestID: "r"}, got); diff != "" {
			t.Errorf("%s: the response differs (-want +got):\n%s", body, diff)
		}
	}
}

// TestUnmarshalGoesOn: nothing may stand behind a document, whatever it is.
func TestUnmarshalGoesOn(t *testing.T) {
	type qimen struct {
		Response *struct {
			Flag string `json:"flag"`
		} `json:"response,omitzero"`
		RequestID string `json:"request_id,omitzero" top:"root=x_get_response"`
	}
	for _, body := range []string{
		`{"x_get_response":{"response":{"flag":"f"}}}`,
		`{"y_get_response":{"response":{"flag":"f"}}}`,
		`{"response":{"flag":"f"}}`,
		`{"flag":"f"}`,
		`{"request_id":"r","x_get_response":{"response":{"flag":"f"}}}`,
		`<x_get_response><response><flag>f</flag></response></x_get_response>`,
	} {
		for behind, wrong := range map[string]bool{"": false, " \r\n\t": false, "x": true, " {}": true, body: true, "</x>": true, "\x00": true} {
			got := new(qimen)
			err := top.Unmarshal([]byte(body+behind), got)
			var d *top.DecodeError
			switch {
			case !wrong && err != nil:
				t.Errorf("%s%q: %v", body, behind, err)
			case wrong && (!errors.As(err, &d) || !strings.Contains(err.Error(), "goes on behind")):
				t.Errorf("%s%q: %v, want an error", body, behind, err)
			case wrong && d.Faults[0].Offset != len(body):
				t.Errorf("%s%q: the offset is %d", body, behind, d.Faults[0].Offset)
			}
			if got.Response == nil || got.Response.Flag != "f" {
				t.Errorf("%s%q: the response is %+v", body, behind, got)
			}
		}
	}
}

// TestUnmarshalQimen decodes the shapes of Qimen, whose pages document the one
// field response.
func TestUnmarshalQimen(t *testing.T) {
	type content struct {
		Flag string `json:"flag"`
		Code string `json:"code"`
	}
	type response struct {
		Response  content `json:"response,omitzero"`
		RequestID string  `json:"request_id,omitzero"`
	}
	want := response{Response: content{Flag: "success", Code: "0"}}
	for _, body := range []string{
		`{"response":{"flag":"success","code":"0"}}`,
		`{"flag":"success","code":"0"}`,
		`{"qimen_stock_query_response":{"response":{"flag":"success","code":"0"}}}`,
		`<response><flag>success</flag><code>0</code></response>`,
		`<?xml version="1.0"?><response><response><flag>success</flag><code>0</code></response></response>`,
		`<qimen_stock_query_response><response><flag>success</flag><code>0</code></response></qimen_stock_query_response>`,
	} {
		var got response
		if err := top.Unmarshal([]byte(body), &got); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the response differs (-want +got):\n%s", body, diff)
		}
	}
	var got response
	err := top.Unmarshal([]byte(`{"code":"x"}`), &got)
	if diff := cmp.Diff(response{Response: content{Code: "x"}}, got); err != nil || diff != "" {
		t.Errorf("one field: %v\n%s", err, diff)
	}
}

func TestUnmarshalErrorResponse(t *testing.T) {
	full := top.Error{Code: "50", Msg: "Remote service error", SubCode: "isv.invalid-parameter", SubMsg: "非法参数", RequestID: "r1"}
	for _, test := range []struct {
		name string
		body string
		want top.Error
	}{
		{"JSON", `{"error_response":{"code":50,"msg":"Remote service error","sub_code":"isv.invalid-parameter","sub_msg":"非法参数","request_id":"r1","application_host":"x"}}`, full},
		{"XML", `<?xml version="1.0"?><error_response><code>50</code><msg>Remote service error</msg><sub_code>isv.invalid-parameter</sub_code><sub_msg>非法参数</sub_msg><request_id>r1</request_id></error_response>`, full},
		{"behind other members", `{"total":1,"test_trade_get_response":{"total":2},"error_response":{"code":"IllegalAccessToken","msg":"expired"}}`, top.Error{Code: "IllegalAccessToken", Msg: "expired"}},
		{"Qimen's spelling", `{"error_response":{"code":"27","message":"Invalid Session","sub_message":"x","flag":"failure"}}`, top.Error{Code: "27", Msg: "Invalid Session", SubMsg: "x"}},
		{"without root", `{"code":"IllegalAccessToken","type":"ISV","message":"expired","request_id":"r1"}`, top.Error{Code: "IllegalAccessToken", Msg: "expired", RequestID: "r1"}},
		{"text", `{"error_response":"broken"}`, top.Error{Msg: "broken"}},
		{"XML text", `<error_response> broken </error_response>`, top.Error{Msg: "broken"}},
		{"empty", `<error_response/>`, top.Error{}},
		{"cut", `{"error_response":{"code":50,"msg":"Remote serv`, top.Error{Code: "50"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := &tradeResponse{Total: 9}
			toptest.DecodeError(t, test.body, got, test.want)
			if diff := cmp.Diff(new(tradeResponse), got); diff != "" {
				t.Errorf("the response is not empty:\n%s", diff)
			}
		})
	}
	for _, body := range []string{`{"total":1,"error_response":null}`, `{"error_response":"","total":1}`} {
		if err := top.Unmarshal([]byte(body), new(tradeResponse)); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	for _, body := range []string{`{"error_response":null}`, `{"error_response":""}`, `{"error_response":"","request_id":"a"}`, `<other/>`} {
		if err := top.Unmarshal([]byte(body), new(tradeResponse)); !top.Partial(err) || errors.Is(err, top.ErrEmptyResponse) {
			t.Errorf("%s: got %v, want a *DecodeError", body, err)
		}
	}
	// A success without documented fields is no error.
	if err := top.Unmarshal([]byte(`{"code":"0","message":"ok"}`), new(tradeResponse)); !top.Partial(err) {
		t.Errorf("got %v, want a *DecodeError", err)
	}
}

func TestUnmarshalTargets(t *testing.T) {
	var nilResponse *tradeResponse
	type odd struct {
		F float64 `json:"f"`
	}
	for _, resp := range []any{nil, nilResponse, tradeResponse{}, new(int), new(odd)} {
		if err := top.Unmarshal([]byte(`{"f":1}`), resp); err == nil || top.Partial(err) {
			t.Errorf("decoding into %T gave %v", resp, err)
		}
	}
}

// TestManySiblings has more objects side by side than may stand within each other: the
// end of each must be counted, however it is written.
func TestManySiblings(t *testing.T) {
	const many = 1000
	list := func(element string) string { return strings.TrimSuffix(strings.Repeat(element+",", many), ",") }
	for name, body := range map[string]string{
		"objects":      `{"result":{"lines":[` + list(`{"sku":"a"}`) + `]}}`,
		"with a blank": `{"result":{"lines":[` + list(`{"sku":"a" }`) + `]}}`,
		"cut short":    `{"result":{"lines":[` + list(`{"sku":"a",}`) + `]}}`,
		"wrapped":      `{"result":{"lines":{"line":[` + list(`{"sku":"a","num":1,"line":""}`) + `]}}}`,
		"XML":          `<r><result><lines>` + strings.Repeat(`<line><sku>a</sku></line>`, many) + `</lines></result></r>`,
	} {
		got := new(tradeResponse)
		if err := top.Unmarshal([]byte(body), got); err != nil || len(got.Result.Lines) != many {
			t.Errorf("%s: %d elements of %d, %v", name, len(got.Result.Lines), many, err)
		}
	}
}

// TestNothingDocumented: a response of which nothing but the request id is documented takes
// anything under its root, and under what has the name of a root, in every form.
func TestNothingDocumented(t *testing.T) {
	type response struct {
		RequestID string `json:"request_id,omitzero"`
	}
	for body, ok := range map[string]bool{
		`{"x_get_response":{"new":{"a":1}}}`:            true,
		`<x_get_response><new>1</new></x_get_response>`: true,
		`{"new":{"a":1}}`:                               false,
		`<x><new>1</new></x>`:                           false,
	} {
		if err := top.Unmarshal([]byte(body), new(response)); (err == nil) != ok {
			t.Errorf("%s: %v", body, err)
		}
	}
}
