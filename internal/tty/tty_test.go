package tty_test

import (
	"testing"

	"github.com/topgen/topgen/internal/tty"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"plain 文本 é":                         "plain 文本 é",
		"a\x1b[31m\r\nb\t":                   `a\u001b[31m\u000d\u000ab\u0009`,
		"\u202Ea\u2028b\u200Bc\uFEFFd\u061C": `\u202ea\u2028b\u200bc\ufeffd\u061c`,
		"\x7f\u0085\U000E0041":               `\u007f\u0085\U000e0041`,
		"全角　空格\u00a0x\u3164\u00ad\ufff9":     `全角　空格` + "\u00a0" + `x\u3164\u00ad\ufff9`,
	} {
		if got := tty.Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	tests := []struct {
		in    string
		limit int
		want  string
	}{
		{"short", 5, "short"},
		{"shorter", 5, "shor…"},
		{"鉴定商调用", 10, "鉴定商调用"},
		{"鉴定商调用", 9, "鉴定商调…"},
		{"鉴定商调用", 8, "鉴定商…"},
		{"a", 0, ""},
		{"ab", 1, "…"},
		{"鉴定", 1, "…"},
		{"", 0, ""},
	}
	for _, tt := range tests {
		got := tty.Cut(tt.in, tt.limit)
		if got != tt.want || tty.Columns(got) > tt.limit {
			t.Errorf("Cut(%q, %d) = %q (%d columns), want %q", tt.in, tt.limit, got, tty.Columns(got), tt.want)
		}
	}
}
