package emit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/schema"
)

// expectation is what decoding a sample must give: a Go literal of the
// response, the paths of leaves that their types cannot hold, and the paths of
// what has no field. It is worked out from the contract of the runtime, not by
// running it, so that the generated tests hold one against the other.
type expectation struct {
	pkg     string // qualifier of the types: "idle."
	misfits []string
	unknown []string
}

// object returns the fields of the literal of o for the members of n.
func (e *expectation) object(o *object, n *node, path string) string {
	known := map[string]string{}
	for i, m := range n.members {
		f := o.wire[m.name]
		at := join(path, m.name)
		if f == nil {
			if !(o.Top && m.name == wireRequestID) {
				e.unknown = append(e.unknown, at)
			}
			continue
		}
		if _, done := known[m.name]; done || i != firstOf(n, m.name) {
			continue
		}
		if v := e.field(f, n.values(m.name), at); v != "" {
			known[m.name] = v
		}
	}
	var b strings.Builder
	for _, f := range o.Fields {
		if f.Doc == nil {
			if vs := n.values(wireRequestID); o.Top && len(vs) > 0 && !vs[0].blank() {
				fmt.Fprintf(&b, "%s: %s,\n", f.Name, quote(vs[0].text))
			}
			continue
		}
		if v := known[f.Wire]; v != "" {
			fmt.Fprintf(&b, "%s: %s,\n", f.Name, v)
		}
	}
	return b.String()
}

func firstOf(n *node, name string) int {
	if all := n.place(name); len(all) > 0 {
		return all[0]
	}
	return -1
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// field returns the literal of a field, "" where it stays zero.
func (e *expectation) field(f *field, values []*node, path string) string {
	if f.isSlice() {
		return e.list(f, values, path)
	}
	v := values[0]
	for _, again := range values[1:] {
		switch {
		case f.cannotBeAbsent():
			if v.blank() != again.blank() || !v.blank() && !v.equal(again) {
				e.misfits = append(e.misfits, path)
			}
		case v.blank():
			v = again
		case !again.blank() && !v.equal(again):
			e.misfits = append(e.misfits, path)
		}
	}
	if v.blank() {
		return ""
	}
	if f.Kind == schema.KindStruct {
		return e.structValue(f, v, path, "&"+e.pkg+f.Object.Name)
	}
	return e.leaf(f, v, path)
}

// structValue returns a composite literal of a struct, or "" for a misfit.
func (e *expectation) structValue(f *field, v *node, path, typ string) string {
	if v.kind == arrayNode && len(v.items) == 0 {
		return ""
	}
	if v.kind != objectNode {
		e.misfits = append(e.misfits, path)
		return ""
	}
	if fields := e.object(f.Object, v, path); fields != "" {
		return typ + "{\n" + fields + "}"
	}
	return typ + "{}"
}

// list returns the literal of a slice. An element that does not fit is zero.
func (e *expectation) list(f *field, values []*node, path string) string {
	list := listNodes(f, values)
	for _, name := range list.strays {
		e.unknown = append(e.unknown, join(path, name))
	}
	if list.misfit {
		e.misfits = append(e.misfits, path)
	}
	if !list.present {
		return ""
	}
	typ := "[]" + e.elementName(f)
	if len(list.items) == 0 {
		return typ + "{}"
	}
	var b strings.Builder
	b.WriteString(typ + "{\n")
	for i, item := range list.items {
		at := fmt.Sprintf("%s[%d]", path, i)
		v := ""
		switch {
		case item.blank():
		case f.Kind == schema.KindStruct:
			v = e.structValue(f, item, at, "")
		default:
			v = e.leaf(f, item, at)
		}
		if v == "" {
			v = zeroLiteral(f)
		}
		b.WriteString(v + ",\n")
	}
	return b.String() + "}"
}

// listOf is what stands where a list is documented.
type listOf struct {
	items   []*node
	present bool
	misfit  bool     // something there is neither list nor element
	strays  []string // members beside the elements
}

// listNodes returns the elements of a list, in whichever way they are wrapped.
func listNodes(f *field, values []*node) listOf {
	var list listOf
	for _, v := range values {
		list.add(f, v)
	}
	if f.cannotBeAbsent() {
		list.items = slices.DeleteFunc(list.items, (*node).blank)
	}
	return list
}

// cannotBeAbsent reports whether the zero value of the field's type is a value
// like others, so that what is absent cannot be told from it.
func (f *field) cannotBeAbsent() bool {
	return f.Kind == schema.KindNumber && !f.decimal() || f.Kind == schema.KindBoolean
}

func (l *listOf) add(f *field, v *node) {
	switch {
	case v.blank():
		return
	case v.kind == arrayNode:
		l.items = append(l.items, v.items...)
	case v.isLeaf() && f.Kind == schema.KindStruct:
		l.misfit = true
		return
	case v.isLeaf():
		l.items = append(l.items, v)
	default:
		l.addObject(f, v)
		return
	}
	l.present = true
}

// addObject adds an object that holds the elements, in the member named after
// their type or in its only one, or that is an element.
func (l *listOf) addObject(f *field, v *node) {
	holder, held := "", false
	for _, m := range v.members {
		if m.name == f.Doc.Element && (!m.value.isLeaf() || !isOwnField(f, m.name)) {
			holder, held = m.name, true
		}
	}
	if !held {
		isElement := f.Kind == schema.KindRaw || f.Object != nil && hasField(f.Object, v)
		name, inner := v.only()
		switch {
		case len(v.members) == 0:
		case isElement:
			l.items = append(l.items, v)
		case inner != nil && (f.Kind != schema.KindStruct || !inner[len(inner)-1].isLeaf()):
			holder, held = name, true
		default:
			l.misfit = true
			return
		}
	}
	l.present = true
	for _, m := range v.members {
		switch {
		case !held:
		case m.name != holder:
			l.strays = append(l.strays, m.name)
		case m.value.kind == arrayNode:
			l.items = append(l.items, m.value.items...)
		default:
			l.items = append(l.items, m.value)
		}
	}
}

// isOwnField reports whether the elements of a list have a field of that name.
func isOwnField(f *field, name string) bool { return f.Object != nil && f.Object.wire[name] != nil }

func hasField(o *object, n *node) bool {
	for _, m := range n.members {
		if o.wire[m.name] != nil {
			return true
		}
	}
	return false
}

// elementName returns the Go type of an element as a test names it.
func (e *expectation) elementName(f *field) string {
	if f.Kind == schema.KindStruct {
		return e.pkg + f.Object.Name
	}
	return scalarType(f)
}

// scalarType returns the Go type of a field that is no struct.
func scalarType(f *field) string {
	if f.decimal() {
		return "top.Decimal"
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
	case schema.KindBytes:
		if !f.Text {
			return "top.File"
		}
	}
	return "string"
}

func zeroLiteral(f *field) string {
	if f.Kind == schema.KindStruct {
		return "{}"
	}
	switch scalarType(f) {
	case "int64":
		return "0"
	case "bool":
		return "false"
	case "string", "top.RawJSON":
		return `""`
	}
	return "{}"
}

// leaf returns the literal of a scalar, or "" for a misfit.
func (e *expectation) leaf(f *field, v *node, path string) string {
	if f.Kind == schema.KindRaw {
		return rawLiteral(v)
	}
	text := v.text
	if !v.isLeaf() {
		if f.Kind == schema.KindString || f.Kind == schema.KindBytes {
			return quote(v.source)
		}
		e.misfits = append(e.misfits, path)
		return ""
	}
	if !f.Kind.Holds(text, f.decimal()) {
		e.misfits = append(e.misfits, path)
		return ""
	}
	return scalarLiteral(f, text)
}

// scalarLiteral returns the Go literal for a text that the field can hold and
// that is not blank.
func scalarLiteral(f *field, text string) string {
	trimmed := strings.TrimSpace(text)
	if f.decimal() {
		return "top.MustDecimal(" + quote(trimmed) + ")"
	}
	switch f.Kind {
	case schema.KindNumber:
		n, _ := strconv.ParseInt(trimmed, 10, 64) // Holds has seen it
		return strconv.FormatInt(n, 10)
	case schema.KindBoolean:
		return strconv.FormatBool(trimmed == "1" || strings.EqualFold(trimmed, "true"))
	case schema.KindDate:
		return "top.MustTime(" + quote(dateText(trimmed)) + ")"
	case schema.KindRaw:
		return "top.RawString(" + quote(text) + ")"
	}
	return quote(text)
}

// gmt8 is the zone of all dates of the platform.
var gmt8 = time.FixedZone("GMT+8", 8*60*60)

// dateText returns a date as a person writes it, also where the sample has
// milliseconds since 1970.
func dateText(text string) string {
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return text
	}
	t := time.UnixMilli(ms).In(gmt8)
	if ms%1000 != 0 {
		return t.Format("2006-01-02 15:04:05.000")
	}
	return t.Format(time.DateTime)
}
