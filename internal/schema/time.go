package schema

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/protocol"
)

// Time is how a Date stands on the wire where that is not the platform's way, which is
// in GMT+8, as yyyy-MM-dd HH:mm:ss. A nil Time is the platform's way. Package top has
// the same in TimeFormat.
type Time struct {
	// Zone is a name of the IANA database, "UTC", or a distance such as "GMT-8"; "" is
	// GMT+8.
	Zone string `json:"zone,omitempty"`
	// Layout is one of package time, or Milliseconds; "" is yyyy-MM-dd HH:mm:ss.
	Layout string `json:"layout,omitempty"`
}

// Milliseconds is the layout of times that are milliseconds since 1970.
const Milliseconds = "milliseconds"

// TimeIn returns the time with a zone and a layout, nil if that is the platform's way.
func TimeIn(zone, layout string) *Time {
	if zone == "" && layout == "" {
		return nil
	}
	return &Time{zone, layout}
}

// ZoneOf returns the zone; t may be nil.
func (t *Time) ZoneOf() string {
	if t == nil {
		return ""
	}
	return t.Zone
}

// LayoutOf returns the layout; t may be nil.
func (t *Time) LayoutOf() string {
	if t == nil {
		return ""
	}
	return t.Layout
}

// ZoneWord returns the zone as people call it; t may be nil.
func (t *Time) ZoneWord() string {
	if t == nil || t.Zone == "" {
		return "GMT+8"
	}
	return t.Zone
}

// String returns in words how a time is written: "in GMT+8", "as yyyy-MM-dd in UTC"; t
// may be nil.
func (t *Time) String() string {
	switch {
	case t.LayoutOf() == "":
		return "in " + t.ZoneWord()
	case t.Layout == Milliseconds:
		return "in " + t.Pattern()
	}
	return "as " + t.Pattern() + " in " + t.ZoneWord()
}

// patterns turns layouts into what pages have for them, the letters of Java, where a
// distance from UTC with a colon is three X. Of two elements that begin alike, the
// longer stands first.
var patterns = strings.NewReplacer("2006", "yyyy", "01", "MM", "02", "dd", "15", "HH", "04", "mm", "05", "ss", "Z07:00", "XXX", ".000", ".SSS")

// Pattern returns the layout as pages have it: "yyyy-MM-dd"; t may be nil.
func (t *Time) Pattern() string {
	switch {
	case t == nil || t.Layout == "":
		return "yyyy-MM-dd HH:mm:ss"
	case t.Layout == Milliseconds:
		return "milliseconds since 1970"
	}
	return patterns.Replace(t.Layout)
}

// location returns the zone of a time; t may be nil.
func (t *Time) location() *time.Location {
	if t == nil || t.Zone == "" {
		return protocol.GMT8
	}
	zone, err := location(t.Zone)
	if err != nil {
		return protocol.GMT8 // who makes a Time has asked Zone
	}
	return zone
}

var offset = regexp.MustCompile(`^(?:GMT|UTC)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$`)

// location returns the zone of that name.
func location(name string) (*time.Location, error) {
	if m := offset.FindStringSubmatch(name); m != nil {
		hours, _ := strconv.Atoi(m[2])
		minutes, _ := strconv.Atoi(m[3]) // none are 0
		if hours > 14 || minutes > 59 {
			return nil, fmt.Errorf("no zone is %s", name)
		}
		seconds := (hours*60 + minutes) * 60
		if m[1] == "-" {
			seconds = -seconds
		}
		return time.FixedZone(name, seconds), nil
	}
	if name == "" || name == "Local" {
		return nil, errors.New("a zone has a name")
	}
	return time.LoadLocation(name)
}

// Zone returns a zone as a Time has it: one that is the platform's is "", and distances
// are written in one way. It is an error if there is no such zone.
func Zone(name string) (string, error) {
	zone, err := location(name)
	switch {
	case err != nil:
		return "", err
	case name == "Asia/Shanghai" || name == "PRC":
		return "", nil
	case name == "GMT" || name == "Etc/UTC" || name == "Etc/GMT":
		return "UTC", nil
	case offset.MatchString(name):
		_, seconds := time.Unix(0, 0).In(zone).Zone()
		return zoneOf(seconds / 60), nil
	}
	return name, nil
}

// zoneOf returns the zone that is so many minutes ahead of UTC.
func zoneOf(minutes int) string {
	sign := "+"
	switch {
	case minutes == 8*60:
		return ""
	case minutes == 0:
		return "UTC"
	case minutes < 0:
		sign, minutes = "-", -minutes
	}
	name := fmt.Sprintf("GMT%s%d", sign, minutes/60)
	if minutes%60 != 0 {
		name += fmt.Sprintf(":%02d", minutes%60)
	}
	return name
}

// layoutSample is a time whose elements all differ.
var layoutSample = time.Date(2023, 11, 25, 16, 7, 9, 0, time.UTC)

// IsLayout reports whether a text is a layout as a Time can have it: one that shows a
// day or a time of day. Values of lists are joined by commas, so none has a comma.
func IsLayout(text string) bool {
	if text == Milliseconds {
		return true
	}
	shown := layoutSample.Format(text)
	again, err := time.Parse(text, shown)
	if err != nil || shown == text || strings.ContainsAny(text, ",\"`\\|") {
		return false
	}
	sameDay := again.Year() == layoutSample.Year() && again.Month() == layoutSample.Month()
	sameClock := again.Hour() == layoutSample.Hour() && again.Minute() == layoutSample.Minute()
	return sameDay || sameClock
}

// Parse reads a text as package top does: in the layout, or in one of the platform's
// forms; t may be nil.
func (t *Time) Parse(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	zone := t.location()
	if layout := t.LayoutOf(); layout != "" && layout != Milliseconds {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil && at.Format(layout) == text {
			return at.In(zone), true
		}
	}
	if isMillis(text) {
		ms, err := strconv.ParseInt(text, 10, 64)
		return time.UnixMilli(ms).In(zone), err == nil
	}
	if !isDate(text) {
		return time.Time{}, false
	}
	layout := time.DateOnly
	if strings.Contains(text, " ") {
		layout = time.DateTime // ParseInLocation reads fractions as well
	}
	at, err := time.ParseInLocation(layout, text, zone)
	return at, err == nil && at.Format(layout) == text[:len(layout)] // else clocks were put forward over it
}

// Format writes a time as requests have it; t may be nil.
func (t *Time) Format(at time.Time) string {
	at = at.In(t.location())
	switch layout := t.LayoutOf(); layout {
	case "":
		return at.Format(time.DateTime)
	case Milliseconds:
		return strconv.FormatInt(at.UnixMilli(), 10)
	default:
		return at.Format(layout)
	}
}

// Holds reports whether a Date can take a text as it stands on the wire: see Kind.Holds;
// t may be nil.
func (t *Time) Holds(text string) bool {
	if t == nil || KindDate.Holds(text, false) && t.Zone == "" {
		return KindDate.Holds(text, false)
	}
	text = strings.TrimSpace(text)
	_, ok := t.Parse(text)
	return ok || text == "" || text == "0"
}
