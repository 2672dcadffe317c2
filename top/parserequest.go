package top

import (
	"errors"
	"strings"
)

// ParseRequest stores the parameters of a call, as they went over the wire, in
// req, a pointer to a generated request: the reverse of what a Client sends, for
// gateways of one's own in tests. Package toptest has one. A parameter that the
// request does not have, or whose text does not fit, is an error, as is a file.
func ParseRequest(params map[string]string, req any) error {
	p, v, err := planOf(req)
	if err != nil {
		return err
	}
	v.SetZero()
	for name, text := range params {
		i, ok := p.byName[name]
		if !ok {
			return errorf("top: %s has no parameter %q", p.typ, name)
		}
		f := &p.fields[i]
		if err := parseParam(f, slotOf(v).field(f), text); err != nil {
			return errorf("top: parameter %s: %w", name, err)
		}
	}
	return nil
}

// parseParam decodes the text of a parameter.
func parseParam(f *field, v slot, text string) error {
	d := decoder{src: text}
	switch {
	case f.kind == kindFile:
		return errors.New("is a file, and was sent as a text")
	case joins(f):
		element := *f
		element.list = false
		for part := range strings.SplitSeq(text, ",") {
			d.set(&element, v.grow(f), part, 0)
		}
	case f.list || f.kind == kindStruct:
		if d.peek() == 0 {
			return nil
		}
		d.value(f, v)
	case f.kind == kindRaw:
		raw, ok := d.compactValue()
		if !ok || d.peek() != 0 {
			raw = RawString(text)
		}
		v.target(f).setString(string(raw))
	default:
		d.set(f, v, text, 0)
	}
	return d.firstMisfit()
}

// ParseRequestXML is ParseRequest for a call by the Qimen protocol 1.x, whose
// parameters are an XML document.
func ParseRequestXML(document string, req any) error {
	p, v, err := planOf(req)
	if err != nil {
		return err
	}
	v.SetZero()
	d := decoder{src: document}
	if !d.prolog() || d.peek() != '<' {
		return errors.New("top: the body is no XML document")
	}
	name, empty, ok := d.startTag()
	if ok && !empty {
		f := field{kind: kindStruct, object: p}
		if i, single := p.byName[name]; single && len(p.fields) == 1 {
			d.valueXML(&p.fields[i], slotOf(v).field(&p.fields[i]), name)
		} else {
			d.objectXML(&f, slotOf(v), name)
		}
	}
	return d.firstMisfit()
}

// firstMisfit returns the first misfit as an error, or nil.
func (d *decoder) firstMisfit() error {
	if len(d.misfits) == 0 {
		return nil
	}
	first := d.misfits[0]
	return errors.New(strings.TrimSpace(first.path() + " " + first.problem))
}
