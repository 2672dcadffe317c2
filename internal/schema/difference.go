package schema

import (
	"fmt"
	"reflect"
	"strings"
)

// Difference says where b differs from a, such as "response.result.fee: type
// Number, Price", and is empty where they document the same API. What depends
// on the file does not count: source, lines, category (which one of the forms
// lacks), samples, and whether a depth is ambiguous. Nor does it count how the
// cells of a struct are told apart: the text form cannot.
func Difference(a, b *API) string {
	for _, v := range []struct {
		what       string
		from, onto any
	}{
		{"method", a.Method, b.Method},
		{"title", a.Title, b.Title},
		{"description", a.Description, b.Description},
		{"session", a.Session, b.Session},
		{"protocol", a.Protocol, b.Protocol},
		{"root", a.Root, b.Root},
	} {
		if v.from != v.onto {
			return fmt.Sprintf("%s: %v, %v", v.what, v.from, v.onto)
		}
	}
	if d := fieldsDifference("request", a.Request, b.Request); d != "" {
		return d
	}
	if d := fieldsDifference("response", a.Response, b.Response); d != "" {
		return d
	}
	return errorsDifference(a.Errors, b.Errors)
}

func fieldsDifference(path string, a, b []*Field) string {
	for i := range min(len(a), len(b)) {
		if d := fieldDifference(path+"."+a[i].Name, a[i], b[i]); d != "" {
			return d
		}
	}
	if len(a) != len(b) {
		return fmt.Sprintf("%s: %d fields, %d fields", path, len(a), len(b))
	}
	return ""
}

func fieldDifference(path string, a, b *Field) string {
	say := func(what string, from, onto any) string { return fmt.Sprintf("%s: %s %v, %v", path, what, from, onto) }
	switch {
	case a.Name != b.Name:
		return say("name", a.Name, b.Name)
	case a.Type != b.Type:
		return say("type", a.Type, b.Type)
	case a.List != b.List:
		return say("list", a.List, b.List)
	case a.Element != b.Element:
		return say("element", a.Element, b.Element)
	case a.Time.String() != b.Time.String():
		return say("time", a.Time, b.Time)
	case a.IsRequired() != b.IsRequired():
		return say("required", a.IsRequired(), b.IsRequired())
	case !SameTexts(a, b):
		return say("texts", a.texts(), b.texts())
	case (a.Limits != nil || b.Limits != nil) && !reflect.DeepEqual(a.Constraints(), b.Constraints()):
		return say("limits", a.Constraints(), b.Constraints())
	}
	return fieldsDifference(path, a.Fields, b.Fields)
}

// SameTexts reports whether pages say the same about two fields. How example and
// description of a struct are told apart does not count. Of most fields the texts
// are equal, and need not be written down for that.
func SameTexts(a, b *Field) bool {
	bare := (len(a.Fields) == 0) != (len(b.Fields) == 0)
	return a.Example == b.Example && a.Description == b.Description && !bare || a.texts() == b.texts()
}

// texts returns what the page says about a field.
func (f *Field) texts() string {
	if len(f.Fields) > 0 {
		return strings.TrimSpace(f.Example + " " + f.Description)
	}
	return fmt.Sprintf("%q %q", f.Example, f.Description)
}

func errorsDifference(a, b []ErrorCode) string {
	for i := range min(len(a), len(b)) {
		x, y := a[i], b[i]
		x.Line, y.Line = 0, 0
		if x != y {
			return fmt.Sprintf("errors.%s: %q, %q", x.Code, x.Message+" "+x.Solution, y.Message+" "+y.Solution)
		}
	}
	if len(a) != len(b) {
		return fmt.Sprintf("errors: %d rows, %d rows", len(a), len(b))
	}
	return ""
}
