package mock

import (
	"net/http"
	"slices"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
)

// Wrong is something that is wrong with a call.
type Wrong struct {
	// Path is that of a parameter of the method's own: "filter.lines[0].count". It is
	// "" where something else is wrong.
	Path string
	Why  string
}

// Wrong lists all that is wrong with a call, of which the platform tells the first
// only. The call is not answered.
func (s *Server) Wrong(r *http.Request) []Wrong {
	e, ok := inbound.EndpointAt(r.URL.Path)
	if !ok {
		return nil
	}
	in, f := s.checker.Read(noAnswer{}, r, e)
	if f != nil {
		return []Wrong{{"", f.Reason()}}
	}
	return s.wrongWith(in).list()
}

// noAnswer is where answers to calls go that are not to be answered.
type noAnswer struct{}

func (noAnswer) Header() http.Header         { return http.Header{} }
func (noAnswer) Write(p []byte) (int, error) { return len(p), nil }
func (noAnswer) WriteHeader(int)             {}

// wrong is what is wrong with a call.
type wrong struct {
	failures []*inbound.Failure // in the order in which the platform comes upon them
	params   *checker           // nil if they were not looked at, or wholly unreadable
	unknown  []string           // what the page does not document
}

// wrongWith checks all of a call.
func (s *Server) wrongWith(in *inbound.Request) wrong {
	failures := s.checker.Failures(in)
	if in.Batch || inbound.IsBlank(in.Method()) {
		return wrong{failures: failures}
	}
	w := s.wrongWithCall(in)
	w.failures = append(failures, w.failures...)
	return w
}

// wrongWithCall checks of a call what is not the protocol's.
func (s *Server) wrongWithCall(in *inbound.Request) (w wrong) {
	m, f := s.methodOf(in)
	if f != nil {
		w.failures = append(w.failures, f)
		return w
	}
	if f := s.checker.CheckSession(in, m.API.Session); f != nil {
		w.failures = append(w.failures, f)
	}
	c, f := checkCall(m, in)
	if f != nil {
		w.failures = append(w.failures, f)
	}
	if c != nil {
		slices.Sort(c.unknown)
		w.params, w.unknown = c, c.unknown
	}
	return w
}

// checkCall holds a call's own parameters against the page.
func checkCall(m *Method, in *inbound.Request) (c *checker, f *inbound.Failure) {
	if in.Gateway == protocol.Qimen {
		if m.API.Protocol != schema.ProtocolQimen {
			return nil, &inbound.Failure{Code: 22, SubMsg: "the method is no Qimen method; it is called at /router/rest"}
		}
		if c, f = checkDocument(m.Request(), in.Body); f != nil {
			return nil, f
		}
	} else {
		c = checkParams(m.Request(), in)
	}
	return c, c.failure()
}

// list tells everything apart, parameter by parameter.
func (w wrong) list() []Wrong {
	var list []Wrong
	for _, f := range w.failures {
		if w.params == nil || f.Code != codeMissing && f.Code != codeInvalid {
			list = append(list, Wrong{"", f.Reason()})
		}
	}
	if w.params == nil {
		return list
	}
	for _, path := range w.params.missing {
		list = append(list, Wrong{path, "is required and missing"})
	}
	for _, b := range w.params.invalid {
		list = append(list, Wrong{b.path, b.why})
	}
	return list
}
