package parser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/sample"
)

// TestItemsOfLists: elements of one name that follow each other are a list where they
// have elements in them, or where nothing stands beside them.
func TestItemsOfLists(t *testing.T) {
	for src, want := range map[string]string{
		"<r><x><a>1</a></x><x><a>2</a></x><y>1</y></r>":             "x 2, y 1",
		"<r><x><a>1</a></x><x></x><x><a>2</a></x><y>1</y></r>":      "x 3, y 1",
		"<r><x></x><x><a>1</a></x><y>1</y></r>":                     "x 2, y 1",
		"<r><x>1</x><x>2</x></r>":                                   "x 2",
		"<r><x>1</x><x>2</x><y>1</y></r>":                           "x 1, x 1, y 1",
		"<r><y>1</y><x>1</x><x>2</x></r>":                           "y 1, x 1, x 1",
		"<r><x><a>1</a></x><y>1</y><x><a>2</a></x></r>":             "x 1, y 1, x 1",
		"<r><x><a>1</a><a>2</a></x><x><a>3</a><b>4</b></x><y/></r>": "x 2, y 1",
	} {
		var got []string
		for _, n := range xmlNodes(sample.ReadXML(src).Root.Members[0].Value.Members) {
			got = append(got, fmt.Sprintf("%s %d", n.name, len(n.items)))
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("%s has %s, want %s", src, got, want)
		}
	}
}

// TestTypedEnd: the value of a row ends where its type says, unless it is a list or holds
// any text.
func TestTypedEnd(t *testing.T) {
	for _, tt := range []struct {
		typ, cell string
		want      int
	}{
		{"Number", "12 号 列", 2}, {"Number", "号 列", 0}, {"Number []", "12 号 列", 0}, {"Boolean", "true 是 否", 4},
		{"Date", "2024-01-31 10:00:00 付款 时间", 19}, {"String", "a b", 0}, {"Item", "12 b", 0},
	} {
		r := &row{typ: page.Text{S: tt.typ}}
		if got := r.typedEnd(tt.cell); got != tt.want {
			t.Errorf("in %q, a %s ends at %d, want %d", tt.cell, tt.typ, got, tt.want)
		}
	}
}
