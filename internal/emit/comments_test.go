package emit

import (
	"go/format"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/visible"
)

func TestClean(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"订单ID", "订单ID"},
		{" a \n\t b\r\n", "a b"},
		{"a\u202eb\u2066c", `a\u202eb\u2066c`},
		{"a\u2028b\u2029\u0085c", "a b c"},
		{"a\x00b\ufeffc\u200bd", `a\u0000b\ufeffc\u200bd`},
		{"a\xffb", `a\xffb`},
		{"\U000e0001x", `\U000e0001x`},
		{"a\u3164b\ufe0f\u034f", `a\u3164b\ufe0f\u034f`},
		{"*/ func main() {}", "*/ func main() {}"},
	} {
		if got := clean(test.in); got != test.want {
			t.Errorf("clean(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

// TestCommentText: what gofmt would take for a build constraint, and move to
// the top of the file, stays where it is.
func TestCommentText(t *testing.T) {
	for line, want := range map[string]string{
		"// +build ignore":  `// \u002bbuild ignore`,
		"//     +build x,y": `// \u002bbuild x,y`, // and gofmt takes the indentation away
		"// +build":         `// \u002bbuild`,
		"// +builder":       "// +builder",
		"// a +build b":     "// a +build b",
		"//":                "//",
	} {
		if got := commentText([]string{line}); got != want {
			t.Errorf("%q becomes %q, want %q", line, got, want)
		}
	}
}

// TestCommentTextFormatted: comments are as gofmt has them.
func TestCommentTextFormatted(t *testing.T) {
	for _, lines := range [][]string{
		{"// 文字", "// - a", "// 1. b", "//", "// * c"},
		{"// # Heading"},
		{"// a", "//", "// # Heading", "//", "// b"},
		{"// a", "// [b]: https://example.com/c", "//", "// [b] ``c'' d''"},
		{"// a", "//", "// [b]: https://example.com/c", "//", "// [d]: no link"},
		{"// ```a``` ''b''"},
		{"//     code", "// a"},
		{"// a", "// {", "//\tcode", "// }"},
	} {
		code := "package p\n\n" + strings.Join(lines, "\n") + "\nvar x int\n"
		want, err := format.Source([]byte(code))
		if err != nil {
			t.Fatal(err)
		}
		if got := "package p\n\n" + commentText(lines) + "\nvar x int\n"; got != string(want) {
			t.Errorf("%q becomes\n%s\nand by gofmt\n%s", lines, got, want)
		}
	}
}

func TestQuote(t *testing.T) {
	for _, text := range []string{"", "a`b\"c\\", `{"a":"\d"}`, "标题\n", "a\u3164b\U000e0100", "\x00\xff\u202e"} {
		got := quote(text)
		if back, err := strconv.Unquote(got); err != nil || back != text {
			t.Errorf("quote(%q) = %s, which reads %q, %v", text, got, back, err)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return !visible.Rune(r) }) {
			t.Errorf("quote(%q) = %s has characters that cannot be seen", text, got)
		}
	}
}

// What would be full of backslashes stands as it is.
func TestQuoteRaw(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":"\d"}`: "`{\"a\":\"\\d\"}`",
		"plain":      `"plain"`,
		"a`\"":       `"a` + "`" + `\""`,
		"\"\n":       `"\"\n"`,
	} {
		if got := quote(text); got != want {
			t.Errorf("quote(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		in   string
		max  int
		want []string
	}{
		{"订单ID", 20, []string{"订单ID"}},
		{"one two three four", 9, []string{"one two", "three", "four"}},
		{"买家已经申请退款,等待卖家同意", 16, []string{"买家已经申请退", "款,等待卖家同意"}},
		{"averyverylongword 短", 8, []string{"averyverylongword", "短"}},
		{"", 20, nil},
	} {
		if diff := cmp.Diff(test.want, wrap(test.in, test.max)); diff != "" {
			t.Errorf("wrap(%q, %d) (-want +got):\n%s", test.in, test.max, diff)
		}
	}
}

// FuzzWrap: whatever a page says, no line of a comment holds a line
// break, and nothing of the text but spaces is lost.
func FuzzWrap(f *testing.F) {
	f.Add("交易状态 1: 已付款, 2: 已发货, 3: 已完成", 10)
	f.Add("\u2028//go:embed x\r\n*/", 100)
	f.Fuzz(func(t *testing.T, text string, max int) {
		lines := wrap(text, max)
		kept := strings.Join(lines, " ")
		if clean(kept) != strings.Join(strings.Fields(kept), " ") {
			t.Errorf("wrap(%q) holds characters that clean removes: %q", text, lines)
		}
		letters := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got, want := letters(kept), letters(clean(text)); got != want {
			t.Errorf("wrap(%q) lost text: %q", text, lines)
		}
	})
}
