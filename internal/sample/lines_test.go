package sample

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLines(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{`{"a":1.0,"b":["<",{}]}`, "{\n  \"a\": 1.0,\n  \"b\": [\n    \"<\",\n    {}\n  ]\n}"},
		{"<a><b>1</b><c></c></a><d>&lt;</d>", "<a>\n    <b>1</b>\n    <c></c>\n</a>\n<d>&lt;</d>"},
		{`{"a":`, `{"a":`},
		{"<a>text <b>1</b></a>", "<a>text <b>1</b></a>"},
		{"1,2", "1,2"},
	} {
		got := Lines(test.text)
		if got != test.want {
			t.Errorf("Lines(%s) is\n%s, want\n%s", test.text, got, test.want)
		}
		if back := OneLine(got); back != test.text {
			t.Errorf("OneLine(%s) is %s", got, back)
		}
	}
}

func TestIndent(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"<a>\n    <b>\n        <c>1</c>\n    </b>\n</a>\n", "<a>\n\t<b>\n\t\t<c>1</c>\n\t</b>\n</a>\n"},
		{"  <a>\n     <b>\n      <c>1</c>\n     </b>\n\n     <d/>\n  </a>", "<a>\n\t<b>\n\t\t<c>1</c>\n\t</b>\n\n\t<d/>\n</a>"},
		{"<a>\n\t<b>1</b>\n</a>", "<a>\n\t<b>1</b>\n</a>"},
		{"<a>\n    <b>one\n    two\n    </b>\n    <c/>\n</a>", "<a>\n\t<b>one\n    two\n    </b>\n\t<c/>\n</a>"},
		{"<a>\n    <b>x>\n    </b>\n</a>", "<a>\n\t<b>x>\n    </b>\n</a>"},
		{"<a>\n    <b><![CDATA[<i>\n    <j>]]></b>\n</a>", "<a>\n    <b><![CDATA[<i>\n    <j>]]></b>\n</a>"},
		{"{\n  \"a\": [\n    1\n  ]\n}", "{\n\t\"a\": [\n\t\t1\n\t]\n}"},
		{"{\n  \"a\": \"x\n  y\"\n}", "{\n  \"a\": \"x\n  y\"\n}"},
		{"text\n    text", "text\n    text"},
	} {
		if got := Indent(test.text); got != test.want {
			t.Errorf("Indent(%q) is %q, want %q", test.text, got, test.want)
		}
		if before, after := ReadXML(test.text).Root, ReadXML(Indent(test.text)).Root; cmp.Diff(before.JSON(), after.JSON()) != "" {
			t.Errorf("Indent(%q) says %s, want %s", test.text, after.JSON(), before.JSON())
		}
	}
}
