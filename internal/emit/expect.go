package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// expectation is what decoding a sample must give: a Go literal of the
// response, the paths of leaves that their types cannot hold, and the paths of
// what has no field. It is worked out from the contract of the runtime, not by
// running it, so that the generated tests hold one against the other.
type expectation struct {
	literals
	pkg     string // qualifier of the types: "idle."
	misfits []string
	unknown []string
}

// object returns the fields of the literal of o for the members of n.
func (e *expectation) object(o *object, n *sample.Node, path string) string {
	known := map[string]string{}
	for name, values := range n.All() {
		f, at := o.wire[name], api.Join(path, name)
		switch {
		case f != nil:
			known[name] = e.field(o, f, values, at)
		case !o.hasRequestID() || name != protocol.RequestID:
			for range values {
				e.unknown = append(e.unknown, at)
			}
		}
	}
	var b strings.Builder
	for _, f := range o.Fields {
		if f.Doc == nil {
			if id := n.Get(protocol.RequestID); o.Top && id != nil && !id.Blank() {
				fmt.Fprintf(&b, "%s: %s,\n", f.Name, quote(id.Text))
			}
			continue
		}
		if v := known[f.Wire]; v != "" {
			fmt.Fprintf(&b, "%s: %s,\n", f.Name, v)
		}
	}
	return b.String()
}

// hasRequestID reports whether the response has the request id beside what the page
// documents.
func (o *object) hasRequestID() bool {
	return o.Top && slices.ContainsFunc(o.Fields, func(f *field) bool { return f.Doc == nil })
}

// field returns the literal of a field of o, "" where it stays zero.
func (e *expectation) field(o *object, f *field, values []*sample.Node, path string) string {
	if f.List {
		return e.list(f, values, path)
	}
	v := values[0]
	for _, again := range values[1:] {
		switch {
		case f.cannotBeAbsent():
			if v.Blank() != again.Blank() || !v.Blank() && !v.Equal(again) {
				e.misfits = append(e.misfits, path)
			}
		case v.Blank():
			v = again
		case !again.Blank() && !v.Equal(again):
			e.misfits = append(e.misfits, path)
		}
	}
	if v.Blank() {
		return ""
	}
	if f.Kind == schema.KindStruct {
		return e.structField(o, f, v, path)
	}
	return e.leaf(f, v, path)
}

// structField returns the literal of an object that is a field of o, "" where the
// field stays zero.
func (e *expectation) structField(o *object, f *field, v *sample.Node, path string) string {
	typ := e.pkg + f.Object.Name
	if o.containsItselfBy(f) {
		return e.structValue(f, v, path, "&"+typ)
	}
	if v := e.structValue(f, v, path, typ); v != typ+"{}" {
		return v
	}
	return ""
}

// structValue returns a composite literal of a struct, or "" for a misfit.
func (e *expectation) structValue(f *field, v *sample.Node, path, typ string) string {
	if v.Kind == sample.ArrayNode && len(v.Items) == 0 {
		return ""
	}
	if v.Kind != sample.ObjectNode {
		e.misfits = append(e.misfits, path)
		return ""
	}
	if fields := e.object(f.Object, v, path); fields != "" {
		return typ + "{\n" + fields + "}"
	}
	return typ + "{}"
}

// list returns the literal of a slice. An element that does not fit is zero.
func (e *expectation) list(f *field, values []*sample.Node, path string) string {
	list := f.elements(values)
	for _, name := range list.Strays {
		e.unknown = append(e.unknown, api.Join(path, name))
	}
	if list.Misfit {
		e.misfits = append(e.misfits, path)
	}
	if !list.Present {
		return ""
	}
	typ := "[]" + e.elementName(f)
	if len(list.Items) == 0 {
		return typ + "{}"
	}
	var b strings.Builder
	b.WriteString(typ + "{\n")
	for i, item := range list.Items {
		at := fmt.Sprintf("%s[%d]", path, i)
		v := ""
		switch {
		case item.Blank():
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

// elements returns the elements of a list. Blank ones count only where absent is
// a value of the Go type.
func (f *field) elements(values []*sample.Node) api.List {
	list := f.Uses[0].Elements(values)
	if f.cannotBeAbsent() {
		list.Items = slices.DeleteFunc(list.Items, (*sample.Node).Blank)
	}
	return list
}

// cannotBeAbsent reports whether the zero value of the field's type is a value
// like others, so that what is absent cannot be told from it.
func (f *field) cannotBeAbsent() bool {
	return f.Kind == schema.KindNumber && !f.Decimal() || f.Kind == schema.KindBoolean
}

// elementName returns the Go type of an element as a test names it.
func (e *expectation) elementName(f *field) string {
	if f.Kind == schema.KindStruct {
		return e.pkg + f.Object.Name
	}
	return e.noted(scalarType(f))
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
func (e *expectation) leaf(f *field, v *sample.Node, path string) string {
	if f.Kind == schema.KindRaw {
		return e.raw(v)
	}
	text := v.Text
	if !v.IsLeaf() {
		if f.Kind == schema.KindString || f.Kind == schema.KindBytes {
			return quote(v.Written())
		}
		e.misfits = append(e.misfits, path)
		return ""
	}
	if !f.Holds(text) {
		e.misfits = append(e.misfits, path)
		return ""
	}
	if f.NoDate(text) {
		return ""
	}
	return e.scalar(f, text)
}
