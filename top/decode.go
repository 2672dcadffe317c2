package top

import (
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// decoder puts the values of a body into the fields of a struct, by the plan of
// its type. There is one walk for JSON and XML: it sees what reader sees. Its
// methods return false if the body is broken; a value that does not fit is recorded
// and passed over, and its field left as it is.
type decoder struct {
	reader
	wanted  wanted
	notes   []finding // what wanted asks for: members without a field, and zeros that came
	unknown int       // how many notes are members without a field
	absent  bool      // the last scalar was blank
}

// wanted is what decoding is to find out beside the values, for those who ask.
type wanted struct {
	unknown bool // members without a field
	answer  bool // the body is what a gateway answered, rather than a response that was stored
	// sent makes what Sent needs of a response; nil if nobody asks. It is whatCame, in
	// a variable for the size of programs: see doc.go.
	sent func(p *plan, resp slot, zeros []finding) Sent
	// answers sums up for those who ask for either of these: it is answersOf, or nil.
	answers func(w wanted, p *plan, resp slot, notes []finding) *answers
	// quoted decodes a text in which a list stands in quotes, as the samples of messages
	// have it; nil where lists are not quoted. It is given no decoder: one that a variable
	// function may keep would be allocated for each body.
	quoted func(w wanted, f *field, v slot, text string, at int) (faults, notes []finding, ok bool)
}

// step is a part of a path: a name, or the index of an element.
type step struct {
	_     incomparable
	name  string
	index int // -1 for a name
}

// path returns the steps to a finding, from the top down.
func (f *finding) path() string {
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

// noField records that the member name has no field.
//
//go:noinline
func (d *decoder) noField(name string) {
	if d.wanted.unknown && d.unknown < maxFindings {
		d.unknown++
		d.notes = append(d.notes, finding{steps: []step{{name: name, index: -1}}})
	}
}

// came records that a value came for the field f, or for an element of it, if v,
// which has the value now, does not show it. Scalars in lists do: see memory.add.
func (d *decoder) came(f *field, v slot) {
	if d.wanted.sent != nil {
		d.noteZero(f, v)
	}
}

func (d *decoder) noteZero(f *field, v slot) {
	if !f.ptr && (!f.list || f.kind == kindStruct) && v.isZero(f.base) {
		const usual = 4 // steps of a path
		d.notes = append(d.notes, finding{isZero: true, steps: make([]step, 0, usual)})
	}
}

// findings is how many there are so far. The path to a finding is put together
// while the decoder returns from it, so that nothing has to be kept where
// everything fits.
type findings struct{ faults, notes int }

func (d *decoder) findings() findings { return findings{len(d.faults), len(d.notes)} }

// under completes the paths of what was found since n in the value of the
// field name.
func (d *decoder) under(n findings, name string) {
	if n != d.findings() {
		d.step(n, name, -1)
	}
}

// underIndex is under for an element of a list.
func (d *decoder) underIndex(n findings, i int) {
	if n != d.findings() {
		d.step(n, "", i)
	}
}

//go:noinline
func (d *decoder) step(n findings, name string, index int) {
	s := step{name: name, index: index}
	for i := n.faults; i < len(d.faults); i++ {
		d.faults[i].steps = append(d.faults[i].steps, s)
	}
	for i := n.notes; i < len(d.notes); i++ {
		d.notes[i].steps = append(d.notes[i].steps, s)
	}
}

// contents is what an object turned out to hold.
type contents struct {
	fields fieldSet
	more   bool // there is something that is no field
}

// object decodes the object at hand into v. C, which is empty before, gets what
// there is.
func (d *decoder) object(p *plan, v slot, c *contents) bool {
	in, ok := d.enter()
	if !ok {
		return false
	}
	for next := 0; ; {
		i, name, more := next, "", true
		if next == len(p.fields) || d.isXML || !d.json().memberIs(&p.fields[next]) {
			i, name, more = d.memberOf(in, p, next)
		}
		if !more {
			return !d.broken
		}
		if i < 0 {
			c.more = true
			d.noField(name)
			if _, ok := d.skip(); !ok {
				return false
			}
			continue
		}
		next = i + 1
		f := &p.fields[i]
		at, first := v.field(f), c.fields.add(i)
		if !(first && d.simple(f, at)) && !d.field(f, at, first) {
			return false
		}
	}
}

// memberOf is member for an object that p describes: it also returns the index
// of the member's field, -1 if there is none. Next is the field behind the last one that
// came: it is the most likely, and those behind it are the next, since members mostly
// come in one order. Of a field that is found at once, the name is left out.
func (d *decoder) memberOf(in level, p *plan, next int) (i int, name string, more bool) {
	switch {
	case d.isXML:
		if next < len(p.fields) && d.elementIs(&p.fields[next]) {
			return next, "", true
		}
	case d.pos < len(d.src) && d.src[d.pos] == '}': // what member would find
		d.pos++
		d.depth--
		return -1, "", false
	}
	if name, more = d.member(in); !more {
		return -1, "", false
	}
	const near = 8 // fields that a body leaves out at once
	for i := next; i < min(next+near, len(p.fields)); i++ {
		if p.fields[i].name == name {
			return i, name, true
		}
	}
	i, ok := p.byName[name]
	if !ok {
		i = -1
	}
	return i, name, true
}

// field decodes the value at hand into v, the field f of an object, which is
// met for the first time or once more.
func (d *decoder) field(f *field, v slot, first bool) (ok bool) {
	n := d.findings()
	switch {
	case f.list: // one that comes in several parts is extended
		ok = d.list(f, v)
	case first:
		ok = d.single(f, v)
	default:
		ok = d.repeated(f, v)
	}
	d.under(n, f.name)
	return ok
}

// repeated decodes the value at hand for the field v that has been met before:
// it must be the same value, unless one of the two is absent.
func (d *decoder) repeated(f *field, v slot) bool {
	second := reflect.New(f.typ).Elem()
	at := d.pos
	d.absent = false
	if !d.single(f, slotOf(second)) {
		return false
	}
	first := v.value(f.typ)
	zeroIsValue := f.kind == kindBool || f.kind == kindInt
	switch {
	case second.IsZero() && (d.absent || !zeroIsValue):
	case first.IsZero() && !zeroIsValue:
		first.Set(second)
	case !reflect.DeepEqual(first.Interface(), second.Interface()):
		d.misfit(at, "comes twice, with different values")
	}
	return true
}

// single decodes the value at hand into v, a value of f that is no list: a
// field, or an element.
func (d *decoder) single(f *field, v slot) bool {
	switch {
	case f.kind == kindRaw:
		return d.raw(f, v)
	case f.kind == kindStruct && !d.isXML && d.src[d.pos] == '{':
		return d.inner(f, v)
	}
	at := d.pos
	var text string
	var s shape
	if d.isXML { // reader.text, written out: most of what there is to do passes here
		text, s = d.xmlText()
	} else {
		text, s = d.json().text()
	}
	switch {
	case s != shapeText:
		return d.nested(f, v, s)
	case f.kind == kindString && !f.ptr && (isPlain(text) || !isBlank(text)):
		v.setString(d.keep(text)) // what set would come to: most fields are these
	default:
		d.set(f, v, text, at)
	}
	return true
}

// raw decodes the value at hand, whatever it is, into v, a RawJSON.
func (d *decoder) raw(f *field, v slot) bool {
	after, text, ok := f.codec.read(d.reader)
	d.reader = after
	if ok && text != "" {
		v.target(f).setString(d.keep(text))
	}
	return ok
}

// nested is single for an object or an array (or what is broken). A field that
// is documented to be neither cannot hold it, but for a text, which has its source.
func (d *decoder) nested(f *field, v slot, s shape) bool {
	switch {
	case s == shapeBroken:
		return false
	case s == shapeObject && f.kind == kindStruct:
		return d.inner(f, v)
	}
	at := d.pos
	source, ok := d.skip()
	switch {
	case !ok:
	case f.kind == kindString:
		v.target(f).setString(d.keep(d.validText(source, at)))
	case f.kind == kindStruct:
		if !isEmptyArray(source) {
			d.misfit(at, "is a list where an object is documented")
		}
	default:
		d.misfit(at, "is an object or a list where "+wants[f.kind]+" is documented")
	}
	return ok
}

// inner decodes the object at hand into v, the object f.
func (d *decoder) inner(f *field, v slot) bool {
	var c contents
	ok := d.object(f.object, v.target(f), &c)
	d.came(f, v)
	return ok
}

// isEmptyArray reports whether source, which is that of an array, has no elements.
func isEmptyArray(source string) bool {
	for _, c := range []byte(source[1 : len(source)-1]) {
		if !isSpace(c) && c != ',' {
			return false
		}
	}
	return true
}

// set stores text, which stands at offset at, in v as its kind demands, or
// records that it does not fit. Blank text leaves v as it is.
func (d *decoder) set(f *field, v slot, text string, at int) {
	switch {
	case isBlank(text), f.kind == kindTime && trim(text) == "0": // which the platform sends of no date
		if f.kind == kindString && f.ptr && !d.isXML && strings.HasPrefix(d.src[at:], `"`) {
			v.target(f).setString(d.keep(text)) // a field of a request, in which blank is not absent
		}
		d.absent = true
		return
	case f.kind == kindStruct:
		d.misfit(at, "is a single value where an object is documented")
		return
	case f.kind != kindString:
		text = trim(text)
	}
	if f.kind == kindString || f.kind == kindDecimal {
		text = d.keep(text)
	}
	if !setText(f, v.target(f), text) {
		if f.ptr {
			v.setNil()
		}
		d.misfit(at, "is not "+wants[f.kind])
		return
	}
	d.came(f, v)
}

// setText stores text, which is not blank, in v.
func setText(f *field, v slot, text string) bool {
	switch f.kind {
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
	default:
		return f.codec.set(f, v, text)
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
