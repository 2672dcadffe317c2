package top_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/top"
)

// shipped is what topgen makes of an object with dates that have a form of their own.
type shipped struct {
	Paid  top.Time   `json:"paid" top:"zone=America/Los_Angeles"`
	Day   *top.Time  `json:"day,omitzero" top:"layout=2006-01-02"`
	Days  []top.Time `json:"days,omitzero" top:"layout=20060102"`
	At    top.Time   `json:"at" top:"layout=milliseconds"`
	Usual top.Time   `json:"usual"`
	Name  string     `json:"name"`
	ID    string     `json:"-"`
	Inner *shipped   `json:"inner,omitzero"`
}

func (r shipped) MarshalJSON() ([]byte, error)  { return top.MarshalTimes(r) }
func (r *shipped) UnmarshalJSON(b []byte) error { return top.UnmarshalTimes(b, r) }

// Objects with such dates go through encoding/json as they go over the wire.
func TestTimesInJSON(t *testing.T) {
	at := top.NewTime(time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC))
	day := top.MustTime("2026-11-26")
	v := shipped{Paid: at, Day: &day, Days: []top.Time{day}, At: at, Usual: at, Name: "<n>", ID: "x", Inner: &shipped{Paid: at}}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"paid":"2026-11-25 16:00:00","day":"2026-11-26","days":["20261126"],"at":1795651200000,"usual":"2026-11-26 08:00:00",` +
		`"name":"\u003cn\u003e","inner":{"paid":"2026-11-25 16:00:00","at":null,"usual":null,"name":""}}`
	if string(b) != want {
		t.Errorf("written as %s\nwant %s", b, want)
	}
	v.ID = ""
	var again, decoded shipped
	if err := json.Unmarshal(b, &again); err != nil || !cmp.Equal(v, again) {
		t.Errorf("read back as %+v, %v", again, err)
	}
	if err := top.Unmarshal(b, &decoded); err != nil || !cmp.Equal(v, decoded) {
		t.Errorf("decoded as %+v, %v", decoded, err)
	}
}

// A member that is named "-" is one like others.
func TestMemberNamedDash(t *testing.T) {
	typ := reflect.StructOf([]reflect.StructField{
		{Name: "Dash", Type: reflect.TypeFor[int64](), Tag: `json:"-,"`},
		{Name: "At", Type: reflect.TypeFor[top.Time](), Tag: `json:"at" top:"zone=UTC"`},
		{Name: "None", Type: reflect.TypeFor[int64](), Tag: `json:"-"`},
	})
	v := reflect.New(typ)
	if err := top.Unmarshal([]byte(`{"-":7,"at":"2026-11-26 00:00:00"}`), v.Interface()); err != nil || v.Elem().Field(0).Int() != 7 {
		t.Errorf("decoded as %+v, %v", v.Elem(), err)
	}
	if b, err := top.MarshalTimes(v.Elem().Interface()); err != nil || string(b) != `{"-":7,"at":"2026-11-26 00:00:00"}` {
		t.Errorf("written as %s, %v", b, err)
	}
}

// What the layout has no place for is not lost: the value is written in a form that has.
func TestTimesInJSONKeepAll(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-26 08:09:10": `"2026-11-26 08:09:10"`,
		"2026-11-26":          `"2026-11-26"`,
		"2026-11-26 00:00:01": `"2026-11-26 00:00:01"`,
	} {
		day := top.MustTime(text)
		b, err := json.Marshal(shipped{Day: &day})
		var again shipped
		if err == nil {
			err = json.Unmarshal(b, &again)
		}
		if err != nil || again.Day == nil || !again.Day.Equal(day) || !strings.Contains(string(b), `"day":`+want) {
			t.Errorf("%s: %s, %v", text, b, err)
		}
	}
	f, err := top.NewTimeFormat("America/Los_Angeles", "")
	if err != nil {
		t.Fatal(err)
	}
	second := top.NewTime(time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC)) // half past one, for the second time
	if b, err := f.MarshalTime(second); err != nil || string(b) != "1793525400000" {
		t.Errorf("an hour that comes twice is written as %s, %v", b, err)
	}
	for _, text := range []string{`{"paid":"25/11/2026"}`, `{"days":"x"}`, `{"days":["x"]}`, `{"day":{}}`, `[]`, `{"at":1795651200}`} {
		if err := json.Unmarshal([]byte(text), new(shipped)); err == nil {
			t.Errorf("%s is read", text)
		}
	}
	var odd shipped
	if err := json.Unmarshal([]byte(`{"PAID":"2026-11-25 16:00:00","days":null,"day":null,"more":1}`), &odd); err != nil || odd.Paid.String() != "2026-11-26 08:00:00" || odd.Day != nil {
		t.Errorf("read as %+v, %v", odd, err)
	}
}
