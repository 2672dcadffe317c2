package top

import (
	"math"
	"strconv"
	"strings"
)

// BodyHas reports whether a response body, in any form that Unmarshal reads, has a
// value at path: names of the wire joined by dots, from below the root, with
// the index of an element in brackets, such as "result.items[0].fee". It tells
// a zero from a value that is absent; null and blank text are absent.
func BodyHas(body []byte, path string) bool {
	text, ok := lookup(string(body), path)
	return ok && !isBlankRaw(text)
}

// lookup returns the value at path as compact JSON.
func lookup(body, path string) (RawJSON, bool) {
	doc, ok := asJSON(body)
	if !ok {
		return "", false
	}
	steps := parsePath(path)
	if v, ok := walk(doc, steps); ok {
		return v, true
	}
	if content, ok := onlyRoot(doc); ok {
		return walk(content, steps)
	}
	return "", false
}

// asJSON returns a body as compact JSON, without the document element of XML.
func asJSON(body string) (RawJSON, bool) {
	r := reader{lexer: lexer{src: strings.TrimPrefix(body, byteOrderMark)}}
	if r.isXML = r.peek() == '<'; !r.isXML {
		return r.compact()
	}
	if !r.xml().prolog() || r.pos >= len(r.src) || r.src[r.pos] != '<' {
		return "", false
	}
	var ok bool
	if r.tag, r.empty, ok = r.xml().startTag(); !ok {
		return "", false
	}
	return r.compact()
}

// onlyRoot returns the content of the only member that is an object and whose
// name ends in _response.
func onlyRoot(doc RawJSON) (RawJSON, bool) {
	var content RawJSON
	objects := 0
	each(doc, func(name string, v RawJSON) {
		if strings.HasPrefix(string(v), "{") {
			objects++
			if strings.HasSuffix(name, rootSuffix) {
				content = v
			}
		}
	})
	return content, objects == 1 && content != ""
}

// each calls f for the members of the object v.
func each(v RawJSON, f func(name string, v RawJSON)) {
	l := jsonLexer{&lexer{src: string(v)}}
	if l.peek() != '{' {
		return
	}
	l.pos++
	for {
		name, more := l.member()
		if !more {
			return
		}
		raw, ok := l.skip()
		if !ok {
			return
		}
		f(name, RawJSON(raw))
	}
}

// elements returns the elements of v: of an array, of what a member of the
// object v holds if that is an array or the only one, or v itself.
func elements(v RawJSON) []RawJSON {
	l := jsonLexer{&lexer{src: string(v)}}
	switch l.peek() {
	case '{':
		var only RawJSON
		n := 0
		each(v, func(_ string, m RawJSON) { only, n = m, n+1 })
		if n == 1 && strings.HasPrefix(string(only), "[") {
			return elements(only)
		}
		if n == 1 {
			return []RawJSON{only}
		}
		return []RawJSON{v}
	case '[':
	default:
		return []RawJSON{v}
	}
	l.pos++
	var list []RawJSON
	for l.element() {
		raw, ok := l.skip()
		if !ok {
			break
		}
		list = append(list, RawJSON(raw))
	}
	return list
}

// parsePath splits a path into names and indices.
func parsePath(path string) []step {
	var steps []step
	for part := range strings.SplitSeq(path, ".") {
		name, indices, hasIndex := strings.Cut(part, "[")
		steps = append(steps, step{name: name, index: -1})
		if !hasIndex {
			continue
		}
		for index := range strings.SplitSeq(indices, "[") {
			i, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
			if err != nil || i < 0 {
				i = math.MaxInt // which no list has
			}
			steps = append(steps, step{index: i})
		}
	}
	return steps
}

// walk follows a path into v.
func walk(v RawJSON, steps []step) (RawJSON, bool) {
	for _, s := range steps {
		if s.index >= 0 {
			list := elements(v)
			if s.index >= len(list) {
				return "", false
			}
			v = list[s.index]
			continue
		}
		found := false
		each(v, func(name string, m RawJSON) {
			if name == s.name && !found {
				v, found = m, true
			}
		})
		if !found {
			return "", false
		}
	}
	return v, true
}
