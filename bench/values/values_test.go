package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// demoPage has three descriptions with lists, and one without.
const demoPage = `taobao.demo.item.get (演示)

一个演示接口

公共参数

请求参数

名称 类型 是否必须 示例值 更多限制 描述
status Number 可选 1 状态1:甲,2:乙
kind Number 可选 1 类型1:甲,2:乙
keys String 可选 name:名称,id:编号
none String 可选 备注

响应参数

名称 类型 示例值 描述
kind String A 类型A(甲)、B(乙)

请求示例

• JAVA
DemoItemGetRequest req = new DemoItemGetRequest();
req.setStatus(1L);
req.setKind(1L);

响应示例

• XML示例
<demo_item_get_response><kind>A</kind></demo_item_get_response>

错误码解释

错误码 错误描述 解决方案

API工具
`

func TestRun(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return file
	}
	write("a.txt", demoPage)
	accepted := write("accepted.tsv", "taobao.demo.item.get\treq\tstatus\tNumber\tcolon/int\t2=乙 ; 1=甲\n"+
		"taobao.demo.item.get\treq\tkind\tNumber\tcolon/int\t1=甲 ; 3=丙\n"+
		"taobao.demo.item.get\treq\tnone\tString\tnear/int\t1=甲 ; 2=乙\n")
	refused := write("refused.tsv", "taobao.demo.item.get\treq\tkeys\tString\tkeys\tcolon/word\tname:名称\n"+
		"taobao.demo.item.get\tres\tkind\tString\tkeys\tpar/const\tA(甲)\n")
	var b strings.Builder
	if err := run(&b, dir, accepted, refused, 1, 1, true); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"5 fields have a description, 3 of them a list of values (60.0 %).",
		"by type:   Number 2, String 1",
		"of 3 accepted lists 1 were read with the same codes (33.3 %), 1 with others, 1 not at all",
		"  colon/int        same    1, other   1, none    0",
		"other\tcolon/int\ttaobao.demo.item.get\treq\tkind",
		"of 2 refused texts 1 were taken for lists (50.0 %)",
		"\n1\ttaobao.demo.item.get ",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report does not say %q:\n%s", want, b.String())
		}
	}
	if err := run(&b, t.TempDir(), "", "", 0, 1, false); err == nil || !strings.Contains(err.Error(), "no pages") {
		t.Errorf("without pages: %v", err)
	}
	if err := run(&b, dir, write("bad.tsv", "a\tb\n"), "", 0, 1, false); err == nil || !strings.Contains(err.Error(), "bad.tsv:1") {
		t.Errorf("with a bad file: %v", err)
	}
}
