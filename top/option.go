package top

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Option configures a Client.
type Option interface{ applyClient(*Client) error }

// CallOption configures one call.
type CallOption interface{ applyCall(*settings) error }

// SharedOption configures one call or, given to NewClient, all calls of a Client.
type SharedOption interface {
	Option
	CallOption
}

type clientOption func(*Client) error

func (o clientOption) applyClient(c *Client) error { return o(c) }

type callOption func(*settings) error

func (o callOption) applyCall(s *settings) error { return o(s) }

type sharedOption func(*settings) error

func (o sharedOption) applyClient(c *Client) error { return o(&c.settings) }
func (o sharedOption) applyCall(s *settings) error { return o(s) }

// settings are what a call can differ in; a Client has the defaults.
type settings struct {
	session      hidden
	tokens       TokenSource
	noSession    bool // a missing session is not checked
	noValidate   bool
	override     hidden // of the gateway: a name or an address, which may hold what is secret
	signMethod   SignMethod
	xml          bool
	simplify     bool
	timeout      time.Duration
	maxBatch     int
	extra        []param
	addParams    func(k *call, f *form, own int) error // puts extra into the form
	partnerID    string
	targetAppKey string
	customerID   string
	isRead       *bool // overrides the effect of the API
	retry        Retry
	raw          []*[]byte
	reports      []*Report
	unknown      func(api *API, paths []string)
	sent         []*Sent
	recordSent   func(p *plan, resp slot, zeros []finding) Sent               // what decoding makes of a response for sent
	answers      func(w wanted, p *plan, resp slot, notes []finding) *answers // the same for sent and unknown
}

// WithSession gives the session (access token) of the user on whose behalf is
// called.
func WithSession(session string) SharedOption {
	return sharedOption(func(s *settings) error {
		s.session, s.tokens = hide(session), nil
		return nil
	})
}

// WithTokenSource takes sessions from ts, and has it refresh one that the
// platform refuses.
func WithTokenSource(ts TokenSource) SharedOption {
	return sharedOption(func(s *settings) error {
		s.tokens, s.session = ts, hidden{}
		return nil
	})
}

// WithoutSessionCheck sends calls without a session even to APIs whose
// documentation passes one.
func WithoutSessionCheck() SharedOption {
	return sharedOption(func(s *settings) error {
		s.noSession = true
		return nil
	})
}

// WithoutValidation sends requests without checking them against the
// documented rules, for an API whose documentation is wrong.
func WithoutValidation() SharedOption {
	return sharedOption(func(s *settings) error {
		s.noValidate = true
		return nil
	})
}

// WithGateway sends all calls, whatever gateway their API belongs to, to another
// one: a name such as GatewayOverseas, or the address of a gateway of one's
// own. To an address without a path, the path that the protocol asks for is added
// (/router/rest, /router/batch, ...). A name also decides the protocol; with an
// address, a call keeps that of its API.
func WithGateway(gateway string) SharedOption {
	return sharedOption(func(s *settings) error {
		if _, named := gatewayNamed(gateway); !named {
			u, err := url.Parse(gateway)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
				return errors.New("top: WithGateway: neither the name of a gateway nor an http or https address")
			}
		}
		s.override = hide(gateway)
		return nil
	})
}

// WithSignMethod chooses how calls are signed; the default is SignHMACSHA256.
func WithSignMethod(m SignMethod) SharedOption {
	return sharedOption(func(s *settings) error {
		if !m.valid() {
			return fmt.Errorf("top: WithSignMethod: unknown sign method %q", string(m))
		}
		s.signMethod = m
		return nil
	})
}

// WithXML asks for XML responses instead of JSON.
func WithXML() SharedOption {
	return sharedOption(func(s *settings) error {
		s.xml = true
		return nil
	})
}

// WithSimplify asks for simplified JSON, without root and without the inner
// elements of lists, which is smaller.
func WithSimplify() SharedOption {
	return sharedOption(func(s *settings) error {
		s.simplify = true
		return nil
	})
}

// WithTimeout limits every attempt of a call, from connecting to the last byte
// of the response; the default is DefaultTimeout. Zero means no limit but that
// of the context.
func WithTimeout(d time.Duration) SharedOption {
	return sharedOption(func(s *settings) error {
		s.timeout = d
		return nil
	})
}

// WithParam sends and signs a parameter that the API's page does not have. With a path as
// its name, such as "order.buyer_memo" or "orders[0].lines.memo", it goes into a parameter
// that is an object or a list, beside what is set; without an index, into each element. So
// it does within the document of a call of Qimen: "request.orderLines[0].memo".
// There, a value that is an object or an array of JSON is one, and any other a text.
func WithParam(name, value string) SharedOption {
	return sharedOption(func(s *settings) error {
		name = strings.TrimSpace(name)
		if name == "" || reserved(name) {
			return fmt.Errorf("top: WithParam: %q is set by the client itself", name)
		}
		s.extra = append(s.extra[:len(s.extra):len(s.extra)], param{name: name, value: value})
		s.addParams = (*call).appendParams
		return nil
	})
}

// reserved reports whether a parameter is one that the client sets.
func reserved(name string) bool {
	return isOneOf(name, "method app_key session access_token timestamp v sign_method sign format simplify")
}

// WithPartnerID sends a partner_id.
func WithPartnerID(id string) SharedOption {
	return sharedOption(func(s *settings) error {
		s.partnerID = id
		return nil
	})
}

// WithTargetAppKey sends a target_app_key: the app that provides an API of a
// third party, or that a Qimen call is for.
func WithTargetAppKey(key string) SharedOption {
	return sharedOption(func(s *settings) error {
		s.targetAppKey = key
		return nil
	})
}

// WithCustomerID gives the customerId of Qimen calls: the seller whose
// warehouse or shop is meant.
func WithCustomerID(id string) SharedOption {
	return sharedOption(func(s *settings) error {
		s.customerID = id
		return nil
	})
}

// WithRead says whether a call changes nothing, so that it may be repeated after
// a failure, where the bindings, which know no more than the method's page, are
// wrong about that: see API.Effect.
func WithRead(read bool) CallOption {
	return callOption(func(s *settings) error {
		s.isRead = &read
		return nil
	})
}

// WithRetry chooses how failed calls are repeated; the default is DefaultRetry,
// and Retry{} repeats none.
func WithRetry(r Retry) SharedOption {
	return sharedOption(func(s *settings) error {
		s.retry = r
		return nil
	})
}

// WithMaxBatch says how many calls of a Batch go into one request, the default
// being DefaultMaxBatch. A Batch of more is sent in several requests, one after
// the other.
func WithMaxBatch(n int) SharedOption {
	return sharedOption(func(s *settings) error {
		if n <= 0 {
			return errors.New("top: WithMaxBatch: the number must be positive")
		}
		s.maxBatch = n
		return nil
	})
}

// WithRaw stores the body of the last response in *body, decompressed, if
// there is one: also on errors.
func WithRaw(body *[]byte) CallOption {
	return callOption(func(s *settings) error {
		s.raw = append(s.raw[:len(s.raw):len(s.raw)], body)
		return nil
	})
}

// WithSent has *sent tell which fields of the response the platform has sent. If
// the call fails without a response, it tells nothing. Of a method's All, which
// makes a call for each page and gives out copies of elements, it is of no use.
func WithSent(sent *Sent) CallOption {
	return callOption(func(s *settings) error {
		if sent == nil {
			return errors.New("top: WithSent: the pointer is nil")
		}
		s.sent, s.recordSent, s.answers = append(s.sent[:len(s.sent):len(s.sent)], sent), whatCame, answersOf
		return nil
	})
}

// WithReport fills in *r when the call ends, also on errors.
func WithReport(r *Report) CallOption {
	return callOption(func(s *settings) error {
		s.reports = append(s.reports[:len(s.reports):len(s.reports)], r)
		return nil
	})
}

// WithUnknownFields has f learn of members of responses that the documentation
// does not have, as UnmarshalReport names them. It is called once for each
// response that has any, on the goroutine of the call.
func WithUnknownFields(f func(api *API, paths []string)) SharedOption {
	return sharedOption(func(s *settings) error {
		s.unknown, s.answers = f, answersOf
		return nil
	})
}

// WithHTTPClient sends through another HTTP client: for a proxy, certificates
// or a transport of one's own. Redirects are never followed, whatever hc says.
func WithHTTPClient(hc *http.Client) Option {
	return clientOption(func(c *Client) error {
		if hc == nil {
			return errors.New("top: WithHTTPClient: the client is nil")
		}
		c.use(*hc)
		return nil
	})
}

// WithMaxBody limits the size of a response in bytes, after decompression;
// the default is DefaultMaxBody.
func WithMaxBody(n int64) Option {
	return clientOption(func(c *Client) error {
		if n <= 0 {
			return errors.New("top: WithMaxBody: the limit must be positive")
		}
		c.maxBody = n
		return nil
	})
}

// WithUserAgent sends another User-Agent.
func WithUserAgent(agent string) Option {
	return clientOption(func(c *Client) error {
		c.userAgent = agent
		return nil
	})
}

// WithMiddleware wraps the client's calls; the first is outermost. A call's
// repetitions are within: middleware sees it once.
func WithMiddleware(mw ...Middleware) Option {
	return clientOption(func(c *Client) error {
		c.middleware = append(c.middleware, mw...)
		return nil
	})
}

// WithLogger logs every call: method, gateway, attempts, duration, request id,
// and the error if it failed; never parameters, sessions or bodies. Calls that
// succeed are logged at level Info, which slog.Default() shows, others at Warn.
func WithLogger(l *slog.Logger) Option {
	return WithMiddleware(Logging(l))
}

// WithClock makes the client take the time from now.
func WithClock(now func() time.Time) Option {
	return clientOption(func(c *Client) error {
		c.now = now
		return nil
	})
}
