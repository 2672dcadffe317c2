package config_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/dates"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// demo returns an API with the kinds of fields that entries are about.
func demo() *schema.API {
	no := func() *bool { return new(bool) }
	return &schema.API{
		Method: "a.b.c", Root: "b_c_response", Session: true,
		Request: []*schema.Field{
			{Name: "id", Type: "Number", Required: no(), Limits: &schema.Limits{MaxLength: "9"}, Line: 1},
			{Name: "order", Type: "Order", Required: no(), Line: 2, Fields: []*schema.Field{{Name: "memo", Type: "String", Required: no(), Line: 3}}},
			{Name: "status", Type: "String", Required: no(), Description: "the 订单状态 A:甲 B:乙", Values: []schema.Value{{Value: "A", Text: "甲"}, {Value: "B", Text: "乙"}}, Line: 4},
			{Name: "price", Type: "Price", Required: no(), Line: 5},
			{Name: "since", Type: "Date", Required: no(), Line: 6},
			{Name: "ids", Type: "Number", List: true, Required: no(), Line: 7},
			{Name: "image", Type: "byte", Required: no(), Line: 8},
		},
		Response: []*schema.Field{
			{Name: "result", Type: "Result", Line: 10, Fields: []*schema.Field{
				{Name: "items", Type: "Item", List: true, Element: "item", Line: 11, Fields: []*schema.Field{
					{Name: "id", Type: "Number", Line: 12},
					{Name: "code", Type: "String", Line: 13, Ambiguous: true, Candidates: []string{"response.result.items", "response.result"}},
				}},
				{Name: "first", Type: "Item", Line: 14, Fields: []*schema.Field{
					{Name: "id", Type: "Number", Line: 15}, {Name: "code", Type: "String", Line: 16},
				}},
				{Name: "total", Type: "Number", Line: 17},
			}},
		},
	}
}

// tree writes fields as a test reads them.
func tree(fields []*schema.Field, indent string) string {
	var b strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&b, "%s%s %s", indent, f.Name, f.DocumentedType())
		if f.Ambiguous {
			b.WriteString(" open " + strings.Join(f.Candidates, ","))
		}
		if f.IsRequired() {
			b.WriteString(" required")
		}
		if f.Limits != nil {
			text, _ := json.Marshal(f.Limits)
			b.Write(text)
		}
		if f.From != "" {
			b.WriteString(" from " + f.From)
		}
		b.WriteString("\n" + tree(f.Fields, indent+"  "))
	}
	return b.String()
}

// apply applies the entries of one section to the demo, and returns it with what is
// wrong and what is not needed.
func apply(t *testing.T, section, entries string) (*schema.API, []string) {
	t.Helper()
	var b strings.Builder
	b.WriteString(section + ":\n")
	for e := range strings.SplitSeq(entries, "\n") {
		b.WriteString("- {method: a.b.c, reason: r, " + e + "}\n")
	}
	c := parse(t, b.String())
	api := demo()
	uses, list := c.Apply(api)
	var said []string
	for _, d := range append(list, c.Unused(uses, config.Pages{Methods: []string{"a.b.c"}})...) {
		said = append(said, fmt.Sprintf("%d: %s: %s", d.Pos.Line-1, d.Severity, d.Message))
	}
	return api, said
}

func TestApplyFields(t *testing.T) {
	tests := []struct {
		name, entries string
		want          []string // lines of the trees
		gone          []string // lines that are not there
		said          []string
	}{
		{name: "under", entries: "field: response.result.items.code, under: response.result",
			want: []string{"  code String"}, gone: []string{"    code String open response.result.items,response.result"},
			said: []string{"1: note: the type Item of response.result.items is set apart from that of response.result.first by this entry"}},
		{name: "under, where it was put", entries: "field: response.result.items.code, under: response.result.items",
			want: []string{"    code String"}, gone: []string{"    code String open response.result.items,response.result"}},
		{name: "under, where it is", entries: "field: response.result.first.code, under: response.result.first",
			said: []string{"1: error: field response.result.first.code of a.b.c is in response.result.first without this entry"}},
		{name: "under, where the page has it by now", entries: "field: response.result.items.total, under: response.result",
			said: []string{"1: error: field response.result.items.total of a.b.c is in response.result without this entry"}},
		{name: "under another side", entries: "field: response.result.total, under: request",
			said: []string{"1: error: field response.result.total of a.b.c: request is on the other side of the API"}},
		{name: "under no object", entries: "field: response.result.total, under: response.result.items.id",
			said: []string{"1: error: field response.result.total of a.b.c: response.result.items.id is Number, which has no fields"}},
		{name: "under what is not there", entries: "field: response.result.total, under: response.result.item",
			said: []string{`1: error: field response.result.total of a.b.c: there is no object response.result.item; did you mean "response.result.items"?`}},
		{name: "under itself", entries: "field: response.result, under: response.result.items",
			said: []string{"1: error: field response.result of a.b.c: response.result.items is within the field itself"}},
		{name: "under where one is", entries: "field: response.result.items.id, under: response.result.first",
			said: []string{"1: error: field response.result.items.id of a.b.c: response.result.first has a field of that name already"}},
		{name: "out to the side", entries: "field: request.order.memo, under: request", want: []string{"memo String"}, gone: []string{"  memo String"}},
		{name: "add", entries: "field: request.order.buyer, add: 'Number []'", want: []string{"  buyer Number [] from topgen.yaml"}},
		{name: "add an object", entries: "field: request.buyer, add: Buyer\nfield: request.buyer.nick, add: String",
			want: []string{"buyer Buyer from topgen.yaml", "  nick String from topgen.yaml"}},
		{name: "add an object without fields", entries: "field: request.buyer, add: Buyer",
			said: []string{`1: error: field request.buyer of a.b.c: no entry adds a field to it, and nobody knows the type "Buyer"; types are String, Number, Boolean, Date, Price, BigDecimal, Json, Map, Object, byte[]`}},
		{name: "add what is there", entries: "field: request.id, add: String",
			said: []string{"1: error: field request.id of a.b.c is on the page by now, as Number"}},
		{name: "add to nothing", entries: "field: request.ordr.x, add: String",
			said: []string{"1: error: field request.ordr.x of a.b.c: there is no object request.ordr"}},
		{name: "remove", entries: "field: response.result.items, remove: true", gone: []string{"  items Item []", "    id Number []"}},
		{name: "remove what is not there", entries: "field: response.result.item, remove: true",
			said: []string{"1: error: no page has the field response.result.item of a.b.c; did you mean response.result.items?"}},
		{name: "type", entries: "field: response.result.total, type: Price", want: []string{"  total Price"}},
		{name: "type of an object", entries: "field: request.order, type: Json", want: []string{"order Json"}, gone: []string{"  memo String"}},
		{name: "one object of a list", entries: "field: response.result.items, type: Item", want: []string{"  items Item"}},
		{name: "type of another object", entries: "field: response.result.items, type: Itme",
			said: []string{`1: error: field response.result.items of a.b.c: nobody knows the type "Itme"; types are String, Number, Boolean, Date, Price, BigDecimal, Json, Map, Object, byte[]`}},
		{name: "type that it has", entries: "field: response.result.total, type: Number",
			said: []string{"1: error: field response.result.total of a.b.c is Number without this entry"}},
		{name: "required", entries: "field: request.order.memo, required: true", want: []string{"  memo String required"}},
		{name: "required that it is", entries: "field: request.order.memo, required: false",
			said: []string{"1: error: field request.order.memo of a.b.c is required: false without this entry"}},
		{name: "required in a response", entries: "field: response.result.total, required: true",
			said: []string{"1: error: field response.result.total of a.b.c: only parameters of requests can be required"}},
		{name: "limits", entries: "field: request.id, limits: {maxLength: ~, minValue: 1}", want: []string{`id Number{"minValue":1}`}},
		{name: "limit that it has", entries: "field: request.id, limits: {maxLength: 9}",
			said: []string{"1: error: maxLength of field request.id of a.b.c is 9 without this entry"}},
		{name: "limit of no number", entries: "field: request.status, limits: {minValue: 9}",
			said: []string{"1: error: minValue of field request.status of a.b.c: the field is no number"}},
		{name: "limits that contradict", entries: "field: request.id, limits: {minValue: 9, maxValue: 1}",
			said: []string{"1: error: maxValue of field request.id of a.b.c: the least value, 9, is greater than the greatest, 1"}},
		{name: "no such field", entries: "field: response.result.totl, type: Price",
			said: []string{"1: error: no page has the field response.result.totl of a.b.c; did you mean response.result.total?"}},
		{name: "a field elsewhere", entries: "field: request.memo, type: Price",
			said: []string{"1: error: no page has the field request.memo of a.b.c; did you mean request.order.memo?"}},
		{name: "one use of a type", entries: "field: response.result.first.id, type: String",
			said: []string{"1: note: the type Item of response.result.first is set apart from that of response.result.items by this entry"}},
		{name: "all uses of a type", entries: "field: response.result.first.id, type: String\nfield: response.result.items.id, type: String"},
		{name: "an example", entries: "field: request.order, example: x", said: []string{"1: error: field request.order of a.b.c: an object has no example"}},
		{name: "an example of another type", entries: "field: request.id, example: x", said: []string{`1: error: field request.id of a.b.c: "x" is no Number`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			api, said := apply(t, "fields", tt.entries)
			if diff := cmp.Diff(tt.said, said); diff != "" {
				t.Errorf("what is said differs (-want +got):\n%s", diff)
			}
			text := tree(api.Request, "") + tree(api.Response, "")
			lines := strings.Split(text, "\n")
			for _, line := range tt.want {
				if !slices.Contains(lines, line) {
					t.Errorf("no line %q in\n%s", line, text)
				}
			}
			for _, line := range tt.gone {
				if slices.Contains(lines, line) {
					t.Errorf("the line %q is in\n%s", line, text)
				}
			}
		})
	}
}

// Entries name fields by their places on the page, also if they move, and objects in
// which others can stand keep their places.
func TestApplyTogether(t *testing.T) {
	api, said := apply(t, "fields", "field: response.result.items, under: response\nfield: response.result.items.id, type: String\nfield: response.result.first.id, type: String")
	if len(said) > 0 {
		t.Fatal(said)
	}
	items := api.Response[1]
	code := items.Fields[1]
	if items.Name != "items" || items.Fields[0].Type != "String" || items.Fields[0].Key != "response.result.items.id" {
		t.Errorf("the response is\n%s", tree(api.Response, ""))
	}
	if want := []string{"response.items", "response.result"}; !slices.Equal(code.Candidates, want) {
		t.Errorf("the field that is open can stand in %q, want %q", code.Candidates, want)
	}
}

func TestApplyValues(t *testing.T) {
	api, said := apply(t, "fields", "field: request.status, values: {A: Created, B: ~, C: Paid}\nfield: request.id, values: {x: X}\nfield: request.order, values: {1: One}")
	want := []schema.Value{{Value: "A", Text: "甲", Name: "Created"}, {Value: "C", Text: "Paid", Name: "Paid"}}
	if diff := cmp.Diff(want, api.Request[2].Values); diff != "" {
		t.Errorf("values differ (-want +got):\n%s", diff)
	}
	wantSaid := []string{`2: error: value x of field request.id of a.b.c: "x" is no Number`, "3: error: value 1 of field request.order of a.b.c: values of type Order have no names"}
	var errors []string
	for _, s := range said { // what names constants is needed by package emit, which is not here
		if !strings.Contains(s, "no page has") {
			errors = append(errors, s)
		}
	}
	if diff := cmp.Diff(wantSaid, errors); diff != "" {
		t.Errorf("what is said differs (-want +got):\n%s", diff)
	}
}

// A field that is given another type has the values that its description lists for
// that type.
func TestApplyReadsValues(t *testing.T) {
	c := parse(t, "fields:\n- {method: a.b.c, field: request.n, type: Number, reason: r}\n- {method: a.b.c, field: request.s, type: String, reason: r}\n")
	capitals := []schema.Value{{Value: "A", Text: "甲"}, {Value: "B", Text: "乙"}}
	api := &schema.API{Method: "a.b.c", Request: []*schema.Field{
		{Name: "n", Type: "String", Description: "A:甲 B:乙", Values: capitals},
		{Name: "s", Type: "Number", Description: "A:甲 B:乙"},
	}}
	c.Apply(api)
	if api.Request[0].Values != nil {
		t.Errorf("a Number has the values %v", api.Request[0].Values)
	}
	if diff := cmp.Diff(capitals, api.Request[1].Values); diff != "" {
		t.Errorf("the values of the String differ (-want +got):\n%s", diff)
	}
}

// An example is cut off the description in which the page has left it.
func TestApplyExample(t *testing.T) {
	api, said := apply(t, "fields", "field: request.status, example: the")
	f := api.Request[2]
	if len(said) > 0 || f.Example != "the" || f.Description != "订单状态 A:甲 B:乙" {
		t.Errorf("example %q, description %q, said %q", f.Example, f.Description, said)
	}
}

func TestApplyAPI(t *testing.T) {
	tests := []struct {
		entry string
		is    func(*schema.API) bool
		said  string
	}{
		{"session: false", func(a *schema.API) bool { return !a.Session }, ""},
		{"session: true", func(a *schema.API) bool { return a.Session }, "method a.b.c needs a session: true without this entry"},
		{"effect: write", func(a *schema.API) bool { return a.Effect == "write" }, "no page has the method a.b.c"}, // load says that it is needed
		{"gateway: aliexpress", func(a *schema.API) bool { return a.Settled.Gateway == "aliexpress" }, ""},
		{"gateway: production", func(a *schema.API) bool { return true }, "method a.b.c is production without this entry"},
		{"gateway: qimen", func(a *schema.API) bool { return a.Settled.Gateway == "" }, "method a.b.c: calls of this method cannot go to qimen"},
		{"withdrawn: true", func(a *schema.API) bool { return a.WithdrawnBecause() == "r" }, ""},
		{"withdrawn: false", func(a *schema.API) bool { return a.WithdrawnBecause() == "" }, "method a.b.c is not withdrawn without this entry"},
		{"root: c_response", func(a *schema.API) bool { return a.Root == "c_response" && a.Settled.SampleRoot == "b_c_response" }, ""},
		{"root: b_c_response", func(a *schema.API) bool { return a.Root == "b_c_response" }, "method a.b.c is b_c_response without this entry"},
	}
	for _, tt := range tests {
		api, said := apply(t, "apis", tt.entry)
		if !tt.is(api) {
			t.Errorf("%s: the API is not as it says", tt.entry)
		}
		if text := strings.Join(said, "\n"); text != tt.said && text != "1: error: "+tt.said {
			t.Errorf("%s: said %q, want %q", tt.entry, text, tt.said)
		}
	}
	c := parse(t, "apis:\n- {method: a.b.c, withdrawn: false, reason: r}\n")
	ended := &schema.API{Method: "a.b.c", Title: "已下线"}
	if uses, _ := c.Apply(ended); ended.WithdrawnBecause() != "" || len(uses) != 1 || !uses[0].Needed {
		t.Errorf("a method that is kept is withdrawn: %v", uses)
	}
}

// Parts of paging name fields as the page has them, also where another entry moves them.
func TestApplyPaging(t *testing.T) {
	c := parse(t, "apis:\n- {method: a.b.c, paging: {items: response.result.items, first: 0, total: ~, cursor: request.order.memo}, reason: r}\n"+
		"fields:\n- {method: a.b.c, field: response.result.items, under: response, reason: r}\n")
	api := demo()
	c.Apply(api)
	if diff := cmp.Diff(map[string]string{"items": "response.items", "first": "0", "total": "", "cursor": "request.order.memo"}, api.Settled.Paging); diff != "" {
		t.Errorf("the parts differ (-want +got):\n%s", diff)
	}
	for entries, want := range map[string]string{
		"apis:\n- {method: a.b.c, paging: {items: response.result.item}, reason: r}\n":                                                                                     "items of the paging of a.b.c: there is no field response.result.item",
		"apis:\n- {method: a.b.c, paging: {items: response.result.items}, reason: r}\nfields:\n- {method: a.b.c, field: response.result.items, remove: true, reason: r}\n": "another entry takes response.result.items away",
	} {
		api := demo()
		_, list := parse(t, entries).Apply(api)
		if len(list) != 1 || !strings.Contains(list[0].Message, want) || api.Settled.Paging != nil || want[0] == 'i' && list[0].Hint != "did you mean response.result.items?" {
			t.Errorf("%s: %v, %v", entries, list, api.Settled.Paging)
		}
	}
	// What became of a part.
	c = parse(t, "apis:\n- method: a.b.c\n  paging: {kind: page, first: 0, items: response.x}\n  reason: r\n- {method: a.b.d, paging: none, reason: r}\n")
	var uses []config.Use
	faults := c.Paged("a.b.c", []schema.PagingSaid{{Part: "kind", Needed: true}, {Part: "first", Was: "0"}, {Part: "items", Needed: true, Fault: "it is no list"}}, &uses)
	faults = append(faults, c.Paged("a.b.d", []schema.PagingSaid{{Part: "kind"}}, &uses)...)
	faults = append(faults, c.Unused(uses, config.Pages{Methods: []string{"a.b.c", "a.b.d"}})...)
	want := []string{"topgen.yaml:3:34: error: items of the paging of a.b.c: it is no list [config]",
		"topgen.yaml:3:24: error: first of the paging of a.b.c is 0 without this entry [config]",
		"topgen.yaml:5:19: error: no loop over pages is made for the method a.b.d without this entry [config]"}
	var said []string
	for _, d := range faults {
		said = append(said, d.String())
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("what is said differs (-want +got):\n%s", diff)
	}
}

// What an entry settles is not said any more, and the entry is needed for that.
func TestSettle(t *testing.T) {
	warning := func(code diag.Code, about string) diag.Diagnostic { return diag.Diagnostic{Code: code, About: about} }
	list := diag.List{
		warning(diag.ExampleType, "response.result.total"), warning(diag.ExampleType, "response.result.items.id"),
		warning(diag.SampleMismatch, "request.BuyerNick"), warning(diag.SampleMismatch, "response.gone.x"),
		warning(diag.StrayText, ""), {Code: diag.ExampleType, Severity: diag.Error, About: "response.result.total"},
	}
	tests := []struct {
		yaml string
		left []int
	}{
		{"fields:\n- {method: a.b.c, field: response.result.total, type: Number, reason: r}\n", []int{1, 2, 3, 4, 5}},
		{"fields:\n- {method: a.b.c, field: response.result.total, required: true, reason: r}\n", []int{0, 1, 2, 3, 4, 5}},
		{"fields:\n- {method: a.b.c, field: request.buyer_nick, add: String, reason: r}\n", []int{0, 1, 3, 4, 5}},
		{"fields:\n- {method: a.b.c, field: response.gone, remove: true, reason: r}\n", []int{0, 1, 2, 4, 5}},
		{"accept:\n- {method: a.b.c, code: example-type, reason: r}\n", []int{2, 3, 4, 5}},
		{"accept:\n- {method: a.b.c, code: example-type, field: response.result.total, reason: r}\n", []int{1, 2, 3, 4, 5}},
		{"accept:\n- {method: a.b.c, code: stray-text, field: response.result.total, reason: r}\n", []int{0, 1, 2, 3, 4, 5}},
		{"accept:\n- {method: a.b.d, code: stray-text, reason: r}\n", []int{0, 1, 2, 3, 4, 5}},
	}
	for _, tt := range tests {
		c := parse(t, tt.yaml)
		var uses []config.Use
		var want diag.List
		for _, i := range tt.left {
			want = append(want, list[i])
		}
		if diff := cmp.Diff(want, c.Settle("a.b.c", list, &uses)); diff != "" {
			t.Errorf("%s: what is left differs (-want +got):\n%s", tt.yaml, diff)
		}
		if settled := len(want) < len(list); settled != (len(uses) == 1 && uses[0].Needed) {
			t.Errorf("%s: uses %v", tt.yaml, uses)
		}
	}
}

// dated returns an API with dates of which texts say more or less.
func dated() *schema.API {
	at := func(name, text string) *schema.Field {
		f := &schema.Field{Name: name, Type: "Date", Description: text, Required: new(bool)}
		f.Time = dates.Of(f)
		return f
	}
	return &schema.API{Method: "a.b.c", Request: []*schema.Field{
		at("pst", "PST time"), at("stamp", "时间戳"), at("day", "yyyy-MM-dd"), at("plain", ""),
		{Name: "text", Type: "String", Description: "US pacific time", Required: new(bool)},
	}}
}

// Entries give dates another zone and layout; those that change nothing and leave
// nothing open are not needed.
func TestApplyTimes(t *testing.T) {
	for entry, want := range map[string]string{
		"field: request.pst, zone: America/Los_Angeles":     "in America/Los_Angeles",
		"field: request.pst, zone: GMT-8":                   "in GMT-8",
		"field: request.pst, zone: GMT+8":                   "in GMT+8",
		"field: request.plain, zone: UTC":                   "in UTC",
		"field: request.plain, zone: +09:00":                "in GMT+9",
		"field: request.plain, layout: 2006-01-02":          "as yyyy-MM-dd in GMT+8",
		"field: request.plain, layout: 20060102":            "as yyyyMMdd in GMT+8",
		"field: request.plain, layout: '15:04'":             "as HH:mm in GMT+8",
		"field: request.plain, zone: UTC, layout: '200601'": "as yyyyMM in UTC",
		"field: request.stamp, layout: milliseconds":        "in milliseconds since 1970",
		"field: request.stamp, layout: 2006-01-02 15:04:05": "in GMT+8",
		"field: request.day, layout: 2006-01-02 15:04:05":   "in GMT+8",
		"field: request.day, type: Date, layout: 20060102":  "error: field request.day of a.b.c is Date without this entry",
		"field: request.text, type: Date":                   "in America/Los_Angeles",
		"field: request.text, type: Date, zone: UTC":        "in UTC",
		"field: request.text, zone: UTC":                    `error: field request.text of a.b.c: only a Date has a zone and a layout, and this is String`,
		"field: request.day, layout: 2006-01-02":            "error: field request.day of a.b.c has the layout 2006-01-02 without this entry",
		"field: request.plain, zone: Asia/Shanghai":         "error: field request.plain of a.b.c is in GMT+8 without this entry",
		"field: request.stamp, zone: GMT+8":                 "error: field request.stamp of a.b.c is in GMT+8 without this entry",
	} {
		c := parse(t, "fields:\n- {method: a.b.c, reason: r, "+entry+"}\n")
		api := dated()
		uses, list := c.Apply(api)
		list = append(list, c.Unused(uses, config.Pages{Methods: []string{"a.b.c"}})...)
		path := strings.TrimPrefix(strings.TrimSuffix(strings.Fields(entry)[1], ","), "request.")
		f := api.Request[slices.IndexFunc(api.Request, func(f *schema.Field) bool { return f.Name == path })]
		got := f.Time.String()
		if len(list) > 0 {
			got = "error: " + list[0].Message
		}
		if got != want {
			t.Errorf("%s: %s, want %s", entry, got, want)
		}
	}
}

// A zone or layout that nobody knows is an error that says what is meant.
func TestTimeFaults(t *testing.T) {
	for entry, want := range map[string]string{
		"zone: America/Los_Angles":  `topgen.yaml:2:54: error: zone: "America/Los_Angles" is no zone; did you mean "America/Los_Angeles"?`,
		"zone: Local":               `is no zone`,
		"zone: GMT+20":              `is no zone`,
		"layout: yyyy-MM-dd":        `"yyyy-MM-dd" is a layout of Java`,
		"layout: HH:mm":             `"HH:mm" is a layout of Java`,
		"layout: milisecond":        `"milisecond" is no layout of a date; did you mean "milliseconds"?`,
		"layout: '02 Jan, 2006'":    `is no layout of a date`,
		"layout: '01-02'":           `is no layout of a date`,
		"layout: 2006-01-02 yesno":  "",
		"layout: 'Mon Jan 02 2006'": "",
	} {
		_, list := config.Parse("topgen.yaml", []byte("fields:\n- {method: a.b.c, field: request.x, reason: r, "+entry+"}\n"))
		got := ""
		if len(list) > 0 {
			got = list[0].String()
		}
		if !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("%s: %s, want %s", entry, got, want)
		}
	}
	_, list := config.Parse("topgen.yaml", []byte("fields:\n- {method: a.b.c, field: request.x, reason: r, layout: yyyyMMdd}\n"))
	if len(list) != 1 || list[0].Hint != "write it as Go does: 20060102" {
		t.Errorf("the hint for a layout of Java: %v", list)
	}
}
