package docs_test

import (
	"flag"
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

var updateChinese = flag.Bool("update-chinese", false, "write the code of the English documents into the Chinese ones")

// chinese are the documents that exist in Chinese, by the English ones.
var chinese = map[string]string{
	"../README.md":            "../README.zh-CN.md",
	"calling-the-platform.md": "zh-CN/calling-the-platform.md",
	"howto/own-bindings.md":   "zh-CN/howto/own-bindings.md",
}

// codeBlock is a block of code in a document.
type codeBlock struct {
	language   string // "" where it is indented, or says none
	code       string
	start, end int // of the lines in the document
	indent     string
}

// blocks returns the code blocks of a document.
func blocks(t *testing.T, document []byte) (list []codeBlock) {
	t.Helper()
	root := goldmark.DefaultParser().Parse(text.NewReader(document))
	must(t, ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Kind() != ast.KindCodeBlock && n.Kind() != ast.KindFencedCodeBlock || n.Lines().Len() == 0 {
			return ast.WalkContinue, nil
		}
		b := codeBlock{code: string(n.Lines().Value(document)), start: n.Lines().At(0).Start, end: n.Lines().At(n.Lines().Len() - 1).Stop}
		if fenced, ok := n.(*ast.FencedCodeBlock); ok {
			b.language = string(fenced.Language(document))
		} else {
			b.indent = "    "
			b.start -= len(b.indent)
		}
		list = append(list, b)
		return ast.WalkContinue, nil
	}))
	return list
}

// splitComment parts a line of code from the comment that ends it, with the space
// before it.
func (b codeBlock) splitComment(line string) (code, comment string) {
	at := len(line)
	if b.language == "go" {
		file := token.NewFileSet().AddFile("", -1, len(line))
		var s scanner.Scanner
		s.Init(file, []byte(line), func(token.Position, string) {}, scanner.ScanComments)
		for {
			pos, tok, _ := s.Scan()
			if tok == token.EOF {
				break
			}
			if tok == token.COMMENT {
				at = file.Offset(pos)
			}
		}
	} else if m := regexp.MustCompile(`(^|\s)#`).FindStringIndex(line); m != nil {
		at = m[0]
	}
	code = strings.TrimRight(line[:at], " \t")
	return code, line[len(code):]
}

// bare returns the block without comments.
func (b codeBlock) bare() string {
	var out strings.Builder
	fmt.Fprintln(&out, b.language)
	for line := range strings.Lines(b.code) {
		code, _ := b.splitComment(strings.TrimSuffix(line, "\n"))
		out.WriteString(code + "\n")
	}
	return out.String()
}

// with returns the block with the comments that another has at the same code: behind
// it, or in lines of their own above it.
func (b codeBlock) with(other codeBlock) string {
	behind, above := map[string]string{}, map[string]string{}
	other.walk(func(comments, code, comment string) { above[code], behind[code] = comments, comment })
	var out strings.Builder
	b.walk(func(comments, code, comment string) {
		if theirs := above[code]; theirs != "" && comments != "" {
			comments = theirs
		}
		if theirs := behind[code]; theirs != "" && comment != "" {
			comment = theirs
		}
		for line := range strings.Lines(comments + code + comment + "\n") {
			if line != "\n" {
				line = b.indent + line
			}
			out.WriteString(line)
		}
	})
	return out.String()
}

// walk calls f with every line of code, the comment behind it, and the lines above it
// that are nothing but comments.
func (b codeBlock) walk(f func(comments, code, comment string)) {
	above := ""
	for line := range strings.Lines(b.code) {
		code, comment := b.splitComment(strings.TrimSuffix(line, "\n"))
		if strings.TrimSpace(code) == "" && comment != "" {
			above += code + comment + "\n"
			continue
		}
		f(above, code, comment)
		above = ""
	}
	if above != "" {
		f(above, "", "")
	}
}

// commandSpans returns the commands of topgen that stand in the text of a document.
func commandSpans(document []byte) []string {
	var spans []string
	for _, m := range regexp.MustCompile("`(topgen [^`]+)`").FindAllSubmatch(document, -1) {
		spans = append(spans, string(m[1]))
	}
	slices.Sort(spans)
	return slices.Compact(spans)
}

// The Chinese documents have the code and the commands of the English ones: block by
// block, byte for byte, but for comments. With -update-chinese they get it, and keep
// their comments where the code is the same.
func TestChineseCode(t *testing.T) {
	for english, document := range chinese {
		want, err := os.ReadFile(english)
		must(t, err)
		got, err := os.ReadFile(document)
		must(t, err)
		wanted, have := blocks(t, want), blocks(t, got)
		if len(wanted) != len(have) || len(wanted) == 0 {
			t.Errorf("%s has %d blocks of code, %s has %d", document, len(have), english, len(wanted))
			continue
		}
		if *updateChinese {
			for i, b := range slices.Backward(have) {
				code := wanted[i].with(b)
				got = slices.Concat(got[:b.start], []byte(code), got[b.end:])
			}
			must(t, os.WriteFile(document, got, 0o666))
			have = blocks(t, got)
		}
		for i, b := range have {
			if diff := cmp.Diff(wanted[i].bare(), b.bare()); diff != "" {
				t.Errorf("%s, block %d, is not that of %s (-english +chinese); go test ./docs -run TestChineseCode -update-chinese makes it so:\n%s", document, i+1, english, diff)
			}
		}
		if diff := cmp.Diff(commandSpans(want), commandSpans(got)); diff != "" {
			t.Errorf("%s has other commands than %s (-english +chinese):\n%s", document, english, diff)
		}
	}
}

// Every code in the tables of the Chinese diagnostics.md exists, and its examples are
// those of the English one.
func TestChineseDiagnostics(t *testing.T) {
	english, err := os.ReadFile("diagnostics.md")
	must(t, err)
	document, err := os.ReadFile("zh-CN/diagnostics.md")
	must(t, err)
	all := codes(t)
	rows := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| [^|]+ \\| [^|]+ \\| [^|]+ \\|$").FindAllSubmatch(document, -1)
	for _, row := range rows {
		if !slices.Contains(all, string(row[1])) {
			t.Errorf("there is no code %s", row[1])
		}
	}
	if len(rows) < 10 {
		t.Errorf("the table has %d rows with a code, severity, meaning and what to do", len(rows))
	}
	theirs := map[string]bool{}
	for _, b := range blocks(t, english) {
		for line := range strings.Lines(b.bare()) {
			theirs[line] = true
		}
	}
	examples := 0
	for _, b := range blocks(t, document) {
		for line := range strings.Lines(b.bare()) {
			examples++
			if !theirs[line] {
				t.Errorf("diagnostics.md has no line %q", line)
			}
		}
	}
	if examples == 0 {
		t.Error("there are no examples")
	}
}

// README.md leads to the Chinese one before anything else, and that to the English one.
func TestChineseReadme(t *testing.T) {
	for from, to := range map[string]string{"../README.md": "](README.zh-CN.md)", "../README.zh-CN.md": "](README.md)"} {
		document, err := os.ReadFile(from)
		must(t, err)
		if first, _, _ := strings.Cut(string(document), "\n"); !strings.Contains(first, to) {
			t.Errorf("the first line of %s is %q, and has no link %s", from, first, to)
		}
	}
}
