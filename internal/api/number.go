package api

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// The rule: a Number is an integer, unless the page shows it with a fraction: in
// the example of any use of the field, or in a value that a sample has there. Then
// it is a decimal at all of its uses. A Number that topgen.yaml calls one, at any of its
// uses, is an integer whatever the page shows.

// numberValues are the values that a Number shows.
type numberValues struct {
	whole    bool        // some are integers
	fraction *shownValue // the first that is none
	by       string      // Use.Key of the field that shows it
	settled  bool        // of which topgen.yaml gives the type
}

// number notes a value of a Number, and returns false where it is no number.
func (r *valueReader) number(u *Use, v shownValue) bool {
	f := u.Field
	whole := schema.KindNumber.Holds(v.text, false)
	if !whole && !schema.ShowsFraction(v.text) {
		return false
	}
	values := r.numbers[f]
	if values == nil {
		values = new(numberValues)
		r.numbers[f], r.order = values, append(r.order, f)
	}
	if whole {
		values.whole = true
	} else if values.fraction == nil || values.settled && !u.Doc.TypeSettled {
		values.fraction, values.by, values.settled = &v, u.Key, u.Doc.TypeSettled
	}
	return true
}

// settleNumbers makes decimals of the Numbers that show a fraction, and reports
// each of them once.
func (r *valueReader) settleNumbers() {
	for _, f := range r.order {
		values := r.numbers[f]
		v := values.fraction
		if v == nil {
			continue
		}
		settled := slices.ContainsFunc(f.Uses, func(u *Use) bool { return u.Doc.TypeSettled })
		if !settled {
			f.Fraction, f.Sampled = v.text, v.what != whatExample
		}
		if v.what == whatSent {
			continue // who read the body has said so
		}
		message := fmt.Sprintf("%s: %s %q is no integer", visible.Shown(f.Wire), v.what, visible.Shown(v.text))
		if values.whole {
			message += ", other uses are integers"
		}
		hint := "the bindings hold it as a decimal"
		if settled {
			hint = "topgen.yaml makes it an integer at another place, and so it is one here"
		}
		r.warn(diag.ExampleType, values.by, v.at, message, hint)
	}
}

// exampleTexts returns the values that the example of a row shows.
func exampleTexts(r *schema.Field) []string {
	if r.List {
		return listItems(r.Example)
	}
	return []string{r.Example}
}

// listItems returns the elements that the example of a list of simple values
// shows: a JSON array, or texts joined by commas.
func listItems(example string) []string {
	example = strings.TrimSpace(example)
	if strings.HasPrefix(example, "[") {
		if n, err := sample.ParseJSON(example); err == nil && n.Kind == sample.ArrayNode {
			var items []string
			for _, v := range n.Items {
				if v.IsLeaf() {
					items = append(items, v.Text)
				} else {
					items = append(items, v.JSON())
				}
			}
			return items
		}
	}
	return strings.Split(example, ",")
}

// CompareNumbers compares two texts of decimal numbers. Those with an exponent
// are compared as floats: written out, 1e999999999 would fill the memory.
func CompareNumbers(a, b string) int {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if strings.ContainsAny(a+b, "eEpP") {
		x, _ := strconv.ParseFloat(a, 64)
		y, _ := strconv.ParseFloat(b, 64)
		return cmp.Compare(x, y)
	}
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	if !okX || !okY {
		return 0
	}
	return x.Cmp(y)
}
