package dates

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"testing"
	"unicode"
)

// TestMaySay: whatever an expression finds, it is looked for. From each expression are
// made short texts that it finds, with each of its alternatives.
func TestMaySay(t *testing.T) {
	exprs := []*regexp.Regexp{datePattern, dayFirst, unknown, chineseDate, clock, iso, stamp, millis, millisOnly, secondsOnly, seconds}
	for _, z := range zoneWords {
		exprs = append(exprs, z.expr)
	}
	for _, expr := range exprs {
		parsed, err := syntax.Parse(expr.String(), syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, text := range textsOf(parsed) {
			if !expr.MatchString(text) {
				continue // such as a word that must not stand beside another
			}
			if found++; !maySay(text) {
				t.Errorf("%q is never looked for, though %s finds it", text, expr)
			}
		}
		if found == 0 {
			t.Errorf("no text was made that %s finds", expr)
		}
	}
}

// textsOf returns texts that an expression finds: with each alternative, and what is
// optional both left out and there. Of long rows of parts, the first that vary.
func textsOf(re *syntax.Regexp) []string {
	const most = 3000
	switch re.Op {
	case syntax.OpLiteral:
		return []string{string(re.Rune)}
	case syntax.OpCharClass:
		return charactersOf(re)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return []string{"。"}
	case syntax.OpCapture, syntax.OpPlus:
		return textsOf(re.Sub[0])
	case syntax.OpQuest, syntax.OpStar:
		return append([]string{""}, textsOf(re.Sub[0])...)
	case syntax.OpRepeat:
		all := []string{""}
		for range re.Min {
			all = joined(all, textsOf(re.Sub[0]), most)
		}
		return all
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			all = append(all, textsOf(sub)...)
		}
		return all
	case syntax.OpConcat:
		all := []string{""}
		for _, sub := range re.Sub {
			all = joined(all, textsOf(sub), most)
		}
		return all
	}
	return []string{""} // a border of words or of the text
}

func joined(before, behind []string, most int) []string {
	var all []string
	for _, a := range before {
		for _, b := range behind {
			if len(all) == most {
				return all
			}
			all = append(all, a+b)
		}
	}
	return all
}

// charactersOf returns the characters of a class if there are few, and else one of it,
// a sign or a digit rather than a letter.
func charactersOf(re *syntax.Regexp) []string {
	var few []string
	for i := 0; i < len(re.Rune); i += 2 {
		for c := re.Rune[i]; c <= re.Rune[i+1]; c++ {
			if len(few) == 12 {
				for _, c := range "。1-A" {
					if slices.ContainsFunc(pairs(re.Rune), func(p [2]rune) bool { return p[0] <= c && c <= p[1] }) {
						return []string{string(c)}
					}
				}
			}
			if c < unicode.MaxASCII || unicode.Is(unicode.Han, c) || len(re.Rune) <= 8 {
				few = append(few, string(c))
			}
		}
	}
	return few
}

func pairs(runes []rune) [][2]rune {
	var all [][2]rune
	for i := 0; i < len(runes); i += 2 {
		all = append(all, [2]rune{runes[i], runes[i+1]})
	}
	return all
}
