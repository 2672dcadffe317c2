package top

import "strings"

// This file is decode.go for XML: an element has the name of a member, text
// has the place of a JSON text, and elements of one name are a list.

// objectXML decodes the content of the element name, whose start tag has been
// read, into v. A pointer stays nil unless there is a child.
func (d *decoder) objectXML(f *field, v slot, name string) bool {
	if !d.enter() {
		return false
	}
	at := d.pos
	text, child, ok := d.content(name)
	if !ok {
		return false
	}
	if !child {
		if !isBlank(text) {
			d.misfit(at, "is text where an object is documented")
		}
		d.leave()
		return true
	}
	_, ok = d.children(f.object, v.target(f), name, text)
	d.leave()
	return ok
}

// children decodes the child elements of name into v; pos is at the first of
// them, and text stands before it.
func (d *decoder) children(p *plan, v slot, name, text string) (count, bool) {
	var n count
	var seen fieldSet
	at := d.pos
	for next, child := 0, true; child; {
		if !isBlank(text) {
			d.misfit(at, "is text where an object is documented")
		}
		known, i, ok := d.child(p, v, &seen, next)
		if !ok {
			return n, false
		}
		n.members++
		if known {
			n.known++
			next = i + 1
		}
		at = d.pos
		if text, child, ok = d.content(name); !ok {
			return n, false
		}
	}
	if !isBlank(text) {
		d.misfit(at, "is text where an object is documented")
	}
	return n, true
}

// child decodes the element at pos into its field of v, the one with index i.
func (d *decoder) child(p *plan, v slot, seen *fieldSet, next int) (known bool, i int, ok bool) {
	name, empty, ok := d.startTag()
	if !ok {
		return false, 0, false
	}
	i, known = p.find(name, next)
	if !known {
		d.noField(name)
		return false, 0, empty || d.skipContent(name)
	}
	first := seen.add(i)
	if empty {
		return true, i, true
	}
	before := d.mark()
	f := &p.fields[i]
	if first {
		ok = d.valueXML(f, v.field(f), name)
	} else {
		ok = d.again(f, v.field(f), func(f *field, v slot) bool { return d.valueXML(f, v, name) })
	}
	d.under(before, f.name)
	return true, i, ok
}

// valueXML decodes the content of the element name into v, the field f.
func (d *decoder) valueXML(f *field, v slot, name string) bool {
	if f.list {
		return d.listXML(f, v, name)
	}
	return d.valueOfXML(f, v, name)
}

// valueOfXML is valueXML for a value that is no list, or for an element.
func (d *decoder) valueOfXML(f *field, v slot, name string) bool {
	if f.kind == kindStruct {
		return d.objectXML(f, v, name)
	}
	return d.scalarXML(f, v, name)
}

// scalarXML decodes the content of the element name into v.
func (d *decoder) scalarXML(f *field, v slot, name string) bool {
	start := d.pos
	text, child, ok := d.content(name)
	switch {
	case !ok:
		return false
	case child:
		d.pos = start
		return d.nestedScalar(f, v, name)
	default:
		d.setXML(f, v, d.validText(text, start), start)
	}
	return true
}

// setXML is set for text of an element.
func (d *decoder) setXML(f *field, v slot, text string, at int) {
	if f.kind != kindRaw {
		d.set(f, v, text, at)
	} else if !isBlank(text) {
		v.target(f).setString(string(appendQuoted(nil, text)))
	}
}

// nestedScalar decodes the content of the element name, which has children
// although no fields are documented for it: a String keeps its XML, JSON
// becomes an object.
func (d *decoder) nestedScalar(f *field, v slot, name string) bool {
	start := d.pos
	if f.kind == kindRaw {
		node, ok := d.node(name)
		if ok {
			v.target(f).setString(d.validText(string(node.appendJSON(nil)), start))
		}
		return ok
	}
	if !d.skipContent(name) {
		return false
	}
	if f.kind == kindString {
		end := strings.LastIndex(d.src[:d.pos], "</")
		v.target(f).setString(d.validText(strings.TrimSpace(d.src[start:end]), start))
		return true
	}
	d.misfit(start, "has elements where "+wants[f.kind]+" is documented")
	return true
}

// listXML decodes the content of the element name into the list v: its
// elements, or one of them if the list has no element of its own.
func (d *decoder) listXML(f *field, v slot, name string) bool {
	start := d.pos
	text, child, ok := d.content(name)
	if !ok {
		return false
	}
	if !child {
		return d.textElement(f, v, text, start)
	}
	if !isBlank(text) {
		d.misfit(start, "is text where a list is documented")
	}
	first := d.pos
	holder, shape := d.listShapeXML(f, name)
	switch {
	case d.broken:
		return false
	case shape == listWrapped:
		d.pos = first
		return d.wrapperXML(f, v, name, holder)
	case shape == listSingle:
		d.pos = start
		return d.listElementXML(f, v, name)
	}
	d.pos = start
	d.misfit(start, "has elements that neither are those of the list nor make one of them")
	return d.skipContent(name)
}

// textElement adds text, which is all of an element's content, to the list v:
// an element of a list that has no element of its own.
func (d *decoder) textElement(f *field, v slot, text string, start int) bool {
	if isBlank(text) {
		return true
	}
	if f.kind == kindStruct {
		d.misfit(start, "is text where a list of objects is documented")
		return true
	}
	v.makeList(f)
	n, before := v.len(), d.mark()
	e := v.grow(f)
	d.setXML(f, e, d.validText(text, start), start)
	d.underIndex(before, n)
	return true
}

// listShapeXML looks ahead into the element name; pos is at its first child.
func (d *decoder) listShapeXML(f *field, name string) (holder string, s listShape) {
	r := shapeRules{f: f}
	for child := true; child; {
		tag, empty, ok := d.startTag()
		if !ok {
			return "", listNeither
		}
		nested := false
		if !empty {
			start := d.pos
			if _, nested, ok = d.content(tag); !ok {
				return "", listNeither
			}
			d.pos = start
		}
		if r.member(tag, nested) {
			return tag, listWrapped
		}
		if !empty && !d.skipContent(tag) {
			return "", listNeither
		}
		if _, child, ok = d.content(name); !ok {
			return "", listNeither
		}
	}
	return r.shape()
}

// wrapperXML decodes the children of the element name; those called holder are
// the elements of the list v. Pos is at the first child.
func (d *decoder) wrapperXML(f *field, v slot, name, holder string) bool {
	if !d.enter() {
		return false
	}
	v.makeList(f)
	for child := true; child; {
		tag, empty, ok := d.startTag()
		switch {
		case !ok:
			return false
		case tag != holder:
			d.noField(tag)
			ok = empty || d.skipContent(tag)
		case empty:
			d.emptyElement(f, v)
		default:
			ok = d.listElementXML(f, v, tag)
		}
		if !ok {
			return false
		}
		if _, child, ok = d.content(name); !ok {
			return false
		}
	}
	d.leave()
	return true
}

// emptyElement adds an empty element to the list v if its type can say absent.
func (d *decoder) emptyElement(f *field, v slot) {
	if f.kind != kindInt && f.kind != kindBool {
		v.grow(f)
	}
}

// listElementXML decodes the content of the element name into a new element of v.
func (d *decoder) listElementXML(f *field, v slot, name string) bool {
	v.makeList(f)
	n, before := v.len(), d.mark()
	d.absent = false
	e := v.grow(f)
	ok := d.valueOfXML(f, e, name)
	if d.absent && (f.kind == kindInt || f.kind == kindBool) {
		v.shrink(f)
	}
	d.underIndex(before, n)
	return ok
}
