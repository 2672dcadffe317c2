package top

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// batchRequest is what the chain of middleware sees of a batch: the group of
// the calls that go into one request.
type batchRequest struct {
	items []*batchItem
	ready []*batchItem // those that can be sent, or sent again
}

// end gives the calls of a batch that has ended with err what is true of all of
// them, and each what it asked for beside its response.
func (b *batchRequest) end(whole *call, err error) {
	for _, item := range b.items {
		if !item.done {
			item.err, item.done = err, true
		}
		one := item.call
		if one == nil {
			continue
		}
		one.report.Err = item.err
		if one.report.Attempts > 0 {
			one.report.Duration = whole.report.Duration
		}
		one.handOver()
	}
}

// batchResponse stands for the answers, which go into the items.
type batchResponse struct{}

// prepare prepares the calls of a batch, and leaves out those that fail.
func (b *batchRequest) prepare(k *call) error {
	if len(k.sent) > 0 {
		return errors.New("top: WithSent is an option of a call: give it to Add")
	}
	k.gateway, k.report.Gateway = gatewayFor(k.api, k.override.reveal())
	if k.gateway.dialect != dialectTOP {
		return fmt.Errorf("top: the gateway %s takes no batches", k.report.Gateway)
	}
	read := true
	for _, item := range b.items {
		if item.done {
			continue
		}
		own := *k.settings
		own.raw, own.reports, own.isRead = nil, nil, nil // those of the batch as a whole
		one := &call{settings: &own, client: k.client, api: item.api, whole: k}
		one.report.Method = item.api.Method
		item.call = one
		if item.err = one.prepare(item.req, item.resp, item.opts); item.err == nil {
			item.err = one.batchable(k)
		}
		if item.err != nil {
			item.done = true
			continue
		}
		read = read && one.reads()
		b.ready = append(b.ready, item)
	}
	k.gateway.address = batchAddress(k.gateway.address)
	if k.isRead == nil {
		own := *k.settings
		own.isRead = &read
		k.settings = &own
	}
	return nil
}

// batchable reports why a call cannot be part of the batch whole.
func (k *call) batchable(whole *call) error {
	if k.gateway != whole.gateway {
		return fmt.Errorf("top: %s: it belongs to the gateway %s and cannot be part of the batch", k.api.Method, k.report.Gateway)
	}
	if files := k.reqPlan.files(k.req); len(files) > 0 {
		return fmt.Errorf("top: %s: parameter %s is a file, and files cannot be part of a batch", k.api.Method, files[0].name)
	}
	return nil
}

// authorize finds the sessions of the calls of a batch, and leaves out those
// that have none.
func (b *batchRequest) authorize(ctx context.Context) bool {
	var ready []*batchItem
	for _, item := range b.ready {
		if item.err = item.call.authorize(ctx); item.err != nil {
			item.done = true
			continue
		}
		if item.api.NoSession {
			item.call.whole.token = "" // each other call has its own
		}
		ready = append(ready, item)
	}
	b.ready = ready
	return len(ready) > 0
}

// sessions returns those of the calls of a batch, which its answer may echo.
func (b *batchRequest) sessions() []string {
	var all []string
	for _, item := range b.items {
		if item.call != nil {
			all = append(all, item.call.token)
		}
	}
	return all
}

// renew finds the calls of a batch that were refused for their sessions and has
// these replaced. It reports whether there are such calls: they are what is to be
// sent again, since they were not carried out.
func (b *batchRequest) renew(ctx context.Context, k *call) bool {
	var refused []*batchItem
	for _, item := range b.ready {
		one, stale := item.call, item.call.token
		apiErr, ok := errors.AsType[*Error](item.err)
		if !ok || !apiErr.SessionInvalid() {
			continue
		}
		if !one.renew(ctx) {
			item.err = one.explained(item.err)
			continue
		}
		if k.token == stale {
			k.token = one.token
		}
		item.err, item.done = nil, false
		refused = append(refused, item)
	}
	if len(refused) == 0 {
		return false
	}
	b.ready = refused
	return true
}

// batchAddress returns the address for batches at a gateway.
func batchAddress(address string) string {
	const single, many = "/router/rest", "/router/batch"
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Path = strings.TrimSuffix(u.Path, single)
	if !strings.HasSuffix(u.Path, many) {
		u.Path += many
	}
	return u.String()
}

// request builds the request of a batch: the parameters of the protocol in
// the query, the calls in the body, which is signed, too.
func (b *batchRequest) request(ctx context.Context, k *call) (*http.Request, error) {
	f := newForm()
	defer f.release()
	k.public(f, "")
	f.sort(0)
	body, err := b.body(k)
	if err != nil {
		return nil, err
	}
	for _, item := range b.ready {
		item.call.report.Attempts++
	}
	k.signForm(f, body)
	address := withQuery(k.gateway.address, string(f.urlencode(nil)))
	return k.post(ctx, address, "text/plain;charset=utf-8", bytes.NewReader(body))
}

// body returns the calls of a batch, each url-encoded. If all have the same method,
// it stands before them, once.
func (b *batchRequest) body(k *call) ([]byte, error) {
	method := b.ready[0].api.Method
	for _, item := range b.ready {
		if item.api.Method != method {
			method = ""
		}
	}
	var body []byte
	if method != "" {
		body = append(body, "#PUBLIC#method="...)
		body = appendEscaped(body, method)
		body = append(body, batchSeparator...)
	}
	for i, item := range b.ready {
		if i > 0 {
			body = append(body, batchSeparator...)
		}
		var err error
		if body, err = item.call.appendItem(body, method == "", k); err != nil {
			return nil, fmt.Errorf("%s: %w", item.api.Method, err)
		}
	}
	return body, nil
}

// appendItem appends the parameters of a call that the batch whole does not
// have; N stands for none.
func (k *call) appendItem(body []byte, withMethod bool, whole *call) ([]byte, error) {
	f := newForm()
	defer f.release()
	if err := f.request(k.reqPlan, k.req); err != nil {
		return nil, err
	}
	own := len(f.params)
	if withMethod {
		f.add("method", k.api.Method)
	}
	if k.token != whole.token {
		f.add("session", k.token)
	}
	if k.targetAppKey != whole.targetAppKey {
		f.add("target_app_key", k.targetAppKey)
	}
	if err := k.addExtra(f, own); err != nil {
		return nil, err
	}
	f.sort(own)
	if len(f.params) == 0 {
		return append(body, 'N'), nil
	}
	return f.urlencode(body), nil
}

// decode gives every call its part of the answer. If the answer has not as many
// parts as there are calls, it is an error of all of them.
func (b *batchRequest) decode(k *call, a answer) error {
	parts := strings.Split(a.body, batchSeparator)
	if len(parts) != len(b.ready) {
		return b.failure(k, a, len(parts))
	}
	for i, item := range b.ready {
		one := item.call
		one.sign, one.report.Status = k.sign, a.status
		// Nobody who keeps what came for one call shall hold on to that of the others.
		part := a
		part.body = strings.Clone(parts[i])
		one.body = &part.body
		item.err, item.done = one.decode(part), true
	}
	return nil
}

// failure returns the error that an answer is which has not one part for each call.
func (b *batchRequest) failure(k *call, a answer, parts int) error {
	p, err := planFor(reflect.TypeFor[batchResponse]())
	if err != nil {
		return err
	}
	r := decodeBody(a.body, p, slotOf(reflect.ValueOf(new(batchResponse)).Elem()), "", wanted{})
	if r.apiErr != nil {
		return k.apiError(r.apiErr, a)
	}
	return &DecodeError{
		Method: k.api.Method, Status: a.status, ContentType: k.scrub(a.contentType), body: hide(a.body),
		Faults:  []Misfit{{Problem: fmt.Sprintf("has %d parts for %d calls", parts, len(b.ready))}},
		unknown: !k.reads(),
	}
}
