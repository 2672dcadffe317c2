package visible

import (
	"strings"
	"testing"
)

func TestRune(t *testing.T) {
	for _, r := range "aZ0 ~é中ー，（）ⅷ€\u0301\ufffd😀" {
		if !Rune(r) {
			t.Errorf("%U %q is said not to show itself", r, r)
		}
	}
	for _, r := range "\x00\x1b\n\t\r\x7f\u0085\u009b\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u200b\u200d\u200f\u2028\u2029\u202e\u2060\u2066\u3000\u3164\ue000\ufe0f\ufeff\uffa0\ufff9\ufffe\U0001d173\U000e0001\U000e0100" {
		if Rune(r) {
			t.Errorf("%U is said to show itself", r)
		}
	}
	if Rune(-1) {
		t.Error("-1 is no character")
	}
}

// A path is copied from a message into topgen.yaml: only a name in it is cut off.
func TestPath(t *testing.T) {
	path := "request." + strings.Repeat("condition_config.", 10) + "user_list"
	if got := Path(path); got != path {
		t.Errorf("got %s", got)
	}
	if got, want := Path("request."+strings.Repeat("x", 100)+".\u0001a"), "request."+strings.Repeat("x", longest)+"….\ufffda"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What Write escapes is a Go escape of that character, beyond the 16 bits of \u as well.
func TestWrite(t *testing.T) {
	for in, want := range map[string]string{"a中😀": "a中😀", "\u200b\uffff": `\u200b\uffff`, "\U00010fff\U000e0001": `\U00010fff\U000e0001`} {
		var b strings.Builder
		for _, r := range in {
			Write(&b, r)
		}
		if b.String() != want {
			t.Errorf("%q is written %s, want %s", in, b.String(), want)
		}
	}
}

func TestShown(t *testing.T) {
	most := strings.Repeat("中", 80)
	for in, want := range map[string]string{"": "", "a b": "a b", "a\nb\x1b[31m\u202e": "a\ufffdb\ufffd[31m\ufffd", most: most, most + "a": most + "…"} {
		if got := Shown(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}
