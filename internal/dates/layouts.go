package dates

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/schema"
)

// Patterns of dates and times. How they are spelt tells nothing: pages have YYYY-MM-DD
// HH:MM:SS and yyyy-mm-dd hh:mm:ss for one form, and hh never means twelve hours. So what
// an element is, its place tells. A time of day may be written out ("yyyy-MM-dd 00:00:00").
var (
	datePattern = regexp.MustCompile(`(?i)y{4}(?:([-/.]?)mm(?:([-/.]?)dd)?|(年)mm?月(dd?日)?)` +
		`(?:( *|'?T'?|[:_] ?)(?:hh|\d\d)(?:(:?) ?(?:mm|mi|ss|\d\d)(?:(:?) ?(?:ss?|mm|\d\d)(?:\.(s{1,3}))?)?)?)?('?Z'?|X(?:XX)?)?`)
	dayFirst    = regexp.MustCompile(`(?i)\b(dd|mm)([-/.])(mm|dd)([-/.])y{4}(?: ?(?:hh|\d\d):mm(:ss)?)?`)
	unknown     = regexp.MustCompile(`(?i)\by{2,4}[-/.年]?m{1,3}[-/.月a-z]*|\b[dm]{1,3}[-/.][dm]{1,3}[-/.]y{2,4}`)
	goesOn      = regexp.MustCompile(`(?i)^: ?[a-z]|^ [ymdhs]{2,3}\b|^[ymdhs]`)
	chineseDate = regexp.MustCompile(`年-月-日(?: (?:时:分|\d\d:\d\d)(:秒|:\d\d)?)?`)
	clock       = regexp.MustCompile(`(?i)\bhh(:?)mm(?:(:?)ss)?\b`)
	clockRange  = regexp.MustCompile(`(?i)\bhh:?mm(?::?ss)? ?[-~至到] ?hh`)
	iso         = regexp.MustCompile(`(?i)\b(?:ISO[ -]?8601|RFC ?3339)`)
	stamp       = regexp.MustCompile(`(?i)时间戳|timestamp|epoch|unix|\b1970`)
	millis      = regexp.MustCompile(`(?i)毫秒|豪秒|milli-?seconds?|\b13 ?位`)
	millisOnly  = regexp.MustCompile(`(?i)[毫豪]秒(?:数|值|级?时间|为单位)|\([毫豪]秒\)|单位.{0,2}(?:[毫豪]秒|ms\b)|milliseconds (?:since|from)`)
	secondsOnly = regexp.MustCompile(`单位[^毫豪]{0,2}秒|\(秒\)`)
	seconds     = regexp.MustCompile(`(?i)(?:^|[^毫豪分:])(秒|\b10 ?位|\bseconds?\b)`)
)

const rfc3339 = "2006-01-02T15:04:05Z07:00"

// readLayout returns the layout that a text names, and whether that is one in UTC.
func readLayout(text string) (layout string, utc bool, doubt *Doubt) {
	layouts, said, utc := layoutsOf(text)
	switch {
	case slices.Contains(layouts, ""):
		return "", false, nil // the platform's way is one of them
	case len(layouts) > 1:
		return layouts[0], utc, &Doubt{Said: said, Why: "the text names other forms as well", Sent: true}
	case len(layouts) == 1:
		return layouts[0], utc, nil
	}
	if m := unknown.FindString(text); m != "" {
		return "", false, &Doubt{Said: m, Why: "nobody can tell which form that is", Sent: true}
	}
	if m := iso.FindString(text); m != "" {
		return rfc3339, false, &Doubt{Said: m, Why: "that has many forms", Sent: true}
	}
	return readStamp(text)
}

// readStamp returns the layout of a text that names no pattern.
func readStamp(text string) (layout string, utc bool, doubt *Doubt) {
	stamped, inMillis := stamp.FindString(text), millis.FindString(text)
	switch {
	case stamped != "" && inMillis != "" || millisOnly.MatchString(text):
		return schema.Milliseconds, false, nil
	case stamped != "" && seconds.MatchString(text):
		return "", false, &Doubt{Said: seconds.FindStringSubmatch(text)[1], Why: "a Date holds no seconds since 1970"}
	case secondsOnly.MatchString(text):
		return "", false, &Doubt{Said: "秒", Why: "a Date holds no seconds since 1970"}
	case stamped != "":
		return "", false, &Doubt{Said: stamped, Why: "it does not say in which unit", Sent: true}
	case inMillis != "":
		return "", false, &Doubt{Said: inMillis, Why: "it does not say whether that is a form", Sent: true}
	}
	return clockLayout(text)
}

// clockLayout returns the layout of a text that names a time of day alone.
func clockLayout(text string) (layout string, utc bool, doubt *Doubt) {
	m := clock.FindStringSubmatch(text)
	switch {
	case m == nil:
		return "", false, nil
	case clockRange.MatchString(text):
		return "", false, &Doubt{Said: m[0], Why: "the text means two times", Sent: true}
	}
	layout = "15" + m[1] + "04"
	if len(m[0]) > len("hh:mm") || m[1] == "" && len(m[0]) > len("hhmm") {
		layout += m[2] + "05"
	}
	return layout, false, nil
}

// layoutsOf returns the layouts whose patterns a text has, each once, "" for that of the
// platform, and the words for the first of them.
func layoutsOf(text string) (layouts []string, said string, utc bool) {
	for _, at := range datePattern.FindAllStringSubmatchIndex(text, -1) {
		if next := text[at[1]:]; goesOn.MatchString(next) {
			continue // not understood
		}
		layout, z := layoutOf(groups(text, at))
		if !slices.Contains(layouts, layout) {
			layouts = append(layouts, layout)
		}
		if said == "" {
			said, utc = text[at[0]:at[1]], z
		}
	}
	for _, m := range dayFirst.FindAllStringSubmatch(text, -1) {
		if layout := dayFirstLayout(m); layout != "" && !slices.Contains(layouts, layout) {
			layouts, said = append(layouts, layout), cmp.Or(said, m[0])
		}
	}
	if m := chineseDate.FindStringSubmatch(text); m != nil && len(layouts) == 0 {
		layout := "" // with seconds
		switch {
		case m[0] == "年-月-日":
			layout = "2006-01-02"
		case m[1] == "":
			layout = "2006-01-02 15:04"
		}
		layouts, said = []string{layout}, m[0]
	}
	return layouts, said, utc
}

// dayFirstLayout returns the layout of a pattern whose year stands last; "" if day and
// month are not one each, or not apart by the same sign.
func dayFirstLayout(m []string) string {
	first, second := strings.ToLower(m[1]), strings.ToLower(m[3])
	if first == second || m[2] != m[4] {
		return ""
	}
	element := map[string]string{"dd": "02", "mm": "01"}
	layout := element[first] + m[2] + element[second] + m[4] + "2006"
	switch {
	case m[5] != "":
		layout += " 15:04:05"
	case strings.Contains(m[0], ":"):
		layout += " 15:04"
	}
	return layout
}

// groups returns the groups of a match; one that did not take part is absent.
func groups(text string, at []int) []*string {
	list := make([]*string, len(at)/2)
	for i := range list {
		if at[2*i] >= 0 {
			g := text[at[2*i]:at[2*i+1]]
			list[i] = &g
		}
	}
	return list
}

// layoutOf returns the layout of a pattern, "" for that of the platform, and whether it
// is in UTC.
func layoutOf(g []*string) (layout string, utc bool) {
	day := dayLayout(g)
	if g[5] == nil { // no time of day
		return day, false
	}
	between := strings.Trim(*g[5], "'")
	if between == "" && strings.Contains(day, "-") {
		between = " " // the blank was lost
	}
	if strings.TrimSpace(between) == "" && between != "" {
		between = " "
	}
	layout = day + between + "15"
	if g[6] != nil {
		layout += *g[6] + "04"
	}
	if g[7] != nil {
		layout += *g[7] + "05"
	}
	if g[8] != nil {
		layout += "." + strings.Repeat("0", len(*g[8]))
	}
	if g[9] != nil {
		layout, utc = layout+"Z07:00", strings.Contains(strings.ToUpper(*g[9]), "Z")
	}
	if layout == "2006-01-02 15:04:05" {
		return "", false
	}
	return layout, utc
}

// dayLayout returns the layout of the day.
func dayLayout(g []*string) string {
	switch {
	case g[4] != nil:
		return "2006年01月02日"
	case g[3] != nil:
		return "2006年01月"
	case g[2] != nil:
		return "2006" + *g[1] + "01" + *g[2] + "02"
	}
	return "2006" + *g[1] + "01"
}

// otherLayouts are layouts that a text alone tells apart, beside those of the platform.
var otherLayouts = []string{
	"20060102", "20060102150405", "200601021504", "2006-01-02 15:04", "2006/01/02", "2006/01/02 15:04:05", "2006/01/02 15:04", "2006.01.02", "2006.01.02 15:04:05",
	rfc3339, "2006-01-02T15:04:05.000Z07:00", "2006-01-02T15:04:05", "15:04", "15:04:05",
}

// LayoutOf returns the layout in which a text is a date or a time of day; "" if there is
// none, or if it is the platform's own.
func LayoutOf(text string) string {
	for _, layout := range otherLayouts {
		if at, err := time.Parse(layout, text); err == nil && at.Format(layout) == text && at.Year() < 2200 && (at.Year() >= 1900 || at.Year() == 0) {
			return layout
		}
	}
	return ""
}
