package docs_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/docs"
	"github.com/topgen/topgen/internal/cli"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/source"
)

// codes reads the codes of package diag from its source, in its order.
func codes(t *testing.T) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../internal/diag/codes.go", nil, 0)
	must(t, err)
	var codes []string
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			code, err := strconv.Unquote(lit.Value)
			must(t, err)
			codes = append(codes, code)
		}
		return true
	})
	return codes
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Every code has a section, in the order of package diag, and every section a
// code.
func TestDiagnosticsAreComplete(t *testing.T) {
	var sections []string
	for _, m := range regexp.MustCompile(`(?m)^## (.+)$`).FindAllStringSubmatch(docs.Diagnostics, -1) {
		sections = append(sections, m[1])
	}
	if diff := cmp.Diff(codes(t), sections); diff != "" {
		t.Errorf("docs/diagnostics.md and internal/diag/codes.go differ (-codes +sections):\n%s", diff)
	}
	for _, code := range sections {
		text, ok := docs.Explain(code)
		if !ok || !strings.Contains(text, "**What to do.** ") || !regexp.MustCompile(`^\*(Error|Warning|Note|Error or warning|Note, warning or error)\.\* `).MatchString(text) {
			t.Errorf("%s: the section does not begin with its severity, or does not say what to do:\n%s", code, text)
		}
	}
}

// edit is how a test makes one of the five pages wrong.
type edit struct {
	page     string // which it is a change of, without docs/pages/ and .txt
	old, new string // replaced everywhere; a page without change shows the code as it is
	as       string // name of the changed page, if it is one more page
	cut      int    // lines that are left of the page, if not 0
	pad      int    // bytes to which the page is padded
	yaml     string // topgen.yaml
	json     string // a page in the JSON form instead
	body     string // that the gateway sent as an answer of the page
}

const (
	appraise   = "alibaba.idle.appraise.order.query"
	compensate = "alibaba.idle.game.boost.compensate.query"
	issue      = "aliexpress.issue.detail.get"
	refund     = "taobao.pc.refund.detail"
)

// examples makes the situations of which diagnostics.md shows what topgen says.
// There is none for "internal": that would be a bug, and it would be mended.
var examples = map[string]edit{
	"not-an-api-page":  {page: appraise, old: appraise + " (闲鱼验货宝订单详情查询)", new: "API文档 使用指南"},
	"pipe-rendering":   {page: appraise, old: "名称 类型 是否必须 示例值 更多限制 描述\nbiz_order_id Number 必须 12354 orderId", new: "| 名称 | 类型 | 是否必须 | 示例值 | 更多限制 | 描述 |\n| --- | --- | --- | --- | --- | --- |\n| biz_order_id | Number | 必须 | 12354 | | orderId |", cut: 14},
	"truncated":        {page: refund, cut: 200},
	"example-type":     {page: issue},
	"example-value":    {page: appraise, old: "<ac2buyer_mail_no>0468705725</ac2buyer_mail_no>\n            <ac2seller_mail_no>675366256789<", new: "<ac2buyer_mail_no>675366256789</ac2buyer_mail_no>\n            <ac2seller_mail_no>0468705725<"},
	"ambiguous-depth":  {page: compensate, old: "                    <service_code>service_code</service_code>\n", new: ""},
	"unknown-type":     {page: appraise, old: "biz_order_id Number", new: "biz_order_id Numeral"},
	"sample-mismatch":  {page: appraise, old: "<err_code>0</err_code>", new: "<err_code>0</err_code>\n        <err_level>1</err_level>"},
	"real-sample":      {page: appraise, body: `{"alibaba_idle_appraise_order_query_response":{"result":{"err_code":"0","success":"maybe"}}}`},
	"sample-syntax":    {page: appraise, old: "<err_code>0</err_code>", new: "<err_code>0</err_cod>"},
	"stray-text":       {page: appraise, old: "名称 类型 是否必须 示例值 更多限制 描述\n", new: "名称 类型 是否必须 示例值 更多限制 描述\n收起\n"},
	"duplicate-field":  {page: appraise, old: "biz_order_id Number 必须 12354 orderId\n", new: "biz_order_id Number 必须 12354 orderId\nbiz_order_id Number 可选 12354 orderId\n"},
	"invalid-name":     {page: appraise, old: "└ err_code\n", new: "└ err&code\n"},
	"limit-value":      {page: appraise, old: "biz_order_id Number 必须 12354 orderId\n", new: "biz_order_id Number 必须 12354\n  • 最大值:不限\n  • orderId\n"},
	"error-row":        {page: appraise, old: "错误码 错误描述 解决方案\n", new: "错误码 错误描述 解决方案\n4003 no such order ask the buyer\n"},
	"cell-border":      {page: appraise, old: "result Result result\n", new: "result Result the result of it\n"},
	"too-deep":         {json: `{"name": "taobao.demo.get", "requestParams": ` + strings.Repeat(`[{"subParams": `, 10_000) + "0" + strings.Repeat("}]", 10_000) + "}"},
	"too-large":        {page: appraise, pad: source.MaxSize + 1},
	"duplicate-method": {page: appraise, old: "biz_order_id Number 必须", new: "biz_order_id Number 可选", as: "copy"},
	"name-conflict":    {page: appraise, old: appraise, new: "alibaba.idle.appraise.order_query", as: "copy"},
	"unreadable":       {page: appraise, old: "orderId", new: "\xff\xff"},
	"unreadable-name":  {page: appraise, old: "err_code", new: "错误码"},
	"date-zone":        {page: appraise, old: "biz_order_id Number 必须 12354 orderId\n", new: "since Date 可选 2000-01-01 00:00:00 PST time\n"},
	"unsafe-paging":    {page: appraise, old: "biz_order_id Number 必须 12354 orderId\n", new: "page_no Number 可选 1 page\npage_size Number 可选 10 size\n"},
	"split-type":       {page: issue, yaml: "fields:\n  - method: " + issue + "\n    field: response.result_object.buyer_solution_list.logistics_fee_amount\n    type: Price\n    reason: it is an amount\n"},
	"config":           {page: appraise, yaml: "fields:\n  - method: " + appraise + "\n    field: response.result.err_code\n    type: String\n    reason: the sample has letters\n"},
}

// What diagnostics.md shows is what topgen says.
func TestDiagnosticsExamples(t *testing.T) {
	for _, code := range codes(t) {
		e, ok := examples[code]
		if !ok {
			if code != "internal" {
				t.Errorf("%s: no example", code)
			}
			continue
		}
		t.Run(code, func(t *testing.T) {
			said := linesWith(e.say(t), "["+code+"]")
			text, _ := docs.Explain(code)
			if len(said) == 0 || !slices.ContainsFunc(said, func(line string) bool { return strings.Contains(text, "\n    "+line+"\n") }) {
				t.Errorf("docs/diagnostics.md shows none of what topgen says:\n%s", strings.Join(said, "\n"))
			}
			for _, line := range linesWith(text, "["+code+"]") {
				if !slices.Contains(said, strings.TrimSpace(line)) {
					t.Errorf("docs/diagnostics.md shows what topgen does not say:\n%s", line)
				}
			}
		})
	}
}

// warningExamples makes warnings of codes whose example is an error.
var warningExamples = map[string]edit{
	"truncated": {page: appraise, old: "错误码 错误描述 解决方案\n\nAPI工具\n\n如何获得此API\n\nFAQ\n\n返回\n顶部", new: "错误码 错误描述 解决方案\n"},
	"too-deep":  {page: appraise, old: "<err_code>0</err_code>", new: strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300) + "<err_code>0</err_code>"},
}

var settledBy = regexp.MustCompile(`(?m)^    (fields|apis|accept):\n(    .*\n)+`)

// The entry of topgen.yaml that diagnostics.md shows for a warning settles it: nothing
// of the code is said any more, and nothing about the entry.
func TestEveryWarningCanBeSettled(t *testing.T) {
	for _, code := range diag.Warnings() {
		code := string(code)
		t.Run(code, func(t *testing.T) {
			text, _ := docs.Explain(code)
			var yaml strings.Builder
			for line := range strings.Lines(strings.Join(settledBy.FindAllString(text+"\n", -1), "")) {
				yaml.WriteString(strings.TrimPrefix(line, "    "))
			}
			if yaml.Len() == 0 {
				t.Fatalf("docs/diagnostics.md shows no entry that settles %s", code)
			}
			if code == "internal" { // that would be a bug, and it would be mended
				_, list := config.Parse("topgen.yaml", []byte(yaml.String()))
				if len(list) > 0 {
					t.Errorf("the entry is not right: %v", list)
				}
				return
			}
			e, ok := warningExamples[code]
			if !ok {
				e = examples[code]
			}
			if said := linesWith(e.say(t), "["+code+"]"); len(said) == 0 || !strings.Contains(said[0], ": warning: ") {
				t.Fatalf("the example makes no warning: %q", said)
			}
			e.yaml = yaml.String()
			for _, line := range strings.Split(e.say(t), "\n") {
				if strings.Contains(line, "["+code+"]") || strings.Contains(line, ": error: ") {
					t.Errorf("with the entry\n%sit is said all the same: %s", e.yaml, line)
				}
			}
		})
	}
}

// The headings say which codes can be those of warnings, as package diag does.
func TestWarningsAreThoseOfTheHeadings(t *testing.T) {
	var marked []diag.Code
	for _, code := range codes(t) {
		if text, _ := docs.Explain(code); strings.Contains(strings.ToLower(text[:strings.Index(text, ".*")]), "warning") {
			marked = append(marked, diag.Code(code))
		}
	}
	if diff := cmp.Diff(diag.Warnings(), marked); diff != "" {
		t.Errorf("diag.Warnings and docs/diagnostics.md differ (-diag +docs):\n%s", diff)
	}
}

func linesWith(text, part string) (lines []string) {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines
}

// say makes the edit in a folder with that page and returns what topgen
// generate says about it.
func (e edit) say(t *testing.T) string {
	t.Helper()
	here, err := os.Getwd()
	must(t, err)
	defer t.Chdir(here) // as a second example is made of the same pages
	var page []byte
	if e.json == "" {
		var err error
		page, err = os.ReadFile("pages/" + e.page + ".txt")
		must(t, err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	must(t, os.MkdirAll("docs/pages", 0o755))
	changed := strings.ReplaceAll(string(page), e.old, e.new)
	if e.old != "" && changed == string(page) {
		t.Fatalf("%s does not have %q", e.page, e.old)
	}
	if e.cut > 0 {
		changed = strings.Join(strings.Split(changed, "\n")[:e.cut], "\n")
	}
	if e.pad > 0 {
		changed += strings.Repeat(" ", e.pad-len(changed))
	}
	name := e.page
	if e.as != "" {
		must(t, os.WriteFile("docs/pages/"+name+".txt", page, 0o644))
		name = e.as
	}
	if e.json != "" {
		must(t, os.WriteFile("docs/pages/deep.json", []byte(e.json), 0o644))
	} else {
		must(t, os.WriteFile(filepath.Join("docs/pages", name+".txt"), []byte(changed), 0o644))
	}
	if e.body != "" {
		must(t, os.MkdirAll("docs/samples/"+e.page, 0o755))
		must(t, os.WriteFile("docs/samples/"+e.page+"/1.json", []byte(e.body), 0o644))
	}
	if e.yaml != "" {
		must(t, os.WriteFile("topgen.yaml", []byte(e.yaml), 0o644))
	}
	var stdout, stderr bytes.Buffer
	cli.Run([]string{"generate", "--module", "example.com/x", "--quiet"}, strings.NewReader(""), &stdout, &stderr)
	return stderr.String()
}

// What the page of the mock shows for a warning is an entry for its own method and field.
func TestEntries(t *testing.T) {
	for _, code := range diag.Warnings() {
		for _, field := range []string{"response.result.err_code", ""} {
			list := docs.Entries(string(code), "taobao.demo.item.get", field, "response")
			if len(list) == 0 && field != "" {
				t.Errorf("no entry settles %s", code)
			}
			for _, entry := range list {
				_, diags := config.Parse("topgen.yaml", []byte(entry))
				if len(diags) > 0 || !strings.Contains(entry, "method: taobao.demo.item.get") || field == "" && strings.Contains(entry, "field:") {
					t.Errorf("%s: the entry is not right: %v\n%s", code, diags, entry)
				}
				if strings.Contains(entry, "field:") && !strings.Contains(entry, "field: response.result.err_code") {
					t.Errorf("%s: the entry is about another field:\n%s", code, entry)
				}
			}
		}
	}
	if got := docs.Entries("ambiguous-depth", "a.b.c", "response.x.y", "response"); len(got) != 1 || !strings.Contains(got[0], "under: response\n") || strings.Contains(got[0], "#") {
		t.Errorf("the entry for an open depth is %q", got)
	}
	if got := docs.Entries("duplicate-field", "a.b.c", `response.a, "b": #c`, ""); len(got) != 1 || !strings.Contains(got[0], `field: "response.a, \"b\": #c"`) {
		t.Errorf("the entry for an odd name is %q", got)
	} else if _, diags := config.Parse("topgen.yaml", []byte(got[0])); len(diags) > 0 {
		t.Errorf("the entry for an odd name is not right: %v", diags)
	}
	if got := docs.Entries("no-such", "a.b.c", "", ""); len(got) > 0 {
		t.Errorf("an unknown code has %q", got)
	}
}
