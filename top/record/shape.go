package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// shaper makes texts that have the form of others and share nothing else with them.
type shaper struct {
	made      map[string]string // by the original
	forbidden map[string]bool   // texts that must not come about
	lengths   []int             // of these, in runes
}

func newShaper() *shaper {
	return &shaper{made: make(map[string]string), forbidden: make(map[string]bool)}
}

// shortest is how many characters a text has at least to say something by itself.
const shortest = 3

// forbid notes a text that stands in the body.
func (s *shaper) forbid(text string) {
	text = strings.TrimSpace(text)
	n := utf8.RuneCountInString(text)
	if n < shortest || s.forbidden[text] || len(s.forbidden) == maxForbidden {
		return
	}
	for inner := range jsonTexts(text) {
		s.forbid(inner)
	}
	s.forbidden[text] = true
	for _, l := range s.lengths {
		if l == n {
			return
		}
	}
	s.lengths = append(s.lengths, n)
}

// jsonTexts yields the texts and numbers in JSON that stands in a text, with the names;
// of any other text none.
func jsonTexts(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if text[0] != '{' && text[0] != '[' || !json.Valid([]byte(text)) {
			return
		}
		dec := json.NewDecoder(strings.NewReader(text))
		dec.UseNumber()
		for t, err := dec.Token(); err == nil; t, err = dec.Token() {
			if _, isDelim := t.(json.Delim); !isDelim && !yield(fmt.Sprint(t)) {
				return
			}
		}
	}
}

// maxForbidden bounds the work for bodies with very many values.
const maxForbidden = 10_000

// holdsForbidden reports whether a text of the body stands in a text.
func (s *shaper) holdsForbidden(text string) bool {
	runes := []rune(text)
	for _, n := range s.lengths {
		for i := 0; i+n <= len(runes); i++ {
			if s.forbidden[string(runes[i:i+n])] {
				return true
			}
		}
	}
	return false
}

// attempts is how often another text is tried where one holds a text of the body. With
// very many short values in one body all can fail; the last is taken then, which is not
// the original.
const attempts = 200

// shape returns a text of the form of another, the same for the same.
func (s *shaper) shape(text string) string {
	if made, ok := s.made[text]; ok {
		return made
	}
	made := s.other(text)
	for range attempts {
		if made != text && !s.holdsForbidden(made) {
			break
		}
		made = s.other(text)
	}
	s.made[text] = made
	return made
}

var (
	decimal  = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	clock    = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$`)
	dateTime = regexp.MustCompile(`^\d{4}[-/.]?\d{2}[-/.]?\d{2}([ T]?\d{2}:?\d{2}(:?\d{2})?)?([.,]\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$`)
)

// other returns a text of the form of another.
func (s *shaper) other(text string) string {
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "", trimmed == "true", trimmed == "false", trimmed == "null":
		return text
	case dateTime.MatchString(trimmed) && isDate(trimmed):
		return strings.Replace(text, trimmed, otherDate(trimmed), 1)
	case clock.MatchString(trimmed):
		return strings.Replace(text, trimmed, otherClock(trimmed), 1)
	case decimal.MatchString(trimmed):
		return strings.Replace(text, trimmed, otherNumber(trimmed), 1)
	case (trimmed[0] == '{' || trimmed[0] == '[') && json.Valid([]byte(trimmed)):
		return s.otherJSON(trimmed)
	case !isText(text):
		return otherSigns(text)
	}
	return strings.Map(otherRune, text)
}

// digitsOf returns the digits of a text.
func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// isDate reports whether the first eight digits of a text are a day of our times.
func isDate(text string) bool {
	digits := digitsOf(text)
	if n := len(digits); digits == text && n != 8 && n != 12 && n != 14 {
		return false
	}
	day, err := time.Parse("20060102", digits[:8])
	return err == nil && day.Year() >= 1900 && day.Year() < 2200
}

// otherClock returns another time of day in the layout of one.
func otherClock(text string) string {
	other := fmt.Sprintf("%02d:%02d:%02d", rand.IntN(24), rand.IntN(60), rand.IntN(60))
	return other[:len(text)]
}

// otherDate returns another date in the layout of one.
func otherDate(text string) string {
	day := time.Date(2000+rand.IntN(60), time.Month(1+rand.IntN(12)), 1+rand.IntN(28), rand.IntN(24), rand.IntN(60), rand.IntN(60), 0, time.UTC)
	digits, n := day.Format("20060102150405"), 0
	return strings.Map(func(r rune) rune {
		switch {
		case r < '0' || r > '9':
			return r
		case n < len(digits):
			n++
			return rune(digits[n-1])
		}
		return rune('0' + rand.IntN(10)) // of a second's fraction
	}, cutZone(text)) + text[len(cutZone(text)):]
}

// cutZone returns a date without the zone behind it.
func cutZone(text string) string {
	if i := strings.LastIndexAny(text, "+Z"); i > 0 {
		return text[:i]
	}
	if i := strings.LastIndexByte(text, '-'); i > strings.IndexByte(text, ':') && strings.Contains(text, ":") {
		return text[:i]
	}
	return text
}

// otherNumber returns another number with as many digits and decimals, which fits 64
// bits where the first does.
func otherNumber(text string) string {
	mantissa := text
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa = text[:i]
	}
	b := []byte(mantissa)
	leading := true // zeros in front stay: "007" is a text
	first := 0
	for i, c := range b {
		switch {
		case c == '.':
			leading = false
		case c < '0' || c > '9':
		case leading && c == '0':
		case leading:
			leading, first = false, i
			b[i] = byte('1' + rand.IntN(9))
		default:
			b[i] = byte('0' + rand.IntN(10))
		}
	}
	const longest = 19 // digits of an integer that can fit
	if whole := digitsOf(mantissa); len(whole) == longest && !strings.Contains(mantissa, ".") && first < len(b) {
		b[first] = '9'
		if b[first+1] = '9'; whole <= "9223372036854775807" {
			b[first], b[first+1] = byte('1'+rand.IntN(8)), byte('0'+rand.IntN(10))
		}
	}
	return string(b) + text[len(mantissa):]
}

// otherSigns returns other signs for a text that has nothing but signs.
func otherSigns(text string) string {
	sign := '-'
	if strings.Contains(text, "-") {
		sign = '*'
	}
	if utf8.RuneCountInString(text) < shortest {
		return text
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return r
		}
		return sign
	}, text)
}

// Characters of common words, by which others are replaced.
const (
	han     = "天地人和山水火木金土日月星云风雨花草树叶东西南北春夏秋冬江河湖海红黄蓝绿白黑大小多少上下左右前后里外长短高低早晚新旧"
	letters = "abcdefghijklmnopqrstuvwxyz"
)

var hanRunes = []rune(han)

// otherRune returns a character of the kind of another.
func otherRune(r rune) rune {
	switch {
	case '0' <= r && r <= '9':
		return rune('0' + rand.IntN(10))
	case 'a' <= r && r <= 'z':
		return rune(letters[rand.IntN(len(letters))])
	case 'A' <= r && r <= 'Z':
		return rune(letters[rand.IntN(len(letters))]) - 'a' + 'A'
	case unicode.Is(unicode.Han, r) && r <= 0xFFFF:
		return hanRunes[rand.IntN(len(hanRunes))]
	case r > 0xFFFF:
		return notSame(r, '🙂', '🙃')
	case isPicture(r):
		return notSame(r, '☆', '★')
	case unicode.IsLetter(r), unicode.IsDigit(r):
		return notSame(r, 'ä', 'ö')
	}
	return r
}

// notSame returns the first of two characters that is not a third.
func notSame(r, first, second rune) rune {
	if r == first {
		return second
	}
	return first
}

// otherJSON returns other JSON of the structure of one that stands in a text. Its names
// can be anything, and are replaced, too.
func (s *shaper) otherJSON(text string) string {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var b bytes.Buffer
	last := 0
	for {
		t, err := dec.Token()
		if err != nil {
			break
		}
		end := int(dec.InputOffset())
		start := end - len(strings.TrimLeft(text[last:end], " \t\r\n,:"))
		b.WriteString(text[last:start])
		switch t := t.(type) {
		case string:
			writeValue(&b, stringValue, s.shape(t))
		case json.Number:
			b.WriteString(s.shape(t.String()))
		default:
			fmt.Fprint(&b, text[start:end])
		}
		last = end
	}
	return b.String() + text[last:]
}
