package openapi

import (
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/naming"
)

// componentName returns text as it may stand in the name of a component.
func componentName(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '_'
	}, text)
}

// name takes the first of the names that is free. Generators make identifiers of
// names, in which neither case nor punctuation tells two apart, and have some for
// their own use.
func (c *components) name(names ...string) string {
	for _, n := range names {
		n = componentName(n)
		key := identifier(n)
		if c.taken[key] || slices.Contains(generatorNames, key) {
			continue
		}
		c.taken[key] = true
		return c.method + "." + n
	}
	last := names[len(names)-1]
	return c.name(last + ".object")
}

// generatorNames are identifiers that oapi-codegen and ogen make by putting
// something behind the name of an operation.
var generatorNames = strings.Fields("response res params req requestbody body formdatabody formdatarequestbody multipartbody multipartrequestbody jsonbody")

// identifier reduces a name to what generators tell it by.
func identifier(name string) string {
	return strings.ToLower(strings.NewReplacer(".", "", "-", "", "_", "").Replace(name))
}

// tellApart gives the later ones of properties whose names generators take for one,
// such as request_id and requestId, a name of their own, in the form of
// oapi-codegen's extension x-go-name.
func tellApart(properties object) {
	taken := make(map[string]bool)
	for i, p := range properties {
		suffix := ""
		for taken[identifier(p.name+suffix)] {
			suffix += "Field"
		}
		taken[identifier(p.name+suffix)] = true
		if s, ok := p.value.(object); ok && suffix != "" {
			properties[i].value = append(s[:len(s):len(s)], member{"x-go-name", naming.Exported(p.name) + suffix})
		}
	}
}

// ogenMethods are the methods that ogen gives to the types of objects, beside Get
// and Set of each field.
var ogenMethods = strings.Fields("Validate Encode Decode SetDefaults SetFake MarshalJSON UnmarshalJSON")

// ogenNames returns Go names for the fields that ogen would name like a method,
// in the form of its extension x-ogen-properties; nil if there are none.
func ogenNames(o *api.Object) object {
	methods := make(map[string]bool)
	for _, name := range ogenMethods {
		methods[name] = true
	}
	for _, f := range o.Fields {
		name := naming.Exported(f.Wire)
		methods["Get"+name], methods["Set"+name] = true, true
	}
	var names object
	for _, f := range o.Fields {
		if name := naming.Exported(f.Wire); methods[name] {
			names = append(names, member{f.Wire, object{{"name", name + "Field"}}})
		}
	}
	return names
}
