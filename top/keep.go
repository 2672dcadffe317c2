package top

import "strings"

// A response that shared the memory of its body would be cheap to decode, and dear
// to keep: a program that holds on to a status of 22 bytes would hold on to a body of
// a megabyte. So what texts keep of a body that is larger than maxShared is copied
// piece by piece, as its texts are met: they come in the order of the body.
const (
	maxShared = 8 << 10  // bytes of a body that all texts of its response may share
	minPiece  = 1 << 10  // bytes of the first piece; a text as long as that is copied alone
	maxPiece  = 32 << 10 // each piece is twice as long as the one before, up to this
)

// keeper copies texts out of a body.
type keeper struct {
	body  string // empty if it may be shared
	piece string // the last piece that was copied, from start on
	start int    // in body
}

// keep returns a text that a response may hold on to: s, or a copy of s if that is
// a part of the body.
func (k *keeper) keep(s string) string {
	if k.body == "" {
		return s
	}
	return k.copied(s)
}

func (k *keeper) copied(s string) string {
	if s == "" {
		return "" // which points nowhere
	}
	at, isPart := offsetIn(k.body, s)
	if !isPart {
		return s
	}
	i := at - k.start
	if i < 0 || i+len(s) > len(k.piece) {
		if len(s) >= minPiece {
			return strings.Clone(s)
		}
		size := max(minPiece, min(2*len(k.piece), maxPiece))
		k.piece, k.start, i = strings.Clone(k.body[at:min(at+size, len(k.body))]), at, 0
	}
	return k.piece[i : i+len(s)]
}
