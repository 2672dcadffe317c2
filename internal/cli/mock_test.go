//go:build unix

package cli

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/testpage"
	"github.com/topgen/topgen/top"
)

// lockedBuffer is a buffer that a command writes to while a test reads it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// running is a topgen mock that serves.
type running struct {
	address  string
	out, err lockedBuffer
	status   chan int
}

// startMock runs topgen mock in this process until the test ends.
func startMock(t *testing.T, args ...string) *running {
	t.Helper()
	r := &running{status: make(chan int, 1)}
	go func() {
		r.status <- run(append([]string{"mock", "--addr", "127.0.0.1:0"}, args...), streams{in: strings.NewReader(""), out: &r.out, err: &r.err})
	}()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if line, _, ok := strings.Cut(r.out.String(), "\n"); ok {
			r.address = line
			return r
		}
		if time.Now().After(deadline) {
			t.Fatalf("topgen mock does not serve: %s", r.err.String())
		}
	}
}

// stop sends the signal that ends it, and checks that it ends well.
func (r *running) stop(t *testing.T, signal os.Signal) {
	t.Helper()
	self, err := os.FindProcess(os.Getpid())
	must(t, err)
	must(t, self.Signal(signal))
	select {
	case status := <-r.status:
		if status != 0 {
			t.Errorf("exit status %d: %s", status, r.err.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("topgen mock does not end")
	}
}

// call makes a call by hand.
func (r *running) call(t *testing.T, method string, more ...string) string {
	t.Helper()
	p := map[string]string{
		"method": method, "app_key": mock.DefaultAppKey, "v": "2.0", "format": "json", "sign_method": "md5", "session": "s",
		"timestamp": time.Now().In(time.FixedZone("", 8*60*60)).Format(time.DateTime),
	}
	for i := 0; i < len(more); i += 2 {
		p[more[i]] = more[i+1]
	}
	p["sign"] = top.Sign(top.SignMD5, mock.DefaultAppSecret, p, nil)
	form := url.Values{}
	for name, value := range p {
		form.Set(name, value)
	}
	resp, err := http.PostForm(r.address+"/router/rest", form)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(t, err)
	return string(body)
}

func TestMock(t *testing.T) {
	inModule(t, map[string]string{
		"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/pages/b.html": "no page",
		"docs/pages/twice1.txt": page("taobao.twice.get"), "docs/pages/twice2.txt": odd("taobao.twice.get"),
		"docs/pages/same1.txt": page("taobao.same.get"), "docs/pages/same2.txt": page("taobao.same.get"),
	})
	m := startMock(t, "--seed", "1", "--log", "--fault", "flow=30,method=taobao.same.get")
	if !regexp.MustCompile(`^http://127\.0\.0\.1:[1-9][0-9]*$`).MatchString(m.address) {
		t.Errorf("address %q", m.address)
	}
	want := regexp.MustCompile(`^\{"demo_item_get_response":\{"title":"样品","request_id":"[0-9a-z]{12}"\}\}$`)
	if body := m.call(t, "taobao.demo.item.get", "item_id", "1"); !want.MatchString(body) {
		t.Errorf("answer %s", body)
	}
	if body := m.call(t, "taobao.same.get", "item_id", "1"); !strings.Contains(body, "This ban will last for 30 more seconds") {
		t.Errorf("a method with a fault: %s", body)
	}
	if body := m.call(t, "taobao.twice.get"); !strings.Contains(body, `"code":22`) {
		t.Errorf("a method with two pages that differ: %s", body)
	}
	index := get(t, m.address)
	for _, text := range []string{"taobao.demo.item.get", "Pages that could not be read", "duplicate-method", "not-an-api-page"} {
		if !strings.Contains(index, text) {
			t.Errorf("the page for people has no %q", text)
		}
	}
	if program := get(t, m.address+"/api/taobao.demo.item.get"); !strings.Contains(program, "example.com/shop/generated/taobao/demo") {
		t.Error("the code on the page does not import the bindings of this module")
	}
	m.stop(t, syscall.SIGTERM)
	if out := m.out.String(); out != m.address+"\n" {
		t.Errorf("output %q", out)
	}
	log := m.err.String()
	for _, pattern := range []string{
		`(?m)^3 pages not served, since something is wrong with it: topgen lint docs/pages tells what$`,
		`(?m)^2 methods for app 12345678 with secret helloworld; stop with Ctrl-C$`,
		`(?m)^\d\d:\d\d:\d\d\.\d{3} /router/rest taobao\.demo\.item\.get \S+ [0-9a-z]{12} ok$`,
		`(?m)^.* /router/rest taobao\.same\.get .* error 7 \(This ban will last for 30 more seconds\) \[fault flow=30,method=taobao\.same\.get\]$`,
	} {
		if !regexp.MustCompile(pattern).MatchString(log) {
			t.Errorf("no %s in\n%s", pattern, log)
		}
	}
}

func get(t *testing.T, address string) string {
	t.Helper()
	resp, err := http.Get(address)
	must(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(t, err)
	return string(body)
}

// A secret that somebody chose may be real: the gateway does not repeat it.
func TestMockSecret(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get")})
	m := startMock(t, "--app-secret", "s3cr3t-of-the-app")
	index := get(t, m.address)
	m.stop(t, syscall.SIGTERM)
	if said := m.err.String(); !strings.Contains(said, "1 method for app 12345678 with the secret of --app-secret; stop with Ctrl-C\n") || strings.Contains(said+index, "s3cr3t") {
		t.Errorf("the gateway says %q", said)
	}
	m = startMock(t)
	index = get(t, m.address)
	m.stop(t, syscall.SIGTERM)
	if !strings.Contains(index, "helloworld") {
		t.Error("the page does not show the secret")
	}
}

func TestMockSeed(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get")})
	var bodies []string
	for range 2 {
		m := startMock(t, "--seed", "7", "--quiet")
		bodies = append(bodies, m.call(t, "taobao.demo.item.get", "item_id", "1"))
		m.stop(t, os.Interrupt)
		if log := m.err.String(); log != "" {
			t.Errorf("--quiet prints %q", log)
		}
	}
	if bodies[0] != bodies[1] {
		t.Errorf("one seed gives\n%s\n%s", bodies[0], bodies[1])
	}
}

// TestMockAnyAddress listens on all addresses, and prints one that works here.
func TestMockAnyAddress(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get")})
	m := startMock(t, "--addr", ":0")
	if !regexp.MustCompile(`^http://localhost:[1-9][0-9]*$`).MatchString(m.address) {
		t.Errorf("address %q", m.address)
	}
	if body := m.call(t, "taobao.demo.item.get", "item_id", "1"); !strings.HasPrefix(body, `{"demo_item_get_response"`) {
		t.Errorf("answer %s", body)
	}
	m.stop(t, syscall.SIGTERM)
}

// TestMockConfig has topgen.yaml change the type of a parameter.
func TestMockConfig(t *testing.T) {
	inModule(t, map[string]string{
		"docs/pages/a.txt": page("taobao.demo.item.get"),
		"topgen.yaml":      "fields:\n  - method: taobao.demo.item.get\n    field: request.item_id\n    type: String\n    reason: ids have letters\n",
	})
	m := startMock(t)
	if body := m.call(t, "taobao.demo.item.get", "item_id", "x1"); !strings.HasPrefix(body, `{"demo_item_get_response"`) {
		t.Errorf("answer %s", body)
	}
	m.stop(t, syscall.SIGTERM)
}

// TestSettingsOfMock: the folders of topgen.yaml count, for the code that is shown, too.
func TestSettingsOfMock(t *testing.T) {
	inModule(t, map[string]string{"pages/a.txt": page("taobao.demo.item.get"), "topgen.yaml": "docs: pages\nout: api\n"})
	m := startMock(t)
	if body := get(t, m.address+"/api/taobao.demo.item.get"); !strings.Contains(body, "example.com/shop/api/taobao/demo") {
		t.Errorf("the code that is shown does not import the package of this module:\n%s", body)
	}
	m.stop(t, syscall.SIGTERM)
}

func TestMockErrors(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": testpage.Page{Method: "taobao.demo.item.get"}.Text(), "empty/x.md": ""})
	ln, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	must(t, err)
	defer ln.Close()
	topgen(t, "mock", "--addr", ln.Addr().String()).want(t, 1, "", "topgen: listen tcp *: address already in use\n")
	topgen(t, "mock", "--docs", "empty").want(t, 1, "", "topgen: there is no page (*) in empty\n")
	topgen(t, "mock", "--docs", "nowhere").want(t, 1, "", "topgen: there is no file or folder nowhere: *\n")
	topgen(t, "mock", "--fault", "x").want(t, 2, "", "topgen: fault \"x\": x: there is no such word\nRun 'topgen mock --help' for usage.\n")
	topgen(t, "mock", "docs/pages").want(t, 2, "", "topgen: *\nRun 'topgen mock --help' for usage.\n")
	write(t, "topgen.yaml", "nonsense: 1\n")
	topgen(t, "mock").want(t, 1, "", "topgen.yaml:1*[config]\n")
}
