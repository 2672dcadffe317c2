package mock

import (
	"math/rand/v2"
	"sync/atomic"
)

// idSource gives out numbers that look random and are the same for one seed.
type idSource struct {
	seed uint64
	n    atomic.Uint64
}

func newIDs(seed uint64) *idSource {
	if seed == 0 {
		seed = rand.Uint64()
	}
	return &idSource{seed: seed}
}

// number returns the next number.
func (s *idSource) number() uint64 {
	// SplitMix64: every step of a counter gives another number.
	z := s.seed + s.n.Add(1)*0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// id returns a request id as the platform forms them: twelve digits and letters.
func (s *idSource) id() string {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	var b [12]byte
	n := s.number()
	for i := range b {
		b[i] = digits[n%36]
		n /= 36
	}
	return string(b[:])
}

// chance returns a number from 0 up to, but not including, 1.
func (s *idSource) chance() float64 { return float64(s.number()>>11) / (1 << 53) }
