package schema

import (
	"strings"
	"testing"
)

func TestKindOf(t *testing.T) {
	child := []*Field{{Name: "x", Type: "String"}}
	for _, test := range []struct {
		field Field
		want  Kind
	}{
		{Field{Type: "String"}, KindString},
		{Field{Type: "Field List"}, KindString},
		{Field{Type: "Number", List: true}, KindNumber},
		{Field{Type: "Integer"}, KindNumber},
		{Field{Type: "Boolean"}, KindBoolean},
		{Field{Type: "Date"}, KindDate},
		{Field{Type: "Price"}, KindDecimal},
		{Field{Type: "BigDecimal"}, KindDecimal},
		{Field{Type: "byte"}, KindBytes},
		{Field{Type: "Json"}, KindRaw},
		{Field{Type: "null", List: true}, KindRaw},
		{Field{Type: "TradeDto"}, KindRaw},
		{Field{Type: "TradeDto", Fields: child}, KindStruct},
		{Field{Type: "String", Fields: child}, KindStruct},
	} {
		if got := KindOf(&test.field); got != test.want {
			t.Errorf("KindOf(%s, %d fields) = %v, want %v", test.field.Type, len(test.field.Fields), got, test.want)
		}
	}
}

func TestHolds(t *testing.T) {
	for _, test := range []struct {
		kind     Kind
		fraction bool
		good     string // texts, separated by |
		bad      string
	}{
		{KindString, false, "|x| y ", ""},
		{KindNumber, false, "| |0|-1|+7|007| 12 |\u00a05\u3000|9223372036854775807|-9223372036854775808",
			"1.0|1.01|9223372036854775808|12345678901234567890|1_000|0x10|--1|-|1 2|abc|１|1e3"},
		{KindNumber, true, "0|1.01|-1.50|+0.5|1e3|1.5E-7|12345678901234567890", ".5|5.|1.2.3|e5|1e|abc|NaN|Inf|1,5"},
		{KindDecimal, false, "|3.50|0|00.10|-1|1e+3", "x|.|1.|1e1.5|0x1p2|一"},
		{KindBoolean, false, "true|FALSE|True|1|0| true ", "yes|2|t|01|是"},
		{KindDate, false, "2018-12-13 23:10:20|2018-12-13|2018-12-13 23:10:20.5|2018-12-13 23:10:20.123456789|1628049599000|0| 2018-12-13 ",
			"-1|1628049599|20181213231020|0628049599000|2018-02-30|2018-12-13 5:10:20|2018-12-13 24:00:00|2018/12/13|0000-00-00 00:00:00|2018-12-13T23:10:20Z|2018-12-13 23:10|2018-12-13 23:10:20,5|2018-12-13 23:10:20.|18-12-13|2018-12-13  23:10:20|1628049599000.5|next"},
		{KindBytes, false, "x||[1]", ""},
		{KindRaw, false, "{}|<a/>|text", ""},
		{KindStruct, false, "| ", "x|0"},
	} {
		for _, text := range strings.Split(test.good, "|") {
			if !test.kind.Holds(text, test.fraction) {
				t.Errorf("%v (fraction %t) should hold %q", test.kind, test.fraction, text)
			}
		}
		if test.bad == "" {
			continue
		}
		for _, text := range strings.Split(test.bad, "|") {
			if test.kind.Holds(text, test.fraction) {
				t.Errorf("%v (fraction %t) should not hold %q", test.kind, test.fraction, text)
			}
		}
	}
}

func TestShowsFraction(t *testing.T) {
	for text, want := range map[string]bool{
		"1.01": true, " 1.0 ": true, "-0.5e3": true,
		"1": false, "1e3": false, "1.": false, ".5": false, "1.2.3": false, "": false, "约1.5": false,
	} {
		if got := ShowsFraction(text); got != want {
			t.Errorf("ShowsFraction(%q) = %t, want %t", text, got, want)
		}
	}
}
