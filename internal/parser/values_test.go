package parser

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testpage"
)

const htmlPage = `<h1>taobao.demo.item.get (演示)</h1>
<h3>请求参数</h3>
<table><tr><td>名称<td>类型<td>是否必须<td>示例值<td>更多限制<td>描述
<tr><td>item_id<td>Number<td>必须<td>123<td><td>编号</table>
<h3>响应参数</h3>
<table><tr><td>名称<td>类型<td>示例值<td>描述
<tr><td>title<td>String<td>样品<td>标题</table>
<h3>错误码解释</h3>
<table><tr><td>错误码<td>错误描述<td>解决方案</table>
`

// A page has the same values in all its forms, by the type of each field.
func TestValuesInAllForms(t *testing.T) {
	p := testpage.Page{Method: "taobao.demo.item.get"}
	for name, src := range map[string]string{"a.txt": p.Text(), "a.html": htmlPage, "a.json": p.JSON()} {
		src = strings.NewReplacer("编号", "编号：1-甲 2-乙", "标题", "状态 A（丙）、B（丁）").Replace(src)
		read, diags := page.Read(name, []byte(src))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		api, diags := Parse(read)
		if api == nil {
			t.Fatal(diags)
		}
		if diff := cmp.Diff([]schema.Value{{Value: "1", Text: "甲"}, {Value: "2", Text: "乙"}}, api.Request[0].Values); diff != "" {
			t.Errorf("%s: the values of the request differ (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff([]schema.Value{{Value: "A", Text: "丙"}, {Value: "B", Text: "丁"}}, api.Response[0].Values); diff != "" {
			t.Errorf("%s: the values of the response differ (-want +got):\n%s", name, diff)
		}
	}
}
