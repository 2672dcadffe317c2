package wire

import (
	"crypto/md5"
	"encoding/hex"
	"strings"
)

// Signature signs what a client introduces itself with: these three headers of a
// Connect, and no others.
func Signature(secret, appKey, group, timestamp string) string {
	sum := md5.Sum([]byte(secret + HeaderAppKey + appKey + HeaderGroup + group + HeaderTimestamp + timestamp + secret))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}
