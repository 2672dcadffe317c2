package top_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
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

func TestAuthCodeURL(t *testing.T) {
	o := top.OAuth{AppKey: "k&1", AppSecret: secretKey, RedirectURL: "https://me.example/back?x=1"}
	got, err := url.Parse(o.AuthCodeURL("state 1", "web"))
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{"response_type": {"code"}, "client_id": {"k&1"}, "redirect_uri": {"https://me.example/back?x=1"}, "state": {"state 1"}, "view": {"web"}}
	if diff := cmp.Diff(want, got.Query()); diff != "" || got.Host != "oauth.taobao.com" || got.Path != "/authorize" {
		t.Errorf("%s\n%s", got, diff)
	}
}

func TestOAuth(t *testing.T) {
	now := time.Date(2020, 11, 22, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name   string
		answer string
		want   *top.Token
		err    string // part of the error
	}{
		{
			name: "token",
			answer: `{"access_token":"6100","token_type":"Bearer","expires_in":86400,"refresh_token":"6101","re_expires_in":"172800","r1_expires_in":1,` +
				`"taobao_user_id":"706388888","taobao_user_nick":"%E6%B7%98%E5%AE%9D","sub_taobao_user_id":"2343535","sub_taobao_user_nick":"a%3A1"}`,
			want: &top.Token{
				AccessToken: "6100", RefreshToken: "6101", Expiry: now.Add(24 * time.Hour), RefreshExpiry: now.Add(48 * time.Hour),
				UserID: "706388888", UserNick: "淘宝", SubUserID: "2343535", SubUserNick: "a:1", R1Expiry: now.Add(time.Second),
			},
		},
		{name: "no expiry", answer: `{"access_token":"6100","taobao_open_uid":"u","taobao_user_nick":"%zz"}`, want: &top.Token{AccessToken: "6100", UserID: "u", UserNick: "%zz", OpenUID: "u"}},
		{name: "error", answer: `{"error":"invalid_client","error_description":"client secret is illegal"}`, err: "code invalid_client (client secret is illegal)"},
		{name: "error of the platform", answer: `{"error_response":{"code":15,"msg":"no"}}`, err: "code 15 (no)"},
		{name: "HTML", answer: `<html>`, err: "HTTP status 200"},
		{name: "nothing", answer: ``, err: "HTTP status 200"},
		{name: "echo", answer: `{"error":"code-12345 ` + secretKey + `","error_description":"code-12345"}`, err: "code [redacted] [redacted] ([redacted])"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var form url.Values
			address := server(t, func(w http.ResponseWriter, r *http.Request) {
				r.ParseForm()
				form = r.PostForm
				io.WriteString(w, test.answer)
			})
			o := top.OAuth{AppKey: "k", AppSecret: secretKey, RedirectURL: "https://me.example/", TokenURL: address, Now: func() time.Time { return now }}
			got, err := o.Exchange(t.Context(), "code-12345")
			if test.err == "" && err != nil || test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
				t.Errorf("got %v, want %s", err, test.err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the token differs (-want +got):\n%s", diff)
			}
			want := url.Values{"grant_type": {"authorization_code"}, "code": {"code-12345"}, "client_id": {"k"}, "client_secret": {secretKey}, "redirect_uri": {"https://me.example/"}}
			if diff := cmp.Diff(want, form); diff != "" {
				t.Errorf("the form differs (-want +got):\n%s", diff)
			}
		})
	}
	o := top.OAuth{AppKey: "k", AppSecret: secretKey, TokenURL: "http://127.0.0.1:1"}
	_, err := o.Refresh(t.Context(), "r")
	var transport *top.TransportError
	if !errors.As(err, &transport) || strings.Contains(err.Error(), "http://") {
		t.Errorf("got %v", err)
	}
	o.TokenURL = ":"
	if _, err := o.Refresh(t.Context(), "r"); err == nil {
		t.Error("an address that is none: no error")
	}
}

func TestTokenStored(t *testing.T) {
	want := top.Token{AccessToken: "a", RefreshToken: "r", Expiry: time.Date(2020, 11, 22, 0, 0, 0, 0, time.UTC), UserID: "1"}
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got top.Token
	if err := json.Unmarshal(b, &got); err != nil || got != want {
		t.Errorf("%s comes back as %#v, %v", b, got, err)
	}
	if !got.Valid(want.Expiry.Add(-1)) || got.Valid(want.Expiry) || (top.Token{}).Valid(time.Now()) || !(top.Token{AccessToken: "a"}).Valid(time.Now()) {
		t.Error("Valid is wrong")
	}
}

// TestOAuthTokenSource refreshes once, whoever asks.
func TestOAuthTokenSource(t *testing.T) {
	var refreshed atomic.Int64
	release := make(chan struct{})
	address := server(t, func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		<-release
		n := refreshed.Add(1)
		if want := fmt.Sprintf("refresh %d", n-1); r.PostForm.Get("refresh_token") != want && n > 1 {
			t.Errorf("refreshed with %q, want %q", r.PostForm.Get("refresh_token"), want)
		}
		fmt.Fprintf(w, `{"access_token":"session %d","refresh_token":"refresh %d","expires_in":3600}`, n, n)
	})
	now := time.Now()
	var stored []string
	o := top.OAuth{AppKey: "k", AppSecret: "s", TokenURL: address, Now: func() time.Time { return now }}
	source := o.TokenSource(&top.Token{AccessToken: "old", RefreshToken: "r", Expiry: now}, func(_ context.Context, t *top.Token) error {
		stored = append(stored, t.AccessToken)
		return nil
	})
	canceled, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if s, err := source.Token(context.Background()); s != "session 1" || err != nil {
				t.Errorf("got %q, %v", s, err)
			}
		})
		wg.Go(func() {
			if s, err := source.Refresh(context.Background(), "old"); s != "session 1" || err != nil {
				t.Errorf("got %q, %v", s, err)
			}
		})
	}
	cancel()
	if _, err := source.Refresh(canceled, "old"); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting with a context that has ended: %v", err)
	}
	close(release)
	wg.Wait()
	if s, err := source.Refresh(t.Context(), "session 1"); s != "session 2" || err != nil {
		t.Errorf("got %q, %v", s, err)
	}
	if s, err := source.Refresh(t.Context(), "session 1"); s != "session 2" || err != nil || refreshed.Load() != 2 {
		t.Errorf("got %q, %v after %d refreshes", s, err, refreshed.Load())
	}
	if diff := cmp.Diff([]string{"session 1", "session 2"}, stored); diff != "" {
		t.Error(diff)
	}
	noRefresh := o.TokenSource(&top.Token{AccessToken: "old", Expiry: now}, nil)
	if s, err := noRefresh.Token(t.Context()); s != "old" || err != nil {
		t.Errorf("got %q, %v", s, err)
	}
	if _, err := noRefresh.Refresh(t.Context(), "old"); err == nil {
		t.Error("a token without a refresh token was refreshed")
	}
	// A new token that cannot be stored is kept, and stored by the next call: the
	// platform may not take the old one again.
	before, full := refreshed.Load(), errors.New("disk full")
	source = o.TokenSource(&top.Token{AccessToken: "old", RefreshToken: "refresh 2"}, func(context.Context, *top.Token) error { return full })
	for range 2 {
		if _, err := source.Refresh(t.Context(), "old"); !errors.Is(err, full) {
			t.Errorf("got %v", err)
		}
	}
	full = nil
	if s, err := source.Refresh(t.Context(), "old"); s != "session 3" || err != nil || refreshed.Load() != before+1 {
		t.Errorf("got %q, %v after %d refreshes", s, err, refreshed.Load()-before)
	}
	if s, err := source.Token(t.Context()); s != "session 3" || err != nil {
		t.Errorf("got %q, %v", s, err)
	}
}

// TestTokenString: a printed token names the user as far as the platform did.
func TestTokenString(t *testing.T) {
	expiry := time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC)
	for _, test := range []struct {
		token top.Token
		want  string
	}{
		{top.Token{AccessToken: "6100", UserID: "12", UserNick: "nick", Expiry: expiry}, "top.Token(user 12 (nick), expiry 2026-11-02T03:04:05Z)"},
		{top.Token{AccessToken: "6100", UserNick: "nick"}, "top.Token(user nick, expiry none)"},
		{top.Token{UserID: "12", SubUserNick: "clerk"}, "top.Token(user 12, sub user clerk, expiry none)"},
		{top.Token{}, "top.Token(user unknown, expiry none)"},
	} {
		if got := fmt.Sprintf("%+v", test.token); got != test.want {
			t.Errorf("the token prints as %q, want %q", got, test.want)
		}
	}
}

// TestTokenSourceString: a source of tokens shows no secret, however it is printed.
func TestTokenSourceString(t *testing.T) {
	oauth := top.OAuth{AppKey: "12345678", AppSecret: "hidden-secret"}
	source := oauth.TokenSource(&top.Token{AccessToken: "hidden-access", RefreshToken: "hidden-refresh", UserID: "12"}, nil)
	want := "top.TokenSource(app key 12345678, top.Token(user 12, expiry none))"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if got := fmt.Sprintf(verb, source); got != want {
			t.Errorf("%s prints %q, want %q", verb, got, want)
		}
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("made", "source", source)
	if !strings.Contains(log.String(), want) || strings.Contains(log.String(), "hidden") {
		t.Errorf("the log is %s", log.String())
	}
}
