package api

import (
	"cmp"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// position finds the parameters that choose a page, and returns the one that there is
// something to say about; its field is nil if the method gives out no pages.
func (p *pager) position() Place {
	p.Number = named(p.scalars, schema.KindNumber, pageNumberNames)
	if p.Number.Field == nil {
		p.offset()
	}
	if number, ok := at(p.scalars, "request", p.wanted.Number); ok {
		p.Number = number
	}
	p.Size = named(beside(p.scalars, p.Number), schema.KindNumber, pageSizeNames)
	if size, ok := at(p.scalars, "request", p.wanted.Size); ok {
		p.Size = size
	}
	if p.Cursor.Field == nil {
		p.Cursor = p.cursor()
	}
	p.UseHasNext = named(p.scalars, schema.KindBoolean, useHasNextNames)
	switch {
	case p.Cursor.Field != nil:
		return p.Cursor
	case p.Number.Field != nil:
		return p.Number
	}
	for _, s := range p.scalars { // of a page number that is a text, no loop is made, and that is said
		if s.Field.Kind == schema.KindString && slices.Contains(pageNumberNames[:5], squash(s.Field.Wire)) &&
			slices.ContainsFunc(beside(p.scalars, s), func(o Place) bool { return squash(o.Field.Wire) == "pagesize" }) {
			return s
		}
	}
	return Place{}
}

// offset takes a parameter for a row offset if another one beside it says how many
// items there are to be.
func (p *pager) offset() {
	at := named(p.scalars, schema.KindNumber, offsetNames)
	if at.Field == nil || named(beside(p.scalars, at), schema.KindNumber, pageSizeNames).Field == nil {
		return
	}
	p.Number, p.Kind = at, ByOffset
	for _, s := range scalarsOf(p.Response) {
		if squash(s.Field.Wire) == "next"+squash(at.Field.Wire) && isCursorKind(s.Field) { // the answer gives the next one
			p.Number, p.Cursor = Place{}, at
		}
	}
}

// cursor returns the parameter that takes what an answer said, or that seems to.
func (p *pager) cursor() Place {
	if at, ok := at(p.scalars, "request", p.wanted.Cursor); ok {
		return at
	}
	paged := p.Number.Field != nil || p.Size.Field != nil || named(p.scalars, schema.KindNumber, pageSizeNames).Field != nil
	for _, s := range p.scalars {
		if s.Field.Kind != schema.KindString && s.Field.Kind != schema.KindNumber || s.Field == p.Number.Field {
			continue
		}
		if isCursorName(squash(s.Field.Wire)) && (paged || p.isAnswered(s)) || takesAnswer(s.Field.Doc.Description) && p.isAnswered(s) {
			return s
		}
	}
	return Place{}
}

// isAnswered reports whether the response has a field of the name of a parameter.
func (p *pager) isAnswered(s Place) bool {
	return slices.ContainsFunc(scalarsOf(p.Response), func(r Place) bool { return squash(r.Field.Wire) == squash(s.Field.Wire) })
}

// loop settles how to go from page to page, and returns why no way is safe, if so.
func (p *pager) loop() (why string) {
	if why := p.list(); why != "" {
		return why
	}
	switch {
	case p.Cursor.Field != nil:
		return p.byCursor()
	case p.Number.Field == nil:
		return "the page number is a String"
	}
	return p.byNumber()
}

// list finds the list, and what the response says of it.
func (p *pager) list() (why string) {
	p.Items = nearestList(p.Response)
	if path := p.wanted.Items; path != "" {
		p.Items = listAt(p.Response, strings.TrimPrefix(path, "response."))
	}
	if p.Items.Field == nil {
		return "the response has no list, or several that may be meant"
	}
	all := scalarsOf(p.Response)
	for depth := len(p.Items.Path); depth >= 0; depth-- {
		for _, s := range all {
			if slices.Equal(s.Path, p.Items.Path[:depth]) {
				p.answers = append(p.answers, s)
			}
		}
	}
	p.HasNext = named(p.answers, schema.KindBoolean, hasNextNames)
	p.Total = named(slices.DeleteFunc(slices.Clone(p.answers), func(s Place) bool { return countsSomethingElse(s.Field.Doc.Description) }), schema.KindNumber, totalNames)
	return ""
}

// listAt returns the list at a path of the response.
func listAt(o *Object, path string) (at Place) {
	for {
		name, rest, more := strings.Cut(path, ".")
		f := o.Field(name)
		switch {
		case f == nil || f.List == more:
			return Place{}
		case !more:
			return Place{at.Path, f}
		}
		at.Path, o, path = append(at.Path, f), f.Object, rest
	}
}

// byNumber settles paging by numbers or row offsets.
func (p *pager) byNumber() (why string) {
	text := p.Number.Field.Doc.Description
	if why := p.firstPage(text); why != "" {
		return why
	}
	if p.Size.Field != nil {
		p.PerPage = documentedDefault(p.Size.Field.Doc)
	}
	if p.Kind == ByPage && p.wanted.Kind == "" && fromLastPage(text, p.Title, p.Description) {
		p.Kind = FromLast
	}
	if p.Kind == FromLast && p.Total.Field == nil {
		return "the pages must be read from the last one back, and no total tells which that is"
	}
	return ""
}

// firstPage settles what the number of a page counts, and the first one.
func (p *pager) firstPage(text string) (why string) {
	first, why := firstNumber(p.Number.Field.Doc)
	if p.Kind == ByOffset && p.wanted.Kind == "" {
		switch {
		case countsPages(text):
			p.Kind = ByPage
			if first < 0 {
				return "the page does not say which number the first page has"
			}
		case !countsRows(text) && first != 0 && p.Total.Field == nil:
			return "the page does not say whether " + p.Number.Field.Wire + " counts rows or pages, and no total would tell"
		}
	}
	p.Kind = cmp.Or(PagingKind(p.wanted.Kind), p.Kind, ByPage)
	switch {
	case p.wanted.First != nil:
		p.First, why = *p.wanted.First, ""
	case first >= 0:
		p.First = first
	case p.Kind == ByOffset:
		p.First = 0
	default:
		p.First = 1
	}
	return why
}

// byCursor settles paging by cursors.
func (p *pager) byCursor() (why string) {
	p.Kind = ByCursor
	name := squash(p.Cursor.Field.Wire)
	p.NextCursor = p.nextCursor(name, p.Cursor.Field.Doc.Description)
	if next, ok := at(p.answers, "response", p.wanted.NextCursor); ok {
		p.NextCursor = next
	}
	if p.NextCursor.Field == nil {
		return "the next page needs " + p.Cursor.Field.Wire + ", and the response does not give it"
	}
	p.FirstValue, p.LastValue = firstCursor(p.Cursor.Field.Doc.Description), lastCursor(p.NextCursor.Field.Doc.Description, p.Cursor.Field.Doc.Description)
	p.LastValue = cmp.Or(p.wanted.LastCursor, p.LastValue)
	if squash(p.NextCursor.Field.Wire) != name {
		p.Number = Place{} // the key of a row says where to go on, and no page is to be left out from there
	}
	if p.Number.Field != nil {
		p.CountsRows = slices.Contains(offsetNames, squash(p.Number.Field.Wire)) && !countsPages(p.Number.Field.Doc.Description)
		if first, _ := firstNumber(p.Number.Field.Doc); first >= 0 {
			p.First = first
		} else if !p.CountsRows {
			p.First = 1
		}
		if p.wanted.First != nil {
			p.First = *p.wanted.First
		}
	}
	for _, s := range beside(p.scalars, p.Cursor) {
		if !strings.Contains(squash(s.Field.Wire), "jump") {
			continue
		}
		if p.Forward, p.ForwardBy = s, forwardValue(s.Field.Doc.Description); p.ForwardBy == "" {
			return "the page does not say which value of " + s.Field.Wire + " goes on"
		}
	}
	return ""
}

// nextCursor returns the field of the response that has the cursor for what follows:
// one of the name of the parameter, or of a name that says that it is the next one, or
// one that the parameter's description names.
func (p *pager) nextCursor(name, text string) Place {
	bare := strings.TrimPrefix(strings.TrimPrefix(name, "start"), "last")
	for _, wanted := range []string{name, "next" + name, "next" + bare, "max" + bare, "last" + bare, "end" + bare} {
		for _, s := range p.answers {
			if squash(s.Field.Wire) == wanted && isCursorKind(s.Field) {
				return s
			}
		}
	}
	for _, s := range p.answers {
		named := len(s.Field.Wire) > 3 && strings.Contains(text, s.Field.Wire)
		if isCursorKind(s.Field) && (named || strings.Contains(s.Field.Doc.Description, p.Cursor.Field.Wire)) {
			return s
		}
	}
	return Place{}
}

func isCursorKind(f *Use) bool {
	return f.Kind == schema.KindString || f.Kind == schema.KindNumber && !f.Decimal()
}
