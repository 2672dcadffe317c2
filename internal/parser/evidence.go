package parser

import "github.com/topgen/topgen/internal/page"

// evidence is what a sample shows of one table, and how rows compare with it.
type evidence struct {
	request bool      // the table is that of the request
	message bool      // the table is that of a message
	present bool      // the page has such a sample
	setters bool      // the names in it are those of Java setters
	spread  bool      // the fields of the only parameter are set on the request itself
	nodes   []*node   // the fields of the outermost level
	text    page.Text // the sample, for places
}

// side returns what the paths of the fields of the table begin with.
func (ev *evidence) side() string {
	if ev.request {
		return "request"
	}
	return "response"
}

// match returns the cost of n standing for r, and false where it cannot.
func (ev *evidence) match(r *row, n *node) (int, bool) {
	if !ev.sameName(r, n.name) {
		return 0, false
	}
	if len(n.children) > 0 && !(r.leaf && r.list) {
		return costNone, true // an object; for a leaf that is none, aligner.behind adds the cost
	}
	if agreementOf(r, n) == differs && (r.leaf || r.isSimple()) {
		return costOdd, true
	}
	return costNone, true
}

// sameName reports whether a node of that name can be the field of r.
func (ev *evidence) sameName(r *row, name string) bool {
	if !ev.setters {
		return r.name.S == name
	}
	setter := setterName(r.name.S)
	return setter == name || setter+"String" == name && !r.isString()
}

// isString reports whether r is a String: only other types have setters that
// take the JSON text as well.
func (r *row) isString() bool { return r.typ.S == "String" || r.typ.S == "" }

// missing returns the cost of no node standing for r.
func (ev *evidence) missing(r *row) int {
	yes, no := r.hasExample()
	switch {
	case !ev.present:
		return costNone
	case ev.setters && r.leaf && no:
		return costNone
	case ev.setters && r.leaf && !yes:
		return costExpected
	case !ev.setters && r.list && r.isSimple() && !yes:
		return costExpected
	}
	return costMissing
}

// namedIn returns a function that tells whether any of the nodes has the name
// of a row.
func (ev *evidence) namedIn(flat []flatNode) func(*row) bool {
	names := make(map[string]bool, len(flat))
	for _, n := range flat {
		names[n.name] = true
	}
	return func(r *row) bool {
		if !ev.setters {
			return names[r.name.S]
		}
		setter := setterName(r.name.S)
		return names[setter] || names[setter+"String"]
	}
}
