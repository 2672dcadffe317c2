package parser

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// messageRows are a table of fields: name, type, 是否必须, example and description.
var messageRows = [][5]string{
	{"tid", "Number", "可选", "3600000000000000001", "订单 编号"},
	{"paid_at", "Date", "可选", "2016-01-01 12:00:00", "付款 时间"},
	{"note", "String", "可选", "", "买家 留言"},
	{"type", "String", "可选", "String", "类型"},
	{"choice", "String", "可选", "a|b", "甲|乙"},
	{"seller", "String", "可选", "x y", ""},
	{"empty", "String", "可选", "", ""},
	{"paid", "Boolean", "可选", "true", "是否 付款"},
	{"ids", "Number []", "可选", "1,2", "编号"},
}

var messageHeader = [5]string{"名称", "类型", "是否必须", "示例值", "描述"}

// sampleOfRows returns the sample of messageRows, indented.
func sampleOfRows() string {
	var b strings.Builder
	for i, row := range messageRows {
		example, _ := json.Marshal(row[3])
		b.WriteString([]string{"{\n    ", ",\n    "}[min(i, 1)] + `"` + row[0] + `": ` + string(example))
	}
	return b.String() + "\n}"
}

// tableOfRows writes the table line by line.
func tableOfRows(header bool, line func(cells []string) string) string {
	var lines []string
	if header {
		lines = append(lines, line(messageHeader[:]))
	}
	for _, row := range messageRows {
		lines = append(lines, line(row[:]))
	}
	return strings.Join(lines, "\n")
}

// joined joins the cells of a row; with dense, an empty one leaves nothing behind.
func joined(before, between, behind string, dense bool) func([]string) string {
	return func(cells []string) string {
		if dense {
			cells = slices.DeleteFunc(slices.Clone(cells), func(c string) bool { return c == "" })
		}
		return before + strings.Join(cells, between) + behind
	}
}

// without leaves the column 是否必须 out.
func without(line func([]string) string) func([]string) string {
	return func(cells []string) string { return line(slices.Delete(slices.Clone(cells), 2, 3)) }
}

// messageTables are the layouts in which copies have the table.
func messageTables() map[string]string {
	lines := joined("", "\n", "", true)
	frame := "\n---|---|---|---|---|\n"
	piped := tableOfRows(false, joined("| ", " | ", " |", false))
	header := joined("", " ", "", true)(messageHeader[:])
	return map[string]string{
		"spaces":                          tableOfRows(true, joined("", " ", "", true)),
		"spaces, no header":               tableOfRows(false, joined("", " ", "", true)),
		"spaces, bullets":                 header + "\n" + tableOfRows(false, joined("• ", " ", "", true)),
		"spaces, header in lines":         strings.Join(messageHeader[:], "\n") + "\n" + tableOfRows(false, joined("", " ", "", true)),
		"spaces, no 是否必须":                 tableOfRows(true, without(joined("", " ", "", true))),
		"wide spaces":                     tableOfRows(true, joined("", "\u3000", "", true)),
		"tabs":                            tableOfRows(true, joined("", "\t", "", false)),
		"tabs, no header":                 tableOfRows(false, joined("", "\t", "", false)),
		"tabs, around":                    tableOfRows(true, joined("\t", "\t", "\t", false)),
		"tabs, padded":                    tableOfRows(true, joined("", " \t ", "", false)),
		"tabs, empty cells lost":          tableOfRows(true, joined("", "\t", "", true)),
		"tabs, header in lines":           strings.Join(messageHeader[:], "\n") + "\n" + tableOfRows(false, joined("", "\t", "", false)),
		"tabs, no 是否必须":                   tableOfRows(true, without(joined("", "\t", "", false))),
		"bars":                            tableOfRows(true, joined("", " | ", "", false)),
		"bars, no header":                 tableOfRows(false, joined("", " | ", "", false)),
		"bars behind":                     tableOfRows(true, joined("", " | ", " |", false)),
		"bars behind, no header":          tableOfRows(false, joined("", " | ", " |", false)),
		"bars behind, open header":        joined("", " | ", "", false)(messageHeader[:]) + frame + tableOfRows(false, joined("", " | ", " |", false)),
		"bars before":                     tableOfRows(true, joined("| ", " | ", "", false)),
		"bars around":                     tableOfRows(true, joined("| ", " | ", " |", false)),
		"bars around, no header":          piped,
		"bars around, frame":              frame + piped,
		"bars around, open header":        joined("", " | ", "", false)(messageHeader[:]) + frame + piped,
		"bars, no spaces":                 tableOfRows(true, joined("", "|", "|", false)),
		"bars, no 是否必须":                   tableOfRows(true, without(joined("| ", " | ", " |", false))),
		"bars, no 是否必须, no header":        tableOfRows(false, without(joined("| ", " | ", " |", false))),
		"grid":                            "+---+---+---+---+---+\n" + strings.ReplaceAll(tableOfRows(true, joined("| ", " | ", " |", false)), "\n", "\n+===+===+===+===+===+\n"),
		"cells in lines":                  tableOfRows(true, lines),
		"cells in lines, no header":       tableOfRows(false, lines),
		"cells in lines, header in one":   header + "\n" + tableOfRows(false, lines),
		"cells in lines, header of tabs":  strings.Join(messageHeader[:], "\t") + "\n" + tableOfRows(false, lines),
		"cells in lines, blank ones":      strings.ReplaceAll(tableOfRows(true, lines), "\n", "\n\n"),
		"cells in lines, no 是否必须":         tableOfRows(true, without(lines)),
		"cells in lines, bullets":         header + "\n" + tableOfRows(false, joined("• ", "\n  • ", "", true)),
		"bars, icons":                     strings.ReplaceAll(piped, "| paid |", "| paid ![]() |"),
		"cells in lines, icons":           strings.Replace(tableOfRows(true, lines), "\npaid\n", "\npaid ![]()\n", 1),
		"other words in the header":       strings.NewReplacer("名称", "字段名", "示例值", "示例", "描述", "说明").Replace(header) + "\n" + tableOfRows(false, joined("", "\t", "", false)),
		"English header":                  "Name Type Required Example Description\n" + tableOfRows(false, joined("", "\t", "", false)),
		"other words in the column":       strings.ReplaceAll(tableOfRows(true, joined("", " ", "", true)), "可选", "否"),
		"other words in the column, bars": strings.ReplaceAll(tableOfRows(true, joined("| ", " | ", " |", false)), "可选", "false"),
	}
}

// TestMessageLayouts: the same table, however it was copied, gives the same fields, and
// no word of it is lost.
func TestMessageLayouts(t *testing.T) {
	var want []*schema.Field
	for _, row := range messageRows {
		base, list := strings.CutSuffix(row[1], " []")
		want = append(want, &schema.Field{Name: row[0], Type: base, List: list, Example: row[3], Description: row[4]})
	}
	for name, table := range messageTables() {
		t.Run(name, func(t *testing.T) {
			m, diags := messageOf(t, table+"\n", sampleOfRows())
			for _, d := range diags {
				t.Error(d)
			}
			if m == nil {
				return
			}
			var got []*schema.Field
			for _, f := range m.Response {
				got = append(got, &schema.Field{Name: f.Name, Type: f.Type, List: f.List, Example: f.Example, Description: f.Description})
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\nof\n%s", diff, table)
			}
		})
	}
}

// TestMessageLines: where a cell goes on over several lines, or a message holds an object,
// the sample shows the example.
func TestMessageLines(t *testing.T) {
	const lines, plain, piped = "名称\n类型\n是否必须\n示例值\n描述\na\nString\n可选\n", "名称 类型 是否必须 示例值 描述\na String 可选 ", "名称 | 类型 | 是否必须 | 示例值 | 描述\na | String | 可选 | "
	const text, object = `{"a":"{ \"b\": 1 }"}`, `{"a":{"b":1}}`
	for name, test := range map[string]struct{ table, sample, example, description string }{
		"example in lines, a text":     {lines + "{\n\"b\": 1\n}\n甲\n乙", text, `{ "b": 1 }`, "甲 乙"},
		"example in lines, an object":  {lines + "{\n\"b\": 1\n}\n甲", object, `{ "b": 1 }`, "甲"},
		"example in lines, alone":      {lines + "{\n\"b\": 1\n}", object, `{ "b": 1 }`, ""},
		"no example, lines":            {lines + "甲\n乙", `{"a":""}`, "", "甲 乙"},
		"description in lines":         {lines + "x\n甲\n乙", `{"a":"x"}`, "x", "甲 乙"},
		"the sample has another value": {lines + "x\n甲\n乙", `{"a":"y"}`, "x", "甲 乙"},
		"an object, spaces":            {plain + "{\n \"b\": 1\n}\n甲 乙", object, `{ "b": 1 }`, "甲 乙"},
		"an object without example":    {plain + "甲 乙", object, "", "甲 乙"},
		"an object, bars":              {piped + "{ \"b\": 1 } | 甲", object, `{ "b": 1 }`, "甲"},
		"a row in two lines, bars":     {strings.TrimSuffix(piped, " | ") + "\n| x | 甲 |", `{"a":"x"}`, "x", "甲"},
		"borders too many":             {piped + "甲 | | |", `{"a":""}`, "", "甲"},
		"bullets alone":                {"名称 类型 是否必须 示例值 描述\n• a\n  • String\n  • 可选\n  •\n  • 甲", `{"a":""}`, "", "甲"},
		"an object, bars in it":        {piped + "{ \"b\": \"x|y\" } | 甲", `{"a":{"b":"x|y"}}`, `{ "b": "x|y" }`, "甲"},
	} {
		t.Run(name, func(t *testing.T) {
			m, diags := messageOf(t, test.table+"\n", test.sample)
			if m == nil || len(m.Response) != 1 {
				t.Fatal(diags)
			}
			if f := m.Response[0]; f.Example != test.example || f.Description != test.description {
				t.Errorf("the example is %q and the description %q, want %q and %q", f.Example, f.Description, test.example, test.description)
			}
			for _, d := range diags {
				if name != "the sample has another value" {
					t.Error(d)
				}
			}
		})
	}
}

// TestMessageTablesRefused: of a table that cannot be read, the page is refused, or it is
// said what cannot be told.
func TestMessageTablesRefused(t *testing.T) {
	const nested, unread = "nested row", "no line of the section 消息属性 reads as the row of a table"
	for name, test := range map[string]struct {
		table, sample, says string
		refused             bool
	}{
		"nested, bars":                {"名称 | 类型 | 是否必须 | 示例值 | 描述\na | Info | 可选 | | x\n└ b | String | 可选 | 1 | y", `{"a":{"b":"1"}}`, nested, true},
		"nested, other mark":          {"名称 | 类型 | 是否必须 | 示例值 | 描述\na | Info | 可选 | | x\n├─ b | String | 可选 | 1 | y", `{"a":{"b":"1"}}`, nested, true},
		"nested, lines":               {"名称\n类型\n是否必须\n示例值\n描述\na\nInfo\n可选\nx\n└ b\nString\n可选\n1\ny", `{"a":{"b":"1"}}`, nested, true},
		"nested, bullets":             {"名称 类型 是否必须 示例值 描述\na Info 可选 x\n• └ b\n• String\n• 可选\n• 1\n• y", `{"a":{"b":"1"}}`, nested, true},
		"commas":                      {"名称,类型,是否必须,示例值,描述\na,String,可选,1,y", `{"a":"1"}`, unread, true},
		"wide bars":                   {"名称｜类型｜是否必须｜示例值｜描述\na｜String｜可选｜1｜y", `{"a":"1"}`, unread, true},
		"no table, no fields":         {"暂无", `{}`, "belongs to no row", false},
		"no name, bars":               {"名称 | 类型 | 是否必须 | 示例值 | 描述\na | String | 可选 | 1 | x\nb c | String | 可选 | 1 | y", `{"a":"1"}`, `"b c" is no name`, false},
		"no example, and a cell lost": {"名称 | 类型 | 是否必须 | 示例值 | 描述 |\na | String | 可选 | 甲|乙 |", `{"a":""}`, "which of the signs |", false},
	} {
		t.Run(name, func(t *testing.T) {
			p, diags := page.Read("m.txt", []byte("a_b_C (付款)\n\n消息产生条件\n\n消息属性\n\n"+test.table+"\n\n消息示例\n\n"+test.sample+"\n\n消息工具\n"))
			if !diags.HasErrors() {
				_, more := Parse(p)
				diags = append(diags, more...)
			}
			if diags.HasErrors() != test.refused || !slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return strings.Contains(d.Message, test.says) }) {
				t.Errorf("refused %v, want %v with %q:\n%v", diags.HasErrors(), test.refused, test.says, diags)
			}
		})
	}
}

// TestMessageAround reads what stands around the table: title, labels, breadcrumb and
// sample, in the forms in which copies have them.
func TestMessageAround(t *testing.T) {
	numbered := strings.Split(sampleOfRows(), "\n")
	gutter := ""
	for i, line := range numbered {
		numbered[i] = string(rune('1'+i%9)) + " " + line
		if i >= 9 {
			numbered[i] = "1" + string(rune('0'+i-9)) + "\t" + line
		}
		gutter += strings.Fields(numbered[i])[0] + " "
	}
	const crumb, title, labels = "文档中心 > 消息类目 > 交易API", "taobao_demo_OrderPaid (订单(已)付款)", "推送消息 需要授权"
	oneLine := strings.Join(strings.Fields(sampleOfRows()), " ")
	for name, test := range map[string]struct{ head, sample string }{
		"as usual":                  {crumb + "\n\n" + title + "\n\n" + labels, sampleOfRows()},
		"labels above the title":    {crumb + "\n" + labels + "\n" + title, sampleOfRows()},
		"labels joined":             {crumb + "\n" + title + "\n推送消息需要授权", sampleOfRows()},
		"title on the next line":    {crumb + "\ntaobao_demo_OrderPaid\n(订单(已)付款)\n" + labels, sampleOfRows()},
		"title on three lines":      {crumb + "\ntaobao_demo_OrderPaid (\n订单(已)付款\n)\n" + labels, sampleOfRows()},
		"title in lines of its own": {crumb + "\ntaobao_demo_OrderPaid\n（\n订单(已)付款\n）\n" + labels, sampleOfRows()},
		"links":                     {"[文档中心](http://a/b) > [消息类目](http://a/c) > [交易API](http://a/d)\n# " + title + "\n" + labels, sampleOfRows()},
		"numbers before the lines":  {crumb + "\n" + title + "\n" + labels, strings.Join(numbered, "\n")},
		"numbers above":             {crumb + "\n" + title + "\n" + labels, strings.ReplaceAll(gutter, " ", "\n") + sampleOfRows()},
		"numbers in a cell":         {crumb + "\n" + title + "\n" + labels, "| " + gutter + "| " + oneLine + " |"},
		"a tab above":               {crumb + "\n" + title + "\n" + labels, "JSON示例\n" + sampleOfRows()},
		"a fence":                   {crumb + "\n" + title + "\n" + labels, "```json\n" + sampleOfRows() + "\n```"},
	} {
		t.Run(name, func(t *testing.T) {
			p, diags := page.Read("m.txt", []byte(test.head+"\n\n消息产生条件\n\n付款时\n\n消息属性\n"+messageTables()["spaces"]+"\n消息示例\n"+test.sample+"\n\n消息工具\nFAQ\n关于此文档暂时还没有FAQ\n"))
			m, more := Parse(p)
			for _, d := range append(diags, more...) {
				t.Error(d)
			}
			if m == nil {
				return
			}
			if m.Title != "订单(已)付款" || m.Category != "交易API" || !m.Session || m.Description != "付款时" {
				t.Errorf("title %q, category %q, session %v, description %q", m.Title, m.Category, m.Session, m.Description)
			}
			if got := strings.Join(strings.Fields(m.Samples.JSON), " "); got != oneLine {
				t.Errorf("the sample is %s", got)
			}
		})
	}
}
