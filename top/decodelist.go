package top

// The platform writes a list as an array; as an object whose member of the
// documented inner name, or another one, holds an array or single elements; or as
// its only element, without either.

// list decodes the value at hand into v, a list.
func (d *decoder) list(f *field, v slot) bool {
	at, faults := d.pos, len(d.faults)
	text, s := d.text()
	switch {
	case s == shapeBroken:
		return false
	case s == shapeArray:
		return d.array(f, v)
	case s == shapeObject:
		return d.listObject(f, v)
	case isBlank(text):
	case d.wanted.quoted != nil && d.quotedList(f, v, text, at):
	case f.kind == kindStruct:
		d.misfit(at, "is a single value where a list of objects is documented")
	default:
		d.unread(at, faults)
		return d.onlyElement(f, v)
	}
	return true
}

// quotedList decodes a text that is a list in quotes, at at, into v; false for other texts.
func (d *decoder) quotedList(f *field, v slot, text string, at int) bool {
	faults, notes, ok := d.wanted.quoted(d.wanted, f, v, text, at)
	d.faults = append(d.faults, faults...)
	d.notes = append(d.notes, notes...)
	return ok
}

// array decodes the array at hand.
func (d *decoder) array(f *field, v slot) bool {
	if _, ok := d.enter(); !ok {
		return false
	}
	for d.element() {
		if !d.listElement(f, v) {
			return false
		}
	}
	v.makeList(f)
	return !d.broken
}

// onlyElement decodes the value at hand, which stands for the list v, into its
// only element (in XML, one of those that follow each other).
func (d *decoder) onlyElement(f *field, v slot) bool {
	v.makeList(f)
	return d.listElement(f, v)
}

// listElement decodes the value at hand into a new element of v.
func (d *decoder) listElement(f *field, v slot) bool {
	i, n := v.len(), d.findings()
	d.absent = false
	ok := d.single(f, v.grow(f))
	if d.absent && (f.kind == kindInt || f.kind == kindBool) {
		v.shrink(f) // these types cannot say absent, and a zero would be a lie
	}
	d.underIndex(n, i)
	return ok
}

// listObject decodes the object at hand into v, a list whose elements it holds
// or whose only element it is.
func (d *decoder) listObject(f *field, v slot) bool {
	at := d.mark()
	holder, s := d.listShape(f)
	d.rewind(at)
	switch {
	case d.broken:
		return false
	case s == listWrapped:
		return d.wrapper(f, v, holder)
	case s == listSingle:
		return d.onlyElement(f, v)
	}
	d.misfit(d.pos, "is an object that neither holds the elements of the list nor is one of them")
	_, ok := d.skip()
	return ok
}

// wrapper decodes the object at hand, whose member holder has the elements of
// the list f.
func (d *decoder) wrapper(f *field, v slot, holder string) bool {
	in, ok := d.enter()
	if !ok {
		return false
	}
	v.makeList(f)
	for {
		name, more := d.member(in)
		if !more {
			return !d.broken
		}
		if name == holder {
			ok = d.wrapped(f, v)
		} else {
			d.noField(name)
			_, ok = d.skip()
		}
		if !ok {
			return false
		}
	}
}

// wrapped decodes the value at hand, which a wrapper holds: an element, or in
// JSON an array of them; there, an empty text holds none.
func (d *decoder) wrapped(f *field, v slot) bool {
	if d.isXML {
		return d.listElement(f, v)
	}
	at, faults := d.pos, len(d.faults)
	text, s := d.text()
	switch {
	case s == shapeArray:
		return d.array(f, v)
	case s == shapeText && isBlank(text):
		return true
	case s == shapeText:
		d.unread(at, faults)
	}
	return s != shapeBroken && d.listElement(f, v)
}

// listShape is what an object is that stands where a list is documented.
type listShape int

const (
	listWrapped listShape = iota // its member holds the elements
	listSingle                   // it is the only element
	listNeither
)

// listShape reads the object at hand as far as it must to tell what it is.
func (d *decoder) listShape(f *field) (holder string, s listShape) {
	in, ok := d.enter()
	if !ok {
		return "", listNeither
	}
	r := shapeRules{f: f}
	for {
		name, more := d.member(in)
		if !more {
			return r.shape()
		}
		if r.member(name, d.isNested()) {
			return name, listWrapped
		}
		if _, ok := d.skip(); !ok {
			return "", listNeither
		}
	}
}

// shapeRules decides what an object is that stands where the list f is
// documented, from the names of its members, by the first rule that holds:
//
//   - without members it is an empty list
//   - the member with the name of the documented inner element holds the
//     elements, unless it is a text and elements have a field of that name, which
//     then comes once
//   - so does an object or array with the name of the list without its last
//     character, which the platform uses where it documents no inner element, unless
//     elements have a field of that name which is an object, a list or JSON itself
//   - with a documented field of the element, it is the only element, unless all it
//     has is objects or arrays of one name, of which the field is a text
//   - where elements are JSON, it is the only element
//   - otherwise its members, if they have one name, hold the elements, if
//     elements can be what they are
type shapeRules struct {
	f       *field
	name    string // of all members so far
	several bool   // members have more than one name
	nested  bool   // a member has members or elements
	fields  bool   // a member has the name of a field of the element
	nests   bool   // and that of the last one is an object, a list or JSON
	members int
}

// member takes a member into account; sure tells that it holds the elements.
func (r *shapeRules) member(name string, nested bool) (sure bool) {
	var f *field // of the element
	if r.f.kind == kindStruct {
		f = r.f.object.named(name)
	}
	nests := f != nil && (f.list || f.kind == kindStruct || f.kind == kindRaw)
	switch {
	case name == r.f.element && (nested || f == nil):
		return true
	case r.isFallback(name) && nested && !nests:
		return true
	}
	r.fields = r.fields || f != nil
	r.several = r.several || r.name != "" && name != r.name
	r.nested = r.nested || nested
	r.name, r.nests = name, nests
	r.members++
	return false
}

// isFallback reports whether name is that of the list without its last character.
func (r *shapeRules) isFallback(name string) bool {
	n := len(r.f.name) - 1
	return n > 0 && r.f.name[:n] == name
}

func (r *shapeRules) shape() (holder string, s listShape) {
	switch {
	case r.members == 0:
		return "", listWrapped
	case r.name == r.f.element && !r.several && r.members > 1:
		return r.name, listWrapped // a field would come once
	case r.fields && (r.several || !r.nested || r.nests), r.f.kind == kindRaw:
		return "", listSingle
	case !r.several && (r.nested || r.f.kind != kindStruct):
		return r.name, listWrapped
	}
	return "", listNeither
}
