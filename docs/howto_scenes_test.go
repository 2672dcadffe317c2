package docs_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/fetch/sitetest"
)

// Where the guides and this checkout are, and where the go command keeps what it
// has compiled: the commands run elsewhere.
var guides, checkout, goCache = func() (string, string, string) {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		panic(err)
	}
	return filepath.Join(dir, "howto"), filepath.Dir(dir), strings.TrimSpace(string(cache))
}()

// moduleOf makes a module that uses the bindings, with the Go program that a guide
// shows in it.
func moduleOf(t *testing.T, p *place, name string) {
	guide, err := os.ReadFile(filepath.Join(guides, name))
	must(t, err)
	program := regexp.MustCompile("(?s)```go\n(.*?)```").FindSubmatch(guide)
	if program == nil {
		t.Fatal(name + " has no Go program")
	}
	p.write(t, "main.go", program[1])
	requireCheckout(t, p, "")
	t.Cleanup(func() { // a guide that fails in the middle leaves its gateway behind
		for _, file := range []string{"mock.pid", "listen.pid"} {
			if pid, err := os.ReadFile(p.path(file)); err == nil {
				exec.Command("kill", strings.TrimSpace(string(pid))).Run()
			}
		}
	})
}

// openPage makes a module and a git repository with one page, which leaves a depth open.
func openPage(t *testing.T, p *place) {
	const name = "docs/pages/alibaba.idle.game.boost.compensate.query.txt"
	page, err := os.ReadFile(p.path(name))
	must(t, err)
	must(t, os.RemoveAll(p.path("docs/pages")))
	must(t, os.MkdirAll(p.path("docs/pages"), 0o755))
	p.write(t, name, page)
	change(t, p.path(name), "                    <service_code>service_code</service_code>\n", "")
	requireCheckout(t, p, "require github.com/google/go-cmp v0.7.0\n")
	committedPages(t, p)
}

// requireCheckout makes a module that stands on this repository. Its sums are those of
// the repository, so that neither a proxy nor the database of sums is asked.
func requireCheckout(t *testing.T, p *place, more string) {
	t.Helper()
	sums, err := os.ReadFile(filepath.Join(checkout, "go.sum"))
	must(t, err)
	p.write(t, "go.sum", sums)
	p.write(t, "go.mod", fmt.Appendf(nil, "module example.com/shop\n\ngo 1.26\n\nrequire github.com/topgen/topgen v0.0.0\n%s\nreplace github.com/topgen/topgen => %q\n", more, checkout))
	p.set("GOCACHE", goCache)
	p.set("GOFLAGS", "-mod=mod")
	p.set("GOPROXY", "off")
}

// siteOfItsOwn has commands that go to the platform's site come to a server of ours.
func siteOfItsOwn(t *testing.T, p *place) {
	must(t, os.RemoveAll(p.path("docs/pages")))
	for name, value := range serveSite(t, changingSite()) {
		p.set(name, value)
	}
}

// serveSite serves the platform's site, and returns the environment variables that have
// a program find it: by way of a proxy, with a certificate for the site's name.
func serveSite(t *testing.T, handler http.Handler) map[string]string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("macOS and Windows ask their own stores for certificates, so no server of ours can stand for the site there; Go takes SSL_CERT_FILE on Linux")
	}
	certificate, authority := certify(t, "open.taobao.com")
	site := httptest.NewUnstartedServer(handler)
	site.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	site.StartTLS()
	t.Cleanup(site.Close)
	proxy := httptest.NewServer(tunnel(site.Listener.Addr().String()))
	t.Cleanup(proxy.Close)
	return map[string]string{"HTTPS_PROXY": proxy.URL, "NO_PROXY": "", "SSL_CERT_FILE": authority}
}

// changingSite is the site of fetch.md: between its commands documents change.
func changingSite() http.Handler {
	site := sitetest.New()
	site.Add(1, "alibaba.idle.appraise.order.query", 1000, "验货")
	site.Add(2, "taobao.pc.refund.detail", 1000, "退款")
	site.Add(3, "taobao.time.get", 1000, "时间")
	sessions := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api.htm" { // every command begins with a session
			switch sessions++; sessions {
			case 2:
				site.Add(2, "taobao.pc.refund.detail", 2000, "企业购退款")
			case 3:
				site.Fail(3, sitetest.Text("application/json", `{"ret":["FAIL_SYS_USER_VALIDATE","RGV587_ERROR::SM"]}`))
			}
		}
		site.ServeHTTP(w, r)
	})
}

// tunnel is a proxy all of whose tunnels lead to one address.
func tunnel(address string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			http.Error(w, "only tunnels", http.StatusMethodNotAllowed)
			return
		}
		to, err := net.Dial("tcp", address)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		from, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			to.Close()
			return
		}
		io.WriteString(from, "HTTP/1.1 200 Connection established\r\n\r\n")
		go func() {
			io.Copy(to, from)
			to.Close()
		}()
		io.Copy(from, to)
		from.Close()
	})
}

// certify makes a certificate for a host, and the file by which programs trust it.
func certify(t *testing.T, host string) (certificate tls.Certificate, authority string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(t, err)
	authority = filepath.Join(t.TempDir(), "ca.pem")
	must(t, os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, authority
}
