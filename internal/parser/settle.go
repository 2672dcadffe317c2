package parser

import (
	"slices"
	"strings"
	"sync"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/parser/guess"
)

// This file puts each nested row into one of the objects in which it can stand.
// Where there are several, package guess is asked, which is told what is certain
// of both tables.

// maxGuesses is how many depths are guessed in one table; a page with more is
// not worth it, and the rest goes to the innermost object.
const maxGuesses = 200

// nearby is how many fields on either side of a row are compared with it. The
// bulk of a page would cost its square.
const nearby = 40

// settleTables puts each row of both tables into an object.
func settleTables(request, response *table, choose guess.Chooser) {
	whole := sync.OnceValue(func() *guess.Page { // most pages need no guess
		return guess.NewPage(append(request.certainObjects(), response.certainObjects()...))
	})
	for _, t := range []*table{request, response} {
		s := &settler{choose: choose, request: t.evidence.request, page: whole}
		for n := range t.nested {
			s.settle(n)
		}
	}
}

// settler settles the rows of one table.
type settler struct {
	choose  guess.Chooser
	request bool
	page    func() *guess.Page
	asked   int // guesses so far
}

// settled is where a row stands, and why.
type settled struct {
	object int    // the row of the object
	reason string // of a guess; "" where there was none, or nothing speaks for it
}

// settle puts each row of n into an object.
func (s *settler) settle(n *nested) {
	n.settled = make([]settled, len(n.places))
	certain := n.certainFields()
	placed := make([][]int, len(n.places)+1) // the fields of each object so far
	path := []int{headRow}                   // the objects around the row
	for i, pl := range n.places {
		sp := n.spans[i]
		for len(path) > 1 && path[len(path)-1] > sp.inner {
			path = path[:len(path)-1]
		}
		first := min(outermost(path, sp.outer)+n.repeats(i), len(path)-1)
		follows := path[len(path)-1] == i-1 // an object, and objects have fields
		if !follows && first < len(path)-1 && s.asked < maxGuesses {
			s.asked++
			q := n.question(i, path[first:], placed, certain)
			q.Request, q.Page = s.request, s.page()
			answer := s.choose(q)
			n.settled[i].reason = answer.Reason
			path = path[:first+answer.Object+1]
		}
		object := path[len(path)-1]
		if !sp.ambiguous {
			object = sp.inner // what is certain holds, whatever was guessed before
		}
		n.settled[i].object = object
		placed[object+1] = append(placed[object+1], i)
		if !pl.row.leaf && len(path) < maxDepth {
			path = append(path, i)
		}
	}
}

// outermost returns the index in path of the outermost object in which a row
// can stand that cannot stand outside of outer.
func outermost(path []int, outer int) int {
	i := len(path) - 1
	for i > 0 && path[i] > outer {
		i--
	}
	return i
}

// repeats returns how many of the ambiguous rows that follow the i-th have its
// name. Each needs an object of its own, which can only be further out.
func (n *nested) repeats(i int) int {
	count := 0
	for j := i + 1; j < len(n.places) && j <= i+nearby && n.spans[j].ambiguous; j++ {
		if n.places[j].row.name.S == n.places[i].row.name.S {
			count++
		}
	}
	return count
}

// question asks in which of some objects the i-th row stands, given the fields
// that each object has so far and those that are certain to be its own.
func (n *nested) question(i int, objects []int, placed, certain [][]int) *guess.Question {
	q := &guess.Question{Field: n.field(i)}
	for _, o := range objects {
		before, after := placed[o+1], certain[o+1]
		next, _ := slices.BinarySearch(after, i)
		after = after[next:]
		q.Objects = append(q.Objects, guess.Object{
			Field:  n.field(o),
			Before: n.fields(before[max(0, len(before)-nearby):]),
			After:  n.fields(after[:min(len(after), nearby)]),
		})
	}
	return q
}

// certainFields returns for each object, that of the head first, the rows that
// are certain to be its fields.
func (n *nested) certainFields() [][]int {
	fields := make([][]int, len(n.places)+1)
	for i, sp := range n.spans {
		if !sp.ambiguous {
			fields[sp.inner+1] = append(fields[sp.inner+1], i)
		}
	}
	return fields
}

// certainObjects returns the objects of a table with the fields that are certain
// to be theirs.
func (t *table) certainObjects() []*guess.Known {
	var objects []*guess.Known
	for n := range t.nested {
		for o, fields := range n.certainFields() {
			if len(fields) > 0 {
				fields = fields[:min(len(fields), 2*nearby)]
				objects = append(objects, &guess.Known{Field: n.field(o - 1), Fields: n.fields(fields)})
			}
		}
	}
	return objects
}

// field returns the i-th row, or that of the head, as guesses compare it.
func (n *nested) field(i int) *guess.Field {
	if n.compared == nil {
		n.compared = make([]*guess.Field, len(n.places)+1)
	}
	if n.compared[i+1] == nil {
		r := n.head
		if i != headRow {
			r = n.places[i].row
		}
		typ, _ := splitType(r.typ.S)
		text := ""
		if len(r.cells) > 0 {
			text = r.cells[len(r.cells)-1].S // the description, if there is one
		}
		n.compared[i+1] = guess.NewField(r.name.S, typ, text, page.Required(r.required.S), r.name.Line)
	}
	return n.compared[i+1]
}

func (n *nested) fields(rows []int) []*guess.Field {
	fields := make([]*guess.Field, len(rows))
	for i, r := range rows {
		fields[i] = n.field(r)
	}
	return fields
}

// maxCandidates is how many objects are listed in which one row can stand. Real
// rows have up to 4; only where there is no sample at all can there be more.
const maxCandidates = 20

// candidates returns the paths of the objects in which the i-th row can stand:
// the one in which it was put, and then the others, the innermost first. head is
// the path of the head.
func (n *nested) candidates(i int, head string) []string {
	sp := n.spans[i]
	chosen := n.settled[i].object
	paths := []string{n.path(chosen, head)}
	for o := sp.inner; len(paths) < maxCandidates; o = n.spans[o].inner {
		if o != chosen {
			paths = append(paths, n.path(o, head))
		}
		if o == sp.outer {
			break
		}
	}
	return paths
}

// path returns the path of an object.
func (n *nested) path(object int, head string) string {
	var names []string
	for ; object != headRow; object = n.settled[object].object {
		names = append(names, n.places[object].row.name.S)
	}
	names = append(names, head)
	slices.Reverse(names)
	return strings.Join(names, ".")
}
