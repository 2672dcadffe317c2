package parser

// This file finds in which objects the nested rows of a table can stand, once
// they are aligned with a sample.
//
// A row that has an element stands in the object of the element around it. A
// row that the sample lacks can stand in any object that is open between its
// neighbours: one which began before it, and of which the sample has no field
// any more that is still to come. Where that leaves one object, the row stands
// there; where it leaves several, its depth is ambiguous. Nothing is guessed
// here, and so a row whose place hangs on that of another is ambiguous, too.

// headRow is the index of the row of the top level in whose object all the nested
// rows are.
const headRow = -1

// span is where a row can stand: in the object inner, or in one that is open
// around it up to outer. Objects go by the indexes of their rows.
type span struct {
	outer, inner int
	// ambiguous tells that the page leaves open in which object the row stands.
	ambiguous bool
}

// depths finds the spans of aligned rows.
type depths struct {
	places []place
	nodes  []flatNode
	spans  []span
	rowOf  map[int]int // the object of each element that has a row
	// anchors are for each object the innermost one, itself or around it, that
	// the sample has: those that it lacks can always end.
	anchors []int
}

// findDepths returns the span of each row.
func findDepths(places []place, nodes []flatNode) []span {
	d := depths{places: places, nodes: nodes, rowOf: make(map[int]int), spans: make([]span, len(places)), anchors: make([]int, len(places))}
	inner := headRow
	for i, pl := range places {
		if pl.node >= 0 {
			inner = d.objectAround(pl.node)
			d.rowOf[pl.node] = i
			d.spans[i] = span{outer: inner, inner: inner}
		} else {
			d.spans[i] = d.withoutElement(i, inner)
		}
		d.spans[i].ambiguous = pl.contested || d.spans[i].outer != d.spans[i].inner
		if !pl.row.leaf {
			d.anchors[i] = i
			if pl.node < 0 {
				d.anchors[i] = d.anchor(inner)
			}
			inner = i
		}
	}
	return d.spans
}

// objectAround returns the object in which an element stands.
func (d *depths) objectAround(node int) int {
	for parent := d.nodes[node].parent; parent >= 0; parent = d.nodes[parent].parent {
		if i, ok := d.rowOf[parent]; ok && !d.places[i].row.leaf {
			return i
		}
	}
	return headRow
}

// withoutElement returns where the i-th row can stand, which has no element,
// given the innermost object that is open.
func (d *depths) withoutElement(i, inner int) span {
	if inner == headRow || inner == i-1 && d.showsFields(inner) {
		return span{outer: inner, inner: inner}
	}
	return span{outer: d.outermost(inner, d.places[i].next), inner: inner}
}

// showsFields reports whether the sample shows an object for a row, so that
// there must be fields even if the sample has none of them.
func (d *depths) showsFields(object int) bool {
	node := d.places[object].node
	return node >= 0 && d.nodes[node].object
}

// outermost returns the outermost object that is open around inner when the
// elements before next are read: the first that has some left.
func (d *depths) outermost(inner, next int) int {
	o := d.anchor(inner)
	for o != headRow && d.nodes[d.places[o].node].end <= next {
		o = d.anchor(d.spans[o].inner)
	}
	return o
}

func (d *depths) anchor(object int) int {
	if object == headRow {
		return headRow
	}
	return d.anchors[object]
}
