package config_test

import "testing"

// TestSameFor: two files say the same of a method whatever they say of others, in
// whichever order. Reasons do not count, but for that of a withdrawal, which users of
// the bindings read.
func TestSameFor(t *testing.T) {
	const (
		withdrawn = "apis:\n- {method: a.b.c, withdrawn: true, reason: r}\n"
		field     = "fields:\n- {method: a.b.c, field: request.x, required: true, reason: r}\n"
		other     = "fields:\n- {method: a.b.d, field: request.x, required: true, reason: r}\n"
	)
	for _, tt := range []struct {
		name, one, two string
		want           bool
	}{
		{"nothing and another method", "", other, true},
		{"nothing and a field", "", field, false},
		{"another order", withdrawn + field, field + withdrawn, true},
		{"another reason", field, "fields:\n- {method: a.b.c, field: request.x, required: true, reason: s}\n", true},
		{"another reason of a withdrawal", withdrawn, "apis:\n- {method: a.b.c, withdrawn: true, reason: s}\n", false},
		{"another value", field, "fields:\n- {method: a.b.c, field: request.x, required: false, reason: r}\n", false},
		{"a package of the namespace", "", "packages:\n- {namespace: a.b, name: x, reason: r}\n", false},
		{"a package of another", "", "packages:\n- {namespace: a.c, name: x, reason: r}\n", true},
	} {
		one, two := parse(t, tt.one), parse(t, tt.two)
		if one.SameFor(two, "a.b.c", "a.b") != tt.want || two.SameFor(one, "a.b.c", "a.b") != tt.want {
			t.Errorf("%s: the same is not %t", tt.name, tt.want)
		}
	}
}
