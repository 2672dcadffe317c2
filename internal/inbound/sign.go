package inbound

import (
	"crypto/subtle"

	"github.com/topgen/topgen/top"
)

// VerifySign reports whether sign is the signature of a call, in constant time.
func VerifySign(sign string, method top.SignMethod, secret string, params map[string]string, body []byte) bool {
	return subtle.ConstantTimeCompare([]byte(sign), []byte(top.Sign(method, secret, params, body))) == 1
}
