package top

import "fmt"

// added is what WithParam puts into the document of a call of Qimen.
type added struct {
	name  string   // as WithParam has it
	path  []string // from the object on that is being written
	value string   // as WithParam has it
}

// split returns what goes into a member of an object, or stands in its place, and the rest.
func split(more []added, member string) (own, rest []added) {
	for _, a := range more {
		if name, _ := indexOf(a.path[0]); name == member {
			own = append(own, a)
		} else {
			rest = append(rest, a)
		}
	}
	return own, rest
}

// within returns what goes into a member that is no list, and that is written.
func (w *xmlWriter) within(f *field, more []added) []added {
	return w.inner(more, func(a added, index int) bool {
		if index >= 0 {
			w.failAdded(a, "there is no list %s", f.name)
		}
		return true
	})
}

// withinElement returns what goes into an element of a list of n that is written.
func (w *xmlWriter) withinElement(f *field, more []added, i, n int) []added {
	return w.inner(more, func(a added, index int) bool {
		if index >= n {
			w.failAdded(a, "the list has %d elements", n)
		}
		return index < 0 || index == i
	})
}

// inner returns what goes into a member that is written, of that which is to. Nothing can
// stand in its place.
func (w *xmlWriter) inner(more []added, goes func(a added, index int) bool) (inner []added) {
	for _, a := range more {
		name, index := indexOf(a.path[0])
		if len(a.path) == 1 {
			w.failAdded(a, "%s is set by the request", name)
			continue
		}
		if goes(a, index) {
			inner = append(inner, added{a.name, a.path[1:], a.value})
		}
	}
	return inner
}

// absent writes what is added to an object beside its members that are there. A list that
// the page documents has elements of their own name.
func (w *xmlWriter) absent(p *plan, more []added) {
	if len(more) == 0 {
		return
	}
	for i, a := range more {
		name, index := indexOf(a.path[0])
		f, ok := p.byName[name]
		if !ok || !p.fields[f].list || len(a.path) == 1 {
			continue
		}
		if index >= 0 {
			w.failAdded(a, "the list has 0 elements")
		}
		more[i].path = append([]string{name, elementName(&p.fields[f])}, a.path[1:]...)
	}
	w.raw(w.extended("{}", more))
}

// extended returns JSON with what is added to it.
func (w *xmlWriter) extended(v RawJSON, more []added) RawJSON {
	for _, a := range more {
		next, err := setMember(v, -1, a.path, withinValue(a.value))
		if err != nil {
			w.failAdded(a, "%w", err)
			return v
		}
		v = next
	}
	return v
}

func (w *xmlWriter) failAdded(a added, format string, args ...any) {
	w.fail("WithParam: %s: %w", a.name, fmt.Errorf(format, args...))
}
