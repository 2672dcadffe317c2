package inbound

import (
	"crypto/subtle"
	"maps"
	"slices"

	"github.com/topgen/topgen/top"
)

// VerifySign reports whether sign is the signature of a call, in constant time.
// Parameters that are sent blank count or do not: the platform's SDKs for Java and
// C# leave them out, those for PHP, Python and Node sign their names.
func VerifySign(sign string, method top.SignMethod, secret string, params map[string]string, body []byte) bool {
	without := top.Sign(method, secret, params, body)
	with := top.Sign(method, secret, nil, SignedText(params, body))
	return isSame(sign, without)|isSame(sign, with) == 1
}

func isSame(a, b string) int { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) }

// SignedText returns the text of which the signature of a call is made: all
// parameters but sign, sorted by name, names and values run together, and the
// body. Blank ones are in it.
func SignedText(params map[string]string, body []byte) []byte {
	var text []byte
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if name != "sign" {
			text = append(append(text, name...), params[name]...)
		}
	}
	return append(text, body...)
}
