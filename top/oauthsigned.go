package top

import (
	"cmp"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The addresses of the OAuth service of AliExpress, whose calls are signed. A token is
// refreshed at the same address with refresh in the place of create. There is another
// pair, /rest/auth/token/security/create and refresh.
const (
	AliExpressAuthorizeURL = "https://api-sg.aliexpress.com/oauth/authorize"
	AliExpressTokenURL     = "https://api-sg.aliexpress.com/rest/auth/token/create"
)

// restPath begins the paths of calls that are signed with their path.
const restPath = "/rest"

// signedCall returns the address of a call to a token service whose calls are signed,
// and makes of its form a signed one; false for another service. Of such a service, the
// path begins with /rest: what follows is signed, too.
func (o OAuth) signedCall(address string, form url.Values) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(u.Path, restPath+"/") {
		return address, false
	}
	if form.Get("grant_type") == "refresh_token" {
		u.Path = strings.TrimSuffix(u.Path, "/create")
		if !strings.HasSuffix(u.Path, "/refresh") {
			u.Path += "/refresh"
		}
	}
	for _, name := range []string{"grant_type", "redirect_uri"} {
		form.Del(name)
	}
	form.Set("app_key", o.AppKey)
	form.Set("sign_method", string(signSHA256))
	form.Set("timestamp", strconv.FormatInt(o.now().UnixMilli(), 10))
	params := map[string]string{}
	for name := range form {
		params[name] = form.Get(name)
	}
	for name := range u.Query() {
		params[name] = u.Query().Get(name)
	}
	form.Set("sign", signPath(o.AppSecret, strings.TrimPrefix(u.Path, restPath), params))
	return u.String(), true
}

// signPath signs a call by its path and its parameters, by HMAC-SHA256.
func signPath(secret, path string, params map[string]string) string {
	text := []byte(path)
	for _, name := range sortedNames(params) {
		if name != "sign" && params[name] != "" {
			text = append(append(text, name...), params[name]...)
		}
	}
	return signHMAC(SignHMACSHA256, secret, text)
}

func (o OAuth) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}

// ParseToken reads a token from what a token service answers, got at now: for tokens that
// come another way, such as the token_result of taobao.top.auth.token.create, whose Text
// it is. An answer that is an error is an *Error.
func ParseToken(answer []byte, now time.Time) (*Token, error) {
	var b tokenBody
	if err := Unmarshal(answer, &b); err != nil && !Partial(err) {
		return nil, err
	}
	if b.Error != "" {
		return nil, &Error{Code: b.Error, Msg: b.Description}
	}
	t := b.token(now)
	if t.AccessToken == "" {
		return nil, errors.New("top: the answer holds no access_token")
	}
	return t, nil
}

// token returns the token in an answer. Where the answer has the time at which something
// ends, that counts: how long it lasts does not tell from when on.
func (b *tokenBody) token(now time.Time) *Token {
	return &Token{
		AccessToken: b.AccessToken, RefreshToken: b.RefreshToken,
		UserID: cmp.Or(b.TaobaoUserID, b.UserID, b.OpenUID, b.OtherOpenUID), UserNick: unescapeNick(cmp.Or(b.TaobaoUserNick, b.UserNick)),
		SubUserID: b.SubUserID, SubUserNick: unescapeNick(b.SubUserNick), SellerID: b.SellerID, Account: cmp.Or(b.Account, b.AccountID), HavanaID: b.HavanaID, Locale: b.Locale, Platform: b.Platform,
		OpenUID: cmp.Or(b.OpenUID, b.OtherOpenUID), SubOpenUID: b.SubOpenUID,
		R1Expiry: atOrAfter(b.R1Valid, now, b.R1ExpiresIn), R2Expiry: atOrAfter(b.R2Valid, now, b.R2ExpiresIn),
		W1Expiry: atOrAfter(b.W1Valid, now, b.W1ExpiresIn), W2Expiry: atOrAfter(b.W2Valid, now, b.W2ExpiresIn),
		Expiry: atOrAfter(b.ExpireTime, now, b.ExpiresIn), RefreshExpiry: atOrAfter(b.RefreshValidTime, now, max(b.ReExpiresIn, b.RefreshExpiresIn)),
	}
}

// atOrAfter returns a time in milliseconds since 1970 or, if that is none, the time some
// seconds after now; zero for none.
func atOrAfter(millis int64, now time.Time, seconds int64) time.Time {
	if t, ok := parseMillis(strconv.FormatInt(millis, 10), gmt8); ok && !t.IsZero() {
		return t.UTC()
	}
	return after(now, seconds)
}
