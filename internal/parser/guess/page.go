package guess

import "slices"

// Page is what is certain of the objects of a page.
type Page struct {
	byType  map[string][]*Known
	byField map[string][]*Known
}

// Known is an object with those of its fields that are certain to be its own.
type Known struct {
	*Field
	Fields []*Field
}

// mostKin is how many objects of one type, or with a field of one name, are
// looked at; real pages have fewer.
const mostKin = 50

// NewPage makes a Page of the objects of both tables.
func NewPage(objects []*Known) *Page {
	p := &Page{byType: make(map[string][]*Known), byField: make(map[string][]*Known)}
	for _, o := range objects {
		if len(o.Fields) == 0 {
			continue
		}
		if len(p.byType[o.Type]) < mostKin {
			p.byType[o.Type] = append(p.byType[o.Type], o)
		}
		for _, f := range o.Fields {
			if len(p.byField[f.Name]) < mostKin {
				p.byField[f.Name] = append(p.byField[f.Name], o)
			}
		}
	}
	return p
}

// kin reports what other objects of the page say about the row being in o: a
// relative of o has such a field, or an object of its type has none.
func (p *Page) kin(q *Question, o *Object) (relative, stranger bool) {
	if p == nil {
		return false, false
	}
	twins := 0
	for _, k := range p.byType[o.Type] {
		if q.asks(k) {
			continue
		}
		if k.has(q.Name) {
			return true, false
		}
		twins++
	}
	for _, k := range p.byField[q.Name] {
		if !q.asks(k) && o.has(func(f *Field) bool { return k.has(f.Name) }) {
			return true, twins > 0
		}
	}
	return false, twins > 0
}

// asks reports whether k is one of the objects of the question.
func (q *Question) asks(k *Known) bool {
	return slices.ContainsFunc(q.Objects, func(o Object) bool { return o.Line == k.Line })
}

func (k *Known) has(name string) bool {
	return slices.ContainsFunc(k.Fields, func(f *Field) bool { return f.Name == name })
}
