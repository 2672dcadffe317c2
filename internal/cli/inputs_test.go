package cli

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/testenv"
)

// A clone as Git for Windows makes it by default is current, though all its
// files have other line ends than those that generate writes.
func TestCloneWithCRLF(t *testing.T) {
	git := testenv.Git(t)
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/pages/odd.txt": odd("taobao.odd.get"),
		"topgen.yaml": "apis:\n- method: taobao.odd.get\n  withdrawn: true\n  reason: |\n    It ends in 2027.\n    Use another.\n"})
	topgen(t, "generate").want(t, 0, "", "*")
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "x")
	git("clone", "-q", "-c", "core.autocrlf=true", ".", "clone")
	t.Chdir("clone")
	before := tree(t, "generated")
	if !strings.Contains(before["generated/topgen.lock"], "\r\n") {
		t.Fatal("git has left the line ends as they were")
	}
	for _, args := range [][]string{{"check"}, {"check", "--no-cache"}} {
		topgen(t, args...).want(t, 0, "", "")
	}
	topgen(t, "generate").want(t, 0, "", "*: 0 files written, 11 unchanged, 0 removed; 1 warning\n")
	if diff := cmp.Diff(before, tree(t, "generated")); diff != "" {
		t.Errorf("generate has changed files:\n%s", diff)
	}
	topgen(t, "diff", "git:HEAD:docs/pages", "docs/pages").want(t, 0, "", "")
}

// A folder of pages that becomes a link is an error for every command, and what
// was made of its pages stays; docs itself may be a link.
func TestLinkedFolder(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/own/a.txt": page("taobao.demo.item.get"), "docs/pages/shared/b.txt": page("tmall.shop.get"),
		"topgen.yaml": "apis:\n- {method: tmall.shop.get, withdrawn: true, reason: it ends in 2027}\n"})
	topgen(t, "generate").want(t, 0, "", "*")
	must(t, os.Rename("docs/pages/shared", "docs/moved"))
	if err := os.Symlink("../moved", "docs/pages/shared"); err != nil {
		t.Skipf("no links here: %v", err)
	}
	before := tree(t, "generated")
	const says = "docs/pages/shared: error: the folder cannot be searched: it is a link, and links to folders are not followed [unreadable]\n"
	topgen(t, "generate").want(t, 1, "", says+"1 error, 0 warnings: nothing was written\n")
	topgen(t, "check").want(t, 1, "", says)
	topgen(t, "lint", "docs/pages").want(t, 1, says, "*")
	topgen(t, "schema", "docs/pages").want(t, 1, "*taobao.demo.item.get*", says)
	topgen(t, "schema", "tmall.shop.get").want(t, 1, "", "topgen: there is no file tmall.shop.get, and no page in docs/pages documents such a method; "+
		"docs/pages/shared cannot be searched: it is a link, and links to folders are not followed\n")
	topgen(t, "diff", "docs/pages", "docs/pages").want(t, 1, "shared (shared): unread\n*", says+"*")
	topgen(t, "generate", "--keep-going").want(t, 1, "", says+"1 page in 1 package: 0 files written, * unchanged, 0 removed; 1 error, 0 warnings\n")
	if diff := cmp.Diff(before, tree(t, "generated")); diff != "" {
		t.Errorf("the bindings have changed:\n%s", diff)
	}
	terminal := execution{tty: true, environment: map[string]string{"NO_COLOR": "1"}}
	terminal.topgen(t, "lint", "docs/pages").want(t, 1, says+"        hint: put the folder itself here, or make the folder that is given to topgen the link\n", "*")

	must(t, os.Remove("docs/pages/shared"))
	must(t, os.Rename("docs/moved", "docs/pages/shared"))
	must(t, os.Rename("docs/pages", "docs/elsewhere"))
	must(t, os.Symlink("elsewhere", "docs/pages"))
	topgen(t, "check").want(t, 0, "", "")
}
