package parser

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// Where the samples leave the depth of a row open, it is marked, and still it
// must go somewhere. The names and descriptions around it tell more often than
// not: in "sender_info, sender_name, sender_phone, logistics_name,
// logistics_code" the sample may lack logistics_name, and yet it belongs with
// its neighbour. The weights were fitted to tables in which the sample tells
// (82 of 100 guesses were right there) and rounded.
const (
	weightTaken   = -8.0 // the struct has a field of that name already
	weightSubject = 5.0  // share of the description that the struct's has as well
	weightOwner   = 4.0  // share of the name that the struct's name or type has as well
	weightNext    = 3.0  // likeness of the descriptions of row and neighbour
	weightPrefix  = 2.0  // another field begins with the same word
	weightShared  = 1.7  // share of the description that is in those of the other fields
	weightType    = 1.5  // other fields have the type
	weightNeeded  = 1.5  // other fields are required or not, as the row is
	weightOrder   = 1.5  // the fields are in alphabetical order, and the row goes on or breaks it
	weightTwin    = 2.0  // another struct of that type has a field of that name, or has none
	weightSecond  = 1.3  // the struct would have one field without it
	// weightEnvelope: success, error and the like wrap what a call is about,
	// and what extends an object comes last in the outermost.
	weightEnvelope = 3.0
)

// envelope are the words of fields that wrap a result or identify a call.
var envelope = map[string]bool{
	"success": true, "succ": true, "msg": true, "message": true, "error": true, "err": true, "errcode": true, "errmsg": true, "request": true,
}

// extension are the words of fields that have room for what was forgotten.
var extension = map[string]bool{
	"extend": true, "extends": true, "ext": true, "extra": true, "extension": true, "props": true, "features": true, "feature": true, "attributes": true,
}

// profile is what a guess compares of a field or row.
type profile struct {
	name     string
	words    []string
	pairs    map[string]bool // of characters that follow each other in the description
	typ      string
	required bool
}

func (b *builder) profileOf(f *schema.Field) profile {
	return newProfile(f.Name, f.Type, f.Example+f.Description, f.IsRequired())
}

// rowProfile takes the last cell, which is the description if there is one.
func rowProfile(r *row) profile {
	typ, _ := splitType(r.typ.S)
	description := ""
	if len(r.cells) > 0 {
		description = r.cells[len(r.cells)-1].S
	}
	return newProfile(r.name.S, typ, description, page.Required(r.required.S))
}

func newProfile(name, typ, description string, required bool) profile {
	return profile{name: name, words: wordsOf(name), pairs: pairsOf(description), typ: typ, required: required}
}

// wordsOf splits a name at underscores and capitals.
func wordsOf(name string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	lower := false
	for _, c := range name {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) || unicode.IsUpper(c) && lower {
			flush()
		}
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			word.WriteRune(unicode.ToLower(c))
		}
		lower = !unicode.IsUpper(c)
	}
	flush()
	return words
}

// pairsOf returns the pairs of characters that follow each other in the first
// part of a text.
func pairsOf(s string) map[string]bool {
	const longest = 400
	pairs := make(map[string]bool)
	last, before := -1, -1
	for i, c := range s[:min(len(s), longest)] {
		if unicode.IsSpace(c) || c == utf8.RuneError {
			continue
		}
		if before >= 0 {
			pairs[s[before:last]+string(c)] = true
		}
		before, last = i, i+utf8.RuneLen(c)
	}
	return pairs
}

// guess returns in which of the openings the i-th row most likely stands, the
// innermost of equals. The row behind it that the sample has stands in the
// outermost, if there is one.
func (b *builder) guess(open []opening, flat []flatNode, places []place, i int) int {
	x := rowProfile(places[i].row)
	var next *row
	later := false // a row of the same name is still to come in the outermost
	for _, pl := range places[i+1:] {
		if next == nil && pl.node >= 0 {
			next = pl.row
		}
		later = later || pl.row.name.S == x.name && (next == nil || pl.node >= 0 && standsIn(flat, pl.node, open[0].node))
	}
	best, bestScore := len(open)-1, 0.0
	for k := len(open) - 1; k >= 0; k-- {
		score := b.score(x, &open[k], next, k == 0, k == len(open)-1)
		if k == 0 && later {
			score += weightTaken
		}
		if k == best || score > bestScore {
			best, bestScore = k, score
		}
	}
	return best
}

// standsIn reports whether an element is a child of another, or of the inner
// element of a list.
func standsIn(flat []flatNode, node, parent int) bool {
	p := flat[node].parent
	return p == parent || p >= 0 && parent >= 0 && flat[p].parent == parent && len(flat[parent].children) == 1
}

// score says how well a row suits an opening.
func (b *builder) score(x profile, o *opening, next *row, outermost, innermost bool) float64 {
	const near = 40 // fields that are compared; the bulk of a page would cost its square
	fields := o.field.Fields
	fields = fields[max(0, len(fields)-near):]
	others := make([]profile, 0, len(fields)+1)
	score := 0.0
	for _, f := range fields {
		if f.Name == x.name {
			score += weightTaken
		}
		others = append(others, b.profileOf(f))
	}
	known := len(others)
	if next != nil && outermost {
		others = append(others, rowProfile(next))
	}
	owner := b.profileOf(o.field)
	score += weightSubject * covered(x.pairs, owner.pairs)
	score += weightOwner * share(x.words, append(owner.words, wordsOf(o.field.Type)...))
	score += weightShared * coveredByAll(x.pairs, others)
	score += weightNext * neighbours(x, others, known)
	if slices.ContainsFunc(others, func(o profile) bool { return firstWord(o) == firstWord(x) && firstWord(x) != "" }) {
		score += weightPrefix
	}
	score += weightType * fraction(others, func(o profile) bool { return o.typ == x.typ })
	if b.request {
		score += weightNeeded * fraction(others, func(o profile) bool { return o.required == x.required })
	}
	score += weightOrder * alphabetical(x.name, others, known)
	score += weightTwin * b.twin(o.field, x.name)
	if innermost && known == 1 {
		score += weightSecond
	}
	if outermost && x.isOuter(next == nil) {
		score += weightEnvelope
	}
	return score
}

// isOuter reports whether a field like p is mostly one of the outermost object.
func (p profile) isOuter(last bool) bool {
	return slices.ContainsFunc(p.words, func(w string) bool { return envelope[w] || last && extension[w] }) || p.typ == "Map"
}

func firstWord(p profile) string {
	if len(p.words) == 0 {
		return ""
	}
	return p.words[0]
}

// covered returns the share of a that is in b.
func covered(a, b map[string]bool) float64 {
	if len(a) == 0 {
		return 0
	}
	n := 0
	for pair := range a {
		if b[pair] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

func coveredByAll(a map[string]bool, others []profile) float64 {
	if len(a) == 0 {
		return 0
	}
	n := 0
	for pair := range a {
		if slices.ContainsFunc(others, func(o profile) bool { return o.pairs[pair] }) {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// share returns the share of the words of a that are in b.
func share(a, b []string) float64 {
	if len(a) == 0 {
		return 0
	}
	n := 0
	for _, word := range a {
		if slices.Contains(b, word) {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// neighbours returns how like the description of x is to that of the row
// before or behind it in the struct, whichever is more so.
func neighbours(x profile, others []profile, known int) float64 {
	best := 0.0
	for i, o := range others {
		if i < known-1 {
			continue
		}
		if both := covered(x.pairs, o.pairs) * float64(len(x.pairs)); both > 0 {
			best = max(best, both/(float64(len(x.pairs)+len(o.pairs))-both))
		}
	}
	return best
}

// fraction returns how many of the others agree, around 0 where there are few.
func fraction(others []profile, agrees func(profile) bool) float64 {
	n := 0
	for _, o := range others {
		if agrees(o) {
			n++
		}
	}
	return float64(n+1)/float64(len(others)+2) - 0.5
}

// alphabetical returns 1 if the first known of the others are in alphabetical
// order and name goes on with it, -1 if it breaks the order, else 0.
func alphabetical(name string, others []profile, known int) float64 {
	const telling = 3
	names := make([]string, known)
	for i := range names {
		names[i] = others[i].name
	}
	if known < telling || !slices.IsSorted(names) {
		return 0
	}
	if name > names[known-1] && (known == len(others) || name < others[known].name || others[known].name < names[known-1]) {
		return 1
	}
	return -1
}

// twin returns 1 if another struct of the type of f has a field of that name,
// -1 if there are others and none has it, else 0.
func (b *builder) twin(f *schema.Field, name string) float64 {
	const enough = 50
	found := 0.0
	twins := b.twins[f.Type]
	for _, twin := range twins[:min(len(twins), enough)] {
		if twin.Line == f.Line || len(twin.Fields) == 0 {
			continue
		}
		if slices.ContainsFunc(twin.Fields, func(c *schema.Field) bool { return c.Name == name && !c.Ambiguous }) {
			return 1
		}
		found = -1
	}
	return found
}
