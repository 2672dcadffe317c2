package top

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Report is what became of a call.
type Report struct {
	Method    string
	Gateway   string        // its name, or "custom"
	Attempts  int           // requests sent; 0 if the call failed before
	Duration  time.Duration // of all attempts and the pauses between them
	Status    int           // of HTTP in the last response; 0 if there was none
	RequestID string        // the platform's id of the call; empty if none came
	Err       error         // of the call
}

// call is one call on its way.
type call struct {
	*settings // of the client, or a copy if the call has options
	client    *Client
	api       *API
	req       slot
	reqPlan   *plan
	resp      slot
	respPlan  *plan
	gateway   gateway
	token     string // the session in use
	// notRenewed is why there is no other session for one that was refused.
	notRenewed error
	skew       time.Duration
	sign       string // of the last attempt
	report     Report
	body       *string // of the last response, nil if there was none
	came       Sent    // of the last response
	added      []added // to the document of a call of Qimen, by WithParam
	batch      group   // the calls of a batch; nil for a single call
	whole      *call   // the batch that it is part of; nil if it is sent alone
}

// group is a *batchRequest. It is an interface for the size of programs: see doc.go.
type group interface {
	prepare(k *call) error
	authorize(ctx context.Context) (ready bool)
	request(ctx context.Context, k *call) (*http.Request, error)
	decode(k *call, a answer) error
	renew(ctx context.Context, k *call) bool
	end(k *call, err error)
	sessions() []string // of the calls
}

// innermost is a Client as the Caller that all middleware is around.
type innermost Client

// Call makes a call.
func (inner *innermost) Call(ctx context.Context, api *API, req, resp any, opts ...CallOption) error {
	c := (*Client)(inner)
	k := &call{settings: &c.settings, client: c, api: api}
	k.report.Method = api.Method
	start := c.now()
	k.batch, _ = req.(group)
	err := k.prepare(req, resp, opts)
	if err == nil {
		err = k.run(ctx)
	}
	k.report.Duration, k.report.Err = c.now().Sub(start), err
	k.handOver()
	if k.batch != nil {
		k.batch.end(k, err)
	}
	return err
}

// prepare does all that can be done without sending.
func (k *call) prepare(req, resp any, opts []CallOption) error {
	if k.batch != nil {
		if err := k.apply(opts); err != nil {
			return err
		}
		return k.batch.prepare(k)
	}
	var err error
	if k.respPlan, k.resp, err = planOf(resp); err != nil {
		return err
	}
	return k.prepareRequest(req, opts)
}

func (k *call) apply(opts []CallOption) error {
	if len(opts) == 0 {
		return nil
	}
	own := *k.settings
	k.settings = &own
	for _, o := range opts {
		if err := o.applyCall(&own); err != nil {
			return err
		}
	}
	return nil
}

// prepareRequest checks the request of a call.
func (k *call) prepareRequest(req any, opts []CallOption) error {
	err := k.apply(opts)
	if err != nil {
		return err
	}
	k.gateway, k.report.Gateway = gatewayFor(k.api, k.override.reveal())
	if k.reqPlan, k.req, err = planOf(req); err != nil {
		return err
	}
	if v, ok := req.(interface{ Validate() error }); ok && !k.noValidate {
		if err := v.Validate(); err != nil {
			return k.fail(err)
		}
	}
	return nil
}

// fail names the method in an error that came up before anything was sent.
func (k *call) fail(err error) error {
	return fmt.Errorf("top: %s: %w", k.api.Method, local{err})
}

// local is an error of this package within a longer one, which begins "top: "
// already.
type local struct{ error }

func (l local) Error() string { return strings.TrimPrefix(l.error.Error(), "top: ") }
func (l local) Unwrap() error { return l.error }

// handOver gives the caller what it asked for beside the response.
func (k *call) handOver() {
	for _, r := range k.reports {
		*r = k.report
	}
	for _, s := range k.sent {
		*s = k.came
	}
	if k.body == nil {
		return
	}
	for _, raw := range k.raw {
		*raw = []byte(*k.body)
	}
}

// run sends the request until it succeeds or must not be repeated. A session that
// was refused is renewed once, and a wrong clock corrected once, whatever the call
// does: a call that was refused for either was not carried out.
func (k *call) run(ctx context.Context) error {
	if err := k.authorize(ctx); err != nil {
		return err
	}
	if k.batch != nil && !k.batch.authorize(ctx) {
		return nil
	}
	var done repairs
	for failures := 0; ; {
		err := k.attempt(ctx)
		if err == nil {
			k.client.budget.succeeded()
		}
		if k.repair(ctx, err, &done) {
			continue
		}
		failures++
		if err == nil || !k.again(ctx, err, failures) {
			return k.explained(err)
		}
	}
}

// repairs is what has been put right of a call.
type repairs struct{ session, clock bool }

// repair puts right what the last attempt was refused for, and reports whether to
// make another one. An attempt of a batch that succeeded may have calls that were
// refused.
func (k *call) repair(ctx context.Context, err error, done *repairs) bool {
	if err == nil {
		if done.session || k.batch == nil {
			return false
		}
		done.session = true
		return k.batch.renew(ctx, k)
	}
	apiErr, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return false
	case !done.session && apiErr.SessionInvalid() && k.renew(ctx):
		done.session = true
	case !done.clock && apiErr.timestamp() && k.client.clockSkew() != k.skew:
		done.clock = true
	default:
		return false
	}
	return !k.sendsOnce()
}

// authorize finds the session of the call.
func (k *call) authorize(ctx context.Context) error {
	if k.api.NoSession {
		return nil
	}
	k.token = k.session.reveal()
	if k.tokens != nil {
		token, err := k.tokens.Token(ctx)
		if err != nil {
			return fmt.Errorf("top: %s: no session: %w", k.api.Method, err)
		}
		k.token = token
	}
	if isBlank(k.token) && k.api.Session && !k.noSession {
		return k.fail(ErrNoSession)
	}
	return nil
}

// renew has the token source replace the session that was refused.
func (k *call) renew(ctx context.Context) bool {
	if k.tokens == nil {
		return false
	}
	token, err := k.tokens.Refresh(ctx, k.token)
	if k.notRenewed = err; err != nil || token == k.token || isBlank(token) {
		return false
	}
	k.token = token
	return true
}

// explained adds to the error of a call why its session could not be renewed, if so.
func (k *call) explained(err error) error {
	if err == nil || k.notRenewed == nil {
		return err
	}
	return fmt.Errorf("%w; its session could not be renewed: %w", err, k.notRenewed)
}

// reads reports whether the call changes nothing.
func (k *call) reads() bool {
	if k.isRead != nil {
		return *k.isRead
	}
	return k.api.Effect == EffectRead
}

// scrub takes secrets and the address of the gateway out of a text that came
// from elsewhere.
func (k *call) scrub(s string) string { return k.scrubber().scrub(s) }

// scrubber knows the secrets of the request. An answer to a batch may echo those
// of any of its calls.
func (k *call) scrubber() scrubber {
	if k.whole != nil {
		return k.whole.scrubber()
	}
	secrets := []string{k.client.secret.reveal(), k.token, k.session.reveal(), k.sign, k.gateway.address}
	if k.batch != nil {
		secrets = append(secrets, k.batch.sessions()...)
	}
	return newScrubber(secrets...)
}

// attempt sends the request once and decodes what comes back.
func (k *call) attempt(ctx context.Context) error {
	if k.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, k.timeout)
		defer cancel()
	}
	k.report.Status, k.report.RequestID, k.body, k.came = 0, "", nil, Sent{}
	k.skew = k.client.clockSkew()
	req, err := k.request(ctx)
	if err != nil {
		return k.fail(err)
	}
	k.report.Attempts++
	answer, err := k.send(req)
	if err != nil {
		return err
	}
	k.body = &answer.body
	if k.batch != nil {
		return k.batch.decode(k, answer)
	}
	return k.decode(answer)
}

// decode decodes an answer into the response.
func (k *call) decode(a answer) error {
	root := k.api.Root
	if root == "" {
		root = k.respPlan.root
	}
	r := decodeBody(a.body, k.respPlan, k.resp, root, wanted{answer: true, unknown: k.unknown != nil, sent: k.recordSent, answers: k.answers})
	if p := k.api.Protocol; r.apiErr == nil && p != nil && k.gateway.dialect != dialectTOP {
		r.apiErr = p.failure(a.body)
	}
	if r.apiErr != nil {
		return k.apiError(r.apiErr, a)
	}
	k.came = r.sent
	k.report.RequestID = k.scrub(k.respPlan.requestIDOf(k.resp))
	if len(r.unknown) > 0 && k.unknown != nil {
		k.unknown(k.api, r.unknown)
	}
	d := r.decErr
	if charset := a.foreignCharset(); charset != "" {
		if d == nil {
			d = &DecodeError{body: hide(a.body)}
		}
		d.Path = ""
		faults := make([]Misfit, 1+len(d.Faults))
		faults[0].Problem = fmt.Sprintf("is said to be in charset %q, but only UTF-8 is read", k.scrub(charset))
		copy(faults[1:], d.Faults)
		d.Faults = faults
	}
	if d == nil {
		return nil
	}
	d.Method, d.Status, d.ContentType, d.RequestID = k.api.Method, a.status, k.scrub(a.contentType), k.report.RequestID
	// No part of a response came: it may not have been the platform that answered.
	d.unknown = !k.reads() && d.Path == "" && k.resp.isZero(k.respPlan.typ)
	return d
}

// apiError completes an error that the platform sent in an answer, and takes out of it
// what it may have echoed of the call.
func (k *call) apiError(e *Error, a answer) error {
	e.limited, e.broken, e.retryAfter = a.status == http.StatusTooManyRequests, a.status >= 500, a.retryAfter
	k.scrubber().scrubError(e)
	e.Method, e.documented, e.write = k.api.Method, k.api.Errors, !k.reads()
	k.report.RequestID = e.RequestID
	return e
}
