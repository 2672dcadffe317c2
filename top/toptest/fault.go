package toptest

import (
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/top"
)

// Fault is something that goes wrong with one call; the zero Fault is nothing,
// so that a later call is hit.
type Fault struct{ inject func(*exchange) }

// exchange is a call that is being answered.
type exchange struct {
	server *Server
	call   *Call
	w      http.ResponseWriter
	r      *http.Request
}

// answer carries the call out and returns what it is answered with.
func (x *exchange) answer() string { return x.server.answer(x.call) }

func (x *exchange) send(body string) { inbound.Send(x.w, x.r, body) }

// Fail makes the next calls of a method fail, one for each fault, in order.
func (s *Server) Fail(method string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[method] = append(s.faults[method], faults...)
}

func (s *Server) nextFault(method string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.faults[method]
	if len(list) == 0 {
		return Fault{}, false
	}
	s.faults[method] = list[1:]
	return list[0], true
}

// Error answers with an error response.
func Error(e top.Error) Fault {
	return Fault{func(x *exchange) { x.send(x.server.errorBody(x.call.request, &e)) }}
}

// failure answers with an error of the platform, in the words of the gateway
// that was called.
func failure(f *inbound.Failure) Fault {
	return Fault{func(x *exchange) { x.send(x.server.failureBody(x.call.request, f)) }}
}

// FlowControl answers that the app's limit is reached, and that the ban lasts
// for some seconds.
func FlowControl(seconds int) Fault { return failure(inbound.FlowControl(seconds)) }

// Unavailable answers that the service behind the platform failed.
func Unavailable() Fault {
	return failure(&inbound.Failure{Code: 15, SubCode: "isp.service-unavailable", SubMsg: "服务不可用"})
}

// InvalidSession answers that the session has expired.
func InvalidSession() Fault { return failure(inbound.ExpiredSession()) }

// Status answers with an HTTP status and a body that is none of the platform,
// as a proxy does.
func Status(code int, contentType, body string) Fault {
	return Fault{func(x *exchange) {
		x.w.Header().Set("Content-Type", contentType)
		x.w.WriteHeader(code)
		x.w.Write([]byte(body))
	}}
}

// Raw answers with a body as it stands, whatever it is.
func Raw(contentType, body string) Fault { return Status(http.StatusOK, contentType, body) }

// Lost carries the call out, and then breaks the connection instead of
// answering.
func Lost() Fault { return Cut(0) }

// Cut carries the call out and breaks the connection after n bytes of the
// response, its head included.
func Cut(n int) Fault {
	return Fault{func(x *exchange) {
		body := x.answer()
		head := "HTTP/1.1 200 OK\r\nContent-Type: " + inbound.ContentType(body) + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n"
		conn, _, err := http.NewResponseController(x.w).Hijack()
		if err != nil {
			return
		}
		all := head + body
		conn.Write([]byte(all[:min(n, len(all))]))
		if tcp, ok := conn.(*net.TCPConn); ok && n == 0 {
			tcp.SetLinger(0) // a reset, not an orderly end
		}
		conn.Close()
	}}
}

// Slow carries the call out and answers after d, or when the client gives up.
func Slow(d time.Duration) Fault {
	return Fault{func(x *exchange) {
		body := x.answer()
		select {
		case <-time.After(d):
			x.send(body)
		case <-x.r.Context().Done():
		}
	}}
}
