package top

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// wireTime is how the platform writes a time: in GMT+8, to the second, with a
// fraction where there is one.
const wireTime = "2006-01-02 15:04:05.999999999"

// gmt8 is the platform's time zone.
var gmt8 = time.FixedZone("GMT+8", 8*60*60)

// Time is a point in time as the platform writes it: "2006-01-02 15:04:05" in
// GMT+8, unless the page of a field names another zone or layout: see TimeFormat. The
// zero Time is an absent one.
type Time struct{ time.Time }

// NewTime returns t in the platform's zone.
func NewTime(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{t.In(gmt8)}
}

// ParseTime reads a time as the platform writes it: yyyy-MM-dd, or yyyy-MM-dd HH:mm:ss with
// up to nine digits of a second's fraction behind a dot, in GMT+8, or milliseconds since
// 1970, in 13 digits; "0" is the zero Time. White space around it does not count.
func ParseTime(s string) (Time, error) {
	t, ok := parseTime(strings.TrimSpace(s))
	if !ok {
		return Time{}, fmt.Errorf("top: %q is no date of the form yyyy-MM-dd HH:mm:ss", s)
	}
	return t, nil
}

// MustTime is ParseTime for literals; it panics if s is no time.
func MustTime(s string) Time {
	t, err := ParseTime(s)
	if err != nil {
		panic(err)
	}
	return t
}

// Equal reports whether both are the same instant.
func (t Time) Equal(o Time) bool { return t.Time.Equal(o.Time) }

// String returns the time in the platform's form and zone, whatever those of its field
// are, and "" for the zero Time. A year that has no four digits is given as milliseconds
// since 1970.
func (t Time) String() string {
	if t.IsZero() {
		return ""
	}
	return string(t.append(nil))
}

// toSecond returns the time as a request has it: the platform's form of a date ends
// with the second.
func toSecond(t time.Time) Time { return Time{t.Truncate(time.Second)} }

func (t Time) append(b []byte) []byte {
	return appendTime(b, t.Time, gmt8)
}

// appendTime appends a time as it goes over the wire. It is AppendFormat by hand where
// there is no fraction of a second, since every call has such a time.
func appendTime(b []byte, t time.Time, zone *time.Location) []byte {
	local := t.In(zone)
	year, month, day := local.Date()
	switch {
	case year < 0 || year > 9999:
		return strconv.AppendInt(b, t.UnixMilli(), 10)
	case local.Nanosecond() != 0:
		return local.AppendFormat(b, wireTime)
	}
	hour, minute, second := local.Clock()
	start := len(b)
	b = append(b, "0000-00-00 00:00:00"...)
	for i, n := range [...]int{year / 100, year % 100, int(month), day, hour, minute, second} {
		at := start + [...]int{0, 2, 5, 8, 11, 14, 17}[i]
		b[at] += byte(n / 10)
		b[at+1] += byte(n % 10)
	}
	return b
}

// MarshalJSON writes the time as the platform does, and the zero Time as null.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	if !t.hasYear() {
		return nil, errYear
	}
	b := make([]byte, 0, len(wireTime)+2)
	b = append(b, '"')
	return append(t.append(b), '"'), nil
}

// UnmarshalJSON reads what ParseTime reads, as a JSON string or number; null
// and blank text give the zero Time.
func (t *Time) UnmarshalJSON(b []byte) error {
	text, err := textOfJSON(b)
	if err == nil && t.UnmarshalText([]byte(text)) != nil {
		err = errors.New("top: JSON value is no date")
	}
	return err
}

// UnmarshalText reads what ParseTime reads, so that a Time can be a map key or
// a flag; blank text gives the zero Time.
func (t *Time) UnmarshalText(b []byte) error {
	if strings.TrimSpace(string(b)) == "" {
		*t = Time{}
		return nil
	}
	v, err := ParseTime(string(b))
	if err != nil {
		return err
	}
	*t = v
	return nil
}

// MarshalText writes the time as the platform does, and nothing for the zero Time.
func (t Time) MarshalText() ([]byte, error) {
	return t.AppendText(nil)
}

// AppendText appends what MarshalText writes. Without it, encoders that prefer to
// append, such as encoding/json since Go 1.27, would take the method of the
// time.Time within, and write what UnmarshalText does not read.
func (t Time) AppendText(b []byte) ([]byte, error) {
	if t.IsZero() {
		return b, nil
	}
	if !t.hasYear() {
		return b, errYear
	}
	return t.append(b), nil
}

// errYear is the error of a time that the platform's form does not hold.
var errYear = errors.New("top: the year of a Time has no four digits")

// hasYear reports whether the year has the four digits that the platform's form has.
func (t Time) hasYear() bool {
	year := t.In(gmt8).Year()
	return year >= 0 && year <= 9999
}

// parseTime reads a time around which there is no white space.
func parseTime(s string) (Time, bool) { return parseTimeIn(s, gmt8) }

// parseTimeIn is parseTime for a time in a zone.
func parseTimeIn(s string, zone *time.Location) (Time, bool) {
	if len(s) < len(time.DateOnly) || s[4] != '-' {
		return parseMillis(s, zone)
	}
	year, ok1 := digitsAt(s, 0, 4)
	month, ok2 := digitsAt(s, 5, 2)
	day, ok3 := digitsAt(s, 8, 2)
	if !ok1 || !ok2 || !ok3 || s[7] != '-' || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return parseMillis(s, zone)
	}
	hour, minute, second, nanos, ok := parseClock(s[len(time.DateOnly):])
	if !ok {
		return Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanos, zone)
	return Time{t}, zone == gmt8 || t.Hour() == hour && t.Minute() == minute // else clocks were put forward over it
}

// parseMillis reads milliseconds since 1970, which have 13 digits from 2001 to 2286: with
// 10 digits it would be seconds, and 14 begin with a year.
func parseMillis(s string, zone *time.Location) (Time, bool) {
	const digits = 13
	if s == "0" {
		return Time{}, true // which the platform sends of no date
	}
	ms, ok := parseInt(s)
	return Time{time.UnixMilli(ms).In(zone)}, ok && len(s) == digits && s[0] >= '1'
}

// parseClock reads what follows a day: nothing, or " HH:mm:ss" with a fraction.
func parseClock(s string) (hour, minute, second, nanos int, ok bool) {
	if s == "" {
		return 0, 0, 0, 0, true
	}
	if len(s) < len(" 15:04:05") || s[0] != ' ' || s[3] != ':' || s[6] != ':' {
		return 0, 0, 0, 0, false
	}
	hour, ok1 := digitsAt(s, 1, 2)
	minute, ok2 := digitsAt(s, 4, 2)
	second, ok3 := digitsAt(s, 7, 2)
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 59 {
		return 0, 0, 0, 0, false
	}
	if s = s[9:]; s == "" {
		return hour, minute, second, 0, true
	}
	const maxFraction = 9
	n := len(s) - 1
	if s[0] != '.' || n == 0 || n > maxFraction {
		return 0, 0, 0, 0, false
	}
	nanos, ok = digitsAt(s, 1, n)
	for range maxFraction - n {
		nanos *= 10
	}
	return hour, minute, second, nanos, ok
}

// digitsAt reads n digits of s from i on, which must be there.
func digitsAt(s string, i, n int) (int, bool) {
	v := 0
	for _, c := range []byte(s[i : i+n]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + int(c-'0')
	}
	return v, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// parseInt reads [+-]?digits within int64.
func parseInt(s string) (int64, bool) {
	const long = 19 // digits of the largest int64; as many never overflow a uint64
	start := skipSign(s, 0)
	if len(s)-start > long {
		start = skipZeros(s, start)
	}
	if start == len(s) || len(s)-start > long {
		return 0, false
	}
	var v uint64
	for _, c := range []byte(s[start:]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + uint64(c-'0')
	}
	if s[0] == '-' {
		return -int64(v), v <= -math.MinInt64
	}
	return int64(v), v <= math.MaxInt64
}

// skipZeros skips zeros, but for one that is the last digit.
func skipZeros(s string, i int) int {
	for i < len(s)-1 && s[i] == '0' {
		i++
	}
	return i
}
