package toptest

import (
	"reflect"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

// rows returns the rows of a page that make the fields of a generated response:
// what package api needs to write a response in another form.
//
// Two things of a page are not in its types, and make no difference to what a body
// decodes to: whether a decimal is a Number or a Price (the gateway writes the one
// without quotes and the other with them; here all are a Price), and whether a text
// is a String or a byte[].
func rows[Response any]() []*schema.Field {
	t := reflect.TypeFor[Response]()
	return rowsOf(t, []reflect.Type{t})
}

// rowsOf returns the rows of a struct, which is within others. An object that contains
// itself has its name there and no rows, as in pages.
func rowsOf(t reflect.Type, within []reflect.Type) []*schema.Field {
	var list []*schema.Field
	for i := range t.NumField() {
		sf := t.Field(i)
		name, options, isMember := strings.Cut(sf.Tag.Get("json"), ",")
		switch {
		case name == "-" && !isMember: // RequestID where the page has another request_id
			continue
		case sf.Name == "RequestID" && sf.Type.Kind() == reflect.String && options == "omitzero":
			continue // the page does not document it
		}
		f := &schema.Field{Name: name, Element: ruleOf(sf, "element"), Time: timeOf(sf)}
		typ := sf.Type
		if typ.Kind() == reflect.Slice {
			f.List, typ = true, typ.Elem()
		}
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		if f.Type = word(typ); f.Type == "" {
			f.Type = typ.Name()
			if !slices.Contains(within, typ) {
				f.Fields = rowsOf(typ, append(within[:len(within):len(within)], typ))
			}
		}
		list = append(list, f)
	}
	return list
}

// rootOf returns the root of a method's response in JSON, as the runtime finds it: of
// generated bindings, the type of the response names it.
func rootOf(method *top.API, resp reflect.Type) string {
	if method.Root != "" {
		return method.Root
	}
	if resp.Kind() == reflect.Pointer {
		resp = resp.Elem()
	}
	if resp.Kind() == reflect.Struct {
		if id, ok := resp.FieldByName("RequestID"); ok {
			return ruleOf(id, "root")
		}
	}
	return ""
}

// ruleOf returns what the tag top of a field says of a rule.
func ruleOf(f reflect.StructField, name string) string {
	for rule := range strings.SplitSeq(f.Tag.Get("top"), ",") {
		if value, ok := strings.CutPrefix(rule, name+"="); ok {
			return value
		}
	}
	return ""
}

// timeOf returns the zone and layout that the tag of a field has.
func timeOf(f reflect.StructField) *schema.Time {
	return schema.TimeIn(ruleOf(f, "zone"), ruleOf(f, "layout"))
}

// word returns the word for a type in a page, "" for an object.
func word(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[top.Decimal]():
		return "Price"
	case reflect.TypeFor[top.Time]():
		return "Date"
	case reflect.TypeFor[top.RawJSON]():
		return "Map"
	}
	switch t.Kind() {
	case reflect.Int64:
		return "Number"
	case reflect.Bool:
		return "Boolean"
	case reflect.Struct:
		return ""
	}
	return "String"
}
