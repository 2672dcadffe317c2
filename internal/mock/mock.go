// Package mock is a gateway of the platform on one's own desk: it takes calls
// in all of its protocols, checks them as the platform does, and answers with
// the documented samples. At "/" it shows people the APIs that it has, and takes the
// connections of programs that listen to messages.
package mock

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/paged"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top/tmc/tmctest"
)

// The credentials of a gateway that is given none: those of the platform's own
// example of a signature.
const (
	DefaultAppKey    = "12345678"
	DefaultAppSecret = "helloworld"
)

// Page is a page that the gateway answers for. Of one that could not be read,
// the API is nil.
type Page struct {
	Path  string // for people
	API   *schema.API
	Diags diag.List
}

// Options configure a Server. The zero value is a usable configuration.
type Options struct {
	AppKey, AppSecret string // of the app that may call; "" are the defaults
	// Session is the only session that is valid; "" makes every one valid.
	Session string
	// Seed makes the request ids, and which calls a fault with a probability
	// hits, the same in every run; 0 makes them random.
	Seed uint64
	// Faults are what goes wrong without being asked to by a request.
	Faults []*Fault
	// Log is told of every call, if it is set. It may be called concurrently.
	Log func(Call)
	// Logger is told what goes wrong with the gateway itself; nil is slog.Default().
	Logger *slog.Logger
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Call is a call that was answered.
type Call struct {
	Time     time.Time
	Path     string // of the gateway: "/router/rest"
	Method   string // of the API; empty where the call named none that there is
	Code     string // of the error that was answered; empty for none
	Reason   string // of the error, for people
	Notes    []string
	Fault    string // what went wrong because it was to
	ID       string // the request id
	Duration time.Duration
}

// Server is the gateway. It is an http.Handler and safe for concurrent use.
type Server struct {
	opt      Options
	methods  map[string]*Method
	queue    map[string]*Method // those that give out messages, which come before these
	sorted   []*Method          // by name
	topics   map[string]*Method
	messages []*Method // by topic
	unread   []Page
	checker  *inbound.Checker
	ids      *idSource
	mux      *http.ServeMux
	channel  *tmctest.Server
	moving   movingLists
}

// Method is a method that can be called, or a topic whose messages can be pushed.
type Method struct {
	Page
	meaning func() *api.API
	bodies  [3]func() *api.Body // by api.Form
	qimen   [3]func() *api.Body // the same, at the gateway of Qimen's cloud
	list    func() *paged.List  // that it gives out in pages; nil if it gives out none
}

// New returns a gateway for the pages. Of two pages with one method, the first
// counts.
func New(pages []Page, opt Options) *Server {
	opt.AppKey = cmp.Or(opt.AppKey, DefaultAppKey)
	opt.AppSecret = cmp.Or(opt.AppSecret, DefaultAppSecret)
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Logger == nil {
		opt.Logger = slog.Default()
	}
	s := &Server{
		opt: opt, methods: make(map[string]*Method, len(pages)), queue: queueMethods(), topics: make(map[string]*Method), ids: newIDs(opt.Seed), mux: http.NewServeMux(),
		checker: &inbound.Checker{AppKey: opt.AppKey, AppSecret: opt.AppSecret, Session: opt.Session, Now: opt.Now},
	}
	s.channel = newChannel(opt)
	for _, p := range pages {
		switch {
		case p.API == nil:
			s.unread = append(s.unread, p)
		case p.API.Message:
			s.topics[p.API.Method] = cmp.Or(s.topics[p.API.Method], newMethod(p))
		case s.methods[p.API.Method] == nil:
			s.methods[p.API.Method] = newMethod(p)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.methods)) {
		s.sorted = append(s.sorted, s.methods[name])
	}
	for _, topic := range slices.Sorted(maps.Keys(s.topics)) {
		s.messages = append(s.messages, s.topics[topic])
	}
	for _, path := range inbound.Paths() {
		e, _ := inbound.EndpointAt(path)
		s.mux.Handle(path, &gateway{server: s, path: path, endpoint: e})
	}
	return s
}

// newMethod prepares nothing: of thousands of methods, few are called.
func newMethod(p Page) *Method {
	m := &Method{Page: p}
	m.meaning = sync.OnceValue(func() *api.API { return api.Meaning(m.API) })
	m.list = sync.OnceValue(func() *paged.List { return paged.Of(m.meaning()) })
	for form := range m.bodies {
		m.bodies[form] = sync.OnceValue(func() *api.Body { return bodyOf(m.meaning(), protocol.TOP, api.Form(form)) })
		m.qimen[form] = sync.OnceValue(func() *api.Body { return bodyOf(m.meaning(), protocol.QimenCloud, api.Form(form)) })
	}
	return m
}

// bodyOf returns what a method is answered with at a gateway, in a form.
func bodyOf(a *api.API, g protocol.Gateway, form api.Form) *api.Body {
	if g == protocol.QimenCloud {
		return a.DocumentedQimen(form)
	}
	return a.Documented(form)
}

// Meaning returns what the method's page means.
func (m *Method) Meaning() *api.API { return m.meaning() }

// Request returns what the method is called with.
func (m *Method) Request() *api.Object { return m.meaning().Request }

// Body returns what the method is answered with at a gateway, in a form.
func (m *Method) Body(g protocol.Gateway, form api.Form) *api.Body {
	if g == protocol.QimenCloud {
		return m.qimen[form]()
	}
	return m.bodies[form]()
}

// Methods returns the methods that can be called, sorted by name.
func (s *Server) Methods() []*Method { return s.sorted }

// Method returns the method of a name; nil if there is none.
func (s *Server) Method(name string) *Method { return s.methods[name] }

// Unread returns the pages that could not be read.
func (s *Server) Unread() []Page { return s.unread }

// Options returns how the gateway was configured, with the defaults filled in.
func (s *Server) Options() Options { return s.opt }

// Handle shows pages of h at a path of the gateway; "/" are all that it does not
// use itself.
func (s *Server) Handle(path string, h http.Handler) { s.mux.Handle(path, h) }

// ServeHTTP answers a call, or hands the request to what Handle was given.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v == http.ErrAbortHandler {
			panic(v)
		}
		s.opt.Logger.Error("topgen mock has a bug; the call is answered with an error", "path", r.URL.Path, "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
		http.Error(w, "topgen mock has a bug: see its output", http.StatusInternalServerError)
	}()
	if isChannel(r) {
		s.channel.ServeHTTP(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

const (
	headerTimeout = 10 * time.Second
	readTimeout   = time.Minute
	idleTimeout   = 2 * time.Minute
	// drainTimeout is how long calls that are under way may take when the
	// gateway is told to stop.
	drainTimeout = 10 * time.Second
)

// Serve answers on ln until ctx is done, and then until the calls that are
// under way are answered.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler: s, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout,
		ErrorLog: slog.NewLogLogger(s.opt.Logger.Handler(), slog.LevelDebug), // broken connections are the callers' affair
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		s.channel.Close()
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
		defer cancel()
		stopped <- srv.Shutdown(drain)
	}()
	if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	if err := <-stopped; err != nil {
		srv.Close()
		return fmt.Errorf("calls were still under way after %v: %w", drainTimeout, err)
	}
	return nil
}
