// Package mock is a gateway of the platform on one's own desk: it takes calls
// in all of its protocols, checks them as the platform does, and answers with
// the documented samples. At "/" it shows people the APIs that it has.
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
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/schema"
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
	// Emit has the import path of the bindings and the names that topgen.yaml
	// gives, for the code that is shown.
	Emit emit.Options
	// Version of topgen, for the page.
	Version string
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
	opt       Options
	endpoints map[string]*endpoint
	sorted    []*endpoint // by method
	unread    []Page
	ids       *idSource
	ui        *ui
	mux       *http.ServeMux
}

// endpoint is a method that can be called.
type endpoint struct {
	page    Page
	api     *schema.API
	meaning func() *api.API
	bodies  [3]func() *api.Body // by api.Form
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
	s := &Server{opt: opt, endpoints: make(map[string]*endpoint, len(pages)), ids: newIDs(opt.Seed), mux: http.NewServeMux()}
	for _, p := range pages {
		if p.API == nil {
			s.unread = append(s.unread, p)
		} else if s.endpoints[p.API.Method] == nil {
			s.endpoints[p.API.Method] = newEndpoint(p)
		}
	}
	for _, method := range slices.Sorted(maps.Keys(s.endpoints)) {
		s.sorted = append(s.sorted, s.endpoints[method])
	}
	for path, p := range protocols {
		s.mux.Handle(path, &gateway{server: s, path: path, protocol: p})
	}
	s.ui = newUI(s)
	s.ui.routes(s.mux)
	return s
}

// newEndpoint prepares nothing: of thousands of methods, few are called.
func newEndpoint(p Page) *endpoint {
	e := &endpoint{page: p, api: p.API}
	e.meaning = sync.OnceValue(func() *api.API { return api.Meaning(e.api) })
	for form := range e.bodies {
		e.bodies[form] = sync.OnceValue(func() *api.Body { return e.meaning().Documented(api.Form(form)) })
	}
	return e
}

// request returns what the method is called with.
func (e *endpoint) request() *api.Object { return e.meaning().Request }

// Methods returns the number of methods that can be called.
func (s *Server) Methods() int { return len(s.sorted) }

// ServeHTTP answers a call, or shows the page for people.
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
