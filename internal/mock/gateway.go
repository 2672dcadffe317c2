package mock

import (
	"bytes"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
)

// NoteHeader is the response header that says what is odd about a call which
// the platform takes all the same.
const NoteHeader = "Topgen-Mock-Note"

// gateway answers calls at one path.
type gateway struct {
	server   *Server
	path     string
	protocol protocol
}

// ServeHTTP answers a call, or a batch of them.
func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := g.server.opt.Now()
	a := &answer{gateway: g, header: r.Header.Get(FaultHeader)}
	in, err := readRequest(w, r)
	var f *failure
	if a.form, f = in.form(g.protocol); f == nil {
		switch {
		case !methodAllowed(r.Method, g.protocol):
			f = &failure{code: 9, subMsg: "calls are POST requests"}
		case err != nil && in.files != nil:
			f = &failure{code: 3, subMsg: err.Error()}
		case err != nil:
			f = &failure{code: 43, subMsg: err.Error()}
		}
	}
	switch {
	case f != nil:
		a.refuse(f)
	case g.protocol == protocolBatch:
		a.batch(in, r.Header.Get("Top-Api-Separator"))
	default:
		a.single(in)
	}
	a.send(w, r)
	g.log(a, g.server.opt.Now().Sub(start))
}

func (g *gateway) log(a *answer, d time.Duration) {
	if g.server.opt.Log == nil {
		return
	}
	for _, c := range a.calls {
		c.Path, c.Duration, c.Time = g.path, d, g.server.opt.Now()
		if a.fault != nil {
			c.Fault = a.fault.text
		}
		g.server.opt.Log(c)
	}
}

// answer is what a request is answered with.
type answer struct {
	gateway *gateway
	header  string // the fault that the request asks for
	form    api.Form
	text    string
	fault   *Fault // what is to go wrong with sending it
	notes   []string
	calls   []Call
}

// single answers a request that is one call.
func (a *answer) single(in *request) {
	s, p := a.gateway.server, a.gateway.protocol
	if blank(in.values["method"]) {
		a.refuse(&failure{code: 21, subMsg: "parameter method is missing"})
		return
	}
	if f := s.checkProtocol(in, p); f != nil {
		a.note(in.values["method"], f)
		a.text = f.write(p, a.form, a.lastID())
		return
	}
	a.text = a.call(in)
}

// refuse answers a request of which no call can be made out.
func (a *answer) refuse(f *failure) {
	a.note("", f)
	a.text = f.write(a.gateway.protocol, a.form, a.lastID())
}

// note begins the record of a call. A method that there is not is a text of
// the caller's, which does not belong in a log.
func (a *answer) note(method string, f *failure) {
	c := Call{ID: a.gateway.server.ids.id()}
	if a.gateway.server.endpoints[method] != nil {
		c.Method = method
	}
	if f != nil {
		c.Code, c.Reason = f.codeAt(a.gateway.protocol), f.reason()
	}
	a.calls = append(a.calls, c)
}

func (a *answer) lastID() string { return a.calls[len(a.calls)-1].ID }

// call answers one call, whose protocol parameters are in order.
func (a *answer) call(in *request) string {
	s, p := a.gateway.server, a.gateway.protocol
	e, f := s.endpointOf(in, p)
	var c *checker
	if f == nil {
		f = s.checkSession(in, e)
	}
	if f == nil {
		c, f = a.check(e, in)
	}
	if f == nil {
		f = a.strike(e)
	}
	a.note(in.values["method"], f)
	id := a.lastID()
	if c != nil && len(c.unknown) > 0 {
		slices.Sort(c.unknown)
		a.odd("the page does not document " + strings.Join(c.unknown, ", "))
	}
	switch {
	case f != nil:
		return f.write(p, a.form, id)
	case a.fault != nil && a.fault.sample && e.api.Samples.Error != "":
		return e.api.Samples.Error
	}
	return e.bodies[a.form]().With(id)
}

// check holds the call's own parameters against the page.
func (a *answer) check(e *endpoint, in *request) (c *checker, f *failure) {
	if a.gateway.protocol == protocolQimen {
		if e.api.Protocol != schema.ProtocolQimen {
			return nil, &failure{code: 22, subMsg: "the method is no Qimen method; it is called at /router/rest"}
		}
		if c, f = checkDocument(e.request(), in.body); f != nil {
			return nil, f
		}
	} else {
		c = checkParams(e.request(), in)
	}
	return c, c.failure()
}

// strike finds what is to go wrong with a call that is in order.
func (a *answer) strike(e *endpoint) *failure {
	fault, err := a.gateway.server.fault(a.header, e.api.Method)
	switch {
	case err != nil:
		return &failure{code: 41, subMsg: "header " + FaultHeader + ": " + err.Error()}
	case fault == nil:
		return nil
	}
	a.fault = fault
	return fault.failure(e.api)
}

// odd adds a note to the last call.
func (a *answer) odd(text string) {
	a.notes = append(a.notes, text)
	last := &a.calls[len(a.calls)-1]
	last.Notes = append(last.Notes, text)
}

// batchSeparator stands between the calls of a batch, and between the answers.
const batchSeparator = "\r\n-S-\r\n"

// batch answers a batch of calls: each has parameters of its own, those that
// all share stand in front, behind the word #PUBLIC#, and what the protocol
// needs is in the query.
func (a *answer) batch(in *request, separator string) {
	if separator == "" {
		separator = batchSeparator
	}
	if f := a.gateway.server.checkProtocol(in, protocolBatch); f != nil {
		a.refuse(f)
		return
	}
	items := bytes.Split(in.body, []byte(separator))
	common := &request{values: make(map[string]string)}
	if rest, ok := bytes.CutPrefix(items[0], []byte("#PUBLIC#")); ok {
		if err := common.add(string(rest)); err != nil {
			a.refuse(&failure{code: 43, subMsg: "#PUBLIC#: " + err.Error()})
			return
		}
		items = items[1:]
	}
	if len(items) == 0 || len(in.body) == 0 {
		a.refuse(&failure{code: 40, subMsg: "the batch has no call"})
		return
	}
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = a.batchCall(in, common, item)
	}
	a.text = strings.Join(texts, separator)
}

// batchCall answers a call of a batch.
func (a *answer) batchCall(in, common *request, item []byte) string {
	own := &request{values: make(map[string]string)}
	if string(item) != "N" { // a call without parameters
		if err := own.add(string(item)); err != nil {
			f := &failure{code: 43, subMsg: err.Error()}
			a.note("", f)
			return f.write(protocolBatch, a.form, a.lastID())
		}
	}
	one := &request{values: make(map[string]string, len(in.values)+len(own.values))}
	for _, from := range []*request{in, common, own} {
		for name, value := range from.values {
			one.values[name] = value
		}
	}
	return a.call(one)
}

// contentType is what the platform calls its answers.
func (a *answer) contentType() string {
	if a.form == api.XML {
		return "text/xml;charset=UTF-8"
	}
	return "text/javascript;charset=UTF-8"
}

// send sends the answer, or does what is to go wrong with that.
func (a *answer) send(w http.ResponseWriter, r *http.Request) {
	if a.fault != nil && !a.wrong(w, r) {
		return
	}
	h := w.Header()
	// Clients correct their clocks by this one, so it is the one that timestamps are held against.
	h.Set("Date", a.gateway.server.opt.Now().UTC().Format(http.TimeFormat))
	h.Set("Content-Type", a.contentType())
	h.Set("Content-Length", strconv.Itoa(len(a.text)))
	if len(a.notes) > 0 {
		h.Set(NoteHeader, headerText(strings.Join(a.notes, "; ")))
	}
	w.Write([]byte(a.text))
}

// wrong does what is to go wrong with sending, and reports whether the answer
// is to be sent after that.
func (a *answer) wrong(w http.ResponseWriter, r *http.Request) bool {
	f := a.fault
	if f.delay > 0 {
		select {
		case <-time.After(f.delay):
		case <-r.Context().Done():
			return false
		}
	}
	switch {
	case f.cut >= 0:
		a.cutOff(w, f.cut)
		return false
	case f.status != 0:
		w.Header().Set("Content-Type", "text/html;charset=UTF-8")
		w.WriteHeader(f.status)
		w.Write([]byte("<html><head><title>" + http.StatusText(f.status) + "</title></head><body>tengine</body></html>"))
		return false
	}
	return true
}

// cutOff breaks the connection after n bytes of the answer.
func (a *answer) cutOff(w http.ResponseWriter, n int) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2: the stream is reset
	}
	defer conn.Close()
	if n == 0 {
		if tcp, ok := conn.(*net.TCPConn); ok {
			tcp.SetLinger(0) // a reset, not an orderly end
		}
		return
	}
	head := "HTTP/1.1 200 OK\r\nContent-Type: " + a.contentType() + "\r\nContent-Length: " + strconv.Itoa(len(a.text)) + "\r\n\r\n"
	conn.Write([]byte(head + a.text[:min(n, len(a.text))]))
}

// headerText makes a text one that a header can hold.
func headerText(s string) string {
	const longest = 500
	s = strconv.QuoteToASCII(s)
	s = s[1 : len(s)-1]
	if len(s) > longest {
		s = s[:longest] + "..."
	}
	return s
}
