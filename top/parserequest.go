package top

import (
	"errors"
	"fmt"
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
			return fmt.Errorf("top: %s has no parameter %q", p.typ, name)
		}
		f := &p.fields[i]
		if err := parseParam(f, slotOf(v).field(f), text); err != nil {
			return fmt.Errorf("top: parameter %s: %w", name, err)
		}
	}
	return nil
}

// parseParam decodes the text of a parameter.
func parseParam(f *field, v slot, text string) error {
	var d decoder
	d.src = text
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
		raw, ok := d.json().compact()
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
	var d decoder
	d.src, d.isXML = document, true
	if !d.xml().prolog() || d.peek() != '<' {
		return errors.New("top: the body is no XML document")
	}
	var ok bool
	if d.tag, d.empty, ok = d.xml().startTag(); ok {
		f, at := &field{kind: kindStruct, object: p}, slotOf(v)
		if i, single := p.byName[d.tag]; single && len(p.fields) == 1 {
			f = &p.fields[i]
			at = at.field(f)
		}
		d.value(f, at)
	}
	return d.firstMisfit()
}

// firstMisfit returns the first misfit as an error, or nil.
func (d *decoder) firstMisfit() error {
	if len(d.faults) == 0 {
		return nil
	}
	first := d.faults[0]
	return errors.New(strings.TrimSpace(first.path() + " " + first.problem))
}
