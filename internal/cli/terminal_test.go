package cli

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/testpage"
)

func TestListingOnTerminal(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/odd.txt": odd("taobao.odd.get")})
	got := execution{tty: true, environment: map[string]string{"NO_COLOR": ""}}.topgen(t, "lint", "--quiet", "docs/pages")
	got.want(t, 0, oddWarning+"    15 | title Number 样品 标题\n       | "+strings.Repeat(" ", 13)+"^\n*", "")
	os.Unsetenv("NO_COLOR")
	if got := (execution{tty: true, environment: map[string]string{"TERM": "dumb"}}).topgen(t, "lint", "docs/pages"); strings.Contains(got.out, "\x1b") {
		t.Errorf("colours on a dumb terminal: %q", got.out)
	}
	if got := (execution{tty: true, environment: map[string]string{"TERM": "xterm"}}).topgen(t, "lint", "docs/pages"); !strings.Contains(got.out, "\x1b[1;33mwarning") {
		t.Errorf("no colours on a terminal: %q", got.out)
	}
}

// A narrow terminal has the caret below the character in question, too.
func TestListingOnNarrowTerminal(t *testing.T) {
	long := testpage.Page{Method: "taobao.odd.get", Type: "Number", Example: "买家申请退款的原因是商品与描述不符"}.Text()
	inModule(t, map[string]string{"docs/odd.txt": long})
	got := execution{tty: true, columns: 50, environment: map[string]string{"NO_COLOR": ""}}.topgen(t, "lint", "--quiet", "docs")
	got.want(t, 0, "*: title: example \"买家申请退款的原因是商品与描述不符\" is no Number [example-type]\n"+
		"    15 | title Number 买家申请退款的原因是商品…\n"+
		"       |              ^\n*", "")
}

// On a terminal, hundreds of warnings of one code are a table; lint shows all,
// and so does every command elsewhere.
func TestManyWarnings(t *testing.T) {
	files := map[string]string{"docs/pages/stray.txt": strings.Replace(odd("taobao.stray.get"), "名称", "收起\n名称", 1)}
	for i := range mostWarnings {
		files[fmt.Sprintf("docs/pages/odd%d.txt", i)] = odd(fmt.Sprintf("taobao.odd%c.get", 'a'+i))
	}
	inModule(t, files)
	terminal := execution{tty: true, environment: map[string]string{"NO_COLOR": ""}}
	const table = `
code          severity  pages  findings
example-type  warning   11     11
of 11 pages
topgen lint docs/pages shows each of them, topgen lint --explain CODE what they mean.

`
	stray := "docs/pages/stray.txt:*: warning: *[stray-text]\n*^\n"
	generated := "11 pages in 11 packages: 56 files written, 0 unchanged, 0 removed; 12 warnings\n"
	terminal.topgen(t, "generate").want(t, 0, "", stray+"*"+table+generated)
	terminal.topgen(t, "schema", "docs/pages", "--quiet").want(t, 0, "*", stray+"*"+table)
	terminal.topgen(t, "schema", "docs/pages/stray.txt", "taobao.odda.get").want(t, 0, "*", "*odd0.txt*[example-type]*stray.txt*[example-type]*")

	for name, got := range map[string]string{
		"lint": terminal.topgen(t, "lint", "docs/pages").out, "no terminal": topgen(t, "generate").err,
		"another form": terminal.topgen(t, "generate", "--diagnostics", "json").err,
	} {
		if n := strings.Count(got, "example-type"); n != 11 {
			t.Errorf("%s shows %d of 11 warnings:\n%s", name, n, got)
		}
	}

	must(t, os.Remove("docs/pages/odd0.txt"))
	got := terminal.topgen(t, "generate")
	if n := strings.Count(got.err, "[example-type]"); n != mostWarnings || strings.Contains(got.err, "severity") {
		t.Errorf("%d warnings are not shown one by one:\n%s", n, got.err)
	}
	write(t, "docs/pages/odd0.txt", odd("taobao.odda.get"))
	for i := range mostWarnings + 1 {
		write(t, fmt.Sprintf("docs/pages/bad%d.txt", i), "hello\n")
	}
	if got := terminal.topgen(t, "generate"); strings.Count(got.err, "[not-an-api-page]") != mostWarnings+1 {
		t.Errorf("errors are not shown one by one:\n%s", got.err)
	}
}

// Lines of pages in GBK are shown as text, too.
func TestListingOfGBK(t *testing.T) {
	inModule(t, map[string]string{"gbk.txt": "a\n\xd1\xf9\xc6\xb7\r\n"})
	var l lines
	if got, ok := l.line(posAt("gbk.txt", 2)); got != "样品" || !ok {
		t.Errorf("line 2 = %q, %v; want 样品", got, ok)
	}
	for _, pos := range []int{0, 4} {
		if got, ok := l.line(posAt("gbk.txt", pos)); ok {
			t.Errorf("line %d = %q, want none", pos, got)
		}
	}
	if got, ok := l.line(posAt("none.txt", 1)); ok {
		t.Errorf("line of no file = %q, want none", got)
	}
}
