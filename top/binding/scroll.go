package binding

// scrolled reads what the cursors of the answers lead to.
func (l *list) scrolled() error {
	asked := map[string]bool{} // cursors since items came
	for cursor := ""; ; {
		a := l.scroll(cursor)
		if a.n > 0 {
			clear(asked)
		}
		asked[cursor] = true
		prints := l.fingerprints(a)
		l.moved(a)
		l.passed += int64(a.n)
		if len(l.given) > 0 {
			a.err = unlessEmpty(a.err)
		}
		same := a.cursor == cursor
		if again := len(l.given) > 0 && a.n == 1 && prints[0] == l.given[len(l.given)-1]; again && same {
			return l.short() // the cursor is the last item
		}
		if a.n > 0 && !l.isNew(prints) {
			return incomplete("what follows the cursor has come before")
		}
		if err := l.give(a, prints, 1, 1); err != nil { // a cursor can be an item that came
			return err
		}
		if done, err := l.scrollEnds(a, asked[a.cursor]); done {
			return err
		}
		cursor = a.cursor
	}
}

// scrollEnds reports whether no page follows an answer, whose cursor may lead back to one
// that was asked for since items came. It is an error if that cannot be all.
func (l *list) scrollEnds(a answer, back bool) (done bool, err error) {
	more, leads := a.n > 0, a.cursor != "" && a.cursor != l.last
	if a.hasNext != nil {
		more = *a.hasNext
	} else if l.numbered && !leads {
		more = more && l.passed < l.total
	}
	switch {
	case l.promised(a):
		return true, moreFollows()
	case !more:
		return true, l.short()
	case leads && a.n == 0 && back && a.hasNext != nil:
		return true, incomplete("it says that more follows, and gives nothing")
	case leads, l.numbered && a.cursor == "" && a.n > 0:
		return false, nil
	case a.hasNext != nil:
		return true, incomplete("it says that more follows, and gives no cursor for that")
	}
	return true, l.short()
}
