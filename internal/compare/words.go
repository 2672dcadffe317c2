package compare

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// phrase is a line of our own words with names and texts of pages in it. The
// forms of the report set these off, so that nothing in them can be taken for
// anything else.
type phrase []part

type part struct {
	text string
	kind partKind
}

type partKind int

const (
	ours   partKind = iota
	named           // a name or type of a page, or Go
	quoted          // any other text of a page
)

func own(format string, args ...any) part { return part{fmt.Sprintf(format, args...), ours} }
func theName(text string) part            { return part{text, named} }
func theText(text string) part            { return part{text, quoted} }

// String returns the phrase as plain text: texts of pages in quotes, names as
// they are if they print.
func (p phrase) String() string {
	return p.text(func(theirs string) string { return theirs })
}

// text returns the phrase with what it has from the page, names or texts in
// quotes, as mark writes it.
func (p phrase) text(mark func(theirs string) string) string {
	var b strings.Builder
	for _, part := range p {
		switch part.kind {
		case ours:
			b.WriteString(part.text)
		case named:
			b.WriteString(mark(printable(part.text)))
		case quoted:
			b.WriteString(mark(strconv.Quote(part.text)))
		}
	}
	return b.String()
}

// printable returns a name as it is, or quoted if something in it does not print.
func printable(name string) string {
	q := strconv.Quote(name)
	if name == "" || q[1:len(q)-1] != name {
		return q
	}
	return name
}

// words says what changed: "type Number became Price".
func (c *Change) words() phrase {
	switch c.Kind {
	case FieldAdded:
		return phrase{own("added: "), theName(c.New)}
	case FieldRemoved:
		return phrase{own("removed: "), theName(c.Old)}
	case Type, List:
		return phrase{own("type "), theName(c.Old), own(" became "), theName(c.New)}
	case Required:
		return phrase{own("%s now", c.New)}
	case Limit:
		p := changed(limitNames[c.What], c.Old, c.New)
		for i := range p {
			if p[i].kind == quoted && c.What != "default" {
				p[i].kind = named
			}
		}
		return p
	case Element:
		return changed("inner element", c.Old, c.New)
	case DateForm:
		return phrase{own("dates "), theName(c.Old), own(" became dates "), theName(c.New)}
	case Session:
		return phrase{own("%s", sessionWords[c.What == ofMessage][c.New])}
	case Protocol:
		return phrase{own("protocol %s became %s", c.Old, c.New)}
	case Root:
		return changed("root", c.Old, c.New)
	case ValueAdded:
		return phrase{own("value added: "), theName(c.What), own(" "), theText(c.New)}
	case ValueRemoved:
		return phrase{own("value removed: "), theName(c.What), own(" "), theText(c.Old)}
	case ErrorAdded:
		return phrase{own("error code added: "), theText(c.New)}
	case ErrorRemoved:
		return phrase{own("error code removed: "), theText(c.Old)}
	case ErrorText, Wording:
		return changed(c.What, c.Old, c.New)
	case Example:
		if c.What == "sample" {
			return phrase{own("the sample shows "), theText(c.New)}
		}
		return changed("example", c.Old, c.New)
	case Withdrawn:
		if c.New != "" {
			return phrase{own("deprecated now: "), theText(c.New)}
		}
		return phrase{own("deprecated now")}
	case Paging:
		return pagingWords(c.Old, c.New)
	case Effect, Gateway:
		return phrase{own("%s %s became %s", c.Kind, c.Old, c.New)}
	}
	if c.New == "" { // of kind GoNames
		return phrase{own("Go declarations differ on account of other changes")}
	}
	return phrase{own("in Go now: "), theName(c.New)}
}

// pagingWords says how the pages of a list are read now.
func pagingWords(old, new string) phrase {
	switch "" {
	case old:
		return phrase{own("a method All goes through the pages now: "), theName(new)}
	case new:
		return phrase{own("no method All goes through the pages any more, as it did: "), theName(old)}
	}
	was, is := strings.Split(old, ", "), strings.Split(new, ", ")
	without := func(list, other []string) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(list), func(part string) bool { return slices.Contains(other, part) }), ", ")
	}
	p := phrase{own("pages are read otherwise now")}
	if gone := without(was, is); gone != "" {
		p = append(p, own(", no more by "), theName(gone))
	}
	if come := without(is, was); come != "" {
		p = append(p, own(", by "), theName(come))
	}
	return p
}

// limitNames are the limits in words, by What.
var limitNames = map[string]string{
	"default": "default", "maxLength": "maximum length", "maxListSize": "maximum list size",
	"minValue": "minimum", "maxValue": "maximum", "fileTypes": "file types",
}

// changed says how a text changed. Of long ones it shows the place where they did.
func changed(what, old, new string) phrase {
	at := commonPrefix(old, new)
	old, new = excerpt(old, at), excerpt(new, at)
	switch {
	case old == "":
		return phrase{own("%s added: ", what), theText(new)}
	case new == "":
		return phrase{own("%s removed: ", what), theText(old)}
	}
	return phrase{own("%s ", what), theText(old), own(" became "), theText(new)}
}

// The sizes of excerpts, in runes: of the whole, and of what stands before the
// place where the text changed.
const (
	excerptSize   = 60
	excerptBefore = 15
)

// excerpt returns a part of text around the rune of index at.
func excerpt(text string, at int) string {
	runes := []rune(text)
	if len(runes) <= excerptSize {
		return text
	}
	from := max(0, min(at-excerptBefore, len(runes)-excerptSize))
	to := from + excerptSize
	s := string(runes[from:to])
	if from > 0 {
		s = "…" + s
	}
	if to < len(runes) {
		s += "…"
	}
	return s
}

// commonPrefix returns how many runes two texts begin with in common.
func commonPrefix(a, b string) int {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

// goLines returns the lines that tell which Go declarations a change takes
// away. A setter goes without saying where its field is listed, too, and so does
// the constructor of a type.
func (c *Change) goLines() []string {
	listed := make(map[string]bool)
	for _, line := range c.Go {
		decl, _, _ := strings.Cut(line, ": ")
		listed[decl] = true
	}
	var lines []string
	for _, line := range c.Go {
		decl, _, _ := strings.Cut(line, ": ")
		typ, field, isSetter := strings.Cut(strings.TrimPrefix(decl, "(*"), ").Set")
		made, isNew := strings.CutPrefix(decl, "New")
		if isSetter && listed[typ+"."+field] || isNew && listed[made] {
			continue
		}
		lines = append(lines, line)
	}
	return lines
}

// Summary says in one line how much changed and how much of it breaks.
func (r *Report) Summary() string {
	if len(r.APIs) == 0 {
		return "no difference"
	}
	n := make(map[Status]int)
	var code, calls int
	for _, a := range r.APIs {
		n[a.Status]++
		if a.Breaks()&Code != 0 {
			code++
		}
		if a.Breaks()&Calls != 0 {
			calls++
		}
	}
	unread := ""
	if n[Unread] > 0 {
		unread = fmt.Sprintf(", %d unread", n[Unread])
	}
	return fmt.Sprintf("%s changed, %d added, %d removed%s; code breaks in %d, calls break in %d",
		count(n[Changed], "API"), n[Added], n[Removed], unread, code, calls)
}

// ofMessage is what a change of sessions is about where it is one of messages, which
// nobody calls.
const ofMessage = "message"

// sessionWords say what became of sessions: of messages (true) and of calls, by Change.New.
var sessionWords = map[bool]map[string]string{
	false: {"yes": "calls need a session now", "no": "calls need no session any more"},
	true:  {"yes": "messages come for users who have permitted it now", "no": "messages come for users who have not permitted it, too"},
}
