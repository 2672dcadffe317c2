package top_test

import (
	"bytes"
	"database/sql/driver"
	"encoding"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"io"
	"reflect"
	"testing"
	"time"

	"github.com/topgen/topgen/top"
)

// stored is what a program may keep, by whatever encoder.
type stored struct {
	Fee   top.Decimal
	None  top.Decimal
	At    top.Time
	Ext   top.RawJSON
	Image top.File
	Names map[top.Time]int `xml:"-"`
}

func content(t *testing.T, f top.File) string {
	t.Helper()
	b, err := f.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestEncoders: no value type becomes empty on its way through an encoder.
func TestEncoders(t *testing.T) {
	at := top.MustTime("2026-11-26 10:00:00")
	want := stored{
		Fee: top.MustDecimal("4694123551994757272.10"), At: at, Ext: `{"a":1}`, Image: top.FileBytes("a.jpg", []byte("\xffx")), Names: map[top.Time]int{at: 1},
	}
	for name, through := range map[string]func(in, out *stored) error{
		"json": func(in, out *stored) error {
			b, err := json.Marshal(in)
			if err != nil {
				return err
			}
			return json.Unmarshal(b, out)
		},
		"xml": func(in, out *stored) error {
			b, err := xml.Marshal(in)
			if err != nil {
				return err
			}
			return xml.Unmarshal(b, out)
		},
		"gob": func(in, out *stored) error {
			var b bytes.Buffer
			if err := gob.NewEncoder(&b).Encode(in); err != nil {
				return err
			}
			return gob.NewDecoder(&b).Decode(out)
		},
	} {
		var got stored
		if err := through(&want, &got); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Fee != want.Fee || got.None != want.None || !got.At.Equal(want.At) || got.Ext != want.Ext || content(t, got.Image) != content(t, want.Image) {
			t.Errorf("%s gives %+v, want %+v", name, got, want)
		}
		if name == "json" && !reflect.DeepEqual(got.Names, want.Names) {
			t.Errorf("as keys, %v come back as %v", want.Names, got.Names)
		}
	}
}

// TestTextAndDatabase: what a value is as a text and in a database, it is read from.
func TestTextAndDatabase(t *testing.T) {
	file := top.FileBytes("", []byte("x"))
	for _, c := range []struct {
		value any
		text  string
		db    driver.Value
	}{
		{top.MustDecimal("1.50"), "1.50", "1.50"},
		{top.Decimal{}, "", nil},
		{top.MustTime("2026-11-26 10:00:00"), "2026-11-26 10:00:00", top.MustTime("2026-11-26 10:00:00").Time},
		{top.Time{}, "", nil},
		{top.RawJSON(`[1]`), `[1]`, `[1]`},
		{top.RawJSON(""), "", nil},
		{file, "eA==", []byte("x")},
		{top.File{}, "", nil},
	} {
		text, err := c.value.(encoding.TextMarshaler).MarshalText()
		if err != nil || string(text) != c.text {
			t.Errorf("%T is the text %q, %v, want %q", c.value, text, err, c.text)
		}
		db, err := c.value.(driver.Valuer).Value()
		if err != nil || !reflect.DeepEqual(db, c.db) {
			t.Errorf("%T is %v in a database, %v, want %v", c.value, db, err, c.db)
		}
		for from, read := range map[string]func(any) error{
			"text":     func(v any) error { return v.(encoding.TextUnmarshaler).UnmarshalText(text) },
			"database": func(v any) error { return v.(interface{ Scan(any) error }).Scan(db) },
		} {
			back := reflect.New(reflect.TypeOf(c.value))
			if err := read(back.Interface()); err != nil {
				t.Errorf("%T from %s: %v", c.value, from, err)
			}
			again, err := back.Interface().(encoding.TextMarshaler).MarshalText()
			if err != nil || string(again) != c.text {
				t.Errorf("%T comes back from %s as %q, %v", c.value, from, again, err)
			}
		}
	}
	for _, v := range []interface{ Scan(any) error }{new(top.Decimal), new(top.Time), new(top.RawJSON), new(top.File)} {
		if err := v.Scan(1.5); err == nil {
			t.Errorf("%T takes a float64", v)
		}
	}
	for _, v := range []encoding.TextUnmarshaler{new(top.Decimal), new(top.Time), new(top.RawJSON), new(top.File)} {
		if err := v.UnmarshalText([]byte("{x")); err == nil {
			t.Errorf("%T takes nonsense", v)
		}
	}
}

// TestRawJSONKeepsNumbers: an interface value gets all digits of a number.
func TestRawJSONKeepsNumbers(t *testing.T) {
	for _, raw := range []top.RawJSON{`{"id":4694123551994757272,"fee":0.10}`, top.RawString(`{"id":4694123551994757272,"fee":0.10}`)} {
		var got map[string]any
		if err := raw.Decode(&got); err != nil || got["id"] != json.Number("4694123551994757272") || got["fee"] != json.Number("0.10") {
			t.Errorf("%s gives %v, %v", raw, got, err)
		}
		var typed struct{ Fee float64 }
		if err := raw.Decode(&typed); err != nil || typed.Fee != 0.1 {
			t.Errorf("%s gives %v, %v", raw, typed, err)
		}
	}
	var v any
	if err := top.RawJSON(`1 2`).Decode(&v); err == nil {
		t.Errorf("what goes on behind the value is taken: %v", v)
	}
	if err := top.RawJSON(``).Decode(&v); err != io.EOF {
		t.Errorf("nothing gives %v, %v", v, err)
	}
}

// TestDatesToTheSecond: a date is sent to the second, whatever the time.Time holds.
func TestDatesToTheSecond(t *testing.T) {
	type request struct {
		At    *top.Time  `json:"at,omitzero"`
		Days  []top.Time `json:"days,omitzero"`
		Order *struct {
			At *top.Time `json:"at,omitzero"`
		} `json:"order,omitzero"`
	}
	now := top.NewTime(time.Date(2026, 11, 26, 2, 0, 0, 999_999_999, time.UTC))
	req := &request{At: &now, Days: []top.Time{now}}
	req.Order = &struct {
		At *top.Time `json:"at,omitzero"`
	}{&now}
	form, err := newClient(t, "http://x").AppendForm(nil, &top.API{Method: "x.y.get"}, req)
	if err != nil || bytes.Count(form, []byte("2026-11-26+10%3A00%3A00")) != 3 || bytes.Contains(form, []byte(".9")) {
		t.Errorf("sent %s, %v", form, err)
	}
}

// TestBSON: drivers of either kind get a text, and give it back.
func TestBSON(t *testing.T) {
	type value interface {
		MarshalBSON() ([]byte, error)
		MarshalBSONValue() (byte, []byte, error)
		encoding.TextMarshaler
	}
	type target interface {
		UnmarshalBSON([]byte) error
		UnmarshalBSONValue(byte, []byte) error
	}
	for _, v := range []value{top.MustDecimal("1.50"), top.Decimal{}, top.FileBytes("a", []byte("x"))} {
		want, _ := v.MarshalText()
		doc, err := v.MarshalBSON()
		typ, data, err2 := v.MarshalBSONValue()
		if err != nil || err2 != nil || int(doc[0]) != len(doc) || !bytes.Contains(doc, data) {
			t.Errorf("%T is %q and %q, %v, %v", v, doc, data, err, err2)
		}
		for _, read := range []func(target) error{
			func(to target) error { return to.UnmarshalBSON(doc) },
			func(to target) error { return to.UnmarshalBSONValue(typ, data) },
		} {
			back := reflect.New(reflect.TypeOf(v))
			if err := read(back.Interface().(target)); err != nil {
				t.Errorf("%T: %v", v, err)
			}
			if got, _ := back.Interface().(encoding.TextMarshaler).MarshalText(); string(got) != string(want) {
				t.Errorf("%T comes back as %q, want %q", v, got, want)
			}
		}
		to := reflect.New(reflect.TypeOf(v)).Interface().(target)
		if to.UnmarshalBSON(doc[:len(doc)-2]) == nil || to.UnmarshalBSONValue(1, data) == nil || to.UnmarshalBSONValue(typ, data[1:]) == nil {
			t.Errorf("%T takes broken BSON", v)
		}
		if err := to.UnmarshalBSONValue(0x0A, nil); err != nil {
			t.Errorf("%T from null: %v", v, err)
		}
	}
}
