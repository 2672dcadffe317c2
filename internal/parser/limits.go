package parser

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// limitReader reads the limits of one field.
type limitReader struct {
	*findings
	field string
}

// readLimits makes limits of what the page says of a field, nil where it says
// nothing that makes sense.
func readLimits(to *findings, field string, limits []page.Limit) *schema.Limits {
	if len(limits) == 0 {
		return nil
	}
	r := &limitReader{findings: to, field: field}
	out := new(schema.Limits)
	for _, l := range limits {
		value := plain(l.Value.S)
		if value == "" {
			continue
		}
		switch l.Label.S {
		case page.LabelDefault:
			if r.once(l, out.Default, value) {
				out.Default = value
			}
		case page.LabelMaxLength:
			r.size(l, &out.MaxLength)
		case page.LabelMaxListSize:
			r.size(l, &out.MaxListSize)
		case page.LabelMinValue:
			r.bound(l, &out.MinValue)
		case page.LabelMaxValue:
			r.bound(l, &out.MaxValue)
		case page.LabelFileTypes:
			r.fileTypes(l, out)
		}
	}
	if out.MinValue != "" && out.MaxValue != "" && schema.Less(out.MaxValue, out.MinValue) {
		for _, l := range limits {
			switch l.Label.S {
			case page.LabelMinValue:
				r.badLimit(l, "is greater than the greatest value, "+out.MaxValue.String())
			case page.LabelMaxValue:
				r.badLimit(l, "is less than the least value, "+out.MinValue.String())
			}
		}
		out.MinValue, out.MaxValue = "", ""
	}
	if out.IsZero() {
		return nil
	}
	return out
}

// size reads a limit that counts something.
func (r *limitReader) size(l page.Limit, to *json.Number) {
	value := plain(l.Value.S)
	if n, err := strconv.ParseInt(value, 10, 64); err != nil || n <= 0 {
		r.badLimit(l, "is no size")
		return
	}
	r.set(l, to, value)
}

// maxBound is the longest limit of a value in bytes; real ones have 19 digits.
const maxBound = 64

// bound reads a limit of a value.
func (r *limitReader) bound(l page.Limit, to *json.Number) {
	value := plain(l.Value.S)
	if !schema.KindDecimal.Holds(value, false) || strings.ContainsAny(value, "eE") || len(value) > maxBound {
		r.badLimit(l, "is no number")
		return
	}
	r.set(l, to, value)
}

// set sets a limit to a number, in the form that JSON has for it.
func (r *limitReader) set(l page.Limit, to *json.Number, value string) {
	if value = canonicalNumber(value); r.once(l, to.String(), value) {
		*to = json.Number(value)
	}
}

// once reports whether a limit that is already known, if it is not "", stands here
// for the first time.
func (r *limitReader) once(l page.Limit, known, value string) bool {
	switch known {
	case "":
		return true
	case value:
		r.badLimit(l, "stands here for the second time")
	default:
		r.badLimit(l, "contradicts "+known)
	}
	return false
}

// canonicalNumber writes a decimal number without exponent in the form that JSON has
// for it.
func canonicalNumber(value string) string {
	sign := ""
	if value = strings.TrimPrefix(value, "+"); strings.HasPrefix(value, "-") {
		sign, value = "-", value[1:]
	}
	whole := strings.TrimLeft(value, "0")
	if whole == "" || whole[0] < '0' || whole[0] > '9' {
		whole = "0" + whole
	}
	return sign + whole
}

func (r *limitReader) badLimit(l page.Limit, problem string) {
	r.leftOut = append(r.leftOut, l.Label, page.Text{S: ":"})
	r.leaveOut(diag.LimitValue, l.Value, fmt.Sprintf("%s: %s %q %s", visible.Shown(r.field), l.Label.S, visible.Shown(plain(l.Value.S)), problem), "the limit is left out")
}

// fileTypes reads "jpg,.png、gif".
func (r *limitReader) fileTypes(l page.Limit, to *schema.Limits) {
	var types []string
	for _, t := range strings.FieldsFunc(plain(l.Value.S), func(c rune) bool { return strings.ContainsRune(",;|/，；、 ", c) }) {
		t = strings.TrimPrefix(t, ".")
		if strings.ContainsFunc(t, func(c rune) bool { return c > unicode.MaxASCII || !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
			r.badLimit(l, "is no list of file types")
			return
		}
		if t != "" {
			types = append(types, t)
		}
	}
	if len(types) == 0 { // nothing but signs
		r.badLimit(l, "is no list of file types")
		return
	}
	if r.once(l, strings.Join(to.FileTypes, ","), strings.Join(types, ",")) {
		to.FileTypes = types
	}
}
