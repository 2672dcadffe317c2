package layout_test

import (
	"bytes"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/layout"
)

// codes are declarations as the bindings have them, without indentation and columns.
var codes = map[string]string{
	"types":     "type T struct {\n// a: b\nA string `json:\"a\"`\n// 单\nLonger []*X `json:\"b\"`\n}\n\ntype E struct{}\n",
	"functions": "func (r *R) SetA(v ...string) *R {\nr.A = append([]string(nil), v...)\nif a := r.B; a != nil {\nreturn a\n}\nreturn r\n}\n",
	"literals": `var a = X{
A: "1",
Longer: []string{},
// a comment
B: Y{A: 1, B: map[string]int{"c: ": 2}},
CC: T{
D: "x: y",
LongerThanThat: '"',
E: f(
"a",
"b",
),
G: 1,
},
F: 'a',
List: []T{
{A: 1},
{
A: 1,
Bcd: 2,
},
},

After: 1,
A: 1,
}
`,
	"keys":      "var a = map[string]string{\n\"键\": \"1\",\n\"abc\": \"2\",\n\"" + strings.Repeat("long", 11) + "\": \"3\",\n\"d\": \"\",\n\"ef\": \"\",\n\"" + strings.Repeat("e", 60) + "\": \"\",\n\"" + strings.Repeat("f", 60) + "\": \"\",\n\"" + strings.Repeat("f", 28) + "\": \"\",\n}\n",
	"more keys": "var a = map[string]string{\n\"abcdefgh\": \"1\",\n\"" + strings.Repeat("c", 40) + "\": \"2\",\n\"abcdefghijklm\": \"3\",\n\"b\": \"\",\n}\n",
	"constants": "const (\nA string = \"单 值\" // 一\nLonger string = \"b // c\" //\nC string = \"=\" // 三 = 三\n)\n\n// B.\nconst (\n// one\nD int64 = 1\n// two\nEEE int64 = 2\n)\n\nconst F = \"a\\n\" +\n\"b\\n\" +\n\"c\"\n",
	"chains": `func f() {
req := x.NewA().
SetB(1).
SetC(x.NewD().
SetE("(").
SetF(x.NewG().
SetH(1))).
SetI(
"a",
x.NewJ().
SetK(2),
).
Do(ctx)
page := T{
Request: x.NewA().
SetB(1).
SetC(x.NewD().
SetE(2)),
Text: "a\n" +
"b",
Done: func(r *R) error {
return nil
},
Other: 1,
}
g(t, page, func() {
h()
})
}
`,
	"raw texts": "const A = `a\n\t{ \" // b  \n)`\n\nvar b = X{\nA: `1\n 2`,\nLonger: 1,\nB: `x`,\n}\n",
	"imports":   "import (\n\"context\"\n\n\"example.com/a\"\nb \"example.com/b\"\n)\n",
}

// TestCode: code is laid out as gofmt would.
func TestCode(t *testing.T) {
	for name, code := range codes {
		t.Run(name, func(t *testing.T) {
			code := "package p\n\n" + code
			want, err := format.Source([]byte(code))
			if err != nil {
				t.Fatal(err)
			}
			for _, src := range []string{code, string(want), strings.ReplaceAll(code, "\n\n", "\n\n\n")} {
				got, err := layout.Code([]byte(src))
				if diff := cmp.Diff(string(want), string(got)); err != nil || diff != "" {
					t.Errorf("of %s: %v (-gofmt +layout)\n%s", src, err, diff)
				}
			}
		})
	}
}

// TestGenerated: the bindings of this repository stay as they are.
func TestGenerated(t *testing.T) {
	files := 0
	err := filepath.WalkDir("../../generated", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		want, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		formatted, err := format.Source(want)
		if err != nil || !bytes.Equal(want, formatted) {
			t.Errorf("gofmt changes %s: %v", path, err)
		}
		got, err := layout.Code(want)
		if diff := cmp.Diff(string(want), string(got)); err != nil || diff != "" && filepath.Base(path) != "doc.go" {
			t.Errorf("%s: %v (-gofmt +layout)\n%s", path, err, diff)
		}
		files++
		return nil
	})
	if err != nil || files == 0 {
		t.Errorf("%d files: %v", files, err)
	}
}

// TestFaults: what can be no Go is not laid out as if it were.
func TestFaults(t *testing.T) {
	for src, want := range map[string]string{
		"a(\nb":          "2: a '(' is not closed",
		"a\n)":           "2: ')' closes nothing",
		"a(\n]\n":        "2: ']' closes a '('",
		"a := \"b\n\"":   "1: a text does not end in its line",
		"`a`\n\n`b\nc\n": "3: a text does not end",
		`"\"`:            "1: a text does not end",
	} {
		if got, err := layout.Code([]byte(src)); err == nil || err.Error() != want {
			t.Errorf("%q becomes %q, %v; want %q", src, got, err, want)
		}
	}
}
