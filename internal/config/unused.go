package config

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/nearest"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/schema"
)

// Pages is what Unused needs to know of the pages that were looked at.
type Pages struct {
	Methods []string // that they document
	// Unread tells that there are pages that could not be read: an entry that no
	// use names may be about one of them.
	Unread bool
	// Partial tells that there are more pages: only entries about the methods are
	// looked at.
	Partial bool
}

// Unused returns an error for every entry that none of the uses names, unless it
// may be about a page that could not be read, and for every entry all of whose
// uses would be the same without it.
func (c *Config) Unused(uses []Use, pages Pages) diag.List {
	if c == nil {
		return nil
	}
	matched, needed := make([]bool, len(c.Entries)), make([]bool, len(c.Entries))
	was, near := make([]string, len(c.Entries)), make([]string, len(c.Entries))
	for _, u := range uses {
		if u.Missing {
			near[u.Entry] = cmp.Or(near[u.Entry], u.Near)
			continue
		}
		matched[u.Entry] = true
		needed[u.Entry] = needed[u.Entry] || u.Needed
		was[u.Entry] = cmp.Or(was[u.Entry], u.Was)
	}
	var list diag.List
	for i, e := range c.Entries {
		read := slices.Contains(pages.Methods, e.Method)
		switch {
		case pages.Partial && !read:
		case !matched[i] && pages.Unread && !read:
		case !matched[i]:
			list = append(list, e.error(e.unmatched()+pages.meant(e.Method, near[i]), "correct the entry, or remove it if the page is gone or was mended"))
		case !needed[i]:
			list = append(list, e.error(e.unneeded(was[i]), "remove it"))
		}
	}
	return list
}

// unmatched says that no page has what the entry is about.
func (e Entry) unmatched() string {
	switch e.Kind {
	case Accept:
		return "there is no " + e.Key.String()
	}
	return "no page has the " + e.Key.String()
}

// unneeded says that a page says what the entry says.
func (e Entry) unneeded(was string) string {
	switch e.Kind {
	case SkipPage:
		return e.Key.String() + " reads without a complaint; it need not be skipped"
	case Paging:
		if e.Value == schema.NoPaging {
			return fmt.Sprintf("no loop over pages is made for the method %s without this entry", e.Method)
		}
	case FieldAdd:
		return fmt.Sprintf("%s is on the page by now, as %s", e.Key, was)
	case FieldUnder:
		return fmt.Sprintf("%s is in %s without this entry", e.Key, was)
	case Withdrawn:
		if was == "true" {
			return e.Key.String() + " is withdrawn without this entry"
		}
		return e.Key.String() + " is not withdrawn without this entry"
	case Session:
		return fmt.Sprintf("%s needs a session: %s without this entry", e.Key, was)
	case FieldZone:
		return fmt.Sprintf("%s is in %s without this entry", e.Key, was)
	case FieldLayout:
		return fmt.Sprintf("%s has the layout %s without this entry", e.Key, was)
	case FieldRequired:
		return fmt.Sprintf("%s is required: %s without this entry", e.Key, was)
	}
	return fmt.Sprintf("%s is %s without this entry", e.Key, cmp.Or(was, "the same"))
}

// meant names the method that an entry can have meant by one that no page
// documents, or the field near that of a method whose page has no such field; ""
// if none is near.
func (p Pages) meant(method, field string) string {
	if field != "" {
		return fmt.Sprintf("; did you mean %s?", field)
	}
	if method == "" || slices.Contains(p.Methods, method) {
		return ""
	}
	if near := nearest.Word(method, slices.Values(p.Methods)); near != "" {
		return fmt.Sprintf("; did you mean the %s %s?", page.Noun(near), near)
	}
	return ""
}
