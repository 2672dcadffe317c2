package parser

import (
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/testpage"
)

// A row that says nothing of whether its field is required is never taken for optional
// in silence.
func TestRequiredMissing(t *testing.T) {
	p := testpage.Page{Method: "taobao.demo.item.get"}
	const row = "item_id Number 必须 123 编号\n"
	for name, test := range map[string]struct {
		file, src string
		said      bool
	}{
		"there":              {"a.txt", p.Text(), false},
		"in a description":   {"a.txt", strings.Replace(p.Text(), row, "item_id\nNumber\n必须 123 编号\n", 1), true},
		"a cell a line":      {"a.txt", strings.Replace(p.Text(), row, "item_id\nNumber\n123\n编号\n", 1), true},
		"there, in JSON":     {"a.json", p.JSON(), false},
		"not there, in JSON": {"a.json", strings.Replace(p.JSON(), `"required"`, `"wanted"`, 1), true},
		"there, with tabs":   {"a.txt", strings.Replace(p.Text(), row, "item_id\tNumber\t必须\t123\t\t编号\n", 1), false},
	} {
		t.Run(name, func(t *testing.T) {
			if test.said && (test.src == p.Text() || test.src == p.JSON()) {
				t.Fatal("the page has another row")
			}
			read, list := page.Read(test.file, []byte(test.src))
			api, more := Parse(read)
			said := false
			for _, d := range append(list, more...) {
				said = said || d.Code == diag.StrayText && strings.HasPrefix(d.Message, "item_id: the row has no cell that says whether")
			}
			if optional := len(api.Request) > 0 && !api.Request[0].IsRequired(); said != test.said || optional != test.said {
				t.Errorf("said is %v, optional %v, want both %v:\n%s", said, optional, test.said, dumpDiags(append(list, more...)))
			}
		})
	}
}
