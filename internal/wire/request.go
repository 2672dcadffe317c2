package wire

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"encoding/json"

	"github.com/topgen/topgen/internal/schema"
)

// Param is a parameter of a call.
type Param struct {
	Name string
	Text string // as it goes over the wire; of a file, its name
	File bool
}

// DocumentedRequest returns the request that the page's examples make: every
// field whose example its type can hold, and every object that has such a
// field. Where that breaks a documented rule it is repaired: what is required
// and missing becomes 1, "x", true or 2000-01-01 00:00:00, what is out of range
// the nearest limit.
func DocumentedRequest(api *schema.API) []Param {
	o := Request(api)
	v := repair(o, documented(o, api.Request), true)
	var params []Param
	for _, f := range o.Fields {
		if fv := v.fields[f]; fv != nil {
			params = append(params, param(f, fv)...)
		}
	}
	return params
}

// value is a value of a request.
type value struct {
	text   string            // of a scalar, or the name of a file
	items  []*value          // of a list
	fields map[*Field]*value // of an object; nil of anything else
}

// documented returns the values that the examples of rows, fields of o, show.
func documented(o *Object, rows []*schema.Field) *value {
	v := &value{fields: make(map[*Field]*value)}
	for _, r := range rows {
		f := o.Field(r.Name)
		if v.fields[f] != nil {
			continue
		}
		if fv := documentedField(f, r); fv != nil {
			v.fields[f] = fv
		}
	}
	return v
}

func documentedField(f *Field, r *schema.Field) *value {
	if f.Kind == schema.KindStruct {
		inner := documented(f.Object, r.Fields)
		switch {
		case len(inner.fields) == 0:
			return nil
		case f.List:
			return &value{items: []*value{inner}}
		}
		return inner
	}
	example := r.Example
	if f.IsFile() && example != "" {
		example = "file.txt" // what the Java samples send
	}
	if !f.List {
		return documentedScalar(f, example)
	}
	l := &value{}
	for _, item := range listItems(example) {
		if v := documentedScalar(f, item); v != nil {
			l.items = append(l.items, v)
		}
	}
	if len(l.items) == 0 {
		return nil
	}
	return l
}

// documentedScalar returns the value of an example, nil if there is none or the
// field's type cannot hold it.
func documentedScalar(f *Field, example string) *value {
	if strings.TrimSpace(example) == "" || !f.Holds(example) {
		return nil
	}
	return &value{text: example}
}

// repair returns a copy of v, an object of shape o, that breaks no rule.
func repair(o *Object, v *value, top bool) *value {
	out := &value{fields: make(map[*Field]*value)}
	for _, f := range o.Fields {
		fv := v.fields[f]
		if fv == nil && f.Rules.Required {
			fv = missing(f)
		}
		if fv != nil {
			out.fields[f] = repairField(f, fv, top)
		}
	}
	return out
}

// missing returns the value for a required field of which the page has no example.
func missing(f *Field) *value {
	v := &value{}
	switch f.Kind {
	case schema.KindStruct:
		v.fields = make(map[*Field]*value)
	case schema.KindNumber, schema.KindDecimal:
		v.text = "1"
	case schema.KindBoolean:
		v.text = "true"
	case schema.KindDate:
		v.text = "2000-01-01 00:00:00"
	default:
		v.text = "x"
	}
	if f.List {
		return &value{items: []*value{v}}
	}
	return v
}

func repairField(f *Field, v *value, top bool) *value {
	if !f.List {
		return repairOne(f, v)
	}
	items := v.items
	if n := f.Rules.MaxListSize; n >= 0 && len(items) > n {
		items = items[:n]
	}
	out := &value{}
	for _, item := range items {
		fixed := repairOne(f, item)
		if top && f.Joined() && f.Kind == schema.KindString {
			fixed.text = strings.ReplaceAll(fixed.text, ",", " ")
		}
		out.items = append(out.items, fixed)
	}
	return out
}

// repairOne repairs a value that is no list, or an element of one.
func repairOne(f *Field, v *value) *value {
	if f.Kind == schema.KindStruct {
		return repair(f.Object, v, false)
	}
	out := &value{text: v.text}
	switch {
	case f.IsFile():
		if types := f.Rules.FileTypes; len(types) > 0 && !HasExtension(v.text, types) {
			out.text += "." + types[0]
		}
	case f.Kind == schema.KindNumber || f.Kind == schema.KindDecimal:
		if f.Rules.Min != "" && CompareNumbers(v.text, f.Rules.Min) < 0 {
			out.text = f.Rules.Min
		}
		if f.Rules.Max != "" && CompareNumbers(v.text, f.Rules.Max) > 0 {
			out.text = f.Rules.Max
		}
		if n := f.Rules.MaxLength; n > 0 && len(out.text) > n {
			out.text = out.text[:n]
		}
	case f.Kind == schema.KindString || f.Kind == schema.KindBytes || f.Kind == schema.KindRaw:
		if n := f.Rules.MaxLength; n >= 0 && UTF16Len(v.text) > n {
			out.text = shorten(v.text, n)
		}
	}
	return out
}

// shorten returns the first n UTF-16 units of text, less if a character would be cut.
func shorten(text string, n int) string {
	units := 0
	for i, r := range text {
		if units += utf16.RuneLen(r); units > n {
			return text[:i]
		}
	}
	return text
}

// UTF16Len returns the number of UTF-16 units of text, which is what documented
// lengths count.
func UTF16Len(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// HasExtension reports whether a file name ends in one of the extensions.
func HasExtension(name string, types []string) bool {
	name = name[strings.LastIndexByte(name, '/')+1:]
	dot := strings.LastIndexByte(name, '.')
	return dot >= 0 && slices.ContainsFunc(types, func(t string) bool { return strings.EqualFold(t, name[dot+1:]) })
}

// CompareNumbers compares two texts of decimal numbers. Those with an exponent
// are compared as floats: written out, 1e999999999 would fill the memory.
func CompareNumbers(a, b string) int {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if strings.ContainsAny(a+b, "eE") {
		x, _ := strconv.ParseFloat(a, 64)
		y, _ := strconv.ParseFloat(b, 64)
		return cmp.Compare(x, y)
	}
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	if !okX || !okY {
		return 0
	}
	return x.Cmp(y)
}

// param returns the parameters that a field becomes: objects and lists of
// objects as JSON, other lists as one text, files each as one of their own.
func param(f *Field, v *value) []Param {
	switch {
	case f.IsFile() && f.List:
		var params []Param
		for _, item := range v.items {
			params = append(params, Param{f.Doc.Name, item.text, true})
		}
		return params
	case f.IsFile():
		return []Param{{f.Doc.Name, v.text, true}}
	case f.Joined():
		texts := make([]string, len(v.items))
		for i, item := range v.items {
			texts[i] = item.text
		}
		return []Param{{Name: f.Doc.Name, Text: strings.Join(texts, ",")}}
	case f.List || f.Kind == schema.KindStruct:
		return []Param{{Name: f.Doc.Name, Text: requestJSON(f, v)}}
	}
	return []Param{{Name: f.Doc.Name, Text: v.text}}
}

// requestJSON writes a value of a request as JSON.
func requestJSON(f *Field, v *value) string {
	if v.items != nil {
		items := make([]string, len(v.items))
		for i, item := range v.items {
			items[i] = requestJSON(f, item)
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	text := strings.TrimSpace(v.text)
	switch {
	case v.fields != nil:
		var members []string
		for _, inner := range f.Object.Fields {
			if fv := v.fields[inner]; fv != nil {
				members = append(members, Quote(inner.Doc.Name)+":"+requestJSON(inner, fv))
			}
		}
		return "{" + strings.Join(members, ",") + "}"
	case f.Kind == schema.KindBoolean:
		return strconv.FormatBool(text == "1" || strings.EqualFold(text, "true"))
	case f.Kind == schema.KindNumber && isJSONNumber(text):
		return text
	case f.Kind == schema.KindRaw && (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) && json.Valid([]byte(text)):
		return text
	case f.IsFile():
		return Quote(base64.StdEncoding.EncodeToString([]byte("x")))
	}
	return Quote(v.text)
}

// RequestXML writes parameters of a Qimen call as the XML document that is its
// body: the parameter request is the document element.
func RequestXML(o *Object, params map[string]string) (string, error) {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?>`)
	only := len(o.Fields) == 1 && o.Fields[0].Doc.Name == "request" && o.Fields[0].Kind == schema.KindStruct
	if !only {
		b.WriteString("<request>")
	}
	for _, f := range o.Fields {
		text, ok := params[f.Doc.Name]
		if !ok {
			continue
		}
		n, err := requestNode(f, text)
		if err != nil {
			return "", fmt.Errorf("parameter %s: %w", f.Doc.Name, err)
		}
		writeXML(&b, f.Doc.Name, n)
	}
	if !only {
		b.WriteString("</request>")
	} else if len(params) == 0 {
		b.WriteString("<request></request>")
	}
	return b.String(), nil
}

// requestNode reads the text of a parameter as what it stands for.
func requestNode(f *Field, text string) (*Node, error) {
	switch {
	case f.Joined():
		wrapper := &Node{Kind: ObjectNode}
		for _, item := range strings.Split(text, ",") {
			wrapper.Members = append(wrapper.Members, Member{innerName(f), &Node{Text: item}})
		}
		return wrapper, nil
	case f.List || f.Kind == schema.KindStruct:
		n, err := ParseJSON(text)
		if err != nil {
			return nil, err
		}
		return requestToXML(f, n), nil
	}
	return &Node{Text: text}, nil
}

// innerName returns the element for the items of a list in the request of a
// Qimen call.
func innerName(f *Field) string {
	if f.Doc.Element != "" {
		return f.Doc.Element
	}
	return strings.TrimSuffix(f.Doc.Name, "s")
}

// requestToXML returns what a value of a request looks like in XML.
func requestToXML(f *Field, n *Node) *Node {
	if f.List && n.Kind == ArrayNode {
		wrapper := &Node{Kind: ObjectNode}
		for _, item := range n.Items {
			wrapper.Members = append(wrapper.Members, Member{innerName(f), requestToXML(&Field{Doc: f.Doc, Kind: f.Kind, Object: f.Object}, item)})
		}
		return wrapper
	}
	if n.Kind != ObjectNode {
		return n
	}
	out := &Node{Kind: ObjectNode}
	for _, m := range n.Members {
		if inner := f.Object.Field(m.Name); inner != nil {
			out.Members = append(out.Members, Member{m.Name, requestToXML(inner, m.Value)})
		} else {
			out.Members = append(out.Members, m)
		}
	}
	return out
}
