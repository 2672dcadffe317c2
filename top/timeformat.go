package top

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Milliseconds is the layout of a TimeFormat whose times are milliseconds since 1970.
const Milliseconds = "milliseconds"

// TimeFormat is how one field has its times on the wire, where that is not the way of
// the platform: in another zone than GMT+8, or in another layout than
// yyyy-MM-dd HH:mm:ss. The tag of the field has it: see plan.
//
// A Time is a point in time, whatever its field: it does not know its format. So
// what reads and writes fields knows it: Unmarshal, requests, and the methods
// MarshalJSON and UnmarshalJSON of generated types that have such fields.
type TimeFormat struct {
	zone   *time.Location
	layout string // "" is the platform's
}

var timeFormats memo // zone and layout -> *TimeFormat

// NewTimeFormat returns the format of a zone and a layout. A zone is a name of the
// IANA time zone database, UTC, or a distance such as GMT-8 or GMT+5:30; a layout is one
// of package time, or Milliseconds. Blank is what the platform has.
func NewTimeFormat(zone, layout string) (*TimeFormat, error) {
	type key struct{ zone, layout string }
	if f, ok := timeFormats.load(key{zone, layout}).(*TimeFormat); ok {
		return f, nil
	}
	f := &TimeFormat{zone: gmt8, layout: layout}
	if zone != "" {
		var err error
		if f.zone, err = loadZone(zone); err != nil {
			return nil, fmt.Errorf("top: %w (a program that imports time/tzdata knows all zones)", err)
		}
	}
	return timeFormats.loadOrStore(key{zone, layout}, f).(*TimeFormat), nil
}

// timeForm is how the times of a field are written: a TimeFormat, or platformForm. Few
// types have a TimeFormat, and programs without these need not hold the code. See doc.go.
type timeForm interface {
	append(b []byte, t time.Time) []byte
	appendJSON(b []byte, t time.Time) ([]byte, error)
	parse(s string) (time.Time, bool)
	hasYear(t time.Time) bool
}

// platformForm is the platform's own way, in which requests have no fraction of a second,
// whatever the clock of the caller knows.
type platformForm struct{}

func (platformForm) append(b []byte, t time.Time) []byte { return toSecond(t).append(b) }

func (platformForm) appendJSON(b []byte, t time.Time) ([]byte, error) {
	text, err := toSecond(t).MarshalJSON()
	return append(b, text...), err
}

func (platformForm) parse(s string) (time.Time, bool) {
	t, ok := parseTime(s)
	return t.Time, ok
}

func (platformForm) hasYear(t time.Time) bool { return Time{t}.hasYear() }

// newTimeForm returns the format of a zone and a layout; nil in a program none of whose
// types has them.
var newTimeForm func(zone, layout string) (timeForm, error)

// UseTimeFormats makes known how times are written in zones and layouts of their own.
// Generated packages call it that have types with such times.
func UseTimeFormats() {
	newTimeForm = func(zone, layout string) (timeForm, error) {
		f, err := NewTimeFormat(zone, layout)
		return f, err
	}
}

// formOf returns how a field has times: in the format that its rules name, or else as the
// platform has them.
func formOf(f *field) (timeForm, error) {
	switch {
	case f.zone == "" && f.layout == "":
		return f.codec.form, nil
	case newTimeForm == nil:
		return nil, errors.New("the tag has a zone or a layout, and nothing calls top.UseTimeFormats")
	}
	return newTimeForm(f.zone, f.layout)
}

// loadZone returns the zone of that name.
func loadZone(name string) (*time.Location, error) {
	if !strings.HasPrefix(name, "GMT") || len(name) < len("GMT+8") {
		return time.LoadLocation(name)
	}
	hours, minutes, _ := strings.Cut(name[len("GMT+"):], ":")
	h, ok := parseInt(hours)
	m, okMinutes := parseInt("0" + minutes)
	if !ok || !okMinutes || h > 14 || m > 59 {
		return nil, fmt.Errorf("unknown time zone %s", name)
	}
	seconds := int(h*60+m) * 60
	if name[len("GMT")] == '-' {
		seconds = -seconds
	}
	return time.FixedZone(name, seconds), nil
}

// Format returns a time as a request has it, "" for the zero Time. What the layout
// has no place for is cut off.
func (f *TimeFormat) Format(t Time) string {
	if t.IsZero() {
		return ""
	}
	return string(f.append(nil, t.Time))
}

func (f *TimeFormat) append(b []byte, t time.Time) []byte {
	switch {
	case f.layout == Milliseconds || !f.fourDigits(t):
		return strconv.AppendInt(b, t.UnixMilli(), 10)
	case f.layout == "":
		return appendTime(b, t.Truncate(time.Second), f.zone)
	}
	return t.In(f.zone).AppendFormat(b, f.layout)
}

// fourDigits reports whether the year has the four digits that texts have for it.
func (f *TimeFormat) fourDigits(t time.Time) bool {
	year := t.In(f.zone).Year()
	return year >= 0 && year <= 9999
}

// hasYear reports whether the year is one that can stand on the wire.
func (f *TimeFormat) hasYear(t time.Time) bool { return f.layout == Milliseconds || f.fourDigits(t) }

// appendJSON appends a time as requests have it within JSON.
func (f *TimeFormat) appendJSON(b []byte, t time.Time) ([]byte, error) {
	switch {
	case t.IsZero():
		return append(b, "null"...), nil
	case f.layout == Milliseconds:
		return f.append(b, t), nil
	case !f.fourDigits(t):
		return b, errYear
	}
	return appendQuoted(b, string(f.append(nil, t))), nil
}

// Parse reads a time in the layout or, since the platform sends what it likes, in one
// of the forms that ParseTime reads, in the zone of the format. A time of day that is
// left out when clocks are put forward is none; one that comes twice when they are put
// back is the first of the two.
func (f *TimeFormat) Parse(s string) (Time, error) {
	t, ok := f.parse(strings.TrimSpace(s))
	if !ok {
		return Time{}, errors.New("top: " + strconv.Quote(s) + " is no date of the form " + f.form())
	}
	return Time{t}, nil
}

func (f *TimeFormat) form() string {
	if f.layout == "" {
		return "yyyy-MM-dd HH:mm:ss"
	}
	return f.layout
}

// parse reads a time around which there is no white space.
func (f *TimeFormat) parse(s string) (time.Time, bool) {
	if f.layout != "" && f.layout != Milliseconds {
		t, err := time.ParseInLocation(f.layout, s, f.zone)
		if err == nil && t.Format(f.layout) == s { // Parse takes what a layout does not say
			return t.In(f.zone), true
		}
	}
	t, ok := parseTimeIn(s, f.zone)
	return t.Time, ok
}

// MarshalTime returns a time as JSON, so that UnmarshalTime reads it back to the
// millisecond: in the layout or, where that has no place for all of it, in a form that has.
func (f *TimeFormat) MarshalTime(t Time) ([]byte, error) {
	b, err := f.appendJSON(nil, t.Time)
	if err != nil || t.IsZero() || f.reads(b, t) {
		return b, err
	}
	if b = appendQuoted(nil, string(appendTime(nil, t.Time, f.zone))); f.reads(b, t) {
		return b, nil
	}
	return strconv.AppendInt(nil, t.UnixMilli(), 10), nil // an hour that comes twice
}

// reads reports whether JSON reads as a time.
func (f *TimeFormat) reads(b []byte, t Time) bool {
	again, err := f.UnmarshalTime(b)
	return err == nil && again.Equal(t)
}

// UnmarshalTime reads what Parse reads, as a JSON string or number; null, blank text
// and 0 give the zero Time.
func (f *TimeFormat) UnmarshalTime(b []byte) (Time, error) {
	text, err := textOfJSON(b)
	if err != nil || isBlank(text) {
		return Time{}, err
	}
	return f.Parse(text)
}
