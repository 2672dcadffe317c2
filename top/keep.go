package top

import "strings"

// A response that shared the memory of its body would be cheap to decode, and dear
// to keep: a program that holds on to a status of 22 bytes would hold on to a body of
// a megabyte. So its texts are copied, side by side into chunks: that takes no longer
// than a copy of the whole body, which has names, brackets and numbers as well.
const (
	firstChunk = 4 << 10  // bytes of the first chunk
	maxChunk   = 32 << 10 // each chunk is twice as long as the one before, up to this
	longText   = 1 << 10  // a text as long as that is copied alone
)

// keep returns a text that a response may hold on to: a copy of s, unless that is
// one already, since it was resolved.
func (l *lexer) keep(s string) string {
	if i := offsetIn(l.src, s); i < 0 || i >= len(l.src) || s == "" {
		return s
	}
	return l.copied(s)
}

// copied returns a copy of s.
func (l *lexer) copied(s string) string {
	if len(s) >= longText {
		return strings.Clone(s)
	}
	b := l.spare(len(s))[:len(s)] // append would look for room again
	copy(b, s)
	l.chunk = l.chunk[:len(l.chunk)+len(s)]
	return viewOf(b)
}

// spare returns the free rest of a chunk, n bytes of it at least, as an empty slice.
func (l *lexer) spare(n int) []byte {
	if n > cap(l.chunk)-len(l.chunk) {
		l.newChunk(n)
	}
	return l.chunk[len(l.chunk):]
}

// newChunk begins a chunk of n bytes at least. Beside these it has no more than half of
// what of the body is left: the other half is names, numbers and brackets, mostly.
func (l *lexer) newChunk(n int) {
	size := min(max(firstChunk, 2*cap(l.chunk)), maxChunk, n+(len(l.src)-l.pos)/2)
	l.chunk = make([]byte, 0, max(n, size))
}

// resolved keeps b, which was appended to spare. If it did not fit, it stands alone,
// and the rest of the chunk is given up for those that follow.
func (l *lexer) resolved(b []byte) string {
	switch free := cap(l.chunk) - len(l.chunk); {
	case len(b) <= free:
		l.chunk = l.chunk[:len(l.chunk)+len(b)]
	case len(b) < longText:
		l.chunk = nil
	}
	return viewOf(b)
}
