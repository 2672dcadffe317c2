package top

import (
	"encoding/base64"
	"reflect"
	"strconv"
	"strings"
)

// This file puts what the readers of json.go and xml.go find into the fields
// of a response, by the plan of its type.

// fieldSet remembers which fields of an object have been met.
type fieldSet struct {
	small [2]uint64
	large []uint64
}

// add reports whether field i is new.
func (s *fieldSet) add(i int) bool {
	word := &s.small[i>>6&1]
	if i >= 128 {
		for len(s.large) <= i>>6 {
			s.large = append(s.large, 0)
		}
		word = &s.large[i>>6]
	}
	bit := uint64(1) << (i & 63)
	isNew := *word&bit == 0
	*word |= bit
	return isNew
}

// count is what an object turned out to hold.
type count struct {
	members int // of any name
	known   int // with a field
}

// pathString returns the path to the value at hand.
func (d *decoder) pathString() string {
	var b strings.Builder
	for _, s := range d.path {
		if s.index >= 0 {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.name)
	}
	return b.String()
}

func (d *decoder) push(name string) { d.path = append(d.path, segment{name: name, index: -1}) }

func (d *decoder) pushIndex(i int) { d.path = append(d.path, segment{index: i}) }

func (d *decoder) pop() { d.path = d.path[:len(d.path)-1] }

// maxFaults bounds what a hostile body can make us remember.
const maxFaults = 1000

// misfit records that the value at hand, at offset, does not fit.
func (d *decoder) misfit(offset int, problem string) {
	if len(d.faults) < maxFaults {
		d.faults = append(d.faults, Misfit{Path: d.pathString(), Problem: problem, Offset: max(0, offset-d.shift)})
	}
}

// noField records that the member name has no field.
func (d *decoder) noField(name string) {
	if d.report && len(d.unknown) < maxFaults {
		d.push(name)
		d.unknown = append(d.unknown, d.pathString())
		d.pop()
	}
}

// find returns the index of the field for a name; next is the most likely one,
// since members mostly come in one order.
func (p *plan) find(name string, next int) (int, bool) {
	if next < len(p.fields) && p.fields[next].name == name {
		return next, true
	}
	i, ok := p.byName[name]
	return i, ok
}

// object decodes the JSON object at pos into v.
func (d *decoder) object(p *plan, v reflect.Value) (count, bool) {
	var n count
	if !d.enter() {
		return n, false
	}
	d.pos++
	var seen fieldSet
	for next := 0; ; {
		name, more := d.member()
		if !more {
			d.leave()
			return n, !d.broken
		}
		n.members++
		i, ok := p.find(name, next)
		if !ok {
			d.noField(name)
			if _, ok := d.skipValue(); !ok {
				return n, false
			}
			continue
		}
		next = i + 1
		n.known++
		d.push(name)
		if !d.known(&p.fields[i], v, seen.add(i), d.value) {
			return n, false
		}
		d.pop()
	}
}

// known decodes the value at pos into its field of the object v; a field that
// is met a second time must have the same value.
func (d *decoder) known(f *field, v reflect.Value, first bool, value func(*field, reflect.Value) bool) bool {
	v = v.Field(f.index)
	if first || f.list {
		return value(f, v)
	}
	again := reflect.New(f.typ).Elem()
	at := d.pos
	if !value(f, again) {
		return false
	}
	absent := f.kind != kindBool && f.kind != kindInt // whose zero values are values
	switch {
	case absent && again.IsZero():
	case absent && v.IsZero():
		v.Set(again)
	case !reflect.DeepEqual(v.Interface(), again.Interface()):
		d.misfit(at, "comes twice, with different values")
	}
	return true
}

// value decodes the JSON value at pos into v, the field f.
func (d *decoder) value(f *field, v reflect.Value) bool {
	if f.list {
		return d.list(f, v)
	}
	if f.kind == kindStruct {
		return d.structValue(f, v)
	}
	return d.scalar(f, v)
}

// structValue decodes the JSON value at pos into v, a struct or a pointer to one.
func (d *decoder) structValue(f *field, v reflect.Value) bool {
	switch d.src[d.pos] {
	case '{':
		_, ok := d.object(f.object, target(f, v))
		return ok
	case '[':
		at := d.pos
		raw, ok := d.skipValue()
		if ok && !isEmptyArray(raw) {
			d.misfit(at, "is a list where an object is documented")
		}
		return ok
	}
	at := d.pos
	text, ok := d.text()
	if ok && !isBlank(text) {
		d.misfit(at, "is no object")
	}
	return ok
}

// isEmptyArray reports whether raw, which is an array, has no elements.
func isEmptyArray(raw string) bool {
	return strings.Trim(raw[1:len(raw)-1], " \t\r\n,") == ""
}

// target returns the value that v is or points to, which it makes.
func target(f *field, v reflect.Value) reflect.Value {
	if !f.ptr {
		return v
	}
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
	}
	return v.Elem()
}

// text reads the JSON string, number or word at pos; null has no text.
func (d *decoder) text() (string, bool) {
	if d.src[d.pos] == '"' {
		return d.stringValue()
	}
	s, ok := d.bare()
	if s == "null" {
		s = ""
	}
	return s, ok
}

// scalar decodes the JSON value at pos into v.
func (d *decoder) scalar(f *field, v reflect.Value) bool {
	at := d.pos
	if f.kind == kindRaw {
		raw, ok := d.compactValue()
		if ok && !isBlankRaw(raw) {
			target(f, v).SetString(string(raw))
		}
		return ok
	}
	if c := d.src[at]; c == '{' || c == '[' {
		raw, ok := d.skipValue()
		switch {
		case !ok:
		case f.kind == kindString:
			target(f, v).SetString(raw)
		default:
			d.misfit(at, "is an object or a list where "+wants[f.kind]+" is documented")
		}
		return ok
	}
	text, ok := d.text()
	if ok {
		d.set(f, v, text, at)
	}
	return ok
}

// set stores text in v as its kind demands, or records that it does not fit.
// Blank text leaves v as it is.
func (d *decoder) set(f *field, v reflect.Value, text string, at int) {
	if isBlank(text) {
		return
	}
	if f.kind != kindString {
		text = strings.TrimSpace(text)
	}
	if !setText(f.kind, target(f, v), text) {
		if f.ptr {
			v.SetZero()
		}
		d.misfit(at, "is not "+wants[f.kind])
	}
}

// setText stores text, which is not blank, in v.
func setText(k kind, v reflect.Value, text string) bool {
	switch k {
	case kindString:
		v.SetString(text)
	case kindInt:
		n, ok := parseInt(text)
		if ok {
			v.SetInt(n)
		}
		return ok
	case kindBool:
		b, ok := parseBool(text)
		if ok {
			v.SetBool(b)
		}
		return ok
	case kindDecimal:
		if !isDecimal(text) {
			return false
		}
		*v.Addr().Interface().(*Decimal) = Decimal{text}
	case kindTime:
		t, ok := parseTime(text)
		if ok {
			*v.Addr().Interface().(*Time) = t
		}
		return ok
	case kindFile:
		content, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return false
		}
		*v.Addr().Interface().(*File) = FileBytes("", content)
	default:
		return false
	}
	return true
}

func parseBool(s string) (value, ok bool) {
	switch {
	case s == "true", s == "1", strings.EqualFold(s, "true"):
		return true, true
	case s == "false", s == "0", strings.EqualFold(s, "false"):
		return false, true
	}
	return false, false
}

// isBlank reports whether s is empty or white space, which means absent.
func isBlank(s string) bool {
	if s == "" {
		return true
	}
	if c := s[0]; c > ' ' && c < 0x80 {
		return false
	}
	return strings.TrimSpace(s) == ""
}

// isBlankRaw reports whether a compact JSON value means absent.
func isBlankRaw(r RawJSON) bool {
	if len(r) > 0 && r[0] == '"' {
		return isBlank(r.Text())
	}
	return r == "" || r == "null"
}

// list decodes the JSON value at pos into v, a slice: an array, or an object
// that holds the elements or is the only one, or a text that is the only one.
func (d *decoder) list(f *field, v reflect.Value) bool {
	switch d.src[d.pos] {
	case '[':
		return d.array(f, v)
	case '{':
		at := d.pos
		holder, shape := d.listShape(f)
		switch {
		case d.broken:
			return false
		case shape == listWrapped:
			return d.wrapper(f, v, holder)
		case shape == listSingle:
			makeList(v)
			return d.listElement(f, v)
		}
		_, ok := d.skipValue()
		d.misfit(at, "is an object that neither holds the elements of the list nor is one of them")
		return ok
	}
	at := d.pos
	text, ok := d.text()
	if !ok || isBlank(text) {
		return ok
	}
	if f.kind == kindStruct {
		d.misfit(at, "is no list of objects")
		return true
	}
	d.pos = at // before the text: it is an element
	makeList(v)
	return d.listElement(f, v)
}

// makeList makes a nil slice an empty one.
func makeList(v reflect.Value) {
	if v.IsNil() {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
}

// array decodes the JSON array at pos.
func (d *decoder) array(f *field, v reflect.Value) bool {
	if !d.enter() {
		return false
	}
	d.pos++
	makeList(v)
	for d.element() {
		if !d.listElement(f, v) {
			return false
		}
	}
	d.leave()
	return !d.broken
}

// listElement decodes the JSON value at pos into a new element of v.
func (d *decoder) listElement(f *field, v reflect.Value) bool {
	n := v.Len()
	d.pushIndex(n)
	at, faults := d.pos, len(d.faults)
	e := grow(v, n)
	var ok bool
	if f.kind == kindStruct {
		ok = d.structValue(f, e)
	} else {
		ok = d.scalar(f, e)
	}
	if ok && (f.kind == kindInt || f.kind == kindBool) && e.IsZero() && len(d.faults) == faults && d.isAbsent(at) {
		v.SetLen(n) // these types cannot say absent, and a zero would be a lie
	}
	d.pop()
	return ok
}

// isAbsent reports whether the JSON text or word between at and pos is blank or null.
func (d *decoder) isAbsent(at int) bool {
	return isBlank(strings.Trim(d.src[at:d.pos], `"`)) || d.src[at:d.pos] == "null"
}

// grow appends a zero element to the slice v of length n and returns it.
func grow(v reflect.Value, n int) reflect.Value {
	if n == v.Cap() {
		const first = 4
		v.Grow(max(first, n))
	}
	v.SetLen(n + 1)
	return v.Index(n)
}

// listShape is what an object is that stands where a list is documented.
type listShape int

const (
	listWrapped listShape = iota // its member holds the elements
	listSingle                   // it is the only element
	listNeither
)

// shapeRules decides what an object is that stands where the list f is
// documented, from the names of its members:
//
//   - without members it is an empty list
//   - the member with the name of the documented inner element holds the
//     elements, unless it is a text and elements have a field of that name
//   - with a documented field of the element, it is the only element
//   - otherwise its members, if they have one name, hold the elements, if
//     elements can be what they are
//
// JSON and XML share it.
type shapeRules struct {
	f       *field
	name    string // of all members so far
	several bool   // members have more than one name
	nested  bool   // whether the last member has members or elements
	fields  bool   // a member has the name of a field of the element
}

// member takes a member into account; sure tells that it holds the elements.
func (r *shapeRules) member(name string, nested bool) (sure bool) {
	isField := false
	if r.f.kind == kindStruct {
		_, isField = r.f.object.byName[name]
	}
	if name == r.f.element && (nested || !isField) {
		return true
	}
	r.fields = r.fields || isField
	r.several = r.several || r.name != "" && name != r.name
	r.name, r.nested = name, nested
	return false
}

func (r *shapeRules) shape() (holder string, s listShape) {
	switch {
	case r.name == "":
		return "", listWrapped
	case r.fields || r.f.kind == kindRaw:
		return "", listSingle
	case !r.several && (r.nested || r.f.kind != kindStruct):
		return r.name, listWrapped
	}
	return "", listNeither
}

// listShape looks ahead into the JSON object at pos.
func (d *decoder) listShape(f *field) (holder string, s listShape) {
	start := d.pos
	defer func() { d.pos = start }()
	d.pos++
	r := shapeRules{f: f}
	for {
		name, more := d.member()
		if !more {
			return r.shape()
		}
		c := d.src[d.pos]
		if r.member(name, c == '{' || c == '[') {
			return name, listWrapped
		}
		if _, ok := d.skipValue(); !ok {
			return "", listNeither
		}
	}
}

// wrapper decodes the JSON object at pos, whose member holder has the elements
// of the list f.
func (d *decoder) wrapper(f *field, v reflect.Value, holder string) bool {
	if !d.enter() {
		return false
	}
	d.pos++
	makeList(v)
	for {
		name, more := d.member()
		if !more {
			break
		}
		ok := true
		if name == holder {
			ok = d.wrapped(f, v)
		} else {
			d.noField(name)
			_, ok = d.skipValue()
		}
		if !ok {
			return false
		}
	}
	d.leave()
	return !d.broken
}

// wrapped decodes the JSON value at pos, the elements of a list or the only one.
func (d *decoder) wrapped(f *field, v reflect.Value) bool {
	switch d.src[d.pos] {
	case '[':
		return d.array(f, v)
	case '{':
		return d.listElement(f, v)
	}
	at := d.pos
	text, ok := d.text()
	if !ok || isBlank(text) {
		return ok
	}
	d.pos = at
	return d.listElement(f, v)
}
