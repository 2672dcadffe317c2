package api

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/topgen/topgen/internal/schema"
)

// Value is a value of a request.
type Value struct {
	Text   string          // of a scalar, as the page has it; the name of a file
	Items  []*Value        // of a list, which has at least one; nil of anything else
	fields map[*Use]*Value // of an object; nil of anything else
}

// Each returns the fields of o that have a value in v, with that value, in the
// order of the page.
func (o *Object) Each(v *Value) iter.Seq2[*Use, *Value] {
	return func(yield func(*Use, *Value) bool) {
		for _, f := range o.Fields {
			if fv := v.fields[f]; fv != nil && !yield(f, fv) {
				return
			}
		}
	}
}

// At returns what a request has at a place, nil if it has nothing there.
func (v *Value) At(p Place) *Value {
	for _, f := range p.Path {
		if v == nil {
			return nil
		}
		v = v.fields[f]
	}
	if v == nil {
		return nil
	}
	return v.fields[p.Field]
}

// Required returns a request with the parameters of v that it must have, and in objects
// with such fields no others.
func (o *Object) Required(v *Value) *Value {
	out := &Value{fields: make(map[*Use]*Value)}
	for f, fv := range o.Each(v) {
		if f.Rules.Required {
			out.fields[f] = f.required(fv)
		}
	}
	return out
}

func (f *Use) required(v *Value) *Value {
	if f.Object == nil {
		return v
	}
	if v.Items != nil {
		list := &Value{Items: make([]*Value, len(v.Items))}
		for i, item := range v.Items {
			list.Items[i] = f.requiredObject(item)
		}
		return list
	}
	return f.requiredObject(v)
}

func (f *Use) requiredObject(v *Value) *Value {
	if short := f.Object.Required(v); len(short.fields) > 0 {
		return short
	}
	return v
}

// Shown returns the request that the page's examples make: every field whose
// example its type can hold, and every object that has such a field. It may break
// documented rules.
func (a *API) Shown() *Value { return shownObject(a.Request, a.API.Request) }

// shownObject returns the values that the examples of rows, fields of o, show.
func shownObject(o *Object, rows []*schema.Field) *Value {
	v := &Value{fields: make(map[*Use]*Value)}
	for _, r := range rows {
		f := o.Field(r.Name)
		if v.fields[f] != nil {
			continue
		}
		if fv := shownField(f, r); fv != nil {
			v.fields[f] = fv
		}
	}
	return v
}

func shownField(f *Use, r *schema.Field) *Value {
	if f.Kind == schema.KindStruct {
		inner := shownObject(f.Object, r.Fields)
		switch {
		case len(inner.fields) == 0:
			return nil
		case f.List:
			return &Value{Items: []*Value{inner}}
		}
		return inner
	}
	example := r.Example
	if f.IsFile() && example != "" {
		example = "file.txt" // what the Java samples send
	}
	if !f.List {
		return shownScalar(f, example)
	}
	l := &Value{}
	for _, item := range listItems(example) {
		if v := shownScalar(f, item); v != nil {
			l.Items = append(l.Items, v)
		}
	}
	if len(l.Items) == 0 {
		return nil
	}
	return l
}

// shownScalar returns the value of an example, nil if there is none or the
// field's type cannot hold it.
func shownScalar(f *Use, example string) *Value {
	if strings.TrimSpace(example) == "" || f.NoDate(example) || !f.Holds(example) {
		return nil
	}
	return &Value{Text: example}
}

// Broken is a documented rule that a request breaks.
type Broken struct {
	Path string // of wire names, with the indices of lists: "order.lines[0].sku"
	Rule string // as top.API.Validate calls it: "required", "maxLength"
}

// Repaired returns a copy of a request that breaks no documented rule, and the
// rules that v breaks. What is required and missing becomes 1, "x", true or
// 2000-01-01 00:00:00, what is out of range the nearest limit.
func (a *API) Repaired(v *Value) (*Value, []Broken) {
	var r repairer
	return r.object(a.Request, v, ""), r.broken
}

// Repairs returns the paths, without indices, of the fields at which
// DocumentedRequest departs from the page's examples, since these break the
// page's own rules.
func (a *API) Repairs() []string {
	_, broken := a.Repaired(a.Shown())
	var paths []string
	for _, b := range broken {
		if path := withoutIndices(b.Path); !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

func withoutIndices(path string) string {
	parts := strings.Split(path, ".")
	for i, p := range parts {
		parts[i], _, _ = strings.Cut(p, "[")
	}
	return strings.Join(parts, ".")
}

// repairer repairs a request, and notes what was broken.
type repairer struct{ broken []Broken }

func (r *repairer) breaks(path, rule string) { r.broken = append(r.broken, Broken{path, rule}) }

func (r *repairer) object(o *Object, v *Value, path string) *Value {
	out := &Value{fields: make(map[*Use]*Value)}
	for _, f := range o.Fields {
		at := Join(path, f.Wire)
		switch fv := v.fields[f]; {
		case fv != nil:
			fixed := r.field(f, fv, at)
			if !f.List || len(fixed.Items) > 0 { // else no element is allowed
				out.fields[f] = fixed
			}
		case f.Rules.Required:
			r.breaks(at, "required")
			// Inside what is absent, nothing is broken.
			out.fields[f] = new(repairer).field(f, missing(f), at)
		}
	}
	return out
}

// missing returns the value for a required field of which the page has no example.
func missing(f *Use) *Value {
	v := &Value{}
	switch f.Kind {
	case schema.KindStruct:
		v.fields = make(map[*Use]*Value)
	case schema.KindNumber, schema.KindDecimal:
		v.Text = "1"
	case schema.KindBoolean:
		v.Text = "true"
	case schema.KindDate:
		v.Text = "2000-01-01 00:00:00"
	default:
		v.Text = "x"
	}
	if f.List {
		return &Value{Items: []*Value{v}}
	}
	return v
}

func (r *repairer) field(f *Use, v *Value, path string) *Value {
	if !f.List {
		return r.one(f, v, path)
	}
	items := v.Items
	if n := f.Rules.MaxListSize; n >= 0 && len(items) > n {
		r.breaks(path, "maxListSize")
		items = items[:n]
	}
	out := &Value{}
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", path, i)
		fixed := r.one(f, item, at)
		if path == f.Wire && f.Joined() && f.Kind == schema.KindString && strings.Contains(item.Text, ",") {
			r.breaks(at, "comma")
			fixed.Text = strings.ReplaceAll(fixed.Text, ",", " ")
		}
		out.Items = append(out.Items, fixed)
	}
	return out
}

// one repairs a value that is no list, or an element of one.
func (r *repairer) one(f *Use, v *Value, path string) *Value {
	if f.Kind == schema.KindStruct {
		return r.object(f.Object, v, path)
	}
	text := v.Text
	switch {
	case f.IsFile():
		if types := f.Rules.FileTypes; len(types) > 0 && !HasExtension(text, types) {
			r.breaks(path, "fileTypes")
			text += "." + types[0]
		}
	case f.Kind == schema.KindNumber || f.Kind == schema.KindDecimal:
		text = r.number(f, paramText(f.Field, text), path)
	case f.Kind == schema.KindString || f.Kind == schema.KindBytes || f.Kind == schema.KindRaw:
		text, _ = r.length(f, text, path)
	}
	return &Value{Text: text}
}

// number moves a number into its documented range; one that has too many
// characters is cut.
func (r *repairer) number(f *Use, text, path string) string {
	fixed := text
	if low := f.Rules.Min; low != "" && CompareNumbers(fixed, low) < 0 {
		r.breaks(path, "min")
		fixed = low
	}
	if high := f.Rules.Max; high != "" && CompareNumbers(fixed, high) > 0 {
		r.breaks(path, "max")
		fixed = high
	}
	if short, cut := r.length(f, text, path); cut && short != "" && len(short) < len(fixed) {
		return short
	}
	return fixed
}

// length shortens a text to its documented length, and reports whether it was
// longer.
func (r *repairer) length(f *Use, text, path string) (string, bool) {
	n := f.Rules.MaxLength
	if n < 0 || UTF16Len(text) <= n {
		return text, false
	}
	r.breaks(path, "maxLength")
	return strings.TrimSuffix(shorten(text, n), "."), true
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
