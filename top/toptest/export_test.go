package toptest

import (
	"reflect"
	"testing"

	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

// RowsOf returns the rows of a response type.
func RowsOf(t reflect.Type) []*schema.Field { return rowsOf(t, []reflect.Type{t}) }

// Bodies returns the documented response by form.
func Bodies(method *top.API, resp reflect.Type, samples schema.Samples) map[string]string {
	texts := make(map[string]string)
	for _, b := range bodies(method, resp, samples) {
		texts[b.form] = b.text
	}
	return texts
}

// Checks returns the parts of Test by name, for a method.
func (d Documented[Response]) Checks(method *top.API, diff func(want, got any) string) map[string]func(testing.TB) {
	parts := make(map[string]func(testing.TB))
	for _, c := range d.checks(method, diff) {
		parts[c.name] = c.run
	}
	return parts
}

// Usual returns what TestUsual tests.
func Usual[Response any](sample string, want Response, sent map[string]string, request Request[Response]) Documented[Response] {
	return usual(sample, want, sent, request)
}

// CheckAllOf is what AllOf runs.
func CheckAllOf[Response, Item any](t testing.TB, diff func(want, got any) string, d *Documented[Response], all allFunc[Item], list List, items func(*Response) []Item) {
	allOf(t, diff, d, all, list, items)
}
