package openapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/tty"
)

// variant is one of the ways in which an object is described.
type variant int

const (
	ofRequest    variant = iota
	ofRequestXML         // of a Qimen call: an XML document
	plain                // of a response: simplified JSON and, by the xml members, XML
	wrapped              // of a response in JSON, with the inner elements of lists
)

// request reports whether the object belongs to a request.
func (v variant) request() bool { return v == ofRequest || v == ofRequestXML }

// xml reports whether the schema describes XML, too.
func (v variant) xml() bool { return v == plain || v == ofRequestXML }

// components are the schemas that one API adds to a document.
type components struct {
	method string // as it may stand in the names of schemas
	list   []member
	taken  map[string]bool   // identifiers
	shared map[string]string // names of schemas by what they describe
	loops  map[loop]string   // names of the schemas of objects
}

// loop finds the schema of an object that contains itself.
type loop struct {
	object  *api.Object
	variant variant
}

func newComponents(a *api.API) *components {
	return &components{
		method: componentName(a.Method),
		taken:  make(map[string]bool),
		shared: make(map[string]string),
		loops:  make(map[loop]string),
	}
}

func ref(name string) object { return object{{"$ref", "#/components/schemas/" + name}} }

// root adds the schema of a request or response, and returns its name.
func (c *components) root(o *api.Object, name string, v variant, also object) string {
	name = c.name(name)
	c.object(o, name, v, also)
	return name
}

// object adds the schema of an object. The members of also come first.
func (c *components) object(o *api.Object, name string, v variant, also object) {
	c.loops[loop{o, v}] = name
	at := len(c.list)
	c.list = append(c.list, member{name: name}) // before those of its fields
	properties := object{}
	var required []string
	for _, f := range o.Fields {
		properties = append(properties, member{f.Wire, c.property(f, v, v == ofRequest && f.Path == f.Wire)})
		if v.request() && f.Rules.Required {
			required = append(required, f.Wire)
		}
	}
	if extra, ok := value(also, "properties").(object); ok {
		properties = append(properties, extra...)
	}
	tellApart(properties)
	s := append(object{{"type", "object"}}, without(also, "properties")...)
	c.list[at].value = append(s, object{{"required", required}, {"properties", properties}, {"x-ogen-properties", ogenNames(o)}}.present()...)
}

// property returns the schema of a field. A parameter is a field of the
// request itself, sent in a form.
func (c *components) property(f *api.Use, v variant, parameter bool) object {
	if parameter && isJSONText(f) {
		return c.jsonText(f, v)
	}
	if !f.List {
		if f.Kind == schema.KindStruct {
			return ref(c.structOf(f, v, f.Doc.Description))
		}
		s := scalar(f, v, parameter)
		return append(s, c.texts(f, v, parameter)...)
	}
	about := object{{"description", describe(f, v, parameter)}}.present()
	items := scalarElement(f, v, parameter)
	if f.Kind == schema.KindStruct {
		items = ref(c.structOf(f, v, ""))
	}
	if v == wrapped && f.Doc.Element != "" {
		list := object{{"type", "array"}, {"items", items}}
		return append(object{{"type", "object"}}, append(about, member{"properties", object{{f.Doc.Element, list}}})...)
	}
	if elementName(f, v) != "" {
		about = append(about, member{"xml", object{{"wrapped", true}}})
	}
	if v.request() && f.Rules.MaxListSize >= 0 {
		about = append(about, member{"maxItems", token(strconv.Itoa(f.Rules.MaxListSize))})
	}
	return append(object{{"type", "array"}}, append(about, member{"items", items})...)
}

// isJSONText reports whether a parameter is an object or a list that is sent as a
// text of JSON.
func isJSONText(f *api.Use) bool {
	return f.Kind == schema.KindStruct || f.List && !f.Joined() && !f.IsFile()
}

// jsonText returns the schema of such a parameter. An object with the encoding
// "contentType: application/json" would say the same, but clients that generators
// make of it write objects in forms of their own instead.
func (c *components) jsonText(f *api.Use, v variant) object {
	return object{
		{"type", "string"}, {"description", describe(f, v, true)},
		{"contentMediaType", "application/json"}, {"contentSchema", c.property(f, v, false)},
	}.present()
}

// elementName returns the name of the elements of a list in XML; "" where they
// have none of their own, or the schema describes no XML.
func elementName(f *api.Use, v variant) string {
	switch {
	case !v.xml() || !f.List:
		return ""
	case v == ofRequestXML:
		return f.RequestElement()
	}
	return f.Doc.Element
}

// structOf adds the schema of the object in a field or, of a list, of its
// elements, and returns its name. What is described before in the same words
// has the same schema.
func (c *components) structOf(f *api.Use, v variant, description string) string {
	if f.Loop {
		return c.loops[loop{f.Object, v}]
	}
	also := object{{"title", tty.Escape(f.Word)}, {"description", markdown(description)}}
	if name := elementName(f, v); name != "" {
		also = append(also, member{"xml", object{{"name", name}}})
	}
	v = variantOf(f.Object, v)
	key, whole := keyOf(f, fmt.Sprintf("%d %q %q", v, description, f.Doc.Element))
	if name := c.shared[key]; whole && name != "" {
		c.loops[loop{f.Object, v}] = name
		return name
	}
	name := c.name(c.structNames(f, v)...)
	c.shared[key] = name
	c.object(f.Object, name, v, also.present())
	return name
}

// structNames returns the names to try for the schema of an object: by its type
// and, if that is taken, by its place. The wrapped variant, which comes after
// the plain one, is named after that.
func (c *components) structNames(f *api.Use, v variant) []string {
	switch {
	case v.request():
		return []string{f.Word, "request." + f.Path}
	case v == wrapped:
		return []string{strings.TrimPrefix(c.loops[loop{f.Object, plain}], c.method+".") + ".wrapped"}
	}
	return []string{f.Word, "response." + f.Path}
}

// variantOf returns plain for wrapped where that makes no difference: in
// objects without lists.
func variantOf(o *api.Object, v variant) variant {
	if v == wrapped && !hasList(o) {
		return plain
	}
	return v
}

// hasList reports whether an object has a list in it whose elements stand in
// an element of their own.
func hasList(o *api.Object) bool {
	seen := make(map[*api.Object]bool) // some contain themselves
	var has func(o *api.Object) bool
	has = func(o *api.Object) bool {
		if o == nil || seen[o] {
			return false
		}
		seen[o] = true
		return slices.ContainsFunc(o.Fields, func(f *api.Use) bool { return f.List && f.Doc.Element != "" || has(f.Object) })
	}
	return has(o)
}

// keyOf writes down all that the schema of a struct is made of. It reports
// false if that is not all in the struct itself.
func keyOf(f *api.Use, prefix string) (key string, whole bool) {
	var b strings.Builder
	b.WriteString(prefix)
	whole = true
	var walk func(f *api.Use)
	walk = func(f *api.Use) {
		d := f.Doc
		fmt.Fprintf(&b, "|%q %q %t %q %q %q %q %+v %t %s", d.Name, d.Type, f.List, d.Element, d.Example, d.Description, d.Values, f.Rules, f.Decimal(), f.Time)
		whole = whole && !f.Loop
		if f.Object != nil && !f.Loop {
			b.WriteByte('{')
			for _, inner := range f.Object.Fields {
				walk(inner)
			}
			b.WriteByte('}')
		}
	}
	fmt.Fprintf(&b, "%q", f.Word)
	for _, inner := range f.Object.Fields {
		walk(inner)
	}
	return b.String(), whole
}
