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

	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/naming"
)

// link is a link to a page of ours.
type link struct {
	Name, Link string
	Count      int
}

// indexPage is the page of all methods, of some of them, or of what was searched for.
type indexPage struct {
	frame
	Heading    string // "" on the page of all methods
	About      []string
	Summary    string     // of a search
	Found      []foundSet // by kind
	Families   []family
	Methods    []methodLink
	Categories []link
	Messages   bool // there are pages of some
	Unread     [][]diagView
}

// family are the namespaces whose names begin alike: "taobao".
type family struct {
	Name       string
	Count      int
	Namespaces []namespaceView
}

// namespaceView is a namespace that opens.
type namespaceView struct {
	link
	About   string
	Open    bool
	Methods []methodLink
}

type methodLink struct {
	Link          string
	Method, Title template.HTML // with what was searched for marked
	Warnings      string
}

// mostOpen is how many methods the index shows without being asked to.
const mostOpen = 40

// all shows all methods, those of a category, or what was searched for.
func (x *Explorer) all(w http.ResponseWriter, r *http.Request) {
	p := indexPage{frame: x.frame(r, "topgen mock")}
	list := x.gateway.Methods()
	switch query, category := strings.TrimSpace(p.Query), r.FormValue("category"); {
	case query != "":
		p.search(x.find(), query, r.FormValue("kind"))
	case category != "":
		list = slices.DeleteFunc(slices.Clone(list), func(m *mock.Method) bool { return m.API.Category != category })
		p.Heading, p.About = category, []string{plural(len(list), "method") + " in this category"}
		p.Families = families(list)
	default:
		p.Families = families(list)
		p.Categories = categories(list)
		p.Messages = len(x.gateway.Messages()) > 0
		for _, page := range x.gateway.Unread() {
			p.Unread = append(p.Unread, x.diagViews(page.Diags))
		}
	}
	if r.Header.Get(fragmentHeader) == "results" {
		x.render(w, "results", p)
		return
	}
	x.render(w, "index", p)
}

// namespace shows the methods of a namespace.
func (x *Explorer) namespace(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	list := slices.DeleteFunc(slices.Clone(x.gateway.Methods()), func(m *mock.Method) bool { return namespaceOf(m.API.Method) != name })
	if len(list) == 0 {
		x.nothing(w, r, "There is no method in the namespace "+name+".")
		return
	}
	p := indexPage{frame: x.frame(r, name+" · topgen mock"), Heading: name, Methods: methodLinks(list)}
	p.About = append(p.About, plural(len(list), "method"))
	if dir := x.bindingsOf(list[0].API.Method); dir != "" {
		p.About = append(p.About, "Go package "+dir)
	}
	p.Categories = categories(list)
	x.render(w, "index", p)
}

// nothing says that there is no such page.
func (x *Explorer) nothing(w http.ResponseWriter, r *http.Request, why string) {
	w.WriteHeader(http.StatusNotFound)
	x.render(w, "index", indexPage{frame: x.frame(r, "Nothing here"), Heading: "Nothing here", About: []string{why}})
}

// namespaceOf returns the namespace of a method: the first two parts of its name.
func namespaceOf(method string) string {
	if m, err := naming.ParseMethod(method); err == nil {
		return m.Namespace
	}
	return method
}

// families sorts methods, which are in order, into namespaces, and these by what they
// begin with.
func families(list []*mock.Method) []family {
	var all []family
	for len(list) > 0 {
		name := namespaceOf(list[0].API.Method)
		n := slices.IndexFunc(list, func(m *mock.Method) bool { return namespaceOf(m.API.Method) != name })
		if n < 0 {
			n = len(list)
		}
		first, _, _ := strings.Cut(name, ".")
		if len(all) == 0 || all[len(all)-1].Name != first {
			all = append(all, family{Name: first})
		}
		f := &all[len(all)-1]
		f.Count += n
		f.Namespaces = append(f.Namespaces, namespaceView{link: link{name, namespaceURL(name), n}, About: about(list[:n]), Methods: methodLinks(list[:n])})
		list = list[n:]
	}
	shown := 0
	for _, f := range all {
		shown += f.Count
	}
	for _, f := range all {
		for i := range f.Namespaces {
			f.Namespaces[i].Open = shown <= mostOpen
		}
	}
	return all
}

// about says what methods are about: their categories or, without these, titles.
func about(list []*mock.Method) string {
	const most = 4
	var texts []string
	for _, c := range categories(list) {
		texts = append(texts, c.Name)
	}
	for _, m := range list {
		if len(texts) < most && m.API.Category == "" && m.API.Title != "" {
			texts = append(texts, m.API.Title)
		}
	}
	if len(texts) > most {
		texts = append(texts[:most], "…")
	}
	return strings.Join(texts, " · ")
}

// categories returns the categories of methods, the largest first.
func categories(list []*mock.Method) []link {
	counts := make(map[string]int)
	for _, m := range list {
		counts[m.API.Category]++
	}
	delete(counts, "")
	var links []link
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		links = append(links, link{name, categoryURL(name), counts[name]})
	}
	slices.SortStableFunc(links, func(a, b link) int { return cmp.Compare(b.Count, a.Count) })
	return links
}

func methodLinks(list []*mock.Method) []methodLink {
	links := make([]methodLink, len(list))
	for i, m := range list {
		links[i] = methodLinkOf(m, nil)
	}
	return links
}

func methodLinkOf(m *mock.Method, words []string) methodLink {
	l := methodLink{Link: methodURL(m.API.Method), Method: marked(m.API.Method, words), Title: marked(m.API.Title, words)}
	if n := len(m.Diags); n > 0 {
		l.Warnings = plural(n, "warning")
	}
	return l
}

func methodURL(method string) string   { return "/api/" + url.PathEscape(method) }
func namespaceURL(name string) string  { return "/namespace/" + url.PathEscape(name) }
func categoryURL(name string) string   { return "/?" + url.Values{"category": {name}}.Encode() }
func anchorURL(path, id string) string { return path + "#" + url.PathEscape(id) }

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
