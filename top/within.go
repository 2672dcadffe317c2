package top

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// withinName splits the name of a parameter of WithParam that is to go into one of the
// request, such as "order.lines[0].memo"; false for one that stands by itself.
func (p *plan) withinName(name string) (param string, path []string, within bool) {
	if p.takes(name) {
		return "", nil, false
	}
	parts := strings.Split(name, ".")
	param, _ = indexOf(parts[0])
	f, ok := p.byName[param]
	if len(parts) == 1 || !ok || p.fields[f].kind != kindStruct && p.fields[f].kind != kindRaw {
		return "", nil, false
	}
	return param, parts, true
}

// indexOf splits a part of a path, such as "lines[0]"; the index is -1 if it has none.
func indexOf(part string) (name string, index int) {
	name, rest, found := strings.Cut(part, "[")
	if !found {
		return name, -1
	}
	n, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
	if err != nil || n < 0 || !strings.HasSuffix(rest, "]") {
		return part, -1
	}
	return name, n
}

// setWithin puts the value of a parameter of WithParam into a parameter of the form, an
// object or a list of them, beside what is set; the form has the request's until own.
func (f *form) setWithin(p param, name string, path []string, own int) error {
	i := slices.IndexFunc(f.params[:own], func(q param) bool { return q.name == name })
	text := RawJSON("{}")
	if i >= 0 {
		text = RawJSON(f.text(&f.params[i]))
	}
	_, index := indexOf(path[0])
	text, err := setMember(text, index, path[1:], withinValue(p.value))
	if err != nil {
		return fmt.Errorf("WithParam: %s: %w", p.name, err)
	}
	if i >= 0 {
		f.params[i] = param{name: name, value: string(text), escape: f.params[i].escape}
		return nil
	}
	f.params = append(f.params, param{name: name, value: string(text), escape: isEscaped(name)})
	return nil
}

// withinValue returns a value as JSON: an object or an array is one, all else is a text,
// as which the platform takes numbers, too.
func withinValue(value string) RawJSON {
	text := strings.TrimSpace(value)
	if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		if _, err := RawJSON(text).MarshalJSON(); err == nil {
			return RawJSON(text)
		}
	}
	return RawString(value)
}

// setMember returns JSON with a member more, at a path: in an object, in an element of an
// array, or without an index in each.
func setMember(in RawJSON, index int, path []string, value RawJSON) (RawJSON, error) {
	if strings.HasPrefix(string(in), "[") {
		return setInElements(elements(in), index, path, value)
	}
	if index >= 0 || !strings.HasPrefix(string(in), "{") {
		return "", fmt.Errorf("there is no object for %s", path[0])
	}
	name, at := indexOf(path[0])
	var members []RawJSON
	found := false
	var err error
	each(in, func(member string, v RawJSON) {
		if member == name {
			found = true
			if len(path) == 1 {
				err = fmt.Errorf("%s is set by the request", name)
			} else if err == nil {
				v, err = setMember(v, at, path[1:], value)
			}
		}
		members = append(members, RawString(member)+":"+v)
	})
	if err != nil {
		return "", err
	}
	if !found {
		if len(path) > 1 {
			if value, err = setMember("{}", at, path[1:], value); err != nil {
				return "", err
			}
		}
		members = append(members, RawString(name)+":"+value)
	}
	return joined('{', members, '}'), nil
}

// setInElements does that in an element of an array or, with an index below 0, in each.
func setInElements(list []RawJSON, index int, path []string, value RawJSON) (RawJSON, error) {
	if index >= len(list) {
		return "", fmt.Errorf("the list has %d elements", len(list))
	}
	for i := range list {
		if index >= 0 && i != index {
			continue
		}
		var err error
		if list[i], err = setMember(list[i], -1, path, value); err != nil {
			return "", err
		}
	}
	return joined('[', list, ']'), nil
}

// joined returns parts of JSON between brackets.
func joined(open byte, parts []RawJSON, end byte) RawJSON {
	b := []byte{open}
	for i, p := range parts {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, p...)
	}
	return RawJSON(append(b, end))
}
