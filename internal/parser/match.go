package parser

import (
	"fmt"
	"slices"

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
	used     map[*node]bool   // of these
}

// matchTable pairs all fields of a table.
func matchTable(fields []*schema.Field, ev *evidence, loose map[string]*node) *object {
	m := &matcher{evidence: ev, loose: loose, used: make(map[*node]bool)}
	o := m.match(fields, ev.nodes, "")
	o.undocumented = slices.DeleteFunc(o.undocumented, func(n *node) bool { return m.used[n] })
	o.absent = !ev.present
	return o
}

// match pairs the fields of an object of a type with the nodes in which their
// values stand.
func (m *matcher) match(fields []*schema.Field, nodes []*node, typ string) *object {
	o := &object{pairs: make([]pair, len(fields)), typ: typ}
	unread := queue{nodes: nodes}
	seen := make(map[string]bool, len(fields))
	for i, f := range fields {
		p := &o.pairs[i]
		p.field, p.node, p.repeated = f, m.take(&unread, f), seen[f.Name]
		seen[f.Name] = true
		var below []*node
		if p.node != nil {
			below = p.node.children
			if f.List {
				p.inner = innerOf(f, p.node)
			}
			if p.inner != nil {
				below = p.inner.children
			}
		}
		if len(f.Fields) > 0 {
			p.fields = m.match(f.Fields, below, f.Type)
			p.fields.absent = p.node == nil
		}
	}
	o.undocumented = unread.rest()
	return o
}

// take returns the first unread node of a field, nil if there is none.
func (m *matcher) take(unread *queue, f *schema.Field) *node {
	if !m.evidence.setters {
		return unread.take(f.Name)
	}
	setter := setterName(f.Name)
	n := unread.take(setter)
	if n == nil && f.Type != "String" {
		n = unread.take(setter + "String") // takes the JSON text
	}
	if n == nil && m.loose[setter] != nil {
		n = m.loose[setter]
		m.used[n] = true
	}
	return n
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

// queue hands out nodes by name, those of one name in their order.
type queue struct {
	nodes  []*node
	begin  int              // all nodes before it are taken
	byName map[string][]int // the other nodes; nil as long as they are asked for in their order
	taken  map[int]bool     // those of byName
}

// take returns the first node of a name that is not taken, nil if there is none.
func (q *queue) take(name string) *node {
	if q.byName == nil && q.begin < len(q.nodes) {
		if n := q.nodes[q.begin]; n.name == name {
			q.begin++
			return n
		}
		q.byName = make(map[string][]int, len(q.nodes)-q.begin)
		q.taken = make(map[int]bool)
		for i := q.begin; i < len(q.nodes); i++ {
			q.byName[q.nodes[i].name] = append(q.byName[q.nodes[i].name], i)
		}
	}
	left := q.byName[name]
	if len(left) == 0 {
		return nil
	}
	q.byName[name] = left[1:]
	q.taken[left[0]] = true
	return q.nodes[left[0]]
}

// rest returns the nodes that were not taken.
func (q *queue) rest() []*node {
	var rest []*node
	for i := q.begin; i < len(q.nodes); i++ {
		if !q.taken[i] {
			rest = append(rest, q.nodes[i])
		}
	}
	return rest
}

// nameElements gives each list the name of the element around its items: that
// which the sample has, or else the one that its type gives.
func nameElements(file string, ev *evidence, o *object) diag.List {
	out := findings{file: file}
	var name func(o *object)
	name = func(o *object) {
		for i := range o.pairs {
			p := &o.pairs[i]
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
			if p.fields != nil {
				name(p.fields)
			}
		}
	}
	name(o)
	return out.list
}
