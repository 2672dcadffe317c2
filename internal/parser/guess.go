package parser

import (
	"math"
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
// its neighbour. Each struct in which the row can stand gets a score, and the
// best has it.
//
// The weights were fitted, as a conditional logit, to the 7,637 rows at such
// places of which the samples do tell, as if they did not (94 of 100 guesses
// were right on pages that were kept out of the fit), and rounded.
const (
	weightInner    = 0.4   // the struct is the innermost
	weightTaken    = -11.5 // the struct has a field of that name already
	weightLater    = -14.5 // a row of the same name follows that can only be one of the outermost
	weightOrder    = 0.5   // how much likelier the order of the fields is with the row, see habits.gain
	weightSubject  = 4.8   // share of the description that the struct's has as well
	weightOwner    = 3.0   // share of the name that the struct's name or type has as well
	weightShared   = 2.1   // share of the description that is in those of the other fields
	weightNext     = 2.7   // likeness of the descriptions of row and neighbour
	weightPrefix   = 4.0   // share of the other fields that begin with the same word
	weightType     = 1.1   // other fields have the type
	weightNeeded   = 0.5   // other fields are required or not, as the row is
	weightAlike    = 0.9   // the field before it is required or not, as the row is
	weightUnlike   = -0.9  // all of them are required, and the row is not, or the other way round
	weightSecond   = 1.6   // the struct would have one field without it
	weightEnough   = 0.9   // behind other structs in it there are simple fields, by the logarithm
	weightStruct   = -1.2  // the row behind is a struct
	weightWrapper  = -1.8  // the struct is but the wrapper of another
	weightTwin     = 1.8   // another struct of that type has a field of that name, or has none
	weightCousin   = 4.9   // share of the other fields that a struct with such a field has as well
	weightTypeHas  = 2.0   // on other pages the type has such a field
	weightTypeLack = -1.8  // it has not, but share of the other fields
	weightNameHas  = 1.0   // on other pages a struct of that name has such a field
	weightNameLack = -1.3  // it has not, but share of the other fields
	weightBehind   = 3.1   // on other pages such a field follows the one before it
	weightFollows  = -1.0  // there it is the next row that does
	// In the outermost:
	weightEnvelope  = 1.0 // success, error and the like wrap what a call is about
	weightMap       = 6.0 // the type is Map, as of what extends an object of Qimen
	weightExtension = 1.3 // what extends an object comes last
)

// envelope are the words of fields that wrap a result or identify a call.
var envelope = words("success succ msg message error err errcode errmsg request code result")

// extension are the words of fields that have room for what was forgotten.
var extension = words("extend extends ext extra extension props features feature attributes remark")

func words(list string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// profile is what a guess compares of a field or row.
type profile struct {
	name     string
	words    []string
	pairs    map[string]bool // of characters that follow each other in the description
	typ      string
	list     bool
	required bool
}

func (b *builder) profileOf(f *schema.Field) profile {
	return newProfile(f.Name, f.Type, f.List, f.Description, f.IsRequired())
}

// rowProfile takes the last cell, which is the description if there is one.
func rowProfile(r *row) profile {
	typ, list := splitType(r.typ.S)
	description := ""
	if len(r.cells) > 0 {
		description = r.cells[len(r.cells)-1].S
	}
	return newProfile(r.name.S, typ, list, description, page.Required(r.required.S))
}

func newProfile(name, typ string, list bool, description string, required bool) profile {
	return profile{name: name, words: wordsOf(name), pairs: pairsOf(description), typ: typ, list: list, required: required}
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

// guess is a row whose struct is to be guessed, and what is around it.
type guess struct {
	*builder
	row    profile
	lines  map[int]bool // of the structs that are open
	behind []*row       // the fields of the outermost struct that follow, as far as the sample has them
	later  bool         // a row of the same name is still to come there
}

// guess returns in which of the openings from first on the i-th row most likely
// stands, the innermost of equals. The row behind it that the sample has stands
// in the outermost of them, if there is one.
func (b *builder) guess(open []opening, first int, flat []flatNode, places []place, i int) int {
	g := guess{builder: b, row: rowProfile(places[i].row), lines: make(map[int]bool)}
	for _, o := range open {
		g.lines[o.field.Line] = true
	}
	g.lookAhead(flat, places[i+1:])
	best, bestScore := len(open)-1, 0.0
	for k := len(open) - 1; k >= first; k-- {
		score := g.score(&open[k], k == first, k == len(open)-1)
		if k == best || score > bestScore {
			best, bestScore = k, score
		}
	}
	return best
}

// lookAhead finds the rows that surely are fields of the outermost struct.
func (g *guess) lookAhead(flat []flatNode, places []place) {
	const far = 2000 // rows; a struct that goes on for longer tells no more
	parent := -1
	for i, pl := range places[:min(len(places), far)] {
		same := pl.row.name.S == g.row.name
		switch {
		case pl.node < 0:
			g.later = g.later || same && len(g.behind) == 0
			continue
		case len(g.behind) == 0:
			parent = flat[pl.node].parent
		case flat[pl.node].parent != parent:
			continue
		}
		g.later = g.later || same
		if len(g.behind) < near || i < near {
			g.behind = append(g.behind, pl.row)
		}
	}
}

// near is how many fields are compared; the bulk of a page would cost its square.
const near = 40

// candidate is a struct in which a row may stand.
type candidate struct {
	field                *schema.Field
	owner                profile
	others               []profile // its fields near the row
	known                int       // how many of these stand before the row
	outermost, innermost bool
}

// score says how well the row suits an opening.
func (g *guess) score(o *opening, outermost, innermost bool) float64 {
	c := candidate{field: o.field, owner: g.profileOf(o.field), outermost: outermost, innermost: innermost}
	fields := o.field.Fields
	for _, f := range fields[max(0, len(fields)-near):] {
		c.others = append(c.others, g.profileOf(f))
	}
	c.known = len(c.others)
	if outermost {
		for _, r := range g.behind {
			c.others = append(c.others, rowProfile(r))
		}
	}
	return g.wordScore(&c) + g.placeScore(&c) + g.pageScore(&c) + g.knownScore(&c)
}

// wordScore compares names, descriptions and types.
func (g *guess) wordScore(c *candidate) float64 {
	x := g.row
	score := weightSubject * covered(x.pairs, c.owner.pairs)
	score += weightOwner * share(x.words, append(c.owner.words, wordsOf(c.field.Type)...))
	score += weightShared * coveredByAll(x.pairs, c.others)
	score += weightNext * neighbours(x, c.others, c.known)
	prefixed := count(c.others, func(o profile) bool { return firstWord(o) == firstWord(x) })
	score += weightPrefix * float64(prefixed) / float64(len(c.others)+1)
	score += weightType * fraction(c.others, func(o profile) bool { return o.typ == x.typ && o.list == x.list })
	if g.request {
		agrees := func(o profile) bool { return o.required == x.required }
		score += weightNeeded * fraction(c.others, agrees)
		if len(c.others) > 1 && !slices.ContainsFunc(c.others, agrees) {
			score += weightUnlike
		}
		if c.known > 0 && agrees(c.others[c.known-1]) {
			score += weightAlike
		}
	}
	return score
}

// placeScore weighs where the row would stand.
func (g *guess) placeScore(c *candidate) float64 {
	score := 0.0
	fields := c.field.Fields
	names := make([]string, 0, len(fields)+1+len(g.behind))
	for _, f := range fields {
		names = append(names, f.Name)
	}
	names = append(names, g.row.name)
	if c.outermost {
		for _, r := range g.behind {
			names = append(names, r.name.S)
		}
	}
	score += weightOrder * g.twins.order().gain(names, len(fields))
	if c.outermost && g.later {
		score += weightLater
	}
	for i, name := range names {
		if name == g.row.name && i != len(fields) {
			score += weightTaken
			break
		}
	}
	if c.isWrapper() {
		score += weightWrapper
	}
	if c.innermost {
		score += weightInner
		if len(fields) == 1 {
			score += weightSecond
		}
		return score
	}
	rests := 1
	for i, f := range fields {
		if i > 0 && len(f.Fields) == 0 && len(fields[i-1].Fields) > 0 {
			rests++
		}
	}
	return score + weightEnough*math.Log(float64(rests)) + g.outerScore(c)
}

// isWrapper reports whether a struct is the wrapper of another, as lists are
// documented on old pages: "orders" has the one field "order".
func (c *candidate) isWrapper() bool {
	if len(c.others) != 1 || c.known != 1 || len(c.field.Fields[0].Fields) == 0 {
		return false
	}
	outer, inner := bareName(c.field.Name), bareName(c.field.Fields[0].Name)
	return strings.HasPrefix(outer, inner) || strings.HasPrefix(inner, outer)
}

// outerScore weighs what speaks for or against the outermost struct.
func (g *guess) outerScore(c *candidate) float64 {
	score := 0.0
	if !c.outermost {
		return score
	}
	if slices.ContainsFunc(g.row.words, func(w string) bool { return envelope[w] }) {
		score += weightEnvelope
	}
	if len(g.behind) == 0 && slices.ContainsFunc(g.row.words, func(w string) bool { return extension[w] }) {
		score += weightExtension
	}
	if g.row.typ == "Map" {
		score += weightMap
	}
	if len(g.behind) > 0 && !g.behind[0].leaf {
		score += weightStruct
	}
	return score
}

// pageScore looks at the other structs of the page.
func (g *guess) pageScore(c *candidate) float64 {
	score := weightTwin * g.twin(c.field)
	names := make(map[string]bool, len(c.others))
	for _, o := range c.others {
		names[o.name] = true
	}
	cousin := 0.0
	const enough = 20
	for _, s := range g.twins.with(g.row.name, enough) {
		if g.lines[s.Line] {
			continue
		}
		n := 0
		for _, f := range s.Fields[:min(len(s.Fields), 2*near)] {
			if names[f.Name] {
				n++
			}
		}
		cousin = max(cousin, float64(n)/(float64(len(names))+0.5))
	}
	return score + weightCousin*cousin
}

// twin returns 1 if another struct of the type of f has a field of that name,
// -1 if there are others and none has it, else 0.
func (g *guess) twin(f *schema.Field) float64 {
	const enough = 50
	found := 0.0
	for _, twin := range g.twins.ofType(f.Type, enough) {
		if g.lines[twin.Line] || len(twin.Fields) == 0 {
			continue
		}
		if slices.ContainsFunc(twin.Fields, func(c *schema.Field) bool { return c.Name == g.row.name && !c.Ambiguous }) {
			return 1
		}
		found = -1
	}
	return found
}

// knownScore looks at what other pages show.
func (g *guess) knownScore(c *candidate) float64 {
	score := 0.0
	side := func(r relation, with string, yes, no float64) {
		if isKnown(r, with, g.row.name) {
			score += yes
			return
		}
		n := count(c.others[:c.known], func(o profile) bool { return isKnown(r, with, o.name) })
		score += no * float64(n) / float64(max(c.known, 1))
	}
	side(knownType, c.field.Type, weightTypeHas, weightTypeLack)
	side(knownStruct, bareName(c.field.Name), weightNameHas, weightNameLack)
	if c.known == 0 {
		return score
	}
	before := bareName(c.others[c.known-1].name)
	if isKnown(knownBefore, before, g.row.name) {
		score += weightBehind
	}
	if c.outermost && len(g.behind) > 0 && g.behind[0].leaf && isKnown(knownBefore, before, g.behind[0].name.S) {
		score += weightFollows
	}
	return score
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
	return float64(count(others, agrees)+1)/float64(len(others)+2) - 0.5
}

func count(others []profile, agrees func(profile) bool) int {
	n := 0
	for _, o := range others {
		if agrees(o) {
			n++
		}
	}
	return n
}

// structs are the structs of a page, for guesses.
type structs struct {
	byType  map[string][]*schema.Field
	byField map[string][]*schema.Field // by the names of their fields
	habits  habits
}

// add adds the structs among fields and below.
func (s *structs) add(fields []*schema.Field) {
	for _, f := range fields {
		if len(f.Fields) == 0 {
			continue
		}
		s.byType[f.Type] = append(s.byType[f.Type], f)
		names := make([]string, 0, len(f.Fields))
		for _, c := range f.Fields {
			if !c.Ambiguous {
				s.byField[c.Name] = append(s.byField[c.Name], f)
				names = append(names, c.Name)
			}
		}
		s.habits.add(names)
		s.add(f.Fields)
	}
}

// ofType returns some structs of a type; s may be nil.
func (s *structs) ofType(typ string, most int) []*schema.Field {
	if s == nil {
		return nil
	}
	return s.byType[typ][:min(len(s.byType[typ]), most)]
}

// with returns some structs that have a field of that name; s may be nil.
func (s *structs) with(name string, most int) []*schema.Field {
	if s == nil {
		return nil
	}
	return s.byField[name][:min(len(s.byField[name]), most)]
}

// order returns in what order the structs have their fields; s may be nil.
func (s *structs) order() *habits {
	if s == nil {
		return new(habits)
	}
	return &s.habits
}
