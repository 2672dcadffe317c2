package top

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"
)

const (
	// DefaultTimeout limits an attempt of a call.
	DefaultTimeout = 30 * time.Second
	// DefaultMaxBody limits the size of a response in bytes.
	DefaultMaxBody = 32 << 20
	// MaxIdleConns is how many idle connections a client keeps to each gateway;
	// there is no limit on those in use.
	MaxIdleConns = 100

	userAgent = "topgen (+https://github.com/topgen/topgen)"
)

// Client calls the platform for one app. It is safe for concurrent use and
// should be reused, since it keeps connections.
type Client struct {
	appKey     string
	secret     hidden
	do         func(*http.Request) (*http.Response, error) // of an http.Client
	transport  http.RoundTripper                           // its
	settings   settings
	maxBody    int64
	userAgent  string
	middleware []Middleware
	chain      Caller
	now        func() time.Time
	skew       *atomic.Int64 // nanoseconds that the gateway's clock is ahead
	budget     *retryBudget
}

// NewClient returns a client for the app with the given key and secret.
func NewClient(appKey, appSecret string, opts ...Option) (*Client, error) {
	if isBlank(appKey) || isBlank(appSecret) {
		return nil, errors.New("top: NewClient: app key and app secret must not be empty")
	}
	c := &Client{
		appKey:    appKey,
		secret:    hide(appSecret),
		settings:  settings{timeout: DefaultTimeout, maxBatch: DefaultMaxBatch, retry: DefaultRetry},
		maxBody:   DefaultMaxBody,
		userAgent: userAgent,
		now:       time.Now,
		skew:      new(atomic.Int64),
		budget:    newRetryBudget(),
	}
	for _, o := range opts {
		if err := o.applyClient(c); err != nil {
			return nil, err
		}
	}
	if c.do == nil {
		c.use(http.Client{Transport: newTransport()})
	}
	c.chain = (*innermost)(c)
	for i := len(c.middleware) - 1; i >= 0; i-- {
		c.chain = c.middleware[i](c.chain)
	}
	return c, nil
}

// use sends calls through hc, which follows no redirect.
func (c *Client) use(hc http.Client) {
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.do, c.transport = hc.Do, hc.Transport
}

// newTransport returns the transport of a client that is given none.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    MaxIdleConns,
		IdleConnTimeout:        90 * time.Second, // as that of net/http
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
}

// AppKey returns the key of the app.
func (c *Client) AppKey() string { return c.appKey }

// CloseIdleConnections closes connections that no call uses.
func (c *Client) CloseIdleConnections() {
	(&http.Client{Transport: c.transport}).CloseIdleConnections()
}

// String names the app, and nothing that is secret.
func (c *Client) String() string { return "top.Client(app key " + c.appKey + ")" }

// GoString is String: %#v must not show the secret.
func (c *Client) GoString() string { return c.String() }

// Call sends req and decodes the answer into resp; generated Do methods call it.
func (c *Client) Call(ctx context.Context, api *API, req, resp any, opts ...CallOption) error {
	return c.chain.Call(ctx, api, req, resp, opts...)
}
