package hostile_test

import (
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/topgen/topgen/internal/hostile"
)

// ownNames are the names that emitted files have of their own, in lower case: a
// package can have any of them. Keywords and what every package knows belong to
// them.
func ownNames() []string {
	names := strings.Fields(hostile.Vocabulary)
	names = append(names, types.Universe.Names()...)
	for tok := range token.VAR + 1 {
		if tok.IsKeyword() {
			names = append(names, tok.String())
		}
	}
	names = slices.DeleteFunc(names, func(s string) bool { return strings.IndexFunc(s, unicode.IsUpper) >= 0 || s == "_" })
	slices.Sort(names)
	return slices.Compact(names)
}

// TestPackageNames gives packages, methods, fields and types the names that emitted
// files use themselves.
func TestPackageNames(t *testing.T) {
	pages, err := os.ReadFile("../../testdata/soak/taobao.soak.items.get.json")
	must(t, err)
	names := append(ownNames(), "desktop", "atop", "mytop") // which end in the name of the runtime
	workers(t, names, func(c *hostile.Checker, name string) string {
		for what, p := range map[string]slotPage{
			"the package": {"method": "taobao." + name + ".item.get"},
			"every name": {"method": "taobao." + name + "." + name, "request name": name, "request struct": name + "_x", "request struct type": name,
				"request leaf": name, "response name": name, "struct": name + "_y", "struct type": name, "leaf": name, "list type": name, "element": name},
		} {
			if name == "v" {
				delete(p, "request name") // the protocol has it
			}
			if file, text := "page.json", p.json(); !judge(t, c, name+" as "+what, file, []byte(text)) {
				_, _, diags := compile(file, []byte(text))
				t.Errorf("%s as %s: refused: %v", name, what, diags)
			}
		}
		list := strings.ReplaceAll(string(pages), "taobao.soak.", "taobao."+name+".")
		if !judge(t, c, name+" with pages", "page.json", []byte(list)) {
			t.Errorf("%s with pages: refused", name)
		}
		return ""
	})
}
