package naming

import (
	"strings"
	"unicode"
)

// Value returns the Go spelling of a documented value for use after another
// identifier: "100" stays, "-1" is Minus1, "WAIT_PAY" is WaitPay, and "weChat" is
// WeChat. In a value of capitals only these do not begin words, so that only "_" does.
// A value without a letter or digit is X.
func Value(value string) string {
	sign := ""
	if rest, ok := strings.CutPrefix(value, "-"); ok {
		sign, value = "Minus", rest
	}
	if !strings.ContainsFunc(value, unicode.IsLower) {
		value = strings.ToLower(value)
	}
	if name := sign + join(words(value)); name != "" {
		return name
	}
	return "X"
}
