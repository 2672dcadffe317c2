package top

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// The addresses of the platform's OAuth 2.0 service.
const (
	AuthorizeURL = "https://oauth.taobao.com/authorize"
	TokenURL     = "https://oauth.taobao.com/token"
)

// OAuth gets sessions: the user is sent to AuthCodeURL, comes back to
// RedirectURL with a code, and Exchange turns that into a Token.
//
// Printed, logged or as text it shows no secret; fmt finds it where an OAuth is in an
// unexported field of something that is printed.
type OAuth struct {
	AppKey      string
	AppSecret   string `json:"-"`
	RedirectURL string // registered with the app

	AuthorizeURL string       // AuthorizeURL if empty
	TokenURL     string       // TokenURL if empty; calls to a path that begins with /rest are signed: see AliExpressTokenURL
	HTTPClient   *http.Client // http.DefaultClient, with DefaultTimeout, if nil
	Now          func() time.Time
}

// String names the app, and nothing that is secret.
func (o OAuth) String() string { return "top.OAuth(app key " + o.AppKey + ")" }

// Format prints String, whatever the verb.
func (o OAuth) Format(f fmt.State, _ rune) { io.WriteString(f, o.String()) }

// MarshalText returns String, so that encoders that ask for texts, such as those of JSON
// and YAML, leave the secret out.
func (o OAuth) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// LogValue is String, for package slog.
func (o OAuth) LogValue() slog.Value { return slog.StringValue(o.String()) }

// Token is a session with what belongs to it. As JSON it can be stored; printed
// or logged, it shows neither session nor refresh token; fmt finds them where a Token is in
// an unexported field of something that is printed.
type Token struct {
	AccessToken   string    `json:"access_token"` // the session
	RefreshToken  string    `json:"refresh_token,omitzero"`
	Expiry        time.Time `json:"expiry,omitzero"`         // of the session; zero if it has none
	RefreshExpiry time.Time `json:"refresh_expiry,omitzero"` // of the refresh token; zero if not known
	UserID        string    `json:"user_id,omitzero"`
	UserNick      string    `json:"user_nick,omitzero"`
	SubUserID     string    `json:"sub_user_id,omitzero"` // of a sub account
	SubUserNick   string    `json:"sub_user_nick,omitzero"`

	OpenUID    string    `json:"open_uid,omitzero"`
	SubOpenUID string    `json:"sub_open_uid,omitzero"`
	SellerID   string    `json:"seller_id,omitzero"`        // of AliExpress, as the next four
	Account    string    `json:"account,omitzero"`          // an e-mail address, say, or an id
	HavanaID   string    `json:"havana_id,omitzero"`        //
	Locale     string    `json:"locale,omitzero"`           //
	Platform   string    `json:"account_platform,omitzero"` // such as "seller_center"
	R1Expiry   time.Time `json:"r1_expiry,omitzero"`        // of the right to call APIs that read, security level 1
	R2Expiry   time.Time `json:"r2_expiry,omitzero"`        // and level 2
	W1Expiry   time.Time `json:"w1_expiry,omitzero"`        // of the right to call APIs that write
	W2Expiry   time.Time `json:"w2_expiry,omitzero"`
}

// String names the user, by id and nick as far as they are known, and the expiry.
func (t Token) String() string {
	expiry := "none"
	if !t.Expiry.IsZero() {
		expiry = t.Expiry.Format(time.RFC3339)
	}
	who := "user " + user(t.UserID, t.UserNick)
	if t.SubUserID != "" || t.SubUserNick != "" {
		who += ", sub user " + user(t.SubUserID, t.SubUserNick)
	}
	return "top.Token(" + who + ", expiry " + expiry + ")"
}

// user names a user of whom the platform told the id, the nick, both or nothing.
func user(id, nick string) string {
	if id == "" {
		return cmp.Or(nick, "unknown")
	}
	return id + inBrackets(nick)
}

// Format prints String, whatever the verb.
func (t Token) Format(f fmt.State, _ rune) { io.WriteString(f, t.String()) }

// LogValue is String, for package slog.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// Valid reports whether there is a session that has not expired at now.
func (t Token) Valid(now time.Time) bool {
	return t.AccessToken != "" && (t.Expiry.IsZero() || now.Before(t.Expiry))
}

// AuthCodeURL returns where to send the user. The state comes back with the
// code: compare it, so that nobody else's code is taken for an answer. View is
// "web", "wap" or, where it is empty, up to the platform.
func (o OAuth) AuthCodeURL(state, view string) string {
	base := o.AuthorizeURL
	if base == "" {
		base = AuthorizeURL
	}
	q := url.Values{"response_type": {"code"}, "client_id": {o.AppKey}, "redirect_uri": {o.RedirectURL}, "state": {state}}
	if view != "" {
		q.Set("view", view)
	}
	return withQuery(base, q.Encode())
}

// Exchange turns the code with which the user came back into a Token.
func (o OAuth) Exchange(ctx context.Context, code string) (*Token, error) {
	return o.token(ctx, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {o.RedirectURL}}, code)
}

// Refresh gets a new Token for a refresh token.
func (o OAuth) Refresh(ctx context.Context, refreshToken string) (*Token, error) {
	return o.token(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refreshToken}}, refreshToken)
}

// methodOAuth stands for the method in errors.
const methodOAuth = "oauth.token"

// token posts a form to the token address.
func (o OAuth) token(ctx context.Context, form url.Values, secret string) (*Token, error) {
	s := newScrubber(o.AppSecret, secret)
	address, signed := o.signedCall(cmp.Or(o.TokenURL, TokenURL), form)
	if !signed {
		form.Set("client_id", o.AppKey)
		form.Set("client_secret", o.AppSecret)
	}
	ctx, cancel := context.WithTimeout(ctx, DefaultTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, errors.New("top: oauth: TokenURL is no valid address")
	}
	req.Header.Set("Content-Type", formType)
	req.Header.Set("User-Agent", userAgent)
	resp, err := o.client().Do(req)
	if err != nil {
		return nil, oauthTransportError(err, s)
	}
	defer resp.Body.Close()
	const maxToken = 1 << 20
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxToken))
	if err != nil {
		return nil, oauthTransportError(err, s)
	}
	return o.parse(resp, string(body), s)
}

func (o OAuth) client() *http.Client {
	own := http.Client{}
	if o.HTTPClient != nil {
		own = *o.HTTPClient
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

func oauthTransportError(err error, s scrubber) error {
	err = withoutURL(err)
	text := s.scrub(harmless(err))
	return &TransportError{Method: methodOAuth, Sent: true, err: mask(err, text), text: text}
}

// tokenBody is what the token address answers.
type tokenBody struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	ExpiresIn    int64  `json:"expires_in"`    // seconds
	ReExpiresIn  int64  `json:"re_expires_in"` // seconds

	RefreshExpiresIn int64 `json:"refresh_expires_in"`       // seconds
	ExpireTime       int64 `json:"expire_time"`              // milliseconds since 1970
	RefreshValidTime int64 `json:"refresh_token_valid_time"` // milliseconds since 1970
	R1ExpiresIn      int64 `json:"r1_expires_in"`
	R2ExpiresIn      int64 `json:"r2_expires_in"`
	W1ExpiresIn      int64 `json:"w1_expires_in"`
	W2ExpiresIn      int64 `json:"w2_expires_in"`
	R1Valid          int64 `json:"r1_valid"`
	R2Valid          int64 `json:"r2_valid"`
	W1Valid          int64 `json:"w1_valid"`
	W2Valid          int64 `json:"w2_valid"`

	TaobaoUserID   string `json:"taobao_user_id"`
	OpenUID        string `json:"taobao_open_uid"`
	OtherOpenUID   string `json:"open_uid"`
	SubOpenUID     string `json:"taobao_open_sub_uid"`
	TaobaoUserNick string `json:"taobao_user_nick"` // url-encoded
	SubUserID      string `json:"sub_taobao_user_id"`
	SubUserNick    string `json:"sub_taobao_user_nick"`
	UserID         string `json:"user_id"`
	UserNick       string `json:"user_nick"`
	SellerID       string `json:"seller_id"`
	Account        string `json:"account"`
	AccountID      string `json:"account_id"`
	HavanaID       string `json:"havana_id"`
	Locale         string `json:"locale"`
	Platform       string `json:"account_platform"`

	Error       string `json:"error"`
	Description string `json:"error_description"`
}

func (o OAuth) parse(resp *http.Response, body string, s scrubber) (*Token, error) {
	var b tokenBody
	if apiErr, ok := errors.AsType[*Error](Unmarshal([]byte(body), &b)); ok {
		s.scrubError(apiErr)
		apiErr.Method = methodOAuth
		return nil, apiErr
	}
	switch {
	case b.Error != "":
		return nil, &Error{Method: methodOAuth, Code: s.scrub(b.Error), Msg: s.scrub(b.Description)}
	case b.AccessToken == "":
		return nil, &HTTPError{Method: methodOAuth, Status: resp.StatusCode, ContentType: s.scrub(resp.Header.Get("Content-Type")), body: hide(body)}
	}
	return b.token(o.now()), nil
}

// after returns the time some seconds after now, zero for none.
func after(now time.Time, seconds int64) time.Time {
	const century = 100 * 366 * 24 * 60 * 60
	if seconds <= 0 || seconds > century {
		return time.Time{}
	}
	return now.Add(time.Duration(seconds) * time.Second).Truncate(time.Second)
}

func unescapeNick(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// TokenSource returns a TokenSource that begins with t and refreshes it when
// it has expired or is refused. Every new token is handed to store, which may be
// nil, before it is used; the platform may take the old one back. While store
// fails, calls do, too, and each has the same new token stored again. Sources of one
// process that begin with the same token share the new ones, which are stored by the one
// that got them; several processes need a StoredTokenSource.
func (o OAuth) TokenSource(t *Token, store func(context.Context, *Token) error) TokenSource {
	return &oauthSource{oauth: o, token: t, store: store, turn: make(chan struct{}, 1)}
}

// oauthSource is a TokenSource. Only one refresh is under way at a time; a
// caller whose context ends stops waiting for it.
type oauthSource struct {
	oauth OAuth
	load  func(context.Context) (*Token, error) // nil if there is none
	store func(context.Context, *Token) error
	turn  chan struct{} // held by who refreshes

	mu       sync.Mutex
	token    *Token
	life     time.Duration // of the last session that was got; 0 if that is not known
	tried    time.Time     // when a valid session was last tried to be replaced
	unstored *Token        // has been got, but could not be stored; held by who refreshes
}

// Format names the app and the user, whatever the verb: printed field by field, the
// source would show the app's secret and its tokens.
func (s *oauthSource) Format(f fmt.State, _ rune) { io.WriteString(f, s.text()) }

// LogValue is for package slog what Format is for fmt.
func (s *oauthSource) LogValue() slog.Value { return slog.StringValue(s.text()) }

func (s *oauthSource) text() string {
	return fmt.Sprintf("top.TokenSource(app key %s, %v)", s.oauth.AppKey, s.current())
}

func (s *oauthSource) current() Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.token
}

// Token returns the session, a new one if it has expired.
func (s *oauthSource) Token(ctx context.Context) (string, error) {
	t := s.current()
	if t.AccessToken == "" && s.load != nil {
		if _, err := s.reload(ctx, ""); err != nil {
			return "", fmt.Errorf("top: loading the token: %w", err)
		}
		t = s.current()
	}
	switch valid := t.Valid(s.oauth.now()); {
	case valid && s.early(t):
		if token, err := s.Refresh(ctx, t.AccessToken); err == nil {
			return token, nil
		}
		return t.AccessToken, nil // which is valid, so that there is time to try again
	case valid, t.RefreshToken == "" && s.load == nil:
		return t.AccessToken, nil
	}
	return s.Refresh(ctx, t.AccessToken)
}

// Refresh returns a session that is not stale.
func (s *oauthSource) Refresh(ctx context.Context, stale string) (string, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	t := s.current()
	if t.AccessToken != stale && t.AccessToken != "" {
		return t.AccessToken, nil // another call was faster
	}
	if s.unstored == nil {
		other, err := s.reload(ctx, stale)
		if err != nil {
			return "", fmt.Errorf("top: loading the token: %w", err)
		}
		if other {
			return s.current().AccessToken, nil // another process was faster
		}
	}
	return s.replace(ctx, stale)
}

// renew gets a new token for t, and stores it.
func (s *oauthSource) renew(ctx context.Context, t Token, stale string) (string, error) {
	next := s.unstored
	if next == nil {
		var err error
		if next, err = s.oauth.Refresh(ctx, t.RefreshToken); err != nil {
			if s.awaitOther(ctx, stale) {
				return s.current().AccessToken, nil // another process was faster
			}
			return "", err
		}
		if next.RefreshToken == "" {
			next.RefreshToken, next.RefreshExpiry = t.RefreshToken, t.RefreshExpiry
		}
	}
	return s.take(ctx, next)
}

// take stores a new token, and gives out its session from then on.
func (s *oauthSource) take(ctx context.Context, next *Token) (string, error) {
	if s.store != nil {
		if err := s.store(ctx, next); err != nil {
			s.unstored = next
			return "", fmt.Errorf("top: storing the new token: %w", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token, s.unstored = next, nil
	if !next.Expiry.IsZero() {
		s.life = next.Expiry.Sub(s.oauth.now())
	}
	return next.AccessToken, nil
}
