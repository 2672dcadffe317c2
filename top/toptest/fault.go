package toptest

import (
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/topgen/topgen/top"
)

// Fault is something that goes wrong with one call; the zero Fault is nothing,
// so that a later call is hit.
type Fault struct {
	strike func(w http.ResponseWriter, r *http.Request, answer func() string, errorBody func(*top.Error) string)
}

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
	return Fault{func(w http.ResponseWriter, _ *http.Request, _ func() string, errorBody func(*top.Error) string) {
		send(w, errorBody(&e))
	}}
}

// FlowControl answers that the app's limit is reached, and that the ban lasts
// for some seconds.
func FlowControl(seconds int) Fault {
	return Error(top.Error{
		Code: "7", Msg: "App Call Limited", SubCode: "accesscontrol.limited-by-api-access-count",
		SubMsg: "This ban will last for " + strconv.Itoa(seconds) + " more seconds",
	})
}

// Unavailable answers that the service behind the platform failed.
func Unavailable() Fault {
	return Error(top.Error{Code: "15", Msg: "Remote service error", SubCode: "isp.service-unavailable", SubMsg: "服务不可用"})
}

// InvalidSession answers that the session has expired.
func InvalidSession() Fault {
	return Error(top.Error{Code: "27", Msg: "Invalid Session", SubCode: "invalid-sessionkey"})
}

// Status answers with an HTTP status and a body that is none of the platform,
// as a proxy does.
func Status(code int, contentType, body string) Fault {
	return Fault{func(w http.ResponseWriter, _ *http.Request, _ func() string, _ func(*top.Error) string) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(code)
		w.Write([]byte(body))
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
	return Fault{func(w http.ResponseWriter, _ *http.Request, answer func() string, _ func(*top.Error) string) {
		body := answer()
		head := "HTTP/1.1 200 OK\r\nContent-Type: " + contentType(body) + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n"
		conn, _, err := http.NewResponseController(w).Hijack()
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
	return Fault{func(w http.ResponseWriter, r *http.Request, answer func() string, _ func(*top.Error) string) {
		body := answer()
		select {
		case <-time.After(d):
			send(w, body)
		case <-r.Context().Done():
		}
	}}
}

func send(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", contentType(body))
	w.Write([]byte(body))
}
