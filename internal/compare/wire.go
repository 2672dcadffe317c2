package compare

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// wireType is what a field holds on the wire.
type wireType struct {
	kind schema.Kind // of the elements, for a list
	list bool
	text bool // KindRaw only: JSON within a string, as type Json is
}

func wireTypeOf(u *api.Use) wireType {
	t := wireType{kind: u.Kind, list: u.List, text: u.IsText()}
	if u.Decimal() {
		t.kind = schema.KindDecimal
	}
	return t
}

// kindWords are the kinds that have plainer words than their own.
var kindWords = map[schema.Kind]string{
	schema.KindStruct: "object", schema.KindRaw: "JSON of any kind", schema.KindBytes: "file", schema.KindNumber: "integer",
}

// String returns the type in words: "integer", "list of object".
func (t wireType) String() string {
	word, ok := kindWords[t.kind]
	if !ok {
		word = t.kind.String()
	}
	if t.list {
		return "list of " + word
	}
	return word
}

// typeBreaks returns why a change from one type to another breaks calls, ""
// if it does not.
func typeBreaks(old, new wireType, at place) string {
	if at.request {
		if !accepts(old, new, at.top) {
			return fmt.Sprintf("calls send %s, and %s is wanted", old, new)
		}
		return ""
	}
	if !reads(old, new) {
		return fmt.Sprintf("programs read %s, and it is %s", old, new)
	}
	return ""
}

// scalar reports whether a value of the kind is one text.
func scalar(k schema.Kind) bool {
	switch k {
	case schema.KindString, schema.KindNumber, schema.KindBoolean, schema.KindDate, schema.KindDecimal:
		return true
	}
	return false
}

// accepts reports whether a parameter of type new takes whatever one of type
// old takes. At the top every parameter is a text: lists of scalars are joined
// by commas, objects are JSON.
func accepts(old, new wireType, top bool) bool {
	switch {
	case old.list == new.list:
		return acceptsOne(old, new, top && !old.list)
	case !top:
		return false
	case new.list:
		return (scalar(new.kind) || new.kind == schema.KindBytes) && acceptsOne(old, new, top)
	}
	return new.kind == schema.KindString && scalar(old.kind)
}

func acceptsOne(old, new wireType, top bool) bool {
	switch new.kind {
	case schema.KindString:
		return scalar(old.kind) || old.kind == schema.KindRaw && (top || old.text) || old.kind == schema.KindStruct && top
	case schema.KindDecimal:
		return old.kind == schema.KindDecimal || old.kind == schema.KindNumber
	case schema.KindRaw:
		return old.kind == schema.KindRaw && (top || old.text == new.text) || old.kind == schema.KindStruct && (top || !new.text)
	}
	return old.kind == new.kind
}

// reads reports whether programs that read a field as type old can read one of
// type new: package top takes a single value for a list, but no list for a value.
func reads(old, new wireType) bool {
	if new.list && !old.list {
		return false
	}
	switch old.kind {
	case schema.KindString, schema.KindBytes:
		return scalar(new.kind) || new.kind == schema.KindBytes || new.kind == schema.KindRaw && new.text
	case schema.KindDecimal:
		return new.kind == schema.KindDecimal || new.kind == schema.KindNumber
	case schema.KindRaw:
		return new.kind == schema.KindRaw && old.text == new.text || new.kind == schema.KindStruct && !old.text
	}
	return old.kind == new.kind
}

// limits compares what the pages say a parameter may be.
func (w *walk) limits(where string, old, new schema.Limits, at place) {
	change := func(what, was, is, why string) {
		if was == is {
			return
		}
		c := Change{Kind: Limit, Where: where, What: what, Old: was, New: is, Why: why, Ambiguous: at.ambiguous}
		if why != "" {
			c.Breaks = Calls
		}
		w.add(c)
	}
	change("default", old.Default, new.Default, defaultBreaks(old.Default, new.Default))
	upper := func(what string, was, is json.Number) {
		change(what, string(was), string(is), narrower(was, is, 1))
	}
	upper("maxLength", old.MaxLength, new.MaxLength)
	upper("maxListSize", old.MaxListSize, new.MaxListSize)
	change("minValue", string(old.MinValue), string(new.MinValue), narrower(old.MinValue, new.MinValue, -1))
	upper("maxValue", old.MaxValue, new.MaxValue)
	was, is := fileTypes(old), fileTypes(new)
	change("fileTypes", strings.Join(was, ", "), strings.Join(is, ", "), fileTypesBreak(was, is))
}

// defaultBreaks returns why another default breaks calls. Where the old page
// gives none, the new one only says what was not said.
func defaultBreaks(old, new string) string {
	if old == "" || old == new {
		return ""
	}
	return "calls that leave it out mean something else"
}

// narrower returns why a bound breaks calls: 1 is an upper bound, -1 a lower one.
// A bound that is no number bounds nothing.
func narrower(old, new json.Number, side int) string {
	if !isNumber(new) || isNumber(old) && api.CompareNumbers(string(new), string(old))*side >= 0 {
		return ""
	}
	return "calls may go beyond it"
}

func isNumber(n json.Number) bool {
	_, err := strconv.ParseFloat(string(n), 64)
	return err == nil
}

// fileTypes returns the documented file types in lower case, sorted.
func fileTypes(l schema.Limits) []string {
	types := make([]string, len(l.FileTypes))
	for i, t := range l.FileTypes {
		types[i] = strings.ToLower(t)
	}
	slices.Sort(types)
	return slices.Compact(types)
}

func fileTypesBreak(old, new []string) string {
	if len(new) == 0 {
		return ""
	}
	if len(old) == 0 {
		return "calls may send files of other types"
	}
	for _, t := range old {
		if !slices.Contains(new, t) {
			return "calls may send files of a type that is not taken any more"
		}
	}
	return ""
}
