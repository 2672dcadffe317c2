package hostile_test

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// slots are the places of a page into which hostile text goes, and what stands
// there in a good page.
var slots = map[string]string{
	"method": "taobao.hostile.item.get", "method end": "", "title": "演示", "description": "一个演示接口", "category": "示例API", "label": "需要授权",
	"request name": "item_id", "request type": "Number", "required": "必须", "request example": "123", "request description": "编号",
	"default": "1", "max value": "999", "file types": "jpg,png",
	"request struct": "query", "request struct type": "QueryDto", "request leaf": "sku", "request leaf type": "String",
	"response name": "title", "response type": "String", "response example": "样品", "response description": "标题",
	"struct": "result", "struct type": "ResultDto", "leaf": "name", "list type": "ItemDto", "element": "item_dto",
	"error code": "isv.no-item", "error message": "没有商品", "error solution": "换一个",
	"java line": "", "java value": "A-1", "root": "hostile_item_get_response", "xml text": "样品", "xml extra": "", "json text": "样品",
	"sub_msg": "非法参数",
}

// textSlots are those whose text means nothing to topgen: whatever stands
// there, the page is good as long as its form is.
var textSlots = []string{"title", "description", "category", "label", "request example", "request description", "default",
	"response example", "response description", "error message", "error solution", "java line", "java value", "xml text", "json text", "sub_msg"}

// slotPage is a page with other text in some slots.
type slotPage map[string]string

func (p slotPage) get(slot string) string {
	if s, ok := p[slot]; ok {
		return s
	}
	s, ok := slots[slot]
	if !ok {
		panic("no slot " + slot)
	}
	return s
}

func (p slotPage) method() string { return p.get("method") + p.get("method end") }

// setter is the name of a wire name in Java.
func setter(wire string) string {
	var b strings.Builder
	up := true
	for _, r := range wire {
		if r == '_' {
			up = true
			continue
		}
		if up {
			r = unicode.ToUpper(r)
		}
		b.WriteRune(r)
		up = false
	}
	return b.String()
}

func (p slotPage) java() string {
	return strings.Join([]string{
		"TaobaoClient client = new DefaultTaobaoClient(url, appkey, secret);",
		"HostileItemGetRequest req = new HostileItemGetRequest();",
		"req.set" + setter(p.get("request name")) + "(123L);",
		"HostileItemGetRequest." + p.get("request struct type") + " obj1 = new HostileItemGetRequest." + p.get("request struct type") + "();",
		"obj1.set" + setter(p.get("request leaf")) + "(\"" + p.get("java value") + "\");",
		"req.set" + setter(p.get("request struct")) + "(obj1);",
		p.get("java line") + `req.setImage(new FileItem("/data/a.jpg"));`,
		"HostileItemGetResponse rsp = client.execute(req, sessionKey);",
		"System.out.println(rsp.getBody());"}, "\n")
}

func (p slotPage) xml() string {
	root, list, leaf := p.get("root"), p.get("element"), p.get("leaf")
	text := html.EscapeString(p.get("xml text"))
	return strings.Join([]string{
		"<" + root + ">",
		"    <" + p.get("response name") + ">" + html.EscapeString(p.get("response example")) + "</" + p.get("response name") + ">",
		"    <" + p.get("struct") + ">",
		"        <items>", "            <" + list + ">", "                <" + leaf + ">" + text + "</" + leaf + ">",
		"            </" + list + ">", "        </items>" + p.get("xml extra"),
		"    </" + p.get("struct") + ">",
		"</" + root + ">"}, "\n")
}

func (p slotPage) errorXML() string {
	return "<error_response>\n    <code>50</code>\n    <msg>Remote service error</msg>\n    <sub_code>isv.invalid-parameter</sub_code>\n    <sub_msg>" +
		html.EscapeString(p.get("sub_msg")) + "</sub_msg>\n</error_response>"
}

func (p slotPage) jsonSample() string {
	quoted, err := json.Marshal(p.get("json text"))
	if err != nil {
		panic(err) // strings always have a JSON form
	}
	return fmt.Sprintf(`{%q:{%q:%q,%q:{"items":{%q:[{%q:%s}]}}}}`, p.get("root"), p.get("response name"), p.get("response example"),
		p.get("struct"), p.get("element"), p.get("leaf"), quoted)
}

// row is a row of a table in all forms.
type row struct {
	name, typ, required, example, description string
	limits                                    [][2]string
	rows                                      []row
}

func (p slotPage) request() []row {
	return []row{
		{name: p.get("request name"), typ: p.get("request type"), required: p.get("required"), example: p.get("request example"),
			description: p.get("request description"), limits: [][2]string{{"默认值", p.get("default")}, {"最大值", p.get("max value")}}},
		{name: p.get("request struct"), typ: p.get("request struct type"), required: "可选", rows: []row{
			{name: p.get("request leaf"), typ: p.get("request leaf type"), required: "必须", example: p.get("java value"), description: "款"}}},
		{name: "image", typ: "byte[]", required: "可选", limits: [][2]string{{"支持的文件类型", p.get("file types")}}, description: "图片"},
	}
}

func (p slotPage) response() []row {
	return []row{
		{name: p.get("response name"), typ: p.get("response type"), example: p.get("response example"), description: p.get("response description")},
		{name: p.get("struct"), typ: p.get("struct type"), description: "结果", rows: []row{
			{name: "items", typ: p.get("list type") + "[]", description: "商品", rows: []row{
				{name: p.get("leaf"), typ: "String", example: p.get("xml text"), description: "名称"}}}}},
	}
}

// text is the page as text. As on the site, all that follows a row with limits
// is indented.
func (p slotPage) text() string {
	t := new(textPage)
	t.line("文档中心 > API类目 > "+p.get("category"), "", p.get("label"), "", p.method()+" ("+p.get("title")+")", "", p.get("description"))
	t.line("", "公共参数", "", "请求参数", "", "名称 类型 是否必须 示例值 更多限制 描述")
	t.rows(p.request())
	t.line("", "响应参数", "", "名称 类型 示例值 描述")
	t.rows(p.response())
	t.sample("请求示例", p.java(), "JAVA", ".NET", "PHP", "CURL", "Python", "C/C++", "NodeJS")
	t.sample("响应示例", p.xml(), "XML示例", "JSON示例")
	t.sample("异常示例", p.errorXML(), "XML示例", "JSON示例")
	t.line("", "错误码解释", "", "错误码 错误描述 解决方案", p.get("error code")+" "+p.get("error message")+" "+p.get("error solution"))
	t.line("", "API工具", "", "如何获得此API", "", "FAQ", "", "返回", "顶部")
	return t.String()
}

// textPage writes a page as text.
type textPage struct {
	strings.Builder
	indent string
}

func (t *textPage) line(lines ...string) {
	for _, l := range lines {
		if l != "" {
			t.WriteString(t.indent + l)
		}
		t.WriteByte('\n')
	}
}

func (t *textPage) sample(heading, text string, tabs ...string) {
	t.line("", heading, "", "  • "+strings.Join(tabs, "\n"+t.indent+"  • "), strings.ReplaceAll(text, "\n", "\n"+t.indent))
}

func (t *textPage) rows(rows []row) {
	for _, r := range rows {
		cells := []string{r.name, r.typ, r.required, r.example, r.description}
		if len(r.limits) > 0 {
			cells = cells[:4]
		}
		t.line(strings.Join(slices.DeleteFunc(cells, func(s string) bool { return s == "" }), " "))
		if len(r.limits) > 0 {
			t.indent = ""
			for _, l := range r.limits {
				t.line("  • " + l[0] + ":" + l[1])
			}
			t.line("  • " + r.description)
			t.indent = "    "
		}
		t.bullets(r.rows)
	}
}

func (t *textPage) bullets(rows []row) {
	for _, r := range rows {
		mark := "• "
		if len(r.rows) == 0 {
			mark += "└ "
		}
		t.line("  " + mark + r.name)
		for _, cell := range []string{r.typ, r.required, r.example, r.description} {
			if cell != "" {
				t.line("  • " + cell)
			}
		}
		t.bullets(r.rows)
	}
}

// html is the page as HTML; escape is what becomes of its texts.
func (p slotPage) html(escape func(string) string) string {
	var b strings.Builder
	e := func(slot string) string { return escape(p.get(slot)) }
	fmt.Fprintf(&b, `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div class="crumbs"><a>文档中心</a> &gt; <a>API类目</a> &gt; %s</div>
<div class="docs-right"><div class="mtl"><h2 class="mtl-main">%s <span>(%s)</span></h2><p class="mtl-desc">%s</p></div><div id="bd"><p>%s</p>
<h1>公共参数</h1><div></div><h1>请求参数</h1><div><table><thead><tr><th>名称</th><th>类型</th><th>是否必须</th><th>示例值</th><th>更多限制</th><th>描述</th></tr></thead><tbody>
`, e("category"), escape(p.method()), e("title"), e("description"), e("label"))
	htmlRows(&b, p.request(), true, escape)
	b.WriteString(`</tbody></table></div><h1>响应参数</h1><div><table><thead><tr><th>名称</th><th>类型</th><th>示例值</th><th>描述</th></tr></thead><tbody>` + "\n")
	htmlRows(&b, p.response(), false, escape)
	fmt.Fprintf(&b, "</tbody></table></div><h1>请求示例</h1><div><pre>%s</pre></div><h1>响应示例</h1><div><pre>%s</pre></div><h1>异常示例</h1><div><pre>%s</pre></div>",
		html.EscapeString(p.java()), html.EscapeString(p.xml()), html.EscapeString(p.errorXML()))
	fmt.Fprintf(&b, `<h1>错误码解释</h1><div><table><thead><tr><th>错误码</th><th>错误描述</th><th>解决方案</th></tr></thead><tbody>
<tr><td>%s</td><td>%s</td><td>%s</td></tr></tbody></table></div><h1>API工具</h1><div></div></div></div></body></html>`, e("error code"), e("error message"), e("error solution"))
	return b.String()
}

func htmlRows(b *strings.Builder, rows []row, request bool, escape func(string) string) {
	for _, r := range rows {
		fmt.Fprintf(b, "<tr><td>%s</td><td>%s</td>", escape(r.name), escape(r.typ))
		if request {
			fmt.Fprintf(b, "<td>%s</td>", escape(r.required))
		}
		fmt.Fprintf(b, "<td>%s</td>", escape(r.example))
		if request {
			b.WriteString("<td>")
			for _, l := range r.limits {
				fmt.Fprintf(b, "<li>%s:%s</li>", escape(l[0]), escape(l[1]))
			}
			b.WriteString("</td>")
		}
		fmt.Fprintf(b, "<td>%s</td></tr>\n", escape(r.description))
		if len(r.rows) > 0 {
			b.WriteString(`<tr class="open-wrap"><td colspan="6"><div class="list">`)
			htmlLists(b, r.rows, request, escape)
			b.WriteString("</div></td></tr>\n")
		}
	}
}

func htmlLists(b *strings.Builder, rows []row, request bool, escape func(string) string) {
	for _, r := range rows {
		cells := []string{r.name, r.typ, r.required, r.example, "", r.description}
		if !request {
			cells = []string{r.name, r.typ, r.example, r.description}
		}
		if len(r.rows) == 0 {
			cells[0] = "└ " + cells[0]
		}
		b.WriteString(`<ul class="tr">`)
		for i, cell := range cells {
			fmt.Fprintf(b, `<li class="td-%d">%s</li>`, i+1, escape(cell))
		}
		b.WriteString("</ul>")
		if len(r.rows) > 0 {
			b.WriteString(`<div class="list">`)
			htmlLists(b, r.rows, request, escape)
			b.WriteString("</div>")
		}
	}
}

// json is the page as the document from which the site draws it.
func (p slotPage) json() string {
	type object = map[string]any
	doc := object{
		"name": p.method(), "apiChineseName": p.get("title"), "description": p.get("description"), "labels": []object{{"displayName": p.get("label")}},
		"requestParams": jsonRows(p.request()), "responseParams": jsonRows(p.response()),
		"sdkDemos":     []object{{"name": "JAVA", "descprition": p.java()}},
		"rspSampleXml": p.xml(), "rspSampleJson": p.jsonSample(), "apiErrDemoXml": p.errorXML(),
		"errorCodes": []object{{"errorCode": p.get("error code"), "errorMsg": p.get("error message"), "solution": p.get("error solution")}},
	}
	data, err := json.Marshal(doc)
	if err != nil {
		panic(err) // maps and strings always have a JSON form
	}
	return string(data)
}

func jsonRows(rows []row) []any {
	out := []any{}
	keys := map[string]string{"默认值": "defaultValue", "最大值": "maxValue", "支持的文件类型": "fileExt"}
	for _, r := range rows {
		m := map[string]any{"name": r.name, "type": r.typ, "required": r.required == "必须", "demoValue": r.example, "description": r.description,
			"subParams": jsonRows(r.rows)}
		for _, l := range r.limits {
			m[keys[l[0]]] = l[1]
		}
		out = append(out, m)
	}
	return out
}

// forms are the forms of the page by file name.
func (p slotPage) forms() map[string]string {
	return map[string]string{
		"page.txt": p.text(), "page.html": p.html(html.EscapeString), "raw.html": p.html(strings.Clone), "page.json": p.json(),
	}
}

func slotNames() []string { return slices.Sorted(maps.Keys(slots)) }
