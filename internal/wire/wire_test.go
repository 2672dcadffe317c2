package wire

import (
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
		{"json", JSON, `{"order_get_response":{"orders":{"order":[{"id":12,"fee":"1.50","paid":true,"note":"a<b & \"c\""},{"id":12345678901234567890,"paid":""}]},` +
			`"tags":{"string":["x"]},"total":2,"when":1577808000000,"empty":"","blob":{"k":["1","2"]},"markup":"<b>hi</b>","extra":{"y":"z"},"request_id":"new"}}`},
		{"simplified", Simplified, `{"orders":[{"id":12,"fee":"1.50","paid":true,"note":"a<b & \"c\""},{"id":12345678901234567890,"paid":""}],` +
			`"tags":["x"],"total":2,"when":1577808000000,"empty":"","blob":{"k":["1","2"]},"markup":"<b>hi</b>","extra":{"y":"z"},"request_id":"new"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Documented(api, tt.form).With("new")); diff != "" {
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
			"simplified with its root", schema.API{Method: "taobao.a.get", Root: "a_get_response", Response: result(),
				Samples: schema.Samples{XML: `<a_get_response><ok>true</ok></a_get_response>`, Simplified: `{"a_get_response":{"items":{"item":[{"id":3}]}}}`}},
			`<a_get_response><ok>true</ok><request_id>R</request_id></a_get_response>`,
			`{"a_get_response":{"ok":true,"request_id":"R"}}`,
			`{"items":[{"id":3}],"request_id":"R"}`,
		},
		{
			"no sample", schema.API{Method: "taobao.a.get", Response: []*schema.Field{listField(field("items", "Item", example(field("id", "Number"), "7")), "item"), field("ok", "Boolean")}},
			`<a_get_response><items><item><id>7</id></item></items><ok></ok><request_id>R</request_id></a_get_response>`,
			`{"a_get_response":{"items":{"item":[{"id":7}]},"ok":"","request_id":"R"}}`,
			`{"items":[{"id":7}],"ok":"","request_id":"R"}`,
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
	} {
		t.Run(tt.name, func(t *testing.T) {
			for form, want := range map[Form]string{XML: xmlHeader + tt.xml, JSON: tt.json, Simplified: tt.simplified} {
				if diff := cmp.Diff(want, Documented(&tt.api, form).With("R")); diff != "" {
					t.Errorf("form %d (-want +got):\n%s", form, diff)
				}
			}
		})
	}
}

func TestIDIsEscaped(t *testing.T) {
	api := orderAPI()
	api.Samples.XML = `<order_get_response></order_get_response>`
	for form, want := range map[Form]string{
		XML:  xmlHeader + `<order_get_response><request_id>&lt;"</request_id></order_get_response>`,
		JSON: `{"order_get_response":{"request_id":"<\""}}`,
	} {
		if diff := cmp.Diff(want, Documented(api, form).With(`<"`)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestShape(t *testing.T) {
	limits := func(f *schema.Field, l schema.Limits) *schema.Field {
		f.Limits = &l
		return f
	}
	required := func(f *schema.Field) *schema.Field {
		f.Required = yes()
		return f
	}
	node := field("node", "Node", field("name", "String"), required(field("next", "Node")))
	api := &schema.API{
		Request: []*schema.Field{
			node,
			limits(example(field("price", "Number"), "1.5"), schema.Limits{MinValue: "1e1", MaxLength: "10.0"}),
			limits(field("title", "String"), schema.Limits{MinValue: "1", MaxLength: "prose", MaxListSize: "3"}),
			limits(field("image", "byte"), schema.Limits{FileTypes: []string{"jpg"}}),
			limits(field("code", "byte"), schema.Limits{FileTypes: []string{"jpg"}}),
			listField(field("nobody", "null"), ""),
			example(field("twice", "String"), "a"),
			required(limits(field("twice", "String"), schema.Limits{MaxLength: "5"})),
		},
		Samples: schema.Samples{Java: `XRequest req = new XRequest();
req.setImage(new FileItem("/data/file.txt"));
req.setCode("text");
client.execute(req);`},
	}
	o := Request(api)
	if next := o.Field("node").Object.Field("next"); !next.Loop || next.Object != o.Field("node").Object || next.Rules.Required {
		t.Errorf("next is %+v, want a loop that is not required", next)
	}
	for name, want := range map[string]Rules{
		"price": {MaxLength: 10, MaxListSize: -1, Min: "1e1"},
		"title": {MaxLength: -1, MaxListSize: 3},
		"image": {MaxLength: -1, MaxListSize: -1, FileTypes: []string{"jpg"}},
		"code":  {MaxLength: -1, MaxListSize: -1},
		"twice": {Required: true, MaxLength: 5, MaxListSize: -1},
	} {
		if diff := cmp.Diff(want, o.Field(name).Rules); diff != "" {
			t.Errorf("rules of %s (-want +got):\n%s", name, diff)
		}
	}
	if !o.Field("price").Decimal || !o.Field("image").IsFile() || o.Field("code").IsFile() || o.Field("nobody").List {
		t.Error("price is a decimal, image a file, code a text, and nobody knows what null[] is")
	}
}

func TestDocumentedRequest(t *testing.T) {
	required := func(f *schema.Field) *schema.Field {
		f.Required = yes()
		return f
	}
	limits := func(f *schema.Field, l schema.Limits) *schema.Field {
		f.Limits = &l
		return f
	}
	api := &schema.API{Request: []*schema.Field{
		example(field("id", "Number"), "12"),
		required(example(field("missing", "Number"), "商品id")),
		required(field("flag", "Boolean")),
		required(field("since", "Date")),
		field("absent", "String"),
		limits(example(field("title", "String"), "好🎈🎈"), schema.Limits{MaxLength: "4"}),
		limits(example(field("size", "Number"), "500"), schema.Limits{MaxValue: "100", MinValue: "1"}),
		limits(listField(example(field("ids", "Number"), "1,x,2,3"), ""), schema.Limits{MaxListSize: "2"}),
		listField(example(field("names", "String"), `["a,b","c"]`), ""),
		limits(example(field("image", "byte"), "pic"), schema.Limits{FileTypes: []string{"png", "jpg"}}),
		example(field("ext", "Json"), `{"k":"v"}`),
		required(field("order", "Order",
			example(field("no", "Number"), "007"),
			required(field("sku", "String")),
			listField(field("lines", "Line", example(field("paid", "Boolean"), "1"), example(field("ext", "Map"), `{"k": 1}`)), ""),
			listField(example(field("tags", "String"), "x,y"), ""),
		)),
		required(listField(field("people", "Person", required(field("name", "String"))), "")),
		field("empty", "Empty", required(field("name", "String"))),
	}}
	want := []Param{
		{Name: "id", Text: "12"},
		{Name: "missing", Text: "1"},
		{Name: "flag", Text: "true"},
		{Name: "since", Text: "2000-01-01 00:00:00"},
		{Name: "title", Text: "好🎈"},
		{Name: "size", Text: "100"},
		{Name: "ids", Text: "1,2"},
		{Name: "names", Text: "a b,c"},
		{Name: "image", Text: "file.txt.png", File: true},
		{Name: "ext", Text: `{"k":"v"}`},
		{Name: "order", Text: `{"no":"007","sku":"x","lines":[{"paid":true,"ext":{"k": 1}}],"tags":["x","y"]}`},
		{Name: "people", Text: `[{"name":"x"}]`},
	}
	if diff := cmp.Diff(want, DocumentedRequest(api)); diff != "" {
		t.Errorf("parameters (-want +got):\n%s", diff)
	}
}

func TestRequestXML(t *testing.T) {
	deep := Request(&schema.API{Request: []*schema.Field{field("request", "Request",
		field("code", "String"), listField(field("lines", "Line", field("n", "Number")), "line"), listField(field("tags", "String"), ""), field("extendProps", "Map"))}})
	flat := Request(&schema.API{Request: []*schema.Field{field("code", "String"), listField(field("ids", "Number"), "")}})
	const head = `<?xml version="1.0" encoding="utf-8"?>`
	for _, tt := range []struct {
		name   string
		o      *Object
		params map[string]string
		want   string
	}{
		{"one parameter", deep, map[string]string{"request": `{"code":"a<b","lines":[{"n":1},{"n":2}],"tags":["x"],"extendProps":{"k":"v"},"unknown":5}`},
			head + `<request><code>a&lt;b</code><lines><line><n>1</n></line><line><n>2</n></line></lines><tags><tag>x</tag></tags><extendProps><k>v</k></extendProps><unknown>5</unknown></request>`},
		{"none", deep, nil, head + `<request></request>`},
		{"flat", flat, map[string]string{"code": "a", "ids": "1,2"}, head + `<request><code>a</code><ids><id>1</id><id>2</id></ids></request>`},
		{"flat, none", flat, nil, head + `<request></request>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := RequestXML(tt.o, tt.params)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("document (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := RequestXML(deep, map[string]string{"request": "{"}); err == nil {
		t.Error("broken JSON gives no error")
	}
}

func TestCompareNumbers(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"1", "1.0", 0}, {" 2", "10", -1}, {"-1", "-2", 1}, {"0.1", "0.10", 0}, {"1e3", "999", 1},
		{"1e999999999", "5", 1}, {"12345678901234567891", "12345678901234567890", 1}, {"x", "1", 0},
	} {
		if got := CompareNumbers(tt.a, tt.b); got != tt.want {
			t.Errorf("CompareNumbers(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestHasExtension(t *testing.T) {
	for name, want := range map[string]bool{"a.jpg": true, "a.b.JPG": true, "dir.jpg/a": false, "jpg": false, "a.png": false, ".jpg": true, "": false} {
		if got := HasExtension(name, []string{"gif", "jpg"}); got != want {
			t.Errorf("HasExtension(%q) = %t", name, got)
		}
	}
}
