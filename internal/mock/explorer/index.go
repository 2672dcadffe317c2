package explorer

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// link is a link to a page of ours.
type link struct {
	Name, Link string
	Count      int
}

func filterLink(param, name string, count int) link {
	return link{name, "/?" + url.Values{param: {name}}.Encode(), count}
}

// indexPage is the page of all methods, or of those that were searched for.
type indexPage struct {
	frame
	Filtered bool
	Summary  string
	Groups   []group
	Unread   [][]diagView
}

// group is a category, or a namespace in a list of methods.
type group struct {
	Name, Link string
	Count      int
	Methods    []methodLink
	Namespaces []link
}

type methodLink struct {
	Link          string
	Method, Title template.HTML // with what was searched for marked
	Warnings      string
}

// most is how many methods a page lists; who wants others can say which.
const (
	mostFound  = 100
	mostListed = 300
)

func (x *Explorer) all(w http.ResponseWriter, r *http.Request) {
	p := indexPage{frame: x.frame(r, "topgen mock")}
	query, category, namespace := strings.TrimSpace(p.Query), r.FormValue("category"), r.FormValue("namespace")
	switch {
	case query != "":
		p.search(x.index, query)
	case category != "":
		p.list(x.index, "in the category "+category, func(e indexed) bool { return e.API.Category == category })
	case namespace != "":
		p.list(x.index, "in the namespace "+namespace, func(e indexed) bool { return e.namespace == namespace })
	default:
		p.overview(x.index)
		for _, page := range x.gateway.Unread() {
			p.Unread = append(p.Unread, diagViews(page.Diags))
		}
	}
	if r.Header.Get(fragmentHeader) == "results" {
		x.render(w, "results", p)
		return
	}
	x.render(w, "index", p)
}

// search lists the methods that have every word of the query in their name,
// title or category, the best first.
func (p *indexPage) search(index []indexed, query string) {
	words := strings.Fields(strings.ToLower(query))
	type hit struct {
		indexed
		rank int
	}
	var hits []hit
	for _, e := range index {
		if rank, ok := e.rank(words); ok {
			hits = append(hits, hit{e, rank})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.rank, b.rank) })
	p.Filtered = true
	p.Summary = fmt.Sprintf("%s for “%s”.", plural(len(hits), "method"), query)
	if len(hits) > mostFound {
		p.Summary = fmt.Sprintf("%s for “%s”; these are the best %d.", plural(len(hits), "method"), query, mostFound)
		hits = hits[:mostFound]
	}
	g := group{Name: "Found", Count: len(hits)}
	for _, h := range hits {
		g.Methods = append(g.Methods, h.link(words))
	}
	if len(hits) > 0 {
		p.Groups = []group{g}
	}
}

// rank tells how well a method fits words, 0 best; it is not ok if one of them
// is nowhere in it.
func (e indexed) rank(words []string) (rank int, ok bool) {
	for _, word := range words {
		at := strings.Index(e.name, word)
		switch {
		case e.name == word:
		case at == 0, at > 0 && e.name[at-1] == '.':
			rank++
		case at > 0:
			rank += 2
		case strings.Contains(e.texts, word):
			rank += 3
		default:
			return 0, false
		}
	}
	return rank, true
}

// list lists the methods that match, by namespace.
func (p *indexPage) list(index []indexed, what string, match func(indexed) bool) {
	var found []indexed
	for _, e := range index {
		if match(e) {
			found = append(found, e)
		}
	}
	p.Filtered = true
	p.Summary = plural(len(found), "method") + " " + what + "."
	p.Groups = byNamespace(found)
}

// overview lists all methods by category; of a large category, its namespaces.
func (p *indexPage) overview(index []indexed) {
	categories := make(map[string][]indexed)
	for _, e := range index {
		categories[e.API.Category] = append(categories[e.API.Category], e)
	}
	names := slices.SortedFunc(maps.Keys(categories), func(a, b string) int {
		return cmp.Or(-cmp.Compare(min(len(a), 1), min(len(b), 1)), cmp.Compare(a, b)) // those without one are last
	})
	for _, name := range names {
		found := categories[name]
		g := group{Name: cmp.Or(name, "Without a category"), Count: len(found)}
		if name != "" {
			g.Link = filterLink("category", name, 0).Link
		}
		if len(index) <= mostListed {
			for _, e := range found {
				g.Methods = append(g.Methods, e.link(nil))
			}
		} else {
			for _, n := range byNamespace(found) {
				g.Namespaces = append(g.Namespaces, link{n.Name, n.Link, n.Count})
			}
		}
		p.Groups = append(p.Groups, g)
	}
}

// byNamespace groups methods, which are sorted.
func byNamespace(found []indexed) []group {
	var groups []group
	for _, e := range found {
		if n := len(groups); n == 0 || groups[n-1].Name != e.namespace {
			groups = append(groups, group{Name: e.namespace, Link: filterLink("namespace", e.namespace, 0).Link})
		}
		g := &groups[len(groups)-1]
		g.Count++
		g.Methods = append(g.Methods, e.link(nil))
	}
	return groups
}

func (e indexed) link(words []string) methodLink {
	l := methodLink{Link: methodURL(e.API.Method), Method: marked(e.API.Method, words), Title: marked(e.API.Title, words)}
	if n := len(e.Diags); n > 0 {
		l.Warnings = plural(n, "warning")
	}
	return l
}

func methodURL(method string) string { return "/api/" + url.PathEscape(method) }

// marked returns text as HTML, with the words marked.
func marked(text string, words []string) template.HTML {
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // a letter whose lower case has another length
		return template.HTML(template.HTMLEscapeString(text))
	}
	mark := make([]bool, len(text))
	for _, word := range words {
		for i := 0; ; {
			at := strings.Index(lower[i:], word)
			if at < 0 {
				break
			}
			for j := range len(word) {
				mark[i+at+j] = true
			}
			i += at + len(word)
		}
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		j := i
		for j < len(text) && mark[j] == mark[i] {
			j++
		}
		part := template.HTMLEscapeString(text[i:j])
		if mark[i] {
			part = "<mark>" + part + "</mark>"
		}
		b.WriteString(part)
		i = j
	}
	return template.HTML(b.String())
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
