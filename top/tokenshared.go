package top

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
)

// A refresh token works once: whoever uses it again is refused, and locked out for good.
// So all sources of one process know which ones it has used, and what they gave. Sources
// that began with one token, such as those that a program makes for each of its requests,
// go on with one new token, whoever is faster. Other processes learn of it by a TokenStore.
type usedTokens struct {
	mu    sync.Mutex
	uses  map[tokenKey]*tokenUse
	order []tokenKey // of those that are over, from the oldest on
}

// tokenKey stands for a refresh token of an app, and does not give it away.
type tokenKey [sha256.Size]byte

// tokenUse is what became of a refresh token.
type tokenUse struct {
	done  chan struct{} // closed when it is known
	token *Token        // nil if it failed
}

var usedRefreshTokens = usedTokens{uses: make(map[tokenKey]*tokenUse)}

// mostUsed is how many are remembered: some megabytes. Who comes with an older one is
// refused by the platform.
const mostUsed = 10_000

func (o OAuth) tokenKey(refreshToken string) tokenKey {
	return sha256.Sum256([]byte(o.TokenURL + "\x00" + o.AppKey + "\x00" + refreshToken))
}

// begin returns the use of a token, and whether it is the caller who is to use it and
// then to call end.
func (u *usedTokens) begin(key tokenKey) (use *tokenUse, mine bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if use = u.uses[key]; use != nil {
		return use, false
	}
	use = &tokenUse{done: make(chan struct{})}
	u.uses[key] = use
	return use, true
}

// end notes which token came; nil if none did, so that the next one tries again.
func (u *usedTokens) end(key tokenKey, use *tokenUse, t *Token) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if use.token = t; t == nil {
		delete(u.uses, key)
	} else if u.order = append(u.order, key); len(u.order) > mostUsed {
		delete(u.uses, u.order[0])
		u.order = u.order[1:]
	}
	close(use.done)
}

// replace gets a new token for that of the source, or takes the one that another source of
// the process got for it, whose session is not stale.
func (s *oauthSource) replace(ctx context.Context, stale string) (string, error) {
	for {
		t := s.current()
		if t.RefreshToken == "" {
			return "", errors.New("top: the session has no refresh token: the user must authorize again")
		}
		key := s.oauth.tokenKey(t.RefreshToken)
		use, mine := usedRefreshTokens.begin(key)
		if mine {
			return s.use(ctx, key, use, t, stale)
		}
		select {
		case <-use.done:
		case <-ctx.Done():
			return "", ctx.Err()
		}
		if use.token == nil {
			continue
		}
		own := *use.token
		s.mu.Lock()
		s.token = &own
		s.mu.Unlock()
		if own.AccessToken != stale && own.Valid(s.oauth.now()) && !s.isUsed(own) {
			return own.AccessToken, nil
		}
	}
}

// isUsed reports whether a token was replaced, too, in the meantime.
func (s *oauthSource) isUsed(t Token) bool {
	usedRefreshTokens.mu.Lock()
	defer usedRefreshTokens.mu.Unlock()
	return usedRefreshTokens.uses[s.oauth.tokenKey(t.RefreshToken)] != nil
}

// use gets a new token for t, and lets others know of it.
func (s *oauthSource) use(ctx context.Context, key tokenKey, use *tokenUse, t Token, stale string) (session string, err error) {
	var next *Token
	defer func() { usedRefreshTokens.end(key, use, next) }()
	if session, err = s.renew(ctx, t, stale); err != nil {
		return "", err
	}
	if now := s.current(); now.RefreshToken != t.RefreshToken { // else it works again
		next = &now
	}
	return session, nil
}
