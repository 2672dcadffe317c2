package top

import "context"

// TokenSource gives out sessions. It must be safe for concurrent use.
type TokenSource interface {
	// Token returns the session to use.
	Token(ctx context.Context) (string, error)
	// Refresh returns a session to use instead of stale, which the platform
	// refused. Many calls may report one stale session at once; it shall be
	// replaced once.
	Refresh(ctx context.Context, stale string) (string, error)
}
