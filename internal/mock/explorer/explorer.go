// Package explorer is the page at which people look at the APIs of a gateway of
// package mock, and try them: it finds methods, shows their fields and samples,
// and calls the gateway as a program would.
package explorer

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/mock"
)

//go:embed ui
var uiFiles embed.FS

var templates = template.Must(template.ParseFS(uiFiles, "ui/*.html"))

// policy keeps the pages to what this server serves: texts of documentation
// pages come from elsewhere.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// fragmentHeader is what the script sends to get a part of a page only.
const fragmentHeader = "X-Fragment"

// Options configure an Explorer.
type Options struct {
	// Emit has the import path of the bindings and the names that topgen.yaml
	// gives, for the code that is shown.
	Emit emit.Options
	// Version of topgen.
	Version string
}

// Explorer shows the methods of a gateway. It is an http.Handler, to be had at "/".
type Explorer struct {
	gateway *mock.Server
	app     mock.Options // of the gateway
	opt     Options
	index   []indexed
	mux     *http.ServeMux
}

// indexed is a method as the search finds it.
type indexed struct {
	*mock.Method
	namespace string
	name      string // in lower case
	texts     string // title and category, in lower case
}

// New returns the explorer of a gateway.
func New(gateway *mock.Server, opt Options) *Explorer {
	x := &Explorer{gateway: gateway, app: gateway.Options(), opt: opt, mux: http.NewServeMux()}
	for _, m := range gateway.Methods() {
		x.index = append(x.index, indexed{
			Method: m, namespace: namespaceOf(m.API.Method), name: strings.ToLower(m.API.Method),
			texts: strings.ToLower(m.API.Title + "\n" + m.API.Category),
		})
	}
	x.routes()
	return x
}

// ServeHTTP shows a page, or makes the call that a form asks for.
func (x *Explorer) ServeHTTP(w http.ResponseWriter, r *http.Request) { x.mux.ServeHTTP(w, r) }

// namespaceOf returns the first two parts of a method's name.
func namespaceOf(method string) string {
	if parts := strings.SplitN(method, ".", 3); len(parts) == 3 {
		return parts[0] + "." + parts[1]
	}
	return method
}

func (x *Explorer) routes() {
	x.mux.HandleFunc("GET /{$}", x.all)
	x.mux.HandleFunc("GET /api/{method}", x.method)
	x.mux.HandleFunc("POST /api/{method}", x.method)
	for name, contentType := range map[string]string{
		"style.css": "text/css; charset=utf-8", "script.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml",
	} {
		data, err := uiFiles.ReadFile("ui/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		x.mux.HandleFunc("GET /static/"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.Header().Set("Cache-Control", "no-cache")
			w.Write(data)
		})
	}
}

// render writes a template, or nothing of it if it fails.
func (x *Explorer) render(w http.ResponseWriter, name string, data any) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		x.app.Logger.Error("topgen mock cannot show a page", "template", name, "error", err)
		http.Error(w, "topgen mock has a bug: see its output", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	w.Write(b.Bytes())
}

// frame is what every page has around it.
type frame struct {
	Title   string
	Query   string
	Count   int
	Address string
	AppKey  string
	Version string
}

func (x *Explorer) frame(r *http.Request, title string) frame {
	return frame{
		Title: title, Query: r.FormValue("q"), Count: len(x.index), Address: "http://" + r.Host,
		AppKey: x.app.AppKey, Version: cmp.Or(x.opt.Version, "(devel)"),
	}
}

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

// diagView is a diagnostic as the page shows it.
type diagView struct{ Severity, Message, Hint, Pos, Code string }

func diagViews(list diag.List) []diagView {
	var views []diagView
	for _, d := range list {
		views = append(views, diagView{d.Severity.String(), d.Message, d.Hint, d.Pos.String(), string(d.Code)})
	}
	return views
}

// method shows a method and, for POST, makes the call that its form asks for.
func (x *Explorer) method(w http.ResponseWriter, r *http.Request) {
	m := x.gateway.Method(r.PathValue("method"))
	if m == nil {
		p := indexPage{frame: x.frame(r, "No such method"), Filtered: true, Summary: "There is no page for the method " + r.PathValue("method") + "."}
		w.WriteHeader(http.StatusNotFound)
		x.render(w, "index", p)
		return
	}
	var view *exchangeView
	var c *sending
	if r.Method == http.MethodPost {
		var err error
		if c, err = readForm(w, r, m); err != nil {
			http.Error(w, "the form does not read: "+err.Error(), http.StatusBadRequest)
			return
		}
		view = viewExchange(c.send(r.Context(), &x.app, localAddress(r)))
		if r.Header.Get(fragmentHeader) == "wire" {
			x.render(w, "wire", view)
			return
		}
	}
	x.render(w, "api", x.methodPage(r, m, c, view))
}

// localAddress returns the address at which the request came in, for calls of
// our own.
func localAddress(r *http.Request) string {
	host := r.Host
	if addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		host = addr.String()
	}
	return (&url.URL{Scheme: "http", Host: host}).String()
}

// maxForm bounds what the form of a page can make the gateway hold.
const maxForm = 64 << 20

// readForm reads the form of a method's page.
func readForm(w http.ResponseWriter, r *http.Request, m *mock.Method) (*sending, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseMultipartForm(maxForm); err != nil {
		return nil, err
	}
	defer r.MultipartForm.RemoveAll()
	c := newSending(m.Meaning(), r.FormValue("session"), r.FormValue("format"), r.FormValue("sign_method"), r.FormValue("fault"))
	for _, f := range m.Request().Fields {
		name := f.Doc.Name
		if !f.IsFile() {
			if v := r.FormValue("p." + name); !inbound.IsBlank(v) {
				// A browser ends lines by CR LF, whatever was there before.
				c.values[name] = strings.ReplaceAll(v, "\r\n", "\n")
			}
			continue
		}
		for _, part := range r.MultipartForm.File["p."+name] {
			if part.Filename == "" {
				continue
			}
			in, err := part.Open()
			if err != nil {
				return nil, err
			}
			data, err := io.ReadAll(in)
			in.Close()
			if err != nil {
				return nil, err
			}
			c.files = append(c.files, upload{name, part.Filename, cmp.Or(part.Header.Get("Content-Type"), "application/octet-stream"), data})
		}
	}
	c.addDocumentedFiles(m)
	return c, nil
}
