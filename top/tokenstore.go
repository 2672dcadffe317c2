package top

import (
	"context"
	"errors"
	"time"
)

// TokenStore keeps the token of a user where all processes find it that call on the
// user's behalf: the platform takes a refresh token back when another one is given out,
// and who does not know the new one is locked out. It must be safe for concurrent use.
type TokenStore interface {
	// Load returns the token that was stored last.
	Load(ctx context.Context) (*Token, error)
	// Store keeps a new token, before it is used.
	Store(ctx context.Context, t *Token) error
}

// refreshAhead is how long before its end a session is replaced: a call that is under
// way when it ends would fail.
const refreshAhead = 30 * time.Minute

// StoredTokenSource returns a TokenSource that begins with the token in a store and
// refreshes it ahead of its end, and when it is refused: once for any number of calls. It
// reads the store before it refreshes, and before it gives up, since another process may
// have been faster.
func (o OAuth) StoredTokenSource(store TokenStore) TokenSource {
	return &oauthSource{oauth: o, load: store.Load, store: store.Store, turn: make(chan struct{}, 1), token: new(Token)}
}

// reload takes the token of the store if there is one, and reports whether its session
// is another one than stale.
func (s *oauthSource) reload(ctx context.Context, stale string) (bool, error) {
	if s.load == nil {
		return false, nil
	}
	t, err := s.load(ctx)
	if err != nil {
		return false, err
	}
	if t == nil {
		return false, errors.New("top: the store holds no token: the user must authorize")
	}
	own := *t
	s.mu.Lock()
	s.token = &own
	s.mu.Unlock()
	return own.AccessToken != "" && own.AccessToken != stale, nil
}

// awaitOther waits until the store has the token of the process that was faster, since
// this one was refused; not for long, since it may have been refused for another reason.
func (s *oauthSource) awaitOther(ctx context.Context, stale string) bool {
	const tries, pause = 4, 250 * time.Millisecond
	for i := range tries {
		if i > 0 {
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return false
			}
		}
		if other, err := s.reload(ctx, stale); err != nil || other {
			return other
		}
		if s.load == nil {
			return false
		}
	}
	return false
}

// early reports whether it is time to replace a session that is still valid. Whoever tried
// in vain does not try again at once.
func (s *oauthSource) early(t Token) bool {
	now := s.oauth.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.Expiry.IsZero() || t.RefreshToken == "" || now.Before(t.Expiry.Add(-s.ahead())) || now.Before(s.tried.Add(time.Minute)) {
		return false
	}
	s.tried = now
	return true
}

// ahead is refreshAhead, or a part of the life of a session that lives shorter.
func (s *oauthSource) ahead() time.Duration {
	const part = 4
	if s.life > 0 {
		return min(refreshAhead, s.life/part)
	}
	return refreshAhead
}
