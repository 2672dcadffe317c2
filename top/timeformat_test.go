package top_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/topgen/topgen/top"
)

func init() { top.UseTimeFormats() } // as generated packages do

// A time is written in the zone and layout of its field, and read back to the same one.
func TestFormatsOfTimes(t *testing.T) {
	at := top.NewTime(time.Date(2026, 7, 2, 3, 4, 5, 678_000_000, time.UTC))
	for _, c := range []struct{ zone, layout, want string }{
		{"America/Los_Angeles", "", "2026-07-01 20:04:05"},
		{"GMT-8", "", "2026-07-01 19:04:05"},
		{"GMT+5:30", "", "2026-07-02 08:34:05"},
		{"UTC", "2006-01-02T15:04:05Z07:00", "2026-07-02T03:04:05Z"},
		{"", "2006-01-02T15:04:05Z07:00", "2026-07-02T11:04:05+08:00"},
		{"", "2006-01-02", "2026-07-02"},
		{"America/Los_Angeles", "20060102", "20260701"},
		{"", "2006-01-02 15:04:05.000", "2026-07-02 11:04:05.678"},
		{"", "15:04", "11:04"},
		{"", top.Milliseconds, "1782961445678"},
	} {
		f, err := top.NewTimeFormat(c.zone, c.layout)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Format(at); got != c.want {
			t.Errorf("%s %s: sent %q, want %q", c.zone, c.layout, got, c.want)
		}
		read, err := f.Parse(c.want)
		if err != nil || f.Format(read) != c.want {
			t.Errorf("%s %s: %q is read as %v, %v", c.zone, c.layout, c.want, read, err)
		}
		b, err := f.MarshalTime(at)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := f.UnmarshalTime(b); err != nil || !again.Equal(at) {
			t.Errorf("%s %s: JSON %s is read as %v, %v", c.zone, c.layout, b, again, err)
		}
	}
}

// What a layout does not have is read in the platform's forms, in the zone of the field;
// what exists in no zone of the world or on no clock is no time.
func TestTimeFormatReads(t *testing.T) {
	f, err := top.NewTimeFormat("America/Los_Angeles", "2006-01-02")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026-11-25":              "2026-11-25T08:00:00Z",
		" 2026-11-25 16:00:00 ":   "2026-11-26T00:00:00Z",
		"2026-11-25 16:00:00.500": "2026-11-26T00:00:00.5Z",
		"1795651200000":           "2026-11-26T00:00:00Z",
		"2026-11-01 01:30:00":     "2026-11-01T08:30:00Z", // comes twice: the first
	} {
		got, err := f.Parse(text)
		if err != nil || got.UTC().Format(time.RFC3339Nano) != want {
			t.Errorf("%q is read as %v, %v, want %s", text, got.UTC(), err, want)
		}
	}
	for _, text := range []string{"2026-03-08 02:30:00", "2026-02-30", "26-11-25", "1795651200", "2026-11-25T16:00:00"} {
		if got, err := f.Parse(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	for _, zone := range []string{"PST8", "GMT+15", "GMT-x", "GMT+8:60", "America/Los_Angles"} {
		if _, err := top.NewTimeFormat(zone, ""); err == nil || !strings.Contains(err.Error(), "time/tzdata") {
			t.Errorf("%s: %v", zone, err)
		}
	}
}

type datedRequest struct {
	Day   *top.Time   `json:"day,omitzero" top:"layout=2006-01-02"`
	Days  []top.Time  `json:"days,omitzero" top:"zone=America/Los_Angeles,layout=20060102"`
	Order *datedOrder `json:"order,omitzero" top:"required"`
}

type datedOrder struct {
	Paid *top.Time  `json:"paid,omitzero" top:"required,zone=America/Los_Angeles"`
	At   []top.Time `json:"at,omitzero" top:"layout=milliseconds"`
}

// Requests have the formats of their fields at any depth, in forms and in JSON.
func TestRequestsHaveTimeFormats(t *testing.T) {
	at := top.NewTime(time.Date(2026, 11, 26, 0, 0, 0, 999, time.UTC))
	req := &datedRequest{Day: &at, Days: []top.Time{at, at}, Order: &datedOrder{Paid: &at, At: []top.Time{at}}}
	client, err := top.NewClient("1", "s")
	if err != nil {
		t.Fatal(err)
	}
	form, err := client.AppendForm(nil, &top.API{Method: "taobao.demo.get"}, req)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"day=2026-11-26&", "days=20261125%2C20261125&",
		"order=%7B%22paid%22%3A%222026-11-25+16%3A00%3A00%22%2C%22at%22%3A%5B1795651200000%5D%7D&",
	} {
		if !strings.Contains(string(form), want) {
			t.Errorf("the form lacks %s:\n%s", want, form)
		}
	}
}

type datedResponse struct {
	Paid top.Time   `json:"paid" top:"zone=America/Los_Angeles"`
	Days []top.Time `json:"days,omitzero" top:"element=date,layout=20060102"`
	Item struct {
		Made top.Time `json:"made" top:"zone=UTC,layout=2006-01-02T15:04:05Z07:00"`
	} `json:"item,omitzero"`
}

// Responses are read by the formats of their fields, in every form of the wire.
func TestResponsesHaveTimeFormats(t *testing.T) {
	for _, body := range []string{
		`{"demo_get_response":{"paid":"2026-11-25 16:00:00","days":{"date":["20261125"]},"item":{"made":"2026-11-26T00:00:00Z"}}}`,
		`{"paid":1795651200000,"days":["20261125"],"item":{"made":"2026-11-26T00:00:00Z"}}`,
		`<demo_get_response><paid>2026-11-25 16:00:00</paid><days><date>20261125</date></days><item><made>2026-11-26 00:00:00</made></item></demo_get_response>`,
	} {
		var resp datedResponse
		if err := top.Unmarshal([]byte(body), &resp); err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		at := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
		if !resp.Paid.Time.Equal(at) || !resp.Item.Made.Time.Equal(at) || len(resp.Days) != 1 || resp.Days[0].String() != "2026-11-25 00:00:00" {
			t.Errorf("%s: %+v", body, resp)
		}
	}
	var resp datedResponse
	err := top.Unmarshal([]byte(`{"paid":"25/11/2026","days":["20261131"]}`), &resp)
	if err == nil || !strings.Contains(err.Error(), "paid") {
		t.Errorf("a date of another form: %v", err)
	}
	var wrong struct {
		At top.Time `json:"at" top:"zone=Mars/Base"`
	}
	if err := top.Unmarshal([]byte(`{"at":"2026-11-25 16:00:00"}`), &wrong); err == nil || !strings.Contains(err.Error(), "Mars/Base") {
		t.Errorf("a zone that nobody knows: %v", err)
	}
}
