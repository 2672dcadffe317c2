package diag

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
