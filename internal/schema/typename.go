package schema

import (
	"strings"
	"unicode"
)

// listMark follows the type of a list in the pages.
const listMark = "[]"

// DocumentedType returns the type as pages write it: "Number", "Number []",
// "byte[]" (which is no list).
func (f *Field) DocumentedType() string {
	name := f.Type
	if name == "byte" {
		name += listMark
	}
	if f.List {
		return name + " " + listMark
	}
	return name
}

// SetType gives the field a type as pages write it. A field that becomes a
// list gets the inner element that the platform puts around items of that
// type.
func (f *Field) SetType(documented string) {
	name, list := cutListMark(documented)
	if name == "byte" {
		list = false // byte[] is a file
	} else if inner, ok := cutListMark(name); ok && inner == "byte" {
		name = inner
	}
	f.Type, f.List = name, list
	switch {
	case !list:
		f.Element = ""
	case f.Element == "":
		f.Element = ElementName(name)
	}
}

func cutListMark(documented string) (name string, list bool) {
	name, list = strings.CutSuffix(strings.TrimSpace(documented), listMark)
	return strings.TrimSpace(name), list
}

// ElementName returns the name of the inner element that the platform puts
// around each item of a list of that type: the type with an underscore before
// each capital, "AvailablePeriodInfoDTO" gives "available_period_info_d_t_o".
func ElementName(typ string) string {
	var b strings.Builder
	for i, c := range typ {
		if unicode.IsUpper(c) {
			if i > 0 {
				b.WriteByte('_')
			}
			c = unicode.ToLower(c)
		}
		b.WriteRune(c)
	}
	return b.String()
}
