package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/config"
)

// An entry of which another one leaves nothing is an error, whichever stands first.
func TestUndone(t *testing.T) {
	const changes, stays = "the entry changes nothing, since the field is taken away by the one in line ", "the field is not taken away, since it is put elsewhere by the entry in line "
	for entries, want := range map[string][]string{
		"field: request.status, remove: true\nfield: request.status, type: Number":                                     {"2: error: field request.status of a.b.c: " + changes + "2"},
		"field: request.status, type: Number\nfield: request.status, remove: true":                                     {"1: error: field request.status of a.b.c: " + changes + "3"},
		"field: response.result, remove: true\nfield: response.result.items.id, type: String":                          {"2: error: field response.result.items.id of a.b.c: " + changes + "2"},
		"field: response.result.items, type: Json\nfield: response.result.items.id, type: String":                      {"2: error: field response.result.items.id of a.b.c: " + changes + "2"},
		"field: request.more, add: String\nfield: request.more, remove: true":                                          {"1: error: field request.more of a.b.c: " + changes + "3"},
		"field: response.result.items, under: response\nfield: response.result.items, remove: true":                    {"2: error: field response.result.items of a.b.c: " + stays + "2"},
		"field: response.result.items, under: response\nfield: response.result, remove: true":                          nil,
		"field: response.result.items, under: response, type: Json\nfield: response.result.first.id, remove: true":     nil,
		"field: request.status, limits: {maxLength: 3}, required: true, type: Number\nfield: request.id, remove: true": nil,
	} {
		_, said := apply(t, "fields", entries)
		said = slices.DeleteFunc(said, func(s string) bool { return strings.Contains(s, " note: ") })
		if !slices.Equal(said, want) {
			t.Errorf("%s:\nsaid %q\nwant %q", entries, said, want)
		}
	}
}

// What an entry says must be possible where it stands.
func TestImpossible(t *testing.T) {
	for entry, want := range map[string]string{
		"field: request.sign, add: String":                 "1: error: field request.sign of a.b.c: sign has a meaning of its own in the protocol",
		"field: response.error_response, add: String":      "1: error: field response.error_response of a.b.c: error_response has a meaning of its own in the protocol",
		"field: response.sign, add: String":                "",
		"field: request.id, limits: {default: x}":          `1: error: default of field request.id of a.b.c: "x" is no Number`,
		"field: request.id, limits: {default: 7}":          "",
		"field: request.status, limits: {default: \"7 \"}": "",
	} {
		if _, said := apply(t, "fields", entry); strings.Join(said, "\n") != want {
			t.Errorf("%s: said %q, want %q", entry, said, want)
		}
	}
	for _, word := range []string{"Long", "Integer", "Double", "Float", "null"} {
		_, list := config.Parse("topgen.yaml", []byte("fields:\n- {method: a.b.c, field: request.id, type: "+`"`+word+`"`+", reason: r}\n"))
		if len(list) != 1 || !strings.Contains(list[0].Message, "types are String, Number, ") {
			t.Errorf("type: %s is taken, or said to be wrong in another way: %v", word, list)
		}
	}
	if _, list := config.Parse("topgen.yaml", []byte("\ufeffdocs: pages\n")); len(list) > 0 {
		t.Errorf("a file with a byte order mark is refused: %v", list)
	}
}
