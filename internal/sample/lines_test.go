package sample

import "testing"

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
