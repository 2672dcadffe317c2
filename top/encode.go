package top

import "strconv"

// joins reports whether a list parameter is sent as one comma-joined text
// rather than as JSON.
func joins(f *field) bool {
	return f.list && f.kind != kindStruct && f.kind != kindRaw && f.kind != kindFile
}

// appendJSON appends a value of the field f as JSON, as encoding/json would: a
// list, or what is not one or an element.
func appendJSON(b []byte, f *field, v slot, list bool) (_ []byte, err error) {
	if list {
		b = append(b, '[')
		for i := range v.len() {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendJSON(b, f, v.element(f, i), false); err != nil {
				return b, err
			}
		}
		return append(b, ']'), nil
	}
	switch f.kind {
	case kindStruct:
		return appendObject(b, f.object, v)
	case kindString:
		return appendQuoted(b, toValidUTF8(v.string())), nil
	case kindInt, kindBool:
		return appendScalar(b, f, v), nil
	}
	return f.codec.appendJSON(b, f, v)
}

// appendObject appends an object as JSON: the members that are set.
func appendObject(b []byte, p *plan, v slot) (_ []byte, err error) {
	b = append(b, '{')
	for i := range p.fields {
		f := &p.fields[i]
		member, ok := v.field(f).pointed(f)
		if !ok || f.list && member.isNilList() {
			continue
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		if b, err = appendJSON(append(b, f.quoted...), f, member, f.list); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

// appendScalar appends the text of a scalar; absent values have none.
func appendScalar(b []byte, f *field, v slot) []byte {
	switch f.kind {
	case kindString:
		return append(b, v.string()...)
	case kindInt:
		return strconv.AppendInt(b, v.int(), 10)
	case kindBool:
		return strconv.AppendBool(b, v.bool())
	}
	return f.codec.append(b, f, v)
}
