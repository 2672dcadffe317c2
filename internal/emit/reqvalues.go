package emit

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// value is what a test sets a request field to.
type value struct {
	text   string   // of a scalar, or the name of a file
	items  []*value // of a list
	fields []fieldValue
	kind   valueKind
}

type valueKind int

const (
	scalarValue valueKind = iota
	listValue
	objectValue
)

// fieldValue is a field of a request and its value.
type fieldValue struct {
	field *field
	value *value
}

// documentedRequest returns what the page's examples set: every field whose
// example its type can hold, and every object that has such a field.
func (m *model) documentedRequest() *value {
	return documentedObject(m.request, m.api.Request, 0)
}

func documentedObject(o *object, rows []*schema.Field, depth int) *value {
	v := &value{kind: objectValue}
	for _, r := range rows {
		f := o.wire[r.Name]
		if v.get(f) != nil {
			continue
		}
		if fv := documentedField(f, r, depth); fv != nil {
			v.fields = append(v.fields, fieldValue{f, fv})
		}
	}
	return v
}

func (v *value) get(f *field) *value {
	for _, fv := range v.fields {
		if fv.field == f {
			return fv.value
		}
	}
	return nil
}

func documentedField(f *field, r *schema.Field, depth int) *value {
	if f.Kind == schema.KindStruct {
		inner := documentedObject(f.Object, r.Fields, depth+1)
		switch {
		case len(inner.fields) == 0:
			return nil
		case f.isSlice():
			return &value{kind: listValue, items: []*value{inner}}
		}
		return inner
	}
	if f.Kind == schema.KindBytes && !f.Text && r.Example != "" {
		r = &schema.Field{Example: "file.txt"} // what the Java samples send
	}
	if strings.TrimSpace(r.Example) == "" {
		return nil
	}
	if !f.isSlice() {
		return documentedScalar(f, r.Example)
	}
	list := &value{kind: listValue}
	for _, item := range listItems(r.Example) {
		if v := documentedScalar(f, item); v != nil && strings.TrimSpace(item) != "" {
			list.items = append(list.items, v)
		}
	}
	if len(list.items) == 0 {
		return nil
	}
	return list
}

// documentedScalar returns the value of an example, or nil if the field's type
// cannot hold it.
func documentedScalar(f *field, example string) *value {
	if !f.Kind.Holds(example, f.decimal()) {
		return nil
	}
	return &value{text: example}
}

// listItems returns the elements that the example of a list of simple values
// shows: a JSON array, or texts joined by commas.
func listItems(example string) []string {
	example = strings.TrimSpace(example)
	if strings.HasPrefix(example, "[") {
		doc := sample.ReadJSON(example)
		if doc.Value != nil && doc.Value.Kind == sample.JSONArray && !doc.Truncated && len(doc.Faults) == 0 {
			var items []string
			for _, v := range doc.Value.Items {
				n := jsonNode(example, v)
				if n.isLeaf() {
					items = append(items, n.text)
				} else {
					items = append(items, rawText(n))
				}
			}
			return items
		}
	}
	return strings.Split(example, ",")
}

// brokenRule is a documented rule that the documented request breaks.
type brokenRule struct{ path, rule string }

// requestRules checks a request against the documented rules and repairs it, as the
// contract says: what is missing becomes 1, "x", true or 2000-01-01 00:00:00,
// what is out of range the nearest limit.
type requestRules struct {
	model  *model
	broken []brokenRule
}

// repairedRequest returns a copy of v that breaks no rule, and the rules that
// v breaks.
func (m *model) repairedRequest(v *value) (repaired *value, broken []brokenRule) {
	c := &requestRules{model: m}
	repaired = c.object(m.request, v, "", "")
	return repaired, c.broken
}

// object returns a repaired copy of an object. The path has list indices, for
// messages; place has none.
func (c *requestRules) object(o *object, v *value, path, place string) *value {
	out := &value{kind: objectValue}
	for _, f := range o.Fields {
		at, in := join(path, f.Wire), join(place, f.Wire)
		if fixed := c.field(o, f, v.get(f), at, in); fixed != nil {
			out.fields = append(out.fields, fieldValue{f, fixed})
		}
	}
	return out
}

func (c *requestRules) field(o *object, f *field, v *value, path, place string) *value {
	rules := f.rulesAt(place)
	if v == nil {
		if !slices.Contains(rules, "required") {
			return nil
		}
		c.add(path, "required")
		return c.missing(f, place)
	}
	if !f.isSlice() {
		return c.single(f, v, rules, path, place)
	}
	out := &value{kind: listValue, items: v.items}
	if size, ok := limit(rules, "maxListSize"); ok && len(v.items) > size {
		c.add(path, "maxListSize")
		out.items = v.items[:size]
	}
	for i, item := range out.items {
		out.items = slices.Clone(out.items)
		out.items[i] = c.single(f, item, rules, fmt.Sprintf("%s[%d]", path, i), place)
		if f.Kind == schema.KindString && o.Top && strings.Contains(item.text, ",") {
			c.add(fmt.Sprintf("%s[%d]", path, i), "comma")
			out.items[i].text = strings.ReplaceAll(out.items[i].text, ",", " ")
		}
	}
	return out
}

// rulesAt returns the rules of the field at a place: those that all rows share,
// and those of the row that stands there.
func (f *field) rulesAt(place string) []string {
	rules := f.sharedRules()
	for _, r := range f.rows {
		if r.path == place {
			rules = append(rules, f.rulesOf(r)...)
		}
	}
	return rules
}

func (c *requestRules) add(path, rule string) {
	c.broken = append(c.broken, brokenRule{path, rule})
}

// missing returns the value for a required field that the page gives no example of.
func (c *requestRules) missing(f *field, place string) *value {
	v := &value{text: missingText(f)}
	if f.Kind == schema.KindStruct {
		filler := &requestRules{model: c.model} // inside what is absent, nothing is broken
		v = filler.object(f.Object, &value{kind: objectValue}, "", place)
	}
	if fileTypes, ok := ruleValue(f.rulesAt(place), "fileTypes"); ok {
		first, _, _ := strings.Cut(fileTypes, "|")
		v.text = "x." + first
	}
	if f.isSlice() {
		return &value{kind: listValue, items: []*value{v}}
	}
	return v
}

func missingText(f *field) string {
	switch f.Kind {
	case schema.KindNumber, schema.KindDecimal:
		return "1"
	case schema.KindBoolean:
		return "true"
	case schema.KindDate:
		return "2000-01-01 00:00:00"
	}
	return "x"
}

// single repairs a value that is no list, or an element of one.
func (c *requestRules) single(f *field, v *value, rules []string, path, place string) *value {
	if f.Kind == schema.KindStruct {
		return c.object(f.Object, v, path, place)
	}
	out := *v
	switch {
	case f.Kind == schema.KindBytes && !f.Text:
		if types, ok := ruleValue(rules, "fileTypes"); ok && !hasExtension(v.text, types) {
			c.add(path, "fileTypes")
			first, _, _ := strings.Cut(types, "|")
			out.text += "." + first
		}
	case f.Kind == schema.KindNumber || f.Kind == schema.KindDecimal:
		out.text = wireText(f, v)
		shown := out
		c.number(&out, rules, path)
		if c.length(&shown, rules, path) && len(shown.text) < len(out.text) {
			out = shown
		}
	case f.Kind == schema.KindString || f.Kind == schema.KindBytes || f.Kind == schema.KindRaw:
		c.joined(&out, f, rules, path)
		c.length(&out, rules, path)
	}
	return &out
}

// joined shortens a text that holds a list, joined by commas, to its documented size.
func (c *requestRules) joined(v *value, f *field, rules []string, path string) {
	if f.isSlice() || f.Kind == schema.KindRaw {
		return
	}
	parts := strings.Split(v.text, ",")
	if n, ok := limit(rules, "maxListSize"); ok && len(parts) > n {
		c.add(path, "maxListSize")
		v.text = strings.Join(parts[:n], ",")
	}
}

// length shortens a text to its documented length, and reports whether it was longer.
func (c *requestRules) length(v *value, rules []string, path string) bool {
	n, ok := limit(rules, "maxLength")
	if !ok || len(utf16.Encode([]rune(v.text))) <= n {
		return false
	}
	c.add(path, "maxLength")
	v.text = strings.TrimSuffix(shorten(v.text, n), ".")
	return true
}

// number moves a number into its documented range.
func (c *requestRules) number(v *value, rules []string, path string) {
	for _, rule := range []struct {
		name string
		sign int
	}{{"min", -1}, {"max", 1}} {
		bound, ok := ruleValue(rules, rule.name)
		if ok && compareNumbers(v.text, bound) == rule.sign {
			c.add(path, rule.name)
			v.text = bound
		}
	}
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

func hasExtension(name, types string) bool {
	_, ext, ok := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], ".")
	ext = ext[strings.LastIndexByte(ext, '.')+1:]
	return ok && slices.Contains(strings.Split(strings.ToLower(types), "|"), strings.ToLower(ext))
}

// ruleValue returns the value of the first rule of that name.
func ruleValue(rules []string, name string) (string, bool) {
	for _, r := range rules {
		if v, ok := strings.CutPrefix(r, name+"="); ok {
			return v, true
		}
	}
	return "", false
}

func limit(rules []string, name string) (int, bool) {
	v, ok := ruleValue(rules, name)
	n, err := strconv.Atoi(v)
	return n, ok && err == nil
}

// textFields returns the paths of the byte[] fields that the Java sample sets
// to something other than a file: they are texts, whatever the table says.
func textFields(api *schema.API) map[string]bool {
	if !hasKind(api.Request, schema.KindBytes) {
		return nil
	}
	doc := sample.ReadJava(api.Samples.Java)
	if doc.Request == nil {
		return nil
	}
	text := map[string]bool{}
	collectTextFields(api.Request, doc.Request, "", text)
	return text
}

func hasKind(rows []*schema.Field, kind schema.Kind) bool {
	return slices.ContainsFunc(rows, func(r *schema.Field) bool {
		return schema.KindOf(r) == kind || hasKind(r.Fields, kind)
	})
}

func collectTextFields(rows []*schema.Field, o *sample.Object, path string, text map[string]bool) {
	for _, r := range rows {
		arg := setterArg(o, r.Name)
		at := join(path, r.Name)
		switch {
		case arg == nil:
		case arg.Kind == sample.ArgList && len(arg.Items) > 0 && arg.Items[0].Object != nil:
			collectTextFields(r.Fields, arg.Items[0].Object, at, text)
		case arg.Object != nil:
			collectTextFields(r.Fields, arg.Object, at, text)
		case schema.KindOf(r) == schema.KindBytes && arg.Kind != sample.ArgFile && arg.Kind != sample.ArgOther:
			text[at] = true
		}
	}
}

// setterArg returns what the sample sets the field of that wire name to.
func setterArg(o *sample.Object, wire string) *sample.Arg {
	key := strings.ToLower(strings.ReplaceAll(wire, "_", ""))
	for _, c := range o.Calls {
		if strings.ToLower(c.Setter) == key {
			return c.Arg
		}
	}
	return nil
}

// validJSON reports whether text is a JSON object or array.
func validJSON(text string) bool {
	text = strings.TrimSpace(text)
	return (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) && json.Valid([]byte(text))
}

// compareNumbers compares two texts of decimal numbers. Those with an exponent
// are compared as floats: written out, 1e999999999 would fill the memory.
func compareNumbers(a, b string) int {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if strings.ContainsAny(a+b, "eE") {
		x, _ := strconv.ParseFloat(a, 64)
		y, _ := strconv.ParseFloat(b, 64)
		return cmp.Compare(x, y)
	}
	x, _ := new(big.Rat).SetString(a)
	y, _ := new(big.Rat).SetString(b)
	if x == nil || y == nil {
		return 0
	}
	return x.Cmp(y)
}
