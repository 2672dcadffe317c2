package markdown_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/docs"
	"github.com/topgen/topgen/internal/markdown"
	"github.com/topgen/topgen/internal/tty"
)

const document = "# A *heading*\n\n" +
	"*Error.* A text with `code`, **weight**, a [place](#config), a [link](https://example.com/x), <https://example.org>, 2 \\* 3 &lt; 7,\nand 中文 in a second line\\\nand a third.\n\n" +
	"- one that is long enough to take a second line\n- two, and a word like https-example.com/that/is/longer/than/a/line\n\n1. first\n\n2. second\n\n> quoted\n\n" +
	"    code:  stays  # as it is, however long the line that it stands in may be\n\n" +
	"| code | means |\n|---|---|\n| `a` | 第一 |\n| `bcd` | what takes more room than there is in the column |\n\n---\n"

func TestLayout(t *testing.T) {
	want := "A heading\n" +
		"\n" +
		"Error. A text with `code`, weight, a\n" +
		"place, a link <https://example.com/x>,\n" +
		"<https://example.org>, 2 * 3 < 7, and\n" +
		"中文 in a second line\n" +
		"and a third.\n" +
		"\n" +
		"- one that is long enough to take a\n" +
		"  second line\n" +
		"- two, and a word like\n" +
		"  https-example.com/that/is/longer/than/\n" +
		"  a/line\n" +
		"\n" +
		"1. first\n" +
		"\n" +
		"2. second\n" +
		"\n" +
		"> quoted\n" +
		"\n" +
		"    code:  stays  # as it is, however long the line that it stands in may be\n" +
		"\n" +
		"code   means\n" +
		"`a`    第一\n" +
		"`bcd`  what takes more room than there\n" +
		"       is in the column\n" +
		"\n" +
		strings.Repeat("-", 40) + "\n"
	if diff := cmp.Diff(want, markdown.Layout(document, markdown.Options{Width: 40})); diff != "" {
		t.Errorf("the layout differs (-want +got):\n%s", diff)
	}
}

// Colours change nothing but the look.
func TestColor(t *testing.T) {
	plain := markdown.Layout(document, markdown.Options{Width: 40})
	colored := markdown.Layout(document, markdown.Options{Width: 40, Color: true})
	for _, want := range []string{"\x1b[1mA\x1b[0m \x1b[1mheading\x1b[0m\n", "with \x1b[36mcode\x1b[0m, \x1b[1mweight\x1b[0m,", "\x1b[36mbcd\x1b[0m   what"} {
		if !strings.Contains(colored, want) {
			t.Errorf("no %q in %q", want, colored)
		}
	}
	bare := strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "", "\x1b[36m", "").Replace(colored)
	if diff := cmp.Diff(strings.Fields(strings.ReplaceAll(plain, "`", "")), strings.Fields(bare)); diff != "" {
		t.Errorf("the words differ (-plain +coloured):\n%s", diff)
	}
}

// Of our documents every word stays, no line but of code is too wide, and nothing is
// left that is there for Markdown alone.
func TestDocuments(t *testing.T) {
	naming, err := os.ReadFile("../../docs/naming.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{docs.Diagnostics, string(naming)} {
		for _, width := range []int{50, 80, 100} {
			out := markdown.Layout(text, markdown.Options{Width: width})
			for line := range strings.Lines(out) {
				if line = strings.TrimSuffix(line, "\n"); strings.HasPrefix(line, "    ") {
					continue // code, and what stands beside the first column of a table
				}
				if tty.Columns(line) > width {
					t.Errorf("width %d: the line is too wide: %s", width, line)
				}
				if strings.Contains(line, "**") || strings.Contains(line, "](") || strings.HasPrefix(line, "#") {
					t.Errorf("width %d: Markdown is left: %s", width, line)
				}
			}
			for _, word := range []string{"ambiguous-depth", "What to do.", "initialisms"} {
				if strings.Contains(text, word) && !strings.Contains(strings.Join(strings.Fields(out), " "), word) {
					t.Errorf("width %d: %q is lost", width, word)
				}
			}
		}
	}
}

func TestEmpty(t *testing.T) {
	if got := markdown.Layout("", markdown.Options{}); got != "" {
		t.Errorf("an empty document gives %q", got)
	}
}
