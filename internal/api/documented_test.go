package api

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/schema"
)

func yes() *bool {
	b := true
	return &b
}

// field makes a field of a schema.
func field(name, typ string, fields ...*schema.Field) *schema.Field {
	return &schema.Field{Name: name, Type: typ, Fields: fields}
}

func listField(f *schema.Field, element string) *schema.Field {
	f.List, f.Element = true, element
	return f
}

func ambiguous(f *schema.Field) *schema.Field {
	f.Ambiguous = true
	return f
}

func example(f *schema.Field, text string) *schema.Field {
	f.Example = text
	return f
}

const orderXML = `<order_get_response>
    <orders>
        <order><id>12</id><fee>1.50</fee><paid>true</paid><note>a&lt;b &amp; "c"</note></order>
        <order><id>12345678901234567890</id><paid></paid></order>
    </orders>
    <tags><string>x</string></tags>
    <total>2</total>
    <when>1577808000000</when>
    <empty></empty>
    <blob><k>1</k><k>2</k></blob>
    <markup><b>hi</b></markup>
    <extra><y>z</y></extra>
    <request_id>from the page</request_id>
</order_get_response>`

func orderAPI() *schema.API {
	return &schema.API{
		Method: "taobao.order.get", Protocol: schema.ProtocolTOP, Root: "order_get_response",
		Response: []*schema.Field{
			listField(field("orders", "Order", field("id", "Number"), field("fee", "Price"), field("paid", "Boolean"), field("note", "String")), "order"),
			listField(field("tags", "String"), "string"),
			field("total", "Number"),
			field("when", "Date"),
			listField(field("empty", "Number"), "number"),
			field("blob", "Map"),
			field("markup", "String"),
		},
		Samples: schema.Samples{XML: orderXML},
	}
}

func TestDocumentedFromXML(t *testing.T) {
	api := orderAPI()
	for _, tt := range []struct {
		name string
		form Form
		want string
	}{
		{"xml", XML, `<?xml version="1.0" encoding="utf-8" ?><order_get_response><orders><order><id>12</id><fee>1.50</fee><paid>true</paid><note>a&lt;b &amp; "c"</note></order>` +
			`<order><id>12345678901234567890</id><paid></paid></order></orders><tags><string>x</string></tags><total>2</total><when>1577808000000</when><empty></empty>` +
			`<blob><k>1</k><k>2</k></blob><markup><b>hi</b></markup><extra><y>z</y></extra><request_id>new</request_id></order_get_response>`},
		{"json", JSON, `{"order_get_response":{"orders":{"order":[{"id":12,"fee":"1.50","paid":true,"note":"a<b & \"c\""},{"id":12345678901234567890}]},` +
			`"tags":{"string":["x"]},"total":2,"when":1577808000000,"blob":{"k":["1","2"]},"markup":"<b>hi</b>","extra":{"y":"z"},"request_id":"new"}}`},
		{"simplified", Simplified, `{"orders":[{"id":12,"fee":"1.50","paid":true,"note":"a<b & \"c\""},{"id":12345678901234567890}],` +
			`"tags":["x"],"total":2,"when":1577808000000,"blob":{"k":["1","2"]},"markup":"<b>hi</b>","extra":{"y":"z"},"request_id":"new"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Meaning(api).Documented(tt.form).With("new")); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDocumentedSources has responses that pages show in other ways than XML
// with the documented root.
func TestDocumentedSources(t *testing.T) {
	result := func() []*schema.Field {
		return []*schema.Field{listField(field("items", "Item", field("id", "Number")), "item"), field("ok", "Boolean")}
	}
	for _, tt := range []struct {
		name                  string
		api                   schema.API
		xml, json, simplified string
	}{
		{
			"JSON only", schema.API{Method: "taobao.a.get", Root: "a_get_response", Response: result(),
				Samples: schema.Samples{JSON: `{"a_get_response": {"items": {"item": [{"id": 1}, {"id": "2"}]}, "ok": true}}`}},
			`<a_get_response><items><item><id>1</id></item><item><id>2</id></item></items><ok>true</ok><request_id>R</request_id></a_get_response>`,
			`{"a_get_response":{"items":{"item":[{"id":1},{"id":"2"}]},"ok":true,"request_id":"R"}}`,
			`{"items":[{"id":1},{"id":2}],"ok":true,"request_id":"R"}`,
		},
		{
			"JSON only, with a list that has no inner elements", schema.API{Method: "taobao.a.get", Root: "a_get_response",
				Response: []*schema.Field{listField(field("orders", "Order", field("id", "Number")), "order"), listField(field("codes", "Number"), "")},
				Samples:  schema.Samples{JSON: `{"a_get_response": {"orders": {"order": [{"id": 1}]}, "codes": [7, 8]}}`}},
			`<a_get_response><orders><order><id>1</id></order></orders><codes><item>7</item><item>8</item></codes><request_id>R</request_id></a_get_response>`,
			`{"a_get_response":{"orders":{"order":[{"id":1}]},"codes":[7,8],"request_id":"R"}}`,
			`{"orders":[{"id":1}],"codes":[7,8],"request_id":"R"}`,
		},
		{
			"simplified with its root", schema.API{Method: "taobao.a.get", Root: "a_get_response", Response: result(),
				Samples: schema.Samples{XML: `<a_get_response><ok>true</ok></a_get_response>`, Simplified: `{"a_get_response":{"items":{"item":[{"id":3}]}}}`}},
			`<a_get_response><ok>true</ok><request_id>R</request_id></a_get_response>`,
			`{"a_get_response":{"ok":true,"request_id":"R"}}`,
			`{"items":[{"id":3}],"request_id":"R"}`,
		},
		{
			"no sample", schema.API{Method: "taobao.a.get", Response: []*schema.Field{listField(field("items", "Item", example(field("id", "Number"), "7")), "item"), field("ok", "Boolean")}},
			`<a_get_response><items><item><id>7</id></item></items><ok></ok><request_id>R</request_id></a_get_response>`,
			`{"a_get_response":{"items":{"item":[{"id":7}]},"request_id":"R"}}`,
			`{"items":[{"id":7}],"request_id":"R"}`,
		},
		{
			"no response at all", schema.API{Method: "alibaba.a.b.set"},
			`<alibaba_a_b_set_response><request_id>R</request_id></alibaba_a_b_set_response>`,
			`{"alibaba_a_b_set_response":{"request_id":"R"}}`,
			`{"request_id":"R"}`,
		},
		{
			"Qimen", schema.API{Method: "taobao.qimen.x.get", Protocol: schema.ProtocolQimen,
				Response: []*schema.Field{field("response", "Response", field("flag", "String"), field("count", "Number"))},
				Samples:  schema.Samples{XML: `<response><flag>success</flag><count>3</count></response>`}},
			`<response><flag>success</flag><count>3</count><request_id>R</request_id></response>`,
			`{"response":{"flag":"success","count":3,"request_id":"R"}}`,
			`{"response":{"flag":"success","count":3,"request_id":"R"}}`,
		},
		{
			"a sample without root of an object that has the field as well", schema.API{Method: "taobao.a.get",
				Response: []*schema.Field{field("result", "Result", field("ok", "Boolean"), field("result", "Inner", field("n", "Number")))},
				Samples:  schema.Samples{XML: `<result><ok>true</ok><result><n>1</n></result></result>`}},
			`<a_get_response><result><ok>true</ok><result><n>1</n></result></result><request_id>R</request_id></a_get_response>`,
			`{"result":{"ok":true,"result":{"n":1},"request_id":"R"}}`,
			`{"result":{"ok":true,"result":{"n":1},"request_id":"R"}}`,
		},
		{
			"Qimen without an object around it", schema.API{Method: "qimen.x.get", Protocol: schema.ProtocolQimen,
				Response: []*schema.Field{field("flag", "String"), field("code", "String")},
				Samples:  schema.Samples{XML: `<flag>success</flag><code>0</code>`}},
			`<qimen_x_get_response><flag>success</flag><code>0</code><request_id>R</request_id></qimen_x_get_response>`,
			`{"flag":"success","code":"0","request_id":"R"}`,
			`{"flag":"success","code":"0","request_id":"R"}`,
		},
		{
			"broken JSON is not used", schema.API{Method: "taobao.a.get", Root: "a_get_response", Response: result(),
				Samples: schema.Samples{XML: `<a_get_response><ok>1</ok></a_get_response>`, JSON: `{"a_get_response": {"ok": 阿里}}`}},
			`<a_get_response><ok>1</ok><request_id>R</request_id></a_get_response>`,
			`{"a_get_response":{"ok":"1","request_id":"R"}}`,
			`{"ok":"1","request_id":"R"}`,
		},
		{
			"shown twice", schema.API{Method: "taobao.a.get", Root: "a_get_response", Response: []*schema.Field{field("ok", "Boolean"), field("n", "Number"), field("s", "String")},
				Samples: schema.Samples{XML: `<a_get_response><ok>true</ok><ok>true</ok><n>1</n><n>2</n><s></s><s>x</s></a_get_response>`}},
			`<a_get_response><ok>true</ok><ok>true</ok><n>1</n><n>2</n><s></s><s>x</s><request_id>R</request_id></a_get_response>`,
			`{"a_get_response":{"ok":true,"n":["1","2"],"s":"x","request_id":"R"}}`,
			`{"ok":true,"n":["1","2"],"s":"x","request_id":"R"}`,
		},
		{
			"a list that is none", schema.API{Method: "taobao.a.get", Root: "a_get_response", Response: result(),
				Samples: schema.Samples{XML: `<a_get_response><items>text</items></a_get_response>`}},
			`<a_get_response><items>text</items><request_id>R</request_id></a_get_response>`,
			`{"a_get_response":{"items":"text","request_id":"R"}}`,
			`{"items":"text","request_id":"R"}`,
		},
		{
			"a list with something beside its elements", schema.API{Method: "taobao.a.get", Root: "a_get_response", Response: result(),
				Samples: schema.Samples{XML: `<a_get_response><items><item><id>1</id></item><more>2</more></items></a_get_response>`}},
			`<a_get_response><items><item><id>1</id></item><more>2</more></items><request_id>R</request_id></a_get_response>`,
			`{"a_get_response":{"items":{"item":{"id":"1"},"more":"2"},"request_id":"R"}}`,
			`{"items":{"item":{"id":"1"},"more":"2"},"request_id":"R"}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for form, want := range map[Form]string{XML: xmlHeader + tt.xml, JSON: tt.json, Simplified: tt.simplified} {
				if diff := cmp.Diff(want, Meaning(&tt.api).Documented(form).With("R")); diff != "" {
					t.Errorf("form %d (-want +got):\n%s", form, diff)
				}
			}
		})
	}
}

// TestEmptyElements has elements without content in the XML sample: in JSON one
// of a String is a text, and one of any other type is not there.
func TestEmptyElements(t *testing.T) {
	power := field("power", "Number")
	api := &schema.API{
		Method: "taobao.a.get", Root: "a_get_response",
		Response: []*schema.Field{
			field("s", "String"), field("n", "Number"), field("b", "Boolean"), field("d", "Date"), field("p", "Price"), field("j", "Json"), field("o", "Engine", power),
			listField(field("ids", "Number"), "number"), listField(field("tags", "String"), "string"), listField(field("os", "Engine", power), "engine"),
		},
		Samples: schema.Samples{XML: `<a_get_response><s></s><n/><b> </b><d></d><p></p><j></j><o></o><ids><number></number><number>1</number></ids>` +
			`<tags><string></string></tags><os><engine><power></power></engine><engine/></os></a_get_response>`},
	}
	for form, want := range map[Form]string{
		JSON:       `{"a_get_response":{"s":"","ids":{"number":[1]},"tags":{"string":[""]},"os":{"engine":[{}]},"request_id":"R"}}`,
		Simplified: `{"s":"","ids":[1],"tags":[""],"os":[{}],"request_id":"R"}`,
	} {
		if diff := cmp.Diff(want, Meaning(api).Documented(form).With("R")); diff != "" {
			t.Errorf("form %d (-want +got):\n%s", form, diff)
		}
	}
}

// TestSamplesThatMislead has samples in which more stands than the response, or
// markup that is text.
func TestSamplesThatMislead(t *testing.T) {
	response := []*schema.Field{field("text", "String"), listField(field("items", "Item", field("name", "String")), "item")}
	for _, tt := range []struct {
		name, sample string
		xml, json    string
		shown        bool
	}{
		{
			name: "well-formed", sample: `<a_get_response><text><b>x</b></text></a_get_response>`, shown: true,
			xml: `<a_get_response><text><b>x</b></text></a_get_response>`, json: `{"a_get_response":{"text":"<b>x</b>"}}`,
		},
		{
			name: "cut short, with markup in texts", sample: `<a_get_response><text><b>x</b></text><items><item><name>a<br/>b</name></item>`,
			xml: lines("<a_get_response>", "    <text>&lt;b&gt;x&lt;/b&gt;</text>", "    <items>", "        <item>",
				"            <name>a&lt;br/&gt;b</name>", "        </item>", "    </items>", "</a_get_response>"),
			json: `{"a_get_response":{"text":"<b>x</b>","items":{"item":[{"name":"a<br/>b"}]}}}`,
		},
		{
			name: "beside the root", sample: `<a_get_response><text>x</text></a_get_response><other>1</other>`,
			xml: lines("<a_get_response>", "    <text>x</text>", "</a_get_response>"), json: `{"a_get_response":{"text":"x"}}`,
		},
		{
			name: "what JSON would have for a root", sample: `<a_get_response><b_get_response><text>y</text></b_get_response><c_response>1</c_response><error_response></error_response><text>x</text></a_get_response>`,
			shown: true, xml: `<a_get_response><b_get_response><text>y</text></b_get_response><c_response>1</c_response><error_response></error_response><text>x</text></a_get_response>`,
			json: `{"a_get_response":{"c_response":"1","text":"x"}}`,
		},
		{
			name: "an error", sample: `<error_response><code>50</code></error_response>`,
			xml: lines("<a_get_response>", "    <text></text>", "    <items>", "        <item>", "            <name></name>", "        </item>",
				"    </items>", "</a_get_response>"), json: `{"a_get_response":{"text":"","items":{"item":[{"name":""}]}}}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			api := &schema.API{Method: "taobao.a.get", Root: "a_get_response", Response: response, Samples: schema.Samples{XML: tt.sample}}
			a := Meaning(api)
			inXML, inJSON := a.Answer(XML), a.Answer(JSON)
			if diff := cmp.Diff([]string{tt.xml, tt.json}, []string{inXML.Text(), inJSON.Text()}); diff != "" {
				t.Errorf("texts (-want +got):\n%s", diff)
			}
			if inXML.Shown() != tt.shown || inJSON.Shown() {
				t.Errorf("the page shows XML: %t, JSON: %t; want %t, false", inXML.Shown(), inJSON.Shown(), tt.shown)
			}
		})
	}
}

// A sample with a wrong end tag shows in the lines that it would have without.
func TestWrongEndTagKeepsLines(t *testing.T) {
	response := []*schema.Field{field("text", "String"), listField(field("items", "Item", field("name", "String")), "item")}
	sound := lines("<a_get_response>", "    <text>x\n  y</text>", "    <items>", "        <item>", "            <name>a &lt; b</name>", "        </item>",
		"        <item>", "            <name></name>", "        </item>", "    </items>", "</a_get_response>")
	for _, wrong := range []string{"</txt>", "</item>"} {
		api := &schema.API{Method: "taobao.a.get", Root: "a_get_response", Response: response,
			Samples: schema.Samples{XML: strings.Replace(sound, "</text>", wrong, 1)}}
		answer := Meaning(api).Answer(XML)
		if answer.Shown() {
			t.Errorf("the sample with %s passes for XML", wrong)
		}
		if diff := cmp.Diff(sound, answer.Text()); diff != "" {
			t.Errorf("with %s (-want +got):\n%s", wrong, diff)
		}
	}
}

// lines joins lines.
func lines(all ...string) string { return strings.Join(all, "\n") }

func TestErrorSample(t *testing.T) {
	for text, want := range map[string]string{
		` <error_response><code>50</code></error_response>`: "50",
		`{"error_response":{"code":"IllegalAccessToken"}}`:  "IllegalAccessToken",
		`<error_response><code>50</code>`:                   "",
		`{"error_response":{"code":50`:                      "",
		`<other><code>50</code></other>`:                    "",
		`{"code":"50"}`:                                     "",
		"":                                                  "",
	} {
		if got := ErrorSample(text).Get("code").Leaf(); got != want {
			t.Errorf("ErrorSample(%q) has the code %q, want %q", text, got, want)
		}
	}
}

func TestIDIsEscaped(t *testing.T) {
	api := orderAPI()
	api.Samples.XML = `<order_get_response></order_get_response>`
	for form, want := range map[Form]string{
		XML:  xmlHeader + `<order_get_response><request_id>&lt;"</request_id></order_get_response>`,
		JSON: `{"order_get_response":{"request_id":"<\""}}`,
	} {
		if diff := cmp.Diff(want, Meaning(api).Documented(form).With(`<"`)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestShape(t *testing.T) {
	node := field("node", "Node", field("name", "String"), required(field("next", "Node")))
	api := &schema.API{
		Request: []*schema.Field{
			node,
			limits(example(field("price", "Number"), "1.5"), schema.Limits{MinValue: "1e1", MaxLength: "10.0"}),
			limits(field("title", "String"), schema.Limits{MinValue: "1", MaxLength: "prose", MaxListSize: "1741172504419481363"}),
			limits(field("image", "byte"), schema.Limits{FileTypes: []string{"jpg"}}),
			limits(field("code", "byte"), schema.Limits{FileTypes: []string{"jpg"}}),
			listField(field("nobody", "null"), ""),
			example(field("twice", "String"), "a"),
			required(limits(field("twice", "String"), schema.Limits{MaxLength: "5"})),
			ambiguous(required(limits(field("open", "String"), schema.Limits{MaxLength: "7"}))),
		},
		Samples: schema.Samples{Java: `XRequest req = new XRequest();
req.setImage(new FileItem("/data/file.txt"));
req.setCode("text");
client.execute(req);`},
	}
	o := Meaning(api).Request
	if next := o.Field("node").Object.Field("next"); !next.Loop || next.Object != o.Field("node").Object || next.Rules.Required {
		t.Errorf("next is %+v, want a loop that is not required", next)
	}
	for name, want := range map[string]Rules{
		"price": {MaxLength: 10, MaxListSize: -1, Min: "1e1"},
		"title": {MaxLength: -1, MaxListSize: 1741172504419481363},
		"image": {MaxLength: -1, MaxListSize: -1, FileTypes: []string{"jpg"}},
		"code":  {MaxLength: -1, MaxListSize: -1},
		"twice": {MaxLength: -1, MaxListSize: -1}, // all that is said of it is of the first row
		"open":  {MaxLength: 7, MaxListSize: -1},  // not demanded where it may not belong
	} {
		if diff := cmp.Diff(want, o.Field(name).Rules); diff != "" {
			t.Errorf("rules of %s (-want +got):\n%s", name, diff)
		}
	}
	if !o.Field("price").Decimal() || !o.Field("image").IsFile() || o.Field("code").IsFile() || o.Field("nobody").List {
		t.Error("price is a decimal, image a file, code a text, and nobody knows what null[] is")
	}
}
