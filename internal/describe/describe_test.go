package describe_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/describe"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/tty"
)

func example() *schema.API {
	yes, no := true, false
	return &schema.API{
		Method: "taobao.demo.order.get", Title: "查询订单", Description: "查询一个订单的详情", Category: "交易API", Session: true,
		Protocol: schema.ProtocolTOP, Root: "demo_order_get_response", Source: schema.Source{Path: "pages/a.txt", Format: "text", Line: 3},
		Request: []*schema.Field{
			{Name: "ids", Type: "Number", List: true, Required: &yes, Example: "1,2", Description: "编号", Limits: &schema.Limits{
				Default: "1", MaxLength: "32", MaxListSize: "20", MinValue: "0", MaxValue: "9", FileTypes: []string{"jpg", "png"}}},
			{Name: "q", Type: "Query", Required: &no, Fields: []*schema.Field{{Name: "a", Type: "String", Required: &yes}}},
		},
		Response: []*schema.Field{
			{Name: "result", Type: "Result", Description: "结果", Fields: []*schema.Field{
				{Name: "code", Type: "String", Example: "0", Description: "0:好 -1:坏", Values: []schema.Value{{Value: "0", Text: "好"}, {Value: "-1", Text: "坏"}}},
				{Name: "items", Type: "ItemDto", List: true, Fields: []*schema.Field{
					{Name: "id", Type: "Number", Example: "12", Description: "货号\x1b[31m"},
					{Name: "tags", Type: "String", List: true, Ambiguous: true},
				}},
				{Name: "ok", Type: "Boolean"},
				{Name: "paid", Type: "Date", Time: schema.TimeIn("UTC", "2006-01-02")},
			}},
		},
		Errors: []schema.ErrorCode{{Code: "4003", Message: "no such order", Solution: "ask the buyer"}, {Code: "50", Message: "busy"}},
	}
}

func show(t *testing.T, page *schema.API, opt describe.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := describe.API(&b, api.Meaning(page), opt); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAPI(t *testing.T) {
	want := `taobao.demo.order.get  查询订单
  查询一个订单的详情
  protocol top, session, root demo_order_get_response, 交易API
  pages/a.txt:3 (text)

Request
  ids*  Number []  1,2  [default 1, max length 32, max list size 20, min 0, max 9, file types jpg png]  编号
  q     Query
  └ a*  String

Response
  result     Result      结果
  ├ code     String      0  [values 0 -1]  0:好 -1:坏
  ├ items    ItemDto []
  │ ├ id     Number      12  货号\u001b[31m
  │ └ tags   String []   (depth not certain)
  ├ ok       Boolean
  └ paid     Date        [as yyyy-MM-dd in UTC]

Errors
  4003  no such order: ask the buyer
  50    busy
`
	if diff := cmp.Diff(want, show(t, example(), describe.Options{})); diff != "" {
		t.Errorf("text differs (-want +got):\n%s", diff)
	}
}

func TestWithdrawnAPI(t *testing.T) {
	api := example()
	api.Settled.Withdrawn = "it ends in 2027"
	if got := show(t, api, describe.Options{}); !strings.Contains(got, "  查询一个订单的详情\n  deprecated: it ends in 2027\n  protocol top") {
		t.Errorf("nothing says that nobody should call it:\n%s", got)
	}
}

func TestAPIWithoutFields(t *testing.T) {
	api := &schema.API{Method: "taobao.time.get", Title: "time", Description: "time", Protocol: schema.ProtocolTOP, Source: schema.Source{Path: "b.html", Format: "html", Line: 1}}
	want := "taobao.time.get  time\n  protocol top, no session\n  b.html:1 (html)\n\nRequest\n  none\n\nResponse\n  none\n"
	if diff := cmp.Diff(want, show(t, api, describe.Options{})); diff != "" {
		t.Errorf("text differs (-want +got):\n%s", diff)
	}
}

// Lines are cut at the width of the terminal, in which Han characters count
// twice, and colours do not count.
func TestWidth(t *testing.T) {
	for _, width := range []int{1, 10, 20, 40, 80} {
		plain := show(t, example(), describe.Options{Width: width})
		for line := range strings.Lines(plain) {
			if n := tty.Columns(strings.TrimSuffix(line, "\n")); n > width {
				t.Errorf("width %d: a line has %d columns: %q", width, n, line)
			}
		}
		colored := show(t, example(), describe.Options{Width: width, Color: true})
		if !strings.Contains(colored, "\x1b[1m") {
			t.Errorf("width %d: no colours", width)
		}
		if diff := cmp.Diff(plain, withoutColors(colored)); diff != "" {
			t.Errorf("width %d: colours change the text:\n%s", width, diff)
		}
	}
}

func withoutColors(s string) string {
	return strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "", "\x1b[90m", "", "\x1b[31m", "", "\x1b[36m", "").Replace(s)
}

func TestWriteError(t *testing.T) {
	if err := describe.API(broken{}, api.Meaning(example()), describe.Options{}); err == nil {
		t.Error("a writer that fails is not noticed")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("closed") }
