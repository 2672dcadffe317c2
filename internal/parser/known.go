package parser

import (
	_ "embed"
	"hash/fnv"
	"math"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// Many types, and fields that follow each other, are documented on more pages
// than one, and where one sample leaves the depth of a field open, another page
// shows it. knownFields holds what thousands of pages show: the simple fields of
// each type, and of those at an edge, which end a nested struct or stand behind
// one, the name of their struct and the field before them. Parameters in which a
// depth is open are not in it.
//
// It is a Bloom filter: what it holds it knows, and of what it does not hold it
// takes about one in 300 for known. So it serves for guesses only. TestKnown
// makes it.
//
//go:embed known.bin
var knownFields string

const (
	knownBytes  = 72 << 10
	knownProbes = 7 // bits for each fact
)

// relation is what a field is known with.
type relation byte

const (
	knownType   relation = 't' // the type of its struct
	knownStruct relation = 's' // the name of its struct
	knownBefore relation = 'b' // the field before it
)

// fact is what pages show of a field, as a hash.
type fact uint64

func newFact(r relation, with, field string) fact {
	h := fnv.New64a()
	h.Write([]byte{byte(r)})
	h.Write([]byte(with))
	h.Write([]byte{0})
	h.Write([]byte(bareName(field)))
	return fact(h.Sum64())
}

// bits yields where a filter holds the fact: byte and mask.
func (f fact) bits(yield func(at int, mask byte) bool) {
	first, step := uint64(f>>32), uint64(f&math.MaxUint32)|1
	for i := range uint64(knownProbes) {
		if bit := (first + i*step) % (8 * knownBytes); !yield(int(bit/8), 1<<(bit%8)) {
			return
		}
	}
}

// isKnown reports whether other pages show the field with that.
func isKnown(r relation, with, field string) bool {
	for at, mask := range newFact(r, with, field).bits {
		if knownFields[at]&mask == 0 {
			return false
		}
	}
	return true
}

// bareName returns a name as it is compared over pages: "item_id" and
// "itemId" are one.
func bareName(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// facts returns what f shows of its fields and those below.
func facts(f *schema.Field, nested bool) []fact {
	const near = 2 // fields from the edge
	var out []fact
	since := near
	for i, c := range f.Fields {
		out = append(out, facts(c, true)...)
		if since++; len(c.Fields) > 0 {
			since = 0
			continue
		}
		out = append(out, newFact(knownType, f.Type, c.Name))
		left := len(f.Fields) - i
		if i > 0 && since <= near || nested && left <= near {
			out = append(out, newFact(knownStruct, bareName(f.Name), c.Name))
		}
		if i > 0 && (since == 1 || nested && left == 1) {
			out = append(out, newFact(knownBefore, bareName(f.Fields[i-1].Name), c.Name))
		}
	}
	return out
}
