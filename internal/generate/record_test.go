package generate

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fill sets all that a value consists of to something else than zero, each to a value of
// its own.
func fill(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("文 %d", *n))
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(*n % 256))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	default:
		t.Fatalf("fill knows no %v", v.Type())
	}
}

// filled is a made with all that can be in one.
func filled(t *testing.T) *made {
	m, n := new(made), 0
	m.Unit = nil
	fill(t, reflect.ValueOf(m).Elem(), &n)
	m.Unit.Files, m.Unit.Claims = nil, nil // which are in Files and Claims
	return m
}

// Nothing of what was made is lost, whatever fields it has.
func TestRecord(t *testing.T) {
	withoutUnit := filled(t)
	withoutUnit.Unit = nil
	for name, want := range map[string]*made{"all": filled(t), "no unit": withoutUnit, "nothing": {}} {
		got, ok := want.record().made()
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Errorf("%s: %v, differs (-want +got):\n%s", name, ok, diff)
		}
	}
}

// What is no whole record is not taken for one.
func TestNoRecord(t *testing.T) {
	whole := filled(t).record()
	for n := range whole {
		if got, ok := whole[:n].made(); ok {
			t.Errorf("the first %d of %d bytes give %v", n, len(whole), got)
		}
	}
	if _, ok := (whole + "x").made(); ok {
		t.Error("a record with more behind it is taken")
	}
	for i := range whole { // must not panic, nor make lists without end
		changed := []byte(whole)
		changed[i] ^= 0xff
		record(changed).made()
	}
}
