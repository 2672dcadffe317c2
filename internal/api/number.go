package api

import (
	"cmp"
	"math/big"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// The rule: a Number is an integer, unless the page shows it with a fraction: in
// the example of any use of the field, or in a value that a sample has there. Then
// it is a decimal at all of its uses.

// showFractions finds the Numbers that are decimals.
func (a *API) showFractions() {
	showInExamples(a.API.Request, a)
	showInExamples(a.API.Response, a)
	if java := a.samples.Java; java != nil && java.Request != nil {
		showInSetters(a.Request, java.Request)
	}
	for _, answer := range []*Answer{a.answers.base, a.answers.json, a.answers.simplified} {
		if answer != nil {
			showInObject(a.Response, answer.Tree)
		}
	}
}

func showInExamples(rows []*schema.Field, a *API) {
	for _, r := range rows {
		if u := a.uses[r]; u != nil {
			u.show(false, exampleTexts(r)...)
		}
		showInExamples(r.Fields, a)
	}
}

// show takes the first of the texts that has a fraction for the one that shows the
// field to be a decimal, unless there is one already.
func (f *Field) show(sampled bool, texts ...string) {
	if f.Kind != schema.KindNumber {
		return
	}
	for _, t := range texts {
		if f.Fraction == "" && schema.ShowsFraction(t) {
			f.Fraction, f.Sampled = t, sampled
		}
	}
}

// showInObject goes through the values that a sample has for the fields of o.
func showInObject(o *Object, n *sample.Node) {
	for _, u := range o.Fields {
		values := n.Values(u.Wire)
		if u.List {
			values = u.Elements(values).Items
		}
		for _, v := range values {
			switch {
			case v.Kind == sample.ObjectNode && u.Object != nil:
				showInObject(u.Object, v)
			case v.IsLeaf():
				u.show(true, v.Text)
			}
		}
	}
}

// showInSetters does the same for the setters of a Java object.
func showInSetters(o *Object, set *sample.Node) {
	for _, u := range o.Fields {
		n := setTo(set, u.Wire)
		if n == nil {
			continue
		}
		values := []*sample.Node{n}
		if n.Kind == sample.ArrayNode {
			values = n.Items
		}
		for _, v := range values {
			switch {
			case v.Kind == sample.ObjectNode && u.Object != nil:
				showInSetters(u.Object, v)
			case v.IsLeaf() && u.List:
				u.show(true, listItems(v.Text)...) // a list may be given as one text
			case v.IsLeaf():
				u.show(true, v.Text)
			}
		}
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
