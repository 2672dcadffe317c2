package api

import (
	"fmt"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// settled returns the field that topgen.yaml says is a part of paging, without one if it
// says that there is no such part; false if it says nothing of it. Places are the fields
// that can be the part.
func (p *pager) settled(part string, places []Place) (Place, bool) {
	path, ok := p.said[part]
	if !ok || path == "" {
		return Place{}, ok
	}
	i := slices.IndexFunc(schema.PagingParts(), func(s schema.PagingPart) bool { return s.Name == part })
	wanted := schema.PagingParts()[i]
	for _, at := range places {
		if inSide(wanted.Side, at) != path {
			continue
		}
		if f := at.Field; slices.Contains(wanted.Kinds, f.Kind) && !f.Decimal() {
			return at, true
		}
		p.fault(part, fmt.Sprintf("%s is %s", path, at.Field.Doc.DocumentedType()), "it is "+inWords(wanted.Kinds)+", if not yet by the page, then by an entry of fields")
		return Place{}, false
	}
	p.fault(part, path+" is a list, an object, or within a list", "it is a field that every "+map[string]string{"request": "request", "response": "answer"}[wanted.Side]+" has once")
	return Place{}, false
}

// inWords lists kinds of fields.
func inWords(kinds []schema.Kind) string {
	words := map[schema.Kind]string{schema.KindNumber: "a Number without decimals", schema.KindString: "a String", schema.KindBoolean: "a Boolean"}
	var list []string
	for _, k := range kinds {
		list = append(list, words[k])
	}
	return strings.Join(list, " or ")
}

// fault notes what is wrong with a part.
func (p *pager) fault(part, message, hint string) {
	p.faults[part] = fault{message, hint}
}

// saidKind returns the kind of paging that topgen.yaml says, "" if it says none.
func (p *pager) saidKind() PagingKind { return PagingKind(p.said["kind"]) }

// nowhere says of all parts that nothing is known that chooses a page, unless that is
// because something is wrong with one of them.
func (p *pager) nowhere() {
	if len(p.faults) > 0 {
		return
	}
	for part := range p.said {
		p.fault(part, "no parameter is known that chooses a page", `name it: "number" is a page number or an offset, "cursor" takes what an answer said`)
	}
}

// itemsSaid returns the list that topgen.yaml names.
func (p *pager) itemsSaid() Place {
	path := p.said["items"]
	at := listAt(p.Response, strings.TrimPrefix(path, "response."))
	if at.Field == nil {
		p.fault("items", path+" is no list, or within one", "it is the list whose elements come in pages")
	}
	return at
}

// nextCursorSaid returns the field that topgen.yaml names for the next cursor: one that
// every answer has once, or one of the items, of which that of the last one counts.
func (p *pager) nextCursorSaid() (at Place, said bool) {
	places := scalarsOf(p.Response)
	within := append(slices.Clip(p.Items.Path), p.Items.Field)
	if p.Items.Field.Object == nil {
		places = append(places, p.Items) // the last item itself
	} else {
		for _, s := range scalarsOf(p.Items.Field.Object) {
			places = append(places, Place{slices.Concat(within, s.Path), s.Field})
		}
	}
	at, said = p.settled("nextCursor", places)
	p.OfLastItem = at.Field != nil && (at.Field == p.Items.Field || slices.Contains(at.Path, p.Items.Field))
	return at, said
}
