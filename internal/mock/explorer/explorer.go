// Package explorer is the page at which people look at the APIs of a gateway of
// package mock, and try them: it finds methods, shows their fields and samples,
// and calls the gateway as a program would.
package explorer

import (
	"bytes"
	"cmp"
	"embed"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/topgen/topgen/internal/emit"
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
	find    func() *finder // waits until there is one
	mux     *http.ServeMux
}

// New returns the explorer of a gateway. It begins to read what can be searched for,
// for which nothing but a search has to wait.
func New(gateway *mock.Server, opt Options) *Explorer {
	opt.Emit.Module = cmp.Or(opt.Emit.Module, defaultModule)
	x := &Explorer{gateway: gateway, app: gateway.Options(), opt: opt, mux: http.NewServeMux()}
	x.find = sync.OnceValue(func() *finder { return newFinder(slices.Concat(gateway.Methods(), gateway.Messages()), opt.Emit) })
	go x.find()
	x.routes()
	return x
}

// ServeHTTP shows a page, or makes the call that a form asks for.
func (x *Explorer) ServeHTTP(w http.ResponseWriter, r *http.Request) { x.mux.ServeHTTP(w, r) }

// bindingsOf returns the import path of the package with the bindings of a method; ""
// if it has none.
func (x *Explorer) bindingsOf(method string) string {
	if dir := emit.Dir(method, x.opt.Emit.Config); dir != "" {
		return x.opt.Emit.Module + "/" + dir
	}
	return ""
}

func (x *Explorer) routes() {
	x.mux.HandleFunc("GET /{$}", x.all)
	x.mux.HandleFunc("GET /namespace/{name}", x.namespace)
	x.mux.HandleFunc("GET /api/{method}", x.method)
	x.mux.HandleFunc("POST /api/{method}", x.method)
	x.mux.HandleFunc("GET /messages", x.messages)
	x.mux.HandleFunc("GET /message/{topic}", x.message)
	x.mux.HandleFunc("POST /message/{topic}", x.message)
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
	Title     string
	Query     string
	Count     int
	Address   string
	AppKey    string
	AppSecret string // "" is one that somebody chose, and that may be real
	Version   string
}

func (x *Explorer) frame(r *http.Request, title string) frame {
	f := frame{
		Title: title, Query: r.FormValue("q"), Count: len(x.gateway.Methods()), Address: "http://" + r.Host,
		AppKey: x.app.AppKey, Version: cmp.Or(x.opt.Version, "(devel)"),
	}
	if x.app.AppSecret == mock.DefaultAppSecret {
		f.AppSecret = x.app.AppSecret
	}
	return f
}

// method shows a method. For POST it makes the call that the form asks for, or tells how
// a program makes it.
func (x *Explorer) method(w http.ResponseWriter, r *http.Request) {
	m := x.gateway.Method(r.PathValue("method"))
	if m == nil {
		x.nothing(w, r, "There is no page for the method "+r.PathValue("method")+".")
		return
	}
	if r.Method != http.MethodPost {
		x.render(w, "api", x.methodPage(r, m, nil, nil))
		return
	}
	c, err := readForm(w, r, m)
	if err != nil {
		http.Error(w, "the form does not read: "+err.Error(), http.StatusBadRequest)
		return
	}
	if as := r.FormValue("copy"); as != "" {
		x.copy(w, r, c, as)
		return
	}
	view := viewExchange(c.send(r.Context(), x.gateway, localAddress(r)))
	if r.Header.Get(fragmentHeader) == "wire" {
		x.render(w, "wire", view)
		return
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
