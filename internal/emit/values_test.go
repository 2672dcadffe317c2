package emit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// valued gives the leaves of a tree the values that stand where their examples do:
// "status Number 1=甲,2=乙".
func valued(text string, request bool) []*schema.Field {
	tree := fields(text, request)
	var walk func([]*schema.Field)
	walk = func(list []*schema.Field) {
		for _, f := range list {
			for item := range strings.SplitSeq(f.Example, ",") {
				if value, text, ok := strings.Cut(item, "="); ok {
					f.Values = append(f.Values, schema.Value{Value: value, Text: text})
				}
			}
			f.Example = ""
			walk(f.Fields)
		}
	}
	walk(tree)
	return tree
}

func TestValueNames(t *testing.T) {
	for _, test := range []struct {
		name, request, response string
		want                    []string // "Table type: Constant=literal …"
	}{
		{
			name:    "numbers and texts",
			request: "order_status Number 1=甲,-2=乙,03=丙\nkind String WAIT_PAY=甲,weChat=乙",
			want: []string{
				`XOrderStatusValues int64: XOrderStatus1=1 XOrderStatusMinus2=-2 XOrderStatus03=3`,
				`XKindValues string: XKindWaitPay="WAIT_PAY" XKindWeChat="weChat"`,
			},
		},
		{
			name:     "types that have no constants",
			request:  "ok Boolean true=甲,false=乙\npic byte 1=甲,2=乙\nfee Price 1=甲,2=乙",
			response: "pic byte 1=甲,2=乙\nids Number[] 1=甲,2=乙\nn Number A=甲,B=乙", // n cannot hold its values
			want: []string{
				`XPicValues string: XPic1="1" XPic2="2"`,
				`XIDsValues int64: XIDs1=1 XIDs2=2`,
			},
		},
		{
			name:     "one list at several places",
			request:  "status Number 1=甲,2=乙\no A\n\tstatus Number 1=甲,2=乙",
			response: "status Number 1=甲,2=乙",
			want:     []string{`XStatusValues int64: XStatus1=1 XStatus2=2`},
		},
		{
			name:     "other lists at other places",
			request:  "status Number 1=甲,2=乙\no A\n\tstatus Number 1=甲,2=丙",
			response: "status String 1=甲,2=乙\no A\n\tstatus Number 8=甲,9=丙",
			want: []string{
				`XStatusValues int64: XStatus1=1 XStatus2=2`,
				`XOStatusValues int64: XOStatus1=1 XOStatus2=2`,
				`XResponseStatusValues string: XResponseStatus1="1" XResponseStatus2="2"`,
				`XResponseOStatusValues int64: XResponseOStatus8=8 XResponseOStatus9=9`,
			},
		},
		{
			name:    "one type with other lists at its places",
			request: "a T\n\tstatus Number 1=甲,2=乙\nb T\n\tstatus Number 3=丙,4=丁\nc T\n\tstatus Number 3=丙,4=丁",
			want: []string{
				`XStatusValues int64: XStatus1=1 XStatus2=2`,
				`XBStatusValues int64: XBStatus3=3 XBStatus4=4`,
			},
		},
		{
			name:    "names that other lists have taken",
			request: "status1 Number 0=甲,1=乙\nstatus Number 10=甲,2=乙",
			want: []string{
				`XStatus1Values int64: XStatus10=0 XStatus11=1`,
				`XRequestStatusValues int64: XRequestStatus10=10 XRequestStatus2=2`,
			},
		},
		{
			name:     "names of types",
			response: "status Number 1=甲,2=乙\no Status1\n\ta String\np StatusValues\n\tb String\nresponse_status Number\nq ResponseStatus2\n\tc String",
			want:     []string{`XResponseStatusValueValues int64: XResponseStatusValue1=1 XResponseStatusValue2=2`},
		},
		{
			name:    "values that differ in Go spelling only",
			request: "a String Y=甲,y=乙\nb String VALUES=甲,X=乙",
			want:    []string{`XAValues string: XAY="Y" XAYValue="y"`, `XBValues string: XBValuesValue="VALUES" XBX="X"`},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			page := &schema.API{Method: "a.b.x", Request: valued(test.request, true), Response: valued(test.response, false)}
			m, err := newModel(api.Meaning(page), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, valueLists(m)); diff != "" {
				t.Errorf("lists differ (-want +got):\n%s", diff)
			}
		})
	}
}

func valueLists(m *model) (lists []string) {
	for _, l := range m.values {
		s := l.Table + " " + l.Type + ":"
		for _, v := range l.Values {
			s += fmt.Sprintf(" %s=%s", v.Name, v.Literal)
		}
		lists = append(lists, s)
	}
	return lists
}

// A decimal has no constants, also where its page calls it a Number.
func TestValuesOfFractions(t *testing.T) {
	rate := &schema.Field{Name: "rate", Type: "Number", Example: "1.5", Values: []schema.Value{{Value: "1", Text: "甲"}, {Value: "2", Text: "乙"}}}
	m, err := newModel(api.Meaning(&schema.API{Method: "a.b.x", Response: []*schema.Field{rate}}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.values) > 0 {
		t.Errorf("a decimal has constants: %v", valueLists(m))
	}
}

// TestDocumentedValues reads the emitted declarations: texts beside the constants if
// there is room for all of them, else above.
func TestDocumentedValues(t *testing.T) {
	long := strings.Repeat("很长", 30)
	page := &schema.API{
		Method: "a.b.x", Source: schema.Source{Path: "x.txt"},
		Request:  valued("o T\n\tstatus Number 1=甲,10=乙\nlong String A="+long+",B=\"乙\"", true),
		Response: valued("status Number 1=甲,10=乙", false),
	}
	f, diags := Bindings(api.Meaning(page), Options{Module: "example.com/m"})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	got := string(f.Data)
	for _, want := range []string{
		`
// Values of status (request.o.status and 1 more); others may occur.
const (
	XStatus1  int64 = 1  // 甲
	XStatus10 int64 = 10 // 乙
)

// Texts of the values of status.
var XStatusValues = top.Values[int64]{
	{Value: 1, Text: "甲"},
	{Value: 10, Text: "乙"},
}
`, `
	// "乙"
	XLongB string = "B"
)
`, "\t// " + long[:len("很长")*20],
		`{Value: "B", Text: ` + "`\"乙\"`" + `},`,
		"// status (see [XStatusValues])",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the bindings do not hold\n%s\nbut\n%s", want, got)
		}
	}
}

// The names of all values are claimed, so that another page with one of them is told.
func TestValuesAreClaimed(t *testing.T) {
	page := &schema.API{Method: "a.b.x", Request: valued("status Number 1=甲,2=乙", true)}
	page.Request[0].Line = 7
	u, diags := Page(api.Meaning(page), Options{Module: "example.com/m"})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, want := range []Claim{{"XStatusValues", "variable", 7}, {"XStatus1", "constant", 7}, {"XStatus2", "constant", 7}} {
		if !slices.Contains(u.Claims, want) {
			t.Errorf("%v is not claimed: %v", want, u.Claims)
		}
	}
}
