package schema_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

// TestRespell holds what a member of a message is taken for against what the runtime
// makes of it.
func TestRespell(t *testing.T) {
	names := []string{"bill_no", "buyerId", "orderID", "order_id", "orderId", "URLPath", "sub_order_2", "tid", "30", "__kind", "a_é", "_", "XMLHttp_code", "a", "A"}
	fields := make([]reflect.StructField, len(names))
	for i, name := range names {
		fields[i] = reflect.StructField{Name: fmt.Sprint("F", i), Type: reflect.TypeFor[string](), Tag: reflect.StructTag(`json:"` + name + `"`)}
	}
	typ := reflect.StructOf(fields)
	for _, name := range append(names, "billNo", "bill_No", "buyer_id", "buyerID", "buyer_Id", "url_path", "urlPath", "uRLPath", "subOrder2", "sub_order2", "TID", "kind", "aé", "xml_http_code", "xmlHttpCode", "B", "") {
		into := reflect.New(typ)
		unknown, err := top.UnmarshalMessageReport(`{"`+name+`":"v"}`, into.Interface())
		want := ""
		for i := range names {
			if into.Elem().Field(i).String() == "v" {
				want = names[i]
			}
		}
		if want == "" {
			want = name // of no field
		}
		message := &sample.Node{Kind: sample.ObjectNode}
		message.Add(name, &sample.Node{Text: "v"})
		if got := schema.Respell(names, message).Members[0].Name; got != want {
			t.Errorf("%q is taken for %q, and top takes it for %q (error %v, unknown %v)", name, got, want, err, unknown)
		}
	}
	if text := (*sample.Node)(nil); schema.Respell(names, text) != nil {
		t.Error("of nothing comes something")
	}
	var many strings.Builder
	for i := range 20 {
		fmt.Fprintf(&many, `"some_name_%d":%d,`, i, i)
	}
	n, err := sample.ParseJSON("{" + many.String() + `"billNo":"v"}`)
	if err != nil {
		t.Fatal(err)
	}
	if v := schema.Respell(names, n).Get("bill_no"); v == nil || v.Text != "v" || n.Get("billNo") == nil {
		t.Errorf("among many members it is %v", v)
	}
}

// TestSent holds what a text is taken for where a list is documented against what the
// runtime makes of it.
func TestSent(t *testing.T) {
	fields := []*schema.Field{{Name: "numbers", Type: "Number", List: true}, {Name: "texts", Type: "String", List: true}, {Name: "flags", Type: "Boolean", List: true}, {Name: "text", Type: "String"}}
	var into struct {
		Numbers []int64  `json:"numbers,omitzero"`
		Texts   []string `json:"texts,omitzero"`
		Flags   []bool   `json:"flags,omitzero"`
		Text    string   `json:"text"`
	}
	for _, text := range []string{"", "1", "1,2", " 1 , 2 ", "1,,2", ",", "[1,2]", " [1] ", `["a","b,c"]`, "[a]", "[1,]", "[", "[]", "[1] 2", "x,y", "true,false", "a,b", `[null,""]`, `[{"a":1},[2]]`, "９,1"} {
		message := &sample.Node{Kind: sample.ObjectNode}
		content := make(map[string]string)
		for _, f := range fields {
			message.Add(f.Name, &sample.Node{Text: text})
			content[f.Name] = text
		}
		quoted, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		top.UnmarshalMessage(string(quoted), &into)
		sent := schema.Sent(fields, message)
		for name, got := range map[string]int{"numbers": len(into.Numbers), "texts": len(into.Texts), "flags": len(into.Flags)} {
			v := sent.Get(name)
			want := 1
			switch {
			case v.Kind == sample.ArrayNode:
				want = 0
				for _, item := range v.Items {
					if name == "texts" || !item.Blank() { // of numbers and booleans, what is absent is left out
						want++
					}
				}
			case v.Blank():
				want = 0
			}
			if got != want {
				t.Errorf("%q: %s has %d elements, and in top %d", text, name, want, got)
			}
		}
		if sent.Get("text").Kind != sample.TextNode || into.Text != text && strings.TrimSpace(text) != "" {
			t.Errorf("%q is no text any more: %q", text, into.Text)
		}
	}
}
