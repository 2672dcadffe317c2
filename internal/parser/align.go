package parser

// This file finds where the rows of a table stand in a sample.
//
// The text form of a page lists nested rows one after the other without their
// depth. A sample lists the same fields in the same order, with depth: written
// out depth first, it is the same sequence of names, but for fields that the
// sample lacks and elements that the table lacks. So the rows are aligned with
// the elements like two texts with a few edits, at least cost, and a row has
// the depth of its element.
//
// Where several alignments are equally good, the depth of a row is ambiguous,
// and where a row has no element, depth.go says in which objects it can stand.

// The costs of an alignment, in the order of what pages do.
const (
	costNone     = 0
	costExpected = 1  // a row missing from the sample that samples leave out
	costOdd      = 3  // cells that do not agree with the sample
	costMissing  = 8  // a row missing from the sample that should be there
	costExtra    = 10 // an element without a row
)

// flatNode is a node in the order of the sample, depth first.
type flatNode struct {
	*node
	parent int // index, -1 of the outermost
	end    int // index behind its last descendant
}

// flatten lists nodes depth first.
func flatten(nodes []*node) []flatNode {
	var flat []flatNode
	var walk func(nodes []*node, parent int)
	walk = func(nodes []*node, parent int) {
		for _, n := range nodes {
			i := len(flat)
			flat = append(flat, flatNode{node: n, parent: parent})
			walk(n.children, i)
			flat[i].end = len(flat)
		}
	}
	walk(nodes, -1)
	return flat
}

// problem is an alignment to be found.
type problem struct {
	cells int // positions of the table: cells, or rows of the top level
	rows  func(p int) []*row
	nodes []flatNode
	// match returns the cost of the element n standing for r, and false where
	// it cannot.
	match func(r *row, n *node) (int, bool)
	// missing returns the cost of the sample having no element for r.
	missing func(r *row) int
	// named reports whether any of the nodes has the name of r.
	named func(r *row) bool
}

// place is a row and where it stands.
type place struct {
	row  *row
	node int // index of its element, -1 where the sample has none
	// next is the index of the first element behind the row. A row without an
	// element may have some before it in one alignment and behind it in another,
	// as good: then it is the one behind all of these.
	next int
	// contested tells that another alignment, as good as this one, gives the
	// row another depth or other cells.
	contested bool
}

// state is how far an alignment has come: p cells and k elements are read.
type state struct{ p, k int }

// edge is a step of an alignment.
type edge struct {
	from, to int32 // states
	row      *row  // nil where the step skips an element
	node     int   // element of the row, -1 if missing
	same     int32 // the next edge to the same state, -1 for none
}

// aligner searches for the alignment of least cost: the A* algorithm over
// states, with a queue for each estimate.
type aligner struct {
	*problem
	index  map[state]int32
	states []state
	cost   []int
	into   []int32 // the last edge found into each state, -1 for none
	edges  []edge
	queues [][]int32 // states by their estimates
	ahead  []int     // by cell: what the rows from there on cost at least
}

// align returns the rows of the best alignment in order, and false where
// finding it would take too long, as it does for no page that was written in
// good faith.
func (p *problem) align() ([]place, bool) {
	a := aligner{problem: p, index: make(map[state]int32), ahead: p.lowerBounds()}
	a.state(state{0, 0}, 0)
	goal := state{p.cells, len(p.nodes)}
	limit := 200_000 + 8*(p.cells+len(p.nodes))
	for estimate := 0; estimate < len(a.queues); estimate++ {
		for len(a.queues[estimate]) > 0 {
			last := len(a.queues[estimate]) - 1
			s := a.queues[estimate][last]
			a.queues[estimate] = a.queues[estimate][:last]
			if a.estimate(s) == estimate {
				a.expand(s)
			}
			if len(a.states) > limit {
				return nil, false
			}
		}
		if s, ok := a.index[goal]; ok && a.cost[s] <= estimate {
			return a.path(s), true
		}
	}
	return nil, false
}

// lowerBounds returns for each cell where a row can begin what the rows from
// there on cost at least: those whose names no element has are missing.
func (p *problem) lowerBounds() []int {
	begins := make([]bool, p.cells+1)
	begins[0] = true
	for i := range p.cells {
		if begins[i] {
			for _, r := range p.rows(i) {
				begins[r.end] = true
			}
		}
	}
	ahead := make([]int, p.cells+1)
	for i := p.cells - 1; i >= 0; i-- {
		if !begins[i] {
			continue
		}
		for n, r := range p.rows(i) {
			cost := ahead[r.end]
			if !p.named(r) {
				cost += p.missing(r)
			}
			if n == 0 || cost < ahead[i] {
				ahead[i] = cost
			}
		}
	}
	return ahead
}

// estimate returns what an alignment through a state costs at least.
func (a *aligner) estimate(s int32) int { return a.cost[s] + a.ahead[a.states[s].p] }

// state returns the number of s, which can be reached at cost. It queues s if
// that is new.
func (a *aligner) state(s state, cost int) int32 {
	n, ok := a.index[s]
	if !ok {
		n = int32(len(a.states))
		a.index[s] = n
		a.states = append(a.states, s)
		a.cost = append(a.cost, cost)
		a.into = append(a.into, -1)
	} else if cost >= a.cost[n] {
		return n
	} else {
		a.cost[n] = cost
		a.into[n] = -1
	}
	estimate := a.estimate(n)
	for len(a.queues) <= estimate {
		a.queues = append(a.queues, nil)
	}
	a.queues[estimate] = append(a.queues[estimate], n)
	return n
}

// expand takes every step from a state.
func (a *aligner) expand(from int32) {
	s, cost := a.states[from], a.cost[from]
	if s.p < a.cells {
		for _, r := range a.rows(s.p) {
			a.step(from, state{r.end, s.k}, cost+a.missing(r), r, -1)
			if s.k == len(a.nodes) {
				continue
			}
			if c, ok := a.match(r, a.nodes[s.k].node); ok {
				to, odd := a.behind(r, s.k)
				a.step(from, state{r.end, to}, cost+c+odd, r, s.k)
			}
		}
	}
	if s.k < len(a.nodes) {
		a.step(from, state{s.p, s.k + 1}, cost+costExtra, nil, s.k)
	}
}

func (a *aligner) step(from int32, to state, cost int, r *row, node int) {
	n := a.state(to, cost)
	if a.cost[n] == cost {
		a.edges = append(a.edges, edge{from: from, to: n, row: r, node: node, same: a.into[n]})
		a.into[n] = int32(len(a.edges) - 1)
	}
}

// behind returns the index of the element that follows when r stands for the
// k-th: its first child, or the first child of its items, or what follows it.
func (a *aligner) behind(r *row, k int) (next, cost int) {
	n := a.nodes[k]
	switch {
	case r.top:
		return n.end, 0
	case r.leaf:
		if len(n.children) > 0 && !r.list {
			cost = costOdd // markup that nobody escaped, or a struct's element
		}
		return n.end, cost
	case !r.list || n.array || len(n.children) == 0:
		return k + 1, 0
	}
	typ, _ := splitType(r.typ.S)
	if n.inner(typ) != nil {
		return k + 2, 0
	}
	return k + 1, costOdd
}

// path returns the steps from the beginning to the goal. Where there is a
// choice it takes an element rather than none.
func (a *aligner) path(goal int32) []place {
	out, choices := a.best(goal)
	var places []place
	for s := int32(0); s != goal; {
		e := out[s][0]
		for _, other := range out[s][1:] {
			if better(other, e) {
				e = other
			}
		}
		if e.row != nil {
			pl := place{row: e.row, node: e.node, next: a.states[e.to].k}
			a.contest(&pl, choices[e.row.start])
			places = append(places, pl)
		}
		s = e.to
	}
	return places
}

// better reports whether step a is to be preferred to b.
func better(a, b edge) bool {
	rank := func(e edge) int {
		switch {
		case e.row != nil && e.node >= 0:
			return 0
		case e.row != nil:
			return 1
		}
		return 2
	}
	if rank(a) != rank(b) {
		return rank(a) < rank(b)
	}
	if a.row == nil || a.row.end != b.row.end {
		return a.row != nil && a.row.end < b.row.end
	}
	return a.row.leaf && !b.row.leaf
}

// best returns the steps of all best alignments, by the state that they leave,
// and those with a row by the cell where the row begins.
func (a *aligner) best(goal int32) (out map[int32][]edge, choices map[int][]edge) {
	out = make(map[int32][]edge)
	choices = make(map[int][]edge)
	seen := make([]bool, len(a.states))
	todo := []int32{goal}
	seen[goal] = true
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for i := a.into[s]; i >= 0; i = a.edges[i].same {
			e := a.edges[i]
			out[e.from] = append(out[e.from], e)
			if e.row != nil {
				choices[e.row.start] = append(choices[e.row.start], e)
			}
			if !seen[e.from] {
				seen[e.from] = true
				todo = append(todo, e.from)
			}
		}
	}
	return out, choices
}

// contest notes in pl what the other steps of best alignments that begin where
// its row does make of the row.
func (a *aligner) contest(pl *place, steps []edge) {
	for _, other := range steps {
		switch {
		case other.row.end != pl.row.end:
			pl.contested = true
		case other.node == pl.node:
			pl.next = max(pl.next, a.states[other.to].k)
		case other.node < 0 || pl.node < 0 || a.depth(other.node) != a.depth(pl.node):
			pl.contested = true
		}
	}
}

func (a *aligner) depth(node int) int {
	depth := 0
	for node = a.nodes[node].parent; node >= 0; node = a.nodes[node].parent {
		depth++
	}
	return depth
}
