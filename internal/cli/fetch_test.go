package cli

import (
	"os"
	"testing"

	"github.com/topgen/topgen/internal/fetch/sitetest"
)

func newSite(t *testing.T) (site *sitetest.Site, base string) {
	t.Helper()
	t.Chdir(t.TempDir())
	site = sitetest.New()
	site.Add(1, "alibaba.idle.order.get", 1000, "one")
	site.Add(2, "taobao.time.get", 1000, "two")
	return site, site.Start(t)
}

func TestFetch(t *testing.T) {
	site, base := newSite(t)
	fetch := func(args ...string) execution {
		return topgen(t, append([]string{"fetch", "--base", base, "--rate", "10000"}, args...)...)
	}
	fetch("alibaba.idle").want(t, 0, "", "docs/pages: 1 new, 0 changed, 0 unchanged\n")
	fetch("--all").want(t, 0, "", "docs/pages: 1 new, 0 changed, 1 unchanged\n")
	site.Add(2, "taobao.time.get", 2000, "changed")
	fetch().want(t, 0, "", "docs/pages: 0 new, 1 changed, 1 unchanged\n")
	fetch("--quiet", "--force", "--all").want(t, 0, "", "")
	topgen(t, "lint", "docs/pages").want(t, 0, "*", "*")

	site.Fail(2, sitetest.Status(404))
	fetch("--all").want(t, 1, "", "topgen: taobao.time.get: HTTP status 404 Not Found\ndocs/pages: 0 new, 0 changed, 1 unchanged, 1 failed\n")
	site.Fail(2, sitetest.Text("application/json", `{"ret":["FAIL_SYS_USER_VALIDATE"]}`))
	fetch("--all", "--force").want(t, 1, "", "docs/pages: 0 new, 0 changed, 1 unchanged\ntopgen: the site asks for proof that a person is there (FAIL_SYS_USER_VALIDATE)*run the same command again*\n")
	fetch("--all", "--force").want(t, 0, "", "docs/pages: 0 new, 0 changed, 1 unchanged, 1 from the run before\n")
	fetch("no.such.method").want(t, 1, "", "topgen: no.such.method: the site lists no method or namespace no.such.method*\ndocs/pages: 0 new, 0 changed, 0 unchanged, 1 failed\n")

	fetch("taobao.time.get", "taobao_trade_TradeCreate").want(t, 2, "", "topgen: taobao_trade_TradeCreate is a topic, and topgen knows no endpoint for the pages of messages: save the page from a browser into docs/pages, as text or HTML\n*")

	must(t, os.WriteFile("docs/pages/taobao.time.get.txt", nil, 0o644))
	fetch("taobao").want(t, 0, "", "docs/pages/taobao.time.get.txt documents a fetched method in another form: topgen refuses two pages that differ, so remove the older one\ndocs/pages: 0 new, 0 changed, 1 unchanged\n")
}

func TestFetchUsage(t *testing.T) {
	_, base := newSite(t)
	for _, args := range [][]string{
		{"--all", "a.b"}, {"--rate", "0", "--all"}, {"--rate", "-1", "--all"}, {"--rate", "NaN", "--all"}, {"--no-such-flag"},
	} {
		topgen(t, append([]string{"fetch", "--base", base}, args...)...).want(t, 2, "", "topgen: *\nRun 'topgen fetch --help' for usage.\n")
	}
	topgen(t, "fetch", "--base", base).want(t, 1, "", "*topgen: docs/pages has no fetched page to bring up to date*\n")
	topgen(t, "fetch", "--base", "open.taobao.com", "--all").want(t, 1, "", "*topgen: \"open.taobao.com\" is no address of a site*\n")
}
