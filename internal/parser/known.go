package parser

import (
	_ "embed"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"sort"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// Many types, and fields that follow each other, are documented on more pages
// than one, and where one sample leaves the depth of a field open, another page
// shows it. knownEdges holds what thousands of pages show of the fields that
// are at an edge, those that end a nested struct or stand behind one: with the
// type of the struct, with its name, and with the field before. Pages that leave
// a depth open are not in it.
//
// It is a sorted list of hashes of 24 bits, of which one in 800 is taken for
// another: it serves for guesses only. TestKnown makes it.
//
//go:embed known.bin
var knownEdges string

const knownSize = 3 // bytes of a hash

// relation is what a field is known with.
type relation byte

const (
	knownType   relation = 't' // the type of its struct
	knownStruct relation = 's' // the name of its struct
	knownBefore relation = 'b' // the field before it
)

// knownHash returns the hash of a field and what it is known with.
func knownHash(r relation, with, field string) [knownSize]byte {
	h := fnv.New64a()
	h.Write([]byte{byte(r)})
	h.Write([]byte(with))
	h.Write([]byte{0})
	h.Write([]byte(bareName(field)))
	var sum [8]byte
	binary.BigEndian.PutUint64(sum[:], h.Sum64())
	return [knownSize]byte(sum[:])
}

// isKnown reports whether other pages show the field with that.
func isKnown(r relation, with, field string) bool {
	hash := knownHash(r, with, field)
	want := string(hash[:])
	n := len(knownEdges) / knownSize
	i := sort.Search(n, func(i int) bool { return knownEdges[i*knownSize:(i+1)*knownSize] >= want })
	return i < n && knownEdges[i*knownSize:(i+1)*knownSize] == want
}

// bareName returns a name as it is compared over pages: "item_id" and
// "itemId" are one.
func bareName(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// edgeHashes returns the hashes for knownEdges of the fields of f and below.
func edgeHashes(f *schema.Field, nested bool) [][knownSize]byte {
	const near = 2 // fields from the edge
	var hashes [][knownSize]byte
	fields := f.Fields
	since := near
	for i, c := range fields {
		hashes = append(hashes, edgeHashes(c, true)...)
		if since++; len(c.Fields) > 0 {
			since = 0
			continue
		}
		left := len(fields) - i
		if since <= near && i > 0 || nested && left <= near {
			hashes = append(hashes, knownHash(knownType, f.Type, c.Name), knownHash(knownStruct, bareName(f.Name), c.Name))
		}
		if i > 0 && (since == 1 || nested && left == 1) {
			hashes = append(hashes, knownHash(knownBefore, bareName(fields[i-1].Name), c.Name))
		}
	}
	return hashes
}

// packHashes makes what knownEdges holds.
func packHashes(hashes [][knownSize]byte) []byte {
	slices.SortFunc(hashes, func(a, b [knownSize]byte) int { return strings.Compare(string(a[:]), string(b[:])) })
	var out []byte
	for _, h := range slices.Compact(hashes) {
		out = append(out, h[:]...)
	}
	return out
}
