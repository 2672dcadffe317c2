package emit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
)

// declareType declares a struct type with its comment.
func (w *writer) declareType(o *object, comment []string) {
	if len(o.Fields) == 0 {
		w.file.printf("%s\ntype %s struct{}", commentText(comment), o.Name)
		return
	}
	var fields strings.Builder
	for _, f := range o.Fields {
		fmt.Fprintf(&fields, "%s\n%s %s %s\n", commentText(w.fieldComment(o, f)), f.Name, w.fieldType(o, f), w.tag(o, f))
	}
	w.file.printf("%s\ntype %s struct {\n%s}", commentText(comment), o.Name, fields.String())
	w.times(o)
}

// times makes encoding/json read and write the fields of a type that have a zone or a
// layout of their own.
func (w *writer) times(o *object) {
	if !o.hasTimes() {
		return
	}
	if !w.file.times {
		w.file.times = true
		w.shape("useTimes", nil)
	}
	w.shape("times", values{"typ": o.Name})
	if slices.ContainsFunc(o.Fields, func(f *field) bool { return strings.Contains(f.Time.ZoneOf(), "/") }) {
		w.file.useAs("time/tzdata", "_") // so that the zone is known in an empty container, too
	}
}

// hasTimes reports whether a field of the type has a zone or a layout of its own, which
// encoding/json does not know.
func (o *object) hasTimes() bool {
	return slices.ContainsFunc(o.Fields, func(f *field) bool { return f.Time != nil })
}

// fieldType returns the Go type of a field: in a request pointers to scalars
// and objects, so that absent is not zero; in a response values, but for what Go
// cannot have as one.
func (w *writer) fieldType(o *object, f *field) string {
	switch {
	case f.List:
		return "[]" + w.elementName(f)
	case o.Request || o.containsItselfBy(f):
		return "*" + w.elementName(f)
	}
	return w.elementName(f)
}

// containsItselfBy reports whether the object f, a field of the type o, has an
// object of the type o in it, at any depth: such a field must be a pointer. A list
// is one already.
func (o *object) containsItselfBy(f *field) bool {
	return f.Kind == schema.KindStruct && !f.List && f.Object.contains(o, make(map[*object]bool))
}

// contains reports whether a value of the type has one of the type inner in it, or
// is one. The types in seen are known to have none.
func (o *object) contains(inner *object, seen map[*object]bool) bool {
	if o == inner {
		return true
	}
	if seen[o] {
		return false
	}
	seen[o] = true
	return slices.ContainsFunc(o.Fields, func(f *field) bool {
		return f.Kind == schema.KindStruct && !f.List && f.Object.contains(inner, seen)
	})
}

// elementName returns the Go type of a field's value or, of a list, of its elements.
// It imports the runtime if that has the type.
func (w *writer) elementName(f *field) string {
	if f.Kind == schema.KindStruct {
		return f.Object.Name
	}
	typ := scalarType(f)
	if isRuntime(typ) {
		w.file.use(w.opt.Runtime)
	}
	return typ
}

// isRuntime reports whether a type or value belongs to the runtime.
func isRuntime(code string) bool { return strings.HasPrefix(code, "top.") }

// scalarType returns the Go type of a field that is no struct.
func scalarType(f *field) string {
	switch {
	case f.Decimal():
		return "top.Decimal"
	case f.IsFile():
		return "top.File"
	}
	switch f.Kind {
	case schema.KindNumber:
		return "int64"
	case schema.KindBoolean:
		return "bool"
	case schema.KindDate:
		return "top.Time"
	case schema.KindRaw:
		return "top.RawJSON"
	}
	return "string"
}

// tag returns the struct tag of a field: its wire name, and what the runtime must
// know of it.
func (w *writer) tag(o *object, f *field) string {
	name := f.Wire
	switch {
	case f.Doc == nil && o.wire[protocol.RequestID] != nil:
		name = "-" // the page documents another request_id; the runtime fills RequestID all the same
	case f.Doc == nil || o.Request || f.List || f.Kind == schema.KindStruct:
		name += ",omitzero"
	case name == "-":
		name = "-,"
	}
	tag := "json:" + strconv.Quote(name)
	if rules := f.tagRules(o); len(rules) > 0 {
		tag += " top:" + strconv.Quote(strings.Join(rules, ","))
	}
	if strconv.CanBackquote(tag) {
		return "`" + tag + "`"
	}
	return strconv.Quote(tag)
}

// tagRules returns what the tag says beside the wire name: of a response field
// the inner element of a list, of a request field the rules that all its rows share.
func (f *field) tagRules(o *object) []string {
	var rules []string
	if f.Name == requestID && o.Top && !o.Request && o.root != "" {
		rules = append(rules, "root="+o.root)
	}
	if f.Doc == nil {
		return rules
	}
	if o.Request {
		rules = f.sharedRules()
	}
	if f.List && !o.Request && f.Doc.Element != "" {
		rules = append(rules, "element="+f.Doc.Element)
	}
	if zone := f.Time.ZoneOf(); zone != "" {
		rules = append(rules, "zone="+zone)
	}
	if layout := f.Time.LayoutOf(); layout != "" {
		rules = append(rules, "layout="+layout)
	}
	return rules
}

// sharedRules returns the rules that all uses of a request field have.
func (f *field) sharedRules() []string {
	shared, _ := f.commonRules()
	return rulesOf(shared)
}

// rulesOf returns rules in the form of the top tag.
func rulesOf(r api.Rules) []string {
	var rules []string
	add := func(key, value string) {
		if value != "" {
			rules = append(rules, key+"="+value)
		}
	}
	limit := func(key string, n int) {
		if n >= 0 {
			add(key, strconv.Itoa(n))
		}
	}
	if r.Required {
		rules = append(rules, "required")
	}
	limit("maxLength", r.MaxLength)
	limit("maxListSize", r.MaxListSize)
	add("min", r.Min)
	add("max", r.Max)
	add("fileTypes", strings.Join(r.FileTypes, "|"))
	return rules
}
