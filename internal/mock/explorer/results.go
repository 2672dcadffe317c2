package explorer

import (
	"html/template"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// How many of a kind a search shows: of all kinds at once, and of one alone.
const (
	mostOfAll = 10
	mostOfOne = 300
)

// foundSet is what was found of one kind.
type foundSet struct {
	Key, Title, Count string
	Hits              []hitView
	More, MoreText    string // link to more of them, if there are more
}

// hitView is something that was found, with the words that were searched for marked.
type hitView struct {
	Link                string
	Name, GoName, About template.HTML
	Type                string
	Method, In          template.HTML // Method is a topic, too; In is the object in which a field stands
}

// search shows what has every word of the query, of all kinds or of one.
func (p *indexPage) search(f *finder, query, only string) {
	words := strings.Fields(strings.ToLower(query))
	most := mostOfAll
	if only != "" {
		most = mostOfOne
	}
	counts := make([]string, 0, len(kinds))
	for _, h := range f.find(words, most) {
		k := kinds[h.kind]
		counts = append(counts, plural(h.count, k.one))
		if only != "" && only != k.key {
			continue
		}
		set := foundSet{Key: k.key, Title: k.title, Count: plural(h.count, k.one)}
		for _, e := range h.best {
			set.Hits = append(set.Hits, f.view(e, words))
		}
		switch {
		case h.count > len(h.best) && only == "":
			set.More, set.MoreText = "/?"+url.Values{"q": {query}, "kind": {k.key}}.Encode(), "more of these "+set.Count
		case h.count > len(h.best):
			set.MoreText = "These are the best; another word finds fewer."
		}
		p.Found = append(p.Found, set)
	}
	p.Summary = "Nothing has all words of “" + query + "”."
	if len(counts) > 0 {
		p.Summary = strings.Join(counts, ", ") + " for “" + query + "”."
	}
}

// view shows an entry.
func (f *finder) view(e *entry, words []string) hitView {
	owner := &f.entries[e.owner]
	name := f.texts[owner.name]
	v := hitView{
		Link: methodURL(name), Name: marked(f.texts[e.name], words), About: marked(excerpt(f.texts[e.about], words), words),
		Type: e.typ,
	}
	if owner.kind == topics {
		v.Link = topicURL(name)
	}
	if e.goName != e.name && e.goName != 0 {
		v.GoName = marked(f.texts[e.goName], words)
	}
	if e != owner {
		v.Method = breakable(name)
	}
	if e.anchor != "" {
		v.Link = anchorURL(v.Link, e.anchor)
		if dot := strings.LastIndexByte(e.anchor, '.'); dot > 0 && e.kind != errorCodes {
			v.In = breakable(e.anchor[:dot])
		}
	}
	return v
}

// excerpt returns the beginning of a text or, if a word stands far behind it, what is
// around that.
func excerpt(s string, words []string) string {
	const before, most = 40, 360
	lower := strings.ToLower(s)
	for _, word := range words {
		if at := strings.Index(lower, word); at > most/2 && len(lower) == len(s) {
			for at -= before; !utf8.RuneStart(s[at]); {
				at--
			}
			s = "… " + s[at:]
			break
		}
	}
	if len(s) > most {
		end := most
		for !utf8.RuneStart(s[end]) {
			end--
		}
		s = s[:end] + "…"
	}
	return s
}

// marked returns text as HTML, with the words marked. A line can end behind each dot
// and underscore.
func marked(text string, words []string) template.HTML {
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // a letter whose lower case has another length
		words = nil
	}
	mark := make([]bool, len(text))
	for _, word := range words {
		for at := strings.Index(lower, word); at >= 0; at = next(lower, word, at) {
			copy(mark[at:at+len(word)], slices.Repeat([]bool{true}, len(word)))
		}
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		j := i
		for j < len(text) && mark[j] == mark[i] {
			j++
		}
		part := breakable(text[i:j])
		if mark[i] {
			part = "<mark>" + part + "</mark>"
		}
		b.WriteString(string(part))
		i = j
	}
	return template.HTML(b.String())
}

// breakable returns a name as HTML that can be broken where people would break it: behind
// dots and underscores, and before the words of names in Go.
func breakable(name string) template.HTML {
	var b strings.Builder
	from := 0
	for i := 1; i < len(name); i++ {
		before, c := name[i-1], name[i]
		if before == '.' || before == '_' || 'a' <= before && before <= 'z' && 'A' <= c && c <= 'Z' {
			b.WriteString(template.HTMLEscapeString(name[from:i]) + "<wbr>")
			from = i
		}
	}
	b.WriteString(template.HTMLEscapeString(name[from:]))
	return template.HTML(b.String())
}
