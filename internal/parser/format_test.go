package parser

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/page"
)

// formatSample is a table in docs/page-format.md, the sample beside it and
// what the two must give.
var formatSample = regexp.MustCompile("(?ms)^```(request|response)\n(.*?)^```\n(?:```(?:java|xml)\n(.*?)^```\n)?gives\n```fields\n(.*?)^```\n")

// TestPageFormat parses the samples in docs/page-format.md.
func TestPageFormat(t *testing.T) {
	const file = "../../docs/page-format.md"
	doc, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	samples := formatSample.FindAllStringSubmatchIndex(string(doc), -1)
	if want := strings.Count(string(doc), "```fields"); len(samples) != want || want < 8 {
		t.Fatalf("found %d samples of %d", len(samples), want)
	}
	var out strings.Builder
	last := 0
	for i, at := range samples {
		part := func(n int) string {
			if at[2*n] < 0 {
				return ""
			}
			return string(doc[at[2*n]:at[2*n+1]])
		}
		got := parseSample(t, part(1), part(2), part(3))
		if diff := cmp.Diff(part(4), got); diff != "" && !*update {
			t.Errorf("sample %d in %s differs (-want +got):\n%s", i+1, file, diff)
		}
		out.Write(doc[last:at[8]])
		out.WriteString(got)
		last = at[9]
	}
	out.Write(doc[last:])
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// parseSample makes a page of a table and a sample and writes its fields.
func parseSample(t *testing.T, side, table, sample string) string {
	t.Helper()
	parts := map[string]string{}
	parts[side] = table
	java, xml := "", ""
	if side == "request" && sample != "" {
		java = "Request req = new Request();\n" + sample
	} else if sample != "" {
		xml = "<b_response>\n" + sample + "</b_response>\n"
	}
	src := fmt.Sprintf("a.b (c)\n\n公共参数\n\n请求参数\n\n名称 类型 是否必须 示例值 更多限制 描述\n%s\n响应参数\n\n名称 类型 示例值 描述\n%s\n"+
		"请求示例\n\n%s\n响应示例\n\n%s\n异常示例\n\n错误码解释\n\nFAQ\n", parts["request"], parts["response"], java, xml)
	p, diags := page.Read("p.txt", []byte(src))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	api, diags := Parse(p)
	if api == nil {
		t.Fatal(diags)
	}
	var b strings.Builder
	dumpFields(&b, api.Request, "")
	dumpFields(&b, api.Response, "")
	return b.String()
}
