package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
)

// Sum is the SHA-256 of a text with the line ends of Unix. Git writes files
// with "\r\n" where core.autocrlf asks for it, and takes it away again when it
// stores them; to the go command and to topgen the two are one file, and so they
// have one sum.
type Sum [sha256.Size]byte

// String returns the sum in hexadecimal.
func (s Sum) String() string { return hex.EncodeToString(s[:]) }

// MarshalText makes the sum readable in journals and lock files.
func (s Sum) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *Sum) UnmarshalText(text []byte) error {
	n, err := hex.Decode(s[:], text[:min(len(text), hex.EncodedLen(len(s)))])
	if err != nil || n != len(s) || len(text) != hex.EncodedLen(len(s)) {
		return fmt.Errorf("%q is no SHA-256 in hexadecimal", text)
	}
	return nil
}

// SumOf returns the sum of data.
func SumOf(data []byte) Sum { return sha256.Sum256(unixLines(data)) }

// unixLines returns the text with "\n" for "\r\n": data itself if it has none.
func unixLines(data []byte) []byte {
	if !bytes.Contains(data, []byte("\r\n")) {
		return data
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
}

// summer works out the Sum of what is written to it piece by piece.
type summer struct {
	hash hash.Hash
	// held is set if the last piece ended in a "\r" that is not hashed yet: the
	// next one tells whether it is half of a line end.
	held bool
}

func newSummer() *summer { return &summer{hash: sha256.New()} }

// Write takes the next piece. It never fails.
func (s *summer) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if s.held && p[0] != '\n' {
		s.hash.Write([]byte("\r"))
	}
	text := p
	if s.held = p[len(p)-1] == '\r'; s.held {
		text = p[:len(p)-1]
	}
	s.hash.Write(unixLines(text))
	return len(p), nil
}

// sum returns the Sum of all pieces.
func (s *summer) sum() Sum {
	if s.held {
		s.hash.Write([]byte("\r"))
		s.held = false
	}
	return Sum(s.hash.Sum(nil))
}
