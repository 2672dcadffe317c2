package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/fetch/sitetest"
	"github.com/topgen/topgen/internal/output"
)

// testSite is a site that is served.
type testSite struct {
	*sitetest.Site
	URL string
	t   *testing.T
}

func newSiteServer(t *testing.T) *testSite {
	s := &testSite{Site: sitetest.New(), t: t}
	s.URL = s.Start(t)
	return s
}

// run fetches from the site, fast.
func (s *testSite) run(dir string, opt Options) (*Summary, error) {
	opt.Base, opt.Dir = s.URL, dir
	if opt.Rate == 0 {
		opt.Rate = 1e6
	}
	opt.Backoff = time.Millisecond
	return Run(s.t.Context(), opt)
}

func threeDocs(t *testing.T) *testSite {
	s := newSiteServer(t)
	s.Add(1, "alibaba.idle.order.get", 1000, "one")
	s.Add(2, "alibaba.idle.order.list", 1000, "two")
	s.Add(3, "taobao.time.get", 1000, "three")
	return s
}

func fileNames(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestSelection(t *testing.T) {
	for _, tt := range []struct {
		name string
		opt  Options
		want []string
		fail string // of the first failure
	}{
		{"all", Options{All: true}, []string{"alibaba.idle.order.get.json", "alibaba.idle.order.list.json", "taobao.time.get.json"}, ""},
		{"a method", Options{Names: []string{"taobao.time.get"}}, []string{"taobao.time.get.json"}, ""},
		{"a namespace", Options{Names: []string{"alibaba.idle"}}, []string{"alibaba.idle.order.get.json", "alibaba.idle.order.list.json"}, ""},
		{"a namespace with a star", Options{Names: []string{"alibaba.*"}}, []string{"alibaba.idle.order.get.json", "alibaba.idle.order.list.json"}, ""},
		{"half a word", Options{Names: []string{"alibaba.id", "taobao.time.get"}}, []string{".topgen-fetch", "taobao.time.get.json"}, "the site lists no method or namespace alibaba.id: it may have been withdrawn"},
		{"a slip", Options{Names: []string{"taobao.tiem.get"}}, []string{".topgen-fetch"}, "the site lists no method or namespace taobao.tiem.get; did you mean taobao.time.get?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, dir := threeDocs(t), t.TempDir()
			sum, err := s.run(dir, tt.opt)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, fileNames(t, dir)); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			fail := ""
			if len(sum.Failed) > 0 {
				fail = sum.Failed[0].Err.Error()
			}
			if fail != tt.fail {
				t.Errorf("failure %q, want %q", fail, tt.fail)
			}
		})
	}
}

func TestNewerOnly(t *testing.T) {
	s, dir := threeDocs(t), t.TempDir()
	if _, err := s.run(dir, Options{All: true}); err != nil {
		t.Fatal(err)
	}
	s.Add(1, "alibaba.idle.order.get", 2000, "one, changed")  // newer
	s.Add(2, "alibaba.idle.order.list", 2000, "two")          // saved again
	s.Add(3, "taobao.time.get", 900, "a copy of last summer") // older
	before, err := os.ReadFile(filepath.Join(dir, "alibaba.idle.order.list.json"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := s.run(dir, Options{}) // what the folder has
	if err != nil {
		t.Fatal(err)
	}
	want := &Summary{Changed: []string{"alibaba.idle.order.get"}, Unchanged: 2}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	after, err := os.ReadFile(filepath.Join(dir, "alibaba.idle.order.list.json"))
	if err != nil || string(before) != string(after) {
		t.Errorf("a document that was only saved again was rewritten: %v\n%s", err, cmp.Diff(string(before), string(after)))
	}

	sum, err = s.run(dir, Options{Names: []string{"taobao.time.get"}, Force: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&Summary{Changed: []string{"taobao.time.get"}}, sum); diff != "" {
		t.Errorf("summary with Force (-want +got):\n%s", diff)
	}
}

func TestNothingToUpdate(t *testing.T) {
	s, dir := threeDocs(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "notes.json"), []byte(`{"name": "something.else"}`), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := s.run(dir, Options{})
	if err == nil || !strings.Contains(err.Error(), "no fetched page") {
		t.Errorf("error %v, want that there is nothing to bring up to date", err)
	}
	if n := len(s.Requests); n > 0 {
		t.Errorf("the site was asked %d times", n)
	}
}

// TestFaults has documents fail in every way the site knows, and looks at what
// is kept and said.
func TestFaults(t *testing.T) {
	const first, second, third = "alibaba.idle.order.get", "alibaba.idle.order.list", "taobao.time.get"
	for _, tt := range []struct {
		name   string
		faults []http.HandlerFunc // of the second document
		want   Summary
		fail   string // of the second document
		err    string // of the run
	}{
		{"down for a moment", []http.HandlerFunc{sitetest.Status(500), sitetest.Status(502), sitetest.Status(503)}, Summary{New: []string{first, second, third}}, "", ""},
		{"connection reset", []http.HandlerFunc{sitetest.Reset, sitetest.Reset}, Summary{New: []string{first, second, third}}, "", ""},
		{"cut short", []http.HandlerFunc{sitetest.Cut, sitetest.Text("application/json", `{"success":tr`)}, Summary{New: []string{first, second, third}}, "", ""},
		{"web page", []http.HandlerFunc{sitetest.Text("text/html", "<html>busy</html>")}, Summary{New: []string{first, second, third}}, "", ""},
		{"session expired", []http.HandlerFunc{sitetest.Text("application/json", `{"success":false,"code":"401","errMsg":"页面已过期"}`)}, Summary{New: []string{first, second, third}}, "", ""},
		{"down for long", repeat(4, sitetest.Status(500)), Summary{New: []string{first, third}}, "HTTP status 500 Internal Server Error, 4 times in a row", ""},
		{"not found", repeat(1, sitetest.Status(404)), Summary{New: []string{first, third}}, "HTTP status 404 Not Found", ""},
		{"refused", repeat(1, sitetest.Text("application/json", `{"success":false,"code":500,"msg":"文档不存在"}`)), Summary{New: []string{first, third}}, `the site refuses it: 文档不存在 (code "500")`, ""},
		{"withdrawn", repeat(1, sitetest.Text("application/json", `{"success":true,"data":null}`)), Summary{New: []string{first, third}}, "the site has nothing there any more: the document may have been withdrawn", ""},
		{"empty", repeat(1, sitetest.Text("application/json", `{"success":true,"data":{}}`)), Summary{New: []string{first, third}}, "the document names no method", ""},
		{"another document", repeat(1, sitetest.Text("application/json", `{"success":true,"data":{"name":"x.y.z"}}`)), Summary{New: []string{first, third}}, `the site's document 2 is about "x.y.z", not about alibaba.idle.order.list as its catalogue says`, ""},
		{"no endpoint", repeat(1, sitetest.Text("application/json", `{"hello":1}`)), Summary{New: []string{first, third}}, "the answer has no member success: is this the site's document endpoint?", ""},
		{"another host", repeat(4, sitetest.Status(302, "Location", "http://other.example/doc")), Summary{New: []string{first, third}}, "the site sends us on to other.example: is that the one to ask?, 4 times in a row", ""},
		{"guard, JSON", repeat(1, sitetest.Text("application/json", `{"ret":["FAIL_SYS_USER_VALIDATE","RGV587_ERROR::SM::哎哟喂,被挤爆啦"],"data":{"url":"https://x/punish"}}`)), Summary{New: []string{first}}, "", "FAIL_SYS_USER_VALIDATE"},
		{"guard, page", repeat(1, sitetest.Text("text/html", `<html><script>window._config_ = {"x5secdata": "..."}</script></html>`)), Summary{New: []string{first}}, "", "x5secdata"},
		{"guard, redirect", repeat(1, sitetest.Status(302, "Location", "/_____tmd_____/punish?x5step=1")), Summary{New: []string{first}}, "", "check page"},
		{"guard, header", repeat(1, sitetest.Status(200, "Bxpunish", "1")), Summary{New: []string{first}}, "", "bxpunish"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, dir := threeDocs(t), t.TempDir()
			s.Fail(2, tt.faults...)
			sum, err := s.run(dir, Options{All: true})
			if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Fatalf("error %v, want %q", err, tt.err)
			}
			if err != nil {
				var bot *AntiBotError
				if !errors.As(err, &bot) || !strings.Contains(err.Error(), "run the same command again") {
					t.Errorf("error %v, want one that explains the check", err)
				}
			}
			fail := ""
			if len(sum.Failed) > 0 {
				fail = sum.Failed[0].Err.Error()
			}
			if fail != tt.fail {
				t.Errorf("failure %q, want %q", fail, tt.fail)
			}
			sum.Failed = nil
			if diff := cmp.Diff(&tt.want, sum); diff != "" {
				t.Errorf("summary (-want +got):\n%s", diff)
			}
			for _, err := range []string{fmt.Sprint(err), fail} {
				if strings.Contains(err, "_tb_token_") {
					t.Errorf("the message has the token: %s", err)
				}
			}
		})
	}
}

func repeat(n int, fault http.HandlerFunc) []http.HandlerFunc {
	var faults []http.HandlerFunc
	for range n {
		faults = append(faults, fault)
	}
	return faults
}

// TestGuardIsNotADocument has a document that writes about the guard.
func TestGuardIsNotADocument(t *testing.T) {
	s, dir := threeDocs(t), t.TempDir()
	s.Add(2, "alibaba.idle.order.list", 1000, "the code FAIL_SYS_USER_VALIDATE means that RGV587_ERROR")
	sum, err := s.run(dir, Options{All: true})
	if err != nil || len(sum.New) != 3 {
		t.Errorf("got %v, %v", sum, err)
	}
}

func TestSiteIsDown(t *testing.T) {
	s, dir := newSiteServer(t), t.TempDir()
	for id := range int64(20) {
		s.Add(id+1, fmt.Sprintf("a.b.c%02d", id), 1, "")
		s.Fail(id+1, repeat(maxAttempts, sitetest.Status(503))...)
	}
	sum, err := s.run(dir, Options{All: true})
	if err == nil || !strings.Contains(err.Error(), "seems to be down") {
		t.Errorf("error %v, want that the site is down", err)
	}
	if len(sum.Failed) != maxOutage || len(s.Asked()) != maxOutage*maxAttempts {
		t.Errorf("%d documents failed and %d requests were sent", len(sum.Failed), len(s.Asked()))
	}
}

func TestSession(t *testing.T) {
	for _, tt := range []struct {
		name    string
		session http.HandlerFunc
		want    string // "" is any
	}{
		{"hidden field", sitetest.Text("text/html", `<input type="hidden" name='_tb_token_' value='hidden1'>`), "hidden1"},
		{"hidden field, turned round", sitetest.Text("text/html", `<input value="hidden2" type=hidden name="_tb_token_">`), "hidden2"},
		{"none", sitetest.Text("text/html", `<html></html>`), ""},
		{"page down", sitetest.Status(500), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, dir := threeDocs(t), t.TempDir()
			s.Session = tt.session
			used := ""
			s.Fail(1, func(w http.ResponseWriter, r *http.Request) {
				used = r.URL.Query().Get("_tb_token_")
				sitetest.Status(500)(w, r)
			})
			sum, err := s.run(dir, Options{All: true})
			if err != nil || len(sum.New) != 3 {
				t.Fatalf("got %v, %v", sum, err)
			}
			if used == "" || tt.want != "" && used != tt.want {
				t.Errorf("token %q, want %q", used, tt.want)
			}
		})
	}
}

// TestTokenChanges has the site give out another token in the middle of a run.
func TestTokenChanges(t *testing.T) {
	s, dir := threeDocs(t), t.TempDir()
	s.Fail(2, func(w http.ResponseWriter, _ *http.Request) {
		s.NewToken(w, "t1")
		w.WriteHeader(500)
	})
	sum, err := s.run(dir, Options{All: true})
	if err != nil || len(sum.New) != 3 {
		t.Fatalf("got %v, %v", sum, err)
	}
	sessions := 0
	for _, r := range s.Requests {
		if r.Path == "/api.htm" {
			sessions++
		}
	}
	if sessions != 1 {
		t.Errorf("%d sessions were begun, want 1", sessions)
	}
}

func TestResume(t *testing.T) {
	s, dir := threeDocs(t), t.TempDir()
	guard := sitetest.Text("application/json", `{"ret":["FAIL_SYS_USER_VALIDATE"]}`)
	s.Fail(3, guard)
	if _, err := s.run(dir, Options{All: true}); err == nil {
		t.Fatal("the first run was not stopped")
	}
	s.Requests = nil
	sum, err := s.run(dir, Options{All: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&Summary{New: []string{"taobao.time.get"}, Resumed: 2}, sum); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int64{3}, s.Asked()); diff != "" {
		t.Errorf("documents asked for (-want +got):\n%s", diff)
	}
	want := []string{"alibaba.idle.order.get.json", "alibaba.idle.order.list.json", "taobao.time.get.json"}
	if diff := cmp.Diff(want, fileNames(t, dir)); diff != "" {
		t.Errorf("files after the end (-want +got):\n%s", diff)
	}
	s.Requests = nil
	if sum, err = s.run(dir, Options{All: true}); err != nil || sum.Resumed != 0 || len(s.Asked()) != 3 {
		t.Errorf("a run after one that came to its end: %v, %v", sum, err)
	}
}

// TestJournal has journals that a run must not, or only partly, go on from.
func TestJournal(t *testing.T) {
	for _, tt := range []struct {
		name    string
		journal string // NOW and SITE stand for the time and the site
		resumed int
	}{
		{"good", "NOW SITE all=true force=false []\n1\n2\n", 2},
		{"torn", "NOW SITE all=true force=false []\n1\n2", 1},
		{"not a number", "NOW SITE all=true force=false []\n1\nx\n2\n", 2},
		{"its file is gone", "NOW SITE all=true force=false []\n1\n3\n", 1},
		{"another question", "NOW SITE all=false force=false [\"a.b\"]\n1\n2\n", 0},
		{"another site", "NOW http://x all=true force=false []\n1\n2\n", 0},
		{"old", "1000 SITE all=true force=false []\n1\n2\n", 0},
		{"empty", "", 0},
		{"head only", "NOW SITE all=true force=false []", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, dir := threeDocs(t), t.TempDir()
			if _, err := s.run(dir, Options{Names: []string{"alibaba"}}); err != nil {
				t.Fatal(err)
			}
			text := strings.NewReplacer("NOW", fmt.Sprint(time.Now().Unix()), "SITE", s.URL).Replace(tt.journal)
			if err := os.WriteFile(filepath.Join(dir, journalName), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			s.Fail(3, sitetest.Status(404)) // so that the journal stays
			sum, err := s.run(dir, Options{All: true})
			if err != nil || sum.Resumed != tt.resumed {
				t.Fatalf("resumed %d, %v; want %d", sum.Resumed, err, tt.resumed)
			}
			sum, err = s.run(dir, Options{All: true})
			if err != nil || sum.Resumed != 2 {
				t.Errorf("after that, resumed %d, %v; want 2", sum.Resumed, err)
			}
		})
	}
}

func TestInterrupt(t *testing.T) {
	s, dir := threeDocs(t), t.TempDir()
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("the user has had enough")
	s.Fail(2, func(http.ResponseWriter, *http.Request) { cancel(why) })
	sum, err := Run(ctx, Options{Base: s.URL, Dir: dir, All: true, Rate: 1e6})
	if !errors.Is(err, why) {
		t.Errorf("error %v, want the cause of the interruption", err)
	}
	if diff := cmp.Diff(&Summary{New: []string{"alibaba.idle.order.get"}}, sum); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	sum, err = s.run(dir, Options{All: true})
	if err != nil || sum.Resumed != 1 || len(sum.New) != 2 {
		t.Errorf("the next run: %v, %v", sum, err)
	}
}

// TestRate measures that requests keep their distance, repetitions too.
func TestRate(t *testing.T) {
	s, dir := threeDocs(t), t.TempDir()
	s.Fail(2, sitetest.Status(500), sitetest.Status(500))
	if _, err := s.run(dir, Options{All: true, Rate: 50}); err != nil {
		t.Fatal(err)
	}
	const distance = time.Second / 50
	first, last := s.Requests[0].At, s.Requests[len(s.Requests)-1].At
	if n := len(s.Requests); n != 7 || last.Sub(first) < time.Duration(n-1)*distance*9/10 {
		t.Errorf("%d requests in %v", n, last.Sub(first))
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	s, dir := threeDocs(t), t.TempDir()
	s.Fail(2, sitetest.Status(429, "Retry-After", "1"))
	start := time.Now()
	if _, err := s.run(dir, Options{Names: []string{"alibaba.idle.order.list"}}); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d < time.Second {
		t.Errorf("the request was repeated after %v", d)
	}
}

func TestTwins(t *testing.T) {
	s, dir := threeDocs(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "taobao.time.get.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	sum, err := s.run(dir, Options{All: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{filepath.ToSlash(filepath.Join(dir, "taobao.time.get.txt"))}, sum.Twins); diff != "" {
		t.Errorf("twins (-want +got):\n%s", diff)
	}
}

func TestHostileNames(t *testing.T) {
	for _, method := range []string{"../../etc/x.y", "a.b/c", `a.b\c`, ".a.b", "a.b\x00c", "a.b\nc", "c:a.b", strings.Repeat("a.", 150) + "b"} {
		s, dir := threeDocs(t), t.TempDir()
		s.Add(2, method, 1, "")
		sum, err := s.run(dir, Options{All: true})
		if err != nil || len(sum.New) != 2 || len(sum.Failed) != 1 || !strings.Contains(sum.Failed[0].Err.Error(), "cannot be the name of a file") {
			t.Errorf("%q: got %v, %v", method, sum, err)
		}
	}
}

func TestCaseCollision(t *testing.T) {
	s, dir := threeDocs(t), t.TempDir()
	s.Add(2, "alibaba.idle.ORDER.get", 1, "")
	sum, err := s.run(dir, Options{All: true})
	if err != nil || len(sum.Failed) != 1 || !strings.Contains(sum.Failed[0].Err.Error(), "upper and lower case") {
		t.Errorf("got %v, %v", sum, err)
	}
}

func TestProgress(t *testing.T) {
	s, dir := threeDocs(t), t.TempDir()
	var got []string
	_, err := s.run(dir, Options{All: true, Progress: func(done, total int, method string) {
		got = append(got, fmt.Sprint(done, "/", total, " ", method))
	}})
	want := []string{"0/3 alibaba.idle.order.get", "1/3 alibaba.idle.order.list", "2/3 taobao.time.get", "3/3 "}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestBadOptions(t *testing.T) {
	for _, opt := range []Options{
		{Base: "open.taobao.com", All: true}, {Base: "ftp://x", All: true}, {Base: "http://x/y", All: true}, {Rate: -1, All: true},
	} {
		opt.Dir = t.TempDir()
		if _, err := Run(t.Context(), opt); err == nil {
			t.Errorf("%+v: no error", opt)
		}
	}
}

func TestUnwritable(t *testing.T) {
	s, dir := threeDocs(t), t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "alibaba.idle.order.get.json"), 0o777); err != nil {
		t.Fatal(err)
	}
	_, err := s.run(dir, Options{All: true})
	if err == nil || !strings.Contains(err.Error(), "cannot be written") {
		t.Errorf("error %v, want that the file cannot be written", err)
	}
	for _, name := range fileNames(t, dir) {
		if strings.HasPrefix(name, output.TemporaryPrefix) {
			t.Errorf("a temporary file was left: %s", name)
		}
	}
}
