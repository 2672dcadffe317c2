package schema

import (
	"encoding/json"
	"math/big"
)

// IsZero reports whether there is no limit.
func (l Limits) IsZero() bool {
	return l.Default == "" && l.MaxLength == "" && l.MaxListSize == "" && l.MinValue == "" && l.MaxValue == "" && len(l.FileTypes) == 0
}

// Less compares two limits of a value, which have no exponent.
func Less(a, b json.Number) bool {
	x, okX := new(big.Rat).SetString(string(a))
	y, okY := new(big.Rat).SetString(string(b))
	return okX && okY && x.Cmp(y) < 0
}
