package top

import "strings"

// xmlDocument decodes the XML document at pos.
func (d *document) xmlDocument() {
	x := d.xml()
	if !x.prolog() {
		return
	}
	start := d.pos
	if !strings.HasPrefix(d.src[start:], "<") {
		d.syntax("is broken XML: there is no element")
		return
	}
	var ok bool
	d.tag, d.empty, ok = x.startTag()
	switch {
	case !ok:
	case strings.ToLower(d.tag) == "html":
		d.misfit(start, "is an HTML page")
	case d.tag == errorRoot:
		d.errorResponse()
	default:
		d.documentElement(start)
	}
}

// documentElement decodes the element at hand, whose tag begins at start.
func (d *document) documentElement(start int) {
	name := d.tag
	var c contents
	text, s := d.text()
	ok := s != shapeBroken
	if s == shapeObject {
		ok = d.object(d.plan, d.resp, &c)
	} else {
		c.more = !isBlank(text)
	}
	end := d.pos
	if !ok || !d.xml().prolog() {
		return
	}
	more := d.pos < len(d.src)
	_, isField := d.plan.byName[name]
	hasOwn := d.plan.hasOwn(&c.fields)
	switch {
	case more && (d.src[d.pos] != '<' || hasOwn && !isField):
		d.misfit(end, "goes on behind the XML document")
	case more, isField && !hasOwn:
		d.elements(start)
	default:
		d.mustSay(&c, name == d.root || strings.HasSuffix(name, rootSuffix), start)
	}
}

// elements decodes again from start on a document that has no root: its
// elements are fields themselves.
func (d *document) elements(start int) {
	d.restart(start)
	d.tag, d.empty = wholeDocument, false
	var c contents
	if d.object(d.plan, d.resp, &c) {
		d.mustSay(&c, false, start)
	}
}
