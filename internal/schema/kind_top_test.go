package schema_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

type response struct {
	Number  int64       `json:"number"`
	Decimal top.Decimal `json:"decimal"`
	Boolean bool        `json:"boolean"`
	Date    top.Time    `json:"date"`
}

// FuzzHolds holds what topgen says a type can hold against what the runtime
// decodes: a generated test expects the one of the other.
func FuzzHolds(f *testing.F) {
	for _, text := range []string{
		"", " ", "0", "-1", "+7", "007", " 12 ", "1.0", "1.01", "1e3", ".5", "5.", "9223372036854775807", "9223372036854775808", "12345678901234567890",
		"true", "FALSE", "yes", "2", "2018-12-13", "2018-12-13 23:10:20", "2018-12-13 23:10:20.5", "2018-02-30", "2018-12-13 5:10:20", "1628049599000",
		"0000-00-00 00:00:00", "2018-12-13T23:10:20Z", "约三", "\u00a05\u3000", "1_000", "0x10", "--1", "NaN",
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
