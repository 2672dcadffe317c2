// Package dates finds what the descriptions of dates say of their zone and form:
//
//	order pay time, it's US Pacific time
//	开始日期，格式：yyyy-MM-dd
//	State date. PST time
//
// Most say nothing, and then a date is in GMT+8, as yyyy-MM-dd HH:mm:ss. What a text
// names is taken. What it names without leaving no doubt is a Doubt: a person must say
// in topgen.yaml what is meant.
package dates

import (
	"strings"
	_ "time/tzdata" // topgen knows all zones, wherever it runs

	"github.com/topgen/topgen/internal/schema"
)

// Reading is what a description says of a date.
type Reading struct {
	Zone   string // as schema.Time has it; "" is GMT+8
	Layout string // the same; "" is yyyy-MM-dd HH:mm:ss
	// ZoneDoubt and LayoutDoubt are what the text leaves open; nil if it does not.
	ZoneDoubt, LayoutDoubt *Doubt
}

// Doubt is something that a text says and that cannot be told for certain.
type Doubt struct {
	Said string // the words of the text
	Why  string // what is not certain of them
	// Sent tells that it matters to requests only: responses read right all the same.
	Sent bool
}

// Time returns the zone and layout, nil if they are the platform's.
func (r Reading) Time() *schema.Time { return schema.TimeIn(r.Zone, r.Layout) }

// Read returns what the description of a date says.
func Read(description string) Reading {
	if !maySay(description) {
		return Reading{}
	}
	text := fold.Replace(description)
	var r Reading
	var utc bool
	r.Layout, utc, r.LayoutDoubt = readLayout(text)
	if r.Layout == schema.Milliseconds {
		return r // which are the same in all zones
	}
	r.Zone, r.ZoneDoubt = readZone(text, utc)
	return r
}

// Of returns the zone and layout of a field, by its text; nil if they are the platform's,
// or if it is no date.
func Of(f *schema.Field) *schema.Time {
	if schema.KindOf(f) != schema.KindDate {
		return nil
	}
	return Read(f.Description).Time()
}

// fold writes the characters that pages have in two widths in one.
var fold = strings.NewReplacer("：", ":", "（", "(", "）", ")", "＋", "+", "－", "-", "−", "-", "／", "/", "，", ",", "　", " ")

// maySay reports whether a text can say something: one of Latin letters, with the year
// from which timestamps count, or with a character of the words that are looked for.
// Most have none of these, and need not be searched for that. A test holds it against
// every expression by which a text is searched.
func maySay(description string) bool {
	return strings.ContainsFunc(description, func(c rune) bool { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }) ||
		strings.Contains(description, "1970") ||
		strings.ContainsAny(description, "年秒戳位区洋印曼巴柏马零所目西东京国香新莫纽洛首伦俄当本格协世雅河越")
}
