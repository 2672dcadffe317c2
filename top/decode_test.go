package top_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// trade1 is what most bodies of TestUnmarshalShapes decode to.
func trade1(t trade) *tradeResponse { return &tradeResponse{Result: t, RequestID: "r1"} }

// inAllForms returns result, the members of a trade in JSON, in every form in
// which a response comes.
func inAllForms(result string) map[string]string {
	return map[string]string{
		"wrapped":    `{"test_trade_get_response":{"result":{` + result + `},"request_id":"r1"}}`,
		"other root": `{"other_name_response":{"result":{` + result + `},"request_id":"r1"}}`,
		"sibling id": `{"request_id":"r1","test_trade_get_response":{"result":{` + result + `}}}`,
		"id behind":  `{"test_trade_get_response":{"result":{` + result + `}},"request_id":"r1"}`,
		"simplified": `{"result":{` + result + `},"request_id":"r1"}`,
	}
}

func TestUnmarshalJSON(t *testing.T) {
	for _, test := range []struct {
		name   string
		result string
		want   trade
	}{
		{"typed", `"name":"n","id":1,"ok":true,"fee":1.50,"created":1606003745000,"ext":{"a": [1, 2]}`, trade{
			Name: "n", ID: 1, OK: true, Fee: top.MustDecimal("1.50"), Created: top.MustTime("2020-11-22 08:09:05"), Ext: `{"a":[1,2]}`}},
		{"quoted", `"name":"n","id":"-1","ok":"1","fee":"1.50","created":"2020-11-22 08:09:05","ext":"{\"a\":1}"`, trade{
			Name: "n", ID: -1, OK: true, Fee: top.MustDecimal("1.50"), Created: top.MustTime("2020-11-22 08:09:05"), Ext: `"{\"a\":1}"`}},
		{"numbers for strings", `"name":12.50,"ok":0`, trade{Name: "12.50"}},
		{"true for string", `"name":true`, trade{Name: "true"}},
		{"object for string", `"name":{"a": [1, "x"]}`, trade{Name: `{"a": [1, "x"]}`}},
		{"array for string", `"name":[ 1 ]`, trade{Name: `[ 1 ]`}},
		{"spaces around", `"name":" n ","id":" 7 ","ok":" true ","fee":" 1 ","created":" 2020-11-22 "`, trade{
			Name: " n ", ID: 7, OK: true, Fee: top.MustDecimal("1"), Created: top.MustTime("2020-11-22")}},
		{"empty", `"name":"","id":"","ok":"","fee":"","created":"","ext":"","lines":"","tags":"","next":""`, trade{}},
		{"blank", `"name":" ","id":"\t","ok":"\n","fee":"　","created":" ","ext":"  ","lines":" ","nums":" ","next":" "`, trade{}},
		{"null", `"name":null,"id":null,"ok":null,"fee":null,"created":null,"ext":null,"lines":null,"tags":null,"next":null`, trade{}},
		{"extremes", `"id":-9223372036854775808,"fee":"-00.100e-7","created":"1628049599000"`, trade{
			ID: -1 << 63, Fee: top.MustDecimal("-00.100e-7"), Created: top.MustTime("2021-08-04 11:59:59")}},
		{"largest", `"id":9223372036854775807`, trade{ID: 1<<63 - 1}},
		{"recursive", `"next":{"name":"a","next":{"name":"b"}}`, trade{Next: &trade{Name: "a", Next: &trade{Name: "b"}}}},
		{"empty object", `"next":{}`, trade{Next: &trade{}}},
		{"empty array for object", `"next":[]`, trade{}},

		{"wrapped lists", `"lines":{"line":[{"sku":"a"},{"sku":"b","num":2}]},"tags":{"string":["x","y"]},"nums":{"number":[1,"2"]}`, trade{
			Lines: []line{{SKU: "a"}, {SKU: "b", Num: 2}}, Tags: []string{"x", "y"}, Nums: []int64{1, 2}}},
		{"bare lists", `"lines":[{"sku":"a"}],"tags":["x"],"nums":[1],"fees":["1.0",2],"exts":[{"a":1},"t"],"flags":[true,"0"],"days":["2020-11-22",0]`, trade{
			Lines: []line{{SKU: "a"}}, Tags: []string{"x"}, Nums: []int64{1}, Fees: []top.Decimal{top.MustDecimal("1.0"), top.MustDecimal("2")},
			Exts: []top.RawJSON{`{"a":1}`, `"t"`}, Flags: []bool{true, false}, Days: []top.Time{top.MustTime("2020-11-22"), {}}}},
		{"single in wrapper", `"lines":{"line":{"sku":"a"}},"tags":{"string":"x"},"nums":{"number":5},"exts":{"json":{"a":1}}`, trade{
			Lines: []line{{SKU: "a"}}, Tags: []string{"x"}, Nums: []int64{5}, Exts: []top.RawJSON{`{"a":1}`}}},
		{"single without wrapper", `"lines":{"sku":"a"},"tags":"x","nums":5,"exts":{"a":1,"b":2}`, trade{
			Lines: []line{{SKU: "a"}}, Tags: []string{"x"}, Nums: []int64{5}, Exts: []top.RawJSON{`{"a":1,"b":2}`}}},
		{"other wrapper", `"lines":{"item":[{"sku":"a"}]},"tags":{"tag":["x"]},"nums":{"int":5}`, trade{
			Lines: []line{{SKU: "a"}}, Tags: []string{"x"}, Nums: []int64{5}}},
		{"field with the name of the wrapper", `"lines":{"line":"text","sku":"a"}`, trade{Lines: []line{{SKU: "a", Line: "text"}}}},
		{"only field with the name of the wrapper", `"lines":{"line":"text"}`, trade{Lines: []line{{Line: "text"}}}},
		{"no elements", `"lines":{},"tags":[],"nums":{"number":[]},"fees":{"price":""}`, trade{
			Lines: []line{}, Tags: []string{}, Nums: []int64{}, Fees: []top.Decimal{}}},
		{"absent elements", `"tags":["a","",null," "],"nums":[1,null,""," ",2],"flags":[null,true],"fees":[null,"1"],"lines":[null,{}]`, trade{
			Tags: []string{"a", "", "", ""}, Nums: []int64{1, 2}, Flags: []bool{true}, Fees: []top.Decimal{{}, top.MustDecimal("1")}, Lines: []line{{}, {}}}},
		{"only absent elements", `"nums":[null]`, trade{Nums: []int64{}}},

		{"escapes", `"name":"\"\\\/\b\f\n\r\t\u4e2d\ud83d\ude00"`, trade{Name: "\"\\/\b\f\n\r\t中😀"}},
		{"unknown escapes", `"name":"\x41\'\u12G4\q"`, trade{Name: "x41'u12G4q"}},
		{"control characters", "\"name\":\"a\tb\nc\x01d\",\"ext\":\"a\tb\"", trade{Name: "a\tb\nc\x01d", Ext: `"a\tb"`}},
		{"commas", `,"name":"n",,"id":1 , "ok":true,"tags":["a","b",,"c",],`, trade{Name: "n", ID: 1, OK: true, Tags: []string{"a", "b", "c"}}},
		{"white space", " \n\"name\" \t:\r\n \"n\" , \"tags\" : [ \"a\" , \"b\" ] ", trade{Name: "n", Tags: []string{"a", "b"}}},
		{"escaped name", `"n\u0061me":"n"`, trade{Name: "n"}},
		{"bare words", `"name":NaN,"ext":undefined`, trade{Name: "NaN", Ext: `"undefined"`}},
		{"twice the same", `"name":"n","id":1,"name":"n","id":"1"`, trade{Name: "n", ID: 1}},
		{"twice, once absent", `"name":"","name":"n","fee":"1","fee":null`, trade{Name: "n", Fee: top.MustDecimal("1")}},
		{"list in two parts", `"tags":["a"],"tags":["b"]`, trade{Tags: []string{"a", "b"}}},
		{"raw is repaired", `"ext":{"a":[1,,{"b":"\x"},],"c":007}`, trade{Ext: `{"a":[1,{"b":"x"}],"c":"007"}`}},
		{"raw keeps numbers", `"ext":[1.0,-0,1E+5,12345678901234567890]`, trade{Ext: `[1.0,-0,1E+5,12345678901234567890]`}},
		{"out of order", `"next":{"ok":true,"name":"x"},"name":"n"`, trade{Name: "n", Next: &trade{OK: true, Name: "x"}}},
	} {
		for form, body := range inAllForms(test.result) {
			t.Run(test.name+"/"+form, func(t *testing.T) {
				got := &tradeResponse{Total: 99, RequestID: "left over"}
				toptest.Decode(t, body, got, toptest.Outcome{})
				if diff := cmp.Diff(trade1(test.want), got); diff != "" {
					t.Errorf("the response differs (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestUnmarshalXML(t *testing.T) {
	for _, test := range []struct {
		name   string
		result string
		want   trade
	}{
		{"typed", `<name>n</name><id>-1</id><ok>1</ok><fee>1.50</fee><created>1606003745000</created><ext>{"a":1}</ext>`, trade{
			Name: "n", ID: -1, OK: true, Fee: top.MustDecimal("1.50"), Created: top.MustTime("2020-11-22 08:09:05"), Ext: `"{\"a\":1}"`}},
		{"spaces", "<name> n </name>\n<id> 1 </id>\n<ok> FALSE </ok>", trade{Name: " n ", ID: 1}},
		{"absent", `<name/><id></id><ok> </ok><fee/><created/><ext> </ext><lines/><tags></tags><next/>`, trade{}},
		{"entities", `<name>&lt;a&gt; &amp;&quot;&apos; &#20013;&#x4e2d; &nbsp; & &#xFFFFFFFF; &bad</name>`, trade{Name: `<a> &"' 中中 &nbsp; & &#xFFFFFFFF; &bad`}},
		{"cdata", `<name>a<![CDATA[<b>&amp;]]>c<!-- no --><![CDATA[d]]></name>`, trade{Name: "a<b>&amp;cd"}},
		{"comments", `<!--> --><name>a<!--> <name>b</name> -->c<!----><!-- - -- --->d</name><!--></name>-->`, trade{Name: "acd"}},
		{"instructions", `<?x?><name>a<?> <name> ?>c<??></name><?x <name>b</name>?>`, trade{Name: "ac"}},
		{"line ends in cdata", "<name><![CDATA[a\r\nb\rc\n\r]]></name>", trade{Name: "a\nb\nc\n\n"}},
		{"line ends", "<name>a\r\nb\rc&#13;</name>", trade{Name: "a\nb\nc\r"}},
		{"attributes", `<name a="1" b='>'>n</name><id x="/>">1</id>`, trade{Name: "n", ID: 1}},
		{"elements for string", `<name> <b>x</b> y </name>`, trade{Name: "<b>x</b> y"}},
		{"elements for json", `<ext><a>1</a><b/><a>2</a><c><d>x</d></c></ext>`, trade{Ext: `{"a":["1","2"],"b":"","c":{"d":"x"}}`}},
		{"mixed json", `<ext>text<a>1</a></ext>`, trade{Ext: `{"a":"1","#text":"text"}`}},
		{"recursive", `<next><name>a</name><next><name>b</name></next></next>`, trade{Next: &trade{Name: "a", Next: &trade{Name: "b"}}}},
		{"wrapped lists", `<lines><line><sku>a</sku></line><line><num>2</num></line></lines><tags><string>x</string><string>y</string></tags><nums><number>5</number></nums>`, trade{
			Lines: []line{{SKU: "a"}, {Num: 2}}, Tags: []string{"x", "y"}, Nums: []int64{5}}},
		{"lists without inner element", `<lines><sku>a</sku></lines><lines><sku>b</sku></lines><tags>x</tags><tags>y</tags><nums>5</nums><exts>t</exts>`, trade{
			Lines: []line{{SKU: "a"}, {SKU: "b"}}, Tags: []string{"x", "y"}, Nums: []int64{5}, Exts: []top.RawJSON{`"t"`}}},
		{"other inner element", `<lines><item><sku>a</sku></item></lines><tags><tag>x</tag></tags>`, trade{Lines: []line{{SKU: "a"}}, Tags: []string{"x"}}},
		{"element named as the inner one", `<lines><line>text</line><sku>a</sku></lines>`, trade{Lines: []line{{SKU: "a", Line: "text"}}}},
		{"absent elements", `<lines><line/><line></line></lines><tags><string/><string></string></tags><nums><number/><number> </number><number>1</number></nums><flags><boolean/></flags><fees><price/></fees>`, trade{
			Lines: []line{{}, {}}, Tags: []string{"", ""}, Nums: []int64{1}, Flags: []bool{}, Fees: []top.Decimal{{}}}},
		{"lists of all types", `<fees><price>1.0</price></fees><flags><boolean>true</boolean></flags><days><date>2020-11-22</date></days><exts><json>{}</json><json><a>1</a></json></exts>`, trade{
			Fees: []top.Decimal{top.MustDecimal("1.0")}, Flags: []bool{true}, Days: []top.Time{top.MustTime("2020-11-22")}, Exts: []top.RawJSON{`"{}"`, `{"a":"1"}`}}},
		{"twice the same", `<name>n</name><name>n</name>`, trade{Name: "n"}},
	} {
		for form, body := range map[string]string{
			"root":        `<test_trade_get_response><result>` + test.result + `</result><request_id>r1</request_id></test_trade_get_response>`,
			"other root":  "\ufeff <?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE a [<!ENTITY b \"c>\"><!-- don't > -->\n<?x don't > ?>]><!-- c --><x y=\"z\">\n<result>" + test.result + "</result>\n<request_id>r1</request_id></x>\n<!-- end -->\n",
			"no root":     `<result>` + test.result + `</result><request_id>r1</request_id>`,
			"no root, id": `<request_id>r1</request_id><result>` + test.result + `</result>`,
		} {
			t.Run(test.name+"/"+form, func(t *testing.T) {
				got := &tradeResponse{Total: 99, RequestID: "left over"}
				toptest.Decode(t, body, got, toptest.Outcome{})
				if diff := cmp.Diff(trade1(test.want), got); diff != "" {
					t.Errorf("the response differs (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestUnmarshalMisfits(t *testing.T) {
	for _, test := range []struct {
		name    string
		body    string
		want    *tradeResponse
		misfits []string
		unknown []string
	}{
		{
			name: "leaves",
			body: `{"result":{"name":"n","id":1.5,"ok":"yes","fee":"1,5","created":"2020-02-30"},"total":"x","request_id":"r1"}`,
			want: trade1(trade{Name: "n"}), misfits: []string{"result.id", "result.ok", "result.fee", "result.created", "total"},
		},
		{
			name: "numbers out of range",
			body: `{"result":{"id":9223372036854775808,"nums":[12345678901234567890,1,-9223372036854775809]},"request_id":"r1"}`,
			want: trade1(trade{Nums: []int64{0, 1, 0}}), misfits: []string{"result.id", "result.nums[0]", "result.nums[2]"},
		},
		{
			name: "wrong kinds",
			body: `{"result":{"id":{},"ok":[],"fee":[1],"next":"x","lines":"x","tags":[["a"]],"nums":[[1]]},"request_id":"r1"}`,
			want: trade1(trade{Tags: []string{`["a"]`}, Nums: []int64{0}}), misfits: []string{"result.id", "result.ok", "result.fee", "result.next", "result.lines", "result.nums[0]"},
		},
		{
			name: "in a wrapped list",
			body: `{"test_trade_get_response":{"result":{"lines":{"line":[{"num":1},{"num":"x"}]}},"request_id":"r1"}}`,
			want: trade1(trade{Lines: []line{{Num: 1}, {}}}), misfits: []string{"result.lines[1].num"},
		},
		{
			name: "objects that are no list",
			body: `{"result":{"lines":{"a":1,"b":2},"tags":{"a":1,"b":2}},"request_id":"r1"}`,
			want: trade1(trade{}), misfits: []string{"result.lines", "result.tags"},
		},
		{
			name: "list for an object",
			body: `{"result":{"next":[{"name":"a"}]},"request_id":"r1"}`,
			want: trade1(trade{}), misfits: []string{"result.next"},
		},
		{
			name: "twice, different",
			body: `{"result":{"name":"a","ok":false,"name":"b","ok":true,"next":{"name":"x"},"next":{"name":"y"}},"request_id":"r1"}`,
			want: trade1(trade{Name: "a", Next: &trade{Name: "x"}}), misfits: []string{"result.name", "result.ok", "result.next"},
		},
		{
			name: "half a character",
			body: `{"result":{"name":"a\ud83d!","tags":["\ude00"]},"request_id":"r1"}`,
			want: trade1(trade{Name: "a\ufffd!", Tags: []string{"\ufffd"}}), misfits: []string{"result.name", "result.tags[0]"},
		},
		{
			name: "not UTF-8",
			body: "{\"result\":{\"name\":\"\xd6\xd0\",\"tags\":[\"ok\"]},\"request_id\":\"r1\"}",
			want: trade1(trade{Name: "\ufffd", Tags: []string{"ok"}}), misfits: []string{"result.name"},
		},
		{
			name:    "missing commas",
			body:    `{"result":{"name":"n" "id":1,"tags":["a"-"b"],"nums":[1 2],"ext":[1 2],"new":{"a":[1 2] "b":{} []}}"request_id":"r1"}`,
			want:    trade1(trade{Name: "n", ID: 1, Tags: []string{"a", "-", "b"}, Nums: []int64{1, 2}, Ext: `[1,2]`}),
			misfits: []string{"result", "result.tags", "result.tags", "result.nums", "result.ext", "result", "result", "result", ""}, unknown: []string{"result.new"},
		},
		{
			name: "unknown members",
			body: `{"result":{"name":"n","new":{"a":[1,{"b":2}]},"lines":{"line":[{"vip":true}],"total":1},"next":{"x":null}},"more":1,"request_id":"r1"}`,
			want: trade1(trade{Name: "n", Lines: []line{{}}, Next: &trade{}}), unknown: []string{"result.new", "result.lines[0].vip", "result.lines.total", "result.next.x", "more"},
		},
		{
			name: "XML",
			body: `<r><result><id>x</id><ok><a/></ok><next>text</next><lines>x</lines><lines><line><num>1.0</num></line><x/></lines><tags><a/><b/></tags><new/></result><request_id>r1</request_id></r>`,
			want: trade1(trade{Lines: []line{{}}}), misfits: []string{"result.id", "result.ok", "result.next", "result.lines", "result.lines[0].num", "result.tags"}, unknown: []string{"result.lines.x", "result.new"},
		},
		{
			name: "XML text beside elements",
			body: `<r>a<result>b<name>n</name>c</result><request_id>r1</request_id>d</r>`,
			want: trade1(trade{Name: "n"}), misfits: []string{"", "result", "result", ""},
		},
		{
			name: "XML that is not UTF-8",
			body: "<r><result><name>\xd6\xd0</name><ext>\xd6</ext></result><request_id>r1</request_id></r>",
			want: trade1(trade{Name: "\ufffd", Ext: "\"\ufffd\""}), misfits: []string{"result.name", "result.ext"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := new(tradeResponse)
			toptest.Decode(t, test.body, got, toptest.Outcome{Misfits: test.misfits, Unknown: test.unknown})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the response differs (-want +got):\n%s", diff)
			}
			err := top.Unmarshal([]byte(test.body), new(tradeResponse))
			var d *top.DecodeError
			switch {
			case len(test.misfits) == 0 && err != nil:
				t.Errorf("Unmarshal returned %v", err)
			case len(test.misfits) == 0:
			case !errors.As(err, &d) || !top.Partial(err):
				t.Errorf("Unmarshal returned %v, not a *DecodeError", err)
			case d.Path != test.misfits[0] || d.RequestID != "r1" || string(d.Body()) != test.body:
				t.Errorf("the error has path %q, request id %q and body %q", d.Path, d.RequestID, d.Body())
			}
		})
	}
}

// TestUnmarshalBroken decodes bodies that are no documents: what came before
// the break is there.
func TestUnmarshalBroken(t *testing.T) {
	deepJSON := `{"result":` + strings.Repeat(`{"next":`, 5000)
	deepXML := `<r><result>` + strings.Repeat(`<next>`, 5000)
	for _, test := range []struct {
		name    string
		body    string
		path    string
		problem string
		want    *tradeResponse
	}{
		{"empty", "", "", "is empty", nil},
		{"white space", " \n", "", "is empty", nil},
		{"text", "Service Unavailable", "", "neither a JSON object nor an XML document", nil},
		{"array", "[1]", "", "neither a JSON object nor an XML document", nil},
		{"null", "null", "", "neither a JSON object nor an XML document", nil},
		{"HTML", "<!DOCTYPE html>\n<html><body><p>502</body></html>", "", "HTML page", nil},
		{"no documented field", `{"a":1}`, "", "none of the documented fields", nil},
		{"no documented field in the root", `{"test_trade_get_response":{"a":1}}`, "", "none of the documented fields", nil},
		{"no documented field in XML", `<test_trade_get_response><a>1</a></test_trade_get_response>`, "", "none of the documented fields", nil},
		{"text for XML", `<test_trade_get_response>text</test_trade_get_response>`, "", "none of the documented fields", nil},
		{"two objects", `{"a_response":{"total":1},"b_response":{"total":2}}`, "", "none of the documented fields", nil},
		{"cut in a string", `{"request_id":"r1","total":5,"result":{"name":"n","tags":["a","b`, "result.tags[1]", "ends in the middle of a JSON string", &tradeResponse{Total: 5, RequestID: "r1", Result: trade{Name: "n", Tags: []string{"a", ""}}}},
		{"cut in an object", `{"result":{"name":"n"`, "result", "ends in the middle of a JSON object", &tradeResponse{Result: trade{Name: "n"}}},
		{"cut in an array", `{"result":{"nums":[1,2`, "result.nums", "ends in the middle of a JSON array", &tradeResponse{Result: trade{Nums: []int64{1, 2}}}},
		{"cut behind a colon", `{"total":`, "", "ends in the middle of a JSON object", nil},
		{"cut in an unknown member", `{"total":1,"x":[{"a":1},`, "", "ends in the middle of a JSON value", &tradeResponse{Total: 1}},
		{"cut in a list of one", `{"result":{"lines":{"sku":"a"`, "result.lines", "ends in the middle of a JSON object", nil},
		{"no colon", `{"total" 1}`, "", "no colon", nil},
		{"no name", `{total:1}`, "", "no name", nil},
		{"no value", `{"total":}`, "total", "no value", nil},
		{"brackets", `{"total":1,"x":[1}}`, "", "brackets do not match", &tradeResponse{Total: 1}},
		{"more", `{"total":1} {"total":2}`, "", "goes on behind", &tradeResponse{Total: 1}},
		{"deep JSON", deepJSON, "", "512 levels", nil},
		{"deep unknown JSON", `{"total":1,"x":` + strings.Repeat("[", 100000), "", "512 levels", &tradeResponse{Total: 1}},
		{"deep raw JSON", `{"result":{"ext":` + strings.Repeat("[", 100000), "result.ext", "512 levels", nil},
		{"deep XML", deepXML, "", "512 levels", nil},
		{"deep unknown XML", `<r><total>1</total>` + strings.Repeat("<x>", 100000), "", "512 levels", &tradeResponse{Total: 1}},
		{"deep raw XML", `<r><result><ext>` + strings.Repeat("<x>", 100000), "result.ext", "512 levels", nil},
		{"cut XML text", `<r><total>1</total><result><name>n`, "result.name", "ends in the middle of an XML element", &tradeResponse{Total: 1, Result: trade{}}},
		{"cut XML tag", `<r><total>1</total><result`, "", "ends in the middle of an XML tag", &tradeResponse{Total: 1}},
		{"cut XML end tag", `<r><total>1</total></r`, "", "ends in the middle of an XML tag", &tradeResponse{Total: 1}},
		{"cut attribute", `<r><total a="1`, "", "ends in the middle of an XML tag", nil},
		{"cut CDATA", `<r><total><![CDATA[1`, "total", "ends in the middle of a CDATA section", nil},
		{"cut comment", `<r><!-- `, "", "does not end", nil},
		{"cut document type", `<!DOCTYPE a [`, "", "does not end", nil},
		{"crossed XML", `<r><total>1</r></total>`, "total", "closes another element", nil},
		{"tag in a tag", `<r><total <a></total></r>`, "", "tag within a tag", nil},
		{"declaration in XML", `<r><!ELEMENT a></r>`, "", "declaration within an element", nil},
		{"no XML element", `<?xml version="1.0"?>`, "", "there is no element", nil},
		{"more than XML", `<r><total>1</total></r>x`, "", "goes on behind", &tradeResponse{Total: 1}},
		{"entity bomb", `<!DOCTYPE a [<!ENTITY a "` + strings.Repeat("&b;", 1000) + `">]><r><total>&a;</total></r>`, "total", "an integer", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := new(tradeResponse)
			err := top.Unmarshal([]byte(test.body), got)
			var d *top.DecodeError
			if !errors.As(err, &d) {
				t.Fatalf("got %v, want a *DecodeError", err)
			}
			if !strings.HasPrefix(test.name, "deep") && d.Path != test.path || !strings.Contains(d.Faults[0].Problem, test.problem) {
				t.Errorf("path %q, problem %q; want %q, %q", d.Path, d.Faults[0].Problem, test.path, test.problem)
			}
			if o := d.Faults[0].Offset; o < 0 || o > len(test.body) {
				t.Errorf("offset %d of %d", o, len(test.body))
			}
			if test.want != nil {
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("the partial response differs (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// TestMarshalRoundTrip writes responses as JSON and reads them back.
func TestMarshalRoundTrip(t *testing.T) {
	zone := time.FixedZone("", -5*60*60)
	for _, want := range []*tradeResponse{
		{},
		{Total: 1},
		{Result: trade{}},
		{Result: trade{Lines: []line{}, Tags: []string{}, Nums: []int64{}}},
		{Total: -5, RequestID: "id", Result: trade{
			Name: "<a href=\"x\">&\u2028\t中😀\\", ID: -1 << 63, OK: true, Fee: top.MustDecimal("+01.10E+5"),
			Created: top.Time{Time: time.Date(2020, 2, 29, 23, 59, 59, 123000000, zone)},
			Ext:     `{"<b>":["&\u2028",1.0]}`,
			Lines:   []line{{SKU: "a"}, {}}, Tags: []string{"", "x"}, Nums: []int64{0, 1}, Fees: []top.Decimal{{}, top.MustDecimal("0.0")},
			Exts: []top.RawJSON{"", `"t"`, `[]`}, Flags: []bool{false, true}, Days: []top.Time{{}, top.MustTime("1969-12-31 00:00:00")},
			Next: &trade{Next: &trade{Created: top.Time{Time: time.UnixMilli(1 << 40)}}},
		}},
	} {
		body, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got := new(tradeResponse)
		if err := top.Unmarshal(body, got); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if diff := cmp.Diff(normal(want), got); diff != "" {
			t.Errorf("%s: the response differs (-want +got):\n%s", body, diff)
		}
		again, err := json.Marshal(got)
		if err != nil || string(again) != string(body) {
			t.Errorf("the second time, it is %s, not %s (%v)", again, body, err)
		}
		wrapped := `{"test_trade_get_response":` + string(body) + `}`
		if err := top.Unmarshal([]byte(wrapped), got); err != nil {
			t.Errorf("%s: %v", wrapped, err)
		}
	}
}

// normal returns r with RawJSON as decoding makes it: escaped no more than need be.
func normal(r *tradeResponse) *tradeResponse {
	if r.Result.Ext == "" {
		return r
	}
	own := *r
	own.Result.Ext = "{\"<b>\":[\"&\u2028\",1.0]}"
	return &own
}

// TestDecodeErrorText checks that errors name what is wrong, and show nothing
// of the body.
func TestDecodeErrorText(t *testing.T) {
	body := `{"result":{"id":"SECRET-1","ok":"SECRET-2","fee":"SECRET-3","nums":["SECRET-4","SECRET-5","SECRET-6"]}}`
	err := top.Unmarshal([]byte(body), new(tradeResponse))
	want := "top: response does not decode: result.id: is not an integer of 64 bits; result.ok: is not true or false; " +
		"result.fee: is not a decimal number; result.nums[0]: is not an integer of 64 bits; result.nums[1]: is not an integer of 64 bits; and 1 more"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	var d *top.DecodeError
	if !errors.As(err, &d) {
		t.Fatal("no *DecodeError")
	}
	offsets := []int{}
	for _, f := range d.Faults {
		offsets = append(offsets, strings.Index(body[f.Offset:], "SECRET"))
	}
	if !slices.Equal(offsets, []int{1, 1, 1, 1, 1, 1}) {
		t.Errorf("the offsets are not those of the values: %v", offsets)
	}
}
