package dates

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// The zones that texts name by words.
const (
	pacific = "America/Los_Angeles"
	eastern = "America/New_York"
	moscow  = "Europe/Moscow"
)

// mention is a zone that a text names.
type mention struct {
	zone string // "" is GMT+8
	said string
	why  string // it is not certain; "" if it is
}

// zoneWords are the words for zones, in the order in which they are looked for: what
// one has found, no later one sees. Abbreviations are written in capitals or stand before
// the word "time"; they are not certain, since most zones have a summer time, and
// several have the same letters.
var zoneWords = []struct {
	expr *regexp.Regexp
	read func(groups []string) (zone, why string, ok bool)
}{
	{regexp.MustCompile(`\b(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc|US)/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?`), readName},
	{regexp.MustCompile(`(?i)\b(?:UTC|GMT)\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?\b`), readOffset},
	{regexp.MustCompile(`时区\D{0,3}([+-])(\d{1,2})(?::(\d{2}))?`), readOffset},
	{regexp.MustCompile(`([东西])(十[一二]?|[一二三四五六七八九]|\d{1,2})时?区`), readChineseOffset},
	{regexp.MustCompile(`PST ?[/|] ?PDT|PDT ?[/|] ?PST`), certain(pacific)},
	{regexp.MustCompile(`EST ?[/|] ?EDT|EDT ?[/|] ?EST`), certain(eastern)},
	{regexp.MustCompile(`(?i)pacific (?:standard|daylight) time|太平洋(?:标准|夏令)时间?`), doubtful(pacific, summer)},
	{regexp.MustCompile(`(?i)\b(?:US )?pacific time\b|los[_ ]angeles|(?:美国)?太平洋时[间区]|洛杉矶时[间区]|美西时间|美国西部时间`), certain(pacific)},
	{regexp.MustCompile(`(?i)eastern standard time|美国?东部?标准时间`), doubtful(eastern, summer)},
	{regexp.MustCompile(`(?i)new york time|纽约时间|美东时间|美国东部时间`), certain(eastern)},
	{regexp.MustCompile(`(?i)beijing time|china (?:standard )?time|北京时间|中国(?:标准)?时间|香港时间|新加坡时间|\b(?:HKT|SGT)\b`), certain("")},
	{regexp.MustCompile(`(?i)moscow time|莫斯科时间|\bMSK\b`), certain(moscow)},
	{regexp.MustCompile(`(?i)tokyo time|东京时间|日本时间|\bJST\b`), certain("Asia/Tokyo")},
	{regexp.MustCompile(`(?i)seoul time|首尔时间|韩国时间|\bKST\b`), certain("Asia/Seoul")},
	{regexp.MustCompile(`(?i)london time|伦敦时间|英国时间`), certain("Europe/London")},
	{regexp.MustCompile(`(?i)paris time|巴黎时间|法国时间`), certain("Europe/Paris")},
	{regexp.MustCompile(`(?i)berlin time|柏林时间|德国时间`), certain("Europe/Berlin")},
	{regexp.MustCompile(`(?i)madrid time|马德里时间|西班牙时间`), certain("Europe/Madrid")},
	{regexp.MustCompile(`(?i)bangkok time|曼谷时间|泰国时间`), certain("Asia/Bangkok")},
	{regexp.MustCompile(`(?i)jakarta time|雅加达时间|\bWIB\b`), certain("Asia/Jakarta")},
	{regexp.MustCompile(`(?i)vietnam time|河内时间|越南时间`), certain("Asia/Ho_Chi_Minh")},
	{regexp.MustCompile(`(?i)bras[ií]lia time|巴西利亚时间|\bBRT\b`), certain("America/Sao_Paulo")},
	{regexp.MustCompile(`(?i)india(?:n standard)? time|印度时间`), certain("Asia/Kolkata")},
	{regexp.MustCompile(`(?i)\b(?:UTC|GMT)\b|格林[尼威]治|协调世界时|(?:世界|国际)标准时间|[零0] ?时区`), certain("UTC")},
	{abbreviation("PST|PDT|PT"), doubtful(pacific, summer)},
	{abbreviation("EST|EDT"), doubtful(eastern, summer)},
	{abbreviation("CST|CDT|MST|MDT|CET|CEST|BST|IST"), doubtful("", "several zones are called that")},
	{regexp.MustCompile(`(?i)\b(?:US|american) time\b|美国(?:当地|本地)?时间`), doubtful(pacific, "the country has several zones")},
	{regexp.MustCompile(`(?i)俄罗斯(?:当地)?时间|russian? time\b`), doubtful(moscow, "the country has several zones")},
	{regexp.MustCompile(`(?i)印尼时间|印度尼西亚时间|indonesian? time\b`), doubtful("Asia/Jakarta", "the country has several zones")},
	{regexp.MustCompile(`(?i)巴西时间|brazil(?:ian)? time\b`), doubtful("America/Sao_Paulo", "the country has several zones")},
	{regexp.MustCompile(`(?i)[当本]地时[间区]|(?:[买卖]家|商家|店铺|门店|用户|本国|国家|站点)时区|所在(?:地|国)?时[间区]|所在地的?时[间区]|目的国时间|\blocal time`), doubtful("", "nobody can tell at which place")},
}

const summer = "that may be with or without summer time"

// abbreviation returns what finds abbreviations of zones.
func abbreviation(words string) *regexp.Regexp {
	return regexp.MustCompile(`\b(?:` + words + `)\b|(?i)\b(?:` + words + `) ?(?:time|时间|时区)`)
}

func certain(zone string) func([]string) (string, string, bool) {
	return func([]string) (string, string, bool) { return zone, "", true }
}

func doubtful(zone, why string) func([]string) (string, string, bool) {
	return func([]string) (string, string, bool) { return zone, why, true }
}

// readName reads a name of the IANA database.
func readName(groups []string) (zone, why string, ok bool) {
	zone, err := schema.Zone(groups[0])
	if err != nil {
		return "", "no zone has that name", strings.Contains(groups[0], "_")
	}
	return zone, "", true
}

// readOffset reads a distance from UTC.
func readOffset(groups []string) (zone, why string, ok bool) {
	text := groups[1] + groups[2]
	if groups[3] != "" {
		text += ":" + groups[3]
	}
	if zone, err := schema.Zone(text); err == nil {
		return zone, "", true
	}
	return "", "no zone has that distance", true
}

// readChineseOffset reads a zone as Chinese texts count them: 东八区.
func readChineseOffset(groups []string) (zone, why string, ok bool) {
	hours, err := strconv.Atoi(groups[2])
	if err != nil {
		hours = slices.Index([]string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"}, groups[2])
	}
	sign := "+"
	if groups[1] == "西" {
		sign = "-"
	}
	zone, err = schema.Zone(sign + strconv.Itoa(hours))
	return zone, "", err == nil
}

// readZone returns the zone that a text names. Of several, one that is certain explains
// those that are not, "PST (America/Los_Angeles)", unless it is never the same time there.
// Two that are certain leave it open.
func readZone(text string, utc bool) (zone string, doubt *Doubt) {
	all := mentions(text)
	if utc && len(all) == 0 {
		return "UTC", nil // a Z behind the time says so
	}
	sure := slices.DeleteFunc(slices.Clone(all), func(m mention) bool { return m.why != "" })
	switch {
	case len(all) == 0:
		return "", nil
	case len(sure) > 0 && !differ(sure):
		if i := slices.IndexFunc(all, func(m mention) bool { return m.why == summer && !meet(m.zone, sure[0].zone) }); i >= 0 {
			return "", &Doubt{Said: all[i].said, Why: "the text names other zones as well"}
		}
		return sure[0].zone, nil
	case len(sure) > 0:
		return "", &Doubt{Said: sure[0].said, Why: "the text names other zones as well"}
	case differ(all):
		return "", &Doubt{Said: all[0].said, Why: "the text names other zones as well"}
	}
	return all[0].zone, &Doubt{Said: all[0].said, Why: all[0].why}
}

// meet reports whether two zones have the same time in winter or in summer.
func meet(a, b string) bool {
	return slices.ContainsFunc([]string{"2026-01-15 12:00:00", "2026-07-15 12:00:00"}, func(text string) bool {
		at, ok := schema.TimeIn(a, "").Parse(text)
		other, too := schema.TimeIn(b, "").Parse(text)
		return ok && too && at.Equal(other)
	})
}

func differ(list []mention) bool {
	return slices.ContainsFunc(list, func(m mention) bool { return m.zone != list[0].zone })
}

// mentions returns the zones that a text names.
func mentions(text string) (list []mention) {
	for _, w := range zoneWords {
		text = w.expr.ReplaceAllStringFunc(text, func(said string) string {
			if zone, why, ok := w.read(w.expr.FindStringSubmatch(said)); ok {
				list = append(list, mention{zone, strings.TrimSpace(said), why})
			}
			return strings.Repeat(" ", len(said))
		})
	}
	return list
}
