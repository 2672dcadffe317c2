package recorded

import (
	"fmt"
	"regexp"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// addFields adds the fields that the page lacks, and says so. Nothing is added to
// what the page calls a simple type.
func (e *evidence) addFields() {
	for _, a := range e.added {
		if !isWireName.MatchString(a.name) {
			continue
		}
		f := inferred(a.name, a.values, a.xml, 0)
		e.suggest(a.key, f, a.at.File)
		into := e.fieldsOf(a.parent)
		*into = append(*into, f)
		e.say(diag.Note, a.key+"."+a.name, a.at,
			fmt.Sprintf("%s: %s sent it, and the page has no such field (%s): the bindings have it, as %s", visible.Shown(a.name), sender(e.api), e.page(a.parent), visible.Shown(f.DocumentedType())),
			"topgen sample add --suggest prints an entry of topgen.yaml that says so")
	}
}

// suggest notes the entries that add a field, with those in it.
func (e *evidence) suggest(key string, f *schema.Field, from string) {
	key += "." + f.Name
	e.entry(key, "add: "+quoted(f.DocumentedType()), from)
	for _, inner := range f.Fields {
		e.suggest(key, inner, from)
	}
}

var isWireName = regexp.MustCompile(`^[^\s<>&"'{}\[\]]+$`)

// maxDepth is how deep fields are inferred.
const maxDepth = 50

// inferred returns the field that values show.
func inferred(name string, values []*sample.Node, xml bool, depth int) *schema.Field {
	f := &schema.Field{Name: name, Type: "String", From: schema.FromSample}
	var objects, leaves []*sample.Node
	for _, v := range itemsOf(f, values) {
		switch {
		case v.Kind == sample.ObjectNode:
			objects = append(objects, v)
		case !v.Blank():
			leaves = append(leaves, v)
		}
	}
	switch {
	case len(objects) > 0 && len(leaves) == 0 && depth < maxDepth:
		f.Type, f.Fields = naming.Exported(name), members(objects, xml, depth+1)
	case len(objects) > 0:
		f.Type = "Map" // sometimes an object, or too deep
	default:
		f.Type = typeOf(leaves, xml)
	}
	if f.List && f.Element == "" {
		f.Element = schema.ElementName(f.Type)
	}
	return f
}

// itemsOf returns the values of a field, or its elements where they show a list, which the
// field then is.
func itemsOf(f *schema.Field, values []*sample.Node) (items []*sample.Node) {
	for _, v := range values {
		switch inner, held := v.Only(); {
		case v.Kind == sample.ArrayNode:
			f.List = true
			items = append(items, v.Items...)
		case len(held) == 1 && held[0].Kind == sample.ArrayNode:
			f.List, f.Element = true, inner
			items = append(items, held[0].Items...)
		case len(held) > 1:
			f.List, f.Element = true, inner
			items = append(items, held...)
		default:
			items = append(items, v)
		}
	}
	return items
}

// members returns the fields of objects, in the order in which they are met.
func members(objects []*sample.Node, xml bool, depth int) (fields []*schema.Field) {
	all := &sample.Node{Kind: sample.ObjectNode}
	several := make(map[string]bool) // names that repeat in one object: elements of a list
	for _, o := range objects {
		for name, values := range o.All() {
			several[name] = several[name] || len(values) > 1
			for _, v := range values {
				all.Add(name, v)
			}
		}
	}
	for name, values := range all.All() {
		if !isWireName.MatchString(name) {
			continue
		}
		f := inferred(name, values, xml, depth)
		if several[name] && !f.List {
			f.List, f.Element = true, name
		}
		fields = append(fields, f)
	}
	return fields
}

// typeOf returns the documented type that holds all texts. In XML everything is text,
// and what has digits alone can be an id with letters elsewhere.
func typeOf(leaves []*sample.Node, xml bool) string {
	typ := ""
	for _, v := range leaves {
		one := typeOfOne(v, xml)
		switch {
		case typ == "" || typ == one:
			typ = one
		case typ+one == "NumberPrice" || typ+one == "PriceNumber":
			typ = "Price"
		default:
			return "String"
		}
	}
	if typ == "" {
		return "String"
	}
	return typ
}

// typeOfOne returns the documented type of one text.
func typeOfOne(v *sample.Node, xml bool) string {
	integer := schema.KindNumber.Holds(v.Text, false)
	if v.Kind != sample.TokenNode || xml {
		if len(v.Text) >= len("2006-01-02") && !integer && schema.KindDate.Holds(v.Text, false) {
			return "Date"
		}
		return "String"
	}
	switch {
	case v.Text == "true" || v.Text == "false":
		return "Boolean"
	case integer:
		return "Number"
	case schema.KindDecimal.Holds(v.Text, false):
		return "Price"
	}
	return "String"
}
