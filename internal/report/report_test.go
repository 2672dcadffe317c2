package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/report"
	"github.com/topgen/topgen/internal/tty"
)

var sample = diag.List{
	{Code: diag.ExampleType, Pos: diag.Position{File: "docs/pages/a.txt", Line: 307, Column: 5},
		Message: `issue_id: example "1.01" is no integer, other uses are integers`},
	{Code: diag.Truncated, Severity: diag.Error, Pos: diag.Position{File: "docs/a,b: 100%.txt", Line: 9},
		Message: "the page ends early", Hint: "fetch it again"},
	{Code: diag.Unreadable, Severity: diag.Error, Pos: diag.Position{File: "/abs/页 面.txt"}, Message: "permission denied"},
	{Code: diag.NotAnAPIPage, Severity: diag.Error, Pos: diag.Position{File: "-", Line: 1, Column: 1}, Message: "100% menu\nand more"},
}

func render(t *testing.T, opt report.Options, failure error, lists ...diag.List) string {
	t.Helper()
	var b bytes.Buffer
	p := report.New(&b, opt)
	for _, l := range lists {
		p.Print(l)
	}
	if failure != nil {
		p.Fail(failure)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestForms(t *testing.T) {
	tests := []struct {
		form report.Form
		want string
	}{
		{report.Text, `docs/pages/a.txt:307:5: warning: issue_id: example "1.01" is no integer, other uses are integers [example-type]
docs/a,b: 100%.txt:9: error: the page ends early [truncated]
/abs/页 面.txt: error: permission denied [unreadable]
-:1:1: error: 100% menu\u000aand more [not-an-api-page]
topgen: disk full
`},
		{report.JSON, `[
{"code":"example-type","severity":"warning","file":"docs/pages/a.txt","line":307,"column":5,"message":"issue_id: example \"1.01\" is no integer, other uses are integers"},
{"code":"truncated","severity":"error","file":"docs/a,b: 100%.txt","line":9,"message":"the page ends early","hint":"fetch it again"},
{"code":"unreadable","severity":"error","file":"/abs/页 面.txt","message":"permission denied"},
{"code":"not-an-api-page","severity":"error","file":"-","line":1,"column":1,"message":"100% menu\nand more"},
{"severity":"error","message":"disk full"}
]
`},
		{report.GitHub, `::warning file=docs/pages/a.txt,line=307,col=5,title=example-type::issue_id: example "1.01" is no integer, other uses are integers
::error file=docs/a%2Cb%3A 100%25.txt,line=9,title=truncated::the page ends early; fetch it again
::error file=/abs/页 面.txt,title=unreadable::permission denied
::error file=-,line=1,col=1,title=not-an-api-page::100%25 menu%0Aand more
::error title=topgen::disk full
`},
	}
	for _, tt := range tests {
		t.Run(string(tt.form), func(t *testing.T) {
			got := render(t, report.Options{Form: tt.form}, errors.New("disk full"), sample[:1], sample[1:])
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("output differs (-want +got):\n%s", diff)
			}
		})
	}
}

// Nothing to say is an empty text and an empty, but valid, document.
func TestFormsEmpty(t *testing.T) {
	for form, want := range map[report.Form]string{report.Text: "", report.GitHub: "", report.JSON: "[]\n"} {
		if got := render(t, report.Options{Form: form}, nil, nil); got != want {
			t.Errorf("%s: got %q, want %q", form, got, want)
		}
	}
}

// The values that code scanning shows. That the log is valid is tested in
// bench/sarif, against its schema.
func TestSARIFContent(t *testing.T) {
	var log struct {
		Runs []struct {
			ColumnKind string
			Tool       struct {
				Driver struct {
					Rules []struct{ ID, HelpURI string }
				}
			}
			Invocations []struct{ ExecutionSuccessful bool }
			Results     []struct {
				RuleID, Level string
				RuleIndex     int
				Message       struct{ Text string }
				Locations     []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	out := render(t, report.Options{Form: report.SARIF}, errors.New("disk full"), sample, sample[:1])
	if err := json.Unmarshal([]byte(out), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if run.ColumnKind != "unicodeCodePoints" || run.Invocations[0].ExecutionSuccessful {
		t.Errorf("column kind %q, success %v; want columns in runes and a failure", run.ColumnKind, run.Invocations[0].ExecutionSuccessful)
	}
	var got []string
	for _, r := range run.Results {
		line := run.Tool.Driver.Rules[r.RuleIndex].ID + " " + r.Level + " " + r.Message.Text
		for _, l := range r.Locations {
			line += " @ " + l.PhysicalLocation.ArtifactLocation.URI
		}
		if r.RuleID != run.Tool.Driver.Rules[r.RuleIndex].ID {
			t.Errorf("rule %s has the index of %s", r.RuleID, run.Tool.Driver.Rules[r.RuleIndex].ID)
		}
		got = append(got, line)
	}
	want := []string{
		`example-type warning issue_id: example "1.01" is no integer, other uses are integers @ docs/pages/a.txt`,
		`truncated error the page ends early; fetch it again @ docs/a,b:%20100%25.txt`,
		`unreadable error permission denied @ file:///abs/%E9%A1%B5%20%E9%9D%A2.txt`,
		"not-an-api-page error 100% menu\nand more",
		`example-type warning issue_id: example "1.01" is no integer, other uses are integers @ docs/pages/a.txt`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("results differ (-want +got):\n%s", diff)
	}
}

func TestListing(t *testing.T) {
	lines := map[int]string{
		1: "  • 示例 1.01",
		2: "\tx\x1b[31m",
		3: strings.Repeat("长", 100) + "!" + strings.Repeat("z", 100),
		4: "short", 1234567: "样品",
	}
	at := func(line, column int, hint string) diag.Diagnostic {
		return diag.Diagnostic{Code: "c", Pos: diag.Position{File: "f", Line: line, Column: column}, Message: "m", Hint: hint}
	}
	opt := report.Options{Form: report.Text, Listing: func(p diag.Position) (string, bool) { s, ok := lines[p.Line]; return s, ok }}
	tests := []struct {
		name string
		d    diag.Diagnostic
		want string
	}{
		{"wide characters", at(1, 8, ""), "     1 |   • 示例 1.01\n       |" + strings.Repeat(" ", 10) + "^\n"},
		{"tab and escape", at(2, 2, "do this"), "     2 |  x\\u001b[31m\n       |  ^\n        hint: do this\n"},
		{"long line", at(3, 101, ""), "     3 | …" + strings.Repeat("长", 13) + "!" + strings.Repeat("z", 41) + "…\n       | " +
			strings.Repeat(" ", 27) + "^\n"},
		{"long number", at(1234567, 2, ""), "1234567 | 样品\n        |   ^\n"},
		{"past the end", at(4, 99, ""), "     4 | short\n       |      ^\n"},
		{"no column", at(4, 0, ""), "     4 | short\n"},
		{"no such line", at(5, 1, ""), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, got, _ := strings.Cut(render(t, opt, nil, diag.List{tt.d}), "\n")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("listing differs (-want +got):\n%s", diff)
			}
		})
	}
}

// On a terminal of any width both lines of a listing fit, and the caret stands
// below the character in question.
func TestListingWidth(t *testing.T) {
	lines := []string{
		"biz_order_id Number 必须 12354 订单编号", "",
		"└ seller_confirm_back_address_time String 卖家确认退回地址时间(包含主动确认和超时自动确认) 卖家确认退回地址时间,没有确认时为空",
		"\t<td>" + strings.Repeat("商品", 500) + "\x1b[31m" + strings.Repeat("x", 500) + "</td>",
	}
	for _, width := range []int{20, 49, 50, 51, 80, 200} {
		for _, line := range lines {
			runes := []rune(line)
			for column := 1; column <= len(runes)+1; column++ {
				opt := report.Options{Form: report.Text, Width: width, Listing: func(diag.Position) (string, bool) { return line, true }}
				d := diag.Diagnostic{Code: "c", Pos: diag.Position{File: "f", Line: 1, Column: column}, Message: "m"}
				all := strings.Split(render(t, opt, nil, diag.List{d}), "\n")
				source, caret := all[1], all[2]
				if tty.Columns(source) >= width || tty.Columns(caret) >= width {
					t.Fatalf("width %d, column %d: too wide:\n%s\n%s", width, column, source, caret)
				}
				below := ""
				for i := range source {
					if tty.Columns(source[:i]) == len(caret)-1 {
						below = source[i:]
					}
				}
				want := ""
				if column <= len(runes) {
					want = tty.Escape(strings.ReplaceAll(string(runes[column-1]), "\t", " "))
				}
				if !strings.HasPrefix(below, want) || len(caret)-1 > tty.Columns(source) {
					t.Fatalf("width %d, column %d: the caret stands below %q, want %q:\n%s\n%s", width, column, below, want, source, caret)
				}
			}
		}
	}
}

func TestColor(t *testing.T) {
	plain := render(t, report.Options{Form: report.Text}, errors.New("disk full"), sample)
	colored := render(t, report.Options{Form: report.Text, Color: true}, errors.New("disk full"), sample)
	if strings.Contains(plain, "\x1b") {
		t.Error("colours where none are wanted")
	}
	for _, want := range []string{"\x1b[1;33mwarning\x1b[0m", "\x1b[1;31merror\x1b[0m"} {
		if !strings.Contains(colored, want) {
			t.Errorf("no %q in %q", want, colored)
		}
	}
}

// What a page says must not reach the terminal as anything but text.
func TestTextIsHarmless(t *testing.T) {
	evil := "a\x1b]0;b\a\r\nforged: error\u202Ec\u2028d\u200B\x85\x7F\U000E0041"
	out := render(t, report.Options{Form: report.Text, Listing: func(diag.Position) (string, bool) { return evil, true }}, errors.New(evil),
		diag.List{{Code: "c", Pos: diag.Position{File: evil, Line: 1, Column: 3}, Message: evil, Hint: evil}})
	if i := strings.IndexAny(out, "\x1b\a\r\u202E\u2028\u200B\u0085\x7F\U000E0041"); i >= 0 {
		t.Errorf("%q goes through at %d: %q", out[i:i+1], i, out)
	}
	if got := strings.Count(out, "\n"); got != 5 {
		t.Errorf("%d lines, want the diagnostic, its line, caret and hint, and the failure: %q", got, out)
	}
}

func TestParseForm(t *testing.T) {
	for _, f := range report.Forms {
		if got, err := report.ParseForm(string(f)); got != f || err != nil {
			t.Errorf("ParseForm(%q) = %q, %v", f, got, err)
		}
	}
	if _, err := report.ParseForm("xml"); err == nil || !strings.Contains(err.Error(), "text, json, github, sarif") {
		t.Errorf("error %v, want one that lists the forms", err)
	}
}

// A full pipe or disk must not go unnoticed.
func TestCloseReportsWriteErrors(t *testing.T) {
	for _, form := range report.Forms {
		p := report.New(failingWriter{}, report.Options{Form: form})
		p.Print(sample)
		if err := p.Close(); err == nil {
			t.Errorf("%s: no error from a writer that fails", form)
		}
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// Several failures at once take a line each.
func TestTextJoinedFailures(t *testing.T) {
	got := render(t, report.Options{Form: report.Text}, errors.Join(errors.New("a.go is in the way"), errors.New("b.go is\nin the way")))
	if want := "topgen: a.go is in the way\ntopgen: b.go is\\u000ain the way\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The log viewer of GitHub acts on control characters as terminals do.
func TestGitHubIsHarmless(t *testing.T) {
	list := diag.List{{Code: "c", Message: "a\x1b[31m\r::set-env b\u202e\u0085", Pos: diag.Position{File: "a\x1b,b"}}}
	got := render(t, report.Options{Form: report.GitHub}, nil, list)
	if want := "::warning file=a\\u001b%2Cb,title=c::a\\u001b[31m\\u000d::set-env b\\u202e\\u0085\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
