package top_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// rawServer returns the address of a server that reads each request and then
// does with the connection what it likes.
func rawServer(t *testing.T, answer func(net.Conn)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	t.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer conn.Close()
				req, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				io.Copy(io.Discard, req.Body)
				answer(conn)
			})
		}
	})
	return "http://" + l.Addr().String()
}

// noLeak fails the test if goroutines or connections are left behind by what
// runs in between.
func noLeak(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		after := runtime.NumGoroutine()
		for tries := 0; after > before && tries < 1000; tries++ {
			time.Sleep(10 * time.Millisecond) // goroutines take a moment to end
			after = runtime.NumGoroutine()
		}
		if after > before {
			stacks := make([]byte, 1<<20)
			t.Errorf("%d goroutines were left behind:\n%s", after-before, stacks[:runtime.Stack(stacks, true)])
		}
	})
}

// TestCutEverywhere ends the connection after every number of bytes, in order
// or by a reset. Whatever did come, the call was sent, and the error says so.
func TestCutEverywhere(t *testing.T) {
	noLeak(t)
	const body = `{"id":7,"request_id":"r1"}`
	length := func(b string) string { return "Content-Length: " + strconv.Itoa(len(b)) + "\r\n\r\n" + b }
	for name, response := range map[string]string{
		"length":        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length(body),
		"chunked":       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n" + body[:5] + "\r\n" + strconv.FormatInt(int64(len(body)-5), 16) + "\r\n" + body[5:] + "\r\n0\r\n\r\n",
		"gzip":          "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + length(pack(body)),
		"until the end": "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body,
	} {
		head := strings.Index(response, "\r\n\r\n") + 4
		for _, reset := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, reset %t", name, reset), func(t *testing.T) {
				var most atomic.Int64 // bytes that are sent
				address := rawServer(t, func(conn net.Conn) {
					io.WriteString(conn, response[:most.Load()])
					if reset {
						conn.(*net.TCPConn).SetLinger(0)
					}
				})
				client := newClient(t, address, top.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}))
				for n := range len(response) + 1 {
					most.Store(int64(n))
					resp, err := new(addRequest).Do(t.Context(), client)
					var transport *top.TransportError
					var decode *top.DecodeError
					switch {
					case err == nil:
						if resp.ID != 7 || n < len(response) {
							t.Errorf("after %d bytes: %+v", n, resp)
						}
					case errors.As(err, &transport):
						// A reset may take back what came before it, too.
						if n == len(response) && !reset || !transport.Sent || !errors.Is(err, top.ErrOutcomeUnknown) || resp != nil {
							t.Errorf("after %d bytes: %v", n, err)
						}
					case errors.As(err, &decode):
						// Where the end of the connection ends the body, JSON tells that some is missing.
						if name != "until the end" || n < head || n == len(response) || errors.Is(err, top.ErrOutcomeUnknown) != (resp.ID == 0) {
							t.Errorf("after %d bytes: %v", n, err)
						}
					default:
						t.Errorf("after %d bytes: %v", n, err)
					}
				}
			})
		}
	}
}

// TestBrokenServers has what users see when a server does not speak the protocol.
func TestBrokenServers(t *testing.T) {
	noLeak(t)
	ok := "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n"
	const body = `{"test_trade_get_response":{"total":7,"request_id":"r1"}}`
	for _, test := range []struct {
		name     string
		response string
		want     string // in the error; "" for none
	}{
		{"closed", "", "was not answered: EOF"},
		{"no HTTP", "SECRET\r\n\r\n", "malformed HTTP response [...]"},
		{"version", "HTTP/9.9 SECRET\r\n\r\n", "malformed HTTP"},
		{"status", "HTTP/1.1 2OO SECRET\r\n\r\n", "malformed HTTP status code [...]"},
		{"header", "HTTP/1.1 200 OK\r\nSECRET\r\n\r\n", "malformed MIME header"},
		{"header name", "HTTP/1.1 200 OK\r\nSEC RET: SECRET\r\n\r\n", "is empty"},
		{"many headers", "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("SECRET", 1<<18) + "\r\n\r\n", "exceeded"},
		{"length is no number", ok + "Content-Length: SECRET\r\n\r\n{}", "bad Content-Length [...]"},
		{"two lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", "Content-Length"},
		{"length too large", ok + "Content-Length: 999\r\n\r\n" + body, "was not answered: unexpected EOF"},
		{"length too small", ok + "Content-Length: 30\r\n\r\n" + body, "ends in the middle of a JSON string"},
		{"length of the limit", ok + "Content-Length: 9223372036854775807\r\n\r\n" + body, "was not answered: unexpected EOF"},
		{"transfer encoding", ok + "Transfer-Encoding: SECRET\r\n\r\n", "unsupported transfer encoding"},
		{"chunk is no number", ok + "Transfer-Encoding: chunked\r\n\r\nSECRET\r\n", "invalid byte in chunk length"},
		{"chunk too long", ok + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", "http chunk length too large"},
		{"redirect to nowhere", "HTTP/1.1 302 Found\r\nLocation: http://[SECRET\r\n\r\n", "failed to parse Location header [...]"},
		{"redirect without place", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "HTTP status 302"},
		{"switching protocols", "HTTP/1.1 101 Switching Protocols\r\n\r\nSECRET", "HTTP status 101"},
		{"informational", "HTTP/1.1 103 Early Hints\r\n\r\n" + ok + "Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body, ""},
		{"status 204", "HTTP/1.1 204 No Content\r\n\r\n", "is empty"},
		{"old HTTP", "HTTP/1.0 200 OK\r\n\r\n" + body, ""},
		{"more than the length", ok + "Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body + "SECRET", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			address := rawServer(t, func(conn net.Conn) { io.WriteString(conn, test.response) })
			client := newClient(t, address)
			resp, err := oneTrade().Do(t.Context(), client)
			switch {
			case test.want == "" && (err != nil || resp.Total != 7):
				t.Errorf("got %+v, %v", resp, err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, want %s", err, test.want)
			}
			for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
				if text := fmt.Sprintf(format, err); strings.Contains(text, "SECRET") || strings.Contains(text, address) {
					t.Errorf("%s shows what the server sent, or the address: %s", format, text)
				}
			}
		})
	}
	t.Run("HTTPS", func(t *testing.T) {
		address := rawServer(t, func(net.Conn) {})
		_, err := oneTrade().Do(t.Context(), newClient(t, strings.Replace(address, "http:", "https:", 1)))
		var transport *top.TransportError
		if !errors.As(err, &transport) || transport.Sent {
			t.Errorf("got %v", err)
		}
	})
	t.Run("nobody there", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		_, err = oneTrade().Do(t.Context(), newClient(t, "http://"+l.Addr().String()))
		if err == nil || !strings.Contains(err.Error(), "could not be sent: dial tcp") {
			t.Errorf("got %v", err)
		}
	})
}

// TestSlowServers gives up on servers that never end.
func TestSlowServers(t *testing.T) {
	noLeak(t)
	for name, begin := range map[string]string{
		"no head":   "",
		"half head": "HTTP/1.1 200 OK\r\nContent-",
		"no body":   "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
		"half body": "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\"",
	} {
		t.Run(name, func(t *testing.T) {
			done := make(chan struct{})
			address := rawServer(t, func(conn net.Conn) {
				io.WriteString(conn, begin)
				<-done
			})
			_, err := oneTrade().Do(t.Context(), newClient(t, address), top.WithTimeout(50*time.Millisecond))
			close(done)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("drop by drop", func(t *testing.T) {
		address := rawServer(t, func(conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n{\"total\":")
			for {
				if _, err := io.WriteString(conn, " "); err != nil {
					return
				}
				time.Sleep(time.Millisecond)
			}
		})
		_, err := oneTrade().Do(t.Context(), newClient(t, address), top.WithTimeout(50*time.Millisecond))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("endless", func(t *testing.T) {
		address := rawServer(t, func(conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
			block := strings.Repeat(" ", 1<<16)
			for {
				if _, err := io.WriteString(conn, block); err != nil {
					return
				}
			}
		})
		_, err := oneTrade().Do(t.Context(), newClient(t, address, top.WithMaxBody(1<<20)))
		if !errors.Is(err, top.ErrBodyTooLarge) {
			t.Errorf("got %v", err)
		}
	})
}

// TestConcurrentCalls makes 1,000 calls at once, each of which must get its
// own answer.
func TestConcurrentCalls(t *testing.T) {
	noLeak(t)
	srv := toptest.NewServer(t)
	toptest.Respond(srv, func(r *tradeRequest) (*tradeResponse, error) {
		return &tradeResponse{Total: *r.ID, Result: trade{Name: *r.Title, Tags: r.Tags}}, nil
	})
	client := srv.Client()
	const calls = 1000
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range int64(calls) {
		wg.Go(func() {
			<-start
			name := strconv.FormatInt(i, 10)
			req := &tradeRequest{ID: new(i%99 + 1), Title: &name, Tags: []string{name, "x"}}
			var report top.Report
			resp, err := req.Do(context.Background(), client, top.WithReport(&report))
			if err != nil || resp.Total != i%99+1 || resp.Result.Name != name || resp.Result.Tags[0] != name || report.RequestID != resp.RequestID {
				t.Errorf("call %d: %+v, %+v, %v", i, resp, report, err)
			}
		})
	}
	close(start)
	wg.Wait()
	if n := len(srv.Calls(tradeMethod)); n != calls {
		t.Errorf("%d calls arrived", n)
	}
}
