package top

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"hash"
	"sort"
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
	f := newForm()
	defer f.release()
	for _, name := range sortedNames(params) {
		if name != "sign" && !isBlank(name) {
			f.add(name, params[name])
		}
	}
	f.sort(0)
	return f.sign(method, secret, body)
}

// sortedNames returns the names of parameters, sorted. Package slices would do that in one
// line, and have its sort compiled once more with this package.
func sortedNames(params map[string]string) []string {
	names := make([]string, 0, len(params))
	for name := range params {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool { return names[i] < names[j] })
	return names
}

// sign returns the signature of the parameters, which have been sorted.
func (f *form) sign(method SignMethod, secret string, body []byte) string {
	around := ""
	if method == SignMD5 {
		around = secret
	}
	text := append(f.signed[:0], around...)
	for _, i := range f.order {
		p := &f.params[i]
		text = append(text, p.name...)
		text = append(text, f.view(p)...)
	}
	text = append(text, body...)
	text = append(text, around...)
	f.signed = text
	if method == SignMD5 {
		return digest(md5.New(), text)
	}
	return signHMAC(method, secret, text)
}

func signHMAC(method SignMethod, secret string, text []byte) string {
	newHash := sha256.New
	if method == SignHMAC {
		newHash = md5.New
	}
	return digest(hmac.New(newHash, []byte(secret)), text)
}

// digest returns the hash of a text in upper case hex digits.
func digest(h hash.Hash, text []byte) string {
	const digits = "0123456789ABCDEF"
	h.Write(text)
	sum := h.Sum(nil)
	var hex [2 * sha256.Size]byte
	for i, c := range sum {
		hex[2*i], hex[2*i+1] = digits[c>>4], digits[c&15]
	}
	return string(hex[:2*len(sum)])
}
