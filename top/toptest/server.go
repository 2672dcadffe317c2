package toptest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/top"
)

// Server is a gateway on a local socket. It speaks all protocols of the
// platform, each at the path that the platform has for it: forms, multipart forms,
// batches, Qimen and AliExpress.
type Server struct {
	// URL is its address, for top.WithGateway.
	URL string

	t       testing.TB
	http    *httptest.Server
	checker *inbound.Checker

	mu      sync.Mutex
	stubs   map[string]stub
	samples map[string]string
	faults  map[string][]Fault
	calls   []*Call
	ids     int
}

// stub answers the calls of one method.
type stub struct {
	api    *top.API // nil if not known
	answer func(*Call) (string, error)
}

// NewServer starts a server, which is closed when the test ends.
func NewServer(t testing.TB) *Server {
	s := &Server{t: t, stubs: map[string]stub{}, samples: map[string]string{}, faults: map[string][]Fault{}}
	s.checker = &inbound.Checker{AppKey: AppKey, AppSecret: AppSecret, Now: time.Now, KeepFiles: true}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	t.Cleanup(s.http.Close)
	return s
}

// Client returns a client of this server with AppKey, AppSecret and Session,
// unless the options say otherwise. It repeats no call.
func (s *Server) Client(opts ...top.Option) *top.Client {
	s.t.Helper()
	all := append([]top.Option{top.WithGateway(s.URL), top.WithSession(Session), top.WithRetry(top.Retry{})}, opts...)
	c, err := top.NewClient(AppKey, AppSecret, all...)
	if err != nil {
		s.t.Fatalf("toptest: %v", err)
	}
	s.t.Cleanup(c.CloseIdleConnections)
	return c
}

// Answer makes the server answer calls of a method with body, JSON or XML as
// it stands, such as a documented sample.
func (s *Server) Answer(method, body string) {
	s.stub(method, stub{answer: func(*Call) (string, error) { return body, nil }})
}

// AnswerSamples makes the server answer methods that have no answer of their
// own with their documented responses: bodies by method, as the packages of
// samples beside the bindings have them. A later call adds to an earlier one.
//
//	srv.AnswerSamples(idletest.Samples())
func (s *Server) AnswerSamples(samples map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.samples, samples)
}

// AnswerFunc makes the server answer calls of a method with the body that f
// returns, or with the error response for its error: see Respond.
func (s *Server) AnswerFunc(method string, f func(*Call) (body string, err error)) {
	s.stub(method, stub{answer: f})
}

func (s *Server) stub(method string, st stub) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stubs[method] = st
}

// Respond makes the server answer calls of one API by a function on its
// generated types. An error that f returns becomes an error response: a
// *top.Error as it is, any other one as code 50 with its message. The response goes
// out as json.Marshal writes it, with every scalar of the objects that are not zero:
// for one in which they are absent, see top.Sent, answer with a text.
//
//	toptest.Respond(srv, func(req *idle.XRequest) (*idle.XResponse, error) { ... })
func Respond[Request any, Response any, P interface {
	*Request
	Do(context.Context, top.Caller, ...top.CallOption) (*Response, error)
}](s *Server, f func(P) (*Response, error)) {
	s.t.Helper()
	api := apiOf(func(ctx context.Context, c top.Caller, opts ...top.CallOption) error {
		_, err := P(new(Request)).Do(ctx, c, opts...)
		return err
	})
	if api == nil {
		s.t.Fatalf("toptest: Do of %T calls nothing", P(nil))
		return
	}
	s.stub(api.Method, stub{api: api, answer: func(c *Call) (string, error) {
		req := P(new(Request))
		parse := func() error { return ParseRequest(c.Params, req) }
		if c.Body != "" {
			parse = func() error { return ParseRequestXML(c.Body, req) }
		}
		if err := parse(); err != nil {
			f := &inbound.Failure{Code: 41, SubMsg: err.Error()}
			var misfit *paramError
			if errors.As(err, &misfit) {
				f.Detail = misfit.path
			}
			return "", f.ErrorAt(c.request.Gateway, "")
		}
		resp, err := f(req)
		if err != nil {
			return "", err
		}
		return s.respond(c, api, resp)
	}})
}

// firstField returns the name of the first documented field of a response that can be
// left out, an object or a list, for which {} stands; "" if there is none.
func firstField(resp reflect.Type) string {
	for resp.Kind() == reflect.Pointer {
		resp = resp.Elem()
	}
	if resp.Kind() != reflect.Struct {
		return ""
	}
	for _, f := range reflect.VisibleFields(resp) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if kind := f.Type.Kind(); name != "" && (kind == reflect.Struct || kind == reflect.Slice || kind == reflect.Pointer) {
			return name
		}
	}
	return ""
}

// qimenResponse is the root of what Qimen's cloud answers, whatever the method;
// some pages document it as a field.
const qimenResponse = "response"

// respond writes a response as the platform does: under its root, with a
// request id.
func (s *Server) respond(c *Call, api *top.API, resp any) (string, error) {
	body, err := json.Marshal(resp)
	if err != nil {
		return "", err
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &members); err != nil {
		return "", err
	}
	if id := string(members["request_id"]); id == "" || id == `""` {
		members["request_id"], _ = json.Marshal(s.newID())
	}
	if name := firstField(reflect.TypeOf(resp)); len(members) == 1 && name != "" {
		members[name] = json.RawMessage("{}") // of a response with nothing but a request id, clients doubt that it is one
	}
	root := rootOf(api, reflect.TypeOf(resp))
	if c.request.Gateway == protocol.QimenCloud && members[qimenResponse] == nil {
		root = qimenResponse
	}
	if body, err = json.Marshal(members); err != nil || root == "" {
		return string(body), err
	}
	return fmt.Sprintf(`{%q:%s}`, root, body), nil
}

// newID returns a request id, which is the same in every run of a test.
func (s *Server) newID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids++
	return fmt.Sprintf("toptest%06d", s.ids)
}

// LastCall returns the call that arrived last; the test fails if there is none.
func (s *Server) LastCall() *Call {
	s.t.Helper()
	calls := s.Calls("")
	if len(calls) == 0 {
		s.t.Fatal("toptest: no call has arrived")
	}
	return calls[len(calls)-1]
}

// Calls returns the calls of a method in the order in which they arrived, or
// those of all methods if it is empty. Calls that break the protocol, by a wrong
// signature for example, are not among them.
func (s *Server) Calls(method string) []*Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.calls), func(c *Call) bool { return method != "" && c.Method != method })
}

// serve answers a request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	e, ok := inbound.EndpointAt(r.URL.Path)
	if !ok {
		http.Error(w, "toptest: the platform has no gateway at "+r.URL.Path+"; calls are taken at "+strings.Join(inbound.Paths(), ", "), http.StatusNotFound)
		return
	}
	in, f := s.checker.Read(w, r, e)
	if f == nil {
		f = s.checker.Check(in)
	}
	switch {
	case f != nil:
		inbound.Send(w, r, s.failureBody(in, f))
	case e.Batch:
		inbound.Send(w, r, s.answerBatch(in))
	default:
		s.serveCall(&exchange{server: s, call: newCall(in), w: w, r: r})
	}
}

func (s *Server) serveCall(x *exchange) {
	s.record(x.call)
	if f, ok := s.nextFault(x.call.Method); ok && f.inject != nil {
		f.inject(x)
		return
	}
	x.send(x.answer())
}

func (s *Server) answerBatch(in *inbound.Request) string {
	calls, f := in.Calls()
	if f != nil {
		return s.failureBody(in, f)
	}
	bodies := make([]string, len(calls))
	for i, one := range calls {
		if one.Failure != nil {
			bodies[i] = s.failureBody(one.Request, one.Failure)
			continue
		}
		c := newCall(one.Request)
		s.record(c)
		bodies[i] = s.answer(c)
	}
	return strings.Join(bodies, in.Separator())
}

func (s *Server) record(c *Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, c)
}

// answer returns the body for a call that is in order.
func (s *Server) answer(c *Call) string {
	s.mu.Lock()
	st, ok := s.stubs[c.Method]
	sample, hasSample := s.samples[c.Method]
	s.mu.Unlock()
	if ok && st.api != nil {
		if f := s.checker.CheckSession(c.request, st.api.Session); f != nil {
			return s.failureBody(c.request, f)
		}
	}
	switch {
	case ok:
		body, err := st.answer(c)
		if err != nil {
			return s.errorBody(c.request, asError(err))
		}
		return body
	case hasSample:
		return sample
	}
	return s.failureBody(c.request, &inbound.Failure{Code: 22, SubMsg: "the test gives no answer to " + c.Method})
}

func asError(err error) *top.Error {
	var e *top.Error
	if errors.As(err, &e) {
		return e
	}
	return (&inbound.Failure{Code: 50, SubMsg: err.Error()}).ErrorAt(protocol.TOP, "")
}

// failureBody writes the error response for a call that the platform refuses.
func (s *Server) failureBody(in *inbound.Request, f *inbound.Failure) string {
	return s.errorBody(in, f.ErrorAt(in.Gateway, ""))
}

// errorBody writes an error response, with a request id of its own unless e has
// one.
func (s *Server) errorBody(in *inbound.Request, e *top.Error) string {
	answer := *e
	if answer.RequestID == "" {
		answer.RequestID = s.newID()
	}
	return inbound.ErrorBody(&answer, in.Gateway, in.Format)
}
