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

// keeper copies texts out of a large body: those of its piece come from a copy of
// that.
type keeper struct {
	copies bool   // the body is large
	piece  string // a piece of the body
	copy   string // of piece
}

// keep returns a text that a response may hold on to: s, or a copy of s if that is
// a part of a large body.
func (d *decoder) keep(s string) string {
	if d.copies {
		return d.copied(s)
	}
	return s
}

func (d *decoder) copied(s string) string {
	if i := offsetIn(d.piece, s); i >= 0 && i+len(s) <= len(d.piece) {
		return d.copy[i : i+len(s)]
	}
	i := offsetIn(d.src, s)
	switch {
	case s == "":
		return "" // which points nowhere
	case i < 0 || i >= len(d.src):
		return s
	case len(s) >= minPiece:
		return strings.Clone(s)
	}
	size := max(minPiece, min(2*len(d.piece), maxPiece))
	d.piece = d.src[i:min(i+size, len(d.src))]
	d.copy = strings.Clone(d.piece)
	return d.copy[:len(s)]
}
