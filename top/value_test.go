package top_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

func TestDecimal(t *testing.T) {
	for _, text := range []string{"0", "-0", "+1", "1.00", "007", "00.10", "1e5", "1.5E-7", "12345678901234567890.123456789"} {
		d, err := top.ParseDecimal(" " + text + "\n")
		if err != nil || d.String() != text {
			t.Errorf("ParseDecimal(%q) = %q, %v", text, d, err)
		}
		b, err := json.Marshal(d)
		if err != nil || string(b) != strconv.Quote(text) {
			t.Errorf("%q marshals as %s, %v", text, b, err)
		}
		var back top.Decimal
		if err := json.Unmarshal(b, &back); err != nil || back != d {
			t.Errorf("%s unmarshals as %q, %v", b, back, err)
		}
	}
	for _, text := range []string{"", " ", ".", "1.", ".5", "1e", "1e+", "--1", "1_0", "0x1", "NaN", "Inf", "1,5", "１", "1 2"} {
		if d, err := top.ParseDecimal(text); err == nil {
			t.Errorf("ParseDecimal(%q) = %q", text, d)
		}
	}
	if top.MustDecimal("1.0").Equal(top.MustDecimal("1.00")) || !top.MustDecimal("1.0").Equal(top.MustDecimal("1.0")) {
		t.Error("Equal compares something other than texts")
	}
	if b, err := json.Marshal(top.Decimal{}); err != nil || string(b) != "null" {
		t.Errorf("the zero Decimal marshals as %s, %v", b, err)
	}
	for in, want := range map[string]string{`1.50`: "1.50", `null`: "", `""`: "", `" "`: "", `" 2 "`: "2"} {
		d := top.MustDecimal("9")
		if err := json.Unmarshal([]byte(in), &d); err != nil || d.String() != want {
			t.Errorf("%s unmarshals as %q, %v", in, d, err)
		}
	}
	for _, in := range []string{`"x"`, `true`, `{}`} {
		var d top.Decimal
		if err := json.Unmarshal([]byte(in), &d); err == nil {
			t.Errorf("%s unmarshals as %q", in, d)
		}
	}
}

func TestDecimalCmp(t *testing.T) {
	big := "1e" + strings.Repeat("9", 40)
	huge := "1e1" + strings.Repeat("9", 40)
	ascending := []string{"-" + huge, "-" + big, "-1e999999999", "-100", "-99.5", "-1", "-0.1", "-1e-9", "-1e-" + strings.Repeat("9", 30), "0",
		"1e-" + strings.Repeat("9", 30), "0.001", "0.01", "0.0999", "0.1", "1", "9", "10", "99.9", "1e2", "1e999999999", big, huge}
	for i, a := range ascending {
		for j, b := range ascending {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			if got := top.MustDecimal(a).Cmp(top.MustDecimal(b)); got != want {
				t.Errorf("Cmp(%.20s, %.20s) = %d, want %d", a, b, got, want)
			}
		}
	}
	for _, same := range [][]string{{"0", "-0", "0.00", "+0e5", "000"}, {"1", "1.0", "+1", "01", "10e-1", "0.1e1"}, {"-1.50", "-15e-1", "-001.5"}} {
		for _, a := range same {
			for _, b := range same {
				if got := top.MustDecimal(a).Cmp(top.MustDecimal(b)); got != 0 {
					t.Errorf("Cmp(%s, %s) = %d", a, b, got)
				}
			}
		}
	}
	if (top.Decimal{}).Cmp(top.MustDecimal("0")) != 0 {
		t.Error("an absent number is not zero")
	}
}

func TestTime(t *testing.T) {
	for text, want := range map[string]string{
		"2020-11-22 08:09:05":           "2020-11-22 08:09:05",
		" 2020-11-22 ":                  "2020-11-22 00:00:00",
		"2020-11-22 08:09:05.500":       "2020-11-22 08:09:05.5",
		"2020-11-22 08:09:05.123456789": "2020-11-22 08:09:05.123456789",
		"2020-02-29 23:59:59.0":         "2020-02-29 23:59:59",
		"2000-02-29":                    "2000-02-29 00:00:00",
		"1606003745000":                 "2020-11-22 08:09:05",
		"1606003745001":                 "2020-11-22 08:09:05.001",
		"0000-01-01":                    "0000-01-01 00:00:00",
		"9999-12-31 23:59:59":           "9999-12-31 23:59:59",
	} {
		v, err := top.ParseTime(text)
		if err != nil || v.String() != want {
			t.Errorf("ParseTime(%q) = %s, %v; want %s", text, v, err, want)
			continue
		}
		if _, offset := v.Zone(); offset != 8*60*60 {
			t.Errorf("%s is in the zone %s", text, v.Location())
		}
		b, err := json.Marshal(v)
		var back top.Time
		if err2 := json.Unmarshal(b, &back); err != nil || err2 != nil || !back.Equal(v) {
			t.Errorf("%s marshals as %s, %v, and comes back as %s, %v", text, b, err, back, err2)
		}
	}
	if v, err := top.ParseTime("0"); err != nil || !v.IsZero() {
		t.Errorf("ParseTime(0) = %s, %v", v, err)
	}
	late := top.Time{Time: time.UnixMilli(1 << 60)}
	if b, err := json.Marshal(late); err == nil {
		t.Errorf("a year of more than four digits is written as %s", b)
	}
	for _, text := range []string{"", "2020-02-30", "2021-02-29", "1900-02-29", "2020-13-01", "2020-00-01", "2020-01-00", "2020-01-01 24:00:00", "2020-01-01 00:60:00",
		"2020-01-01 00:00:60", "2020-01-01 1:00:00", "2020-01-01T00:00:00", "2020-01-01 00:00", "2020-01-01 00:00:00.", "2020-01-01 00:00:00.1234567890", "2020-01-01 00:00:00,5", "2020/01/01", "1.5", "99999999999999999999", "now",
		"-1", "20201122", "1606003745", "20201122080905", "0606003745000", "+606003745000"} {
		if v, err := top.ParseTime(text); err == nil {
			t.Errorf("ParseTime(%q) = %s", text, v)
		}
	}
	if b, err := json.Marshal(top.Time{}); err != nil || string(b) != "null" || (top.Time{}).String() != "" {
		t.Errorf("the zero Time marshals as %s, %v", b, err)
	}
	berlin := time.FixedZone("CET", 60*60)
	if got := top.NewTime(time.Date(2020, 11, 22, 1, 9, 5, 0, berlin)).String(); got != "2020-11-22 08:09:05" {
		t.Errorf("NewTime gives %s", got)
	}
	if !top.NewTime(time.Time{}).IsZero() {
		t.Error("NewTime of the zero time is not absent")
	}
	for in, want := range map[string]string{`null`: "", `""`: "", `"2020-11-22"`: "2020-11-22 00:00:00", `1606003745000`: "2020-11-22 08:09:05"} {
		v := top.MustTime("2001-01-01")
		if err := json.Unmarshal([]byte(in), &v); err != nil || v.String() != want {
			t.Errorf("%s unmarshals as %s, %v", in, v, err)
		}
	}
}

// TestTimeAsText: every way to ask a Time for its text gives the platform's form,
// which its own methods read: none is that of the time.Time within.
func TestTimeAsText(t *testing.T) {
	for text, v := range map[string]top.Time{
		"": {}, "2020-11-22 08:09:05": top.MustTime("2020-11-22 08:09:05"), "2020-11-22 08:09:05.5": top.MustTime("2020-11-22 08:09:05.500"),
	} {
		marshaled, err := v.MarshalText()
		appended, err2 := v.AppendText([]byte("at "))
		if string(marshaled) != text || err != nil || string(appended) != "at "+text || err2 != nil {
			t.Errorf("%q marshals as %q, %v, and is appended as %q, %v", text, marshaled, err, appended, err2)
		}
		var back top.Time
		if err := back.UnmarshalText(marshaled); err != nil || !back.Equal(v) {
			t.Errorf("%q is read back as %s, %v", marshaled, back, err)
		}
		keys := map[top.Time]int{v: 1}
		data, err := json.Marshal(keys)
		var keysBack map[top.Time]int
		err2 = json.Unmarshal(data, &keysBack)
		if want := `{"` + text + `":1}`; string(data) != want || err != nil || err2 != nil {
			t.Errorf("as a key, %q is %s, %v, and is read back with %v", text, data, err, err2)
		}
		for key := range keysBack {
			if !key.Equal(v) {
				t.Errorf("the key %q comes back as %s", text, key)
			}
		}
	}
}

// TestTimeFormat compares our formatting with that of package time.
func TestTimeFormat(t *testing.T) {
	zone := time.FixedZone("", 8*60*60)
	for _, nanos := range []int64{0, 1, 999_999_999, 100_000_000, 120_000, math.MaxInt32} {
		for day := int64(-400 * 366); day < 400*366; day += 17 {
			v := top.NewTime(time.Unix(day*86_399, nanos))
			if want := v.In(zone).Format("2006-01-02 15:04:05.999999999"); v.String() != want {
				t.Fatalf("%v is written %s, want %s", v.Time, v, want)
			}
		}
	}
}

func TestRawJSON(t *testing.T) {
	for in, want := range map[string]top.RawJSON{
		`{"a": [1, "x\u0041"]}`: `{"a":[1,"xA"]}`,
		` "t" `:                 `"t"`,
		`null`:                  "",
		`" "`:                   "",
		`5`:                     `5`,
	} {
		var got top.RawJSON
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s unmarshals as %s, %v; want %s", in, got, err, want)
		}
	}
	if got := top.RawString("a\"\\\n\r\t\b\f\x01中"); got != `"a\"\\\n\r\t\b\f\u0001中"` || got.Text() != "a\"\\\n\r\t\b\f\x01中" {
		t.Errorf("RawString gives %s, its text is %q", got, got.Text())
	}
	if got := top.RawJSON(`{"a":1}`).Text(); got != `{"a":1}` {
		t.Errorf("the text of an object is %s", got)
	}
	for _, bad := range []top.RawJSON{`{`, `x`, `"`, `{"a":1} x`} {
		if b, err := json.Marshal(bad); err == nil || strings.Contains(err.Error(), "invalid character") {
			t.Errorf("%s marshals as %s, %v", bad, b, err)
		}
	}
	for _, raw := range []top.RawJSON{`{"a":1}`, `"{\"a\":1}"`} {
		var v struct{ A int }
		if err := raw.Decode(&v); err != nil || v.A != 1 {
			t.Errorf("%s decodes as %v, %v", raw, v, err)
		}
	}
	var s string
	if err := top.RawJSON(`"{}"`).Decode(&s); err != nil || s != "{}" {
		t.Errorf("a string decodes as %q, %v", s, err)
	}
}

// TestGrammar checks that a response holds exactly the texts that the
// generator says its types hold: schema.Kind.Holds and this package have the
// grammars each, so that generated packages need not import the generator.
func TestGrammar(t *testing.T) {
	type response struct {
		S string      `json:"s"`
		N int64       `json:"n"`
		B bool        `json:"b"`
		D top.Decimal `json:"d"`
		T top.Time    `json:"t"`
		R top.RawJSON `json:"r"`
	}
	kinds := map[string]schema.Kind{
		"s": schema.KindString, "n": schema.KindNumber, "b": schema.KindBoolean,
		"d": schema.KindDecimal, "t": schema.KindDate, "r": schema.KindRaw,
	}
	for _, text := range grammarTexts() {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		for name, kind := range kinds {
			want := kind.Holds(text, false)
			for _, body := range []string{fmt.Sprintf(`{%q:%s}`, name, quoted), fmt.Sprintf(`<r><%s>%s</%s></r>`, name, escapeXML(text), name)} {
				if err := top.Unmarshal([]byte(body), new(response)); (err == nil) != want {
					t.Errorf("%s: %v, but Holds(%v, %q) is %t", body, err, kind, text, want)
				}
			}
		}
		if want, err := schema.KindDecimal.Holds(text, false), parse(text, top.ParseDecimal); (err == nil) != want && strings.TrimSpace(text) != "" {
			t.Errorf("ParseDecimal(%q): %v, but Holds is %t", text, err, want)
		}
		if want, err := schema.KindDate.Holds(text, false), parse(text, top.ParseTime); (err == nil) != want && strings.TrimSpace(text) != "" {
			t.Errorf("ParseTime(%q): %v, but Holds is %t", text, err, want)
		}
	}
}

func parse[T any](text string, f func(string) (T, error)) error {
	_, err := f(text)
	return err
}

func escapeXML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", "\r", "&#13;").Replace(s)
}

// grammarTexts returns texts at the edges of all grammars, and all texts of up
// to three of the characters that matter.
func grammarTexts() []string {
	texts := []string{
		"true", "TRUE", "tRuE", "false", "FALSE", "falſe", "yes", "t", "on", "01", "10", "2",
		"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "12345678901234567890", "00000000000000000000000001", "+0000000000000000000000000000",
		"18446744073709551616", "99999999999999999999", "1_000", "0x10", "1e3", "1e+3", "1.5E-7", "1e999999999", "NaN", "Inf", "infinity", "１２",
		"2020-11-22", "2020-11-22 08:09:05", "2020-11-22 08:09:05.1", "2020-11-22 08:09:05.123456789", "2020-11-22 08:09:05.1234567890", "2020-11-22 08:09:05.", "2020-11-22 08:09:05,1",
		"2020-11-22  08:09:05", "2020-11-22T08:09:05", "2020-11-22 8:09:05", "2020-11-22 24:00:00", "2020-11-22 08:60:00", "2020-11-22 08:09:60", "2020-02-29", "2021-02-29", "1900-02-29", "2000-02-29",
		"2020-00-01", "2020-01-00", "2020-1-1", "20201122", "1606003745000", "-62135596800000", "0001-01-01", "0000-00-00 00:00:00", "2020-11-22 08:09", "2020-11-2208:09:05", "2020-11-22 08:09:05 ",
		"\u00a05", "\u30005\u2003", "\ufeff5", "5\x00", "x", "{}", "<a/>", "null", "中",
	}
	const chars = "01+-.eE tx"
	for i := range len(chars) {
		for j := range len(chars) {
			for k := range len(chars) {
				texts = append(texts, string(chars[i]), string([]byte{chars[i], chars[j]}), string([]byte{chars[i], chars[j], chars[k]}))
			}
		}
	}
	return texts
}

func TestCmpNeedsNoOptions(t *testing.T) {
	a := trade{Fee: top.MustDecimal("1.0"), Created: top.MustTime("2020-11-22"), Ext: `{}`}
	b := trade{Fee: top.MustDecimal("1.00"), Created: top.NewTime(time.Date(2020, 11, 21, 16, 0, 0, 0, time.UTC)), Ext: `{}`}
	diff := cmp.Diff(a, b)
	if !strings.Contains(diff, "Fee") || strings.Contains(diff, "+ \tCreated") {
		t.Errorf("the difference should be the fee:\n%s", diff)
	}
}
