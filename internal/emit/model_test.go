package emit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// fields reads rows from a short notation, one row a line, depth by tabs:
// "name Type" or "name Type[]", then "!" for a required one, then an example.
func fields(text string, request bool) []*schema.Field {
	root := &schema.Field{}
	open := []*schema.Field{root}
	for line := range strings.Lines(text) {
		depth := len(line) - len(strings.TrimLeft(line, "\t"))
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		f := &schema.Field{Name: words[0]}
		f.Type, f.List = strings.CutSuffix(words[1], "[]")
		if f.List {
			f.Element = strings.ToLower(f.Type)
		}
		rest := words[2:]
		required := len(rest) > 0 && rest[0] == "!"
		if required {
			rest = rest[1:]
		}
		if request {
			f.Required = &required
		}
		f.Example = strings.Join(rest, " ")
		open = append(open[:depth+1], f)
		open[depth].Fields = append(open[depth].Fields, f)
	}
	return root.Fields
}

// types lists the Go types of a model: "Name: Field Type, …".
func types(m *model) []string {
	w := &writer{model: m, opt: Options{Runtime: DefaultRuntime}, file: newFile("p")}
	var out []string
	for _, o := range append([]*object{m.request, m.response}, m.nested...) {
		var fs []string
		for _, f := range o.Fields {
			fs = append(fs, strings.TrimSpace(fmt.Sprintf("%s %s", f.Name, w.fieldType(o, f))))
		}
		out = append(out, o.Name+": "+strings.Join(fs, ", "))
	}
	return out
}

func TestModelNames(t *testing.T) {
	for _, test := range []struct {
		name, request, response string
		want                    []string
	}{
		{
			name:     "plain",
			request:  "biz_order_id Number !\nids Number[]\nat Date\nfee Price\npic byte\next Json",
			response: "n Number\nok Boolean\ntags String[]\nwhen Date\nfee BigDecimal\next Map\nraw byte",
			want: []string{
				"XRequest: BizOrderID *int64, IDs []int64, At *top.Time, Fee *top.Decimal, Pic *top.File, Ext *top.RawJSON",
				"XResponse: N int64, Ok bool, Tags []string, When top.Time, Fee top.Decimal, Ext top.RawJSON, Raw string, RequestID string",
			},
		},
		{
			name:    "a field that would be named as the setter of another",
			request: "do String\nset_do String\nset_do_field String",
			want: []string{
				"XRequest: DoField *string, SetDoFieldField *string, SetDoFieldFieldField *string", "XResponse: RequestID string",
			},
		},
		{
			name:     "equal uses of a name are one type, whatever their examples",
			response: "a Item\n\tid Number 1\nb Item[]\n\tid Number 2",
			want: []string{
				"XRequest: ", "XResponse: A XItem, B []XItem, RequestID string", "XItem: ID int64",
			},
		},
		{
			name:     "a fraction in one use makes all of them decimals",
			response: "a Item\n\tid Number 1\nb Item[]\n\tid Number 1.01",
			want: []string{
				"XRequest: ", "XResponse: A XItem, B []XItem, RequestID string", "XItem: ID top.Decimal",
			},
		},
		{
			name:     "other fields under one name: the first keeps it, later ones are named by their path",
			response: "a Item\n\tid Number\n\tb Item\n\t\tid String\nc Item\n\tno Number",
			want: []string{
				"XRequest: ", "XResponse: A XItem, C XC, RequestID string",
				"XItem: ID int64, B XAB", "XAB: ID string", "XC: No int64",
			},
		},
		{
			name:     "requests and responses never share a type",
			request:  "item Item\n\tid Number",
			response: "item Item\n\tid Number",
			want: []string{
				"XRequest: Item *XItem", "XResponse: Item XResponseItem, RequestID string",
				"XItem: ID *int64", "XResponseItem: ID int64",
			},
		},
		{
			name:     "a type called Request or Response",
			request:  "request Request\n\ta String",
			response: "response Response\n\tb String",
			want: []string{
				"XRequest: Request *XRequestRequest", "XResponse: Response XResponseResponse, RequestID string",
				"XRequestRequest: A *string", "XResponseResponse: B string",
			},
		},
		{
			name:     "a struct that contains itself",
			response: "node Node\n\tid Number\n\tnext Node\n\tkids Node[]",
			want: []string{
				"XRequest: ", "XResponse: Node XNode, RequestID string",
				"XNode: ID int64, Next *XNode, Kids []XNode",
			},
		},
		{
			name:     "structs without fields and null[] are raw",
			response: "a Thing\nb Thing[]\nc null[]",
			want: []string{
				"XRequest: ", "XResponse: A top.RawJSON, B []top.RawJSON, C top.RawJSON, RequestID string",
			},
		},
		{
			name:     "a simple type that does have fields is a struct",
			response: "a String[]\n\tb Number",
			want: []string{
				"XRequest: ", "XResponse: A []XString, RequestID string", "XString: B int64",
			},
		},
		{
			name:     "fields that meet methods and fixed names",
			request:  "do String\nvalidate String\nall String\nname String\nset_name String\nrequest_id String",
			response: "do String\nrequest_id Number",
			want: []string{
				"XRequest: DoField *string, ValidateField *string, AllField *string, Name *string, SetNameField *string, RequestID *string",
				"XResponse: Do string, RequestIDField int64, RequestID string",
			},
		},
		{
			name:     "a documented request_id of type String is RequestID itself",
			response: "request_id String\nx String",
			want:     []string{"XRequest: ", "XResponse: RequestID string, X string"},
		},
		{
			name:     "names that differ in Go spelling only, and one that comes twice",
			response: "openid String\nopen_id String\nopenId String\nopenid String",
			want:     []string{"XRequest: ", "XResponse: Openid string, OpenIDField string, OpenIDFieldField string, RequestID string"},
		},
		{
			name:    "a field that comes twice brings a field to whose setter another one gives way",
			request: "a T\n\tset_name String\na T\n\tname String",
			want:    []string{"XRequest: A *XT", "XResponse: RequestID string", "XT: SetNameField *string, Name *string"},
		},
		{
			name:     "names without Latin letters, with a digit first, with dots",
			response: "名称 String\n3c String\na.b String\n3c_type T3\n\tx String",
			want: []string{
				"XRequest: ", "XResponse: X名称 string, X3c string, AB string, X3cType XT3, RequestID string", "XT3: X string",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, err := newModel(api.Meaning(&schema.API{
				Method: "taobao.a.x", Protocol: schema.ProtocolTOP,
				Request: fields(test.request, true), Response: fields(test.response, false),
			}), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, types(m)); diff != "" {
				t.Errorf("types differ (-want +got):\n%s", diff)
			}
			if list := m.check(); list != nil {
				t.Errorf("check: %v", list)
			}
		})
	}
}

// TestConflicts: two pages that claim one Go name, or one file, are an error
// that names both.
func TestConflicts(t *testing.T) {
	page := func(method, typ string) *Unit {
		s := &schema.API{Method: method, Response: fields("a "+typ+"\n\tb String", false)}
		s.Source = schema.Source{Path: method + ".txt", Line: 1}
		u, list := Page(api.Meaning(s), Options{Module: "m"})
		if u == nil {
			t.Fatal(list)
		}
		return u
	}
	for _, test := range []struct {
		name  string
		units []*Unit
		want  string
	}{
		{"none", []*Unit{page("taobao.a.x", "T"), page("taobao.a.y", "T"), page("taobao.b.x", "T")}, ""},
		{
			"type", []*Unit{page("taobao.a.x", "YRequest"), page("taobao.a.x.y", "T")},
			"taobao.a.x.y.txt:1: error: the type XYRequest of taobao.a.x.y is also the type of taobao.a.x (taobao.a.x.txt:1) [name-conflict]",
		},
		{
			"namespace", []*Unit{page("taobao.a-b.x", "T"), page("taobao.ab.y", "T")},
			"taobao.ab.y.txt:1: error: the namespaces taobao.ab and taobao.a-b (taobao.a-b.x.txt:1) would share the package taobao/ab [name-conflict]",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range Conflicts(test.units) {
				got = append(got, d.String())
			}
			if diff := cmp.Diff(test.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("conflicts differ (-want +got):\n%s", diff)
			}
		})
	}
}
