package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestApplyLimits: an entry can give a parameter the limits that its type can have, and says
// of others why it cannot.
func TestApplyLimits(t *testing.T) {
	for _, tt := range []struct {
		name, entries string
		want, said    []string
	}{
		{name: "limit of a decimal", entries: "field: request.price, limits: {maxValue: 9.5}", want: []string{`price Price{"maxValue":9.5}`}},
		{name: "one value alone", entries: "field: request.id, limits: {minValue: 5, maxValue: 5.0}", want: []string{`id Number{"maxLength":9,"minValue":5,"maxValue":5.0}`}},
		{name: "elements of no list", entries: "field: request.status, limits: {maxListSize: 9}",
			said: []string{"1: error: maxListSize of field request.status of a.b.c: the field is no list"}},
		{name: "elements of a list", entries: "field: request.ids, limits: {maxListSize: 9}", want: []string{`ids Number []{"maxListSize":9}`}},
		{name: "files of another type", entries: "field: request.status, limits: {fileTypes: [jpg]}",
			said: []string{"1: error: fileTypes of field request.status of a.b.c: the field is no file"}},
		{name: "length of a date", entries: "field: request.since, limits: {maxLength: 10}",
			said: []string{"1: error: maxLength of field request.since of a.b.c: the type Date has no length"}},
		{name: "length of an object", entries: "field: request.order, limits: {maxLength: 10}",
			said: []string{"1: error: maxLength of field request.order of a.b.c: the type Order has no length"}},
		{name: "default of an object", entries: "field: request.order, limits: {default: x}",
			said: []string{"1: error: default of field request.order of a.b.c: the type Order has no default"}},
		{name: "default of a file", entries: "field: request.image, limits: {default: x}",
			said: []string{"1: error: default of field request.image of a.b.c: the type byte has no default"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			api, said := apply(t, "fields", tt.entries)
			if diff := cmp.Diff(tt.said, said); diff != "" {
				t.Errorf("what is said differs (-want +got):\n%s", diff)
			}
			text := tree(api.Request, "")
			for _, line := range tt.want {
				if !slices.Contains(strings.Split(text, "\n"), line) {
					t.Errorf("no line %q in\n%s", line, text)
				}
			}
		})
	}
}
