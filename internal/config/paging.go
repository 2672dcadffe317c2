package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// pagingKinds are the kinds of paging that an entry can have.
var pagingKinds = []string{"page", "last-page-first", "offset", "cursor"}

// readPaging reads how a method gives out a list: "none" for a method without a loop, or
// a mapping of parts, in which null says that there is no such part.
func readPaging(it *item, p pair) (values []partValue, message, hint string) {
	const form = "write none, or the parts that the page does not tell, as {kind: offset, first: 0, items: response.result.items}"
	if text, ok := scalar(p.value); ok {
		if text != schema.NoPaging {
			return nil, fmt.Sprintf("%q is neither none nor parts of paging%s", text, didYouMean(text, []string{schema.NoPaging})), form
		}
		return []partValue{{part: "kind", value: text}}, "", ""
	}
	pairs, ok := it.pairs(p.value)
	if !ok || len(pairs) == 0 {
		return nil, "none or parts of paging belong here", form
	}
	for _, v := range pairs {
		i := slices.IndexFunc(schema.PagingParts(), func(part schema.PagingPart) bool { return part.Name == v.name })
		if i < 0 {
			it.unknown(v, pagingNames())
			continue
		}
		value, message, hint := readPagingPart(schema.PagingParts()[i], v.value)
		if message != "" {
			it.failAt(v, v.name+": "+message, hint)
			continue
		}
		values = append(values, partValue{v.name, value, v.key})
	}
	return values, "", ""
}

func pagingNames() (names []string) {
	for _, part := range schema.PagingParts() {
		names = append(names, part.Name)
	}
	return names
}

// readPagingPart reads a part of paging.
func readPagingPart(part schema.PagingPart, n ast.Node) (value, message, hint string) {
	if isNull(n) {
		if part.Dispensable {
			return "", "", ""
		}
		return "", "there is one wherever there are pages", "for a method without a loop, write paging: none"
	}
	text, _ := scalar(n)
	switch {
	case part.Name == "kind":
		return oneOf(pagingKinds...)(text, n)
	case part.Name == "first":
		if number, err := strconv.ParseInt(text, 10, 64); err != nil || number < 0 || strconv.FormatInt(number, 10) != text {
			return "", fmt.Sprintf("%q is not the number of a first page, or row", text), "write 0 or 1, or which it is"
		}
	case part.Side == "":
		return readText(text, n)
	case !strings.HasPrefix(text, part.Side+".") || !fieldPath.MatchString(text):
		return "", fmt.Sprintf("%q is no path of a field of the %s", text, part.Side), fmt.Sprintf("write %q and the names on the wire, joined with dots", part.Side+".")
	}
	return text, "", ""
}

// paging notes what an entry says of the pages of a list. What it is worth, only package
// api knows: see Paged.
func (a *applier) paging(i int, e Entry) {
	value := e.Value
	if fieldPath.MatchString(value) {
		rows := a.places.byPath[value]
		if len(rows) == 0 {
			hint := "name a field that the page has, or add it"
			if near := a.places.near(value); near != "" {
				hint = fmt.Sprintf("did you mean %s?", near)
			}
			a.fault(i, "there is no field "+value, hint)
			return
		}
		if value = a.pathOf(rows[0].Field); value == "" {
			a.fault(i, fmt.Sprintf("another entry takes %s away", e.Value), "keep one of the two")
			return
		}
	}
	if a.api.Settled.Paging == nil {
		a.api.Settled.Paging = make(map[string]string)
	}
	a.api.Settled.Paging[e.Part] = value
	a.uses[i] = &Use{Entry: i}
}

// pathOf returns where a field stands by now, "" if nowhere.
func (a *applier) pathOf(f *schema.Field) string {
	found := ""
	var walk func(path string, fields []*schema.Field)
	walk = func(path string, fields []*schema.Field) {
		for _, other := range fields {
			at := path + "." + other.Name
			if other == f {
				found = at
			}
			walk(at, other.Fields)
		}
	}
	walk(requestSide, a.api.Request)
	walk(responseSide, a.api.Response)
	return found
}

// Paged takes note of what became of what the file says of the pages of a method's list,
// and returns what cannot be.
func (c *Config) Paged(method string, said []schema.PagingSaid, uses *[]Use) (faults diag.List) {
	for _, s := range said {
		i, ok := c.entry(Key{Kind: Paging, Method: method, Part: s.Part})
		if !ok {
			continue
		}
		*uses = append(*uses, Use{Entry: i, Was: s.Was, Needed: s.Needed})
		if e := c.Entries[i]; s.Fault != "" {
			faults = append(faults, e.error(e.Key.String()+": "+s.Fault, s.Hint))
		}
	}
	return faults
}
