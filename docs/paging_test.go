package docs_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/topgen/topgen/docs"
	"github.com/topgen/topgen/internal/cli"
)

// pagesOfLists are pages of which no loop is safe, by what the warning says: a line for
// each row of the request, then of the response, with its name, type and description.
var pagesOfLists = map[string]string{
	"no list, or several": "page_no Number\npage_size Number\n\norders Order[]\n- id Number\nrefunds Refund[]\n- reason String",
	"both 0 and 1":        "page_no Number 从0开始，默认为1\n\norders Order[]\n- id Number",
	"counts rows or":      "offset Number 分页参数\nlimit Number\n\norders Order[]\n- id Number",
	"which number":        "offset Number 页码\nlimit Number\n\norders Order[]\n- id Number",
	"needs last_id":       "last_id Number 上一页的最后一个编号\npage_size Number\n\norders Order[]\n- id Number\n- title String",
	"no total tells":      "page_no Number 必须从最后一页往回取\npage_size Number\n\norders Order[]\n- id Number\nsum Number 订单数",
	"which value of":      "position_index String\njump_type Number 跳转类型\n\norders Order[]\n- id Number\nposition_index String",
	"is a String":         "page_index String\npage_size Number\n\norders Order[]\n- id Number",
}

// jsonPage makes a page of rows in the JSON form.
func jsonPage(t *testing.T, method, rows string) []byte {
	t.Helper()
	type row struct {
		Name        string `json:"name"`
		Type        string `json:"type"`
		Demo        string `json:"demoValue"`
		Description string `json:"description"`
		Required    bool   `json:"required"`
		Sub         []*row `json:"subParams"`
	}
	table := func(text string) (list []*row) {
		for line := range strings.SplitSeq(text, "\n") {
			line, nested := strings.CutPrefix(line, "- ")
			parts := append(strings.SplitN(line, " ", 3), "说明")
			r := &row{Name: parts[0], Type: parts[1], Description: parts[2], Sub: []*row{}}
			if r.Type == "Number" {
				r.Demo = "1"
			}
			if nested {
				last := list[len(list)-1]
				last.Sub = append(last.Sub, r)
			} else {
				list = append(list, r)
			}
		}
		return list
	}
	request, response, _ := strings.Cut(rows, "\n\n")
	page, err := json.Marshal(map[string]any{"name": method, "apiChineseName": "查询订单", "description": "查询订单", "requestParams": table(request), "responseParams": table(response)})
	must(t, err)
	return page
}

// Each reason that diagnostics.md lists for unsafe-paging is one that topgen gives, and the
// entry beside it makes a loop, of which nothing is said any more.
func TestUnsafePagingIsSettled(t *testing.T) {
	const method = "taobao.demo.orders.get"
	text, _ := docs.Explain("unsafe-paging")
	rows := regexp.MustCompile(`(?m)^\| (the .*) \| (.*) \|$`).FindAllStringSubmatch(text, -1)
	if len(rows) != len(pagesOfLists)+1 { // its head is one more
		t.Fatalf("the table has %d rows, want %d", len(rows)-1, len(pagesOfLists))
	}
	here, err := os.Getwd()
	must(t, err)
	for part, page := range pagesOfLists {
		for _, row := range rows {
			if !strings.Contains(row[1], part) {
				continue
			}
			var entries []string // alternatives
			for _, m := range regexp.MustCompile("`(paging: [^`]+)`").FindAllStringSubmatch(row[2], -1) {
				entries = append(entries, "apis:\n- {method: "+method+", "+m[1]+", reason: r}\n")
			}
			if len(entries) == 0 {
				entries = append(entries, "fields:\n- {method: "+method+", field: request.page_index, type: Number, reason: r}\n")
			}
			for _, entry := range entries {
				if strings.Contains(entry, "kind: page") {
					page = strings.Replace(page, "page_size", "page_no Number\npage_size", 1)
				}
				t.Chdir(t.TempDir())
				must(t, os.MkdirAll("docs/pages", 0o755))
				must(t, os.WriteFile("docs/pages/p.json", jsonPage(t, method, page), 0o644))
				run := func(args ...string) string {
					var out bytes.Buffer
					cli.Run(args, strings.NewReader(""), &out, &out)
					return out.String()
				}
				if said := run("lint"); !strings.Contains(said, row[1]+" [unsafe-paging]") {
					t.Errorf("topgen does not say %q, but\n%s", row[1], said)
				}
				must(t, os.WriteFile("topgen.yaml", []byte(entry), 0o644))
				if said := run("generate", "--module", "example.com/x", "--quiet"); strings.Contains(said, "[unsafe-paging]") || strings.Contains(said, "[config]") {
					t.Errorf("with\n%stopgen says\n%s", entry, said)
				}
				code, err := os.ReadFile("generated/taobao/demo/orders_get.go")
				if err != nil || !bytes.Contains(code, []byte(") All(")) {
					t.Errorf("with\n%sthere is no method All: %v", entry, err)
				}
				t.Chdir(here)
			}
		}
	}
}
