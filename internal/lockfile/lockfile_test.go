package lockfile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/lockfile"
	"github.com/topgen/topgen/internal/output"
)

func sum(s string) output.Sum { return output.SumOf([]byte(s)) }

func TestFormat(t *testing.T) {
	l := &lockfile.Lock{
		Pages: []lockfile.Page{
			{Path: "pages/b.txt", Sum: sum("b"), API: lockfile.API{"taobao.x.b", "Response", "一 页"}, Files: []string{"x/y/xtest/b.go", "x/y/b_test.go", "x/y/b 1.go"}},
			{Path: "pages/a 页.txt", Sum: sum("a"), API: lockfile.API{"taobao.x.a", "Response", ""}},
			{Path: "pages/old.txt", Sum: sum("a")},
		},
		Packages: []lockfile.Package{{Dir: "x/y", Files: []string{"x/y/xtest/doc.go", "x/y/doc.go"}}},
	}
	want := strings.NewReplacer("A", sum("a").String(), "B", sum("b").String()).
		Replace(`
page "pages/a 页.txt" A
api taobao.x.a Response ""

page pages/b.txt B
api taobao.x.b Response "一 页"
files x/y "b 1.go" b_test.go xtest/b.go

page pages/old.txt A

package x/y
files x/y doc.go xtest/doc.go
`)
	got := l.Format()
	if diff := cmp.Diff(output.Header+"\n"+want, string(got)); diff != "" {
		t.Errorf("text differs (-want +got):\n%s", diff)
	}
	back, err := lockfile.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), string(back.Format())); diff != "" {
		t.Errorf("a round trip changes it:\n%s", diff)
	}
	wantPages := []lockfile.Page{l.Pages[1], l.Pages[0], l.Pages[2]}
	wantPages[1].Files = []string{"x/y/b 1.go", "x/y/b_test.go", "x/y/xtest/b.go"}
	if diff := cmp.Diff(wantPages, back.Pages); diff != "" {
		t.Errorf("pages differ (-want +got):\n%s", diff)
	}
	if dir := back.Pages[1].Dir(); dir != "x/y" {
		t.Errorf("the folder of pages/b.txt is %s", dir)
	}
}

func TestParseFaults(t *testing.T) {
	s := sum("").String()
	for in, want := range map[string]string{
		"page x":                            "line 1: \"\" is no SHA-256",
		"page x 12":                         "is no SHA-256",
		"page  " + s:                        "the name is missing",
		"page \"x " + s:                     "not well quoted",
		"page x " + s + "\nfole y 1":        "line 2: \"fole\" is neither",
		"files x y":                         "stand below no page",
		"page x " + s + "\nfiles x  y":      "line 2: the name is missing",
		"page x " + s + "\nfiles x ../../y": "line 2: the file ../y is not in the output folder",
		"api x y z":                         "stands below no page",
		"package x\napi x y z":              "stands below no page",
		"page x " + s + "\napi x":           "line 2: the name is missing",
		"page x " + s + "\napi x y":         "line 2: the name is missing",
		"page x " + s + "\napi x y z z":     "is too much",
		"package x y":                       "is too much",
		"<<<<<<< HEAD":                      "is neither",
	} {
		if _, err := lockfile.Parse([]byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q): error %v, want %q", in, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("page x " + sum("").String() + "\napi m n \"o p\"\nfiles y \"y z\" z/a\npackage p\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := lockfile.Parse(data)
		if err != nil {
			return
		}
		text := l.Format()
		again, err := lockfile.Parse(text)
		if err != nil {
			t.Fatalf("what Format wrote does not parse: %v\n%s", err, text)
		}
		if diff := cmp.Diff(string(text), string(again.Format())); diff != "" {
			t.Errorf("a round trip changes it:\n%s", diff)
		}
	})
}
