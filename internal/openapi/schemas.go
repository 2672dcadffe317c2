package openapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/tty"
)

// The texts that values have on the wire.
const (
	patternDate    = `^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2}(\.\d+)?)?$`
	patternDecimal = `^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$`
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

func value(o object, name string) any {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

func without(o object, name string) object {
	var out object
	for _, m := range o {
		if m.name != name {
			out = append(out, m)
		}
	}
	return out
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

// scalarElement returns the schema of an element of a list of simple values.
func scalarElement(f *api.Use, v variant, parameter bool) object {
	items := scalar(f, v, false)
	if parameter && f.IsFile() {
		items = scalar(f, v, true) // several files of one name
	}
	if name := elementName(f, v); name != "" {
		items = append(items, member{"xml", object{{"name", name}}})
	}
	return append(items, documentedValues(f, v)).present()
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

// scalar returns the schema of a simple value.
func scalar(f *api.Use, v variant, parameter bool) object {
	switch f.Kind {
	case schema.KindNumber:
		if f.Decimal() {
			return object{{"type", "number"}}
		}
		return object{{"type", "integer"}, {"format", "int64"}}
	case schema.KindDecimal:
		return object{{"type", "string"}, {"format", "decimal"}, {"pattern", patternDecimal}}
	case schema.KindBoolean:
		return object{{"type", "boolean"}}
	case schema.KindDate:
		return dateSchema(f, v)
	case schema.KindBytes:
		switch {
		case !v.request() || f.Text:
		case parameter:
			return object{{"type", "string"}, {"contentMediaType", "application/octet-stream"}}
		default:
			return object{{"type", "string"}, {"contentEncoding", "base64"}}
		}
	case schema.KindRaw:
		switch {
		case parameter:
			return object{{"type", "string"}, {"contentMediaType", "application/json"}}
		case !v.request() || !f.IsText():
			return object{}
		}
	}
	return object{{"type", "string"}}
}

func isInteger(text string) bool {
	text = strings.TrimSpace(text)
	return text != "" && schema.KindNumber.Holds(text, false)
}

// texts returns what a schema says about a simple value beside its type: what
// it is, an example, and limits.
func (c *components) texts(f *api.Use, v variant, parameter bool) object {
	s := object{{"description", describe(f, v, parameter)}}
	if v.request() {
		s = append(s, limits(f)...)
	}
	if example := exampleOf(f, v); example != nil {
		s = append(s, member{"examples", []any{example}})
	}
	return append(s, documentedValues(f, v)).present()
}

// exampleOf returns the documented example of a simple value; nil if there is
// none, its type cannot hold it, or it breaks the documented limits.
func exampleOf(f *api.Use, v variant) any {
	if f.Kind == schema.KindRaw || f.Kind == schema.KindBytes || strings.TrimSpace(f.Doc.Example) == "" || !f.Holds(f.Doc.Example) {
		return nil
	}
	if v.request() && !keepsLimits(f, f.Doc.Example) {
		return nil
	}
	return scalarValue(f, f.Doc.Example, v)
}

// keepsLimits reports whether a text is within the documented limits of a field.
func keepsLimits(f *api.Use, text string) bool {
	r := &f.Rules
	switch {
	case r.MaxLength >= 0 && api.UTF16Len(text) > r.MaxLength,
		r.Min != "" && api.CompareNumbers(text, r.Min) < 0,
		r.Max != "" && api.CompareNumbers(text, r.Max) > 0:
		return false
	}
	return true
}

// limits returns the documented limits of a parameter that JSON Schema has
// words for. Lengths count UTF-16 units there and characters here, which can
// only be fewer.
func limits(f *api.Use) object {
	var s object
	textual := f.Kind == schema.KindString || f.Kind == schema.KindBytes || f.Kind == schema.KindRaw
	if f.Rules.MaxLength >= 0 && textual {
		s = append(s, member{"maxLength", token(strconv.Itoa(f.Rules.MaxLength))})
	}
	if f.Kind == schema.KindNumber {
		s = append(s, object{{"minimum", number(f.Rules.Min)}, {"maximum", number(f.Rules.Max)}}.present()...)
	}
	if l := f.Doc.Limits; l != nil && l.Default != "" && f.Kind != schema.KindRaw && f.Kind != schema.KindBytes && f.Holds(l.Default) && keepsLimits(f, l.Default) {
		s = append(s, member{"default", scalarValue(f, l.Default, ofRequest)})
	}
	return s
}

// number returns a number as JSON writes it, which has neither "+1" nor "01";
// "" if text is none.
func number(text string) token {
	text = strings.TrimSpace(text)
	if text == "" || !schema.KindDecimal.Holds(text, false) {
		return ""
	}
	digits := strings.TrimLeft(text, "+-") // Holds has seen that there is one at most
	sign := ""
	if text[0] == '-' {
		sign = "-"
	}
	for len(digits) > 1 && digits[0] == '0' && '0' <= digits[1] && digits[1] <= '9' {
		digits = digits[1:]
	}
	return token(sign + digits)
}

// describe returns the description of a field: the page's words, and of a
// parameter the limits for which JSON Schema has none.
func describe(f *api.Use, v variant, parameter bool) string {
	text := markdown(f.Doc.Description)
	var facts []string
	fact := func(format string, args ...any) { facts = append(facts, fmt.Sprintf(format, args...)) }
	if f.Time != nil {
		fact("Written %s.", markdown(f.Time.String()))
	}
	if v.request() {
		ruleFacts(f, parameter, fact)
	}
	if len(facts) > 0 && text != "" {
		text += "\n\n"
	}
	return text + strings.Join(facts, " ")
}

// ruleFacts says what JSON Schema has no words for of the rules of a parameter.
func ruleFacts(f *api.Use, parameter bool, fact func(format string, args ...any)) {
	r := &f.Rules
	if r.MaxLength >= 0 && (f.List || f.Kind == schema.KindNumber || f.Kind == schema.KindDecimal) {
		fact("At most %d characters.", r.MaxLength)
	}
	if r.MaxListSize >= 0 && !f.List {
		fact("At most %d elements, joined by commas.", r.MaxListSize)
	}
	if r.Min != "" && (f.List || f.Kind == schema.KindDecimal) {
		fact("At least %s.", r.Min)
	}
	if r.Max != "" && (f.List || f.Kind == schema.KindDecimal) {
		fact("At most %s.", r.Max)
	}
	if len(r.FileTypes) > 0 {
		fact("File types: %s.", markdown(strings.Join(r.FileTypes, ", ")))
	}
	if l := f.Doc.Limits; l != nil && l.Default != "" && value(limits(f), "default") == nil {
		fact("Without it the platform takes %s.", markdown(l.Default))
	}
	if parameter && f.Joined() {
		fact("Elements are joined by commas.")
	}
}
