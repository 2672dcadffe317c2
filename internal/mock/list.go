package mock

import (
	"sync"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/paged"
	"github.com/topgen/topgen/internal/sample"
)

// movingLists are the lists that faults have moved: one for each method and session, as
// each user of the platform has orders of their own.
type movingLists struct {
	mu    sync.Mutex
	lists map[listKey]*paged.List
	order []listKey // the oldest first
}

type listKey struct{ method, session string }

// maxMoving is how many moved lists there are at most: the oldest is then as documented
// again.
const maxMoving = 1000

// of returns the list of a call, nil if nothing has moved it, unless it is to be made.
func (m *movingLists) of(key listKey, fresh func() *paged.List) *paged.List {
	m.mu.Lock()
	defer m.mu.Unlock()
	if l := m.lists[key]; l != nil || fresh == nil {
		return l
	}
	if m.lists == nil {
		m.lists = make(map[listKey]*paged.List)
	}
	if len(m.order) == maxMoving {
		delete(m.lists, m.order[0])
		m.order = m.order[1:]
	}
	m.lists[key] = fresh()
	m.order = append(m.order, key)
	return m.lists[key]
}

// page returns the page of a list that a call asks for, and then moves the list, if
// that is to go wrong. It is nil where the documented response is the answer.
func (a *answer) page(m *Method, in *inbound.Request) *sample.Node {
	list, key, lists := m.list(), listKey{m.API.Method, in.Session()}, &a.gateway.server.moving
	move := ""
	if a.fault != nil {
		move = a.fault.move
	}
	if list == nil {
		if move != "" {
			a.odd("the method gives out no list in pages that could move")
		}
		return nil
	}
	parameter := func(path string) string { return sample.Parameter(in.Values, string(in.Body), path) }
	moved := lists.of(key, nil)
	if moved == nil && move != "" {
		moved = lists.of(key, func() *paged.List { return paged.Of(m.Meaning()) })
	}
	switch {
	case moved != nil:
		page := moved.Answer(parameter)
		a.gateway.server.move(moved, move)
		return page
	case list.IsFirst(parameter):
		return nil
	}
	return list.Answer(parameter)
}

// moves are the ways in which a list can move.
var moves = []string{"leave", "join", "front"}

// move moves a list; which item leaves or comes to the front, the seed decides.
func (s *Server) move(l *paged.List, way string) {
	if way == "" {
		return
	}
	at := int(s.ids.chance() * float64(l.Len()))
	switch way {
	case "leave":
		l.Leave(at)
	case "front":
		l.Front(at)
	default:
		l.Join()
	}
}
