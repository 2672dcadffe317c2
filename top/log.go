package top

import (
	"context"
	"log/slog"
)

// Logging returns a middleware that logs every call to l: method, gateway,
// attempts, duration, request id, and the error if it failed; never parameters,
// sessions or bodies. A call that succeeded is logged at LevelInfo, one that
// failed at LevelWarn.
func Logging(l *slog.Logger) Middleware {
	return func(next Caller) Caller {
		return CallerFunc(func(ctx context.Context, api *API, req, resp any, opts ...CallOption) error {
			var r Report
			err := next.Call(ctx, api, req, resp, append(opts[:len(opts):len(opts)], WithReport(&r))...)
			level := slog.LevelInfo
			if err != nil {
				level = slog.LevelWarn
			}
			l.LogAttrs(ctx, level, "top call", r.attrs(api, err)...)
			return err
		})
	}
}

func (r Report) attrs(api *API, err error) []slog.Attr {
	attrs := []slog.Attr{
		slog.String("method", api.Method),
		slog.String("gateway", r.Gateway),
		slog.Int("attempts", r.Attempts),
		slog.Duration("duration", r.Duration),
		slog.Int("status", r.Status),
		slog.String("request_id", r.RequestID),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	return attrs
}
