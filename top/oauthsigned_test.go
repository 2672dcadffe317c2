package top_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/top"
)

// TestSignedTokens: the token service of AliExpress gets calls that are signed with
// their path, as its documentation shows.
func TestSignedTokens(t *testing.T) {
	var path string
	var form url.Values
	answer := `{"access_token":"A","refresh_token":"R","expires_in":"86400","refresh_expires_in":172800,"expire_time":1795320000000,"refresh_token_valid_time":1795406400000,` +
		`"user_id":"1","seller_id":"2","account":"shop@example.com","user_nick":"shop","havana_id":3,"locale":"zh_CN","account_platform":"seller_center","code":"0","request_id":"r2"}`
	address := server(t, func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		path, form = r.URL.Path, r.PostForm
		io.WriteString(w, answer)
	})
	now := time.UnixMilli(1517820392000)
	o := top.OAuth{AppKey: "12345678", AppSecret: "helloworld", RedirectURL: "https://x.y/", TokenURL: address + "/rest/auth/token/create", Now: func() time.Time { return now }}
	got, err := o.Exchange(t.Context(), "3_500102_JxZ05Ux3cnnSSUm6dCxYg6Q26")
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"app_key": {"12345678"}, "code": {"3_500102_JxZ05Ux3cnnSSUm6dCxYg6Q26"}, "sign_method": {"sha256"}, "timestamp": {"1517820392000"},
		"sign": {"35607762342831B6A417A0DED84B79C05FEFBF116969C48AD6DC00279A9F4D81"},
	}
	if diff := cmp.Diff(want, form); diff != "" || path != "/rest/auth/token/create" {
		t.Errorf("%s gets (-want +got):\n%s", path, diff)
	}
	token := &top.Token{
		AccessToken: "A", RefreshToken: "R", UserID: "1", UserNick: "shop", SellerID: "2", Account: "shop@example.com", HavanaID: "3", Locale: "zh_CN", Platform: "seller_center",
		Expiry: time.UnixMilli(1795320000000).UTC(), RefreshExpiry: time.UnixMilli(1795406400000).UTC(),
	}
	if diff := cmp.Diff(token, got); diff != "" {
		t.Errorf("the token differs (-want +got):\n%s", diff)
	}
	if _, err := o.Refresh(t.Context(), "R"); err != nil || path != "/rest/auth/token/refresh" || form.Get("refresh_token") != "R" || form.Has("client_secret") {
		t.Errorf("%s gets %v, %v", path, form, err)
	}
	o.TokenURL = address + "/rest/auth/token/security/refresh?x=1"
	if _, err := o.Refresh(t.Context(), "R"); err != nil || path != "/rest/auth/token/security/refresh" {
		t.Errorf("%s gets %v, %v", path, form, err)
	}
	answer = `{"type":"ISV","code":"InvalidCode","message":"Invalid authorization code","request_id":"r1"}`
	var apiErr *top.Error
	if _, err := o.Exchange(t.Context(), "c"); !errors.As(err, &apiErr) || apiErr.Code != "InvalidCode" || apiErr.RequestID != "r1" || apiErr.Msg != "Invalid authorization code" {
		t.Errorf("an error is %v", err)
	}
}

// TestSyncVectors: calls of AliExpress are signed as its documentation shows.
func TestSyncVectors(t *testing.T) {
	for want, params := range map[string]map[string]string{
		"F3ABBAB059750C3CD6D341A2FDA939ECB0FA892120E9196270ED67D6EC1511DD": {
			"app_key": "12345678", "method": "aliexpress.affiliate.category.get", "sign_method": "sha256", "timestamp": "1517820392000",
		},
		"F7F7926B67316C9D1E8E15F7E66940ED3059B1638C497D77973F30046EFB5BBB": {
			"access_token": "test", "aliexpress_category_id": "200135143", "app_key": "123456",
			"method": "aliexpress.logistics.redefining.getonlinelogisticsinfo", "sign_method": "sha256", "timestamp": "1517820392000",
		},
	} {
		if got := top.Sign(top.SignHMACSHA256, "helloworld", params, nil); got != want {
			t.Errorf("%s is signed by %s", params["method"], got)
		}
	}
}

// TestParseToken reads what the method for tokens answers within a text.
func TestParseToken(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	got, err := top.ParseToken([]byte(top.RawString(`{"access_token":"A","w1_valid":1795320000000,"expires_in":60,"taobao_user_nick":"%E6%B7%98"}`).Text()), now)
	want := &top.Token{AccessToken: "A", UserNick: "淘", Expiry: now.Add(time.Minute), W1Expiry: time.UnixMilli(1795320000000).UTC()}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, bad := range []string{`{"error":"x"}`, `{"code":"InvalidCode","message":"m"}`, `{"expires_in":1}`, `<html>`, ``} {
		if got, err := top.ParseToken([]byte(bad), now); err == nil {
			t.Errorf("%s gives %v", bad, got)
		}
	}
}

// table is a store that processes share.
type table struct {
	mu    sync.Mutex
	token *top.Token
	delay time.Duration // before a token is stored
}

func (s *table) Load(context.Context) (*top.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token, nil
}

func (s *table) Store(_ context.Context, t *top.Token) error {
	time.Sleep(s.delay)
	s.mu.Lock()
	defer s.mu.Unlock()
	own := *t
	s.token = &own
	return nil
}

// refresher is a token service that takes each refresh token once.
func refresher(t *testing.T, expires string) (address string, calls func() int) {
	var mu sync.Mutex
	valid, n, asked := "R0", 0, 0
	names := func() (string, string) { return "S" + string(rune('0'+n)), "R" + string(rune('0'+n)) }
	address = server(t, func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		mu.Lock()
		defer mu.Unlock()
		if asked++; r.Form.Get("refresh_token") != valid {
			io.WriteString(w, `{"error":"invalid_grant"}`)
			return
		}
		n++
		session, refresh := names()
		valid = refresh
		io.WriteString(w, `{"access_token":"`+session+`","refresh_token":"`+refresh+`","expires_in":`+expires+`}`)
	})
	return address, func() int { mu.Lock(); defer mu.Unlock(); return asked }
}

// TestStoredTokenSource: processes that share a store get one new session, whoever is
// faster.
func TestStoredTokenSource(t *testing.T) {
	t.Parallel()
	address, calls := refresher(t, "86400")
	store := &table{token: &top.Token{AccessToken: "S0", RefreshToken: "R0"}, delay: 300 * time.Millisecond}
	o := top.OAuth{AppKey: "k", AppSecret: "secret", TokenURL: address}
	other := o
	other.TokenURL += "?process=2" // or the two would share what they know
	a, b := o.StoredTokenSource(store), other.StoredTokenSource(store)
	for _, source := range []top.TokenSource{a, b} {
		if got, err := source.Token(t.Context()); got != "S0" || err != nil {
			t.Fatalf("the session is %s, %v", got, err)
		}
	}
	var wg sync.WaitGroup
	for _, source := range []top.TokenSource{a, b, a, b} {
		wg.Go(func() {
			if got, err := source.Refresh(t.Context(), "S0"); got != "S1" || err != nil {
				t.Errorf("refreshed, it is %s, %v", got, err)
			}
		})
	}
	wg.Wait()
	if n := calls(); n > 2 {
		t.Errorf("the token service was asked %d times", n)
	}
	if got, err := o.StoredTokenSource(store).Refresh(t.Context(), "S0"); got != "S1" || err != nil {
		t.Errorf("a third process has %s, %v", got, err)
	}
	if _, err := o.StoredTokenSource(&table{}).Token(t.Context()); err == nil || !strings.Contains(err.Error(), "no token") {
		t.Errorf("an empty store: %v", err)
	}
	if _, err := o.StoredTokenSource(&table{token: &top.Token{AccessToken: "S9", RefreshToken: "R9"}}).Refresh(t.Context(), "S9"); err == nil {
		t.Error("a refresh token that nobody knows is taken")
	}
}

// TestSourcesOfOneProcess: sources that began with one token share the new ones, which are
// stored once each.
func TestSourcesOfOneProcess(t *testing.T) {
	t.Parallel()
	address, calls := refresher(t, "86400")
	o := top.OAuth{AppKey: "k", AppSecret: "secret", TokenURL: address}
	var stored atomic.Int64
	source := func() top.TokenSource {
		return o.TokenSource(&top.Token{AccessToken: "S0", RefreshToken: "R0"}, func(context.Context, *top.Token) error {
			stored.Add(1)
			return nil
		})
	}
	late, want := source(), func(s top.TokenSource, stale, want string) {
		t.Helper()
		if got, err := s.Refresh(t.Context(), stale); got != want || err != nil {
			t.Errorf("instead of %s, the session is %s, %v, want %s", stale, got, err, want)
		}
	}
	var wg sync.WaitGroup
	sources := []top.TokenSource{source(), source(), source()}
	for _, s := range sources {
		wg.Go(func() { want(s, "S0", "S1") })
	}
	wg.Wait()
	want(sources[0], "S1", "S2")
	want(sources[1], "S1", "S2")
	want(late, "S0", "S2")
	want(late, "S2", "S3")
	if calls() != 3 || stored.Load() != 3 {
		t.Errorf("the token service was asked %d times, and %d tokens were stored, want 3 and 3", calls(), stored.Load())
	}
	if _, err := o.TokenSource(&top.Token{AccessToken: "S0", RefreshToken: "R9"}, nil).Refresh(t.Context(), "S0"); err == nil {
		t.Error("a refresh token that nobody knows is taken")
	}
}

// A source whose token is just being used by another one waits for that, but not longer
// than its call; if the other one fails, it tries itself.
func TestSourceWaitsForAnother(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan bool), make(chan string)
	address := server(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- true
		io.WriteString(w, <-answer)
	})
	o := top.OAuth{AppKey: "k", AppSecret: "secret", TokenURL: address}
	token := &top.Token{AccessToken: "S0", RefreshToken: "R0"}
	first, second := o.TokenSource(token, nil), o.TokenSource(token, nil)
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := first.Refresh(t.Context(), "S0"); err == nil {
			t.Error("a refusal is no error")
		}
	})
	<-asked
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := second.Refresh(ctx, "S0"); !errors.Is(err, context.Canceled) {
		t.Errorf("the call has ended: %v", err)
	}
	wg.Go(func() {
		if got, err := second.Refresh(t.Context(), "S0"); got != "S1" || err != nil {
			t.Errorf("the session is %s, %v", got, err)
		}
	})
	answer <- `{"error":"busy"}`
	<-asked
	answer <- `{"access_token":"S1","refresh_token":"R1","expires_in":86400}`
	wg.Wait()
}

// TestRefreshAhead: a session is replaced before it ends, and used on if that fails.
func TestRefreshAhead(t *testing.T) {
	t.Parallel()
	address, calls := refresher(t, "86400")
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	store := &table{token: &top.Token{AccessToken: "S0", RefreshToken: "R0", Expiry: now.Add(10 * time.Minute)}}
	o := top.OAuth{AppKey: "k", AppSecret: "secret", TokenURL: address, Now: func() time.Time { return now }}
	source := o.StoredTokenSource(store)
	for range 3 {
		if got, err := source.Token(t.Context()); got != "S1" || err != nil {
			t.Errorf("the session is %s, %v", got, err)
		}
	}
	store.token = &top.Token{AccessToken: "S8", RefreshToken: "R8", Expiry: now.Add(10 * time.Minute)}
	o.TokenURL = "http://127.0.0.1:1"
	source = o.StoredTokenSource(store)
	for range 3 {
		if got, err := source.Token(t.Context()); got != "S8" || err != nil {
			t.Errorf("while the service is down, the session is %s, %v", got, err)
		}
	}
	if n := calls(); n != 1 {
		t.Errorf("the token service was asked %d times", n)
	}
}
