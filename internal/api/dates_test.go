package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/dates"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// TestDates: what the text of a date leaves open is said, with what the bindings make of it.
func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"PST time":               `the text says "PST", and that may be with or without summer time: the bindings take it for a time in America/Los_Angeles`,
		"当地时间":                   `the text says "当地时间", and nobody can tell at which place: the bindings take it for a time in GMT+8`,
		"时间，US pacific time":     "",
		"America/Los_Angeles":    "",
		"GMT time":               "",
		"格式 yyyy-MM-dd HH:mm:ss": "",
		"格式：yyyy-MM-dd":          "",
		"时间戳":                    `the text says "时间戳", and it does not say in which unit: the bindings send yyyy-MM-dd HH:mm:ss`,
		"秒级时间戳":                  `the text says "秒", and a Date holds no seconds since 1970: the bindings send yyyy-MM-dd HH:mm:ss`,
		"司机到达目的地时间":              "",
	} {
		if said := datesSaid(t, text, false); said != want {
			t.Errorf("%q: said %q, want %q", text, said, want)
		}
		if said := datesSaid(t, text, true); said != "" {
			t.Errorf("%q, which topgen.yaml settles: said %q", text, said)
		}
	}
}

// datesSaid returns what is said of a date with that text, which topgen.yaml settles or
// not.
func datesSaid(t *testing.T, text string, settled bool) string {
	t.Helper()
	s := &schema.API{Method: "taobao.demo.add", Request: rowsOf("\torder Order\n\t\tat Date " + text + "\n\tname String " + text)}
	at := s.Request[0].Fields[0]
	at.Time, at.ZoneSettled, at.LayoutSettled = dates.Of(at), settled, settled
	_, diags := api.Resolve(s)
	var said []string
	for _, d := range diags {
		if d.Code == diag.DateZone {
			if d.About != "request.order.at" {
				t.Errorf("%q: the diagnostic is about %s", text, d.About)
			}
			said = append(said, strings.TrimPrefix(d.Message, "order.at: "))
		}
	}
	return strings.Join(said, "; ")
}

// A response whose text leaves open what digits mean reads them all the same, or fails.
func TestDatesOfResponses(t *testing.T) {
	for text, want := range map[string]int{"时间戳": 0, "精确到毫秒": 0, "10位时间戳": 1, "PST": 1} {
		s := &schema.API{Method: "taobao.demo.get", Response: rowsOf("\tat Date " + text)}
		if _, diags := api.Resolve(s); len(diags) != want {
			t.Errorf("%q: %v", text, diags)
		}
	}
}

// What goes over the wire has the zone and layout of its field.
func TestDatesOnTheWire(t *testing.T) {
	rows := rowsOf("\tday Date 2026-11-26 08:00:00\n\tdays Date 20261126,20261127\n\torder Order\n\t\tpaid Date 2026-07-01 16:00:00\n\t\tat Date 2026-11-26 08:00:00")
	for _, f := range append(rows[2].Fields, rows[:2]...) {
		f.Example, f.Description = f.Description, ""
	}
	rows[0].Time = schema.TimeIn("", "2006-01-02")
	rows[1].Time, rows[1].List = schema.TimeIn("", "20060102"), true
	rows[2].Fields[0].Time = schema.TimeIn("America/Los_Angeles", "2006-01-02T15:04:05Z07:00")
	rows[2].Fields[1].Time = schema.TimeIn("", schema.Milliseconds)
	a := api.Meaning(&schema.API{Method: "taobao.demo.add", Request: rows})
	var got []string
	for _, p := range a.DocumentedRequest() {
		got = append(got, p.Name+"="+p.Text)
	}
	want := []string{"day=2026-11-26", "days=20261126,20261127", `order={"paid":"2026-07-01T16:00:00-07:00","at":1795651200000}`}
	if !slices.Equal(got, want) {
		t.Errorf("the documented request is %q, want %q", got, want)
	}
	paid := a.Request.Field("order").Object.Field("paid")
	if got := paid.Instant("2026-07-01 16:00:00"); got != "2026-07-02 07:00:00" {
		t.Errorf("the instant is %s", got)
	}
	if paid.Holds("2026-03-08 02:30:00") || !paid.Holds("2026-07-01T23:00:00Z") || !paid.Holds("0") {
		t.Error("what a field holds is not what its layout and zone say")
	}
}
