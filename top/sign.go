package top

import (
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // the platform's default signature
	"crypto/sha256"
	"crypto/subtle"
	"hash"
	"maps"
	"slices"
	"strings"
)

// SignMethod is how a call is signed.
type SignMethod string

// The sign methods of the platform.
const (
	SignMD5        SignMethod = "md5"         // MD5(secret + text + secret)
	SignHMAC       SignMethod = "hmac"        // HMAC-MD5
	SignHMACSHA256 SignMethod = "hmac-sha256" // HMAC-SHA256, the default

	// signSHA256 is what the AliExpress gateway calls HMAC-SHA256.
	signSHA256 SignMethod = "sha256"
)

func (m SignMethod) valid() bool {
	return m == SignMD5 || m == SignHMAC || m == SignHMACSHA256
}

// Sign returns the signature of a call, in upper case hex digits: of all text
// parameters, without sign itself and files, sorted by name, names and values
// run together, and of the body where the protocol sends one beside the
// parameters (batch, Qimen). Parameters with a blank name or value do not count,
// since they are not sent.
func Sign(method SignMethod, secret string, params map[string]string, body []byte) string {
	list := make([]param, 0, len(params))
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if name != "sign" {
			list = append(list, param{name: name, value: params[name]})
		}
	}
	return string(appendSignature(nil, method, secret, list, body))
}

// VerifySign reports whether sign is the signature of a call, in constant time.
func VerifySign(sign string, method SignMethod, secret string, params map[string]string, body []byte) bool {
	return subtle.ConstantTimeCompare([]byte(sign), []byte(Sign(method, secret, params, body))) == 1
}

// param is a text parameter of a call.
type param struct {
	name, value string
	from, to    int // where the value is in form.scratch, until form.finish
}

// blank reports whether the parameter is not to be sent.
func (p param) blank() bool { return isBlank(p.name) || isBlank(p.value) }

// appendSignature appends the signature of params, which are sorted by name.
func appendSignature(dst []byte, method SignMethod, secret string, params []param, body []byte) []byte {
	if method == SignMD5 {
		return appendMD5(dst, secret, params, body)
	}
	var mac hash.Hash
	if method == SignHMAC {
		mac = hmac.New(md5.New, []byte(secret))
	} else {
		mac = hmac.New(sha256.New, []byte(secret))
	}
	mac.Write(appendSigned(make([]byte, 0, signedLen(params)), params))
	mac.Write(body)
	var sum [sha256.Size]byte
	return appendHex(dst, mac.Sum(sum[:0]))
}

func appendMD5(dst []byte, secret string, params []param, body []byte) []byte {
	text := make([]byte, 0, 2*len(secret)+signedLen(params)+len(body))
	text = append(text, secret...)
	text = appendSigned(text, params)
	text = append(text, body...)
	text = append(text, secret...)
	sum := md5.Sum(text)
	return appendHex(dst, sum[:])
}

func signedLen(params []param) int {
	n := 0
	for _, p := range params {
		n += len(p.name) + len(p.value)
	}
	return n
}

// appendSigned appends the text that is signed.
func appendSigned(b []byte, params []param) []byte {
	for _, p := range params {
		if !p.blank() {
			b = append(b, p.name...)
			b = append(b, p.value...)
		}
	}
	return b
}

func appendHex(dst, sum []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, c := range sum {
		dst = append(dst, digits[c>>4], digits[c&15])
	}
	return dst
}

// sortParams sorts by name, as signatures and forms want it.
func sortParams(params []param) {
	slices.SortStableFunc(params, func(a, b param) int { return strings.Compare(a.name, b.name) })
}
