package api

import (
	"cmp"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// Effect is what a call does to the platform's data.
type Effect string

// The effects.
const (
	Read  Effect = "read"  // nothing: the call may be repeated
	Write Effect = "write" // something, or nobody knows
)

// EffectIn returns the effect of calls of an API: the one that its schema names or
// else that of its method.
func EffectIn(s *schema.API) Effect { return cmp.Or(Effect(s.Effect), EffectOf(s.Method)) }

// EffectOf returns the effect of a method, which its last word tells. Package top
// decides by the same words which calls it repeats; a test holds one to the other.
func EffectOf(method string) Effect {
	start := max(strings.LastIndexByte(method, '.'), strings.LastIndexByte(method, '_')) + 1
	switch method[start:] {
	case "get", "query", "list", "search", "find", "count", "detail", "fetch",
		"getlist", "getdetail", "querylist", "batchget", "batchquery":
		return Read
	}
	return Write
}
