// Package testpage makes small documentation pages for tests that are about
// something else than reading pages.
package testpage

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/protocol"
)

// Page is a page with one request field, item_id, and one response field,
// title. The zero value of a field is filled in from Method.
type Page struct {
	Method  string // "taobao.demo.item.get"
	Title   string
	Type    string // of title, "String" if empty
	Example string // of title
}

func (p Page) fill() Page {
	if p.Title == "" {
		p.Title = "演示"
	}
	if p.Type == "" {
		p.Type = "String"
	}
	if p.Example == "" {
		p.Example = "样品"
	}
	return p
}

// class is the name of the page's classes in Java, without Request or Response.
func (p Page) class() string {
	var b strings.Builder
	for part := range strings.SplitSeq(strings.TrimPrefix(p.Method, "taobao."), ".") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

func (p Page) root() string {
	return protocol.RootOf(p.Method)
}

func (p Page) java() string {
	return fmt.Sprintf(`TaobaoClient client = new DefaultTaobaoClient(url, appkey, secret);
%[1]sRequest req = new %[1]sRequest();
req.setItemId(123L);
%[1]sResponse rsp = client.execute(req, sessionKey);
System.out.println(rsp.getBody());`, p.class())
}

func (p Page) xml() string {
	return fmt.Sprintf("<%[1]s>\n    <title>%[2]s</title>\n</%[1]s>", p.root(), p.Example)
}

const errorXML = `<error_response>
    <code>50</code>
    <msg>Remote service error</msg>
    <sub_code>isv.invalid-parameter</sub_code>
    <sub_msg>非法参数</sub_msg>
</error_response>`

// Text is the page in the text form.
func (p Page) Text() string {
	p = p.fill()
	return fmt.Sprintf(`%s (%s)

一个演示接口

公共参数

请求参数

名称 类型 是否必须 示例值 更多限制 描述
item_id Number 必须 123 编号

响应参数

名称 类型 示例值 描述
title %s %s 标题

请求示例

  • JAVA
  • .NET
  • PHP
  • CURL
  • Python
  • C/C++
  • NodeJS
%s

响应示例

  • XML示例
  • JSON示例
%s

异常示例

  • XML示例
  • JSON示例
%s

错误码解释

错误码 错误描述 解决方案

API工具

如何获得此API

FAQ

返回
顶部
`, p.Method, p.Title, p.Type, p.Example, p.java(), p.xml(), errorXML)
}

// JSON is the page in the form of the document from which the site draws it.
func (p Page) JSON() string {
	p = p.fill()
	type object = map[string]any
	doc := object{
		"name": p.Method, "apiChineseName": p.Title, "description": "一个演示接口",
		"requestParams":  []object{{"name": "item_id", "type": "Number", "required": true, "demoValue": "123", "description": "编号"}},
		"responseParams": []object{{"name": "title", "type": p.Type, "demoValue": p.Example, "description": "标题"}},
		"sdkDemos":       []object{{"name": "JAVA", "descprition": p.java()}},
		"rspSampleXml":   p.xml(), "apiErrDemoXml": errorXML, "errorCodes": []object{},
		"rspSampleJson": fmt.Sprintf(`{%q:{"title":%q}}`, p.root(), p.Example),
	}
	data, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("testpage: %v", err)) // maps and strings always have a JSON form
	}
	return string(data) + "\n"
}
