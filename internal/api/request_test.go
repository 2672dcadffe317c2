package api

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/schema"
)

func required(f *schema.Field) *schema.Field {
	f.Required = yes()
	return f
}

func limits(f *schema.Field, l schema.Limits) *schema.Field {
	f.Limits = &l
	return f
}

func TestDocumentedRequest(t *testing.T) {
	api := &schema.API{Request: []*schema.Field{
		example(field("id", "Number"), "12"),
		required(example(field("missing", "Number"), "商品id")),
		required(limits(field("least", "Number"), schema.Limits{MinValue: "5"})),
		required(field("flag", "Boolean")),
		required(field("since", "Date")),
		example(field("day", "Date"), "2020-01-02"),
		example(field("ms", "Date"), "1577808000000"),
		example(field("sure", "Boolean"), "1"),
		field("absent", "String"),
		limits(example(field("title", "String"), "好🎈🎈"), schema.Limits{MaxLength: "4"}),
		limits(example(field("size", "Number"), "500"), schema.Limits{MaxValue: "100", MinValue: "1"}),
		limits(listField(example(field("ids", "Number"), "1,x,2,3"), ""), schema.Limits{MaxListSize: "2"}),
		limits(listField(example(field("none", "Number"), "1"), ""), schema.Limits{MaxListSize: "0"}),
		listField(example(field("names", "String"), `["a,b","c,d"]`), ""),
		limits(example(field("image", "byte"), "pic"), schema.Limits{FileTypes: []string{"png", "jpg"}}),
		example(field("ext", "Json"), `{"k":"v"}`),
		required(field("order", "Order",
			example(field("no", "Number"), "007"),
			required(field("sku", "String")),
			listField(field("lines", "Line", example(field("paid", "Boolean"), "1"), example(field("ext", "Map"), `{"k": 1}`), limits(example(field("n", "Number"), "5"), schema.Limits{MaxValue: "3"})), ""),
			listField(example(field("tags", "String"), "x,y"), ""),
			example(field("text", "Json"), `{"k":"<"}`),
			example(field("fee", "Number"), "1.50"),
		)),
		required(listField(field("people", "Person", required(field("name", "String"))), "")),
		field("empty", "Empty", required(field("name", "String"))),
	}}
	want := []Param{
		{Name: "id", Text: "12"},
		{Name: "missing", Text: "1"},
		{Name: "least", Text: "5"},
		{Name: "flag", Text: "true"},
		{Name: "since", Text: "2000-01-01 00:00:00"},
		{Name: "day", Text: "2020-01-02 00:00:00"},
		{Name: "ms", Text: "2020-01-01 00:00:00"},
		{Name: "sure", Text: "true"},
		{Name: "title", Text: "好🎈"},
		{Name: "size", Text: "100"},
		{Name: "ids", Text: "1,2"},
		{Name: "names", Text: "a b,c d"},
		{Name: "image", Text: "file.txt.png", File: true},
		{Name: "ext", Text: `{"k":"v"}`},
		{Name: "order", Text: `{"no":7,"sku":"x","lines":[{"paid":true,"ext":{"k":1},"n":3}],"tags":["x","y"],"text":"{\"k\":\"<\"}","fee":"1.50"}`},
		{Name: "people", Text: `[{"name":"x"}]`},
	}
	a := Meaning(api)
	if diff := cmp.Diff(want, a.DocumentedRequest()); diff != "" {
		t.Errorf("parameters (-want +got):\n%s", diff)
	}
	again, err := a.ReadRequest(want)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, a.Params(again)); diff != "" {
		t.Errorf("parameters, read and written again (-want +got):\n%s", diff)
	}

	_, broken := a.Repaired(a.Shown())
	wantBroken := []Broken{
		{"missing", "required"}, {"least", "required"}, {"flag", "required"}, {"since", "required"},
		{"title", "maxLength"}, {"size", "max"}, {"ids", "maxListSize"}, {"none", "maxListSize"}, {"names[0]", "comma"}, {"names[1]", "comma"}, {"image", "fileTypes"},
		{"order.sku", "required"}, {"order.lines[0].n", "max"}, {"people", "required"},
	}
	if diff := cmp.Diff(wantBroken, broken); diff != "" {
		t.Errorf("broken rules (-want +got):\n%s", diff)
	}
	wantPaths := []string{"missing", "least", "flag", "since", "title", "size", "ids", "none", "names", "image", "order.sku", "order.lines.n", "people"}
	if diff := cmp.Diff(wantPaths, a.Repairs()); diff != "" {
		t.Errorf("paths of repairs (-want +got):\n%s", diff)
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestReadRequest(t *testing.T) {
	a := Meaning(&schema.API{Request: []*schema.Field{
		field("id", "Number"), listField(field("ids", "Number"), ""), listField(field("images", "byte"), ""),
		field("order", "Order", field("no", "Number"), field("ext", "Map"), listField(field("lines", "Line", field("n", "Number")), "")),
	}})
	for _, tt := range []struct{ name, text, want string }{
		{"id", "x", `parameter id: "x" is no Number`},
		{"id", " ", ""},
		{"no_such", "1", ""},
		{"ids", "1,x", `parameter ids: "x" is no Number`},
		{"order", "{", "parameter order: it does not read at line 1, column 2"},
		{"order", "[]", "parameter order is an object, and none here"},
		{"order", `{"no":{}}`, "parameter order.no is a Number, and an object or a list here"},
		{"order", `{"no":"1.5"}`, `parameter order.no: "1.5" is no Number`},
		{"order", `{"no":null,"ext":{"a": [1]},"lines":[]}`, ""},
		{"order", `{"lines":{}}`, "parameter order.lines is a list, and none here"},
		{"order", `{"lines":[{"n":1},{"m":1}]}`, "parameter order.lines[1].m: the page does not document it, so that the bindings have no field for it; top.WithParam sends it"},
	} {
		_, err := a.ReadRequest([]Param{{Name: tt.name, Text: tt.text}})
		if got := message(err); got != tt.want {
			t.Errorf("%s %s: %s, want %q", tt.name, tt.text, got, tt.want)
		}
	}
	v, err := a.ReadRequest([]Param{{"images", "a.png", true}, {"images", "b.png", true}, {Name: "ids", Text: "1,2"}, {Name: "order", Text: `{"no":null,"ext":{"a": [1]},"lines":[{"n":7}]}`}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := a.JSON(v), `{"ids":[1,2],"images":["eA==","eA=="],"order":{"ext":{"a":[1]},"lines":[{"n":7}]}}`; got != want {
		t.Errorf("in JSON it is %s, want %s", got, want)
	}
}

// TestRepairedAgain: what is repaired breaks nothing.
func TestRepairedAgain(t *testing.T) {
	api := &schema.API{Request: []*schema.Field{
		limits(example(field("long", "Number"), "123456"), schema.Limits{MaxLength: "3", MinValue: "1"}),
		limits(example(field("zeros", "Number"), "0007"), schema.Limits{MaxLength: "3"}),
		limits(example(field("point", "Price"), "12.50"), schema.Limits{MaxLength: "3"}),
		required(limits(field("file", "byte"), schema.Limits{FileTypes: []string{"png"}})),
		required(limits(listField(field("rows", "Row", required(limits(field("n", "Number"), schema.Limits{MinValue: "7"}))), ""), schema.Limits{MaxListSize: "3"})),
	}}
	a := Meaning(api)
	v, broken := a.Repaired(a.Shown())
	if len(broken) != 4 {
		t.Errorf("%d rules are broken, want 4: %v", len(broken), broken)
	}
	again, broken := a.Repaired(v)
	if len(broken) > 0 {
		t.Errorf("a repaired request breaks %v", broken)
	}
	want := []Param{{Name: "long", Text: "123"}, {Name: "zeros", Text: "7"}, {Name: "point", Text: "12"}, {Name: "file", Text: "x.png", File: true}, {Name: "rows", Text: `[{"n":7}]`}}
	if diff := cmp.Diff(want, a.Params(again)); diff != "" {
		t.Errorf("parameters (-want +got):\n%s", diff)
	}
}

// TestTypeIsShared: uses of one documented type are one type, also in what their
// examples and the Java sample tell of it.
func TestTypeIsShared(t *testing.T) {
	item := func(price string) []*schema.Field {
		return []*schema.Field{example(field("price", "Number"), price), field("code", "byte"), field("parent", "Item")}
	}
	api := &schema.API{
		Request: []*schema.Field{
			field("a", "Item", item("1")...), field("b", "Item", item("2.50")...), field("c", "Other", item("3")...),
			field("d", "Item", example(field("price", "Number"), "1")),
			field("twice", "Item", item("")[:2]...), field("twice", "Item", item("")[2:]...),
		},
		Samples: schema.Samples{Java: `XRequest req = new XRequest();
Item obj1 = new Item();
obj1.setCode("text");
req.setA(obj1);
client.execute(req);`},
	}
	o := Meaning(api).Request
	type facts struct {
		Decimal, Text, Loop bool
		Fraction            string
	}
	for name, want := range map[string]facts{
		"a":     {true, true, true, "2.50"},
		"b":     {true, true, true, "2.50"},
		"c":     {false, false, false, ""},
		"twice": {true, true, true, "2.50"},
	} {
		in := o.Field(name).Object
		got := facts{in.Field("price").Decimal(), in.Field("code").Text, in.Field("parent").Loop, in.Field("price").Fraction}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	first := o.Field("a").Type
	for name, want := range map[string]bool{"a": true, "b": true, "c": false, "d": false, "twice": true} {
		if got := o.Field(name).Type == first; got != want {
			t.Errorf("%s has the type of a: %t, want %t", name, got, want)
		}
	}
	if loop := o.Field("b").Object.Field("parent"); loop.Object != o.Field("b").Object {
		t.Error("the item in b contains another than itself")
	}
}

func TestRequestXML(t *testing.T) {
	deep := Meaning(&schema.API{Request: []*schema.Field{field("request", "Request",
		field("code", "String"), listField(field("orderLines", "OrderLine", field("n", "Number")), "order_line"), listField(field("tags", "String"), ""), field("extendProps", "Map"))}})
	flat := Meaning(&schema.API{Request: []*schema.Field{field("code", "String"), listField(field("ids", "Number"), "")}})
	const head = `<?xml version="1.0" encoding="utf-8"?>`
	for _, tt := range []struct {
		name   string
		a      *API
		params map[string]string
		want   string
	}{
		{"one parameter", deep, map[string]string{"request": `{"code":"a<b","orderLines":[{"n":1},{"n":2}],"tags":["x"],"extendProps":{"k":"v","l":["1","2"]},"unknown":5}`},
			`<request><code>a&lt;b</code><orderLines><orderLine><n>1</n></orderLine><orderLine><n>2</n></orderLine></orderLines><tags><tag>x</tag></tags><extendProps><k>v</k><l>1</l><l>2</l></extendProps><unknown>5</unknown></request>`},
		{"none", deep, nil, `<request></request>`},
		{"flat", flat, map[string]string{"code": "a", "ids": "1,2"}, `<request><code>a</code><ids><id>1</id><id>2</id></ids></request>`},
		{"flat, none", flat, nil, `<request></request>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.a.RequestXML(tt.params)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(head+tt.want, got); diff != "" {
				t.Errorf("document (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := deep.RequestXML(map[string]string{"request": "{"}); err == nil {
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
