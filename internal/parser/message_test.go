package parser

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

// messageOf parses the page of a message with these lines of its table, and a sample.
func messageOf(t *testing.T, table, sample string) (*schema.API, diag.List) {
	t.Helper()
	p, diags := page.Read("m.txt", []byte("taobao_demo_OrderPaid (付款)\n\n推送消息 需要授权\n\n消息产生条件\n\n付款时 发送\n\n消息属性\n\n"+table+"\n消息示例\n\n"+sample+"\n\n消息工具\n"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	m, more := Parse(p)
	return m, append(diags, more...)
}

func TestMessage(t *testing.T) {
	m, diags := messageOf(t, "名称 类型 是否必须 示例值 描述\ntid Number 可选 1 编号\n", `{"tid":"1"}`)
	if len(diags) > 0 {
		t.Error(diags)
	}
	got, err := json.Marshal(m.AsMessage())
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"topic":"taobao_demo_OrderPaid","title":"付款","description":"付款时 发送","session":true,"source":{"path":"m.txt","format":"text","line":1},` +
		`"fields":[{"name":"tid","type":"Number","list":false,"example":"1","description":"编号","line":12}],"sample":"{\"tid\":\"1\"}"}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMessageCells tells the example and the description of a row apart, in all forms of
// tables.
func TestMessageCells(t *testing.T) {
	const header = "名称 | 类型 | 是否必须 | 示例值 | 描述 |\n---|---|---|---|---|\n"
	const open = "名称 | 类型 | 是否必须 | 示例值 | 描述\n---|---|---|---|---\n"
	const plain = "名称 类型 是否必须 示例值 描述\n"
	for _, test := range []struct {
		name, table, sample  string
		example, description string
		codes                []diag.Code
	}{
		{"both", header + "a | String | 可选 | x y | 说明 |", `{"a":"x y"}`, "x y", "说明", nil},
		{"no example", header + "a | String | 可选 | 说明 | |", `{"a":""}`, "", "说明", nil},
		{"no example, number", header + "a | Number | 可选 | 12 | |", `{"a":""}`, "", "12", nil},
		{"no description", header + "a | String | 可选 | x | |", `{"a":"x"}`, "x", "", nil},
		{"empty example in its place", header + "a | String | 可选 | | 说明 |", `{"a":""}`, "", "说明", nil},
		{"an object in the sample", header + "a | String | 可选 | 说明 | |", `{"a":{"b":"1"}}`, "", "说明", nil},
		{"bars in the example", header + "a | String | 可选 | x|y | 说明 |", `{"a":"x|y"}`, "x|y", "说明", nil},
		{"spaced bars in the example", header + "a | String | 可选 | x | y | 说明 |", `{"a":"x|y"}`, "x | y", "说明", nil},
		{"bars in the description", header + "a | String | 可选 | x | 甲|乙|丙 |", `{"a":"x"}`, "x", "甲|乙|丙", nil},
		{"bars in a description without example", header + "a | String | 可选 | 甲|乙 | |", `{"a":""}`, "", "甲|乙", nil},
		{"bars that nothing tells apart", header + "a | String | 可选 | x|y | 说明 |", `{"a":"z"}`, "x", "y | 说明", []diag.Code{diag.CellBorder, diag.SampleMismatch}},
		{"the sample lacks the field", header + "a | String | 可选 | x | 说明 |", `{"b":"1"}`, "x", "说明", nil},
		{"no outer bars", open + "a | String | 可选 | x | 说明", `{"a":"x"}`, "x", "说明", nil},
		{"no outer bars, no description", open + "a | String | 可选 | x | ", `{"a":"x"}`, "x", "", nil},
		{"spaces", plain + "a String 可选 x y 说明 文字", `{"a":"x y"}`, "x y", "说明 文字", nil},
		{"spaces, no example", plain + "a String 可选 说明 文字", `{"a":""}`, "", "说明 文字", nil},
		{"tabs", plain + "a\tString\t可选\t\t说明", `{"a":""}`, "", "说明", nil},
		{"lines", "名称\n类型\n是否必须\n示例值\n描述\na\nString\n可选\n说明", `{"a":""}`, "", "说明", nil},
		{"lines, both", "名称\n类型\n是否必须\n示例值\n描述\na\nString\n可选\nx\n说明", `{"a":"x"}`, "x", "说明", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, diags := messageOf(t, test.table+"\n", test.sample)
			if m == nil || len(m.Response) != 1 {
				t.Fatalf("%+v\n%v", m, diags)
			}
			if f := m.Response[0]; f.Example != test.example || f.Description != test.description {
				t.Errorf("the example is %q and the description %q, want %q and %q", f.Example, f.Description, test.example, test.description)
			}
			for _, d := range diags {
				if d.Code == diag.Internal {
					t.Errorf("a word is lost: %v", d)
				}
			}
			if len(test.codes) > 0 && !slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Code == test.codes[0] }) {
				t.Errorf("it is not said that nothing tells: %v", diags)
			}
		})
	}
}

// TestMessageCorpus reads the pages of messages in the corpus, and compares their trees.
func TestMessageCorpus(t *testing.T) {
	dir := filepath.Join(testenv.CorpusDir(t), "messages")
	pages, err := filepath.Glob(filepath.Join(dir, "pages", "*.txt"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages in %s: %v", dir, err)
	}
	for _, file := range pages {
		stem := strings.TrimSuffix(filepath.Base(file), ".txt")
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := os.ReadFile(dir + "/trees/" + stem + ".tree.json")
		if err != nil {
			t.Fatal(err)
		}
		var want, got schema.Message
		if err := json.Unmarshal(tree, &want); err != nil {
			t.Fatal(err)
		}
		p, diags := page.Read(file, src)
		m, more := Parse(p)
		if m == nil {
			t.Errorf("%s is refused: %v", stem, append(diags, more...))
			continue
		}
		for _, d := range append(diags, more...) {
			t.Errorf("%s: %v", stem, d)
		}
		got = *m.AsMessage()
		got.Source = schema.Source{}
		for _, message := range []*schema.Message{&want, &got} {
			message.Sample = strings.Join(strings.Fields(message.Sample), "")
			for i, f := range message.Fields {
				message.Fields[i] = &schema.Field{Name: f.Name, Type: f.Type, List: f.List, Example: f.Example, Description: plain(f.Description)}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", stem, diff)
		}
	}
}
