package openapi

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// reader reads a documented response into values of the documented types, as
// the gateway sends them. What a type cannot hold is left out.
type reader struct {
	variant variant
	xml     bool     // values are for XML: texts, and elements in their order
	leftOut []string // paths of what was left out
}

// object returns the members of an object, in their order.
func (r *reader) object(o *api.Object, n *sample.Node, path string) object {
	out := object{}
	for name, values := range n.All() {
		at := api.Join(path, name)
		f := o.Field(name)
		switch {
		case f == nil && path == "" && name == protocol.RequestID && values[0].IsLeaf():
			out = append(out, member{name, values[0].Text})
		case f == nil: // the page does not say what that is
			out = append(out, member{name, r.undocumented(values)})
		case f.List:
			if v := r.list(f, values, at); v != nil {
				out = append(out, member{name, v})
			}
		default:
			if v := r.value(f, last(values), at); v != nil {
				out = append(out, member{name, v})
			}
		}
	}
	return out
}

// last returns the last value that is not blank, if there is one: that of a
// field which is there twice.
func last(values []*sample.Node) *sample.Node {
	for _, v := range slices.Backward(values) {
		if !v.Blank() {
			return v
		}
	}
	return values[0]
}

// undocumented returns values as they are: XML text as a text, elements as an
// object in which an element that repeats is an array.
func (r *reader) undocumented(values []*sample.Node) any {
	if r.xml {
		return values
	}
	if len(values) == 1 {
		return token(values[0].JSON())
	}
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = token(v.JSON())
	}
	return list
}

// list returns a list, nil for none.
func (r *reader) list(f *api.Use, values []*sample.Node, path string) any {
	if !slices.ContainsFunc(values, func(v *sample.Node) bool { return !v.Blank() }) {
		return nil
	}
	l := f.Elements(values)
	if !l.Whole() {
		r.leftOut = append(r.leftOut, path)
	}
	list := []any{}
	for i, e := range l.Items {
		if v := r.value(f, e, path+"["+strconv.Itoa(i)+"]"); v != nil {
			list = append(list, v)
		}
	}
	if len(list) == 0 && (r.xml || !l.Whole()) {
		return nil // an empty element is no list
	}
	if f.Doc.Element != "" && (r.variant == wrapped || r.xml) {
		return object{{f.Doc.Element, list}}
	}
	return list
}

// value returns a value, or an element of a list, as its type has it; nil for
// none.
func (r *reader) value(f *api.Use, n *sample.Node, path string) any {
	switch {
	case n.Kind == sample.NullNode:
		return nil
	case n.Blank():
		if f.Kind == schema.KindString || f.Kind == schema.KindBytes {
			return n.Text
		}
		return nil
	case f.IsText() && r.variant.request() && !n.IsLeaf():
		return n.Written() // JSON within a string
	case f.Kind == schema.KindRaw:
		return r.undocumented([]*sample.Node{n})
	case f.Kind == schema.KindStruct:
		if n.Kind == sample.ObjectNode {
			inner := r.object(f.Object, n, path)
			if r.xml && len(inner) == 0 {
				return nil // an empty element is no object
			}
			return inner
		}
		if n.Kind == sample.ArrayNode && len(n.Items) == 0 {
			return nil
		}
	case !n.IsLeaf() && (f.Kind == schema.KindString || f.Kind == schema.KindBytes):
		return n.Written()
	case n.IsLeaf() && f.Holds(n.Text):
		return scalarValue(f, n.Text, r.variant)
	}
	r.leftOut = append(r.leftOut, path)
	return nil
}

// scalarValue returns a text that the field holds as JSON of its type.
func scalarValue(f *api.Use, text string, v variant) any {
	trimmed := strings.TrimSpace(text)
	switch f.Kind {
	case schema.KindNumber:
		return number(trimmed)
	case schema.KindDecimal:
		return trimmed
	case schema.KindBoolean:
		return api.IsTrue(trimmed)
	case schema.KindDate:
		return dateValue(f, trimmed, v)
	}
	return text
}

// documentedRequest returns the parameters that the page's examples make, as
// their schemas have them.
func documentedRequest(a *api.API) object {
	out := object{}
	files := make(map[string]bool)
	for _, p := range a.DocumentedRequest() {
		f := a.Request.Field(p.Name)
		if f.IsFile() && files[p.Name] {
			continue // one is enough for an example
		}
		files[p.Name] = f.IsFile()
		out = append(out, member{p.Name, parameterValue(f, p)})
	}
	return out
}

func parameterValue(f *api.Use, p api.Param) any {
	switch {
	case f.IsFile() && f.List:
		return []any{api.FileContent}
	case f.IsFile():
		return api.FileContent
	case f.Joined():
		list := []any{}
		for text := range strings.SplitSeq(p.Text, ",") {
			list = append(list, scalarValue(f, text, ofRequest))
		}
		return list
	case isJSONText(f):
		if n, err := sample.ParseJSON(p.Text); err == nil {
			return jsonOf(nested(&reader{variant: ofRequest}, f, n))
		}
	case f.Kind == schema.KindRaw:
		return p.Text
	}
	return scalarValue(f, p.Text, ofRequest)
}

// nested returns an object or list as it stands in the JSON of a parameter.
func nested(r *reader, f *api.Use, n *sample.Node) any {
	if !f.List || n.Kind != sample.ArrayNode {
		return nestedElement(r, f, n)
	}
	list := []any{}
	for _, item := range n.Items {
		list = append(list, nestedElement(r, f, item))
	}
	return list
}

// nestedElement does the same for a value that is no list, or an element of one.
func nestedElement(r *reader, f *api.Use, n *sample.Node) any {
	if n.Kind != sample.ObjectNode || f.Object == nil {
		return r.value(f, n, f.Path)
	}
	out := object{}
	for _, m := range n.Members {
		if inner := f.Object.Field(m.Name); inner != nil {
			out = append(out, member{m.Name, nested(r, inner, m.Value)})
		}
	}
	return out
}

// xmlDocument writes a response as an XML document; "" if there is nothing in
// it, or a name in it is none for an element.
func xmlDocument(root string, members object) string {
	if len(members) == 0 {
		return ""
	}
	w := &xmlWriter{ok: true}
	w.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	w.element(root, members, "")
	if !w.ok {
		return ""
	}
	return w.String()
}

type xmlWriter struct {
	strings.Builder
	ok bool
}

// element writes an element for a value, or one for each value of a list.
func (w *xmlWriter) element(name string, value any, indent string) {
	if !isXMLName(name) {
		w.ok = false
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			w.element(name, item, indent)
		}
	case []*sample.Node:
		for _, n := range v {
			w.node(name, n, indent)
		}
	case object:
		w.open(name, indent, len(v) == 0)
		for _, m := range v {
			w.element(m.name, m.value, indent+"  ")
		}
		w.close(name, indent, len(v) == 0)
	default:
		w.WriteString(indent + "<" + name + ">" + sample.EscapeXML(textOf(value)) + "</" + name + ">\n")
	}
}

func (w *xmlWriter) open(name, indent string, empty bool) {
	w.WriteString(indent + "<" + name + ">")
	if !empty {
		w.WriteByte('\n')
	}
}

func (w *xmlWriter) close(name, indent string, empty bool) {
	if empty {
		indent = ""
	}
	w.WriteString(indent + "</" + name + ">\n")
}

// node writes what no row of the page describes.
func (w *xmlWriter) node(name string, n *sample.Node, indent string) {
	switch n.Kind {
	case sample.ArrayNode:
		for _, item := range n.Items {
			w.node(name, item, indent)
		}
	case sample.ObjectNode:
		members := object{}
		for _, m := range n.Members {
			members = append(members, member{m.Name, []*sample.Node{m.Value}})
		}
		w.element(name, members, indent)
	default:
		w.element(name, n.Text, indent)
	}
}

func textOf(value any) string {
	switch v := value.(type) {
	case token:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	case string:
		return v
	}
	return ""
}

// isXMLName reports whether an element can have that name, in any XML reader.
func isXMLName(name string) bool {
	for i, r := range name {
		letter := r == '_' || unicode.IsLetter(r)
		if !letter && (i == 0 || !unicode.IsDigit(r) && r != '-' && r != '.') {
			return false
		}
	}
	return name != ""
}

// errorSample returns the members of the page's error sample in the shape of
// JSON; nil if it has none that reads.
func errorSample(text string) object {
	n := api.ErrorSample(text)
	if n == nil || n.Kind != sample.ObjectNode {
		return nil
	}
	out := object{}
	for _, m := range n.Members {
		if !m.Value.IsLeaf() || m.Value.Blank() {
			continue
		}
		if t := number(m.Value.Text); m.Name == "code" && isInteger(m.Value.Text) {
			out = append(out, member{m.Name, t})
			continue
		}
		out = append(out, member{m.Name, m.Value.Text})
	}
	return out
}
