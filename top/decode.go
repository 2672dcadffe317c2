package top

import (
	"encoding/base64"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
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

// found is a misfit, or a member without a field, on its way to the caller: the
// path to it is put together while the decoder returns, so that nothing has to be
// kept where everything fits.
type found struct {
	steps   []segment // from the value up
	problem string
	offset  int
}

// path returns the steps from the top down.
func (f found) path() string {
	path := ""
	for i := len(f.steps) - 1; i >= 0; i-- {
		switch s := f.steps[i]; {
		case s.index >= 0:
			path += "[" + strconv.Itoa(s.index) + "]"
		case path == "":
			path = s.name
		default:
			path += "." + s.name
		}
	}
	return path
}

// maxFound bounds what a hostile body can make us remember.
const maxFound = 1000

// misfit records that the value at hand, at offset, does not fit.
//
//go:noinline
func (d *decoder) misfit(offset int, problem string) {
	if len(d.misfits) < maxFound {
		d.misfits = append(d.misfits, found{problem: problem, offset: max(0, offset-d.shift)})
	}
}

// noField records that the member name has no field.
//
//go:noinline
func (d *decoder) noField(name string) {
	if d.report && len(d.unknown) < maxFound {
		d.unknown = append(d.unknown, found{steps: []segment{{name: name, index: -1}}})
	}
}

// mark is how much has been found so far.
type mark struct{ misfits, unknown int }

func (d *decoder) mark() mark { return mark{len(d.misfits), len(d.unknown)} }

// under completes the paths of what was found since m in the value of the
// field name.
func (d *decoder) under(m mark, name string) {
	if m != d.mark() {
		d.step(m, segment{name: name, index: -1})
	}
}

// underIndex is under for an element of a list.
func (d *decoder) underIndex(m mark, i int) {
	if m != d.mark() {
		d.step(m, segment{index: i})
	}
}

//go:noinline
func (d *decoder) step(m mark, s segment) {
	for i := m.misfits; i < len(d.misfits); i++ {
		d.misfits[i].steps = append(d.misfits[i].steps, s)
	}
	for i := m.unknown; i < len(d.unknown); i++ {
		d.unknown[i].steps = append(d.unknown[i].steps, s)
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
func (d *decoder) object(p *plan, v slot) (count, bool) {
	var n count
	if !d.enter() {
		return n, false
	}
	d.pos++
	var seen fieldSet
	for next := 0; ; {
		i, name, more := d.memberOf(p, next)
		if !more {
			d.leave()
			return n, !d.broken
		}
		n.members++
		if i < 0 {
			d.noField(name)
			if _, ok := d.skipValue(); !ok {
				return n, false
			}
			continue
		}
		next = i + 1
		n.known++
		f := &p.fields[i]
		before, ok := d.mark(), false
		if seen.add(i) {
			ok = d.value(f, v.field(f))
		} else {
			ok = d.again(f, v.field(f), d.value)
		}
		d.under(before, f.name)
		if !ok {
			return n, false
		}
	}
}

// memberOf is member for an object that p describes: it also returns the index
// of the member's field, -1 if there is none. Next is the field that is most
// likely to come.
func (d *decoder) memberOf(p *plan, next int) (i int, name string, more bool) {
	if next < len(p.fields) {
		if d.pos < len(d.src) && d.src[d.pos] == ',' {
			d.pos++
		}
		quoted := p.fields[next].quoted
		if strings.HasPrefix(d.src[d.pos:], quoted) && len(d.src) > d.pos+len(quoted) {
			d.pos += len(quoted)
			if d.src[d.pos] > ' ' || d.peek() != 0 {
				return next, "", true
			}
		}
	}
	if name, more = d.member(); !more {
		return 0, "", false
	}
	i, ok := p.byName[name]
	if !ok {
		i = -1
	}
	return i, name, true
}

// again decodes the value at pos for the field v that has been met before: it
// must have the same value. Lists go on.
func (d *decoder) again(f *field, v slot, value func(*field, slot) bool) bool {
	if f.list {
		return value(f, v)
	}
	memory := reflect.New(f.typ).Elem()
	at := d.pos
	if !value(f, slotOf(memory)) {
		return false
	}
	first := v.value(f.typ)
	absent := f.kind != kindBool && f.kind != kindInt // whose zero values are values
	switch {
	case absent && memory.IsZero():
	case absent && first.IsZero():
		first.Set(memory)
	case !reflect.DeepEqual(first.Interface(), memory.Interface()):
		d.misfit(at, "comes twice, with different values")
	}
	return true
}

// value decodes the JSON value at pos into v, the field f.
func (d *decoder) value(f *field, v slot) bool {
	if f.list {
		return d.list(f, v)
	}
	if f.kind == kindStruct {
		return d.structValue(f, v)
	}
	return d.scalar(f, v)
}

// structValue decodes the JSON value at pos into v, a struct or a pointer to one.
func (d *decoder) structValue(f *field, v slot) bool {
	switch d.src[d.pos] {
	case '{':
		_, ok := d.object(f.object, v.target(f))
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
func (d *decoder) scalar(f *field, v slot) bool {
	at := d.pos
	if f.kind == kindRaw {
		raw, ok := d.compactValue()
		if ok && !isBlankRaw(raw) {
			v.target(f).setString(string(raw))
		}
		return ok
	}
	if c := d.src[at]; c == '{' || c == '[' {
		raw, ok := d.skipValue()
		switch {
		case !ok:
		case f.kind == kindString:
			v.target(f).setString(d.validText(raw, at))
		default:
			d.misfit(at, "is an object or a list where "+wants[f.kind]+" is documented")
		}
		return ok
	}
	text, ok := d.text()
	switch {
	case !ok:
	case f.kind == kindString && !f.ptr && !isBlank(text):
		v.setString(text) // what set would come to: most fields are these
	case f.kind == kindString && f.ptr && d.src[at] == '"':
		v.target(f).setString(text) // of a request, in which blank is not absent
	default:
		d.set(f, v, text, at)
	}
	return ok
}

// set stores text in v as its kind demands, or records that it does not fit.
// Blank text leaves v as it is.
func (d *decoder) set(f *field, v slot, text string, at int) {
	if isBlank(text) {
		d.absent = true
		return
	}
	if f.kind != kindString {
		text = trim(text)
	}
	if !setText(f.kind, v.target(f), text) {
		if f.ptr {
			v.setNil()
		}
		d.misfit(at, "is not "+wants[f.kind])
	}
}

// setText stores text, which is not blank, in v.
func setText(k kind, v slot, text string) bool {
	switch k {
	case kindString:
		v.setString(text)
	case kindInt:
		n, ok := parseInt(text)
		if ok {
			v.setInt(n)
		}
		return ok
	case kindBool:
		b, ok := parseBool(text)
		if ok {
			v.setBool(b)
		}
		return ok
	case kindDecimal:
		if !isDecimal(text) {
			return false
		}
		v.setDecimal(Decimal{text})
	case kindTime:
		t, ok := parseTime(text)
		if ok {
			v.setTime(t)
		}
		return ok
	case kindFile:
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return false
		}
		v.setFile(content(data))
	default:
		return false
	}
	return true
}

func parseBool(s string) (value, ok bool) {
	switch strings.ToLower(s) {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// isBlank reports whether s is empty or white space, which means absent.
func isBlank(s string) bool {
	if s == "" {
		return true
	}
	if c := s[0]; c > ' ' && c < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r) && strings.TrimSpace(s) == ""
}

// trim is strings.TrimSpace for texts that seldom need it.
func trim(s string) string {
	if first, last := s[0], s[len(s)-1]; first > ' ' && first < utf8.RuneSelf && last > ' ' && last < utf8.RuneSelf {
		return s
	}
	return strings.TrimSpace(s)
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
func (d *decoder) list(f *field, v slot) bool {
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
			v.makeList(f)
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
	v.makeList(f)
	return d.listElement(f, v)
}

// array decodes the JSON array at pos.
func (d *decoder) array(f *field, v slot) bool {
	if !d.enter() {
		return false
	}
	d.pos++
	for d.element() {
		if !d.listElement(f, v) {
			return false
		}
	}
	v.makeList(f)
	d.leave()
	return !d.broken
}

// listElement decodes the JSON value at pos into a new element of v.
func (d *decoder) listElement(f *field, v slot) bool {
	n, before := v.len(), d.mark()
	d.absent = false
	e := v.grow(f)
	var ok bool
	if f.kind == kindStruct {
		ok = d.structValue(f, e)
	} else {
		ok = d.scalar(f, e)
	}
	if d.absent && (f.kind == kindInt || f.kind == kindBool) {
		v.shrink(f) // these types cannot say absent, and a zero would be a lie
	}
	d.underIndex(before, n)
	return ok
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
//     elements, unless it is a single text and elements have a field of that name
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
	members int
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
	r.members++
	return false
}

func (r *shapeRules) shape() (holder string, s listShape) {
	switch {
	case r.members == 0:
		return "", listWrapped
	case r.name == r.f.element && !r.several && r.members > 1:
		return r.name, listWrapped // a field would come once
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
func (d *decoder) wrapper(f *field, v slot, holder string) bool {
	if !d.enter() {
		return false
	}
	d.pos++
	v.makeList(f)
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
func (d *decoder) wrapped(f *field, v slot) bool {
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
