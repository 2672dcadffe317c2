package docs_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	modzip "golang.org/x/mod/zip"

	"github.com/topgen/topgen/internal/fetch/sitetest"
	"github.com/topgen/topgen/internal/testenv"
)

var release = flag.Bool("release", false, "TestOwnBindings takes topgen from a module proxy, and runs the whole guide: all is compiled anew")

// TestOwnBindings runs the commands of howto/own-bindings.md, one after the other
// as they stand there. topgen is the one of this checkout: with -release, as CI runs
// it, a version that a module proxy has, and the whole guide; else put in its place
// by a replace, so that what is compiled already serves, and the guide up to a module
// that is ready.
func TestOwnBindings(t *testing.T) {
	t.Parallel()
	shell := testenv.Program(t, "sh")
	guide, err := os.ReadFile(filepath.Join(guides, "own-bindings.md"))
	must(t, err)
	page, err := filepath.Abs("../testdata/own/taobao.areas.get.json")
	must(t, err)
	p := newPlace(t)
	p.dir = p.path("shop")
	must(t, os.Mkdir(p.dir, 0o777))
	p.set("GOCACHE", goCache)
	p.set("GOSUMDB", "off") // topgen's version is known here alone, and the network may have the proxy only
	p.set("GOWORK", "")
	text := withFiles(withSite(t, string(guide), page))
	versions := t.TempDir() // of topgen
	p.set("GOPROXY", moduleProxy(t, versions))
	if *release {
		packVersion(t, versions)
		p.set("GOMODCACHE", t.TempDir())
		p.set("GOFLAGS", os.Getenv("GOFLAGS")+" -modcacherw") // so that it can be removed
	} else {
		text = withReplacement(text)
		text, _, _ = strings.Cut(text, "\n## In a folder further down\n")
	}
	p.runBlocks(t, shell, text)
}

// withReplacement has topgen replaced by this checkout in every module that the
// guide makes.
func withReplacement(text string) string {
	return regexp.MustCompile(`(?m)^go mod init .*$`).ReplaceAllString(text, "$0\ngo mod edit -replace 'github.com/topgen/topgen="+checkout+"'")
}

// withFiles makes commands of the Go files that the guide shows: what makes them.
func withFiles(text string) string {
	file := regexp.MustCompile("(?s)```go\n// ([a-z_]+\\.go)\n(.*?)```")
	return file.ReplaceAllString(text, "```sh\ncat > $1 <<'END'\n${2}END\n```")
}

// withSite has fetch come to a server of ours, which has the page.
func withSite(t *testing.T, text, page string) string {
	t.Helper()
	fetch := regexp.MustCompile(`(?m)^go tool topgen fetch (\S+)$`)
	if runtime.GOOS != "linux" { // see serveSite
		return fetch.ReplaceAllString(text, "cp '"+page+"' docs/pages")
	}
	site := sitetest.New()
	document, err := os.ReadFile(page)
	must(t, err)
	must(t, site.AddDocument(1, document))
	var env strings.Builder
	for name, value := range serveSite(t, site) {
		fmt.Fprintf(&env, "%s='%s' ", name, value)
	}
	return fetch.ReplaceAllString(text, env.String()+"$0")
}

// moduleProxy serves the go command: of topgen, what is in a folder, so that
// nobody else is asked for it; of all else, what the machine has, and what the
// proxy has that the machine asks.
func moduleProxy(t *testing.T, topgen string) (address string) {
	t.Helper()
	env, err := exec.Command("go", "env", "GOMODCACHE", "GOPROXY").Output()
	must(t, err)
	cache, proxies, _ := strings.Cut(string(env), "\n")
	upstream := regexp.MustCompile(`https?://[^,|\s]+`).FindString(proxies)
	cached := http.FileServer(http.Dir(filepath.Join(cache, "cache", "download")))
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := filepath.Join(cache, "cache", "download", filepath.FromSlash(r.URL.Path))
		_, err := os.Stat(name)
		switch {
		case strings.HasPrefix(r.URL.Path, "/github.com/topgen/"):
			http.FileServer(http.Dir(topgen)).ServeHTTP(w, r)
		case err == nil && filepath.Ext(name) != "": // no list: the machine has not all versions
			cached.ServeHTTP(w, r)
		case upstream != "":
			http.Redirect(w, r, strings.TrimSuffix(upstream, "/")+r.URL.Path, http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// packVersion makes of this checkout a version of topgen's module, as a module
// proxy has it, in a folder.
func packVersion(t *testing.T, folder string) {
	t.Helper()
	version := module.Version{Path: "github.com/topgen/topgen", Version: "v0.1.0"}
	mod, err := os.ReadFile(filepath.Join(checkout, "go.mod"))
	must(t, err)
	var packed bytes.Buffer
	must(t, modzip.CreateFromDir(&packed, version, checkout))
	dir := filepath.Join(folder, version.Path, "@v")
	must(t, os.MkdirAll(dir, 0o777))
	for name, data := range map[string][]byte{
		"list": []byte(version.Version + "\n"), version.Version + ".info": []byte(`{"Version":"` + version.Version + `"}`),
		version.Version + ".mod": mod, version.Version + ".zip": packed.Bytes(),
	} {
		must(t, os.WriteFile(filepath.Join(dir, name), data, 0o666))
	}
}
