package mock

import (
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/inbound"
)

// NoteHeader is the response header that says what is odd about a call which
// the platform takes all the same.
const NoteHeader = "Topgen-Mock-Note"

// gateway answers calls at one path.
type gateway struct {
	server   *Server
	path     string
	endpoint inbound.Endpoint
}

// ServeHTTP answers a call, or a batch of them.
func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := g.server.opt.Now()
	in, f := g.server.checker.Read(w, r, g.endpoint)
	a := &answer{gateway: g, header: r.Header.Get(FaultHeader), format: in.Format}
	switch {
	case f != nil:
		a.text = a.refuse(in, f)
	case g.server.checker.Check(in) != nil:
		a.text = a.refuseAll(in, g.server.wrongWith(in))
	case g.endpoint.Batch:
		a.batch(in)
	default:
		a.text = a.call(in)
	}
	a.oddAll(headerNotes(r.Header))
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
	format  inbound.Format
	text    string
	fault   *Fault // what is to go wrong with sending it
	notes   []string
	calls   []Call
}

// refuse returns the error response for a call that goes no further.
func (a *answer) refuse(in *inbound.Request, f *inbound.Failure) string {
	a.note(in.Method(), f)
	return a.errorBody(f)
}

// refuseAll does the same for a call with which several things can be wrong: the
// platform tells the first, and notes the others.
func (a *answer) refuseAll(in *inbound.Request, w wrong) string {
	text := a.refuse(in, w.failures[0])
	for _, f := range w.failures[1:] {
		a.odd("also error " + f.CodeAt(a.gateway.endpoint.Gateway) + ": " + f.Reason())
	}
	a.undocumented(w)
	return text
}

// undocumented notes the parameters that the page does not have.
func (a *answer) undocumented(w wrong) {
	if len(w.unknown) > 0 {
		a.odd("the page does not document " + strings.Join(w.unknown, ", "))
	}
}

// errorBody returns the error response for the last call.
func (a *answer) errorBody(f *inbound.Failure) string {
	g := a.gateway.endpoint.Gateway
	return inbound.ErrorBody(f.ErrorAt(g, a.lastID()), g, a.format)
}

// forms has the form of each format.
var forms = map[inbound.Format]api.Form{inbound.XML: api.XML, inbound.JSON: api.JSON, inbound.Simplified: api.Simplified}

// note begins the record of a call. A method that there is not is a text of
// the caller's, which does not belong in a log.
func (a *answer) note(method string, f *inbound.Failure) {
	c := Call{ID: a.gateway.server.ids.id()}
	if a.gateway.server.called(method) != nil {
		c.Method = method
	}
	if f != nil {
		c.Code, c.Reason = f.CodeAt(a.gateway.endpoint.Gateway), f.Reason()
	}
	a.calls = append(a.calls, c)
}

func (a *answer) lastID() string { return a.calls[len(a.calls)-1].ID }

// call answers one call, whose protocol parameters are in order.
func (a *answer) call(in *inbound.Request) string {
	wrong := a.gateway.server.wrongWithCall(in)
	if len(wrong.failures) > 0 {
		return a.refuseAll(in, wrong)
	}
	m := a.gateway.server.called(in.Method())
	f := a.injectFault(m)
	a.note(in.Method(), f)
	a.undocumented(wrong)
	switch {
	case f != nil:
		return a.errorBody(f)
	case a.fault != nil && a.fault.sample && m.API.Samples.Error != "":
		return m.API.Samples.Error
	case a.gateway.server.queue[in.Method()] != nil:
		return a.queueAnswer(in, m)
	}
	if page := a.page(m, in); page != nil {
		return bodyOf(m.Meaning().Answering(page), in.Gateway, forms[a.format]).With(a.lastID())
	}
	return m.Body(in.Gateway, forms[a.format]).With(a.lastID())
}

// injectFault finds what is to go wrong with a call that is in order.
func (a *answer) injectFault(m *Method) *inbound.Failure {
	fault, err := a.gateway.server.fault(a.header, m.API.Method)
	switch {
	case err != nil:
		return &inbound.Failure{Code: 41, SubMsg: "header " + FaultHeader + ": " + err.Error()}
	case fault == nil:
		return nil
	}
	a.fault = fault
	return fault.failure(m.API)
}

// odd adds a note to the last call.
func (a *answer) odd(text string) {
	a.notes = append(a.notes, text)
	last := &a.calls[len(a.calls)-1]
	last.Notes = append(last.Notes, text)
}

// oddAll adds notes on the whole request to all its calls.
func (a *answer) oddAll(notes []string) {
	a.notes = append(a.notes, notes...)
	for i := range a.calls {
		a.calls[i].Notes = append(a.calls[i].Notes, notes...)
	}
}

// batch answers a batch of calls, each of which may fail on its own.
func (a *answer) batch(in *inbound.Request) {
	calls, f := in.Calls()
	if f != nil {
		a.text = a.refuse(in, f)
		return
	}
	texts := make([]string, len(calls))
	for i, c := range calls {
		if c.Failure != nil {
			texts[i] = a.refuse(c.Request, c.Failure)
		} else {
			texts[i] = a.call(c.Request)
		}
	}
	a.text = strings.Join(texts, in.Separator())
}

// send sends the answer, or does what is to go wrong with that.
func (a *answer) send(w http.ResponseWriter, r *http.Request) {
	if a.fault != nil && !a.wrong(w, r) {
		return
	}
	h := w.Header()
	// Clients correct their clocks by this one, so it is the one that timestamps are held against.
	h.Set("Date", a.gateway.server.opt.Now().UTC().Format(http.TimeFormat))
	if len(a.notes) > 0 {
		h.Set(NoteHeader, headerText(strings.Join(a.notes, "; ")))
	}
	inbound.Send(w, r, a.text)
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
	head := "HTTP/1.1 200 OK\r\nContent-Type: " + inbound.ContentType(a.text) + "\r\nContent-Length: " + strconv.Itoa(len(a.text)) + "\r\n\r\n"
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
