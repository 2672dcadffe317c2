package api

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// position finds the parameters that choose a page, and returns the one that there is
// something to say about; its field is nil if the method gives out no pages.
func (p *pager) position() Place {
	p.numberOfPage()
	p.Size = named(beside(p.scalars, p.Number), schema.KindNumber, pageSizeNames)
	if size, ok := p.settled("size", p.scalars); ok {
		p.Size = size
	}
	switch kind := p.saidKind(); {
	case kind != "" && kind != ByCursor:
		p.Cursor = Place{}
	case p.Cursor.Field == nil || p.said["cursor"] != "":
		p.Cursor = p.cursor()
	}
	p.UseHasNext = named(p.scalars, schema.KindBoolean, useHasNextNames)
	if flag, ok := p.settled("useHasNext", p.scalars); ok {
		p.UseHasNext = flag
	}
	switch {
	case p.Cursor.Field != nil:
		return p.Cursor
	case p.Number.Field != nil && p.saidKind() != ByCursor:
		return p.Number
	case p.said != nil:
		return Place{}
	}
	for _, s := range p.scalars { // of a page number that is a text, no loop is made, and that is said
		if s.Field.Kind == schema.KindString && slices.Contains(pageNumberNames[:5], squash(s.Field.Wire)) &&
			slices.ContainsFunc(beside(p.scalars, s), func(o Place) bool { return squash(o.Field.Wire) == "pagesize" }) {
			return s
		}
	}
	return Place{}
}

// numberOfPage finds the parameter that is a page number, or a row offset.
func (p *pager) numberOfPage() {
	if number, ok := p.settled("number", p.scalars); ok {
		p.Number = number
		if number.Field != nil && slices.Contains(offsetNames, squash(number.Field.Wire)) {
			p.Kind = ByOffset
		}
		return
	}
	if p.Number = named(p.scalars, schema.KindNumber, pageNumberNames); p.Number.Field == nil {
		p.offset()
	}
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
		if kind := p.saidKind(); kind != "" && kind != ByCursor {
			break
		}
		if squash(s.Field.Wire) == "next"+squash(at.Field.Wire) && isCursorKind(s.Field) { // the answer gives the next one
			p.Number, p.Cursor = Place{}, at
		}
	}
}

// cursor returns the parameter that takes what an answer said, or that seems to.
func (p *pager) cursor() Place {
	if at, ok := p.settled("cursor", p.scalars); ok {
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
	if p.said["items"] != "" {
		p.Items = p.itemsSaid()
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
	outward := slices.Clone(p.answers)
	slices.Reverse(outward) // of a call that failed there may be nothing further in
	p.Success = named(outward, schema.KindBoolean, successNames)
	p.HasNext = named(p.answers, schema.KindBoolean, hasNextNames)
	p.Total = named(slices.DeleteFunc(slices.Clone(p.answers), func(s Place) bool { return countsSomethingElse(s.Field.Doc.Description) }), schema.KindNumber, totalNames)
	if flag, ok := p.settled("hasNext", all); ok {
		p.HasNext = flag
	}
	if total, ok := p.settled("total", all); ok {
		p.Total = total
	}
	if flag, ok := p.settled("success", all); ok {
		p.Success = flag
	}
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
	if p.Kind == ByPage && p.saidKind() == "" && fromLastPage(text, p.Title, p.Description) {
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
	said, err := strconv.ParseInt(p.said["first"], 10, 64)
	if err == nil {
		why = ""
	}
	kind := p.saidKind()
	if kind == "" && p.Kind == ByOffset && why == "" {
		switch {
		case countsPages(text):
			kind = ByPage
		case !countsRows(text) && first != 0 && p.Total.Field == nil:
			return "the page does not say whether " + p.Number.Field.Wire + " counts rows or pages, and no total would tell"
		}
	}
	if kind != "" && kind != ByOffset && p.Kind == ByOffset && first < 0 && err != nil {
		why = cmp.Or(why, "the page does not say which number the first page has")
	}
	p.Kind = cmp.Or(kind, p.Kind, ByPage)
	switch {
	case err == nil:
		p.First = said
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
	if next, ok := p.nextCursorSaid(); ok {
		p.NextCursor = next
	}
	if p.NextCursor.Field == nil {
		return "the next page needs " + p.Cursor.Field.Wire + ", and the response does not give it"
	}
	p.FirstValue = p.value("firstCursor", firstCursor(p.Cursor.Field.Doc.Description))
	p.LastValue = p.value("lastCursor", lastCursor(p.NextCursor.Field.Doc.Description, p.Cursor.Field.Doc.Description))
	if p.said["number"] == "" && squash(p.NextCursor.Field.Wire) != name {
		p.Number = Place{} // the key of a row says where to go on, and no page is to be left out from there
	}
	if p.Number.Field != nil {
		p.besideCursor()
	}
	return p.forward()
}

// value returns a part that is a value, as topgen.yaml has it or as the page.
func (p *pager) value(part, documented string) string {
	if said, ok := p.said[part]; ok {
		return said
	}
	return documented
}

// besideCursor settles the number beside a cursor.
func (p *pager) besideCursor() {
	p.CountsRows = slices.Contains(offsetNames, squash(p.Number.Field.Wire)) && !countsPages(p.Number.Field.Doc.Description)
	if first, _ := firstNumber(p.Number.Field.Doc); first >= 0 {
		p.First = first
	} else if !p.CountsRows {
		p.First = 1
	}
	if said, err := strconv.ParseInt(p.said["first"], 10, 64); err == nil {
		p.First = said
	}
}

// forward settles which way to go from a cursor, where a parameter says that.
func (p *pager) forward() (why string) {
	said, isSaid := p.settled("forward", p.scalars)
	p.Forward = said
	for _, s := range beside(p.scalars, p.Cursor) {
		if !isSaid && strings.Contains(squash(s.Field.Wire), "jump") {
			p.Forward = s
		}
	}
	if p.Forward.Field == nil {
		return ""
	}
	p.ForwardBy = p.value("forwardValue", forwardValue(p.Forward.Field.Doc.Description))
	switch {
	case p.ForwardBy == "":
		return "the page does not say which value of " + p.Forward.Field.Wire + " goes on"
	case !p.Forward.Field.Kind.Holds(p.ForwardBy, false):
		p.fault("forwardValue", fmt.Sprintf("%q is no %s, as %s is", p.ForwardBy, p.Forward.Field.Doc.DocumentedType(), p.Forward.Of()), "")
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
