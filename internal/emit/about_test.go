package emit

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// modelOf returns the model of a method with these rows.
func modelOf(t *testing.T, s *schema.API) *model {
	t.Helper()
	s.Method, s.Protocol = "taobao.a.x", schema.ProtocolTOP
	m, err := newModel(api.Meaning(s), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestFieldSentence: the page's words come first, then the name on the wire, the
// rules and an example, and nothing that the identifier says already.
func TestFieldSentence(t *testing.T) {
	for _, test := range []struct {
		name string
		row  schema.Field
		want string
	}{
		{"all of it", schema.Field{
			Name: "order_status", Type: "String", Required: new(true), Description: "订单状态。", Example: "2",
			Limits: &schema.Limits{MaxLength: "20"},
		}, "订单状态 (order_status, required, at most 20 characters), for example 2."},
		{"nothing but a name", schema.Field{Name: "spu_id", Type: "String", Required: new(false)}, "spu_id"},
		{"a description that is the name", schema.Field{Name: "spu_id", Type: "String", Description: "Spu Id", Required: new(true)}, "spu_id (required)."},
		{"an example and no words", schema.Field{Name: "spu_id", Type: "String", Example: "7"}, "spu_id, for example 7."},
		{"an example that is the description", schema.Field{Name: "day", Type: "String", Description: "2022-10-01", Example: "2022-10-01"}, "2022-10-01 (day)."},
		{"a Boolean has no other example than its two values", schema.Field{Name: "ok", Type: "Boolean", Description: "是否成功", Example: "true"}, "是否成功 (ok)."},
		{"a long example", schema.Field{Name: "ext", Type: "String", Example: strings.Repeat("长", 26)}, "ext"},
		{"nothing but a mark", schema.Field{Name: "spu_id", Type: "String", Description: "；"}, "spu_id"},
		{"a list", schema.Field{
			Name: "ids", Type: "String", List: true, Example: "1,2", Limits: &schema.Limits{MaxLength: "8", MaxListSize: "20"},
		}, "ids (at most 8 characters each, at most 20 elements), for example 1,2."},
		{"a range and a default", schema.Field{
			Name: "page", Type: "Number", Description: "页码", Limits: &schema.Limits{Default: "1", MinValue: "1", MaxValue: "100"},
		}, "页码 (page, 1 to 100, default 1)."},
		{"a lower bound", schema.Field{Name: "page", Type: "Number", Limits: &schema.Limits{MinValue: "1"}}, "page (at least 1)."},
		{"a file", schema.Field{
			Name: "pic", Type: "byte", Limits: &schema.Limits{MaxLength: "1048576", FileTypes: []string{"jpg", "png"}},
		}, "pic (at most 1048576 bytes, jpg or png)."},
		{"a date", schema.Field{Name: "from", Type: "Date", Description: "开始时间", Example: "2000-01-01 00:00:00"}, "开始时间 (from, sent in GMT+8), for example 2000-01-01 00:00:00."},
		{"a type that the page does not describe", schema.Field{Name: "ext", Type: "Map", List: true}, "ext (of type Map[])."},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := modelOf(t, &schema.API{Request: []*schema.Field{&test.row}})
			if got := m.request.Fields[0].about(m.request).sentence(); got != test.want {
				t.Errorf("the sentence is\n%s, want\n%s", got, test.want)
			}
		})
	}
}

// TestRulesOfSomePlaces: a comment on a type that stands at several places says
// what holds at all of them.
func TestRulesOfSomePlaces(t *testing.T) {
	request := fields("a Item\n\tid String !\nb Item[]\n\tid String", true)
	for _, row := range request {
		row.Fields[0].Limits = &schema.Limits{MaxLength: "20"}
	}
	m := modelOf(t, &schema.API{Request: request})
	o := m.nested[0]
	if got, want := o.Fields[0].about(o).sentence(), "id (at most 20 characters, with further rules at some places)."; got != want {
		t.Errorf("the sentence is %q, want %q", got, want)
	}
}

// TestDecimalFact: a Number that is a decimal, because of a value which is not its
// example, shows that value.
func TestDecimalFact(t *testing.T) {
	m := modelOf(t, &schema.API{Response: fields("a Item\n\tfee Number 1\nb Item\n\tfee Number 1.5", false)})
	o := m.nested[0]
	if got, want := o.Fields[0].about(o).sentence(), "fee (a decimal such as 1.5), for example 1."; got != want {
		t.Errorf("the sentence is %q, want %q", got, want)
	}
}

// TestShort: what an editor shows of long words is their first sentence, or a line.
func TestShort(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"订单状态", "订单状态 (x)."},
		{"订单状态。" + strings.Repeat("一", 60), "订单状态… (x)."},
		{strings.Repeat("一", 60), strings.Repeat("一", 48) + "… (x)."},
		{"One. Two. " + strings.Repeat("three ", 20), "One… (x)."},
	} {
		if got := (about{text: test.text, name: "x"}).short(); got != test.want {
			t.Errorf("short of %q is\n%s, want\n%s", test.text, got, test.want)
		}
	}
}

// TestTypeComments: types and constructors say what the page says of them.
func TestTypeComments(t *testing.T) {
	s := &schema.API{
		Title: "订单查询", Description: "查询订单状态", Category: "订单API", Session: true, Effect: string(api.Read),
		Request:  fields("order Order !\n\tid Number !\n\tno Number", true),
		Response: fields("result Result\n\tok Boolean", false),
	}
	s.Request[0].Description, s.Response[0].Description = "要查的订单", "结果"
	w := &writer{model: modelOf(t, s)}
	for _, test := range []struct {
		name string
		got  []string
		want []string
	}{
		{"request", w.requestComment(), []string{
			"// 订单查询 (taobao.a.x).", "//", "// 查询订单状态", "//",
			"// It only reads. It needs a session: see [top.WithSession]. Category: 订单API.",
		}},
		{"constructor", w.constructorComment(w.request), []string{"// 订单查询; required: Order."}},
		{"response", w.responseComment(), []string{"// The response of taobao.a.x."}},
		{"nested", w.nestedComment(w.nested[0]), []string{"// 要查的订单 (request.order).", "//", "// Setters return a changed copy."}},
		{"nested constructor", w.constructorComment(w.nested[0]), []string{"// 要查的订单; required: ID."}},
		{"nested response", w.nestedComment(w.nested[1]), []string{"// 结果 (response.result)."}},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// TestConstructorWithoutTitle: what has no words has its name.
func TestConstructorWithoutTitle(t *testing.T) {
	for _, title := range []string{"", "；"} {
		w := &writer{model: modelOf(t, &schema.API{Title: title})}
		if diff := cmp.Diff([]string{"// taobao.a.x"}, w.constructorComment(w.request)); diff != "" {
			t.Errorf("with the title %q (-want +got):\n%s", title, diff)
		}
	}
}

// TestWithdrawnField: a field that the page withdraws is deprecated, and so is its
// setter, which is what programs call.
func TestWithdrawnField(t *testing.T) {
	m := modelOf(t, &schema.API{Request: []*schema.Field{{Name: "nick", Type: "String", Description: "昵称，已废弃"}}})
	w := &writer{model: m}
	f := m.request.Fields[0]
	want := []string{"// 昵称，已废弃 (nick).", "//", "// Deprecated: the page says so."}
	for name, got := range map[string][]string{"field": w.fieldComment(m.request, f), "setter": f.setterComment(m.request)} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
