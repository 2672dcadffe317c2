package page

import (
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/testpage"
)

// shortMessage and shortHTML have the headings and the tables of parameters of a page.
const (
	shortMessage = `taobao_trade_TradeMade (演示)
消息产生条件
订单创建时
消息属性
名称 类型 是否必须 示例值 描述
tid Number 必须 1 订单号
消息示例
{"tid":1}
消息工具
`
	shortHTML = `<html><body><h2>taobao.demo.item.get (演示)</h2><p>演示</p>
<h1>公共参数</h1><h1>请求参数</h1>
<h1>请求参数</h1>
<table><tr><td>名称</td><td>类型</td><td>是否必须</td></tr><tr><td>item_id</td><td>Number</td><td>必须</td></tr></table>
<h1>响应参数</h1>
<table><tr><td>名称</td><td>类型</td></tr><tr><td>title</td><td>String</td></tr></table>
</body></html>
`
)

// A file holds one page: what follows it is never passed over, nor made a part of it.
func TestSecondPage(t *testing.T) {
	a, b := testpage.Page{Method: "taobao.demo.item.get"}, testpage.Page{Method: "taobao.demo.shop.get"}
	text := a.Text()
	message := shortMessage
	sample := strings.Index(text, "请求示例")
	if sample < 0 {
		t.Fatal("the page has no sample")
	}
	for name, test := range map[string]struct{ file, src, heading, other string }{
		"two pages":                    {"a.txt", text + "\n" + b.Text(), "请求参数", "请求参数"},
		"one page twice":               {"a.txt", text + text, "请求参数", "请求参数"},
		"behind a page without an end": {"a.txt", text[:sample] + b.Text(), "请求参数", "请求参数"},
		"an API and a message":         {"a.txt", text + message, "消息属性", "请求参数"},
		"a message and an API":         {"a.txt", message + text, "请求参数", "消息属性"},
		"two messages":                 {"a.txt", message + message, "消息属性", "消息属性"},
		"in markdown":                  {"a.txt", message + strings.ReplaceAll(strings.ReplaceAll(message, "消息属性", "### 消息属性"), "名称 类型", "| 名称 | 类型"), "消息属性", "消息属性"},
		"two pages in HTML":            {"a.html", shortHTML + strings.ReplaceAll(shortHTML, "item", "shop"), "请求参数", "请求参数"},
	} {
		t.Run(name, func(t *testing.T) {
			_, diags := Read(test.file, []byte(test.src))
			want := "the file holds more than one page: a table " + test.heading + " begins here, and a table " + test.other + " in line "
			for _, d := range diags {
				if line := strings.Split(test.src, "\n")[d.Pos.Line-1]; strings.HasPrefix(d.Message, want) && strings.Contains(line, test.heading) {
					return
				}
			}
			t.Errorf("nothing says %q at a heading:\n%s", want, dumpDiags(diags))
		})
	}
}

// A heading that a copy has twice is a heading once, and one that it lacks is told.
func TestHeadings(t *testing.T) {
	text := testpage.Page{Method: "taobao.demo.item.get"}.Text()
	want, _ := Read("a.txt", []byte(text))
	for heading := range headings {
		if !strings.Contains(text, "\n"+heading+"\n") {
			continue
		}
		p, diags := Read("a.txt", []byte(strings.Replace(text, "\n"+heading+"\n", "\n"+heading+"\n"+heading+"\n", 1)))
		if len(p.Errors) != len(want.Errors) || len(diags) > 0 || len(p.Common) > 0 {
			t.Errorf("%s twice: %d error rows, want %d; common %v\n%s", heading, len(p.Errors), len(want.Errors), p.Common, dumpDiags(diags))
		}
	}
	for name, with := range map[string]string{
		"no heading":           "",
		"one nobody knows":     "Common Parameters\n",
		"another, and a table": "Common Parameters\n请求地址：\n环境 HTTP请求地址\n正式环境 http://a.example\n",
		"a table alone":        "公共请求参数：\n名称 类型 是否必须 描述\nmethod String 是 接口名称\n",
	} {
		t.Run(name, func(t *testing.T) {
			p, diags := Read("a.txt", []byte(strings.Replace(text, "公共参数\n", with, 1)))
			const said = "the page has no heading 公共参数"
			if len(diags) != 1 || !strings.HasPrefix(diags[0].Message, said) || diags[0].Pos.Line != p.Description[len(p.Description)-1].Line {
				t.Errorf("want %q at the last line of the description:\n%s", said, dumpDiags(diags))
			}
			for _, line := range p.Description {
				if strings.Contains(line.S, "环境") || strings.Contains(line.S, "method") {
					t.Errorf("the description has a row of a table, %q", line.S)
				}
			}
		})
	}
}

// Where no tabs show the cells, they are known by the order of the usual columns alone.
func TestUnusualColumns(t *testing.T) {
	text := testpage.Page{Method: "taobao.demo.item.get"}.Text()
	const request, row = "名称 类型 是否必须 示例值 更多限制 描述\n", "item_id Number 必须 123 编号\n"
	tabbed := strings.ReplaceAll(row, " ", "\t")
	for name, test := range map[string]struct {
		header, row string
		said        bool
	}{
		"usual":                            {request, row, false},
		"one missing":                      {"名称 类型 是否必须 示例值 描述\n", row, false},
		"description first":                {"名称 类型 是否必须 描述 示例值\n", "item_id Number 必须 编号 123\n", true},
		"one more":                         {"名称 类型 是否必须 示例值 描述 备注\n", row, true},
		"one that nobody knows":            {"名称 类型 是否必须 示例值 默认值 描述\n", row, true},
		"description, with tabs":           {"名称\t类型\t是否必须\t描述\t示例值\n", "item_id\tNumber\t必须\t编号\t123\n", false},
		"usual, with tabs":                 {request, strings.Replace(tabbed, "123", "123\t", 1), false},
		"description first, a cell a line": {"名称\n类型\n是否必须\n描述\n示例值\n", "item_id\nNumber\n必须\n编号\n123\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(text, request+row, test.header+test.row, 1)
			if changed == text && test.header+test.row != request+row {
				t.Fatal("the page has another table")
			}
			_, diags := Read("a.txt", []byte(changed))
			if got := strings.Contains(dumpDiags(diags), "the columns are not those that topgen knows"); got != test.said {
				t.Errorf("said is %v, want %v:\n%s", got, test.said, dumpDiags(diags))
			}
		})
	}
}

// A document that lacks a table, or has something else in its place, is not taken for one
// of an API without parameters, labels or samples.
func TestMembersOfDocuments(t *testing.T) {
	document := testpage.Page{Method: "taobao.demo.item.get"}.JSON()
	for name, test := range map[string]struct{ old, new, said string }{
		"no request":      {`"requestParams"`, `"parameters"`, "error: the document has no member requestParams"},
		"no response":     {`"responseParams"`, `"parameters"`, "error: the document has no member responseParams"},
		"labels a text":   {`"requestParams"`, `"labels":"必须用户授权","requestParams"`, "warning: here stands no list, so that nothing of it is read"},
		"samples a text":  {`"requestParams"`, `"sdkDemos":"req.setItemId(1L);","requestParams"`, "warning: here stands no list, so that nothing of it is read"},
		"labels are null": {`"requestParams"`, `"labels":null,"requestParams"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Count(document, test.old) != 1 {
				t.Fatalf("the document has %s %d times", test.old, strings.Count(document, test.old))
			}
			_, diags := Read("a.json", []byte(strings.Replace(document, test.old, test.new, 1)))
			if got := dumpDiags(diags); !strings.Contains(got, test.said) || test.said == "" && got != "" {
				t.Errorf("said %q, want %q", got, test.said)
			}
		})
	}
}
