package values

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/schema"
)

// read returns what Read finds in the form "1=是;2=否", for fields that hold texts.
func read(description string, kind schema.Kind) string {
	var items []string
	for _, v := range Read(description, kind) {
		items = append(items, v.Value+"="+v.Text)
	}
	return strings.Join(items, ";")
}

func TestStyles(t *testing.T) {
	for _, test := range []struct{ name, description, want string }{
		{"colons", "订单状态 1:已付款, 2:已发货", "1=已付款;2=已发货"},
		{"colons of other forms", "订单状态　１：已付款；２∶已发货", "1=已付款;2=已发货"},
		{"no space between items", "0:暂停1：正常2：停止", "0=暂停;1=正常;2=停止"},
		{"dashes", "0--否，1 - 是，2—未知", "0=否;1=是;2=未知"},
		{"equals signs and arrows", "0=否 1=>是 2->未知", "0=否;1=是;2=未知"},
		{"brackets", "可选值：BUYER（买家）、SELLER(卖家)", "BUYER=买家;SELLER=卖家"},
		{"brackets in brackets", "1(无损)|2(320k(高))", "1=无损;2=320k(高)"},
		{"a quote too many", `A("普通"), B(特殊")`, "A=普通;B=特殊"},
		{"words in brackets", "A(first order) B(second order)", "A=first order;B=second order"},
		{"bracket labels with more than a word in quotes", `A("普通"), B("paid by buyer")`, "A=普通;B=paid by buyer"},
		{"capitals", "Y:是 N:否", "Y=是;N=否"},
		{"capitals with digits and lines", "B2C_A=网店;B2B_B=批发", "B2C_A=网店;B2B_B=批发"},
		{"truth", "true:成功，False:失败", "true=成功;False=失败"},
		{"negative numbers", "-1:删除,0:正常,(-2:冻结)", "-1=删除;0=正常;-2=冻结"},
		{"a negative number behind a space", "0:正常 -1:删除", "0=正常;-1=删除"},
		{"leading zeros", "00:正常 01:已满", "00=正常;01=已满"},
		{"codes in quotes", `'A'：甲；“B”：乙；‘C’:丙`, "A=甲;B=乙;C=丙"},
		{"labels in quotes", `1:"甲",2:'乙'`, "1=甲;2=乙"},
		{"English", "AE_COMMON:common type, AE_TRIAL:trial type", "AE_COMMON=common type;AE_TRIAL=trial type"},
		{"capitals as labels of numbers", "支持的终端，1：APP,2:POS", "1=APP;2=POS"},
		{"capitals within a label", "A:线上POS收银,B:VIP专用", "A=线上POS收银;B=VIP专用"},
		{"numbers within a label", "1:满100元 2:其他", "1=满100元;2=其他"},
		{"a default, glued", "0:否,1:是,默认为0", "0=否;1=是"},
		{"Java enum", `状态 INIT(1, "初始(新)"), FAILED(2,"失败", "x");`, "1=初始(新);2=失败"},
		{"Java enum with texts", `MOBILE("mobile","手机号"), /** * 微信 */ WECHAT("weChat", "微信")`, "mobile=手机号;weChat=微信"},
		{"Java enum with other names", `Adult(0, "成人"), Child(1, "儿童")`, "0=成人;1=儿童"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, read(test.description, schema.KindString)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.description, diff)
			}
		})
	}
}

// TestNoLists has texts that look like lists, each for the sentence of the rule that
// tells it from one.
func TestNoLists(t *testing.T) {
	for _, test := range []struct{ name, description string }{
		{"one item", "1:是"},
		{"no item", "是否需要发票(默认)-可选"},
		{"keys of an object", "hosNo:医院ID,deptNo:科室ID"},
		{"keys beside codes", "A:正常,B:停售,name:名称"},
		{"two connectors", "1:是 2-否"},
		{"two kinds of codes", "JD:京东,PDD:拼多多,1688:阿里巴巴"},
		{"a number left over", "0:正常;1:删除;-3 小二删除"},
		{"numbers before the list", "1,2,3。1:甲，2:乙，3:丙"},
		{"a range", "1:甲,2:乙,3~9:其他"},
		{"only ranges", "1-5,6-10"},
		{"ranges of words", "1-5F楼层,6-10F楼层"},
		{"ranges of labels", "1-微信；2-抖音；3-360搜索"},
		{"ranges of floors", "1-2层，4-5层"},
		{"times", "12:00开门，22:30关门"},
		{"capitals left over", "MASTER(主叫), CALLED(被叫), SMS_SENDER"},
		{"a condition", "map_type为1：商品id map_type为2：分销id"},
		{"two codes, numbers last", "VENDIBLE 1-可销售;FREEZE 201-冻结"},
		{"two codes, numbers first", "1:正常订单: NORMAL 2:退货订单: RETURN"},
		{"a sign or a dash", "状态-0:待部署,1:部署"},
		{"a dash behind a bracket", "(甲)-1:乙,2:丙"},
		{"a bullet before a word", "-A:甲 -B:乙"},
		{"a word that begins with a digit", "3C:数码,B:其他"},
		{"ordinals before truths", "1)true:是 2)false:否"},
		{"a code that is a part", "T+0:当日,T+1:次日"},
		{"a word with a dot", "app.A:甲, B:乙"},
		{"brackets within words", "U(nknown):未知 M(ale):男"},
		{"brackets without an end", "A(甲), B(乙"},
		{"codes of a Java enum without labels", `SKU_PRICE("sku_price"), LADDER_PRICE("ladder_price")`},
		{"a Java enum of two forms", `A("a","甲"), B("b","乙"), C("丙")`},
		{"a Java enum with an unquoted label", `A(1, "甲"), B(2, "乙), C(3, 丙)`},
		{"one constant of a Java enum", `状态:A("a","甲")`},
		{"a Java enum with spaces in its codes", `A("a b","甲"), B("c d","乙")`},
		{"a Java enum with Chinese codes", `A("甲","x"), B("乙","y")`},
		{"a Java enum with one Chinese code", `A("甲","x"), B("b","乙")`},
		{"a Java enum with an open quote", `A("a',"甲"), B("b',"乙")`},
		{"a Java enum with half-quoted labels", `A("a",甲 丙"), B("b",乙 丁")`},
		{"a Java enum with names as codes", `A(x,"甲"), B(y,"乙")`},
		{"a Java enum with an unquoted label", `A("a",甲), B("b",乙)`},
		{"a Java enum with something instead of the comma", `A("a"-"甲"), B("b"-"乙")`},
		{"two codes, one of them behind the label", "0:通过url;1:通过图片 支持格式：JPEG"},
		{"a code twice", "1:是,2:否;1:有效"},
		{"a label that is the next code", "A: B: C:甲"},
		{"nothing behind the connector", "1:,2:乙,3:丙"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := read(test.description, schema.KindString); got != "" {
				t.Errorf("%s gave %s", test.description, got)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	const numbers, capitals, truths = "1:是 2:否", "A:是 B:否", "true:是 false:否"
	for _, test := range []struct {
		kind  schema.Kind
		lists string
	}{
		{schema.KindString, numbers + capitals + truths},
		{schema.KindNumber, numbers},
		{schema.KindBytes, numbers},
		{schema.KindBoolean, truths},
		{schema.KindDate, ""},
		{schema.KindDecimal, ""},
		{schema.KindRaw, ""},
		{schema.KindStruct, ""},
	} {
		for _, description := range []string{numbers, capitals, truths} {
			if got, want := Read(description, test.kind) != nil, strings.Contains(test.lists, description); got != want {
				t.Errorf("%v, %s: list %t, want %t", test.kind, description, got, want)
			}
		}
	}
	if got := read(`A("1","甲"), B("2","乙")`, schema.KindNumber); got != "" {
		t.Errorf("a Java enum with texts gave %s for a Number", got)
	}
}

func TestTruthOnTheWire(t *testing.T) {
	if got := read("True:是 FALSE:否", schema.KindBoolean); got != "true=是;false=否" {
		t.Errorf("got %s for a Boolean", got)
	}
}

func TestNumbersDiffer(t *testing.T) {
	for _, test := range []struct{ description, want string }{
		{"01:甲,2:乙", "01=甲;2=乙"},
		{"01:甲,1:乙", ""},
		{"-0:甲,0:乙", ""},
		{"1:甲,99999999999999999999:乙", ""}, // no int64
	} {
		if got := read(test.description, schema.KindNumber); got != test.want {
			t.Errorf("%s gave %q, want %q", test.description, got, test.want)
		}
	}
}

// TestLabels: the last label ends where the others do.
func TestLabels(t *testing.T) {
	for _, test := range []struct{ description, want string }{
		{"1:甲,2:乙,不传为全部", "1=甲;2=乙"},
		{"1:甲;2:乙,不含丙;不传为全部", "1=甲;2=乙,不含丙"},
		{"1:甲,2:乙;不传为全部", "1=甲;2=乙"},
		{"1:甲 2:乙 空:全部", "1=甲;2=乙"},
		{"1:甲, 2:乙 丙,默认值:丁", "1=甲;2=乙 丙"},
		{"1:甲。2:乙。其他", "1=甲;2=乙"},
		{"1:甲2:乙，丙。其他", "1=甲;2=乙，丙"},
		{"1:甲,丙,2:乙,丁", "1=甲,丙;2=乙,丁"},           // labels have commas themselves
		{"1:甲,2:乙;3:丙;默认为1", "1=甲;2=乙;3=丙;默认为1"}, // nothing stands between all items
		{`"1":甲,"2":乙,其他`, "1=甲;2=乙"},
		{"1:甲,2:乙(丙,丁),其他", "1=甲;2=乙(丙,丁)"},
		{"类型(1:甲,2:乙)其他", "1=甲;2=乙"},
		{"类型【1:甲(丙),2:乙(丁)】其他", "1=甲(丙);2=乙(丁)"},
		{"类型(1:甲, 2:乙", "1=甲;2=乙"},
		{"(1:甲),(2:乙)", "1=甲;2=乙"},
		{"1:Created 2:Paid by buyer", "1=Created;2=Paid by buyer"},
		{"1:甲 2:乙 (默认)", "1=甲;2=乙"},
		{"1:甲,2:乙'", "1=甲;2=乙"},
		{`1:甲,2:乙"丙"`, `1=甲;2=乙"丙"`},
	} {
		if got := read(test.description, schema.KindNumber); got != test.want {
			t.Errorf("%s gave %s, want %s", test.description, got, test.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"订单状态 1:已付款, 2:已发货", "A: B: C", `A("a","甲"),B("b","乙")`, "A(甲", `1:"`, "１：甲；-1：乙", "A: \"B\": C", "\xff:1:\xff", "0:甲-1:乙"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for kind := schema.KindString; kind <= schema.KindStruct; kind++ {
			list := Read(s, kind)
			if len(list) == 1 {
				t.Errorf("%q gave one value", s)
			}
			for _, v := range list {
				if !strings.Contains(s, v.Text) || strings.TrimSpace(v.Text) != v.Text || v.Text == "" {
					t.Errorf("%q gave the text %q", s, v.Text)
				}
				if !kind.Holds(v.Value, false) || !utf8.ValidString(v.Value) {
					t.Errorf("%q gave the value %q for a %v", s, v.Value, kind)
				}
			}
		}
	})
}
