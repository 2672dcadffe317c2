package hostile_test

import (
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/hostile"
	"github.com/topgen/topgen/internal/testpage"
)

// TestAuditValues: Audit takes the constants of documented values and their tables,
// and nothing else that looks like them.
func TestAuditValues(t *testing.T) {
	text := strings.NewReplacer("编号", "编号 01:甲 -2:乙", "标题", "标题 A_B:丙 C:丁").Replace(testpage.Page{Method: "taobao.demo.item.get"}.Text())
	api, u, diags := compile("page.txt", []byte(text))
	if u == nil {
		t.Fatal(diags)
	}
	if faults := hostile.Audit(api, u, options); len(faults) > 0 {
		t.Fatalf("the good page: %q", faults)
	}
	if err := newChecker(t).Check(module, u.Files); err != nil {
		t.Fatalf("the good page: %v", err)
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"another number", "int64 = 1 ", "int64 = 7 ", "the declaration of ItemGetItemID01"},
		{"another text", `string = "C"`, `string = "A_B"`, "the declaration of ItemGetTitleC"},
		{"another type", "string = \"C\"", "error = \"C\"", "the declaration of ItemGetTitleC"},
		{"no type", "ItemGetTitleC  string =", "ItemGetTitleC =", "the declaration of ItemGetTitleC"},
		{"another name", "ItemGetTitleC ", "Close ", "the declaration of Close"},
		{"a value that is none", "const (\n", "const (\n\tItemGetTitleD string = \"C\"\n", "the declaration of ItemGetTitleD"},
		{"a variable", "const (\n\tItemGetItemID", "var (\n\tItemGetItemID", "the declaration of ItemGetItemID01"},
		{"another text of a value", `Text: "丁"`, `Text: "戊"`, `the literal "戊" is not of the page`},
		{"another table", "top.Values[int64]", "top.Values[error]", "the declaration of ItemGetItemIDValues"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tampered := *u
			tampered.Files = append([]emit.File(nil), u.Files...)
			before := string(u.Files[0].Data)
			after := strings.Replace(before, tt.old, tt.new, 1)
			if before == after {
				t.Fatalf("the file does not hold %q:\n%s", tt.old, before)
			}
			tampered.Files[0].Data = []byte(after)
			if faults := strings.Join(hostile.Audit(api, &tampered, options), "\n"); !strings.Contains(faults, tt.want) {
				t.Errorf("faults %q, want one with %q", faults, tt.want)
			}
		})
	}
}
