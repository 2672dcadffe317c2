package diag

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSort: a listing has the order of the files, and of what is said of one place that
// of the codes, then of the messages.
func TestSort(t *testing.T) {
	at := func(file string, line, column int, code Code, message string) Diagnostic {
		return Diagnostic{Code: code, Pos: Position{File: file, Line: line, Column: column}, Message: message}
	}
	want := List{
		at("a", 1, 1, Truncated, "x"), at("a", 1, 2, StrayText, "a"), at("a", 1, 2, StrayText, "b"), at("a", 1, 2, Truncated, "a"),
		at("a", 1, 10, StrayText, "a"), at("a", 2, 1, StrayText, "a"), at("b", 1, 1, StrayText, "a"),
	}
	for shift := range want {
		got := append(slices.Clone(want[shift:]), want[:shift]...)
		got.Sort()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the order differs (-want +got):\n%s", diff)
		}
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	if got.Sort(); !slices.Equal(got, want) {
		t.Errorf("the order of the reverse is %v", got)
	}
}

func TestLimit(t *testing.T) {
	at := func(line int, code Code, message string) Diagnostic {
		return Diagnostic{Code: code, Pos: Position{File: "p", Line: line}, Message: message}
	}
	list := List{
		at(1, StrayText, "a"), at(2, Truncated, "t"), at(3, StrayText, "b"), at(4, StrayText, "c"), at(5, StrayText, "d"),
	}
	want := List{at(1, StrayText, "a"), at(2, Truncated, "t"), at(3, StrayText, "b"), at(4, StrayText, "2 more of these")}
	if diff := cmp.Diff(want, list.Limit(2)); diff != "" {
		t.Errorf("limited list differs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(list, list.Limit(4)); diff != "" {
		t.Errorf("a list within the limit differs (-want +got):\n%s", diff)
	}
}
