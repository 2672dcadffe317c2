package schema_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

func init() { top.UseTimeFormats() } // as generated packages do

type response struct {
	Number  int64       `json:"number"`
	Decimal top.Decimal `json:"decimal"`
	Boolean bool        `json:"boolean"`
	Date    top.Time    `json:"date"`
	Pacific top.Time    `json:"pacific" top:"zone=America/Los_Angeles"`
	Day     top.Time    `json:"day" top:"zone=GMT-8,layout=20060102"`
	Millis  top.Time    `json:"millis" top:"layout=milliseconds"`
	ISO     top.Time    `json:"iso" top:"zone=UTC,layout=2006-01-02T15:04:05Z07:00"`
}

// FuzzHolds holds what topgen says a type can hold against what the runtime
// decodes: a generated test expects the one of the other.
func FuzzHolds(f *testing.F) {
	for _, text := range []string{
		"", " ", "0", "-1", "+7", "007", " 12 ", "1.0", "1.01", "1e3", ".5", "5.", "9223372036854775807", "9223372036854775808", "12345678901234567890",
		"true", "FALSE", "yes", "2", "2018-12-13", "2018-12-13 23:10:20", "2018-12-13 23:10:20.5", "2018-02-30", "2018-12-13 5:10:20", "1628049599000",
		"0000-00-00 00:00:00", "2018-12-13T23:10:20Z", "约三", "\u00a05\u3000", "1_000", "0x10", "--1", "NaN", "20180131", "2018-12-13T23:10:20.5Z", "2018-12-13T5:10:20Z", "2026-03-08 02:30:00", "2026-11-01 01:30:00",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]bool{
			"number":  schema.KindNumber.Holds(text, false),
			"decimal": schema.KindNumber.Holds(text, true) && schema.KindDecimal.Holds(text, false),
			"boolean": schema.KindBoolean.Holds(text, false),
			"date":    schema.KindDate.Holds(text, false),
			"pacific": schema.TimeIn("America/Los_Angeles", "").Holds(text),
			"day":     schema.TimeIn("GMT-8", "20060102").Holds(text),
			"iso":     schema.TimeIn("UTC", "2006-01-02T15:04:05Z07:00").Holds(text),
			"millis":  schema.TimeIn("", schema.Milliseconds).Holds(text),
		} {
			err := top.Unmarshal([]byte(`{"`+name+`":`+string(quoted)+`}`), new(response))
			var misfit *top.DecodeError
			if err != nil && !errors.As(err, &misfit) {
				t.Fatalf("%s of %q: %v", name, text, err)
			}
			if got := err == nil; got != want {
				t.Errorf("%s of %q: the runtime takes it: %t, topgen says %t", name, text, got, want)
			}
		}
	})
}

// What a page's date means is the same time for topgen and for the runtime.
func TestTimeAgreesWithTop(t *testing.T) {
	for _, form := range []schema.Time{
		{Zone: "America/Los_Angeles"}, {Zone: "UTC", Layout: "2006-01-02T15:04:05Z07:00"}, {Zone: "GMT-8", Layout: "2006-01-02"}, {Zone: "GMT+5:30", Layout: "20060102150405"},
		{Layout: "15:04"}, {Layout: "2006-01-02 15:04:05.000"}, {Layout: schema.Milliseconds},
	} {
		f, err := top.NewTimeFormat(form.Zone, form.Layout)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []time.Time{
			time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC), time.Date(2026, 7, 2, 23, 4, 5, 0, time.UTC), time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC),
		} {
			text := f.Format(top.NewTime(at))
			if got := form.Format(at); got != text {
				t.Errorf("%s: topgen writes %s, the runtime %s", &form, got, text)
			}
			read, err := f.Parse(text)
			if got, ok := form.Parse(text); err != nil || !ok || !got.Equal(read.Time) {
				t.Errorf("%s: topgen reads %q as %s, the runtime as %s, %v", &form, text, got, read, err)
			}
		}
	}
	for name, want := range map[string]string{"UTC+8": "", "+08:00": "", "GMT": "UTC", "UTC-0": "UTC", "-0330": "GMT-3:30", "Europe/Moscow": "Europe/Moscow", "Asia/Shanghai": ""} {
		if got, err := schema.Zone(name); err != nil || got != want {
			t.Errorf("the zone %s is %q, %v, want %q", name, got, err, want)
		}
		if _, err := top.NewTimeFormat(want, ""); err != nil {
			t.Error(err)
		}
	}
}
