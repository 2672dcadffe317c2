package binding_test

import (
	"testing"

	"github.com/topgen/topgen/top/binding"
)

// TestPartsOfPages: what generated code makes the request for the next page of.
func TestPartsOfPages(t *testing.T) {
	for n, want := range map[int64]string{0: "", 7: "7", -1: "-1"} {
		if got := binding.Cursor(n); got != want {
			t.Errorf("the cursor %d is %q, want %q", n, got, want)
		}
	}
	if n := binding.Int("7"); n == nil || *n != 7 {
		t.Errorf("Int of 7 is %v", n)
	}
	for _, text := range []string{"", "x", "9223372036854775808"} {
		if n := binding.Int(text); n != nil {
			t.Errorf("Int of %q is %d", text, *n)
		}
	}
	if s := binding.Text("x"); s == nil || *s != "x" {
		t.Errorf("Text of x is %v", s)
	}
	if s := binding.Text(""); s != nil {
		t.Errorf("Text of nothing is %q", *s)
	}
	four := int64(4)
	if n := binding.Add(&four, 1, 3); *n != 7 || four != 4 {
		t.Errorf("the page 3 behind 4 is %d, and 4 is %d", *n, four)
	}
	if n := binding.Add(nil, 1, 3); *n != 4 {
		t.Errorf("the page 3 behind the first is %d", *n)
	}
}

// TestOwn: a copy of a request does not change the one that it was made of.
func TestOwn(t *testing.T) {
	type object struct{ N int }
	given := &object{N: 1}
	own := binding.Own(given)
	own.N++
	if given.N != 1 || own.N != 2 {
		t.Errorf("given is %d, and its copy %d", given.N, own.N)
	}
	if own := binding.Own[object](nil); own == nil || own.N != 0 {
		t.Errorf("of nothing comes %v", own)
	}
	other := &object{N: 3}
	if binding.Or(given, other) != given || binding.Or(nil, other) != other {
		t.Error("Or returns the wrong one")
	}
}
