package parser

import (
	"fmt"
	"iter"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// object pairs the fields of one object with the nodes that stand for them.
type object struct {
	pairs []pair
	// undocumented are the nodes of the object that no field has.
	undocumented []*node
	// absent tells that the sample does not have the object.
	absent bool
	typ    string // of the object; "" for the outermost level
	path   string // "response.result"
}

// all yields the pairs of an object and of those below it, each with its object,
// in the order of the page.
func (o *object) all() iter.Seq2[*object, *pair] {
	return func(yield func(*object, *pair) bool) { o.walk(yield) }
}

func (o *object) walk(yield func(*object, *pair) bool) bool {
	for i := range o.pairs {
		p := &o.pairs[i]
		if !yield(o, p) || p.fields != nil && !p.fields.walk(yield) {
			return false
		}
	}
	return true
}

// pair is a field and what the sample has of it.
type pair struct {
	field *schema.Field
	node  *node // nil where there is none
	// inner is the element around the items of a list; nil where there is none.
	inner *node
	// repeated tells that the object has a field of that name before.
	repeated bool
	fields   *object // of the fields below; nil for a leaf
}

// matcher pairs the fields of a table with the nodes of its sample, by their
// names. It is the same for all forms of pages.
type matcher struct {
	evidence *evidence
	loose    map[string]*node // see table
	read     map[*node]bool   // for a field
}

// matchTable pairs all fields of a table.
func matchTable(fields []*schema.Field, ev *evidence, loose map[string]*node) *object {
	m := &matcher{evidence: ev, loose: loose, read: make(map[*node]bool)}
	o := m.match(fields, ev.nodes, "", ev.side())
	o.absent = !ev.present
	return o
}

// match pairs the fields of an object of a type with the nodes in which their
// values stand.
func (m *matcher) match(fields []*schema.Field, nodes []*node, typ, path string) *object {
	o := &object{pairs: make([]pair, len(fields)), typ: typ, path: path}
	unread := make(map[string][]*node, len(nodes))
	for _, n := range nodes {
		unread[n.name] = append(unread[n.name], n)
	}
	seen := make(map[string]bool, len(fields))
	for i, f := range fields {
		p := &o.pairs[i]
		p.field, p.node, p.repeated = f, m.take(unread, f), seen[f.Name]
		seen[f.Name] = true
		var below []*node
		if p.node != nil {
			m.read[p.node] = true
			below = p.node.children
			if f.List {
				p.inner = innerOf(f, p.node)
			}
			if p.inner != nil {
				below = p.inner.children
			}
		}
		if len(f.Fields) > 0 {
			p.fields = m.match(f.Fields, below, f.Type, path+"."+f.Name)
			p.fields.absent = p.node == nil
		}
	}
	for _, n := range nodes {
		if !m.read[n] {
			o.undocumented = append(o.undocumented, n)
		}
	}
	return o
}

// take returns the first unread node of a field, nil if there is none.
func (m *matcher) take(unread map[string][]*node, f *schema.Field) *node {
	names := []string{f.Name}
	if m.evidence.setters {
		names[0] = setterName(f.Name)
		if f.Type != "String" {
			names = append(names, names[0]+"String") // takes the JSON text
		}
	}
	for _, name := range names {
		if nodes := unread[name]; len(nodes) > 0 {
			unread[name] = nodes[1:]
			return nodes[0]
		}
	}
	return m.loose[names[0]]
}

// innerOf returns the element around the items of a list, nil where there is
// none.
func innerOf(f *schema.Field, n *node) *node {
	if len(f.Fields) > 0 {
		return n.inner(f.Type)
	}
	if !n.array && len(n.children) == 1 {
		return n.children[0] // of simple values, whatever it is called
	}
	return nil
}

// nameElements gives each list the name of the element around its items: that
// which the sample has, or else the one that its type gives.
func nameElements(file string, ev *evidence, table *object) diag.List {
	out := findings{file: file}
	for _, p := range table.all() {
		f := p.field
		if element := schema.ElementName(f.Type); f.List && isWireName(element) {
			f.Element = element
		}
		switch {
		case p.inner == nil:
		case isWireName(p.inner.name):
			f.Element = p.inner.name
		default:
			line, column := ev.text.At(p.inner.pos.Offset)
			out.report(diag.InvalidName, diag.Error, line, column, fmt.Sprintf("%s: %q, around the items of the list, cannot be a name on the wire", f.Name, visible.Shown(p.inner.name)),
				"correct the page, or skip it in topgen.yaml")
		}
	}
	return out.list
}
