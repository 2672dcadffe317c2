package page

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/tools/txtar"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/testenv"
)

var update = flag.Bool("update", false, "write what the tests got into the archives under testdata")

// TestArchives reads the page in each archive and compares the model, and what
// is said about the page, with the file "want".
func TestArchives(t *testing.T) {
	testenv.Golden(t, "testdata/*/*.txtar", *update, func(t *testing.T, archive *txtar.Archive) *txtar.Archive {
		page := archive.Files[0]
		p, diags := Read(page.Name, page.Data)
		if !*update {
			checkPlaces(t, p, string(page.Data))
		}
		want := txtar.File{Name: "want", Data: []byte(dump(p) + dumpDiags(diags))}
		return &txtar.Archive{Comment: archive.Comment, Files: []txtar.File{page, want}}
	})
}

// dump writes the model of a page, a text a line with its place.
func dump(p *Page) string {
	var b strings.Builder
	line := func(what string, t Text) {
		if t.S != "" {
			fmt.Fprintf(&b, "%s %d:%d %q\n", what, t.Line, t.Column, t.S)
		}
	}
	lines := func(what string, ts []Text) {
		for _, t := range ts {
			line(what, t)
		}
	}
	lines("banner", p.Banner)
	line("category", p.Category)
	line("method", p.Method)
	line("title", p.Title)
	lines("description", p.Description)
	for _, l := range p.Labels {
		line("label "+l.Key, l.Text)
	}
	lines("common", p.Common)
	line("request", p.Request.Heading)
	dumpRows(&b, p.Request.Rows, "  ")
	line("response", p.Response.Heading)
	dumpRows(&b, p.Response.Rows, "  ")
	line("request sample", p.RequestSample)
	line("response sample", p.ResponseSample)
	line("json sample", p.JSONSample)
	line("simplified sample", p.Simplified)
	line("error sample", p.ErrorSample)
	lines("other sample", p.OtherSamples)
	for _, e := range p.Errors {
		fmt.Fprintf(&b, "error %d:%d %q", e.Code.Line, e.Code.Column, e.Code.S)
		if e.Told {
			fmt.Fprintf(&b, " message %q solution %q\n", e.Message.S, e.Solution.S)
		} else {
			fmt.Fprintf(&b, " rest %d:%d %q\n", e.Rest.Line, e.Rest.Column, e.Rest.S)
		}
	}
	lines("tail", p.Tail)
	return b.String()
}

func dumpRows(b *strings.Builder, rows []Row, indent string) {
	for _, r := range rows {
		fmt.Fprintf(b, "%s%d:%d %q type %q", indent, r.Name.Line, r.Name.Column, r.Name.S, r.Type.S)
		if r.Required.S != "" {
			fmt.Fprintf(b, " required %q", r.Required.S)
		}
		for _, l := range r.Limits {
			fmt.Fprintf(b, " limit %d:%d %s=%q", l.Value.Line, l.Value.Column, l.Label.S, l.Value.S)
		}
		if r.Told {
			fmt.Fprintf(b, " example %d:%d %q description %d:%d %q\n", r.Example.Line, r.Example.Column, r.Example.S, r.Description.Line, r.Description.Column, r.Description.S)
		} else {
			fmt.Fprintf(b, " rest %d:%d %q", r.Rest.Line, r.Rest.Column, r.Rest.S)
			for _, line := range r.Lines {
				fmt.Fprintf(b, " line %d:%d %q", line.Line, line.Column, line.S)
			}
			b.WriteByte('\n')
		}
		for _, c := range r.Bullets {
			mark := ""
			if c.Leaf {
				mark = "└ "
			}
			fmt.Fprintf(b, "%s  • %s%d:%d %q\n", indent, mark, c.Line, c.Column, c.S)
			if c.Row != nil {
				dumpRows(b, []Row{*c.Row}, indent+"    in one line: ")
			}
		}
		dumpRows(b, r.Rows, indent+"  ")
	}
}

func dumpDiags(diags diag.List) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintln(&b, d)
	}
	return b.String()
}

// eachText calls visit with every text of the model.
func eachText(p *Page, visit func(Text)) {
	for _, l := range p.Labels {
		visit(l.Text)
	}
	for _, list := range [][]Text{p.Banner, p.Description, p.Common, p.Tail, p.Layout, p.OtherSamples} {
		for _, t := range list {
			visit(t)
		}
	}
	for _, t := range []Text{
		p.Category, p.Method, p.Title, p.Request.Heading, p.Response.Heading,
		p.RequestSample, p.ResponseSample, p.JSONSample, p.Simplified, p.ErrorSample,
	} {
		visit(t)
	}
	eachRowText(p.Request.Rows, visit)
	eachRowText(p.Response.Rows, visit)
	for _, e := range p.Errors {
		for _, t := range []Text{e.Code, e.Message, e.Solution, e.Rest} {
			visit(t)
		}
	}
}

func eachRowText(rows []Row, visit func(Text)) {
	for _, r := range rows {
		for _, t := range []Text{r.Name, r.Type, r.Required, r.Example, r.Description, r.Rest} {
			visit(t)
		}
		for _, l := range r.Limits {
			visit(l.Value)
		}
		for _, c := range r.Bullets {
			visit(c.Text)
			if c.Row != nil {
				eachRowText([]Row{*c.Row}, visit)
			}
		}
		eachRowText(r.Rows, visit)
	}
}

// checkPlaces fails the test unless the characters of every text stand where
// the text says. Spaces are free, since white space collapses, and so is what
// is written as an entity or escape.
func checkPlaces(t *testing.T, p *Page, src string) {
	t.Helper()
	lines := splitLines(src)
	eachText(p, func(text Text) {
		for offset, c := range text.S {
			if c == ' ' || c == '\n' || c == '\u00a0' || c == '\t' {
				continue
			}
			line, column := text.At(offset)
			got := characterAt(lines, line, column)
			if got != c && got != '&' && got != '\\' {
				t.Errorf("%q: character %d is %q, but at %d:%d stands %q", text.S, offset, c, line, column, got)
				return
			}
		}
	})
}

// splitLines returns the lines of a file in runes.
func splitLines(src string) [][]rune {
	src = strings.TrimPrefix(src, byteOrderMark)
	src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\r", "\n")
	var lines [][]rune
	for line := range strings.SplitSeq(src, "\n") {
		lines = append(lines, []rune(line))
	}
	return lines
}

// characterAt returns the character at a place, 0 outside of the file.
func characterAt(lines [][]rune, line, column int) rune {
	if line < 1 || line > len(lines) || column < 1 || column > len(lines[line-1]) {
		return 0
	}
	return lines[line-1][column-1]
}

func TestFormatOf(t *testing.T) {
	for _, test := range []struct {
		file, src string
		want      Format
	}{
		{"a.txt", "<html>", FormatText},
		{"a.HTML", "", FormatHTML},
		{"a.htm", "", FormatHTML},
		{"a.json", "", FormatJSON},
		{"-", " \n{\"name\"", FormatJSON},
		{"-", "\ufeff<!DOCTYPE html>", FormatHTML},
		{"-", "taobao.x.y (z)", FormatText},
		{"-", "", FormatText},
	} {
		if got := formatOf(test.file, []byte(test.src)); got != test.want {
			t.Errorf("formatOf(%q, %q) = %s, want %s", test.file, test.src, got, test.want)
		}
	}
}

const (
	head = "a.b (c)\n\nd\n\n公共参数\n\n"
	rest = "\n请求示例\n\n响应示例\n\n异常示例\n\n错误码解释\n\n错误码 错误描述 解决方案\n\nFAQ\n"
)

// TestRefused cuts and spoils a page in each of its parts.
func TestRefused(t *testing.T) {
	const table = "请求参数\n\n名称 类型 是否必须 示例值 更多限制 描述\nid Number 必须 1 号\n\n响应参数\n\n名称 类型 示例值 描述\nok Boolean true 成\n"
	for _, test := range []struct{ name, src, want string }{
		{"whole", head + table + rest, ""},
		{"no title", strings.TrimPrefix(head, "a.b (c)") + table + rest, `p.txt:1:1: error: no line has the form "method (title)" [not-an-api-page]`},
		{"menu", "接口一\n接口二\n", `p.txt:1:1: error: no line has the form "method (title)" [not-an-api-page]`},
		{"empty", "", `p.txt:1:1: error: no line has the form "method (title)" [not-an-api-page]`},
		{"no sections", "a.b (c)\n\nd\n", `p.txt:1:1: error: there is neither a section 请求参数 nor 响应参数 [not-an-api-page]`},
		{"no request section", head + strings.TrimPrefix(table, "请求参数") + rest, `p.txt:9:1: error: the page has no section 请求参数: this is the header of its table, and the line before it, "公共参数", is not its heading [not-an-api-page]`},
		{"another word for a heading", head + strings.Replace(table, "响应参数", "返回值", 1) + rest, `p.txt:14:1: error: the page has no section 响应参数: this is the header of its table, and the line before it, "返回值", is not its heading [not-an-api-page]`},
		{"no response section", head + table[:strings.Index(table, "响应参数")] + rest, `p.txt:1:1: error: the page has no section 响应参数 [not-an-api-page]`},
		{"cut in the header", head[:len(head)-2], `p.txt:5:5: error: the page ends in 公共参数: what follows there is lost, and 请求参数, 响应参数, 请求示例, 响应示例, 异常示例, 错误码解释 [truncated]`},
		{"cut in the request", head + table[:40], `p.txt:9:11: error: the page ends in 请求参数, behind "名称 类型 是否必须": what follows there is lost, and 响应参数, 请求示例, 响应示例, 异常示例, 错误码解释 [truncated]`},
		{"cut in the response", head + table, `p.txt:15:18: error: the page ends in 响应参数, behind "ok Boolean true 成": what follows there is lost, and 请求示例, 响应示例, 异常示例, 错误码解释 [truncated]`},
		{"cut before the errors", head + table + rest[:strings.Index(rest, "错误码解释")], `p.txt:21:5: error: the page ends in 异常示例: what follows there is lost, and 错误码解释 [truncated]`},
		{"cut in the header of the errors", head + table + strings.TrimSuffix(rest, " 解决方案\n\nFAQ\n"), `p.txt:25:9: error: the page ends in 错误码解释, before the header of its table is complete: its rows are lost [truncated]`},
		{"cut in a heading", head + table + strings.TrimSuffix(rest, "FAQ\n") + "如何获得", `p.txt:27:5: warning: the page ends in a heading behind the error table, "如何获得": nothing of the API is lost [truncated]`},
		{"an unknown heading", head + strings.Replace(table, "响应参数", "3. 响应参数列表", 1) + rest, `p.txt:12:1: error: the page has no section 响应参数: this line names it, but "3. 响应参数列表" is no heading that topgen knows [not-an-api-page]`},
		{"cut behind the errors", head + table + strings.TrimSuffix(rest, "\nFAQ\n"), `p.txt:25:14: warning: nothing follows the error table: rows of it may be missing [truncated]`},
		{"pipes", "标题\n名称 | 类型 | 是否必须 |\n---|---|---|\nitem | Item [] | 必须 |\nid | Number | 必须 |\n", `p.txt:2:1: error: tables are written as "a | b |" rows, a form that topgen does not read: which rows are nested in item cannot be told [pipe-rendering]`},
		{"pipes with nested rows", "a.b (c)\n| 名称 | 类型 |\n|---|---|\n| **item** | **Item** | |\n| ├─ id | Number | |\n", `p.txt:2:1: error: tables are written as "a | b |" rows, a form that topgen does not read [pipe-rendering]`},
		{"pipes without structs", "a.b (c)\n| 名称 | 类型 |\n|---|---|\n| id | Number | 必须 |\n", `p.txt:2:1: error: tables are written as "a | b |" rows, a form that topgen does not read [pipe-rendering]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, diags := Read("p.txt", []byte(test.src))
			if got := dumpDiags(diags); test.want == "" && got != "" || !strings.HasPrefix(got, test.want) {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestEncodings reads one page with different encodings and line ends.
func TestEncodings(t *testing.T) {
	src := head + "请求参数\n\n响应参数\n\n名称 类型 示例值 描述\n名 String 中  文\n" + rest
	want, _ := Read("p.txt", []byte(src))
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(src)
	if err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]string{
		"byte order mark": byteOrderMark + src,
		"Windows":         strings.ReplaceAll(src, "\n", "\r\n"),
		"old Macintosh":   strings.ReplaceAll(src, "\n", "\r"),
		"GBK":             gbk,
	} {
		got, diags := Read("p.txt", []byte(other))
		if diff := cmp.Diff(dump(want), dump(got)+dumpDiags(diags)); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", name, diff)
		}
	}
	_, diags := Read("p.txt", []byte("标\n题\xff\xff"))
	if got, want := dumpDiags(diags), "p.txt:2:2: error: the page is neither UTF-8 nor GBK [unreadable]\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestParseTitle(t *testing.T) {
	for _, test := range []struct {
		line, method, title string
		ok                  bool
	}{
		{"taobao.x.y (标题)", "taobao.x.y", "标题", true},
		{"taobao.x.y (a (b) c)", "taobao.x.y", "a (b) c", true},
		{"taobao.x.y（标题（二））", "taobao.x.y", "标题（二）", true},
		{"taobao.x.y(标题)", "taobao.x.y", "标题", true},
		{"a.b.CreateApp.2013-07-01 (t)", "a.b.CreateApp.2013-07-01", "t", true},
		{"taobao.x.y", "taobao.x.y", "", true},
		{"taobao.x.y ()", "taobao.x.y", "", true},
		{"taobao.x.y 标题", "", "", false},
		{"taobao (标题)", "taobao", "标题", false},
		{"1.2 (标题)", "1.2", "标题", false},
		{"a..b (标题)", "a..b", "标题", false},
		{"淘宝.x (标题)", "淘宝.x", "标题", false},
		{"", "", "", false},
	} {
		method, title, ok := ParseTitle(test.line)
		if method != test.method || title != test.title || ok != test.ok {
			t.Errorf("ParseTitle(%q) = %q, %q, %t", test.line, method, title, ok)
		}
	}
}

func TestParseLimit(t *testing.T) {
	for _, test := range []struct {
		text string
		wide bool
		want string // label=value
	}{
		{"默认值:1", false, "默认值=1"},
		{"最大长度: 32 ", false, "最大长度=32"},
		{"最小值：-1", true, "最小值=-1"},
		{"最小值：-1", false, ""},
		{"支持的文件类型:jpg,png", false, "支持的文件类型=jpg,png"},
		{"默认值:a:b", false, "默认值=a:b"},
		{"默认值:", false, "默认值="},
		{"默认值", true, ""},
		{"最大:5", true, ""},
	} {
		limit, ok := ParseLimit(Text{S: test.text, Line: 1, Column: 1}, test.wide)
		got := ""
		if ok {
			got = limit.Label.S + "=" + limit.Value.S
		}
		if got != test.want {
			t.Errorf("ParseLimit(%q, %t) = %q, want %q", test.text, test.wide, got, test.want)
		}
	}
}

func TestTypes(t *testing.T) {
	for cell, want := range map[string]bool{
		"String": true, "Item []": true, "String[]": true, "byte[]": true, "byte [][]": true, "Field List": true, "OrderDTO": true, "null []": true,
		"Map<String,Object>": true, "A.B": true, "": false, "item": false, "返回": false, "Item list": false, "[]": false, "success!": false, "A B": false,
	} {
		if got := IsType(cell); got != want {
			t.Errorf("IsType(%q) = %t, want %t", cell, got, want)
		}
	}
	for cell, want := range map[string]bool{
		"item_id": true, "itemId": true, "1688_id": true, "名称": true, "a.b": true, "x-y": true, "$ref": true,
		"": false, "a b": false, "结果:": false, "说明。": false, "a,b": false, "1.": false, strings.Repeat("a", 129): false,
	} {
		if got := IsName(cell); got != want {
			t.Errorf("IsName(%q) = %t, want %t", cell, got, want)
		}
	}
}

func TestText(t *testing.T) {
	// As in "x&lt;中\n y": an entity, a line end, an indentation that was cut.
	text := Text{S: "x<中\ny z", Line: 3, Column: 5, marks: []mark{{2, 3, 10}, {6, 4, 2}}}
	for offset, want := range []string{0: "3:5", 1: "3:6", 2: "3:10", 5: "3:11", 6: "4:2", 8: "4:4"} {
		if want == "" {
			continue
		}
		if line, column := text.At(offset); fmt.Sprintf("%d:%d", line, column) != want {
			t.Errorf("At(%d) = %d:%d, want %s", offset, line, column, want)
		}
	}
	locator := NewLocator(text)
	for _, offset := range []int{8, 1, 5, 6, 0, 2} {
		line, column := text.At(offset)
		if l, c := locator.At(offset); l != line || c != column {
			t.Errorf("a locator finds %d at %d:%d, not %d:%d", offset, l, c, line, column)
		}
	}
	part := text.Cut(2, 9)
	if line, column := part.At(len("中\ny ")); part.S != "中\ny z" || part.Line != 3 || part.Column != 10 || line != 4 || column != 4 {
		t.Errorf("Cut: %+v, its last character at %d:%d", part, line, column)
	}
	trimmed := Text{S: " \n 中 ", Line: 1, Column: 1}.Trim()
	if trimmed.S != "中" || trimmed.Line != 2 || trimmed.Column != 2 {
		t.Errorf("Trim: %+v", trimmed)
	}
	collapsed := collapse(Text{S: " a \n\t b ", Line: 1, Column: 1})
	if line, column := collapsed.At(2); collapsed.S != "a b" || line != 2 || column != 3 {
		t.Errorf("collapse: %+v, its last character at %d:%d", collapsed, line, column)
	}
}

func TestPlainText(t *testing.T) {
	for markup, want := range map[string]string{
		"a<br/>b<BR>c":                         "a b c",
		"<p>a</p><p>b</p>":                     "a b",
		"x<b>y</b><font color='red'>z</font>":  "xyz",
		"List<Map<String,Object>> 列":           "List<Map> 列",
		"<1500字 a < b <单位>":                    "<1500字 a < b <单位>",
		"&lt;b&gt; &amp;lt; &quot;a&quot; &x;": `<b> &lt; "a" &x;`,
		"a<!-- <b> -->c <!doctype x>d":         "ac d",
		"a</div >b":                            "a b",
		"open <b":                              "open <b",
		"&nbsp;a&ldquo;b&rdquo;&#20013;":       "a“b”中",
	} {
		if got := collapse(plainText(Text{S: markup, Line: 1, Column: 1})).S; got != want {
			t.Errorf("plainText(%q) = %q, want %q", markup, got, want)
		}
	}
}

// TestDeepHTML nests deeper than parsers go.
func TestDeepHTML(t *testing.T) {
	_, diags := Read("p.html", []byte("<html>"+strings.Repeat("<div>", 10_000)))
	if got, want := dumpDiags(diags), "p.html:1:1: error: the HTML is nested more than 512 elements deep [too-deep]\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// checkRead fails the test where a page that was read has a place outside of
// its file.
func checkRead(t *testing.T, file string, src []byte) (*Page, diag.List) {
	t.Helper()
	p, diags := Read(file, src)
	text := string(src)
	if !utf8.ValidString(text) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().String(text)
		if err == nil {
			text = decoded
		}
	}
	lines := splitLines(text)
	inside := func(what string, line, column int) {
		if line < 1 || line > len(lines) || column < 1 || column > len(lines[line-1])+1 {
			t.Errorf("%s: %d:%d is no place in the file", what, line, column)
		}
	}
	for _, d := range diags {
		inside(d.String(), d.Pos.Line, d.Pos.Column)
		if strings.ContainsAny(d.Message, "\n\r") {
			t.Errorf("message of several lines: %q", d.Message)
		}
	}
	eachText(p, func(text Text) {
		if text.S == "" {
			return
		}
		inside(text.S, text.Line, text.Column)
		_, size := utf8.DecodeLastRuneInString(text.S)
		line, column := text.At(len(text.S) - size)
		inside(text.S, line, column)
	})
	return p, diags
}

// FuzzReadText also checks that nothing of a page is lost: each line that is
// not blank is in the model or in a diagnostic.
func FuzzReadText(f *testing.F) {
	addPages(f, "../../docs/pages/*.txt", "testdata/text/*.txtar")
	f.Fuzz(func(t *testing.T, src []byte) {
		p, diags := checkRead(t, "p.txt", src)
		if diags.HasErrors() {
			return
		}
		seen := make(map[int]bool)
		for _, d := range diags {
			seen[d.Pos.Line] = true
		}
		eachText(p, func(text Text) {
			seen[text.Line] = true
			for offset := range len(text.S) {
				line, _ := text.At(offset)
				seen[line] = true
			}
		})
		for i, line := range splitLines(string(src)) {
			if strings.TrimSpace(string(line)) != "" && utf8.Valid(src) && !seen[i+1] {
				t.Errorf("line %d is lost: %q", i+1, string(line))
			}
		}
	})
}

func FuzzReadHTML(f *testing.F) {
	addPages(f, "testdata/html/*.txtar")
	f.Fuzz(func(t *testing.T, src []byte) { checkRead(t, "p.html", src) })
}

func FuzzReadJSON(f *testing.F) {
	addPages(f, "testdata/json/*.txtar")
	f.Fuzz(func(t *testing.T, src []byte) { checkRead(t, "p.json", src) })
}

// addPages adds pages, and those in archives, to a corpus.
func addPages(f *testing.F, patterns ...string) {
	for _, p := range testenv.Pages(f, patterns...) {
		f.Add(p.Data)
	}
}
